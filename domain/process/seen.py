"""
A process as one of its parties sees it, or the public: with what is not theirs to see withheld.

Where something is withheld it says so, and nothing else of it is told: no name, no number, no letter more.
Source: hard case 17
"""

from dataclasses import dataclass
from typing import Any

from domain.event import Event
from domain.participation.authority import Acting
from domain.procedure.visible import PARTS, Part, Seen
from domain.process.facts import tally_of
from domain.process.state import Process
from domain.refused import NotPermitted, UnknownStep
from domain.step.commands import ReadWithheld
from domain.step.events import WithheldRead
from domain.step.state import Given, Step

WITHHELD = "withheld"
PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Reader:
    """:param party: who reads; None: the public"""

    party: str | None


def sees(process: Process, step: Step, part: Part, reader: Reader) -> bool:
    """Whether a reader sees this part of a step now."""
    seen: Seen = getattr(step.rule.seen, part)
    return _has_begun(step, seen) and _is_among(process, step, seen, reader)


def _has_begun(step: Step, seen: Seen) -> bool:
    match seen.since:
        case "opening":
            return step.opened
        case "close":
            return step.closed_at is not None
        case "outcome":
            return step.settled


def readers(process: Process, seen: Seen, asked: set[str]) -> set[str]:
    """The parties that may see a part of a question, once its time has come."""
    everybody = set(process.parties)
    match seen.to:
        case "nobody":
            return set()
        case "all" | "public":
            return everybody
    among = {one for one in everybody if _chairs(process, one)}
    return among | asked if seen.to == "asked" else among


def _is_among(process: Process, step: Step, seen: Seen, reader: Reader) -> bool:
    if seen.to == "public":
        return True
    if reader.party is None or seen.to == "nobody":
        return False
    if _chairs(process, reader.party):
        return True
    if seen.to == "asked":
        return reader.party in process.asked(step)
    return seen.to == "all" and reader.party in process.parties


def _chairs(process: Process, party: str) -> bool:
    roles = process.procedure.roles
    return any(
        role.role_class == "chair" and party in process.holders.get(key, ())
        for key, role in roles.items()
    )


def withheld(process: Process, step: Step, reader: Reader) -> tuple[Part, ...]:
    return tuple(part for part in PARTS if not sees(process, step, part, reader))


def seen_by(process: Process, reader: Reader) -> dict[str, Any]:
    """Give what a reader sees of a process, as data. A step that the reader may not know of is not there."""
    steps = [step for step in process.steps.values() if sees(process, step, "step", reader)]
    return {
        "process": process.process_id,
        "title": process.title,
        "seen_by": reader.party or PUBLIC,
        "version": process.version,
        "status": process.status,
        "outcome": process.outcome,
        "steps": [_step(process, step, reader) for step in steps],
    }


def _step(process: Process, step: Step, reader: Reader) -> dict[str, Any]:
    run = process.stages[step.stage]
    matter = sees(process, step, "matter", reader)
    return {
        "step": f"{run.key}#{run.round}.{step.question}",
        "title": step.rule.title,
        "text": (step.text if matter else WITHHELD) if step.text else None,
        "opens_at": step.opens_at,
        "closes_at": step.closes_at,
        "closed_at": step.closed_at,
        "outcome": step.outcome if step.settled else None,
        "who": _who(step) if sees(process, step, "who", reader) else WITHHELD,
        "answers": _answers(process, step, reader),
        "mine": [_said(given) for given in step.answers if given.stands and _own(given, reader)],
        "figures": _figures(process, step, reader),
        "withheld": withheld(process, step, reader),
    }


def _who(step: Step) -> list[str]:
    return sorted({given.party for given in step.answers if given.stands})


def _own(given: Given, reader: Reader) -> bool:
    return reader.party is not None and given.party == reader.party


def _answers(process: Process, step: Step, reader: Reader) -> Any:
    """What was said; by whom, only where the reader sees that too. In the order of the record, or else of the words."""
    if not sees(process, step, "answers", reader):
        return WITHHELD
    standing = [given for given in step.answers if given.stands]
    if sees(process, step, "who", reader):
        return [{"party": given.party, **_said(given)} for given in standing]
    return sorted((_said(given) for given in standing), key=str)


def _said(given: Given) -> dict[str, Any]:
    """An answer without its author, and without private words."""
    said = given.said
    fields = ("answer", "paragraphs", "wording", "grounds", "title", "choice")
    return {name: value for name in fields if (value := getattr(said, name)) not in (None, ())}


def _figures(process: Process, step: Step, reader: Reader) -> Any:
    if not sees(process, step, "figures", reader):
        return WITHHELD
    return _counted(process, step)


def _counted(process: Process, step: Step) -> dict[str, Any]:
    if step.figures is not None:
        return step.figures.model_dump(mode="json")
    tally = tally_of(process, step)
    return {"asked": tally.asked, "answered": tally.answered, "given": dict(tally.given)}


def read_withheld(process: Process, act: ReadWithheld, who: Acting) -> list[Event]:
    """
    Read what is withheld: by the auditor, with a reason, and on record.

    :raises NotPermitted: only an auditor may
    Source: hard case 17
    """
    if who.role_class != "auditor":
        raise NotPermitted(role=who.role, why="what is withheld is read by the auditor only")
    if act.step not in process.steps:
        raise UnknownStep(step=str(act.step))
    return [WithheldRead(step=act.step, parts=act.parts, grounds=act.grounds)]


def read_of(process: Process, step: Step, parts: tuple[Part, ...]) -> dict[str, Any]:
    """
    Give what the auditor gets to read, once it is on record that it was read: also answers that do not stand any more.

    Private words stand as their commitments, under which they are kept.
    """
    found: dict[str, Any] = {
        "matter": step.text,
        "step": step.rule.title,
        "who": sorted({given.party for given in step.answers}),
        "answers": [_read(given) for given in step.answers],
        "figures": _counted(process, step),
    }
    return {part: found[part] for part in parts}


def _read(given: Given) -> dict[str, Any]:
    said = given.said.model_dump(mode="json", exclude_defaults=True, exclude={"step"})
    times = {"received_at": given.received_at, "ended_at": given.ended_at}
    return {"number": given.version, **said, **times}
