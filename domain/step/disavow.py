"""
An answer that its institution disowns after the close: a higher capacity says so, and it is on record.

It changes no outcome by itself: before the close the answer is replaced or withdrawn instead; after it, where the
procedure lets it be raised, who decides that question looks at it. Source: hard case 5
"""

from domain.event import Event
from domain.participation.authority import Acting
from domain.process.state import Process
from domain.refused import AlreadyDone, NotPermitted, OutOfPlace, UnknownStep
from domain.step.commands import Disavow
from domain.step.events import AnswerDisavowed


def disavow(process: Process, act: Disavow, who: Acting) -> list[Event]:
    """
    Disown an answer of one's own institution.

    :raises OutOfPlace: the step is open still, or that is no answer of this institution
    :raises NotPermitted: the answer was given by as high a capacity
    """
    step = process.steps.get(act.step)
    if step is None:
        raise UnknownStep(step=str(act.step))
    if step.closed_at is None:
        raise OutOfPlace(why="the step is open: replace the answer, or withdraw it")
    given = step.numbered.get(act.answer)
    if given is None or given.party != who.party or not given.stands:
        raise OutOfPlace(why=f"{act.answer} is no answer of {who.party} that stands here")
    if act.answer in step.disavowed:
        raise AlreadyDone(what=f"answer {act.answer} is disavowed")
    if who.rank <= given.rank:
        raise NotPermitted(role=who.role, why="an answer is disavowed by a higher capacity")
    return [AnswerDisavowed(step=act.step, party=who.party, answer=act.answer, grounds=act.grounds)]
