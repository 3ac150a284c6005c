"""What a letter says of a text beside its words: what it is the same as, what was corrected, where it exists."""

from domain.text.events import TextPublished
from domain.text.redline import Piece, compare

MARKS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}


def of_other_texts(event: TextPublished) -> list[str]:
    lines = []
    if event.same_as is not None:
        but = ", but for the editorial corrections listed here" if event.corrections else ""
        lines.append(f"It is the same text as {event.same_as}{but}.")
    lines += [
        f"Paragraph {one.paragraph}: {marked(compare(one.was, one.becomes))}"
        for one in event.corrections
    ]
    lines += [f"Annexed to it: {', '.join(event.contains)}."] if event.contains else []
    lines += [f"Symbol: {event.symbol}."] if event.symbol else []
    spoken = [event.language, *(one.language for one in event.renditions)]
    languages = [one for one in spoken if one is not None]
    lines += [f"It exists in: {', '.join(languages)}."] if languages else []
    return lines


def marked(pieces: tuple[Piece, ...]) -> str:
    """Write a comparison in plain text: [-gone-] and {+new+}."""
    found = ""
    for piece in pieces:
        words = piece.words.lstrip()
        found += piece.words[: len(piece.words) - len(words)] + MARKS[piece.kind].format(words)
    return found.strip()
