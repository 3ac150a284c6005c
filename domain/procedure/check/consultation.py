"""The check of sessions, of who takes part as an item of a list, and of sources."""

from collections.abc import Iterator

from domain.procedure.finding import Finding, Place, error, warning
from domain.procedure.models import Procedure
from domain.procedure.question import ON_MEETINGS, Question


def consultation(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    yield from _session(procedure, question, (*place, "meets"))
    yield from _items(procedure, question, (*place, "entitled"))
    yield from _sources(question, (*place, "answers"))
    yield from _suspension(question, (*place, "answers"))


def _session(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    if question.meets is None:
        return
    for key in (question.meets.venue, *question.meets.joined_from):
        venue = procedure.venues.get(key)
        if venue is None:
            yield error(
                place, f"there is no venue {key}", "nobody could go there", "name one of venues"
            )
        elif venue.hours is None:
            yield warning(
                place,
                f"the venue {key} has no working hours",
                "nobody is warned of a session in its night",
                'hours: {begins: "09:00", ends: "18:00"}',
            )


def _items(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    entitled = question.entitled
    if entitled is None or entitled.item_of is None:
        return
    stage, _, name = entitled.item_of.partition(".")
    asked = [one.questions.get(name) for one in procedure.roadmap if one.stage == stage]
    found = asked[0] if asked else None
    if found is None or not found.divides:
        yield error(
            place,
            f"{entitled.item_of} is no question that is divided by item",
            "nobody would be an item of it",
            "name one with `divides: by_item`",
        )
        return
    for outcome in entitled.came_to:
        if outcome not in found.outcomes():
            yield error(
                place,
                f"no item of {entitled.item_of} comes to {outcome}",
                "nobody would take part",
                f"outcomes are: {', '.join(found.outcomes())}",
            )


def _suspension(question: Question, place: Place) -> Iterator[Finding]:
    """A meeting that can be suspended can go on, and both have their reason."""
    here = {rule.effect for rule in question.answers.values()} & set(ON_MEETINGS)
    if here == {"suspends_meeting"}:
        yield error(
            place,
            "the meeting can be suspended, and never goes on",
            "nothing could be decided in it any more",
            "add an answer with effect: resumes_meeting",
        )
    if here == {"resumes_meeting"}:
        yield error(
            place,
            "the meeting can go on, and is never suspended",
            "the answer would do nothing",
            "add an answer with effect: suspends_meeting",
        )
    for name, rule in question.answers.items():
        if rule.effect in ON_MEETINGS and "grounds" not in rule.needs:
            yield error(
                (*place, name),
                "it suspends or resumes the meeting, and gives no reason",
                "everybody is told of it, and why",
                "needs: [grounds]",
            )


def _sources(question: Question, place: Place) -> Iterator[Finding]:
    for name, rule in question.answers.items():
        takes = "provenance" in (*rule.needs, *rule.takes)
        if takes != bool(rule.provenance):
            yield error(
                (*place, name),
                "an answer that names its sources says of which kinds they may be",
                "no source could be named",
                "give both: needs or takes [provenance], and provenance: [submission, report]",
            )
