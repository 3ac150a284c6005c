"""
More time: a party's hold on a deadline, as far as the procedure grants one, and its lifting by the party.

Counted from the expiry, a hold adds its span to it; counted from the request, the later of the two stands; where it
stops the clock, the time that was left runs on when it is lifted, or when its limit has passed.

Source: hard case 7
"""

from datetime import datetime, timedelta

from domain.calendar.arithmetic import roll
from domain.calendar.models import Roll
from domain.calendar.refused import CalendarError
from domain.participation.authority import Acting
from domain.procedure.question import Hold
from domain.process.state import Process
from domain.refused import HoldExhausted, OutOfPlace
from domain.step.deadline import counts
from domain.step.events import HoldGranted, HoldLifted
from domain.step.state import Held, Step
from domain.step.when import after, grace, venue_calendars


def granted(process: Process, step: Step, party: str, who: Acting) -> HoldGranted:
    """
    Grant a party more time, as the procedure allows.

    :raises HoldExhausted: the party, or all parties together, have used up what is allowed
    """
    rule, old = step.rule.hold, step.closes_at
    if rule is None or old is None:
        raise HoldExhausted(why="this step grants none")
    if step.brought_forward:
        raise HoldExhausted(why="this step was already ended")
    if step.holds.get(party, 0) >= rule.per_party:
        raise HoldExhausted(why=f"{party} has used its {rule.per_party}")
    if sum(step.holds.values()) >= rule.total:
        raise HoldExhausted(why=f"all {rule.total} that the procedure grants are used")
    until = _until(process, rule, old, who)
    new = max(old, old + _added(step, who.at, until) if _stops(rule) else until)
    return HoldGranted(
        step=step.step,
        party=party,
        old=old,
        new=new,
        until=until if _stops(rule) else None,
        counts=counts(step, new),
    )


def _stops(rule: Hold) -> bool:
    return rule.counted == "stops_the_clock"


def _until(process: Process, rule: Hold, old: datetime, who: Acting) -> datetime:
    """The expiry with its span, or the end of the stop, on a working day where the procedure says so."""
    base = old if rule.counted == "from_expiry" else who.at
    if rule.rolled == "before_adding":
        return after(process, _rolled(process, base, rule.roll), rule.span)
    return _rolled(process, after(process, base, rule.span), rule.roll)


def _rolled(process: Process, instant: datetime, policy: Roll) -> datetime:
    if policy == "none":
        return instant
    try:
        return roll(instant, process.procedure.zone, venue_calendars(process), policy)
    except CalendarError as error:
        raise OutOfPlace(why=str(error)) from error


def _added(step: Step, start: datetime, end: datetime) -> timedelta:
    """How much of a stop is not a stop already: the clock that two parties stop stands still once."""
    return _uncovered(step.stops, start, end)


def _uncovered(stops: list[Held], start: datetime, end: datetime) -> timedelta:
    added, at = timedelta(0), start
    for held in sorted(stops, key=lambda one: one.start):
        if held.end > at and held.start < end:
            added += max(timedelta(0), held.start - at)
            at = max(at, held.end)
    return added + max(timedelta(0), end - at)


def lifted(process: Process, step: Step, party: str, who: Acting) -> list[HoldLifted]:
    """
    Take back what a party's hold has added, as far as it is not used yet. Nobody's time gets shorter than the present.

    A hold that only its limit ends stays, though its request is withdrawn.
    """
    rule, old = step.rule.hold, step.closes_at
    mine = [one for one in step.granted if one.party == party and not one.lifted]
    if rule is None or old is None or not rule.lifted_by_author or not mine:
        return []
    one = mine[-1]
    back = _unused(step, one, who.at) if _stops(rule) else one.new - one.old
    new = max(who.at + grace(process), old - back)
    running = _stops(rule) and one.end > who.at
    if new >= old and not running:
        return []
    return [HoldLifted(step=step.step, party=party, old=old, new=min(old, new))]


def _unused(step: Step, mine: Held, at: datetime) -> timedelta:
    """What is left of a stop, but for the time for which another party's stop holds the clock."""
    others = [one for one in step.stops if one is not mine]
    return _uncovered(others, max(at, mine.start), mine.end)
