"""By how much a window is longer than usual: where the conditions hold that the procedure names for it."""

from datetime import datetime

from domain.calendar.models import Span
from domain.procedure.window import Window
from domain.process.facts import FactsOf
from domain.process.state import Process, StageRun
from domain.rule.condition import first_that_fails


def longer_by(
    process: Process, window: Window, opens_at: datetime, run: StageRun | None
) -> list[Span]:
    """
    Give what is added to the span of a window. Nothing has been counted yet: conditions look at the process, as it is
    when the question is put, and at the instant from which the window runs.
    """
    facts = FactsOf(process, opens_at, None, run)
    return [one.by for one in window.longer if first_that_fails(one.when, facts) is None]
