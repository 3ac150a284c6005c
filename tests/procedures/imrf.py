"""The oracle of 2019 in the words of the engine: its acts as acts of a scenario, and the record in its names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from domain.calendar.show import parse_instant
from domain.letter.write import letter
from domain.process.fold import replay
from domain.process.limits import limits
from domain.process.state import Process
from domain.record.recorded import Recorded
from domain.step.adoption import Adoption, adoptions
from domain.step.events import OutcomeReached
from domain.step.state import Step
from domain.step.warnings import warnings
from rehearsal.player import Player
from rehearsal.read import Rehearsal, read_rehearsal
from rehearsal.report import ActReport, agreed_text
from rehearsal.scenario import Entry
from tests.procedures.in_memory import played

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).parent / "oracles" / "imrf_modalities_2019.yaml"
SCENARIO = ROOT / "scenarios" / "imrf-modalities-2019.yaml"
Vector = dict[str, Any]

ORACLE: dict[str, Any] = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))

PERSONS = {
    "co_facilitators": "cofac-bangladesh",
    "general-assembly": "general-assembly",
    "pga": "pga",
    "some-member-state": "seat-010-mission",
    "stakeholders": "stakeholders",
    "un-network-migration": "un-network-migration",
    "undisclosed-state-1": "seat-001-mission",
    "undisclosed-state-2": "seat-002-mission",
    "undisclosed-state-3": "seat-003-mission",
}
"""Who acts under which name of the oracle. Objectors are placeholders there and here."""


def rehearsal(file: Path = SCENARIO) -> Rehearsal:
    return read_rehearsal(file)


@cache
def shipped() -> Rehearsal:
    return rehearsal()


def entries(vector: Vector) -> list[Entry]:
    """The acts of a scenario that one act of the oracle is. The clock's own acts are none."""
    common = {"at": parse_instant(vector["at"]), "label": vector["id"].lower()}
    who = PERSONS.get(vector.get("by", "general-assembly"), "")
    return [Entry.model_validate({"as": who, **common, **act}) for act in _acts(vector)]


def _acts(vector: Vector) -> list[dict[str, Any]]:
    return ACTS[vector["act"]](vector)


def _appointment(vector: Vector) -> list[dict[str, Any]]:
    appointed = [act for person in vector["who"] for act in _appointed(person)]
    return [*appointed, _answer("appointment.co_facilitators", "appointment")]


def _consultation(vector: Vector) -> list[dict[str, Any]]:
    stage = "consultations" if vector["at"] < "2019-06-07" else "drafting"
    return [_answer(f"{stage}.held", "consultation", title=vector["step"])]


def _publish(vector: Vector) -> list[dict[str, Any]]:
    return [{"act": "publish-text", "text": vector["text"].lower()}]


def _place(vector: Vector) -> list[dict[str, Any]]:
    fixed = {"act": "set-deadline", "step": step_name(vector), "closes_at": vector["expiry"]}
    return [*_publish(vector), {**fixed, "grounds": "Placed under silence."}]


def _object(vector: Vector) -> list[dict[str, Any]]:
    given = {"reason": vector["issue"]} if "issue" in vector else {}
    return [{"act": "object", "step": step_name(vector), **given}]


def _vote(vector: Vector) -> list[dict[str, Any]]:
    given = {"figures": vector["tally"], "symbol": "A/RES/73/326"}
    return [_answer("adoption.decision", "recorded_vote", **given)]


ACTS: dict[str, Callable[[Vector], list[dict[str, Any]]]] = {
    "appoint_co_facilitators": _appointment,
    "set_mandate_limit": lambda v: [
        _answer("mandate.limit", "limit", instant=f"{v['date']}T23:59 New York")
    ],
    "hold_consultation": _consultation,
    "issue_text": _publish,
    "table_draft": _publish,
    "place_under_silence": _place,
    "object": _object,
    "expiry_reached": lambda _: [],
    "announce_agreement": lambda _: [_answer("announcement.announcement", "announcement")],
    "record_vote": _vote,
    "mark_adopted": lambda _: [_answer("adoption.decision", "without_vote")],
    "change_text": lambda _: [{"act": "publish-text", "text": "l99"}],
}
"""What an act of the oracle is in the vocabulary of scenarios."""


def _answer(step: str, answer: str, **fields: Any) -> dict[str, Any]:
    return {"act": "answer", "step": step, "answer": answer, **fields}


def _appointed(person: str) -> list[dict[str, Any]]:
    party = person.removeprefix("cofac-")
    admitted = {"party": party, "name": f"Permanent Mission ({party})", "roles": ["co_facilitator"]}
    named = {"act": "appoint", "person": person, "party": party, "capacity": "principal"}
    return [{"act": "admit-party", **admitted, "grounds": "Appointed by the President."}, named]


def step_name(vector: Vector) -> str:
    """`round-2` is the second run of the agreement."""
    number = str(vector.get("step", "")).removeprefix("round-")
    return f"agreement#{number}.objections" if number.isdecimal() else "agreement.objections"


@dataclass(frozen=True)
class Played:
    """One performance: its record, and what became of each act by the oracle's id."""

    player: Player

    @property
    def history(self) -> list[Recorded]:
        return self.player.history

    def act(self, vector_id: str) -> ActReport | None:
        found = [one for one in self.player.acts if one.label == vector_id.lower()]
        return found[-1] if found else None

    def until(self, at: datetime) -> Process | None:
        """The record's own replay: the longest beginning up to an instant."""
        return replay([one for one in self.history if one.envelope.process_at <= at])

    def after(self, vector: Vector) -> Process:
        """The process after one act of the oracle, with what the clockwork did about it at once."""
        mine = self.act(vector["id"])
        last = mine.versions[-1] if mine else self._at(parse_instant(vector["at"]))
        for one in self.history[last:]:
            at = one.envelope.process_at
            if one.envelope.actor.via != "clockwork" or at > parse_instant(vector["at"]):
                break
            last += 1
        found = replay(self.history[:last])
        assert found is not None
        return found

    def _at(self, at: datetime) -> int:
        return sum(one.envelope.process_at <= at for one in self.history)


async def play(
    vectors: Sequence[Vector], base: Rehearsal, lasts: timedelta | None = None
) -> Played:
    """Play acts of the oracle by the procedure, the parties and the texts that are shipped."""
    acts = tuple(entry for vector in vectors for entry in entries(vector))
    ends = parse_instant(vectors[-1]["at"]) + lasts if lasts else base.scenario.ends_at
    changes = {"acts": acts, "expectations": (), "ends_at": ends, "expect": None}
    scenario = base.scenario.model_copy(update=changes)
    return Played(await played(replace(base, scenario=scenario)))


# What the record tells, in the oracle's names.


def told(process: Process | None, history: Sequence[Recorded], at: datetime) -> Vector:
    """Every field that the oracle names of a process at an instant."""
    if process is None:
        return {"co_facilitators": 0, "texts": 0, "silence_rounds": []}
    text, adopted = process.text_in_force, adoptions(process)
    limit = next(iter(limits(process, at)), None)
    return {
        "state": state(process),
        "co_facilitators": len(process.holders.get("co_facilitator", ())),
        "texts": len(process.texts),
        "current_text": text.text.upper() if text else None,
        "silence_rounds": [_round(step) for step in rounds(process)],
        "open_silence": _open_silence(process),
        "text_agreed": agreed_text(process) is not None,
        "agreed_text": (agreed_text(process) or "").upper(),
        "objectors_public": public_objectors(history, process.version),
        "final_texts_placed_under_silence": len(
            {process.texts[s.text or ""].sha256 for s in rounds(process)}
        ),
        "mandate_limit": limit and _date(limit.at, process),
        "mandate_limit_met": limit and limit.met,
        "calendar_days_to_mandate_limit": limit and limit.days_left,
        **_adopted(adopted),
    }


def _adopted(adopted: list[Adoption]) -> Vector:
    if not adopted:
        return {"adopted": False}
    [one] = adopted
    figures = dict(one.figures)
    return {
        "adopted": True,
        "by_vote": one.manner == "recorded_vote",
        "by_consensus": one.manner == "consensus",
        "symbol": one.symbol,
        "not_taking_part": figures.pop("not_taking_part", None),
        "tally": figures,
    }


def state(process: Process) -> str:
    """The oracle's names of where the negotiation stands."""
    decision = process.step_of("adoption.decision")
    if decision is not None:
        if decision.outcome is not None:
            return "ADOPTED"
        return "TEXT_AGREED" if decision.text == agreed_text(process) else "TABLED"
    open_ = {process.stages[step.stage].key: step for step in process.open_steps()}
    if "agreement" in open_:
        return "SILENCE_OPEN"
    if "drafting" in open_:
        return "DRAFTING"
    consultations = open_.get("consultations")
    return "CONSULTING" if consultations is not None and consultations.answers else "APPOINTED"


def rounds(process: Process) -> list[Step]:
    return [s for s in process.steps.values() if process.stages[s.stage].key == "agreement"]


def _round(step: Step) -> str:
    return step.outcome.upper() if step.outcome else "OPEN"


def _open_silence(process: Process) -> str | None:
    numbers = [n for n, step in enumerate(rounds(process), start=1) if step.closed_at is None]
    return f"round-{numbers[-1]}" if numbers else None


def public_objectors(history: Sequence[Recorded], version: int) -> list[str]:
    """The institutions that letters of broken silence name."""
    found: list[str] = []
    for one in history[:version]:
        if isinstance(one.event, OutcomeReached):
            named = letter(history, one.envelope.version).facts.get("parties", ())
            assert isinstance(named, list | tuple)
            found += [str(party) for party in named]
    return found


def _date(instant: datetime, process: Process) -> str:
    return instant.astimezone(ZoneInfo(process.procedure.zone)).date().isoformat()


def reason(process: Process, act: ActReport, step: Step | None) -> str:
    """The oracle's names of our refusals."""
    assert act.refusal is not None
    if act.refusal == "DeadlinePassed":
        gone = step is not None and step.closed_at is not None and step.closed_at < act.at
        return "step_closed" if gone else "too_late"
    if act.refusal == "NotPermitted" and step is not None and step.rule.adopts is not None:
        body = process.procedure.roles[step.rule.adopts.body].title
        return f"adoption_belongs_to_the_{body.lower().replace(' ', '_')}"
    if act.refusal == "OutOfPlace":
        return "text_frozen_under_silence" if "under silence" in (act.sentence or "") else "other"
    if act.refusal in ("KeptAsComment", "NotPermitted"):
        return "not_a_decision_maker"
    return (act.sentence or "").partition(":")[0]


def warned(step: Step | None) -> str | None:
    return next(iter(warnings(step)), None) if step else None
