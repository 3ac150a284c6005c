"""Reading a text from a plain file: paragraphs stand apart by an empty line, and begin with their label."""

import re
from typing import Any

from domain.text.commands import Paragraph

LABEL = re.compile(
    r"(?:\[(?P<named>[^\]\n]{1,80})\]|(?P<number>[0-9]{1,4}[a-z]?|[a-z]{1,3}|[IVXivx]{1,6})[.)])\s+"
)
"""`[preamble] ...`, `12. ...`, `a) ...`. And where an identity is not that of the label: see `_named`."""


class NoText(ValueError):
    """The file cannot be read as a text; the message says where and why."""


def read_text_file(content: str) -> tuple[Paragraph, ...]:
    """
    Read the paragraphs of a text.

    A paragraph without a label gets its number as one.

    :raises NoText: no paragraph, a label that occurs twice, or a character that is not allowed
    """
    blocks = [block.strip() for block in re.split(r"\n\s*\n", content.replace("\r\n", "\n"))]
    found: list[Paragraph] = []
    for number, block in enumerate((block for block in blocks if block), start=1):
        found.append(_paragraph(number, block))
    if not found:
        raise NoText("it holds no paragraph")
    seen: set[str] = set()
    for paragraph in found:
        if paragraph.label in seen:
            raise NoText(f'the paragraph label "{paragraph.label}" occurs twice')
        seen.add(paragraph.label)
    return tuple(found)


def _paragraph(number: int, block: str) -> Paragraph:
    match = LABEL.match(block)
    label, more = _named(match["named"] or match["number"]) if match else (str(number), {})
    wording = block[match.end() :] if match else block
    if not wording.strip():
        raise NoText(f"paragraph {label} is empty")
    try:
        return Paragraph(label=label, wording=wording, **more)
    except ValueError as error:
        reason = str(error).splitlines()[2].split("[type=")[0].strip()
        raise NoText(f"paragraph {label}: {reason.removeprefix('Value error, ')}") from error


def _named(written: str) -> tuple[str, dict[str, Any]]:
    """
    Read a label, and what is said of the paragraph's identity.

    `[6 | was 5]` is the former paragraph 5, renumbered. Where several say `was 5`, it was split; `[5 | was 5, 6]` was
    merged of two. `[6 | id scope]` gives an identity by name.
    """
    label, *more = (part.strip() for part in written.split("|"))
    found: dict[str, Any] = {}
    for part in more:
        word, _, rest = part.partition(" ")
        if word == "was" and rest:
            found["was"] = tuple(one.strip() for one in rest.split(",") if one.strip())
        elif word == "id" and rest:
            found["id"] = rest.strip()
        else:
            raise NoText(f'paragraph {label}: "{part}" is neither "was LABELS" nor "id NAME"')
    return label, found
