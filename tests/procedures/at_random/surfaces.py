"""What is said of a procedure before it starts, and what readers and addressees are told of a process, at random."""

import json
from collections.abc import Iterator
from datetime import datetime

from domain.letter.write import as_text, letter
from domain.procedure.draw.mermaid import mermaid
from domain.procedure.draw.svg import draw
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.procedure.visible import Part, Seen
from domain.process.fold import replay
from domain.process.plan import known, plan
from domain.process.seen import WITHHELD, Reader, seen_by, withheld
from domain.process.state import Process
from domain.step.state import Step
from tests.procedures.at_random.course import Course

LETTERS = 3
"""So many of the letters of a process are written."""


def can_be_read(procedure: Procedure, start: datetime, dates: dict[str, datetime]) -> None:
    """The page, the picture and the calendar of a procedure: none of them fails, and each tells of every stage."""
    found = plan(procedure, start, dates)
    page = "\n".join(line for one in explain(procedure, known(found, dates)) for line in one.lines)
    assert page
    picture, text = draw(procedure), mermaid(procedure)
    for stage in procedure.roadmap:
        assert stage.stage in text and stage.title in picture, f"{stage.stage} is not drawn"
    for entry in found.entries:
        assert entry.at >= start or entry.kind == "date", f"{entry.what} lies before the start"


def nothing_withheld_is_told(course: Course) -> None:
    """Whoever reads the process, the public too, reads of a question what it lets them see, and nothing else."""
    for party in (None, *course.process.parties):
        data = seen_by(course.process, Reader(party))
        told = {one["step"]: one for one in data["steps"]}
        for step in course.process.steps.values():
            _of_one(course, step, party, told.get(_name(course, step)))


def _name(course: Course, step: Step) -> str:
    run = course.process.stages[step.stage]
    return f"{run.key}#{run.round}.{step.question}"


def _of_one(course: Course, step: Step, party: str | None, entry: dict[str, object] | None) -> None:
    sees = {part for part in PARTS if _sees(course, step, part, party)}
    where = f"{step.question} as seen by {party or 'the public'}"
    assert (entry is not None) == ("step" in sees), f"{where}: is it there?"
    if entry is None:
        return
    assert ("figures" in sees) == (entry["figures"] != WITHHELD), f"{where}: the figures"
    assert "matter" in sees or entry["text"] in (None, WITHHELD), f"{where}: the text"
    others = {key: value for key, value in entry.items() if key not in ("mine", "title", "step")}
    text = json.dumps(others, default=str)
    for word, part in _words(step, party):
        assert part in sees or word not in text, f"{where}: “{word}” is told, and {part} withheld"


def _words(step: Step, party: str | None) -> Iterator[tuple[str, Part]]:
    """The words that give away what others have said, and that they have."""
    for given in step.answers:
        if given.party != party:
            yield f'"{given.party}"', "who"
            if given.said.grounds:
                yield given.said.grounds, "answers"


PARTS: tuple[Part, ...] = ("matter", "step", "who", "answers", "figures")


def _sees(course: Course, step: Step, part: Part, party: str | None) -> bool:
    """By the format of a procedure: from when on, and who."""
    seen: Seen = getattr(step.rule.seen, part)
    begun = {
        "opening": step.opened,
        "close": step.closed_at is not None,
        "outcome": step.outcome is not None and not step.provisional,
    }
    if not begun[seen.since]:
        return False
    if seen.to == "public" or party is None or seen.to == "nobody":
        return seen.to == "public"
    if "chair" in course.book.now(party) or seen.to == "all":
        return True
    return seen.to == "asked" and course.book.asks(course.sheet(step), party)


def letters_tell_only_what_addressees_see(course: Course) -> None:
    """Of every event that is made known there is a letter. It tells no words and no names that are withheld."""
    process = course.process
    kinds = {milestone.type: milestone for milestone in process.milestones.values()}
    broken = [
        one
        for one in process.milestones.values()
        if one.step and one.type == "OutcomeReached" and process.steps[one.step].outcome == "broken"
    ]
    kinds |= {"OutcomeReached": broken[-1]} if broken else {}
    wanted = course.looking.sample(sorted(kinds), k=min(LETTERS, len(kinds)))
    wanted += ["OutcomeReached"] if broken else []
    for kind in wanted:
        milestone = kinds[kind]
        text = as_text(letter(course.play.history, milestone.version)).partition("\n\n")[2]
        then = replay(course.play.history[: milestone.version])
        step = then.steps[milestone.step] if then and milestone.step else None
        if step is not None and then is not None:
            _tells(then, step, milestone.addressees, text)


def _tells(then: Process, step: Step, addressees: tuple[str, ...], text: str) -> None:
    hidden = {
        part
        for part in PARTS
        if any(part in withheld(then, step, Reader(party)) for party in addressees)
    }
    name = step.rule.title
    for given in step.answers:
        named = then.parties[given.party].name
        assert not hidden & {"who", "answers"} or named not in text, (
            f"a letter about {name} names {named}"
        )
        words = given.said.grounds or "no words"
        assert "answers" not in hidden or words not in text, f"a letter about {name} tells {words}"
