"""The check of a rule: counts of nobody, shares of nothing, cases that never hold, ballots that come to nothing."""

from collections.abc import Iterator

from domain.procedure.check.weights import weighed
from domain.procedure.finding import Finding, Place, error
from domain.procedure.models import Procedure
from domain.procedure.question import Question
from domain.procedure.trial import chosen_by_nobody, undecided
from domain.rule.condition import Condition, within
from domain.rule.counts import BUILT_IN, OF_PARAGRAPHS, Count, refers_to_itself
from domain.step.commands import Answer


def rule(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    """What is wrong with the named counts and the cases of one question."""
    for name, count in question.counts.items():
        yield from _count(question, name, count, (*place, "counts", name))
    for number, case in enumerate(question.adds_up_to):
        here = (*place, "adds_up_to", number)
        for one in within(case.when):
            yield from counts_of(question, one, here)
            yield from facts(procedure, one, here)
    yield from weighed(procedure, question, place)
    yield from _names(question, (*place, "adds_up_to"))
    yield from _cases(question, (*place, "adds_up_to"))


def _count(question: Question, name: str, count: Count, place: Place) -> Iterator[Finding]:
    if name in question.answers or name in BUILT_IN:
        other = "an answer" if name in question.answers else "a count that is always there"
        yield error(
            place,
            f"{name} is both a named count and {other}",
            "a rule that says it could mean either",
            "give the named count another name",
        )
    for answer in count.answers:
        yield from _answer(question, answer, count, place)
    for role in count.by:
        if role not in question.asks:
            yield error(
                place,
                f"it counts those with the role {role}, which is not asked",
                "it would always be zero",
                f"asked are: {', '.join(question.asks)}",
            )
    for part in (*count.sum, *count.less):
        if not _known(question, part):
            yield error(place, f"there is no count {part}", "it would be zero", "name a count")
    if refers_to_itself(name, question.counts):
        yield error(
            place,
            f"the count {name} is made of itself",
            "it could not be worked out",
            "make it of other counts",
        )
    reported = {
        figure
        for rule in question.answers.values()
        if rule.figures
        for figure in (*rule.figures.names, rule.figures.rest)
    }
    if count.figure is not None and count.figure not in reported:
        yield error(
            place,
            f"no answer reports the figure {count.figure}",
            "it would always be zero",
            "name a figure of an answer",
        )


def _reported(question: Question) -> set[str | None]:
    """The figures that the answers to a question report."""
    of = [answer.figures for answer in question.answers.values() if answer.figures]
    return {name for one in of for name in (*one.names, one.rest)}


def _answer(question: Question, answer: str, count: Count, place: Place) -> Iterator[Finding]:
    given = question.answers.get(answer)
    if given is None:
        yield error(
            place, f"there is no answer {answer}", "it would count as nobody", "name an answer"
        )
        return
    if count.choice is not None and count.choice not in given.choices:
        yield error(
            place,
            f"{answer} cannot choose {count.choice}",
            "it would always be zero",
            f"choices are: {', '.join(given.choices) or 'none; add choices to the answer'}",
        )
    for field in count.carries:
        if field not in Answer.model_fields:
            yield error(
                place, f"answers have no field {field}", "it would always be zero", "name a field"
            )
        elif field not in (*given.needs, *given.takes):
            yield error(
                place,
                f"it counts {answer} with {field}, and that answer does not take it",
                "it would always be zero",
                f"let the answer take {field}",
            )


def _known(question: Question, name: str) -> bool:
    return name in question.counts or name in question.answers or name in BUILT_IN


def counts_of(question: Question, one: Condition, place: Place) -> Iterator[Finding]:
    """What is wrong with the counts that a condition compares."""
    for name in one.counts:
        if not (_known(question, name) or name in OF_PARAGRAPHS):
            yield error(
                place,
                f"there is no answer {name}, and no count of that name",
                "it would count as nobody",
                "name an answer or a count",
            )
    if one.count in one.ahead_of:
        yield error(
            place,
            f"{one.count} is compared with itself",
            "no count is ahead of itself",
            "name the other counts",
        )
    if one.of is not None and one.of_none is None:
        yield error(
            place,
            f"it is a share of {one.of}, and nothing says what a share of nothing is",
            "with nobody to count, the outcome would be an accident",
            "add of_none: holds or of_none: fails",
        )


def facts(procedure: Procedure, one: Condition, place: Place) -> Iterator[Finding]:
    """What is wrong with the stages, outcomes and dates that a condition looks at."""
    for named in (one.outcome, one.open, one.answered, one.rounds_of):
        if named is not None:
            yield from _stage(procedure, one, named, place)
    for moment in (one.before, one.after):
        if moment is not None and moment.date is not None and moment.date not in procedure.dates:
            yield error(
                place, f"there is no date {moment.date}", "it would never hold", "add it to dates"
            )


def _stage(procedure: Procedure, one: Condition, named: str, place: Place) -> Iterator[Finding]:
    key, _, asked = named.partition(".")
    stage = next((stage for stage in procedure.roadmap if stage.stage == key), None)
    question = stage.questions.get(asked) if stage is not None else None
    if stage is None or (asked and question is None) or (one.answered and question is None):
        yield error(
            place,
            f"there is no {'question' if asked or one.answered else 'stage'} {named}",
            "it would never hold",
            "name a stage, or a question as stage.question",
        )
        return
    possible = set(question.outcomes()) if question else set(stage.then)
    for outcome in one.among:
        if outcome not in possible | set(stage.then):
            yield error(
                place,
                f"{named} has no outcome {outcome}",
                "it would never hold",
                f"outcomes are: {', '.join(sorted(possible))}",
            )
    if one.answer is not None and question is not None and one.answer not in question.answers:
        yield error(
            place,
            f"{named} takes no answer {one.answer}",
            "it would never hold",
            f"answers are: {', '.join(question.answers)}",
        )


def _names(question: Question, place: Place) -> Iterator[Finding]:
    """A test is reported under its name: one that is there twice must be the same test."""
    seen: dict[str, Condition] = {}
    for case in question.adds_up_to:
        for one in within(case.when):
            if one.called is not None and seen.setdefault(one.called, one) != one:
                yield error(
                    place,
                    f"two different tests are called {one.called}",
                    "only one of them would be reported",
                    "give them different names",
                )


def _cases(question: Question, place: Place) -> Iterator[Finding]:
    cases = question.adds_up_to
    for number, case in enumerate(cases):
        for earlier in cases[:number]:
            if all(any(_same(a, b) for b in case.when) for a in earlier.when):
                yield error(
                    (*place, number),
                    "this case never holds: whenever its conditions do, an earlier case has held",
                    "what it permits would never come about",
                    "put it before the other, or remove it",
                )
                break
    if cases[-1].when:
        found = undecided(question)
        example = f" (for example: {found.said(question)})" if found is not None else ""
        yield error(
            place,
            f"the last case has a condition, and on some counts no case holds{example}",
            "such a ballot would have no outcome",
            "end with a case without `when`",
        )
    elif chosen_by_nobody(question) and question.window.on != "answered":
        yield error(
            place,
            "if nobody answers, the outcome is the one that an answer chose, and there is none",
            "the question would close without an outcome",
            "add a case before it, for no answer: {count: answered, at_most: 0}",
        )


def _same(one: Condition, other: Condition) -> bool:
    plain = {"called": None, "otherwise": None}
    return one.model_copy(update=plain) == other.model_copy(update=plain)
