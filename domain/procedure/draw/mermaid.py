"""A procedure as Mermaid text: the same stages and arrows as the picture, for pages that draw it themselves."""

from html import escape

from domain.procedure.draw.said import said, said_of, ways
from domain.procedure.models import END, Procedure
from domain.procedure.words import ENDS


def mermaid(procedure: Procedure) -> str:
    """Write a procedure as a Mermaid flowchart."""
    numbers = {stage.stage: f"s{number}" for number, stage in enumerate(procedure.roadmap, start=1)}
    side_by_side = frozenset(numbers)
    lines = ["flowchart TD", f"  accTitle: {_line(procedure.title)}, version {procedure.version}"]
    for stage in procedure.roadmap:
        says = "<br/>".join(_quoted(one) for one in said_of(procedure, stage, side_by_side))
        lines.append(f'  {numbers[stage.stage]}["<b>{_quoted(stage.title)}</b><br/>{says}"]')
    lines.append(f'  finish(["{ENDS}"])')
    for (source, target), outcomes in ways(procedure).items():
        to = "finish" if target == END else numbers.get(target, "finish")
        lines.append(f'  {numbers[source]} -->|"{_quoted(said(outcomes))}"| {to}')
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    return escape(text, quote=False).replace('"', "#quot;")


def _line(text: str) -> str:
    return " ".join(text.replace(";", ",").split())
