"""How a version of the text continues the one before: its paragraphs, and which wordings it leaves as they were."""

from domain.process.state import Process, TextVersion
from domain.text.commands import PublishText, wording_hash
from domain.text.events import TextPublished
from domain.text.kinds import is_beside
from domain.text.lineage import Lineage, trace


def latest(process: Process) -> TextVersion | None:
    """The version that was published last, withdrawn or not: the statuses of paragraphs are those of its wordings."""
    return process.latest_version


def lineage(process: Process, said: PublishText | TextPublished) -> Lineage:
    """
    Trace the paragraphs of a version to its predecessor; where it names none, to the latest version.

    :raises NotTraceable: they cannot be
    """
    named = process.texts.get(said.predecessor or said.same_as or "")
    if is_beside_the_text(said):
        return _of_document(process, said, named)
    before = latest(process) if named is None or named.beside else named
    known = before.identity if before and before.text not in said.contains else {}
    ids, origins = trace(said.labels, said.ids, said.was, known, process.identities)
    wordings = dict(zip(ids, said.wordings, strict=False))
    same = {one for one in ids if _stays(process, one, wordings.get(one))}
    return Lineage(ids, origins, frozenset(same | corrected(process, said)))


def is_beside_the_text(said: PublishText | TextPublished) -> bool:
    """Whether it is no version of the text. What was recorded before there was a difference is one."""
    return said.beside if isinstance(said, TextPublished) else is_beside(said.kind)


def _of_document(
    process: Process, said: PublishText | TextPublished, named: TextVersion | None
) -> Lineage:
    """Trace the paragraphs of a document to the one before of its kind. They are never those of the text."""
    before = named if named is not None and named.beside else process.document(said.kind)
    prefix = f"{said.kind}:"
    known = {
        label: one.removeprefix(prefix)
        for label, one in (before.identity if before else {}).items()
    }
    given = {
        one.removeprefix(prefix)
        for text in process.texts.values()
        if text.beside and text.kind == said.kind
        for one in text.identity.values()
    }
    ids, origins = trace(said.labels, said.ids, said.was, known, given)
    return Lineage(
        tuple(prefix + one for one in ids),
        {prefix + one: tuple(prefix + was for was in old) for one, old in origins.items()},
    )


def corrected(process: Process, said: PublishText | TextPublished) -> set[str]:
    """The paragraphs that are corrected only as listed: they are as far agreed as they were."""
    before = latest(process)
    if before is None or said.same_as != before.text:
        return set()
    listed = (one.paragraph for one in said.corrections)
    return {before.identity[label] for label in listed if label in before.identity}


def _stays(process: Process, paragraph: str, wording: str | None) -> bool:
    """Whether a paragraph has the wording that its status was given to."""
    if wording is None:
        return False
    status = process.paragraphs.standing.get(paragraph)
    if status is not None and status.wording is not None:
        given = wording_hash(status.wording)
        return wording == given or (not status.agreed and wording == _now(process, paragraph))
    return wording == _now(process, paragraph)


def _now(process: Process, paragraph: str) -> str | None:
    before = latest(process)
    return before.wordings.get(paragraph) if before else None


def agreed_and_changed(
    process: Process, text: Lineage, contains: tuple[str, ...] = ()
) -> list[str]:
    """
    List the agreed paragraphs whose wording a version would change, or that it would drop, by their labels now.

    :param contains: the texts that are annexed to it, which stay as they are
    """
    before = latest(process)
    if before is None or before.text in contains:
        return []
    labels = {identity: label for label, identity in before.identity.items()}
    return [
        labels.get(paragraph, paragraph)
        for paragraph, status in process.paragraphs.standing.items()
        if status.agreed and paragraph not in text.unchanged
    ]
