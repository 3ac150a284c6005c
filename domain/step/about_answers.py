"""
Answers about answers: a quality, a support, whether the author is satisfied; and who is recused.

An answer has no effect on another one by what it says: only by the effect that the procedure gives it.
Source: hard cases 6 and 16
"""

from datetime import datetime

from domain.procedure.question import AnswerRule
from domain.process.state import Process
from domain.refused import NotYourOwn, OutOfPlace, Recused
from domain.step.commands import Answer
from domain.step.state import Given, Step


def matter_of(process: Process, rule: AnswerRule, act: Answer, party: str) -> None:
    """
    Whether an answer may be about the answer that it names.

    :raises OutOfPlace: there is no such answer, or it stands no more
    :raises NotYourOwn: only its author may say this
    :raises Recused: its author may not
    """
    if act.about is None or not (rule.of or rule.own in ("only", "never")):
        return
    given = standing(process, act.about)
    if given is None or (rule.of and given.said.answer not in rule.of):
        among = f" among: {', '.join(rule.of)}" if rule.of else ""
        raise OutOfPlace(why=f"no answer stands with the number {act.about}{among}")
    if rule.own == "only" and given.party != party:
        raise NotYourOwn(number=act.about, party=given.party)
    if rule.own == "never" and given.party == party:
        raise Recused(number=act.about, party=party)


def standing(process: Process, number: int) -> Given | None:
    """Find the answer with this number, if it stands."""
    for step in process.steps.values():
        given = step.numbered.get(number)
        if given is not None and given.stands:
            return given
    return None


def unqualified(step: Step) -> list[Given]:
    """The answers of which nobody has said yet what they are: the count waits for it."""
    wanted = step.rule.qualified()
    if not wanted:
        return []
    return [
        given
        for given in step.answers
        if given.stands and given.said.answer in wanted and given.version not in step.qualities
    ]


def waits_to_count(step: Step) -> bool:
    """Whether the count waits: for what was raised on the question, or until it is said what the answers are."""
    return bool(step.pending) or bool(unqualified(step))


def about(process: Process, number: int, effect: str) -> tuple[str, ...]:
    """The parties whose answer with this effect, about the answer with this number, stands."""
    found: dict[str, None] = {}
    for step in process.steps.values():
        for given in step.answers:
            same = given.stands and given.said.about == number
            if same and step.rule.answers[given.said.answer].effect == effect:
                found[given.party] = None
    return tuple(found)


TOGETHER = ("disposes", "qualifies", "sets_status", "packages", "reopens", "records_pledge")
"""Effects of answers that decide something at once: holders who act together must all have said so before."""


def joint_roles(process: Process, step: Step) -> list[str]:
    """The roles asked whose holders act together."""
    roles = process.procedure.roles
    return [role for role in step.rule.asks if role in roles and roles[role].acts_by == "all"]


def decided_together(process: Process, step: Step, act: Answer, party: str) -> bool:
    """
    Whether the holders of a role that acts by all have all said the same, with this answer.

    Holders who disagree have not decided: the question stays open, and each may say something else. What is no position
    on the question is each holder's own word, or waits for the others before it is taken at all.
    """
    if not step.replaces(act.answer):
        return True
    for role in joint_roles(process, step):
        others = process.holders.get(role, set()) - {party}
        if not all(_same(step.single(other), act) for other in others):
            return False
    return True


def undecided(process: Process, step: Step, as_of: datetime | None = None) -> frozenset[str]:
    """The holders of a role who act together and have not, or not all, said the same: their positions do not count."""
    found: set[str] = set()
    for role in joint_roles(process, step):
        mine, said = _positions(process, step, role, as_of)
        if len(said) < len(mine) or len(set(said.values())) > 1:
            found |= mine
    return frozenset(found)


def disagreeing(process: Process, step: Step) -> set[str]:
    """The holders of a role who act together and have said different things."""
    found: set[str] = set()
    for role in joint_roles(process, step):
        _, said = _positions(process, step, role)
        found |= set(said) if len(set(said.values())) > 1 else set()
    return found


def _positions(
    process: Process, step: Step, role: str, as_of: datetime | None = None
) -> tuple[set[str], dict[str, tuple[str, str | None]]]:
    """The holders of a role that are asked in no other, and what each of them has said on the question."""
    others = {one for one in step.rule.asks if one != role}
    mine = {
        party
        for party in process.holders.get(role, set())
        if not others & set(process.parties[party].roles)
    }
    said = {
        given.party: (given.said.answer, given.said.choice)
        for given in step.answers
        if given.party in mine and given.stood(as_of) and step.replaces(given.said.answer)
    }
    return mine, said


def _same(given: Given | None, act: Answer) -> bool:
    if given is None:
        return False
    return (given.said.answer, given.said.choice) == (act.answer, act.choice)
