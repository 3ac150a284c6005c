"""The vocabulary of a scenario, fourth part: dates that move, and a new version of the procedure midway."""

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, PrivateAttr

from domain.calendar.models import Calendar
from domain.command import Act
from domain.model import Id, Line, Prose
from domain.procedure.models import Procedure
from domain.process.commands import AmendProcedure, ClosedDay, MoveDates
from rehearsal.answers import Said, StepName
from rehearsal.calendars import calendars_of
from rehearsal.names import Names, Unresolved
from rehearsal.parties import When
from rehearsal.rules import with_rules


class Amend(Said):
    """
    Adopt a new version of the procedure.

    :param procedure: the path of the new version, from this file; left out: that of the scenario
    :param rules: values that it changes, by their place, as the scenario's own `rules`; its `version` too
    :param also_open: what may change of questions that were put: title, remind, escalates_to
    """

    act: Literal["amend"] = "amend"
    procedure: Line | None = None
    rules: dict[Line, Any] = Field(default_factory=dict, max_length=200)
    dates: dict[Id, When] = Field(default_factory=dict)
    also_open: tuple[Id, ...] = ()
    grounds: Prose

    _new: Procedure | None = PrivateAttr(default=None)
    _calendars: tuple[Calendar, ...] = PrivateAttr(default=())

    def read(self, home: Path, scenarios_own: str, rules: dict[str, Any]) -> Procedure:
        """
        Read the new version, once, before anything is played.

        :param scenarios_own: the path of the scenario's procedure, and `rules` what the scenario changes of it
        :raises ValueError: it cannot be read, or the check finds an error in it
        """
        file = home.parent / (self.procedure or scenarios_own)
        changes = self.rules if self.procedure else {**rules, **self.rules}
        self._new = with_rules(file, changes)
        self._calendars = calendars_of(file, self._new)
        return self._new

    def meant(self, names: Names) -> Act:
        if self._new is None:
            raise Unresolved("the new version was never read")
        pinned = names.process.calendars
        return AmendProcedure(
            procedure=self._new,
            dates=self.dates,
            calendars=tuple(one for one in self._calendars if one.key not in pinned),
            also_open=self.also_open,
            grounds=self.grounds,
        )


class Move(Said):
    """
    Move dates of the roadmap, or cancel them. A meeting that has begun and is moved is suspended until then.

    :param closed_day: a day that falls away at a venue: what falls on it goes on at the next working day
    :param follow: the steps that move with their date, where the procedure leaves it open; `stay`: those that do not
    """

    act: Literal["move-dates"] = "move-dates"
    dates: dict[Id, When] = Field(default_factory=dict, max_length=100)
    cancelled: tuple[Id, ...] = ()
    follow: tuple[StepName, ...] = ()
    stay: tuple[StepName, ...] = ()
    closed_day: ClosedDay | None = None
    grounds: Prose

    def meant(self, names: Names) -> Act:
        return MoveDates(
            dates=self.dates,
            cancelled=self.cancelled,
            follow=tuple(names.step(one) for one in self.follow),
            stay=tuple(names.step(one) for one in self.stay),
            closed_day=self.closed_day,
            grounds=self.grounds,
        )
