"""
Adoption and endorsement of a text by a body, and the statements that are made after it.

A held silence is agreement, not adoption: a text is adopted by the outcomes that its procedure names, in the manner
that they name, and by the body that is asked. Statements are attached to a decision and leave its outcome as it is.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.procedure.adoption import Manner
from domain.procedure.question import Question
from domain.procedure.words import MANNERS
from domain.process.state import Process
from domain.refused import AgreedTextDiffers
from domain.step.state import Given, Step
from domain.text.same import same_text


@dataclass(frozen=True, slots=True)
class Adoption:
    """
    One body's decision on a text.

    :param figures: of a recorded vote, by name; empty where nothing was put to the vote
    """

    version: int
    does: str
    body: str
    manner: Manner
    outcome: str
    text: str
    sha256: str
    symbol: str | None
    figures: dict[str, int]
    at: datetime
    step: Step


def adoptions(process: Process) -> list[Adoption]:
    """List what bodies have adopted or endorsed, in the order of the record. Void stages adopt nothing."""
    found = []
    for step in process.steps.values():
        if not process.stages[step.stage].voided:
            found += [one for one in [adoption_of(process, step)] if one is not None]
    return found


def adoption_of(process: Process, step: Step) -> Adoption | None:
    rule, text = step.rule.adopts, process.texts.get(step.text or "")
    if rule is None or text is None or not step.settled or step.outcome not in rule.by:
        return None
    figures, symbol = _reported(process, step)
    body = sorted(process.holders.get(rule.body, ()))
    return Adoption(
        version=step.outcome_version or 0,
        does=rule.does,
        body=body[0] if body else rule.body,
        manner=rule.by[step.outcome],
        outcome=step.outcome,
        text=text.text,
        sha256=text.sha256,
        symbol=symbol,
        figures=figures,
        at=step.closed_at or step.opens_at,
        step=step,
    )


def said_of(process: Process, one: Adoption) -> str:
    """Say what a body decided: in which manner, with which figures, under which symbol."""
    party = process.parties.get(one.body)
    does = "adopted" if one.does == "adoption" else "endorsed"
    figures = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in one.figures.items())
    vote = f" ({figures})" if figures and one.manner == "recorded_vote" else ""
    symbol = f", as {one.symbol}" if one.symbol else ""
    return f"{does} by {party.name if party else one.body} {MANNERS[one.manner]}{vote}{symbol}"


def _reported(process: Process, step: Step) -> tuple[dict[str, int], str | None]:
    """Figures and symbol, from the question itself or from one that was raised on it and took its place."""
    family = [
        step,
        *(process.steps[one.step] for one in step.raised.values() if one.step in process.steps),
    ]
    figures: dict[str, int] = {}
    symbol: str | None = None
    for one in family:
        figures = one.reported() or figures
        named = [g.said.symbol for g in one.answers if g.stands and g.said.symbol]
        symbol = named[-1] if named else symbol
    return figures, symbol


def only_the_agreed_text(process: Process, rule: Question, named: str | None) -> None:
    """
    Where only the agreed text can be decided on: the text must have its words.

    :raises AgreedTextDiffers: it has others
    """
    if rule.adopts is None or rule.adopts.text == "any":
        return
    agreed = [text for text in process.texts.values() if text.agreed_at and not text.beside]
    text = process.texts.get(named or "")
    if text is None or all(not same_text(process, text, one) for one in agreed[-1:]):
        last = agreed[-1].text if agreed else None
        raise AgreedTextDiffers(agreed=last, named=named)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a party put on record after a decision: an explanation of position, a dissociation, a reservation."""

    given: Given
    step: Step
    title: str

    @property
    def party(self) -> str:
        return self.given.party


def statements(process: Process, text: str | None = None) -> list[Statement]:
    """List the statements that stand, in the order of the record; of one text where it is named."""
    found = []
    for step in process.steps.values():
        if process.stages[step.stage].voided:
            continue
        for given in step.answers:
            rule = step.rule.answers[given.said.answer]
            wanted = text in (None, given.said.text)
            if given.stands and rule.effect == "states" and wanted:
                found.append(Statement(given, step, rule.title))
    return found


def statement_said(process: Process, one: Statement) -> str:
    """Say who put what on record, and on which paragraphs."""
    said, party = one.given.said, process.parties.get(one.party)
    labels = ", ".join(said.paragraphs)
    plural = "s" if len(said.paragraphs) > 1 else ""
    on = f" on paragraph{plural} {labels} of {said.text}" if labels else f" on {said.text}"
    return f"{one.title} by {party.name if party else one.party}{on}"
