"""
The compilation: the text in force, with every proposal that stands under its paragraph, attributed to its proponents.

The view of one voice is the same without names. What is disposed of is archived, and shown only if it is asked for.

Source: rules of the field, 2.3
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.process.state import Process, TextVersion
from domain.step.state import Given, Step
from domain.text.paragraphs import Status


@dataclass(frozen=True, slots=True)
class Proposed:
    """
    One proposal.

    :param party: its proponent; None in a view without names
    :param text: the version that it was made on, and `labels` the labels it names there
    :param disposition: what became of it; None: it is open
    """

    number: int
    party: str | None
    text: str | None
    labels: tuple[str, ...]
    wording: str | None
    disposition: str | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """
    One paragraph with its proposals; label None: those on the whole text, or on paragraphs that are gone.

    :param wording: as it stands in the text; `agreed` the wording that its status was given to, where that is another
    """

    paragraph: str | None
    label: str | None
    wording: str | None
    status: Status | None
    source: str | None
    agreed: str | None
    packages: tuple[str, ...]
    proposals: tuple[Proposed, ...]

    @property
    def open_brackets(self) -> int:
        """How many of its proposals are not resolved."""
        return sum(one.disposition is None for one in self.proposals)


def compilation(
    process: Process,
    text: TextVersion,
    wordings: Mapping[str, str],
    names: bool = True,
    resolved: bool = False,
) -> list[Compiled]:
    """
    Put the proposals under the paragraphs of a version.

    :param wordings: of the version, by identity
    :param names: whether proponents are named
    :param resolved: whether proposals that are disposed of are shown too
    """
    under: dict[str | None, list[Proposed]] = {}
    for step, given in standing(process, resolved):
        if document_of(process, given) != (text.kind if text.beside else None):
            continue
        one = proposed(step, given, names)
        for paragraph in _paragraphs(process, text, given):
            under.setdefault(paragraph, []).append(one)
    found = [
        _compiled(process, label, paragraph, wordings.get(paragraph), under.pop(paragraph, []))
        for label, paragraph in text.identity.items()
    ]
    rest = under.pop(None, [])
    whole = Compiled(None, None, None, None, None, None, (), tuple(rest))
    return [*found, whole] if rest else found


def _compiled(
    process: Process, label: str, paragraph: str, wording: str | None, under: list[Proposed]
) -> Compiled:
    book = process.paragraphs
    status = book.standing.get(paragraph)
    return Compiled(
        paragraph,
        label,
        wording,
        status.status if status else None,
        status.source if status else None,
        status.wording if status else None,
        tuple(sorted(book.packages_of.get(paragraph, ()))),
        tuple(under),
    )


def standing(process: Process, resolved: bool = True) -> Iterator[tuple[Step, Given]]:
    """Give every proposal that stands, with its step, in the order of the record."""
    found = [
        (step, step.numbered[number])
        for step in process.steps.values()
        if not process.stages[step.stage].voided
        for number in [*(step.disposals if resolved else ()), *step.undisposed]
        if step.numbered[number].stands
    ]
    yield from sorted(found, key=lambda pair: pair[1].version)


def document_of(process: Process, given: Given) -> str | None:
    """The kind of document that something was said of, such as a correction of a summary; None: of the text."""
    text = process.texts.get(given.said.text or "")
    return text.kind if text is not None and text.beside else None


def proposed(step: Step, given: Given, names: bool) -> Proposed:
    disposal = step.disposals.get(given.version)
    return Proposed(
        given.version,
        given.party if names else None,
        given.said.text,
        given.said.paragraphs,
        given.said.wording,
        disposal.choice if disposal else None,
    )


def _paragraphs(process: Process, text: TextVersion, given: Given) -> list[str | None]:
    """Find the paragraphs of a version that a proposal is on, which may have been made on an earlier one."""
    made_on = process.texts.get(given.said.text or "")
    here = set(text.identity.values())
    named = [made_on.identity.get(label) for label in given.said.paragraphs] if made_on else []
    found = [one if one in here else None for one in named]
    return list(dict.fromkeys(found)) or [None]


def open_brackets(process: Process) -> dict[str, int]:
    """Count the unresolved proposals of each paragraph, by its identity."""
    found: dict[str, int] = {}
    for _, given in standing(process, resolved=False):
        made_on = process.texts.get(given.said.text or "")
        for label in given.said.paragraphs:
            paragraph = made_on.identity.get(label) if made_on else None
            if paragraph is not None:
                found[paragraph] = found.get(paragraph, 0) + 1
    return found


def paragraph_count(process: Process, name: str) -> int:
    """Count paragraphs of the text in force by how far they are agreed, or what is open on them."""
    book = process.paragraphs
    match name:
        case "open_paragraphs":
            return book.count("open")
        case "bracketed_paragraphs":
            return book.count("bracketed")
        case "agreed_paragraphs":
            return book.count("agreed_ad_ref", "agreed_language")
        case "open_brackets":
            return sum(open_brackets(process).values())
    return len(book.standing)
