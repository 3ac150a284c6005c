"""
The check of a procedure: what the field gets wrong, found before a process starts.

Errors stop a start; warnings are for a person to weigh. Each says where, what is wrong, why it matters, how to mend it.
"""

from collections.abc import Iterator

from domain.procedure.check.adoption import adoption, limits
from domain.procedure.check.answers import check_answers
from domain.procedure.check.consultation import consultation
from domain.procedure.check.course import course
from domain.procedure.check.documents import documents, rounds
from domain.procedure.check.incidental import divided, incidental
from domain.procedure.check.near import with_names
from domain.procedure.check.own import of_its_own
from domain.procedure.check.paragraphs import corrections, on_paragraphs
from domain.procedure.check.parties import parties_of, record_date, told, until_notice
from domain.procedure.check.polarity import polarity
from domain.procedure.check.rule import rule
from domain.procedure.check.second_window import confirmed, second_window
from domain.procedure.check.ways import check_ways, sequence
from domain.procedure.check.weights import weights_used
from domain.procedure.check.window import checked
from domain.procedure.finding import Finding, Place
from domain.procedure.finding import error as _error
from domain.procedure.finding import warning as _warning
from domain.procedure.kinds import KINDS
from domain.procedure.models import CANCELLED, END, ENDED, READ, WITHDRAWN, Procedure, Stage
from domain.procedure.question import Question


def check(procedure: Procedure) -> list[Finding]:
    """Find what is wrong with a procedure, in the order of the file."""
    found: list[Finding] = list(_names(procedure))
    if any(finding.place == ("venue",) for finding in found):
        return with_names(procedure, found)
    found += course(procedure)
    for index, stage in enumerate(procedure.roadmap):
        found += _stage(procedure, stage, ("roadmap", index))
    found += [*of_its_own(procedure), *limits(procedure), *weights_used(procedure)]
    found += check_ways(procedure)
    return with_names(procedure, found)


def errors(procedure: Procedure) -> list[Finding]:
    return [finding for finding in check(procedure) if finding.level == "error"]


def _names(procedure: Procedure) -> Iterator[Finding]:
    keys = [stage.stage for stage in procedure.roadmap]
    for index, key in enumerate(keys):
        if key in keys[:index]:
            yield _error(
                ("roadmap", index),
                f"the stage {key} is there twice",
                "what follows would be ambiguous",
                "rename one",
            )
    if procedure.venue not in procedure.venues:
        yield _error(
            ("venue",),
            f"there is no venue {procedure.venue}",
            "deadlines need a zone",
            "name one of venues",
        )
    for key in procedure.working_days_at:
        if key not in procedure.venues or procedure.venues[key].calendar is None:
            yield _error(
                ("working_days_at",),
                f"{key} is no venue with a calendar",
                "its working days are not known",
                "name venues that have one",
            )
    for name in ("entered_by", "admitted_by"):
        for role in getattr(procedure.reported, name):
            if role not in procedure.roles:
                yield _error(
                    ("reported", name),
                    f"there is no role {role}",
                    "nobody could do this",
                    "name one of the roles",
                )
    if not any(role.role_class == "chair" for role in procedure.roles.values()):
        yield _error(
            ("roles",),
            "no role is a chair",
            "nobody could steer the process",
            "give one role class: chair",
        )


def _stage(procedure: Procedure, stage: Stage, place: Place) -> Iterator[Finding]:
    kind = KINDS.get(stage.kind)
    if kind is None:
        known = ", ".join(KINDS)
        yield _error(
            (*place, "kind"),
            f"there is no kind of stage {stage.kind}",
            "no workflow runs it",
            f"use: {known}",
        )
    elif kind.questions and tuple(stage.questions) != kind.asked(stage.questions):
        wanted = ", ".join(
            f"{one} (or not)" if one in kind.optional else one for one in kind.questions
        )
        yield _error(
            (*place, "questions"),
            f"a {stage.kind} asks, in this order: {wanted}",
            "its workflow does",
            "name them so",
        )
    elif stage.kind == "sequence":
        yield from sequence(stage, place)
    elif not kind.questions and len(stage.questions) != 1:
        yield _error(
            (*place, "questions"),
            f"a {stage.kind} asks one question",
            "its workflow does",
            "split the stage",
        )
    for name, question in stage.questions.items():
        yield from _question(procedure, question, (*place, "questions", name))
    yield from rounds(stage, place)
    yield from _outcomes(procedure, stage, place)


def outcomes_of(stage: Stage) -> list[str]:
    """Every outcome that a stage can have: of its last question, by a reading, by a withdrawn text."""
    last = list(stage.questions.values())[-1]
    found = list(last.outcomes())
    if last.window.read_at:
        found.append(READ)
    if any(q.about == "text" and q.silence_means == "agrees" for q in stage.questions.values()):
        found.append(WITHDRAWN)
    return list(dict.fromkeys(found))


def _outcomes(procedure: Procedure, stage: Stage, place: Place) -> Iterator[Finding]:
    keys = {other.stage for other in procedure.roadmap} | {END}
    possible = outcomes_of(stage)
    for outcome in possible:
        if outcome not in stage.then:
            yield _error(
                (*place, "then"),
                f"the outcome {outcome} leads nowhere",
                "the process would stand still",
                f"add `{outcome}: [next stage]` or `{outcome}: [end]`",
            )
    for outcome, targets in stage.then.items():
        if outcome not in [*possible, ENDED, *_if_withdrawn(stage), *_if_cancelled(stage)]:
            yield _error(
                (*place, "then", outcome),
                f"no rule of this stage gives the outcome {outcome}",
                "what follows it could never begin",
                f"outcomes are: {', '.join(possible)}",
            )
        for target in targets:
            if target not in keys:
                yield _error(
                    (*place, "then", outcome),
                    f"there is no stage {target}",
                    "it cannot follow",
                    "name one",
                )


def _if_withdrawn(stage: Stage) -> list[str]:
    """A stage about a text may say what follows where its text is withdrawn; one with a silence must."""
    return [WITHDRAWN] if any(q.about == "text" for q in stage.questions.values()) else []


def _if_cancelled(stage: Stage) -> list[str]:
    """A stage whose questions hang on a date may say what follows where that meeting is cancelled."""
    moments = [one for rule in stage.questions.values() for one in rule.window.moments()]
    return [CANCELLED] if any(moment.date for moment in moments) else []


def _question(procedure: Procedure, question: Question, place: Place) -> Iterator[Finding]:
    for role in question.asks:
        if role not in procedure.roles:
            yield _error(
                (*place, "asks"),
                f"there is no role {role}",
                "nobody would be asked",
                "name one of the roles",
            )
        elif (
            question.silence_means == "agrees"
            and procedure.roles[role].role_class != "decision_maker"
        ):
            yield _error(
                (*place, "asks"),
                f"{role} is not a decision-maker, and could break silence",
                "only decision-makers may",
                "ask decision-makers only, or give the role another class",
            )
    for named in (question.decided_by, question.confirmed_by, question.escalates_to):
        if named not in (None, "automatic") and named not in procedure.roles:
            yield _error(
                place, f"there is no role {named}", "nobody could do this", "name one of the roles"
            )
    yield from check_answers(procedure, question, place)
    yield from polarity(question, (*place, "proposes"))
    yield from _confirmation(question, place)
    yield from parties_of(question, place)
    yield from record_date(procedure, question, place)
    yield from told(procedure, question, place)
    yield from until_notice(question, place)
    yield from _polarity(question, place)
    yield from divided(question, place)
    yield from on_paragraphs(question, place)
    yield from corrections(procedure, question, place)
    yield from documents(question, place)
    yield from adoption(procedure, question, place)
    yield from consultation(procedure, question, place)
    yield from incidental(procedure, question, place, _question)
    yield from checked(procedure, question, place)
    yield from rule(procedure, question, place)
    yield from second_window(procedure, question, place)
    yield from confirmed(question, place)
    if question.decided_by == "automatic" and any(
        len(case.permits) > 1 for case in question.adds_up_to
    ):
        yield _error(
            (*place, "adds_up_to"),
            "a case permits several outcomes, and nobody picks one",
            "the question would never be settled",
            "name who decides: decided_by",
        )
    if question.decided_by != "automatic" and not (question.escalates_to or question.defaults_to):
        yield _warning(
            (*place, "decided_by"),
            "nobody is told where this is not decided",
            "the process can wait for ever here",
            "add escalates_to and remind: {every: ...}, or defaults_to: the outcome that it then has",
        )
    elif question.silence_means == "overdue" and not (
        question.escalates_to or question.defaults_to
    ):
        yield _warning(
            place,
            "this duty escalates to nobody",
            "the process can wait for ever here",
            "add escalates_to, or defaults_to: the outcome that it then has",
        )


def _confirmation(question: Question, place: Place) -> Iterator[Finding]:
    if question.confirm_within is not None and question.confirmed_by is None:
        yield _error(
            (*place, "confirm_within"),
            "there is a limit for confirming, and nobody confirms",
            "it would do nothing",
            "name the role: confirmed_by",
        )
    if (question.confirm_within is None) != (question.unconfirmed is None):
        yield _error(
            place,
            "a limit for confirming and what becomes of the outcome then belong together",
            "it would be decided by nobody",
            "give both confirm_within and unconfirmed",
        )
    if question.confirmed_by is not None and question.confirm_within is None:
        yield _warning(
            (*place, "confirmed_by"),
            "the outcome waits until somebody confirms it, without a limit",
            "the process can wait here for ever",
            "give confirm_within and unconfirmed",
        )


def _polarity(question: Question, place: Place) -> Iterator[Finding]:
    """Where silence agrees, an objection must be possible and must count; where it is not in, an answer must join."""
    if question.silence_means == "agrees" and not question.answers_counted():
        yield _error(
            (*place, "adds_up_to"),
            "silence agrees, and no answer changes the outcome",
            "an objection would have no effect",
            "add a case on the objections",
        )
    if question.silence_means == "not_in" and not any(
        a.effect == "joins" for a in question.answers.values()
    ):
        yield _error(
            (*place, "answers"),
            "silence is not in, and no answer joins",
            "nobody could join",
            "effect: joins",
        )
    if question.silence_means != "not_in" and any(
        a.effect == "joins" for a in question.answers.values()
    ):
        yield _error(
            (*place, "silence_means"),
            "an answer joins, and silence is not `not_in`",
            "no timer may make an endorsement",
            "silence_means: not_in",
        )
