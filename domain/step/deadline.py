"""
What moves or sets the closing of a step: fixing, extension, hold, gavel, admission of an act that came in time.

Only these do. Each carries author, reason, old and new value; a new closing is at least the postmark plus grace.
"""

from datetime import datetime

from domain.calendar.models import Span
from domain.calendar.show import lapse
from domain.event import Event
from domain.participation.authority import Acting, require_chair
from domain.procedure.window import Window
from domain.process.state import Process
from domain.refused import (
    AlreadyDone,
    CapacityInsufficient,
    ChannelNotOfficial,
    DeadlinePassed,
    DeadlineTooEarly,
    NoExtension,
    NotAsked,
    NotPermitted,
    OutOfPlace,
    QuestionPending,
    StepIsOver,
    UnknownStep,
    WindowTooShort,
)
from domain.step.commands import (
    AdmitAct,
    Answer,
    BringClosingForward,
    ExtendDeadline,
    RaiseQuestion,
    SetDeadline,
)
from domain.step.events import (
    ActAdmitted,
    ClosingBroughtForward,
    DeadlineExtended,
    DeadlineSet,
)
from domain.step.longer import longer_by
from domain.step.request import closes_provisionally, waits_until
from domain.step.state import Late, Step
from domain.step.when import after, calendars_of, earliest_closing, from_dispatch, grace


def open_step(process: Process, step_id: object) -> Step:
    step = process.steps.get(step_id)  # type: ignore[call-overload]
    if step is None:
        raise UnknownStep(step=str(step_id))
    found: Step = step
    if found.closed_at is not None:
        raise StepIsOver(outcome=found.outcome or "closed")
    return found


def _more(process: Process, step: Step, who: Acting) -> list[Span]:
    """What makes its window longer, as from now."""
    return longer_by(process, step.rule.window, who.at, process.stages[step.stage])


def before_closing(step: Step, who: Acting, party: str | None = None) -> None:
    """
    Holds, extensions and gavels are acts too: their own postmark must be before the closing.

    :param party: whose answer it is; one that was given more time alone has its own closing
    """
    if step.stopped_at is not None:
        return
    closes_at = step.closing_of(party)
    if closes_at is not None and who.at >= closes_at:
        late = lapse(who.at - closes_at)
        raise DeadlinePassed(closes_at=closes_at, late=late)


def may_end(step: Step) -> None:
    """:raises QuestionPending: a question that was raised makes the clock stand still, so nobody can end this one"""
    first = next((one for one in step.pending if one.stops), None)
    if first is not None:
        raise QuestionPending(question=first.question)


def not_too_early(process: Process, new: datetime, who: Acting, notice: Span | None = None) -> None:
    least = who.at + grace(process)
    if notice is not None:
        least = max(least, after(process, who.at, notice))
    if new < least:
        raise DeadlineTooEarly(new=new, bound="at least", least=least)


def not_too_short(process: Process, step: Step, new: datetime) -> None:
    """:raises WindowTooShort: the window would be shorter than its procedure allows"""
    if new < earliest_closing(process, step.rule.window, step.opens_at):
        raise WindowTooShort(
            at_least=str(step.rule.window.at_least),
            opens_at=step.opens_at,
            new=new,
        )


def may_extend(process: Process, step: Step, new: datetime, who: Acting) -> None:
    """
    Whether the procedure lets this deadline be extended, by this role, so often, and so far.

    :raises NoExtension: it does not
    Source: hard case 7; where a question says nothing of extensions, the chair may
    """
    may_move(step, who)
    rule = step.rule.extension
    if rule is None or rule == "none":
        return
    if rule.times is not None and step.extensions >= rule.times:
        often = "once" if step.extensions == 1 else f"{step.extensions} times"
        raise NoExtension(why=f"it was extended {often}, as often as it may be")
    old = step.closes_at
    if rule.at_most is not None and old is not None and new > after(process, old, rule.at_most):
        raise NoExtension(why=f"one extension adds at most {rule.at_most}")


def may_move(step: Step, who: Acting) -> None:
    """Whether this role decides on extensions: whom the procedure names, or the chair."""
    rule = step.rule.extension
    if rule is None:
        require_chair(who, "extend a deadline")
    elif rule == "none":
        raise NoExtension(why="this procedure knows none here")
    elif who.role not in rule.by:
        raise NotPermitted(role=who.role, why=f"it is extended by: {', '.join(rule.by)}")


def counts(step: Step, new: datetime, party: str | None = None) -> tuple[int, ...]:
    """
    The acts that were marked late meanwhile and are before the new closing.

    Not a position where the party has one that it could not replace: of a higher capacity, or one that is final.

    :param party: only that one's
    """
    found: list[int] = []
    single = {given.party: step.single(given.party) for given in step.answers if given.stands}
    rank = {one: given.rank for one, given in single.items() if given is not None}
    for version, late in step.late.items():
        if late.counted or late.received_at >= new or party not in (None, late.author):
            continue
        sent, mine = late.sent, late.author
        if isinstance(sent, Answer) and step.replaces(sent.answer):
            known = step.break_known_at is not None
            final = (step.rule.stands == "never" or known) and mine in rank
            if final or late.rank < rank.get(mine, 0):
                continue
            rank[mine] = late.rank
        found.append(version)
    return tuple(found)


def gone_on(
    process: Process, step: Step, since: datetime, grounds: str, who: Acting
) -> list[DeadlineExtended]:
    """
    The deadlines of a step that were ahead when everything stood still: as far ahead as they were then.

    Also those of parties that have one of their own. Where something that was raised stops the clock, that gives all of
    the time back when it is over. It is no extension: nobody's right to extend is used up.

    :param since: when everything began to stand still
    """
    if step.brought_forward or step.stopped_at is not None:
        return []
    ends = [(None, step.closes_at), *step.own_closing.items()]
    moved: list[DeadlineExtended] = []
    for party, old in ends:
        if old is not None and old > since:
            new = max(old + (who.at - since), who.at + grace(process))
            late = counts(step, new, party)
            moved.append(
                DeadlineExtended(
                    step=step.step,
                    old=old,
                    new=new,
                    counts=late,
                    grounds=grounds,
                    resumes=True,
                    party=party,
                )
            )
    return moved


def set_deadline(process: Process, act: SetDeadline, who: Acting) -> list[Event]:
    """
    Fix the deadline of a step that had none: "as soon as possible", or its date had passed before it opened.

    :raises DeadlineTooEarly: less than the minimum notice that the procedure gives
    """
    require_chair(who, "fix a deadline")
    step = open_step(process, act.step)
    window = step.rule.window
    if step.closes_at is not None or not fixed_by_somebody(window):
        raise OutOfPlace(
            why="this step already has a deadline, or none by its rule; extend it instead"
        )
    if (act.closes_at is None) == (act.after is None):
        raise OutOfPlace(why="give either an instant or a span")
    new = act.closes_at or after(process, who.at, act.after or Span(hours=0), act.at_time)
    not_too_early(process, new, who, window.minimum_notice)
    not_too_short(process, step, new)
    keys = tuple(calendar.key for calendar in calendars_of(process, act.after))
    return [DeadlineSet(step=step.step, old=None, new=new, calendars=keys, grounds=act.grounds)]


def fixed_by_somebody(window: Window) -> bool:
    """Whether somebody fixes the closing where the step has none: as soon as possible, or what was computed is past."""
    spans = window.lasts is not None and window.runs_from == "opening"
    return window.asap or spans or window.closes is not None or window.at_least is not None


def extend(process: Process, act: ExtendDeadline, who: Acting) -> list[Event]:
    """
    Move the deadline of an open step to a later instant. The extension's own postmark must be in time.

    Acts that were marked late meanwhile and are before the new deadline count; the event lists them.

    :raises NoExtension: the procedure allows none, or no more, or not so far
    """
    step = process.steps.get(act.step)
    if step is None or not (step.provisional and closes_provisionally(step)):
        step = open_step(process, act.step)
    may_extend(process, step, act.closes_at, who)
    for_one_alone(process, step, act.party)
    if not asked_in_time(process, step, who):
        before_closing(step, who, act.party)
    if step.closes_at is None:
        raise OutOfPlace(why="this step has no deadline to extend; fix one instead")
    if step.brought_forward:
        raise OutOfPlace(why="this step was already ended")
    old = step.closing_of(act.party) or step.closes_at
    with_notice = step.rule.changes_need_notice and act.party is None  # one alone has asked for it
    if act.closes_at <= old:
        raise DeadlineTooEarly(new=act.closes_at, bound="after", least=old)
    not_too_early(process, act.closes_at, who)
    return [
        DeadlineExtended(
            step=step.step,
            old=old,
            new=act.closes_at,
            counts=() if with_notice else counts(step, act.closes_at, act.party),
            with_notice=with_notice,
            grounds=act.grounds,
            party=act.party,
        )
    ]


def for_one_alone(process: Process, step: Step, party: str | None) -> None:
    """
    Whether more time may be given to one party alone.

    :raises NoExtension: the procedure does not say so, or silence agrees: then all have the same time
    :raises NotAsked: the party is not asked
    Source: hard case 10
    """
    if party is None:
        return
    rule = step.rule.extension
    if rule is None or rule == "none" or not rule.for_one or step.rule.silence_means == "agrees":
        raise NoExtension(why="here more time is given to all or to nobody")
    if party not in process.asked(step):
        raise NotAsked(party=party)


def asked_in_time(process: Process, step: Step, who: Acting) -> bool:
    """
    Whether a request that was made in time still waits for this decision, though the deadline has passed.

    Source: hard case 7
    """
    waits = waits_until(process, step)
    in_wait = waits is not None and who.at < waits
    return in_wait or (step.provisional and closes_provisionally(step))


def bring_forward(process: Process, act: BringClosingForward, who: Acting) -> list[Event]:
    """Close before the deadline, where the procedure gives the chair the gavel."""
    step = open_step(process, act.step)
    if (
        step.closes_at is not None
        and who.at >= step.closes_at
        and asked_in_time(process, step, who)
    ):
        return declined(step, act, who)
    require_chair(who, "close a step before its deadline")
    before_closing(step, who)
    may_end(step)
    window = step.rule.window
    if "gavel" not in window.early_close and window.on != "gavel":
        raise OutOfPlace(why="the procedure gives nobody the gavel here")
    if step.brought_forward:
        raise AlreadyDone(what="the closing was brought forward")
    return [
        ClosingBroughtForward(step=step.step, old=step.closes_at, by="gavel", grounds=act.grounds)
    ]


def declined(step: Step, act: BringClosingForward, who: Acting) -> list[Event]:
    """Decline a request for more time that is pending at the expiry: the close waits no longer. The deadline stays."""
    may_move(step, who)
    return [
        ClosingBroughtForward(step=step.step, old=step.closes_at, by="gavel", grounds=act.grounds)
    ]


def admit(process: Process, act: AdmitAct, who: Acting) -> list[Event]:
    """
    Admit an act as in time that reached an official channel in time and was entered late.

    `reported_at` never admits by itself: a named role decides, with evidence and reason.

    Source: hard case 1
    """
    rules = process.procedure.reported
    if who.role not in rules.admitted_by:
        raise NotPermitted(
            role=who.role, why=f"such acts are admitted by: {', '.join(rules.admitted_by)}"
        )
    step, late = _late(process, act.refused)
    said = late.sent
    if said.reported is None or said.reported.reported_at is None:
        raise OutOfPlace(
            why="only an act that was received by other means, at a reported time, can be admitted"
        )
    if said.reported.channel not in rules.channels:
        raise ChannelNotOfficial(channel=said.reported.channel, official=", ".join(rules.channels))
    needed = given_by(step, said)
    if said.reported.capacity not in needed:
        raise CapacityInsufficient(capacity=said.reported.capacity, needed=", ".join(needed))
    if isinstance(said, RaiseQuestion) and step.settled and not can_go_on(process, step):
        raise StepIsOver(outcome=step.outcome)
    if step.closes_at is None or not step.opens_at <= said.reported.reported_at < step.closes_at:
        raise OutOfPlace(why="the reported time is not inside the step's window")
    return [
        ActAdmitted(step=step.step, refused=act.refused, evidence=act.evidence, grounds=act.grounds)
    ]


def can_go_on(process: Process, step: Step) -> bool:
    """Whether a question that is settled can be taken up once more: it was counted, and its stage stands."""
    cut_short = step.ended_by is not None or step.raised_on is not None or step.part_of is not None
    return not cut_short and not process.stages[step.stage].voided


def given_by(step: Step, said: Answer | RaiseQuestion) -> tuple[str, ...]:
    """The capacities that suffice for an act on a step."""
    if isinstance(said, RaiseQuestion):
        return step.rule.incidental[said.raises].given_by
    return step.rule.given_by


def _late(process: Process, version: int) -> tuple[Step, Late]:
    for step in process.steps.values():
        late = step.late.get(version)
        if late is not None:
            if late.counted:
                raise AlreadyDone(what=f"act {version} counts")
            return step, late
    raise OutOfPlace(why=f"act {version} is not one that was refused as late")


def told(process: Process, number: int, addressees: tuple[str, ...], who: Acting) -> list[Event]:
    """
    What it does that a letter was sent to the last of those whom it concerns.

    A window that runs from the dispatch begins to run; a change that needs notice is in force, if the notice is before
    the old deadline. A moved deadline that nobody was told of in time is void.

    Source: hard case 8
    """
    milestone = process.milestones[number]
    before = {party for _, _, parties in milestone.dispatched for party in parties}
    step = process.steps.get(milestone.step) if milestone.step is not None else None
    all_told = set(milestone.addressees) <= before | set(addressees)
    if step is None or not all_told or set(milestone.addressees) <= before:
        return []
    if step.closed_at is not None or step.brought_forward:
        return []
    if milestone.type == "StepOpened" and step.closes_at is None:
        closes_at = from_dispatch(process, step.rule.window, who.at, _more(process, step, who))
        return [] if closes_at is None else [_set(process, step, closes_at, "dispatch")]
    new = step.unannounced.get(number)
    in_time = step.closes_at is not None and who.at < step.closes_at
    return [_set(process, step, new, "notice")] if new is not None and in_time else []


def _set(process: Process, step: Step, new: datetime, by: str) -> DeadlineSet:
    keys = tuple(calendar.key for calendar in calendars_of(process, *step.rule.window.spans()))
    grounds = {
        "dispatch": "the window runs from the dispatch of its letter",
        "notice": "the change is in force with its notice",
    }
    return DeadlineSet(
        step=step.step, old=step.closes_at, new=new, calendars=keys, grounds=grounds[by]
    )
