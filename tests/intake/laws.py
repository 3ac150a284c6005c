"""
The laws of the record, read off a stream alone: what an auditor could say about it without our fold.

Each law has a name; `broken` lists those that a history breaks.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from domain.process.events import ActRefused
from domain.record.envelope import write_envelope
from domain.record.hashes import envelope_hash
from domain.record.recorded import Recorded
from domain.step.events import (
    Answered,
    ClosingBroughtForward,
    DeadlineExtended,
    DeadlineSet,
    HoldGranted,
    StepClosed,
    StepScheduled,
)

MAX_AGE = timedelta(seconds=4)
"""Written here once more, so that a change of the rule is noticed."""

History = Sequence[Recorded]


def gapless_and_chained(history: History) -> bool:
    prev = "0" * 64
    for number, one in enumerate(history, start=1):
        envelope = one.envelope
        if (envelope.version, envelope.prev) != (number, prev):
            return False
        if envelope_hash(write_envelope(envelope)) != one.hash:
            return False
        prev = one.hash.hex()
    return True


def recorded_times_increase(history: History) -> bool:
    times = [one.envelope.recorded_at for one in history]
    return all(a < b for a, b in pairwise(times))


def postmarks_are_fresh(history: History) -> bool:
    ages = [one.envelope.recorded_at - one.envelope.received_at for one in history]
    return all(timedelta(0) <= age <= MAX_AGE for age in ages)


def one_outcome_per_command(history: History) -> bool:
    """The events of a command stand together, numbered from zero, under one fingerprint."""
    found: dict[str, list[Recorded]] = {}
    for one in history:
        found.setdefault(one.envelope.command_id, []).append(one)
    return all(
        [one.envelope.ordinal for one in events] == list(range(len(events)))
        and len({one.envelope.command_hash for one in events}) == 1
        and events[-1].envelope.version - events[0].envelope.version == len(events) - 1
        for events in found.values()
    )


def counted_means_in_time(history: History) -> bool:
    """Every answer that counts was postmarked inside its window, as the window stood."""
    return all(
        window.holds(one.envelope.received_at)
        for one, window in _about_steps(history)
        if isinstance(one.event, Answered)
    )


def late_means_late(history: History) -> bool:
    """Nothing that was postmarked before the closing instant is refused as late, or as over."""
    return all(
        not window.holds(one.envelope.received_at)
        for one, window in _about_steps(history)
        if isinstance(one.event, ActRefused)
        and one.event.code in ("DeadlinePassed", "StepIsOver", "NotOpenYet")
    )


def nothing_in_time_after_the_close(history: History) -> bool:
    return all(
        not window.closed or not window.holds(one.envelope.received_at)
        for one, window in _about_steps(history)
    )


LAWS: tuple[Callable[[History], bool], ...] = (
    gapless_and_chained,
    recorded_times_increase,
    postmarks_are_fresh,
    one_outcome_per_command,
    counted_means_in_time,
    late_means_late,
    nothing_in_time_after_the_close,
)


def broken(history: History) -> list[str]:
    """Name the laws that this history breaks."""
    return [law.__name__ for law in LAWS if not law(history)]


class _Window:
    """The window of a step as the events so far say it; half-open."""

    def __init__(self, opens_at: datetime, closes_at: datetime | None) -> None:
        self.opens_at, self.closes_at, self.closed = opens_at, closes_at, False

    def holds(self, at: datetime) -> bool:
        return self.opens_at <= at and (self.closes_at is None or at < self.closes_at)

    def then(self, one: Recorded) -> None:
        at_once = one.envelope.recorded_at
        match one.event:
            case DeadlineSet() | DeadlineExtended() | HoldGranted() as event:
                self.closes_at = event.new
            case ClosingBroughtForward():
                self.closes_at = min(self.closes_at or at_once, at_once)
            case StepClosed():
                self.closed = True
            case _:
                pass


def _about_steps(history: History) -> list[tuple[Recorded, _Window]]:
    """Pair every event about a step with the window as it stood when the event was recorded."""
    windows: dict[UUID, _Window] = {}
    found: list[tuple[Recorded, _Window]] = []
    for one in history:
        event = one.event
        if isinstance(event, StepScheduled):
            windows[event.step] = _Window(event.opens_at, event.closes_at)
        window = windows.get(getattr(event, "step", None) or UUID(int=0))
        if window is not None:
            then = _Window(window.opens_at, window.closes_at)
            then.closed = window.closed
            found.append((one, then))
            window.then(one)
    return found
