"""Why an instant could not be computed or read. An error's docstring is what the person reads."""


class CalendarError(ValueError):
    """The instant could not be computed."""

    def __init__(self, **data: str | int | None) -> None:
        self.data = data
        super().__init__(self.sentence)

    @property
    def code(self) -> str:
        return type(self).__name__

    @property
    def sentence(self) -> str:
        text = " ".join((type(self).__doc__ or "").split())
        return text.format_map(
            {key: "no date" if value is None else value for key, value in self.data.items()}
        )


class NaiveInstant(CalendarError):
    """{instant} has no time zone. Add an offset like +01:00, or a place like Geneva or New York."""


class InstantRequired(CalendarError):
    """A deadline is an instant, and "{text}" names no time of day. Write it like {example}."""


class InstantUnreadable(CalendarError):
    """This could not be read as an instant: "{text}". Write it like 2022-02-24T18:00 Geneva or
    2022-02-24T18:00+01:00."""


class UnknownZone(CalendarError):
    """There is no time zone {zone}. Write a city, or a zone like Europe/Zurich or America/New_York."""


class NonexistentLocalTime(CalendarError):
    """{local} does not exist in {zone}: the clocks go forward. An hour that exists is {shifted}."""


class AmbiguousLocalTime(CalendarError):
    """{local} comes twice in {zone}: the clocks go back. Say which, {earlier} or {later}."""


class CalendarNeeded(CalendarError):
    """Working days can only be counted by a named calendar, and none was named."""


class CalendarUnknown(CalendarError):
    """The calendar {calendar} says nothing about {day}: it knows the days from {valid_from} to
    {valid_until}."""


class OutOfReach(CalendarError):
    """{span} from {start} leads to a date that no calendar can write."""


class CalendarFileInvalid(CalendarError):
    """Line {line}: {problem}."""
