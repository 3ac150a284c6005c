"""Two records in memory, and the clockwork between them: what one has to say to the other is said and noted."""

from datetime import datetime

from domain.command import Act
from domain.process.agenda import Due, agenda
from domain.process.carrying import said_there, word, word_id
from domain.process.commands import FollowOuter, LinkInner, NoteCarried
from domain.process.proof import known, proved
from domain.refused import AlreadyDone, Refused
from domain.step.commands import Answer
from tests.domain.play import Play


def carry(*plays: Play) -> None:
    """Do all that is due in these processes, and carry between them, until nothing is left."""
    records = {play.state.process_id: play for play in plays}
    for _ in range(100):
        due = [(play, one) for play in plays for one in to_do(play)]
        if not due:
            return
        play, first = due[0]
        if not isinstance(first.act, NoteCarried):
            play.send(first.act, via="clockwork", command_id=first.command_id)
            continue
        note = said(play, records[first.act.process], first.act)
        play.send(note, via="clockwork", command_id=first.command_id)
    raise AssertionError("never at rest")


def to_do(play: Play) -> list[Due]:
    return [one for one in agenda(play.state) if one.due_at <= play.clock]


def said(here: Play, there: Play, note: NoteCarried) -> NoteCarried:
    """Say it there, through the proof of the door, and write down what became of it."""
    what = word(here.state, note)
    if what is None:
        return note
    before = len(there.history)
    refused: Refused | None = None
    try:
        act = said_there(there.state, what)
        looked_up(here, there, act)
        command_id = word_id(here.state, note)
        refused = there.send(act, via="clockwork", command_id=command_id).refused
    except Refused as problem:
        refused = problem
    new = len(there.history) > before
    return note.model_copy(
        update={
            "event": before + 1 if new else None,
            "head_hash": there.state.head_hash.hex() if new else None,
            "refused": refused.code if refused and not isinstance(refused, AlreadyDone) else None,
        }
    )


def looked_up(here: Play, there: Play, act: Act) -> None:
    """:raises OutcomeNotProved: the record says otherwise"""
    if isinstance(act, Answer) and act.outcome_of is not None:
        proved(there.state, act, here.history[: act.outcome_of.version])
    if isinstance(act, LinkInner | FollowOuter):
        known(there.state.process_id, there.state.clock, act, here.state)


def together(*plays: Play, until: datetime) -> None:
    """Let time pass in all of them alike: from one due instant to the next."""
    carry(*plays)
    while min(play.clock for play in plays) < until:
        ahead = [one.due_at for play in plays for one in agenda(play.state)]
        to = min([until, *(at for at in ahead if at > min(play.clock for play in plays))])
        for play in plays:
            play.step_to(to)
        carry(*plays)
