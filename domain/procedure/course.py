"""Who may change the course of a process as a whole, and what that does to its windows. As data."""

from typing import Literal

from pydantic import Field

from domain.model import Frozen, Id


class CourseRule(Frozen):
    """The roles that may do it."""

    by: tuple[Id, ...] = Field(min_length=1, max_length=20)


class SuspendRule(CourseRule):
    """
    :param clocks: `stop`: windows stand still, nothing is taken, and deadlines move on by as long as it lasts;
        `run_on`: what is open goes on, nothing new begins
    """

    clocks: Literal["stop", "run_on"]


class ReopenRule(CourseRule):
    """:param then: the stages that begin when a settled text is reopened"""

    then: tuple[Id, ...] = Field(min_length=1, max_length=20)


class Course(Frozen):
    """
    What may become of a process as a whole, beside its end by the roadmap. What is left out nobody may do.

    Source: hard case 18
    """

    suspend: SuspendRule | None = None
    resume: CourseRule | None = None
    abandon: CourseRule | None = None
    merge: CourseRule | None = None
    reopen: ReopenRule | None = None
