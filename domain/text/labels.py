"""How paragraphs are named in a sentence."""

from collections.abc import Sequence


def numbered(labels: Sequence[str], most: int = 0) -> str:
    """
    Name paragraphs by their labels: "paragraph 3", "paragraphs 3 and 4".

    :param most: how many are named one by one; of the rest it is said how many. 0: all of them
    """
    named = list(labels[:most] if most else labels)
    more = len(labels) - len(named)
    words = [*named, f"{more} more"] if more else named
    if len(words) < 2:  # noqa: PLR2004  # one of them is no list
        return f"paragraph {words[0]}" if words else ""
    return f"paragraphs {', '.join(words[:-1])} and {words[-1]}"
