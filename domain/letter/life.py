"""What letters say of the course of a process as a whole, of its conditions and its pledges."""

from domain.letter.about import About, Said
from domain.process.course import clocks_stand
from domain.process.events import ConditionChanged, CourseChanged, PledgeChanged
from domain.step.events import MeetingChanged


def course_changed(about: About, event: CourseChanged) -> Said:
    what = f"text {event.text}" if event.text else "the process"
    lines = [f"{what.capitalize()} is {event.became}.", *_clocks(about, event)]
    if event.into:
        lines.append(f"It goes on as process {event.into}.")
    return Said(
        f"{what} is {event.became}",
        (*lines, f"Reason: {event.grounds}"),
        event.model_dump(mode="json"),
    )


def _clocks(about: About, event: CourseChanged) -> list[str]:
    if event.became == "suspended" and clocks_stand(about.process):
        return ["Its clocks stand still. What is sent meanwhile is kept and does not count."]
    if event.became == "suspended":
        return ["What is open goes on to its deadline; nothing new begins."]
    if event.became == "resumed" and event.since:
        return [f"It was suspended since {about.when(event.since)}."]
    return []


def meeting_changed(about: About, event: MeetingChanged) -> Said:
    """A meeting is suspended, or goes on: why, since when, and when it goes on."""
    became = "is suspended" if event.became == "suspended" else "goes on"
    lines = [about.question, f"The meeting {became}."]
    if event.became == "suspended":
        lines.append("Nothing is said or voted until it goes on, and its deadlines stand still.")
    if event.resumes_at is not None:
        lines.append(f"It goes on {about.when(event.resumes_at)}.")
    if event.since is not None:
        lines.append(f"It was suspended since {about.when(event.since)}.")
    return Said(
        f"the meeting {became}", (*lines, f"Reason: {event.grounds}"), event.model_dump(mode="json")
    )


def condition_changed(_: About, event: ConditionChanged) -> Said:
    did = "released" if event.new is None else "changed"
    lines = [
        f"Condition {event.condition} is {did}.",
        f"Before: {event.old}",
        *([f"Now: {event.new}"] if event.new else []),
        f"Reason: {event.grounds}",
    ]
    subject = f"condition {event.condition} is {did}"
    return Said(subject, tuple(lines), event.model_dump(mode="json"))


def pledge_changed(about: About, event: PledgeChanged) -> Said:
    lines = [
        f"The pledge {event.pledge} is led by {about.name(event.new_lead)}.",
        f"Its partners are: {about.names(event.new_partners)}.",
        f"Before: {about.name(event.old_lead)}, for {about.names(event.old_partners)}.",
        "What was published stays as it is.",
        f"Reason: {event.grounds}",
    ]
    subject = f"the pledge {event.pledge} is changed"
    return Said(subject, tuple(lines), event.model_dump(mode="json"))
