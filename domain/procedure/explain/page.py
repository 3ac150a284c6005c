"""
A procedure in plain words: a page that a person can agree to, written from the rules alone.

What is said here is what the engine does; where a rule has no short way of being said, its counts are spelled out.
"""

from dataclasses import dataclass

from domain.procedure.explain.adoption import adoption_said, limits_said
from domain.procedure.explain.answers import answer_said
from domain.procedure.explain.consultation import meets_said
from domain.procedure.explain.course import course_said
from domain.procedure.explain.dates import Known, closing_said, dates_said, given
from domain.procedure.explain.duties import reminders
from domain.procedure.explain.incidental import division_said, raising_said
from domain.procedure.explain.outcomes import _case, _other_ends, _outcome, _outcomes, _silence
from domain.procedure.explain.parties import parties_of, told_said, visible_said
from domain.procedure.explain.rule import counts_said, test_said
from domain.procedure.explain.second_window import second_window_said
from domain.procedure.explain.text import (
    authoritative_said,
    becomes_of_answers,
    done_said,
    of_the_text,
    rounds_said,
)
from domain.procedure.explain.window import (
    at,
    closes,
    date_moves,
    moved,
    opens,
    requested,
    span,
)
from domain.procedure.explain.words import in_short, joined, plainly, said, speakers
from domain.procedure.models import Procedure, Stage
from domain.procedure.question import STANDS, Question
from domain.procedure.window import Moment
from domain.procedure.words import among, named, title_of
from domain.rule.condition import Condition
from domain.rule.models import CHOSEN

RIGHTS = {
    "chair": "steers the process. It publishes texts, fixes deadlines, records findings and says what became of "
    "proposals. It never objects",
    "decision_maker": "decides. It answers what it is asked, and can break silence where it is asked",
    "consulted": "is consulted. It answers what it is asked; an objection of it is kept as a comment, and "
    "breaks no silence",
    "supporter": "supports. It enters what came by other means, and sends letters",
    "auditor": "reads everything, and acts on nothing",
}

TOGETHER = {
    "any": "",
    "all": " Several holders act together: while they disagree, nothing is decided. What they judge, confirm, dispose "
    "of, raise, admit, publish or withdraw takes effect when all of them have said the same.",
}

STANDS_UNTIL = {
    "close": "may be replaced or withdrawn until the deadline",
    "notice_of_break": "may be replaced or withdrawn until a break of the silence is made known by letter, at most "
    "until the deadline",
    "never": "is final",
}

PRESENT = "Only who is recorded present at the meeting decides; what others send is kept and does not count."


@dataclass(frozen=True, slots=True)
class Passage:
    """:param level: 1 for the page, 2 for a part, 3 for a question"""

    level: int
    heading: str
    lines: tuple[str, ...]


def explain(procedure: Procedure, known: Known | None = None) -> list[Passage]:
    """
    Say a whole procedure in plain words, in the order of its file.

    :param known: instants that are known before the start; the page says them
    """
    short = Passage(2, "In short", tuple(in_short(procedure)))
    found = [_head(procedure), short, _roles(procedure), *_dates(procedure, known)]
    found += _weights(procedure)
    found += _limits(procedure)
    for stage in procedure.roadmap:
        found.append(_stage(procedure, stage))
        for one in stage.questions.values():
            passage = _question(procedure, stage, one, known)
            found += [passage, *raised(procedure, stage, one)]
    course = course_said(procedure)
    if course:
        found.append(Passage(2, "The course of the whole process", course))
    return [
        Passage(one.level, plainly(one.heading), tuple(map(plainly, one.lines)))
        for one in (*found, _reported(procedure))
    ]


def _head(procedure: Procedure) -> Passage:
    first = title_of(procedure, procedure.roadmap[0].stage)
    return Passage(
        1,
        f"{procedure.title} ({procedure.procedure}, version {procedure.version})",
        (
            *((f"Source: {procedure.source}.",) if procedure.source else ()),
            _place(procedure),
            f"It begins with: {first}.",
            *authoritative_said(procedure.authoritative),
            "An answer counts if it comes in before its deadline. At the deadline itself it is late.",
            "What comes late is kept and marked. It does not count, unless a recorded decision admits it.",
        ),
    )


def _place(procedure: Procedure) -> str:
    """Whose local dates and working days count. A faulty file may name a venue that is not there."""
    venue = procedure.venues.get(procedure.venue)
    if venue is None:
        return f"Local dates are those of {procedure.venue}, which is no venue of this procedure."
    days = f", and its working days ({venue.calendar})" if venue.calendar else ""
    both = [
        procedure.venues[key].name for key in procedure.working_days_at if key in procedure.venues
    ]
    if both:
        days = f", and working days are those on which all of these are open: {', '.join(both)}"
    return f"Days and hours are those of {venue.name}{days}."


def _roles(procedure: Procedure) -> Passage:
    return Passage(
        2,
        "Who takes part",
        tuple(
            f"{role.title}: {RIGHTS[role.role_class]}.{TOGETHER[role.acts_by]}"
            for role in procedure.roles.values()
        ),
    )


OUTER = (
    " It is the closing of the question of another process that this process answers. When that closing moves, this "
    "date moves with it."
)


def _dates(procedure: Procedure, known: Known | None) -> list[Passage]:
    if not procedure.dates:
        return []
    lines = tuple(
        f"{date.title}{given(procedure, known, key)}.{OUTER if date.outer else ''}"
        for key, date in procedure.dates.items()
    )
    return [Passage(2, "Dates that are given when a process starts", lines)]


def _limits(procedure: Procedure) -> list[Passage]:
    lines = tuple(limits_said(procedure))
    return [Passage(2, "What must have happened by when", lines)] if lines else []


GROUP_WEIGHS = {
    None: "",
    "own": " A group that counts as one weighs what is recorded for itself.",
    "members": " A group that counts as one weighs what its members together do that have not answered themselves.",
}


def _weights(procedure: Procedure) -> list[Passage]:
    lines = tuple(
        f"{one.title[:1].upper()}{one.title[1:]}: a whole number that is recorded for each party that a rule counts "
        f"by it; without it no such party takes part.{GROUP_WEIGHS[one.groups]}"
        for one in procedure.weights.values()
    )
    return [Passage(2, "What parties count for beside their number", lines)] if lines else []


def _stage(procedure: Procedure, stage: Stage) -> Passage:
    lines = []
    if stage.rounds_at_most > 1:
        after = among(procedure, stage.after_last_round)
        lines.append(f"There are at most {stage.rounds_at_most} rounds. After the last: {after}.")
    lines += rounds_said(stage)
    if stage.waits_for:
        tracks = " and ".join(title_of(procedure, key) for key in stage.waits_for)
        lines.append(f"It begins when all of these are over: {tracks}.")
    lines += [f"It begins only once {one}." for one in _said(procedure, stage, stage.needs)]
    if stage.only_if:
        unless = "; ".join(_said(procedure, stage, stage.only_if))
        instead = among(procedure, stage.otherwise)
        lines.append(f"It takes place only if {unless}. Otherwise: {instead}.")
    if stage.begins is not None:
        lines.append(_begins(procedure, stage, stage.begins))
    lines += [f"Its questions come one after the other: {_titles(stage)}"] if stage.order else []
    return Passage(2, stage.title, tuple(lines))


def _begins(procedure: Procedure, stage: Stage, begins: Moment) -> str:
    if begins.from_opening is not None:
        every = ", in every round" if stage.rounds_at_most > 1 else ""
        return f"It begins {span(begins.from_opening)} after its turn has come{every}."
    return f"It begins {at(procedure, begins)}, or later where its turn has not come by then."


def _said(procedure: Procedure, stage: Stage, conditions: tuple[Condition, ...]) -> list[str]:
    first = next(iter(stage.questions.values()))
    return [test_said(procedure, first, one) for one in conditions]


def _closes(procedure: Procedure, question: Question) -> str:
    """Where some answers end a question that closes with its answer, the others do not."""
    ends = [rule.title for rule in question.answers.values() if rule.effect == "ends"]
    if question.window.on == "answered" and ends:
        return f"It closes with: {' or '.join(ends)}."
    return (
        closes(procedure, question.window)
        + _longer(procedure, question)
        + _early(procedure, question)
    )


def _longer(procedure: Procedure, question: Question) -> str:
    """By how much it is open longer, and where."""
    found = ""
    for one in question.window.longer:
        what = " and ".join(test_said(procedure, question, test) for test in one.when)
        found += f" It is {span(one.by)} longer if, when it opens, {what}: {one.says}."
    return found


def _early(procedure: Procedure, question: Question) -> str:
    """As soon as what holds it closes."""
    conditions = question.window.ends_when
    if not conditions:
        return ""
    what = " and ".join(test_said(procedure, question, one) for one in conditions)
    return f" It closes as soon as {what}; this is looked at after every act."


def _proposes(question: Question) -> list[str]:
    one = question.proposes
    if one is None:
        return []
    for_it, against = (
        ", ".join(question.answers[name].title for name in names if name in question.answers)
        for names in (one.in_favour, one.against)
    )
    return [f"What it proposes: “{one.outcome}”. In favour: {for_it}. Against: {against}."]


def _titles(stage: Stage) -> str:
    titles = [f"{n}. {one.title}" for n, one in enumerate(stage.questions.values(), start=1)]
    return " ".join(one if one.endswith(("?", "!")) else f"{one}." for one in titles)


def _question(
    procedure: Procedure, stage: Stage, question: Question, known: Known | None = None
) -> Passage:
    asked = named(procedure, question.asks)
    return Passage(
        3,
        question.title,
        (
            f"Asked: {asked}. Who may answer for an institution: {speakers(question.given_by)}.",
            *([PRESENT] if question.only_present else []),
            *_proposes(question),
            *second_window_said(procedure, question),
            opens(procedure, question),
            *meets_said(procedure, question),
            _closes(procedure, question),
            *dates_said(procedure, known, stage, question),
            *[answer_said(procedure, question, name) for name in question.answers],
            *rule_of(procedure, stage, question, known),
            *_rights(procedure, question),
            *parties_of(procedure, question),
            *visible_said(question),
            *told_said(procedure, question),
        ),
    )


def raised(procedure: Procedure, stage: Stage, question: Question) -> list[Passage]:
    """What may be raised on a question, each with its own rules, and what may be raised on that."""
    found: list[Passage] = []
    for name, one in question.incidental.items():
        asked = _question(procedure, stage, one.question)
        lines = (*raising_said(procedure, one), *asked.lines)
        found.append(Passage(3, f"May be raised meanwhile: {one.title} ({name})", lines))
        found += raised(procedure, stage, one.question)
    return found


def rule_of(
    procedure: Procedure, stage: Stage, question: Question, known: Known | None = None
) -> list[str]:
    """Say what silence means, what the counts lead to, and who decides."""
    until = closing_said(procedure, known, stage, question)
    lines = [*_silence(procedure, question, until), *counts_said(procedure, question)]
    cases = question.adds_up_to
    if len(cases) == 1 and not cases[0].when:
        lines += _only(procedure, stage, question)
    else:
        lines += [_case(procedure, stage, question, n) for n in range(len(cases))]
    if question.complete_when:
        lines.append(done_said(question))
    if question.decided_by != "automatic":
        lines.append(
            f"Among the permitted outcomes, {_role(procedure, question.decided_by)} picks one."
        )
    if question.confirmed_by is not None:
        who = _role(procedure, question.confirmed_by)
        lines.append(f"The outcome is provisional until {who} confirms it; what follows waits.")
    if question.confirm_within is not None:
        stands = question.unconfirmed in (None, STANDS)
        then = (
            "the outcome stands" if stands else f"the outcome is {said(question.unconfirmed or '')}"
        )
        lines.append(f"If nobody confirms it within {span(question.confirm_within)}, {then}.")
    lines += adoption_said(procedure, question)
    lines += _default(procedure, stage, question)
    return [*lines, *_other_ends(procedure, stage, question)]


def _default(procedure: Procedure, stage: Stage, question: Question) -> list[str]:
    """What becomes of a duty that nobody does."""
    if question.defaults_to is None:
        return []
    after = question.remind is not None and question.remind.every is not None
    when = "one interval after the last reminder" if after else "when it is due"
    then = _outcome(procedure, stage, question, question.defaults_to)
    return [f"If it is still not done {when}: {then}."]


def _only(procedure: Procedure, stage: Stage, question: Question) -> list[str]:
    """Where the counts decide nothing: what comes next, by the choice that was made if there are several."""
    case = question.adds_up_to[0]
    many = len(case.permits) > 1 or (CHOSEN in case.permits and len(question.choices()) > 1)
    found = _outcomes(procedure, stage, question, case)
    if many:
        return [f"If it is {one.replace('. Then:', ':', 1)}." for one in found]
    return [f"Outcome: {one}." for one in found]


def _role(procedure: Procedure, key: str) -> str:
    role = procedure.roles.get(key)
    return f"the {role.title}" if role else key


def _stands(question: Question) -> str:
    """Until when an answer may be changed; what has no deadline is open until it is closed otherwise."""
    words = STANDS_UNTIL[question.stands]
    window = question.window
    if window.on is None and not window.standing:
        return words
    until = "as long as it is open" if window.standing else "until it closes"
    return words.replace("until the deadline", until)


def _rights(procedure: Procedure, question: Question) -> list[str]:
    """More time, changing one's mind, a changing text, reminders."""
    lines = [*moved(procedure, question), *requested(question), *date_moves(question)]
    lines.append(f"An answer {_stands(question)}.")
    lines += division_said(question)
    if question.about == "text" and question.silence_means != "overdue":
        lines.append(
            f"If the text changes meanwhile, {becomes_of_answers(question.if_the_text_changes)}."
        )
    lines += of_the_text(procedure, question)
    if question.silence_means == "agrees":
        held = question.if_all_withdrawn == "held"
        lines.append(
            "If all objections are withdrawn in time, it is as if there had been none."
            if held
            else "Once broken it stays broken, even if all objections are withdrawn."
        )
    return lines + reminders(procedure, question)


def _reported(procedure: Procedure) -> Passage:
    rules = procedure.reported
    channels = joined(rules.channels, "or") or "no other way"
    admits = named(procedure, rules.admitted_by)
    return Passage(
        2,
        "Acts that come by other means",
        (
            f"What comes by {channels} is entered by: {named(procedure, rules.entered_by)}.",
            f"What arrived in time and was entered late can be admitted, with the evidence, by: {admits}.",
        ),
    )
