"""Before it is done: what else would move, what would follow at once, and who would be told."""

from collections.abc import Mapping
from datetime import datetime

from cli.desk import Desk
from cli.problems import Exit
from cli.screen import screen
from domain.command import Command
from domain.process.differences import Change, Value, name_of
from domain.process.events import SaidJointly
from domain.process.preview import Preview, Told, next_at, preview
from domain.process.state import Process

WAITS = "You act together with others: it would take effect when all of you have said the same."
MOST = 8
"""Names of institutions that are listed one by one."""

KINDS = {
    "process": "the process",
    "rules": "the rules",
    "date": "a date",
    "stage": "a stage",
    "question": "a question",
    "opens": "opens",
    "closes": "closes",
    "due": "is due",
    "reminder": "a reminder",
    "reading": "a reading",
    "planned": "planned",
    "outcome": "an outcome",
    "answers": "answers that stand",
    "text": "a text",
    "party": "an institution",
    "person": "a person",
    "action": "an action point",
    "inner": "dates of another process",
}

TOLD = {
    "Answered": "silence is broken",
    "TextPublished": "a text is published",
    "TextWithdrawn": "a text is withdrawn",
    "StepOpened": "a question is put",
    "DeadlineSet": "a deadline is fixed",
    "DeadlineExtended": "a deadline is moved",
    "ClosingBroughtForward": "a question is closed",
    "OutcomeReached": "an outcome",
    "OutcomeConfirmed": "an outcome is confirmed",
    "OutcomeSuperseded": "an outcome is put right",
    "StepRead": "a question is read",
    "PledgePublished": "a pledge is published",
    "ProcedureAdopted": "a new version of the rules",
    "DatesMoved": "a date moves",
    "StepMoved": "a deadline moves with its date",
    "MeetingChanged": "a meeting is suspended, or goes on",
    "HoldLifted": "more time is given back",
    "QuestionRaised": "a question is raised",
    "QuestionDivided": "a question is divided",
    "PartySucceeded": "what became of an institution",
    "CourseChanged": "the course of the process",
}


async def show_preview(at: Desk, process: Process, command: Command, now: datetime) -> Exit:
    """Print what a command would do. Nothing is done. :returns: the exit code that the act would have"""
    found = preview(process, command, next_at(process, now))
    screen.data(as_data(found))
    tell(found, await at.names(set(found.after.appointments)))
    return Exit.DONE if found.refused is None else Exit.REFUSED


def tell(found: Preview, names: Mapping[str, str]) -> None:
    """
    Tell people what would be otherwise, and who would be told.

    :param names: of persons, by id
    """
    if found.refused is not None:
        screen.say(
            f"It would not be accepted ({found.refused.code}): {found.refused.sentence}", "yellow"
        )
        return
    if found.events == (SaidJointly.__name__,):
        screen.say(WAITS)
    elif not found.changes:
        screen.say("Nothing else would move.")
    else:
        screen.say("What would be otherwise", "bold")
        screen.table(("what", "which", "now", "then"), (_row(one, names) for one in found.changes))
    screen.say("\nWho would be told", "bold")
    for one in found.told:
        screen.say(f"  {_told(found, one)}")
    if not found.told:
        screen.say("  Nobody: no letter is written about this.")


def _row(change: Change, names: Mapping[str, str]) -> tuple[str, str, str, str]:
    first, _, rest = change.what.partition(" ")
    what = f"{names.get(first, first)} {rest}" if change.kind == "person" else change.what
    return KINDS[change.kind], what, shown(change.old), shown(change.new)


def shown(value: Value) -> str:
    if isinstance(value, datetime):
        return screen.when(value)
    return "none" if value is None else str(value)


def _told(found: Preview, one: Told) -> str:
    step = found.after.steps.get(one.step) if one.step else None
    where = f", {name_of(found.after, step)}" if step else ""
    names = [found.after.parties[party].name for party in one.addressees]
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    what = TOLD.get(one.type, one.type)
    return f"{what}{where}: {', '.join(names[:MOST]) or 'nobody'}{more} ({len(names)})"


def as_data(found: Preview) -> dict[str, object]:
    """The same for a program."""
    refused = found.refused
    steps = found.after.steps
    return {
        "refused": {"code": refused.code, "sentence": refused.sentence} if refused else None,
        "events": list(found.events),
        "changes": [
            {"kind": one.kind, "what": one.what, "old": one.old, "new": one.new}
            for one in found.changes
        ],
        "told": [
            {
                "type": one.type,
                "step": name_of(found.after, steps[one.step]) if one.step else None,
                "addressees": list(one.addressees),
            }
            for one in found.told
        ],
    }
