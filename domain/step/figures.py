"""
Figures that a body reports of a count which took place elsewhere: exact, and never more than those who are counted.

Source: recorded votes of the General Assembly; who takes no part has neither abstained nor agreed
"""

from domain.procedure.adoption import FiguresOf
from domain.procedure.question import AnswerRule
from domain.process.state import Process
from domain.refused import FiguresExceed, FiguresFallShort, FigureUnknown
from domain.step.commands import Answer


def whole_figures(process: Process, rule: AnswerRule, act: Answer) -> dict[str, int]:
    """
    Give the figures of an answer as they are recorded: all that were reported, and the rest worked out.

    :raises FiguresExceed: together they are more than those who are counted
    :raises FiguresFallShort: the rest was reported too, and together they are fewer
    """
    if rule.figures is None or not act.figures:
        return act.figures
    _known(rule.figures, act)
    total, members = sum(act.figures.values()), len(counted(process, rule.figures))
    of = _titles(process, rule.figures)
    if total > members:
        raise FiguresExceed(total=total, members=members, of=of)
    rest = rule.figures.rest
    if rest is None:
        return act.figures
    if rest in act.figures and total < members:
        raise FiguresFallShort(total=total, members=members, of=of)
    return {**act.figures, rest: act.figures.get(rest, members - total)}


def counted(process: Process, of: FiguresOf) -> set[str]:
    """The parties whose number the figures never exceed."""
    return set().union(*(process.holders.get(role, set()) for role in of.of))


def _known(of: FiguresOf, act: Answer) -> None:
    known = (*of.names, *((of.rest,) if of.rest else ()))
    for name in act.figures:
        if name not in known:
            raise FigureUnknown(figure=name, known=", ".join(known))


def _titles(process: Process, of: FiguresOf) -> str:
    return ", ".join(process.procedure.roles[role].title for role in of.of)
