"""A process of one question on the pure domain, with any values of it: what tests of the language begin from."""

from datetime import UTC, datetime
from typing import Any

from domain.participation.commands import Appointment, Party
from domain.procedure.check.procedure import errors
from domain.procedure.models import Procedure
from domain.process.commands import StartProcess
from domain.process.judge import Decision
from domain.step.commands import Answer
from domain.text.commands import PublishText
from tests.domain.play import Play

START = datetime(2022, 2, 21, 9, tzinfo=UTC)
CAPACITIES = ("principal", "officer_in_charge", "deputy", "delegate", "focal_point")
MEMBERS = ("a", "b", "c", "d")
CASES: list[dict[str, Any]] = [
    {"when": [{"count": "objection", "at_least": 1}], "permits": ["broken"]},
    {"permits": ["held"]},
]


def question(**values: Any) -> dict[str, Any]:
    """A silence procedure of 72 hours among members; `values` replace its own."""
    return {
        "title": "Does anyone object?",
        "about": "text",
        "asks": ["member"],
        "given_by": CAPACITIES,
        "answers": {
            "objection": {"title": "Objection", "each": "one", "takes": ["reason", "paragraphs"]}
        },
        "silence_means": "agrees",
        "window": {"lasts": {"hours": 72}},
        "stands": "close",
        "if_the_text_changes": "lapse",
        "visible": "all",
        "adds_up_to": CASES,
        "decided_by": "automatic",
        "text_agreed_by": ["held"],
        **values,
    }


def rules(then: dict[str, list[str]], **values: Any) -> Procedure:
    """The only stage is that question; `divided` follows only where it can be."""
    then = {key: to for key, to in then.items() if key != "divided" or values.get("divides")}
    return with_stage(
        then, {"kind": "silence_procedure", "questions": {"list": question(**values)}}
    )


def with_stage(then: dict[str, list[str]], stage: dict[str, Any], **values: Any) -> Procedure:
    """:raises AssertionError: the check finds an error in it"""
    found = Procedure.model_validate(
        {
            "procedure": "asking",
            "version": 1,
            "title": "A question",
            "venue": "new-york",
            "venues": {"new-york": {"name": "New York", "zone": "America/New_York"}},
            "roles": {
                "chair": {"class": "chair", "title": "Chair"},
                "member": {"class": "decision_maker", "title": "Member State"},
                "organisation": {"class": "consulted", "title": "Organisation"},
                "desk": {"class": "supporter", "title": "Secretariat"},
            },
            "reported": {"channels": ["e-mail"], "entered_by": ["desk"], "admitted_by": ["chair"]},
            "roadmap": [{"stage": "only", "title": "The question", "then": then, **stage}],
            **values,
        }
    )
    wrong = [f"{one.wrong}: {one.mend}" for one in errors(found)]
    assert not wrong, wrong
    return found


def started(procedure: Procedure, **values: Any) -> Play:
    seats = {
        "chair": ("chair",),
        "desk": ("desk",),
        **dict.fromkeys(MEMBERS, ("member",)),
        "org": ("organisation",),
    }
    act = StartProcess(
        title="Asking",
        procedure=procedure,
        parties=tuple(Party(party=p, name=p, roles=roles) for p, roles in seats.items()),
        appointments=tuple(
            Appointment(person=f"{p}-{c}", party=p, capacity=c)
            for p in seats
            for c in ("principal", "focal_point")
        ),
        clock="stepped",
        starts_at=START,
        **values,
    )
    play = Play(act, START)
    play.settle()
    return play


def publish(play: Play, labels: tuple[str, ...], text: str = "v1", number: int = 1) -> Decision:
    act = PublishText(text=text, kind="final", title=text, sha256=f"{number}" * 64, labels=labels)
    decision = play.send(act, "chair-principal")
    play.settle()
    return decision


def says(play: Play, step: str, name: str, party: str, **fields: Any) -> Decision:
    """Let a party's principal answer."""
    said = {"step": play.step(step).step, "answer": name, **fields}
    decision = play.send(Answer.model_validate(said), f"{party}-principal")
    play.settle()
    return decision
