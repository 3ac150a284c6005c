"""
Who sees what of a question, and from when: the matter, that it is asked, who has answered, the answers, the figures.

Source: hard case 17
"""

from typing import Literal

from domain.model import Frozen

Part = Literal["matter", "step", "who", "answers", "figures"]
PARTS: tuple[Part, ...] = ("matter", "step", "who", "answers", "figures")

To = Literal["nobody", "chair", "asked", "all", "public"]
From = Literal["opening", "close", "outcome"]


class Seen(Frozen):
    """
    :param to: `nobody`, the chair, those who are asked (and the chair), all parties, or the public
    :param since: from the opening of the question, from its close, or from its settled outcome on
    """

    to: To
    since: From


class Visible(Frozen):
    """
    Each part with its own readers and its own instant. A party always sees its own answers.

    :param matter: what the question is about; `step`: that it is asked, by when, and what it came to
    :param who: which parties have answered; `answers`: what was said. Whose answer it is is seen by who sees both
    :param figures: the counts
    """

    matter: Seen
    step: Seen
    who: Seen
    answers: Seen
    figures: Seen


def plain(to: Literal["chair", "asked", "all"]) -> Visible:
    """
    What the short form means: everybody knows of the question; who answered what is seen by these, at once.

    The figures are seen by everybody, unless only the chair sees who answered what.
    """
    known, these = Seen(to="all", since="opening"), Seen(to=to, since="opening")
    figures = these if to == "chair" else known
    return Visible(matter=known, step=known, who=these, answers=these, figures=figures)
