"""What the record tells of paragraphs and packages, for expectations and reports."""

from domain.process.state import Process
from domain.text.versions import latest


def paragraphs(process: Process) -> dict[str, str]:
    """How far each paragraph of the latest text is agreed, by its label."""
    text = latest(process)
    if text is None:
        return {}
    standing = process.paragraphs.standing
    return {label: standing[identity].status for label, identity in text.identity.items()}


def packages(process: Process) -> dict[str, str]:
    """Whether each package is accepted, with all its paragraphs, or open."""
    book = process.paragraphs
    return {name: "accepted" if book.accepted(name) else "open" for name in book.packages}
