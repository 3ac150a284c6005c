"""The check of what may be raised on a question, and of what may be divided."""

from collections.abc import Callable, Iterator
from typing import get_args

from domain.procedure.finding import Finding, Place, error
from domain.procedure.incidental import Incidental, Judged
from domain.procedure.models import Procedure
from domain.procedure.question import Question

Checked = Callable[[Procedure, Question, Place], Iterator[Finding]]


def incidental(
    procedure: Procedure, parent: Question, place: Place, checked: Checked
) -> Iterator[Finding]:
    """:param checked: the check of any question: what may be raised is one with rules of its own"""
    for name, raised in parent.incidental.items():
        here = (*place, "incidental", name)
        yield from _who(procedure, raised, here)
        yield from _then(parent, raised, here)
        yield from _refusals(parent, raised, (*here, "about_refusals"))
        if raised.question.window.standing:
            yield error(
                (*here, "question", "window"),
                "a raised question that is standing never closes",
                "the question that it is raised on would wait for ever",
                "give it a deadline, or on: answered",
            )
        yield from checked(procedure, raised.question, (*here, "question"))


def _who(procedure: Procedure, raised: Incidental, place: Place) -> Iterator[Finding]:
    for role in raised.raised_by:
        if role not in procedure.roles:
            yield error(
                (*place, "raised_by"),
                f"there is no role {role}",
                "nobody could raise it",
                "name one of the roles",
            )


def _then(parent: Question, raised: Incidental, place: Place) -> Iterator[Finding]:
    """Each of its outcomes does something to the question that it is raised on."""
    outcomes = raised.question.outcomes()
    for outcome in outcomes:
        if outcome not in raised.then:
            yield error(
                (*place, "then"),
                f"the outcome {outcome} does nothing",
                "the question that it is raised on would wait",
                f"add `{outcome}: continues`, or what else it does",
            )
    for outcome, effect in raised.then.items():
        if outcome not in outcomes:
            yield error(
                (*place, "then", outcome),
                f"no rule of this question gives the outcome {outcome}",
                "it could never do anything",
                f"outcomes are: {', '.join(outcomes)}",
            )
        yield from _effect(parent, raised, effect.does, (*place, "then", outcome))
        if effect.does == "amends":
            yield from _amends(parent, raised, (*place, "then", outcome))


def _amends(parent: Question, raised: Incidental, place: Place) -> Iterator[Finding]:
    """An amendment is of a text, in words, and nobody's time runs out while it is put into it."""
    if parent.about != "text":
        yield error(
            place,
            f"it amends, and the question is about a {parent.about}",
            "there is no text to amend",
            "make it about a text, or let it end the question",
        )
    if raised.clock != "stops":
        yield error(
            place,
            "it amends the text while the clock runs on",
            "the time would be over before anybody has seen the amended text",
            "clock: stops",
        )


def _effect(parent: Question, raised: Incidental, does: str, place: Place) -> Iterator[Finding]:
    wanted = {"divides": "paragraphs", "admits": "about", "amends": "wording"}.get(does)
    if wanted is not None and wanted not in raised.needs:
        yield error(
            place,
            f"it {does}, and who raises it need not say what: {wanted}",
            "there would be nothing to do",
            f"needs: [{wanted}]",
        )
    if does == "divides" and parent.about != "text":
        yield error(
            place,
            f"it divides a question about a {parent.about}",
            "that has no paragraphs",
            "make it about a text",
        )


def _refusals(parent: Question, raised: Incidental, place: Place) -> Iterator[Finding]:
    """About which refusals it is raised: a kind, or a code that the other question gives."""
    if any(effect.does == "admits" for effect in raised.then.values()):
        known = (*get_args(Judged), *codes(parent))
        for one in raised.about_refusals:
            if one not in known:
                yield error(
                    place,
                    f"no answer to that question is refused with the code {one}",
                    "it could never be raised about such a refusal",
                    f"known are: {', '.join(known)}",
                )
    elif raised.about_refusals != Incidental.model_fields["about_refusals"].default:
        yield error(
            place,
            "it is raised about refusals, and none of its outcomes admits an act",
            "a refusal that was challenged would stay as it is",
            "let an outcome do `admits`, or leave about_refusals out",
        )


def codes(question: Question) -> tuple[str, ...]:
    """The codes by which the conditions of a question refuse an answer."""
    guards = [one for answer in question.answers.values() for one in answer.only_if]
    return tuple(dict.fromkeys(one.otherwise.code for one in guards if one.otherwise))


def divided(question: Question, place: Place) -> Iterator[Finding]:
    """Where each item has its own outcome, the count alone gives it, and something must have items."""
    if question.divides and question.about not in ("text", "proposals", "finding"):
        yield error(
            (*place, "divides"),
            f"it divides, and is about a {question.about}, which has no paragraphs",
            "there would be nothing to divide",
            "make it about a text",
        )
    if "by_item" in question.divides and question.decided_by != "automatic":
        yield error(
            (*place, "divides"),
            "every item has its own outcome, and a role picks one outcome for all",
            "the role could not pick for each",
            "decided_by: automatic, or divide by act",
        )
