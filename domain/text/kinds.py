"""
The kinds of texts: versions of the text that is negotiated, and documents beside it, which nobody negotiates.

A document beside the text never takes its place: what waits for the text, counts its paragraphs, agrees or adopts it
goes by the versions alone.

Source: hard case 12
"""

from typing import Literal, get_args

TextKind = Literal[
    "elements", "zero", "draft", "rev", "chair", "final", "list", "summary", "report", "note"
]
Document = Literal["list", "summary", "report", "note"]

DOCUMENTS: frozenset[str] = frozenset(get_args(Document))


def is_beside(kind: str) -> bool:
    """Whether a text of this kind is a document beside the text, and no version of it."""
    return kind in DOCUMENTS
