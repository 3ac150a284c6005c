"""The times of a question in plain words: when it opens, when it closes, who may move its deadline."""

from domain.calendar.models import Span
from domain.procedure.models import Procedure
from domain.procedure.question import Hold, Question, Suspends
from domain.procedure.window import END_OF_DAY, Moment, Window
from domain.procedure.words import named


def opens(procedure: Procedure, question: Question) -> str:
    if question.window.opens is not None:
        return f"It opens {at(procedure, question.window.opens)}."
    if question.about == "text" and "text_published" not in question.complete_when:
        there = f"a {question.document} is published" if question.document else "a text is in force"
        return f"It opens when its turn has come and {there}."
    return "It opens when its turn has come."


def at(procedure: Procedure, one: Moment) -> str:
    """A moment in a sentence: "at 18:00 of ...", "3 weeks before ..."."""
    away = one.away is not None and one.away.n and one.at_time is None
    return moment(procedure, one) if away else f"at {moment(procedure, one)}"


def moment(procedure: Procedure, one: Moment) -> str:
    """A moment: "18:00 of the day 3 weeks before the date “Meeting”"."""
    start = _anchor(procedure, one)
    away = one.away
    if away is not None and away.n:
        side = "after" if away.n > 0 else "before"
        counted = ", the first day included," if one.first_day == "included" else ""
        start = f"{span(Span(**{away.unit: abs(away.n)}))} {side}{counted} {start}"
    if one.at_time is None:
        return start
    of = "that is" if away is not None and away.n else "of"
    return f"{time_of_day(one.at_time)} of the day {of} {start}"


def _anchor(procedure: Procedure, one: Moment) -> str:
    if one.date is not None:
        rule = procedure.dates.get(one.date)
        return f"the date “{rule.title if rule else one.date}”"
    if one.among:
        each = "; ".join(moment(procedure, part) for part in one.among)
        if one.later_of:
            return f"whichever is later of these, once all are known ({each})"
        return f"whichever is earlier of these, as far as they are known ({each})"
    if one.from_opening is not None:
        return f"the time {span(one.from_opening)} after its opening"
    if one.named_in is not None:
        return f"the time that is named in “{asked_in(procedure, one.named_in)}”"
    if one.end_of is not None:
        return f"the end of “{asked_in(procedure, one.end_of)}”"
    return one.at.strftime("%Y-%m-%d %H:%M UTC") if one.at else ""


def asked_in(procedure: Procedure, key: str) -> str:
    """The title of a question by its key; a key that names none is shown as it is."""
    stage_key, _, name = key.partition(".")
    found = [
        s.questions[name] for s in procedure.roadmap if s.stage == stage_key and name in s.questions
    ]
    return found[0].title if found else key


def time_of_day(text: str) -> str:
    return "the end" if text == END_OF_DAY else text


def length(window: Window) -> str:
    """How long a window is, in a few words; empty where no span says it."""
    if window.lasts is None:
        return ""
    first = ", the first day included" if window.first_day == "included" else ""
    until = f", until {time_of_day(window.at_time)} of the last day" if window.at_time else ""
    return f"{span(window.lasts)}{first}{until}"


def span(one: Span) -> str:
    unit = one.unit.replace("_", " ")
    return f"{one.n} {unit[:-1] if abs(one.n) == 1 else unit}"


def closes(procedure: Procedure, window: Window) -> str:
    early = {"gavel": "the chair's gavel", "all_answered": "the last answer of those who are asked"}
    ends = " or by ".join(early[one] for one in window.early_close)
    sooner = f" It is closed earlier by {ends}." if ends else ""
    rolled = {
        "none": "",
        "next_working_day": " A closing on a closed day moves to the next working day.",
        "previous_working_day": " A closing on a closed day moves to the working day before.",
    }[window.roll]
    shortest = (
        f" It is open for at least {span(window.at_least)}: a deadline that is nearer is not put."
        if window.at_least
        else ""
    )
    return _closing(procedure, window) + rolled + shortest + sooner


def _closing(procedure: Procedure, window: Window) -> str:
    if window.lasts is not None:
        since = " from the dispatch of its letter" if window.runs_from == "dispatch" else ""
        return f"It is open for {length(window)}{since}."
    if window.closes is not None:
        return f"It closes {at(procedure, window.closes)}."
    if window.asap:
        notice = window.minimum_notice
        least = f", with at least {span(notice)} of notice" if notice else ""
        return f"It closes “as soon as possible”: when the chair fixes a deadline{least}."
    if window.recurs is not None:
        until = f", until {moment(procedure, window.recurs.until)}" if window.recurs.until else ""
        return (
            f"It stays open while the process stands, and is asked again every {span(window.recurs.every)}{until}: "
            "who has not answered since the last time is on its stale list."
        )
    if window.standing:
        read = ", ".join(moment(procedure, one) for one in window.read_at)
        return "It stays open while the process stands." + (
            f" It is read at {read}." if read else ""
        )
    ends = {
        "answered": "It closes with the answer.",
        "gavel": "It is open until the chair's gavel.",
        "complete": "It closes when it is done.",
        "conditions": "It is open until its conditions hold.",
    }
    return ends[window.on or "complete"] + _due(procedure, window)


def _due(procedure: Procedure, window: Window) -> str:
    if window.due is not None:
        return f" It is due {at(procedure, window.due)}."
    if window.due_within is not None:
        return f" It is due {span(window.due_within)} after it opens."
    return ""


def moved(procedure: Procedure, question: Question) -> list[str]:
    """Who may move the deadline, and how often."""
    lines = [] if question.hold is None else [_hold(question.hold)]
    if question.changes_need_notice:
        lines.append(
            "A later deadline is in force when all who are asked have been told of it, before the old one has passed."
        )
    extension = question.extension
    if extension == "none":
        return [*lines, "Its deadline cannot be extended."]
    if extension is None:
        return lines
    often = "" if extension.times is None else f", at most {_times(extension.times)}"
    by = "" if extension.at_most is None else f", each time by at most {span(extension.at_most)}"
    who = named(procedure, extension.by)
    alone = " It may be extended for one party alone." if extension.for_one else ""
    return [
        *lines,
        f"Before it has passed, its deadline may be extended by: {who}{often}{by}.{alone}",
    ]


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def _hold(hold: Hold) -> str:
    since = {
        "from_expiry": f"{span(hold.span)} are added to the expiry",
        "from_request": f"{span(hold.span)} are added from the request on, if that is later",
        "stops_the_clock": f"the clock stops for {span(hold.span)} at most, and what was left runs on then",
    }
    rolled = {
        None: "",
        "before_adding": " Where that begins on a closed day, it is counted from an open one.",
        "after_adding": " Where that ends on a closed day, it ends on an open one.",
    }
    lifted = (
        " Whoever withdraws the request gives back what is not used of it."
        if hold.lifted_by_author
        else ""
    )
    return (
        f"A party may ask for more time {_times(hold.per_party)}, at most {hold.total} in all: "
        f"{since[hold.counted]}.{rolled[hold.rolled]}{lifted}"
    )


def requested(question: Question) -> list[str]:
    """What becomes of a request for more time that nobody has decided on when the deadline passes."""
    rule = question.pending_at_expiry
    if rule is None:
        return []
    if isinstance(rule, Suspends):
        then = f"the close waits for the decision, for {span(rule.suspends)} at most"
    elif rule == "lapses":
        then = "it lapses"
    else:
        then = (
            "the question closes, and its outcome is provisional until it is confirmed, or until the extension is "
            "granted and it goes on"
        )
    return [f"If a request for more time is still pending at the closing, {then}."]


def date_moves(question: Question) -> list[str]:
    """What happens when a date moves that the window hangs on."""
    if not any(one.date for one in question.window.moments()):
        return []
    said = {
        "follow": "If that date moves, this moves with it, and never comes nearer than its notice allows.",
        "stay": "If that date moves, this stays as it was put.",
    }
    asks = "If that date moves, whoever moves it says whether this moves with it."
    return [said.get(question.if_the_date_moves or "ask", asks)]
