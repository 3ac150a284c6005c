"""The pledge of 2022 up to a given point, on the pure domain: what tests of its stages begin from."""

from datetime import UTC, datetime

from domain.calendar.models import Span
from domain.participation.commands import Appointment, Party
from domain.process.commands import StartProcess
from domain.step.commands import Answer, Item, SetDeadline
from domain.text.commands import PublishText
from tests.domain.play import Play, calendars, procedure

NINE = ("iom", "ilo", "desa", "ohchr", "undp", "unhcr", "unicef", "unodc", "who")
TWELVE = tuple(f"member-{n}" for n in range(1, 13))
LABELS = ("preamble", "a", "b", "c", "d", "e", "f")
CHAIR = "iom-principal"

CONDITIONS = (
    Item(item="P1", words="no overlap with the pledge of the refugee compact"),
    Item(item="P2", words="language may be refined"),
    Item(item="P3", words="no list of thematic issues"),
    Item(item="P4", words="entities may pledge other actions"),
)


def geneva(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of 2022 in Geneva's winter or summer time."""
    summer = (3, 27) <= (month, day) < (10, 30)
    return datetime(2022, month, day, hour - (2 if summer else 1), minute, tzinfo=UTC)


def started() -> Play:
    own = Party(party="iom", name="IOM", roles=("coordinator", "lead", "principal"))
    others = tuple(Party(party=p, name=p.upper(), roles=("principal",)) for p in NINE[1:])
    members = tuple(Party(party=p, name=p, roles=("member",)) for p in TWELVE)
    office = Party(party="secretariat", name="Network secretariat", roles=("secretariat",))
    people = tuple(
        Appointment(person=f"{p}-{c}", party=p, capacity=c)
        for p in (*NINE, *TWELVE, "secretariat")
        for c in ("principal", "deputy", "focal_point")
    )
    act = StartProcess(
        title="UN-system pledge",
        procedure=procedure(),
        calendars=calendars(),
        dates={"meeting": geneva(2, 15, 16), "reading": geneva(5, 16, 18)},
        parties=(own, *others, *members, office),
        appointments=people,
        clock="stepped",
        starts_at=geneva(2, 1, 9),
    )
    return Play(act, geneva(2, 1, 9))


def publish(play: Play, text: str, number: int, respects: tuple[str, ...] = ()) -> None:
    act = PublishText(
        text=text,
        kind="rev",
        title=f"Pledge, {text}",
        sha256=f"{number}" * 64,
        labels=LABELS,
        respects=respects,
    )
    assert play.send(act, CHAIR).refused is None


def answer(play: Play, key: str, name: str, person: str, **fields: object) -> Answer:
    return Answer.model_validate({"step": play.step(key).step, "answer": name, **fields})


def say(
    play: Play, key: str, name: str, person: str, role: str | None = None, **fields: object
) -> int:
    """Answer a step, and give the number of the recorded act."""
    decision = play.send(answer(play, key, name, person, **fields), person, role=role)
    assert decision.refused is None, decision.refused
    return next(o.envelope.version for o in reversed(play.history) if o.envelope.type == "Answered")


def met() -> Play:
    """Until the meeting found broad agreement with its four conditions."""
    play = started()
    play.settle()
    play.until(geneva(2, 8, 17))
    publish(play, "v1", 1)
    play.until(geneva(2, 15, 17))
    say(play, "meeting.finding", "finding", CHAIR, choice="broad_agreement", items=CONDITIONS)
    play.settle()
    return play


def revised() -> Play:
    """Until the consolidated text v2 is placed under silence on 24 February."""
    return consolidated(met())


def consolidated(play: Play) -> Play:
    """From the meeting to the consolidated text v2."""
    play.until(geneva(2, 16, 10))
    fix = SetDeadline(
        step=play.step("revision.proposals").step,
        after=Span(working_days=4),
        at_time="18:00",
        grounds="four working days",
    )
    assert play.send(fix, CHAIR).refused is None
    play.until(geneva(2, 21, 11))
    numbers = [
        say(
            play,
            "revision.proposals",
            "proposal",
            f"{party}-focal_point",
            wording="new words",
            paragraphs=("b",),
        )
        for party in NINE[1:6]
    ]
    play.until(geneva(2, 24, 18))
    for number in numbers:
        say(
            play,
            "revision.consolidation",
            "disposition",
            CHAIR,
            role="coordinator",
            about=number,
            choice="accepted",
            grounds="improves the text",
        )
    publish(play, "v2", 2, respects=("P1", "P2", "P3", "P4"))
    play.settle()
    return play


def agreed() -> Play:
    play = revised()
    play.until(geneva(2, 27, 18))
    return play
