"""What the record tells of paragraphs and packages, for expectations and reports."""

from collections import Counter

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


def paragraphs_said(process: Process) -> list[str]:
    """Say how far the text is agreed, where anybody has said anything of its paragraphs."""
    if all(one.given is None for one in process.paragraphs.standing.values()):
        return []
    told = Counter(paragraphs(process).values())
    total = sum(told.values())
    parts = [f"{n} {status.replace('_', ' ')}" for status, n in sorted(told.items())]
    accepted = [name for name, state in packages(process).items() if state == "accepted"]
    tied = f"; packages accepted: {', '.join(accepted)}" if accepted else ""
    return [f"paragraphs: {total}, of which {', '.join(parts)}{tied}"]
