"""An opt-in among institutions that answer by processes of their own: both records in memory."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.participation.commands import Appointment, Party
from domain.procedure.models import Procedure
from domain.process.commands import StartProcess
from domain.process.judge import Decision
from domain.process.proof import link_of
from domain.process.state import Process
from domain.process.verify import verify
from domain.step.commands import Answer, InnerOutcome
from domain.text.commands import PublishText
from tests.domain.forgery import stored
from tests.domain.play import Play, calendars, principals, procedure

STEP = "agreement.objections"
MONDAY = datetime(2022, 5, 9, 8, 0, tzinfo=UTC)
DUE = MONDAY + timedelta(hours=72)
GIVES = {"cleared": "endorse", "not_cleared": "decline"}
BY = {"process": "entity-clearance", "gives": GIVES, "only": True}


def opt_in(**answered_by: Any) -> Procedure:
    """One question: does your institution join? Open for three days, among `a` and `b`."""
    data = procedure("silence-20-seconds").model_dump(mode="json")
    stage = data["roadmap"][0]
    stage |= {"kind": "opt_in", "then": {"read": ["end"], "closed": ["end"], "withdrawn": ["end"]}}
    stage["then"].pop("read")
    stage["questions"]["objections"] |= {
        "silence_means": "not_in",
        "answers": {
            "endorse": {"title": "Join", "each": "one", "effect": "joins"},
            "decline": {"title": "Not join", "each": "one"},
        },
        "window": {"lasts": {"hours": 72}, "early_close": ["gavel"]},
        "hold": None,
        "adds_up_to": [{"permits": ["closed"]}],
        "text_agreed_by": [],
        "answered_by": BY | answered_by,
    }
    return Procedure.model_validate(data)


def pledge(rules: Procedure | None = None, *, live: bool = False) -> StartProcess:
    """A question to two institutions, in a rehearsal or live."""
    return StartProcess(
        title="A pledge",
        procedure=rules or opt_in(),
        parties=(
            Party(party="chair", name="Chair", roles=("coordinator",)),
            *(Party(party=one, name=one.upper(), roles=("member",)) for one in ("a", "b")),
        ),
        appointments=principals("chair", "a", "b"),
        clock="live" if live else "stepped",
        starts_at=None if live else MONDAY,
    )


def outer(rules: Procedure | None = None) -> Play:
    play = Play(pledge(rules), MONDAY)
    publish(play, "v1", "chair-principal")
    return play


def publish(play: Play, text: str, by: str, role: str | None = None) -> None:
    act = PublishText(text=text, kind="final", title=text, sha256="a" * 64, labels=("1",))
    assert play.send(act, by, role=role).refused is None
    play.settle()


def inner(of: Play, party: str = "a", due: datetime = DUE) -> Play:
    """A clearance that nobody carries anything from: the outer process never hears of it."""
    play = begun(of, party, due)
    play.settle()
    return play


def begun(of: Play, party: str = "a", due: datetime = DUE, rules: Procedure | None = None) -> Play:
    act = clearance_of(of.state, party, due, rules)
    return Play(act, of.clock, f"clearance-of-{party}")


def clearance_of(
    outer: Process, party: str, due: datetime | None = None, rules: Procedure | None = None
) -> StartProcess:
    """The clearance of one institution: two units, a legal office, and its head, whose deputy is in charge."""
    step = outer.step_of(STEP)
    assert step is not None
    link = link_of(outer, step, party)
    offices = {"desk": "focal_point", "one": "unit", "two": "unit", "law": "legal", "top": "head"}
    people = [Appointment(person=one, party=one, capacity="principal") for one in offices]
    people += [Appointment(person="acting", party="top", capacity="officer_in_charge")]
    return StartProcess(
        title="Clearance",
        procedure=rules or procedure("entity-clearance"),
        calendars=calendars(),
        dates={"answer_due": due or link.closes_at or DUE},
        parties=tuple(Party(party=o, name=o.title(), roles=(r,)) for o, r in offices.items()),
        appointments=tuple(people),
        clock=outer.clock,
        starts_at=outer.now,
        answers=link,
    )


def says(play: Play, key: str, name: str, person: str, **fields: Any) -> Decision:
    said = {"step": play.step(key).step, "answer": name, **fields}
    return play.send(Answer.model_validate(said), person)


def cleared(of: Play, choice: str = "cleared", party: str = "a") -> Play:
    """Units and legal office side by side, then the officer-in-charge signs."""
    play = inner(of, party)
    sign(play, choice)
    play.settle()
    assert (play.state.status, play.state.outcome) == ("ended", choice)
    assert verify(stored(play.history)).findings == ()
    return play


def sign(play: Play, choice: str = "cleared") -> None:
    publish(play, "brief", "desk")
    assert says(play, "units.positions", "clear", "one").refused is None
    assert says(play, "legal_review.review", "review", "law", choice="reservation").refused is None
    assert says(play, "units.positions", "clear", "two").refused is None
    play.settle()
    assert says(play, "signature.signature", "signature", "acting", choice=choice).refused is None


def outcome_of(play: Play, **other: Any) -> InnerOutcome:
    link = play.state.answers
    assert link is not None
    said = {
        "process": play.state.process_id,
        "party": link.party,
        "procedure": play.state.procedure.procedure,
        "outcome": play.state.outcome,
        "version": play.state.version,
        "head_hash": play.state.head_hash.hex(),
    }
    return InnerOutcome.model_validate(said | other)


def answered(of: Play, own: InnerOutcome | None, name: str = "endorse", by: str = "a") -> Decision:
    return says(of, STEP, name, f"{by}-principal", outcome_of=own)
