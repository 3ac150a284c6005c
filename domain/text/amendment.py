"""
An amendment from the floor that was adopted becomes the text that the question goes on with.

Its words are put into the text by who publishes texts, as a new version that names it. Until then the question waits:
nothing is counted, its clock stands still, and no other question that was raised on it is put. Answers that were given
on the text before follow `if_the_text_changes`.

Source: hard case 9, an amendment from the floor is voted first
"""

from domain.event import Event
from domain.participation.authority import Acting
from domain.process.state import Process
from domain.refused import OutOfPlace
from domain.step.raising import resuming
from domain.step.state import Raised, Step
from domain.text.commands import PublishText


def adopted(process: Process) -> list[tuple[Step, Raised]]:
    """List the amendments that were adopted and are in no text yet, each with the question that waits for it."""
    return [
        (step, one)
        for step in process.open_steps()
        for one in step.pending
        if one.adopted and step.ended_by is None
    ]


def amends(step: Step, act: PublishText) -> bool:
    """Whether a version takes over an amendment that a question waits for."""
    return any(one.adopted and one.version in act.amended_by for one in step.pending)


def taken_over(process: Process, act: PublishText, who: Acting) -> list[Event]:
    """
    Take over what was adopted: the questions that waited for it go on, for as long as was left.

    :raises OutOfPlace: an amendment is named that was not adopted, or one that was adopted is left out; or more is
        changed than was adopted
    """
    waiting = adopted(process)
    known = {one.version for _, one in waiting}
    wrong = [number for number in act.amended_by if number not in known]
    if wrong:
        raise OutOfPlace(
            why=f"act {wrong[0]} is no amendment that was adopted and waits for its text"
        )
    left_out = sorted(known - set(act.amended_by))
    if left_out:
        raise OutOfPlace(
            why=f"the amendment {left_out[0]} was adopted and waits for its text: this version must take it over"
        )
    events: list[Event] = []
    for step, one in waiting:
        _nothing_else(process, step, one, act)
        reason = f"{one.question} is in the text {act.text}"
        events += resuming(step, process.steps[one.step], reason, who.at)
    return events


def _nothing_else(process: Process, step: Step, one: Raised, act: PublishText) -> None:
    """An amendment of certain paragraphs leaves the others as they are; and it changes something."""
    before = process.texts.get(step.text or "")
    if before is None or not act.wordings:
        return
    if act.sha256 == before.sha256:
        raise OutOfPlace(why=f"the text is as it was, and the amendment {one.version} was adopted")
    now = dict(zip(act.labels, act.wordings, strict=False))
    for label in before.labels if one.paragraphs else ():
        same = now.get(label) == before.wordings.get(before.identity[label])
        if not same and label not in one.paragraphs:
            changed = ", ".join(one.paragraphs)
            raise OutOfPlace(
                why=f"the amendment {one.version} is of {changed}, and paragraph {label} would change"
            )
