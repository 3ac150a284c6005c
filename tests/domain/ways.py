"""Small procedures of stages that follow each other in every way, on the pure domain."""

from datetime import UTC, datetime
from typing import Any

from domain.procedure.models import Procedure
from domain.process.commands import StartProcess
from domain.step.commands import Answer
from tests.domain.play import Play, parties, principals

NOW = datetime(2024, 2, 1, 9, tzinfo=UTC)


def question(**fields: Any) -> dict[str, Any]:
    """A question that the chair answers, and that ends with the answer."""
    return {
        "title": "Is it done?",
        "about": "finding",
        "asks": ["chair"],
        "given_by": ["principal"],
        "answers": {"done": {"title": "Done", "each": "one"}},
        "silence_means": "overdue",
        "escalates_to": "chair",
        "window": {"on": "answered"},
        "stands": "close",
        "if_the_text_changes": "stand",
        "visible": "all",
        "adds_up_to": [{"permits": ["done"]}],
        "decided_by": "automatic",
        **fields,
    }


def stage(
    key: str, *then: str, asked: dict[str, Any] | None = None, **fields: Any
) -> dict[str, Any]:
    """A stage of one question `q` with the outcome `done`."""
    return {
        "stage": key,
        "kind": "single_question",
        "title": f"Stage {key}",
        "questions": {"q": asked or question()},
        "then": {"done": list(then) or ["end"]},
        **fields,
    }


def rules(*stages: dict[str, Any], **fields: Any) -> Procedure:
    return Procedure.model_validate(
        {
            "procedure": "ways",
            "version": 1,
            "title": "Ways",
            "venue": "geneva",
            "venues": {"geneva": {"name": "Geneva", "zone": "Europe/Zurich"}},
            "roles": {
                "chair": {"class": "chair", "title": "Chair"},
                "member": {"class": "decision_maker", "title": "Member"},
                "observer": {"class": "consulted", "title": "Observer"},
            },
            "reported": {"channels": [], "entered_by": [], "admitted_by": []},
            "roadmap": list(stages),
            **fields,
        }
    )


def play(procedure: Procedure, dates: dict[str, datetime] | None = None) -> Play:
    """The chair, three members and an observer, each with a principal."""
    everybody = (
        *parties("office", roles=("chair",)),
        *parties("a", "b", "c", roles=("member",)),
        *parties("o", roles=("observer",)),
    )
    act = StartProcess(
        title="Ways",
        procedure=procedure,
        dates=dates or {},
        parties=everybody,
        appointments=principals("office", "a", "b", "c", "o"),
        clock="stepped",
        starts_at=NOW,
    )
    found = Play(act, NOW)
    found.settle()
    return found


def says(on: Play, key: str, answer: str, party: str = "office", **fields: Any) -> str | None:
    """Let a party's principal answer, and do what follows. :returns: the code of the refusal, if it was refused"""
    act = Answer.model_validate({"step": on.step(key).step, "answer": answer, **fields})
    refused = on.send(act, f"{party}-principal").refused
    on.settle()
    return refused.code if refused else None


def running(on: Play) -> list[str]:
    return sorted(run.key for run in on.state.stages.values() if run.ended_at is None)
