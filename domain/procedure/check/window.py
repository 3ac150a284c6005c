"""What the check of a procedure finds in a question's window: what cannot be computed, and what is too short."""

from collections.abc import Iterator

from domain.calendar.models import Span
from domain.procedure.check.early import early
from domain.procedure.check.longer import longer
from domain.procedure.correction import ConfirmBy, MinimumRemainder
from domain.procedure.finding import Finding, Place, error, warning
from domain.procedure.models import Procedure
from domain.procedure.question import Extension, Question, Suspends
from domain.procedure.window import Moment


def checked(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    """Find what is wrong with the times of a question."""
    for moment in (question.window.opens, question.window.until, *question.window.read_at):
        yield from _no_opening(moment, (*place, "window"))
    for moment in question.window.moments():
        yield from _moment(procedure, moment, (*place, "window"))
    yield from _computable(procedure, question, place)
    yield from _closing(question, place)
    yield from early(procedure, question, place)
    yield from longer(procedure, question, place)
    yield from _moved(procedure, question, place)
    yield from _more_time(question, place)
    yield from _date_moves(question, place)
    yield from _overdue(question, place)
    yield from _short(question, place)
    yield from _backwards(question, place)


def _no_opening(moment: Moment | None, place: Place) -> Iterator[Finding]:
    """Only what closes a window, or is due in it, is counted from its opening."""
    if moment is not None and any(part.from_opening for part in moment.parts()):
        yield error(
            place,
            "it is counted from the opening, and neither closes the window nor is due in it",
            "nobody would know which opening is meant",
            "use from_opening in closes or due",
        )


def _moment(procedure: Procedure, moment: Moment, place: Place) -> Iterator[Finding]:
    if moment.date is not None and moment.date not in procedure.dates:
        yield error(
            place,
            f"there is no date {moment.date}",
            "the window could not be computed",
            "add it to dates",
        )
    if moment.named_in is not None and not _names_an_instant(procedure, moment.named_in):
        yield error(
            place,
            f"no answer to {moment.named_in} must name an instant",
            "the window could not be computed",
            "name a question with an answer that needs: [instant]",
        )
    if moment.end_of is not None and not _is_asked(procedure, moment.end_of):
        yield error(
            place,
            f"there is no question {moment.end_of}",
            "the window could not be computed",
            "name a question as stage.question",
        )


def _is_asked(procedure: Procedure, key: str) -> bool:
    stage, _, name = key.partition(".")
    return any(one.stage == stage and name in one.questions for one in procedure.roadmap)


def _names_an_instant(procedure: Procedure, key: str) -> bool:
    stage_key, _, name = key.partition(".")
    stages = [stage for stage in procedure.roadmap if stage.stage == stage_key]
    question = stages[0].questions.get(name) if stages else None
    return question is not None and any(
        "instant" in rule.needs for rule in question.answers.values()
    )


def _computable(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    venue = procedure.venues.get(procedure.venue)
    if _counts_working_days(question) and (venue is None or venue.calendar is None):
        yield error(
            (*place, "window"),
            "it counts working days, and the venue names no calendar",
            "the deadline could not be computed",
            "name a calendar at the venue",
        )
    for name, rule in question.answers.items():
        if rule.instant_at_least is not None and "instant" not in (*rule.needs, *rule.takes):
            yield error(
                (*place, "answers", name),
                "it says how far a time must lie that is named, and no time is named",
                "it would do nothing",
                "needs: [instant]",
            )


def _closing(question: Question, place: Place) -> Iterator[Finding]:
    window = question.window
    if window.at_time is not None and window.lasts is None:
        yield error(
            (*place, "window", "at_time"),
            "a time of day is given, and the window does not last a span",
            "it would do nothing",
            "put at_time on the moment: closes: {date: ..., at_time: ...}",
        )
    if window.on == "complete" and not question.complete_when:
        yield error(
            (*place, "window"),
            "it closes when complete, and nothing says when",
            "it never would",
            "complete_when",
        )
    if window.standing and question.silence_means == "agrees":
        yield error(
            (*place, "window"),
            "a standing question never closes",
            "silence could never agree",
            "give it a deadline",
        )
    if window.on in ("answered", "complete", "conditions") and question.silence_means == "agrees":
        yield error(
            (*place, "window"),
            "it closes with an answer, and silence agrees",
            "silence could never agree",
            "give it a deadline, or the chair the gavel: on: gavel",
        )


def _moved(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    window, extension = question.window, question.extension
    fixed = window.lasts is not None or window.closes is not None
    if question.hold is not None and not fixed:
        yield error(
            (*place, "hold"),
            "a hold moves a deadline, and there is none",
            "it would do nothing",
            "remove it",
        )
    if extension is None or extension == "none":
        return
    for role in extension.by:
        if role not in procedure.roles:
            yield error(
                (*place, "extension", "by"),
                f"there is no role {role}",
                "nobody could extend",
                "name one of the roles",
            )
    if extension.for_one and question.silence_means == "agrees":
        yield error(
            (*place, "extension", "for_one"),
            "silence agrees, and one party could be given more time alone",
            "the others would have agreed to what is still open",
            "divide the question instead: divides: by_act",
        )
    if not fixed and not window.asap:
        yield error(
            (*place, "extension"),
            "an extension moves a deadline, and there is none",
            "it would do nothing",
            "remove it",
        )


def _more_time(question: Question, place: Place) -> Iterator[Finding]:
    """Holds that roll, and requests that wait for a decision, say how."""
    hold = question.hold
    if hold is not None and (hold.roll == "none") != (hold.rolled is None):
        yield error(
            (*place, "hold"),
            "it says whether a hold rolls to a working day, or when, but not both",
            "before and after adding give different days",
            "give both: roll: next_working_day, rolled: before_adding or after_adding",
        )
    asks = any(rule.effect == "requests_time" for rule in question.answers.values())
    if asks != (question.pending_at_expiry is not None):
        yield error(
            (*place, "pending_at_expiry"),
            "a request for more time, and what becomes of it at the expiry, belong together",
            "nobody would know whether it closes while the request is pending",
            "an answer with effect: requests_time, and pending_at_expiry: lapses, provisional or {suspends: ...}",
        )
    if asks and question.extension == "none":
        yield error(
            (*place, "extension"),
            "more time may be asked for, and nobody can give it",
            "every request would lapse",
            "extension: {by: [role]}",
        )


def _date_moves(question: Question, place: Place) -> Iterator[Finding]:
    hangs = any(moment.date for moment in question.window.moments())
    if question.if_the_date_moves is not None and not hangs:
        yield error(
            (*place, "if_the_date_moves"),
            "it says what happens when its date moves, and hangs on no date",
            "it would do nothing",
            "remove it, or name a date in the window",
        )


def _overdue(question: Question, place: Place) -> Iterator[Finding]:
    if question.defaults_to is None:
        return
    window, remind = question.window, question.remind
    judged = question.decided_by != "automatic"
    if question.silence_means != "overdue" and not judged:
        yield error(
            (*place, "defaults_to"),
            "it names what becomes of a duty that nobody does, and is no duty",
            "silence would mean two things",
            "silence_means: overdue, or remove it",
        )
    every = remind is not None and remind.every is not None
    when = window.due is not None or window.due_within is not None
    never = not every if judged else window.on is None or not (every or when)
    if never:
        yield error(
            (*place, "defaults_to"),
            "nothing says when the default takes effect",
            "it would never do so, or at once",
            "say when it is due (window: {on: ..., due: ...}), or remind: {every: ...}",
        )


def _short(question: Question, place: Place) -> Iterator[Finding]:
    window = question.window
    if (
        window.lasts is not None
        and question.silence_means == "agrees"
        and _below_a_day(window.lasts)
    ):
        yield warning(
            (*place, "window"),
            "silence of less than a day",
            "capitals may not be reached",
            "give at least 24 hours",
        )
    if window.lasts is not None and _surely_shorter(window.lasts, window.at_least):
        yield error(
            (*place, "window", "at_least"),
            f"it lasts {window.lasts}, and must last at least {window.at_least}",
            "it could never be put as it is written",
            "make it longer, or at_least shorter",
        )


def _backwards(question: Question, place: Place) -> Iterator[Finding]:
    """A length of time of nothing, or less: the question would close, or remind, before it has begun."""
    window, remind, more = question.window, question.remind, question.extension
    lengths: dict[Place, list[Span | None]] = {
        ("window", "lasts"): [window.lasts],
        ("window", "due_within"): [window.due_within],
        ("window", "minimum_notice"): [window.minimum_notice],
        ("hold", "span"): [question.hold.span if question.hold else None],
        ("extension", "at_most"): [more.at_most if isinstance(more, Extension) else None],
        ("remind", "every"): [remind.every if remind else None],
        ("remind", "before"): [*(remind.before if remind else ())],
        ("confirm_within",): [question.confirm_within],
    }
    for where, spans in lengths.items():
        for one in (span for span in spans if span is not None and span.n < 1):
            yield error(
                (*place, *where),
                f"{one} is no length of time",
                "it would be over before it has begun",
                "give at least 1",
            )


def _counts_working_days(question: Question) -> bool:
    window, remind = question.window, question.remind
    spans: list[Span | None] = [*window.spans(), *(remind.before if remind else ())]
    spans += [remind.every if remind else None, question.hold.span if question.hold else None]
    spans += [rule.instant_at_least for rule in question.answers.values()]
    if isinstance(question.if_the_text_changes, ConfirmBy):
        spans.append(question.if_the_text_changes.confirm_by)
    rule = question.corrections
    if rule is not None and isinstance(rule.answers, ConfirmBy):
        spans.append(rule.answers.confirm_by)
    if rule is not None and isinstance(rule.clock, MinimumRemainder):
        spans.append(rule.clock.minimum_remainder)
    if question.extension not in (None, "none"):
        spans.append(question.extension.at_most)  # type: ignore[union-attr]
    rolls = window.roll != "none" or (question.hold is not None and question.hold.roll != "none")
    if isinstance(question.pending_at_expiry, Suspends):
        spans.append(question.pending_at_expiry.suspends)
    return rolls or any(span and span.working_days is not None for span in spans)


def _surely_shorter(lasts: Span, at_least: Span | None) -> bool:
    """Whether a span is shorter than another of the same unit; of different units only the dates tell."""
    return at_least is not None and lasts.unit == at_least.unit and lasts.n < at_least.n


def _below_a_day(span: Span) -> bool:
    return span.n < {"seconds": 86_400, "minutes": 1_440, "hours": 24}.get(span.unit, 0)
