"""A process as the record tells it: the fold of its events. Mutable, and private to whoever folds."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from domain.action.commands import ActionStatus, Owner
from domain.calendar.models import Calendar
from domain.participation.commands import Appointment, Party
from domain.procedure.models import SKIPPED, Procedure
from domain.process.commands import OuterQuestion, TakenOver
from domain.step.commands import Item
from domain.step.electorate import asked, awaited, electorate
from domain.step.state import Step
from domain.text.lineage import Origins
from domain.text.paragraphs import Paragraphs
from domain.text.rendition import EditorialCorrection, Rendition


@dataclass(slots=True)
class TextVersion:
    """
    :param wordings: the hash of each paragraph's wording, by its identity; empty where none was given
    :param identity: the identity of each paragraph, by its label
    :param origins: of paragraphs that were split off or merged: what they come from
    :param beside: it is a document beside the text, and no version of it
    """

    text: str
    number: int
    kind: str
    title: str
    sha256: str
    labels: tuple[str, ...]
    published_at: datetime
    version: int
    respects: tuple[str, ...] = ()
    predecessor: str | None = None
    withdrawn_at: datetime | None = None
    agreed_at: datetime | None = None
    wordings: dict[str, str] = field(default_factory=dict)
    identity: dict[str, str] = field(default_factory=dict)
    origins: Origins = field(default_factory=dict)
    same_as: str | None = None
    corrections: tuple[EditorialCorrection, ...] = ()
    contains: tuple[str, ...] = ()
    language: str | None = None
    symbol: str | None = None
    beside: bool = False
    renditions: list[Rendition] = field(default_factory=list)
    amended_by: tuple[int, ...] = ()


@dataclass(slots=True)
class StageRun:
    """
    One run of a stage of the roadmap.

    :param suspended_in: the session whose meeting is suspended
    """

    stage: UUID
    key: str
    kind: str
    round: int
    began_at: datetime
    follows: UUID | None
    steps: dict[str, UUID] = field(default_factory=dict)
    ended_at: datetime | None = None
    outcome: str | None = None
    voided: bool = False
    reported: TakenOver | None = None
    present: frozenset[str] = frozenset()
    suspended_at: datetime | None = None
    suspended_in: UUID | None = None
    resumes_at: datetime | None = None
    finished: int = 0

    @property
    def counts(self) -> bool:
        """Whether this run used up a round: one that was voided or skipped did not."""
        return not self.voided and self.outcome != SKIPPED


@dataclass(slots=True)
class Owed:
    """A stage that the roadmap owes: it begins as soon as what it is about is there."""

    key: str
    round: int
    since: datetime
    follows: UUID | None
    outcome: str | None


@dataclass(slots=True)
class Action:
    action: str
    meeting: str
    item: str
    words: str
    owner: Owner
    responsible: str | None
    recipient: str | None
    due: datetime | Literal["asap", "none"]
    step: str | None
    status: ActionStatus = "open"
    done_when: Literal["owner", "any", "all"] = "owner"
    done_by: set[str] = field(default_factory=set)
    carried: int = 0
    evidence: str | None = None


@dataclass(slots=True)
class Pledge:
    pledge: str
    title: str
    lead: str
    partners: tuple[str, ...]
    commitments: tuple[Item, ...]
    text: str
    published_at: datetime


@dataclass(slots=True)
class Milestone:
    """An event that addressees must be told of, and when they were."""

    version: int
    type: str
    step: UUID | None
    at: datetime
    addressees: tuple[str, ...]
    dispatched: list[tuple[datetime, str, tuple[str, ...]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Said:
    """
    What one of several holders who act together has said, and waits for the others.

    :param act: the act as it was sent, sealed, as JSON
    """

    version: int
    step: UUID | None
    role: str
    party: str
    act: str

    @property
    def fields(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.act)
        return found


@dataclass(slots=True)
class Adopted:
    """
    A version of the procedure that was adopted midway, and from when on it is in force.

    :param event: the event that adopted it
    """

    event: int
    at: datetime
    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class AskedToMove:
    """
    A step of which somebody has to say whether it moves with its date.

    :param counted_from: the dates that it was counted from
    :param instants: its opening, closing and due instant then; once they are others it was said
    """

    at: datetime
    counted_from: dict[str, datetime]
    instants: tuple[datetime, datetime | None, datetime | None]


@dataclass(slots=True)
class Inner:
    """
    A process that is run to answer a question of this one.

    :param closes_at: when the question closes for its party; `told`: the event of which that process was told last
    :param moved: the event by which it closes then, with the hash there; 0: it has not moved since
    :param follows: whether that process can still be told
    """

    process: UUID
    step: UUID
    party: str
    closes_at: datetime | None
    since: datetime
    moved: int
    head_hash: bytes
    grounds: str
    told: int
    follows: bool = True


@dataclass(slots=True)
class Process:
    """
    Everything that a decision may look at.

    :param now: the stepped clock of a rehearsal
    :param numbered: the steps that an answer counts on, by its number: several where a question was divided
    :param identities: every identity that a paragraph of this process ever had
    :param linked: whether the process that it answers knows of it
    :param given: the event of the end of which the outcome was given there
    """

    process_id: UUID
    title: str
    procedure: Procedure
    procedure_sha256: str
    clock: Literal["live", "stepped"]
    started_at: datetime
    version: int = 0
    head_hash: bytes = b"\0" * 32
    last_recorded_at: datetime | None = None
    now: datetime | None = None
    status: Literal["running", "ended"] = "running"
    outcome: str | None = None
    ended_at: datetime | None = None
    calendars: dict[str, Calendar] = field(default_factory=dict)
    dates: dict[str, datetime] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    suspended: set[str] = field(default_factory=set)
    succeeded: dict[str, tuple[str, ...]] = field(default_factory=dict)
    holders: dict[str, set[str]] = field(default_factory=dict)
    roles_since: dict[str, list[tuple[datetime, tuple[str, ...]]]] = field(default_factory=dict)
    weights_since: dict[str, list[tuple[datetime, dict[str, int]]]] = field(default_factory=dict)
    appointments: dict[str, list[Appointment]] = field(default_factory=dict)
    attendance: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    stages: dict[UUID, StageRun] = field(default_factory=dict)
    steps: dict[UUID, Step] = field(default_factory=dict)
    owed: list[Owed] = field(default_factory=list)
    numbered: dict[int, list[UUID]] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    texts: dict[str, TextVersion] = field(default_factory=dict)
    paragraphs: Paragraphs = field(default_factory=Paragraphs)
    identities: set[str] = field(default_factory=set)
    conditions: dict[str, str] = field(default_factory=dict)
    jointly: list[Said] = field(default_factory=list)
    set_by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    paused_at: datetime | None = None
    merged_into: UUID | None = None
    actions: dict[str, Action] = field(default_factory=dict)
    pledges: dict[str, Pledge] = field(default_factory=dict)
    milestones: dict[int, Milestone] = field(default_factory=dict)
    commands: dict[str, int] = field(default_factory=dict)
    recovered_to: int = 0
    answers: OuterQuestion | None = None
    linked: bool = False
    ended_by: int = 0
    ended_hash: bytes = b""
    given: int = 0
    inner: dict[UUID, Inner] = field(default_factory=dict)
    to_move: dict[UUID, AskedToMove] = field(default_factory=dict)
    adopted: list[Adopted] = field(default_factory=list)

    @property
    def text_in_force(self) -> TextVersion | None:
        """The latest version, unless it was withdrawn: an earlier one is in force again only when published anew."""
        latest = self.latest_version
        return None if latest is None or latest.withdrawn_at else latest

    @property
    def latest_version(self) -> TextVersion | None:
        """The version that was published last, withdrawn or not. A document beside the text is none."""
        return next((text for text in reversed(self.texts.values()) if not text.beside), None)

    def document(self, kind: str) -> TextVersion | None:
        """The latest document of a kind beside the text, unless it was withdrawn."""
        found = [text for text in self.texts.values() if text.kind == kind and text.beside]
        return found[-1] if found and found[-1].withdrawn_at is None else None

    @property
    def instant(self) -> datetime:
        """Where the clock of this process stands, as far as the record tells."""
        return self.now or self.last_recorded_at or self.started_at

    def asked(self, step: Step) -> set[str]:
        """The parties that a step asks: those that hold one of its roles, as of when it says."""
        return asked(self, step)

    def electorate(self, step: Step, as_of: datetime | None = None) -> set[str]:
        """The parties that count as asked, with groups as the question says."""
        return electorate(self, step, as_of)

    def awaited(self, step: Step) -> list[str]:
        """The parties that are asked and have not answered, themselves or through their group."""
        return awaited(self, step)

    def taken_over(self) -> list[TakenOver]:
        """List the stages that had ended before this record began, as they are reported."""
        return [run.reported for run in self.stages.values() if run.reported is not None]

    def open_steps(self) -> list[Step]:
        return [step for step in self.steps.values() if step.closed_at is None]

    def step_of(self, key: str) -> Step | None:
        """Find the latest step of "stage.question", as procedures and action points name it."""
        stage_key, _, question = key.partition(".")
        runs = [
            run for run in self.stages.values() if run.key == stage_key and question in run.steps
        ]
        return self.steps[runs[-1].steps[question]] if runs else None

    def owners(self, action: Action) -> set[str]:
        """The parties that owe an action: the one named, or those that hold the role named."""
        if action.owner.party is not None:
            return {action.owner.party}
        return self.holders.get(action.owner.role or "", set())

    def action_due(self, action: Action) -> datetime | Literal["asap", "none"]:
        """When an action is due: the deadline of the step that it is about, where there is one and it is fixed."""
        step = self.step_of(action.step) if action.step else None
        if step is not None and step.closes_at is not None and not step.brought_forward:
            return step.closes_at
        return action.due
