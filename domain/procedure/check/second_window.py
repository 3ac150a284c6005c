"""The check of a second window: the earlier question, and what can be carried over from it."""

from collections.abc import Iterator

from domain.procedure.correction import ConfirmBy
from domain.procedure.finding import Finding, Place, error
from domain.procedure.models import Procedure
from domain.procedure.question import Question
from domain.procedure.second_window import OnlyWhoAnswered


def second_window(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    """What is wrong with the earlier question that this one takes up."""
    only = question.only_who_answered
    for field, key in (
        ("only_who_answered", only.question if only else None),
        ("starts_from", question.starts_from),
    ):
        if key is not None:
            yield from _earlier(procedure, question, key, (*place, field))
    if only is not None:
        yield from _answers(procedure, only, (*place, "only_who_answered"))
    if question.starts_from is not None and question.stands == "never":
        yield error(
            (*place, "stands"),
            "answers are carried over, and nobody may change one",
            "the second window would come to what the first did",
            "stands: close",
        )


def _answers(procedure: Procedure, only: OnlyWhoAnswered, place: Place) -> Iterator[Finding]:
    earlier = procedure.question(only.question)
    if earlier is None:
        return
    for name in only.answers:
        if name not in earlier.answers:
            yield error(
                (*place, "answers"),
                f"{only.question} takes no answer {name}",
                "nobody would be asked for having given it",
                f"answers are: {', '.join(earlier.answers)}",
            )


def confirmed(question: Question, place: Place) -> Iterator[Finding]:
    """What is wrong with positions that must be confirmed on a new text."""
    if not isinstance(question.if_the_text_changes, ConfirmBy):
        return
    if question.stands == "never":
        yield error(
            (*place, "if_the_text_changes"),
            "positions must be given again on a new text, and an answer is final",
            "nobody could confirm",
            "stands: close, or if_the_text_changes: stand",
        )


def _earlier(procedure: Procedure, question: Question, key: str, place: Place) -> Iterator[Finding]:
    earlier = procedure.question(key)
    if earlier is None:
        yield error(
            place,
            f"there is no question {key}",
            "nobody would have answered it",
            "name an earlier question as stage.question",
        )
        return
    if earlier is question and place[-1] == "only_who_answered":
        yield error(
            place,
            "only who has answered this very question could answer it",
            "nobody could begin",
            "name an earlier question",
        )
    if place[-1] == "starts_from":
        positions = [name for name, rule in earlier.answers.items() if rule.each == "one"]
        lost = [one for one in positions if one not in question.answers]
        if lost:
            yield error(
                place,
                f"{key} takes the answer {lost[0]}, and this question does not",
                "who gave it would be silent here",
                f"let it be answered here as well: {', '.join(lost)}",
            )
