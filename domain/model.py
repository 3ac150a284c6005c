"""What every model of the domain shares: frozen, strict about unknown fields, clean text, instants with a zone."""

import operator
import re
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid5

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

MAX_AGE = timedelta(seconds=4)
"""How old a postmark may be when its command is decided. Older commands are answered `Busy`: not received."""

GRACE = timedelta(seconds=5)
"""How long after its deadline a live step closes. Larger than MAX_AGE, so nothing in time comes after the close."""

TICK = timedelta(microseconds=1)

NAMESPACE = UUID("6f1d3a52-4d0c-5a57-9a3e-2f0b8f6c1e11")
"""The name space of the project's derived ids."""


class Mistake(ValueError):
    """
    What a person has written cannot be meant.

    :param wrong: what it is; :param why: why it matters; :param mend: what to write instead
    """

    def __init__(self, wrong: str, why: str, mend: str) -> None:
        self.wrong, self.why, self.mend = wrong, why, mend
        super().__init__(wrong)


class Frozen(BaseModel):
    """
    A value: it never changes, and it refuses fields that it does not know.

    Its validator is made at the first use: a program that is started for one command uses few of them.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=False, defer_build=True
    )


_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def clean(text: str) -> str:
    """Refuse what cannot be stored or shown: NUL, lone surrogates, other control characters."""
    found = _FORBIDDEN.search(text)
    if found is not None:
        raise ValueError(f"the character U+{ord(found.group()):04X} is not allowed")
    return text


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)


def stamp(instant: datetime) -> str:
    """Write an instant as the record does: UTC, microseconds, Z."""
    if instant.tzinfo is not UTC:
        instant = instant.astimezone(UTC)
    return instant.isoformat(timespec="microseconds")[:-6] + "Z"


def unstamp(text: str) -> datetime:
    """Read an instant that the record wrote."""
    return datetime.fromisoformat(text)


Clean = Annotated[str, AfterValidator(clean)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$")]
"""A short name in lower case: letters, digits, dot, dash, underscore; at most 80 characters."""
Line = Annotated[Clean, Field(min_length=1, max_length=400)]
"""One line of text, at most 400 characters."""
Prose = Annotated[Clean, Field(min_length=1, max_length=20_000)]
"""Free text, at most 20,000 characters."""
Instant = Annotated[AwareDatetime, AfterValidator(_utc), PlainSerializer(stamp, when_used="json")]
"""A moment in time with a zone, kept in UTC. A time without a zone is refused."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


WHEN_EMPTY = operator.not_
"""As `exclude_if` of a field that came later: empty it is left out, and means what was meant before."""


def derived(*parts: object) -> UUID:
    """Derive an id from its parts, the same on every machine and at every replay."""
    return uuid5(NAMESPACE, "/".join(str(part) for part in parts))
