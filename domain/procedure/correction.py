"""
The correction of a text while a question about it is open: by whom, and what it does to clock and answers, as data.

Source: hard case 11
"""

from typing import Literal

from pydantic import Field

from domain.calendar.models import Span
from domain.model import Frozen, Id


class MinimumRemainder(Frozen):
    """At least so much time is left from the correction on; where more is left, the deadline stays."""

    minimum_remainder: Span


class ConfirmBy(Frozen):
    """
    A new text leaves positions standing until they are confirmed, at most so long; then they lapse.

    Source: hard case 5
    """

    confirm_by: Span


class Corrections(Frozen):
    """
    :param by: the roles that may correct
    :param clock: the deadline stays; leaves a minimum; or is computed anew from the correction on
    :param answers: what was said of the text before: it stands, lapses and is given again, or is confirmed by a date
    """

    by: tuple[Id, ...] = Field(min_length=1, max_length=20)
    clock: Literal["runs_on", "restarts"] | MinimumRemainder
    answers: Literal["stand", "lapse"] | ConfirmBy
