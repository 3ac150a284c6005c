"""The composite stages on the real stack: the pledge's own procedure, as far as each stage goes."""

from datetime import datetime
from itertools import pairwise

from domain.participation.commands import Appointment, Party
from domain.procedure.kinds import KINDS
from domain.process.agenda import stage_workflow
from domain.process.commands import StartProcess
from domain.step.commands import CorrectOutcome, Item, SetDeadline
from domain.text.commands import WithdrawText
from tests.domain.play import calendars, procedure
from tests.domain.pledge import geneva
from tests.workflows.scene import Scene, closing, ended, the_step

CHAIR = "iom-principal"
LABELS = ("preamble", "a", "b")


def pledge() -> StartProcess:
    """The pledge with three entities of the committee and two further members."""
    lead = Party(party="iom", name="IOM", roles=("coordinator", "lead", "principal"))
    others = tuple(Party(party=p, name=p, roles=("principal",)) for p in ("ilo", "who"))
    members = tuple(Party(party=p, name=p, roles=("member",)) for p in ("fao", "itu"))
    office = Party(party="secretariat", name="Network secretariat", roles=("secretariat",))
    everybody = (lead, *others, *members, office)
    return StartProcess(
        title="UN-system pledge",
        procedure=procedure(),
        calendars=calendars(),
        dates={"meeting": geneva(2, 15, 16), "reading": geneva(5, 16, 18)},
        parties=everybody,
        appointments=tuple(
            Appointment(person=f"{party.party}-principal", party=party.party, capacity="principal")
            for party in everybody
        ),
        clock="stepped",
        starts_at=geneva(2, 1, 9),
    )


async def drafted(scene: Scene) -> None:
    await scene.start(pledge())
    await scene.is_open("drafting.draft")
    await scene.step_to(geneva(2, 8, 17))
    await scene.publish("v1", CHAIR, LABELS)
    await scene.is_open("drafting.comments")
    await scene.step_to(geneva(2, 15, 16))
    await scene.until(ended("drafting"))


async def met(scene: Scene) -> None:
    await drafted(scene)
    await scene.is_open("meeting.finding")
    items = (Item(item="P1", words="no overlap with other pledges"),)
    found = await scene.answer(
        "meeting.finding",
        "finding",
        CHAIR,
        choice="broad_agreement",
        items=[i.model_dump() for i in items],
    )
    assert found.accepted, found.refused
    await scene.until(ended("meeting"))


async def revised(scene: Scene, proposals: int = 1) -> None:
    await met(scene)
    await scene.is_open("revision.proposals")
    await fix_deadline(scene, "revision.proposals", geneva(2, 22, 18))
    for _ in range(proposals):
        made = await scene.answer(
            "revision.proposals",
            "proposal",
            "ilo-principal",
            wording="new words",
            paragraphs=("b",),
        )
        assert made.accepted, made.refused
    await scene.step_to(geneva(2, 22, 18))
    await scene.is_open("revision.consolidation")
    for about in await scene.read(
        lambda p: [g.version for g in the_step(p, "revision.proposals").proposals()]
    ):
        disposed = await scene.answer(
            "revision.consolidation",
            "disposition",
            CHAIR,
            about=about,
            choice="accepted",
            grounds="improves the text",
        )
        assert disposed.accepted, disposed.refused
    await scene.publish("v2", CHAIR, LABELS)
    await scene.until(ended("revision"))
    await scene.is_open("agreement.objections")


async def fix_deadline(scene: Scene, step: str, closes_at: datetime) -> None:
    found = await scene.read(lambda p: the_step(p, step).step)
    act = SetDeadline(step=found, closes_at=closes_at, grounds="as agreed")
    await scene.accepted(act, CHAIR)


async def test_each_stage_puts_the_questions_of_its_kind_in_their_order(scene: Scene) -> None:
    await revised(scene)
    for stage in ("drafting", "meeting", "revision"):
        run = await scene.run_of(stage)
        assert tuple(run.steps) == KINDS[run.kind].questions
        steps = await scene.steps_of(stage)
        for one, other in pairwise(steps):
            assert one.closed_at is not None
            assert one.closed_at <= other.opens_at


async def test_silence_agrees_the_text_and_the_opt_in_is_read_while_it_stands(scene: Scene) -> None:
    await revised(scene)
    await scene.step_to(await scene.read(closing("agreement.objections")))
    assert await scene.outcome("agreement.objections") == "held"
    await scene.is_open("endorsement.opt_in")
    for person in ("iom-principal", "fao-principal"):
        assert (await scene.answer("endorsement.opt_in", "endorse", person)).accepted
    await scene.step_to(geneva(5, 16, 18))
    await scene.is_open("publication.record")
    reading = await scene.read(lambda p: the_step(p, "endorsement.opt_in").readings[0])
    assert reading.roster["endorse"] == ("iom", "fao")
    assert not await scene.read(ended("endorsement"))


async def test_a_withdrawn_text_ends_its_stage_at_once(scene: Scene) -> None:
    await revised(scene)
    await scene.accepted(WithdrawText(text="v2", grounds="a paragraph is missing"), CHAIR)
    assert await scene.outcome("agreement.objections") == "withdrawn"
    await scene.until(ended("agreement"))


async def test_a_corrected_finding_voids_the_stage_that_followed_and_ends_its_run(
    scene: Scene,
) -> None:
    await met(scene)
    await scene.is_open("revision.proposals")
    found = await scene.read(lambda p: the_step(p, "meeting.finding").step)
    act = CorrectOutcome(step=found, outcome="no_agreement", grounds="two entities had reserved")
    await scene.accepted(act, CHAIR)
    await scene.until(ended("revision"))
    run = await scene.run_of("revision")
    await scene.completed(stage_workflow(run))


async def test_the_workflow_of_a_process_ends_with_it(scene: Scene) -> None:
    await scene.start(pledge())
    await scene.is_open("drafting.draft")
    await scene.step_to(geneva(2, 8, 17))
    await scene.publish("v1", CHAIR, LABELS)
    await scene.step_to(geneva(2, 15, 16))
    await scene.is_open("meeting.finding")
    assert (await scene.answer("meeting.finding", "finding", CHAIR, choice="no_agreement")).accepted
    await scene.until(lambda process: process.status == "ended")
    await scene.completed(f"process/{scene.process}")
