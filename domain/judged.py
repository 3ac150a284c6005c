"""
The version of the judge: which meaning of decisions an event was decided by.

An audit decides everything once more, by the rules of this program. When the meaning of a decision changes, an older
record would be found wrong that was right. So every envelope says which version decided it, and where the versions
differ, what comes out otherwise is told as a difference of versions: never as tampering, and never left out.

Raise `JUDGE` with every change by which an act of an old record would be decided otherwise, and say in `CHANGED` which
kinds of findings come of it. Whatever is not listed there stays compared strictly across the versions.

Source: docs/decisions/0008
"""

from collections.abc import Mapping

JUDGE = 3
"""The version by which this program decides."""
UNWRITTEN = 1
"""The version of an envelope that names none: it was written before versions were."""

CHANGED: Mapping[int, frozenset[str]] = {
    2: frozenset({"answer", "question", "refusal", "close", "outcome", "decision"}),
    3: frozenset({"decision"}),  # a summary or a list that is published is no version of the text
}
"""By version: the words of an audit (`verify.WHAT`) for what it decides otherwise than the one before. The start,
rules, transitions, deadlines, readings, divisions and authors are decided as before."""


def explains(version: int, what: str, judge: int = JUDGE) -> bool:
    """
    Whether a difference can come from the versions of the judge.

    :param version: the one that is recorded; of a newer one than `judge` nothing is known here
    """
    if version > judge:
        return True
    return any(what in words for number, words in CHANGED.items() if version < number <= judge)
