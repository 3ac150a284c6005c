"""
A listed editorial correction of a text while a question about it is open: it gets a version, a notice, perhaps time.

That it is only editorial can be contested as the procedure lets it: a question that is raised on the one that is open.

Source: hard case 11
"""

from datetime import datetime

from domain.event import Event
from domain.participation.authority import Acting
from domain.process.state import Process
from domain.refused import FieldMissing, NotPermitted
from domain.step.deadline import before_closing, counts
from domain.step.events import DeadlineExtended
from domain.step.longer import longer_by
from domain.step.state import Step
from domain.step.when import after, closing
from domain.text.commands import PublishText


def may_correct(process: Process, act: PublishText, who: Acting) -> bool:
    """Whether it is a correction by a role that the procedure names for it."""
    return any(
        act.corrections
        and step.text == act.same_as
        and step.rule.corrections is not None
        and who.role in step.rule.corrections.by
        for step in process.open_steps()
    )


def correct(process: Process, step: Step, act: PublishText, who: Acting) -> list[Event]:
    """
    Correct the text of an open question. The correction's own postmark must be in time.

    :raises NotPermitted: the procedure names other roles
    :raises FieldMissing: it gives no reason
    """
    rule = step.rule.corrections
    if rule is None or who.role not in rule.by:
        by = ", ".join(rule.by) if rule else "nobody"
        raise NotPermitted(role=who.role, why=f"the text is corrected by: {by}")
    if act.grounds is None:
        raise FieldMissing(answer="correction", field="grounds")
    before_closing(step, who)
    new = _deadline(process, step, who)
    if new is None or step.closes_at is None or new <= step.closes_at or step.brought_forward:
        return []
    late = counts(step, new)
    return [
        DeadlineExtended(
            step=step.step, old=step.closes_at, new=new, counts=late, grounds=act.grounds
        )
    ]


def _deadline(process: Process, step: Step, who: Acting) -> datetime | None:
    """When the question closes after a correction; never sooner than before."""
    rule = step.rule.corrections
    if rule is None or rule.clock == "runs_on":
        return None
    if rule.clock == "restarts":
        more = longer_by(process, step.rule.window, who.at, process.stages[step.stage])
        return closing(process, step.rule.window, who.at, more)
    return after(process, who.at, rule.clock.minimum_remainder)
