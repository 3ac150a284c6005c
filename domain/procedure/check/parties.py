"""What can be wrong with whom a question counts, and by whom it may be answered."""

from collections.abc import Iterator

from domain.procedure.finding import Finding, Place, error, warning
from domain.procedure.models import Procedure
from domain.procedure.question import Question


def parties_of(question: Question, place: Place) -> Iterator[Finding]:
    yield from _entitled(question, place)
    yield from _answered_by(question, place)


def until_notice(question: Question, place: Place) -> Iterator[Finding]:
    """Where answers stand from the notice of a break on, there must be a silence, and time after its break."""
    if question.stands != "notice_of_break":
        return
    if question.silence_means != "agrees":
        yield error(
            (*place, "stands"),
            "answers stand from the notice of a break on, and there is no silence to break",
            "no such notice is ever given",
            "stands: close, or never",
        )
    counted = question.answers_counted()
    if any(question.answers[name].effect == "ends" for name in counted):
        yield error(
            (*place, "stands"),
            "the first objection ends the question, so no notice of a break comes before its end",
            "it would mean the same as `close`",
            "stands: close, or let objections be collected: no `effect: ends`",
        )


def told(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    """Whoever is told holds a role that is there; what is overdue escalates to somebody."""
    for what, roles in question.tells.items():
        for role in roles:
            if role not in procedure.roles:
                yield error(
                    (*place, "tells", what),
                    f"there is no role {role}",
                    "nobody would be told",
                    "name one of the roles",
                )
    if "broken" in question.tells and question.stands != "notice_of_break":
        yield error(
            (*place, "tells", "broken"),
            "it says who is told of a break, and a break here has no letter of its own",
            "nobody would ever be told before the outcome",
            "stands: notice_of_break, or tells: {outcome: [...]}",
        )
    if "stated" in question.tells and not any(
        one.effect == "states" for one in question.answers.values()
    ):
        yield error(
            (*place, "tells", "stated"),
            "it says who is told of a statement, and no answer is one",
            "nobody would ever be told",
            "give an answer `effect: states`, or take it out",
        )
    if "overdue" in question.tells and question.escalates_to is None:
        yield error(
            (*place, "tells", "overdue"),
            "it says who is told when it is overdue, and it escalates to nobody",
            "nobody would ever be told",
            "add escalates_to",
        )


def _entitled(question: Question, place: Place) -> Iterator[Finding]:
    if question.window.standing and question.entitled and question.entitled.as_of == "opening":
        yield warning(
            (*place, "entitled"),
            "a standing question counts only who was asked when it opened",
            "who joins the process later could never answer it",
            "entitled: {as_of: act}",
        )


def record_date(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    """The instant as of which parties are entitled must be known."""
    date = question.entitled.at.date if question.entitled and question.entitled.at else None
    if date is not None and date not in procedure.dates:
        yield error(
            (*place, "entitled", "at"),
            f"there is no date {date}",
            "nobody could say who is entitled",
            "add it to dates",
        )


def _answered_by(question: Question, place: Place) -> Iterator[Finding]:
    """Every outcome of the other process is an answer that this question offers."""
    gives = question.answered_by.gives if question.answered_by else {}
    for outcome, name in gives.items():
        if name not in question.answers:
            yield error(
                (*place, "answered_by", "gives", outcome),
                f"there is no answer {name}",
                "the outcome of the other process would be none",
                f"name one of: {', '.join(question.answers)}",
            )
        elif question.answers[name].needs:
            yield error(
                (*place, "answered_by", "gives", outcome),
                f"the answer {name} needs {', '.join(question.answers[name].needs)}, and an outcome brings nothing",
                "the outcome of the other process would be refused here",
                "let the answer take these fields, or name another answer",
            )
