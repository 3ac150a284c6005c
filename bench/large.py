"""A process as large as the field has them, drawn up by numbers: parties, tracks, stages, a text, all that is said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.procedure.models import Procedure
from rehearsal.parties import PartiesFile
from rehearsal.read import Rehearsal
from rehearsal.scenario import Scenario

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Large:
    """
    :param stages: of the whole process, those in parallel tracks included
    :param proposals: of Member States, on the paragraphs in turn; each is disposed of by the chair
    """

    states: int = 193
    groups: int = 5
    consulted: int = 10_000
    tracks: int = 5
    stages: int = 40
    paragraphs: int = 500
    proposals: int = 3500

    @property
    def in_a_track(self) -> int:
        """Stages of one track: what is left beside the beginning, the revision, the silence and the adoption."""
        return (self.stages - 5) // self.tracks


def rehearsal(size: Large) -> Rehearsal:
    """Draw up the whole rehearsal: rules, parties, and every act at its instant."""
    procedure = Procedure.model_validate(_procedure(size))
    parties = PartiesFile.model_validate({"parties": list(_parties(size))})
    scenario = Scenario.model_validate(
        {
            "scenario": "large",
            "title": "A large process",
            "procedure": "none",
            "parties": "none",
            "clock": START,
            "expect": "accepted",
            "texts": _texts(size),
            "acts": list(_acts(size)),
            "expectations": [{"status": "ended", "outcome": "adopted"}],
            "ends_at": START + (size.in_a_track + 30) * DAY,
        }
    )
    return Rehearsal(scenario, procedure, (), parties)


# The rules.


def _procedure(size: Large) -> dict[str, Any]:
    firsts = [f"track-{track}-1" for track in range(1, size.tracks + 1)]
    stages = [_stage("opening", {"opened": firsts}, _duty("Does the process begin?", "opened"))]
    for track in range(1, size.tracks + 1):
        stages += _track(size, track)
    join = {"waits_for": [f"track-{n}-{size.in_a_track}" for n in range(1, size.tracks + 1)]}
    stages += [
        _stage("zero", {"issued": ["revision"]}, _text_duty(), **join),
        _revision(),
        _stage(
            "agreement", {"held": ["adoption"], "broken": ["end"], "withdrawn": ["end"]}, _silence()
        ),
        _stage("adoption", {"adopted": ["end"]}, _adoption()),
    ]
    return {
        "procedure": "large",
        "version": 1,
        "title": "A large process",
        "venue": "new-york",
        "venues": {"new-york": {"name": "New York", "zone": "America/New_York"}},
        "roles": {
            "chair": {"class": "chair", "title": "Chair"},
            "state": {"class": "decision_maker", "title": "Member State"},
            "group": {"class": "decision_maker", "title": "Group"},
            "consulted": {"class": "consulted", "title": "Participant"},
        },
        "reported": {"channels": [], "entered_by": ["chair"], "admitted_by": ["chair"]},
        "roadmap": stages,
    }


def _stage(
    key: str, then: dict[str, list[str]], question: dict[str, Any], **more: Any
) -> dict[str, Any]:
    kind = "silence_procedure" if key == "agreement" else "single_question"
    return {
        "stage": key,
        "kind": kind,
        "title": key.title(),
        "then": then,
        "questions": {"question": question},
        **more,
    }


def _question(title: str, asks: list[str], answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "title": title,
        "about": "finding",
        "asks": asks,
        "given_by": ["principal"],
        "answers": answers,
        "stands": "close",
        "if_the_text_changes": "stand",
        "visible": "all",
        "decided_by": "automatic",
        **more,
    }


def _duty(title: str, outcome: str) -> dict[str, Any]:
    answers = {"done": {"title": "Done", "each": "one", "takes": ["grounds"]}}
    rule = {"adds_up_to": [{"permits": [outcome]}], "window": {"on": "answered"}}
    return _question(
        title, ["chair"], answers, silence_means="overdue", escalates_to="chair", **rule
    )


def _text_duty() -> dict[str, Any]:
    answers = {"remark": {"title": "Remark", "each": "many", "needs": ["wording"]}}
    rule = {"adds_up_to": [{"permits": ["issued"]}], "window": {"on": "complete"}, "about": "text"}
    duty = {
        "silence_means": "overdue",
        "escalates_to": "chair",
        "complete_when": ["text_published"],
    }
    return _question("What is the text?", ["chair"], answers, **(duty | rule))


def _track(size: Large, track: int) -> Iterator[dict[str, Any]]:
    """One after the other, a day each; everybody who is consulted is asked in the first stage of each track."""
    for number in range(1, size.in_a_track + 1):
        follows = [f"track-{track}-{number + 1}"] if number < size.in_a_track else ["zero"]
        asks = ["consulted", "state"] if number == 1 else ["state"]
        answers = {"input": {"title": "Input", "each": "many", "needs": ["title"]}}
        yield _stage(
            f"track-{track}-{number}",
            {"collected": follows},
            _question(
                "What should be said?",
                asks,
                answers,
                silence_means="not_counted",
                window={"lasts": {"days": 1}},
                remind={"before": [{"hours": 6}]},
                adds_up_to=[{"permits": ["collected"]}],
            ),
        )


def _revision() -> dict[str, Any]:
    proposal = {
        "title": "Proposal",
        "each": "many",
        "needs": ["paragraphs", "wording"],
        "effect": "proposes",
    }
    proposals = _question(
        "Which changes are proposed?",
        ["state", "group"],
        {"proposal": proposal},
        about="text",
        groups="as_one",
        silence_means="no_comment",
        window={"lasts": {"days": 5}},
        adds_up_to=[{"permits": ["collected"]}],
    )
    disposition = {
        "title": "Disposition",
        "each": "many",
        "needs": ["about", "choice"],
        "takes": ["grounds"],
        "choices": ["accepted", "not_accepted"],
        "effect": "disposes",
    }
    consolidation = _question(
        "What becomes of each?",
        ["chair"],
        {"disposition": disposition},
        about="proposals",
        silence_means="overdue",
        escalates_to="chair",
        window={"on": "complete"},
        complete_when=["proposals_disposed", "text_published"],
        adds_up_to=[{"permits": ["consolidated"]}],
    )
    return {
        "stage": "revision",
        "kind": "revision_round",
        "title": "Revision",
        "then": {"consolidated": ["agreement"]},
        "questions": {"proposals": proposals, "consolidation": consolidation},
    }


def _silence() -> dict[str, Any]:
    broken = {"when": [{"count": "objection", "at_least": 1}], "permits": ["broken"]}
    return _question(
        "Does anyone object?",
        ["state"],
        {"objection": {"title": "Objection", "each": "one", "takes": ["paragraphs"]}},
        about="text",
        silence_means="agrees",
        if_the_text_changes="lapse",
        window={"lasts": {"hours": 72}},
        visible="chair",
        adds_up_to=[broken, {"permits": ["held"]}],
        text_agreed_by=["held"],
    )


def _adoption() -> dict[str, Any]:
    """A roll call: every State answers for itself, and the last answer closes it."""
    return _question(
        "How does each Member State vote?",
        ["state"],
        {name: {"title": name.title(), "each": "one"} for name in ("yes", "no", "abstain")},
        about="text",
        silence_means="not_counted",
        if_the_text_changes="lapse",
        window={"lasts": {"days": 1}, "early_close": ["all_answered"]},
        adds_up_to=[{"permits": ["adopted"]}],
    )


# Parties and acts.


def _parties(size: Large) -> Iterator[dict[str, Any]]:
    yield _party("office", ["chair"])
    states = [f"state-{number}" for number in range(1, size.states + 1)]
    for one in states:
        yield _party(one, ["state"])
    for number in range(1, size.groups + 1):
        members = states[number - 1 :: max(1, size.groups)]
        yield _party(f"group-{number}", ["group"]) | {"members": members}
    for number in range(1, size.consulted + 1):
        yield _party(f"participant-{number}", ["consulted"])


def _party(name: str, roles: list[str]) -> dict[str, Any]:
    person = {"person": f"{name}-person", "name": f"Office of {name}", "capacity": "principal"}
    return {"party": name, "name": name.title(), "roles": roles, "persons": [person]}


def _texts(size: Large) -> dict[str, Any]:
    def text(key: str, kind: str) -> dict[str, Any]:
        labels = range(1, size.paragraphs + 1)
        paragraphs = {str(n): f"Paragraph {n} of {key}." for n in labels}
        return {"kind": kind, "title": key, "paragraphs": paragraphs}

    return {"v1": text("v1", "zero"), "v2": text("v2", "rev")}


def _acts(size: Large) -> Iterator[dict[str, Any]]:
    """Everybody who is consulted says something once, spread over the tracks; States propose; the chair disposes."""
    yield _done("opening.question", START)
    for number in range(1, size.consulted + 1):
        track = number % size.tracks + 1
        step = f"track-{track}-1.question"
        yield _answer(
            f"participant-{number}", step, "input", START + timedelta(hours=1), title="Input"
        )
    joined = START + (size.in_a_track + 1) * DAY
    yield {"at": joined, "as": "office-person", "act": "publish-text", "text": "v1"}
    for number in range(size.proposals):
        party = f"state-{number % size.states + 1}"
        label = str(number % size.paragraphs + 1)
        given = {
            "paragraphs": [label],
            "wording": f"Proposal {number}.",
            "label": f"proposal-{number}",
        }
        yield _answer(party, "revision.proposals", "proposal", joined + DAY, **given)
    after = joined + 6 * DAY
    for number in range(size.proposals):
        given = {"proposal": f"proposal-{number}", "disposition": "accepted"}
        act = {"act": "dispose", "step": "revision.consolidation", **given}
        yield {"at": after, "as": "office-person", **act}
    yield {"at": after, "as": "office-person", "act": "publish-text", "text": "v2"}
    for number in range(1, size.states + 1):
        yield _answer(
            f"state-{number}", "adoption.question", "yes", after + 3 * DAY + timedelta(hours=1)
        )


def _done(step: str, at: datetime) -> dict[str, Any]:
    return {"at": at, "as": "office-person", "act": "answer", "step": step, "answer": "done"}


def _answer(party: str, step: str, answer: str, at: datetime, **fields: Any) -> dict[str, Any]:
    return {
        "at": at,
        "as": f"{party}-person",
        "act": "answer",
        "step": step,
        "answer": answer,
        **fields,
    }
