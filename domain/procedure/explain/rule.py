"""A rule in plain words: every named count, and every condition of every case."""

from collections.abc import Iterable
from fractions import Fraction

from domain.procedure.explain.window import moment, span
from domain.procedure.explain.words import fields, joined
from domain.procedure.models import Procedure
from domain.procedure.question import Question
from domain.procedure.words import named, title_of
from domain.rule.condition import Condition
from domain.rule.counts import BUILT_IN, OF_PARAGRAPHS, Count

PARTS = {
    Fraction(1, 2): "half",
    Fraction(1, 3): "one third",
    Fraction(2, 3): "two-thirds",
    Fraction(1, 4): "one quarter",
    Fraction(3, 4): "three-quarters",
    Fraction(1, 5): "one fifth",
    Fraction(1): "as many as",
}
COMPARED = {
    "at_least": "at least",
    "at_most": "at most",
    "more_than": "more than",
    "less_than": "less than",
}
FIXED = {
    "asked": "are asked",
    "answered": "have answered",
    "silent": "are silent",
    "present": "are present",
    "entitled": "are entitled",
}


def counts_said(procedure: Procedure, question: Question) -> list[str]:
    """What each named count counts."""
    return [
        f"Counted as “{count.title or key}”: {_made_of(procedure, question, count)}."
        for key, count in question.counts.items()
    ]


def _made_of(procedure: Procedure, question: Question, count: Count) -> str:
    if count.figure is not None:
        return f"the figure “{count.figure.replace('_', ' ')}” that is reported"
    if count.sum:
        less = f", less {_all(question, count.less)}" if count.less else ""
        return f"{_all(question, count.sum)}{less}"
    if count.distinct:
        roles = joined([named(procedure, (role,)) for role in count.by], "and")
        whose = _whose(procedure, question, count.model_copy(update={"by": ()}))
        return f"how many of these are among {whose}: {roles}"
    weighs = f"the {weight_title(procedure, count.weigh)} of " if count.weigh else ""
    return f"{weighs}{_whose(procedure, question, count)}"


def _whose(procedure: Procedure, question: Question, count: Count) -> str:
    """The parties that a count is of."""
    by = f" as {_either(named(procedure, (role,)) for role in count.by)}" if count.by else ""
    if count.parties is not None:
        return f"the parties that {FIXED[count.parties]}{by}"
    answers = _either(f"“{_title(question, name)}”" for name in count.answers)
    chose = f" and chosen “{count.choice.replace('_', ' ')}”" if count.choice else ""
    carries = f" and have given {fields(count.carries)} with it" if count.carries else ""
    quality = f", found to be {count.quality.replace('_', ' ')}" if count.quality else ""
    return f"the parties that have said {answers}{chose}{by}{carries}{quality}"


def _all(question: Question, names: tuple[str, ...]) -> str:
    return " and ".join(_noun(question, name) for name in names)


def _either(words: Iterable[str]) -> str:
    return " or ".join(words)


def _title(question: Question, answer: str) -> str:
    return question.answers[answer].title if answer in question.answers else answer


def _noun(question: Question, name: str) -> str:
    """A count as a thing: "those that have said “Approve”", or its title."""
    if name in OF_PARAGRAPHS:
        return f"the number of {OF_PARAGRAPHS[name]}"
    if name in question.counts:
        return f"“{question.counts[name].title or name}”"
    return f"those that {_verb(question, name)}"


def _verb(question: Question, name: str) -> str:
    if name in question.answers:
        return f"have said “{question.answers[name].title}”"
    return FIXED.get(name, name)


def _singular(verb: str) -> str:
    """The same of one: "has said", "is silent"."""
    return (
        verb.replace("have ", "has ", 1)
        if verb.startswith("have ")
        else verb.replace("are ", "is ", 1)
    )


def test_said(procedure: Procedure, question: Question, one: Condition) -> str:
    """Say one condition, as it stands after "if"."""
    if one.count is not None and one.ahead_of:
        others = " and ".join(_noun(question, other) for other in one.ahead_of)
        count = _noun(question, one.count)
        each = "each of these: " if len(one.ahead_of) > 1 else ""
        return f"{count} is more than {each}{others}"
    if one.count is not None:
        return _weighed_said(procedure, question, one) or _count_said(question, one, one.count)
    if one.rounds_of is not None:
        how, limit = one.comparison
        if limit == 0 and how == "at_most":
            return f"“{title_of(procedure, one.rounds_of)}” has not run yet"
        times = "once" if limit == 1 else f"{limit} times"
        return f"“{title_of(procedure, one.rounds_of)}” has run {COMPARED[how]} {times}"
    if one.inner:
        each = "; ".join(test_said(procedure, question, inner) for inner in one.inner)
        kind = (
            "one of these holds"
            if one.any
            else "all of these hold"
            if one.all
            else "none of these holds"
        )
        return f"{kind} ({each})"
    return _fact_said(procedure, one)


def _weighed_said(procedure: Procedure, question: Question, one: Condition) -> str | None:
    """Say what parties together weigh: "... together have at least 65 % of the population of ..."."""
    count = question.counts.get(one.count or "")
    if count is None or count.weigh is None:
        return None
    how, limit = one.comparison
    words, weight = COMPARED[how.removeprefix("share_")], weight_title(procedure, count.weigh)
    who = f"{_whose(procedure, question, count)} together have {words}"
    if one.of is None:
        return f"{who} {limit} of {weight}"
    of = question.counts.get(one.of)
    whole = f" of {_whose(procedure, question, of)}" if of and of.weigh else ""
    whose = f"the {weight}{whole}" if whole else _noun(question, one.of)
    of_none = f" (if that is nothing, this {one.of_none})" if one.of_none else ""
    return f"{who} {_part(limit)} of {whose}{of_none}"


def weight_title(procedure: Procedure, weight: str) -> str:
    known = procedure.weights.get(weight)
    return known.title if known else weight.replace("_", " ")


def _count_said(question: Question, one: Condition, count: str) -> str:
    how, limit = one.comparison
    if one.of is None:
        none = limit == 0 and how == "at_most"
        number = "none" if none else f"{COMPARED[how]} {limit}"
        if count in question.counts or count in OF_PARAGRAPHS:
            return f"{_noun(question, count)} {'is zero' if none else f'is {number}'}"
        if none or (how == "at_least" and limit == 1):
            return f"{'nobody' if none else 'anyone'} {_singular(_verb(question, count))}"
        return f"{number} {_verb(question, count)}"
    words = COMPARED[how.removeprefix("share_")]
    of_none = f" (if there are none, this {one.of_none})" if one.of_none else ""
    if limit == 1:
        if of_none and one.of not in {*question.counts, *OF_PARAGRAPHS}:
            of_none = f" (if nobody {_singular(_verb(question, one.of))}, this {one.of_none})"
        return _side_by_side(question, how.removeprefix("share_"), count, one.of) + of_none
    if count not in question.counts and count not in OF_PARAGRAPHS:
        return (
            f"{words} {_part(limit)} of {_noun(question, one.of)} {_verb(question, count)}{of_none}"
        )
    return (
        f"{_noun(question, count)} is {words} {_part(limit)} of {_noun(question, one.of)}{of_none}"
    )


def _side_by_side(question: Question, how: str, count: str, of: str) -> str:
    """A count that is held against the whole of another: "more have said “For” than have said “Against”"."""
    titled = {*question.counts, *OF_PARAGRAPHS}
    if count in titled:
        return f"{_noun(question, count)} is {COMPARED[how]} {_noun(question, of)}"
    if how == "at_least" and of in BUILT_IN:
        return f"all of {_noun(question, of)} {_verb(question, count)}"
    first, then = {
        "more_than": ("more", "than"),
        "at_least": ("at least as many", "as"),
        "less_than": ("fewer", "than"),
        "at_most": ("at most as many", "as"),
    }[how]
    other = _noun(question, of) if of in titled else _verb(question, of)
    return f"{first} {_verb(question, count)} {then} {other}"


def _part(limit: Fraction) -> str:
    if limit == 1:
        return "the whole"
    if limit in PARTS or limit > 1:
        return PARTS.get(limit, f"{limit} times")
    percent = limit * 100
    return f"{percent} %" if percent.denominator == 1 else str(limit)


def _fact_said(procedure: Procedure, one: Condition) -> str:
    if one.outcome is not None:
        came = " or ".join(f"“{outcome}”" for outcome in one.among)
        return f"{_named(procedure, one.outcome)} came to {came}"
    if one.open is not None:
        return f"{_named(procedure, one.open)} is open"
    if one.answered is not None:
        title = _answer(procedure, one.answered, one.answer) if one.answer else ""
        what = f"the answer “{title}”" if title else "an answer"
        return f"{_named(procedure, one.answered)} has {what}"
    if one.text_in:
        return f"the text exists in {', '.join(one.text_in)}"
    if one.text is not None:
        return f"a text of the kind “{one.text}” is published"
    if one.before is not None:
        until = moment(procedure, one.before)
        return (
            f"at least {span(one.notice)} are left before {until}"
            if one.notice
            else f"it is before {until}"
        )
    return f"{moment(procedure, one.after)} has come" if one.after is not None else ""


def _answer(procedure: Procedure, key: str, name: str) -> str:
    """The title of an answer to a question."""
    stage, _, asked = key.partition(".")
    titles = [
        one.questions[asked].answers[name].title
        for one in procedure.roadmap
        if one.stage == stage and asked in one.questions and name in one.questions[asked].answers
    ]
    return titles[0] if titles else name


def _named(procedure: Procedure, key: str) -> str:
    stage, _, question = key.partition(".")
    found = next((one for one in procedure.roadmap if one.stage == stage), None)
    asked = found.questions.get(question) if found is not None else None
    return f"“{asked.title if asked else title_of(procedure, stage)}”"
