"""What is told of a rehearsal: every act, every step, every expectation, and the end. Plain data."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.model import Frozen, Instant
from domain.process.facts import figures_of
from domain.process.limits import Limit, limits
from domain.process.sessions import session_warnings
from domain.process.state import Process
from domain.record.envelope import Envelope
from domain.refused import Refused
from domain.rule.models import Test
from domain.step.adoption import adoptions, said_of, statement_said, statements
from domain.step.decide import endorsers
from domain.step.events import Figures
from domain.step.state import Step
from domain.step.warnings import warnings
from intake.receipt import Answer
from rehearsal.dates import DateReport
from rehearsal.expectations import Finding
from rehearsal.names import shown
from rehearsal.scenario import Entry

Result = Literal["accepted", "late", "refused", "not_kept", "not_sent"]


class ActReport(Frozen):
    """
    What became of one act.

    :param result: accepted; late or refused (kept, does not count); not_kept (refused at the door); not_sent (it
        points at an act that left no event)
    :param refusal: the code of the refusal, and `sentence` what the person was told
    :param holds: whether it went as expected; None where nothing was expected
    """

    number: int
    at: Instant
    act: str
    person: str
    party: str | None = None
    role: str | None = None
    capacity: str | None = None
    step: str | None = None
    label: str | None = None
    note: str | None = None
    invented: bool = False
    result: Result
    refusal: str | None = None
    sentence: str | None = None
    versions: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    receipt: str | None = None
    expected: str | None = None
    holds: bool | None = None


class StepReport(Frozen):
    """
    :param counts: parties per answer; also asked and answered, and the named counts
    :param figures: what a body reported
    :param tests: what the named tests of the rule came to
    """

    step: str
    title: str
    text: str | None
    opens_at: Instant
    closes_at: Instant | None
    closed_at: Instant | None
    outcome: str | None
    superseded: tuple[str, ...]
    counts: dict[str, int]
    figures: dict[str, int] = Field(default_factory=dict)
    tests: tuple[Test, ...] = ()
    late: int
    readings: tuple[Instant, ...]
    warnings: tuple[str, ...] = ()


class EndReport(Frozen):
    """How the process stood at the end."""

    now: Instant
    version: int
    status: str
    outcome: str | None
    text_in_force: str | None
    text_agreed: str | None
    adopted: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    endorsers: tuple[str, ...]
    declined: tuple[str, ...]
    no_answer: tuple[str, ...]
    companions: int
    conditions: dict[str, str]
    actions: dict[str, str]
    pledges: dict[str, tuple[str, ...]]
    open_steps: tuple[str, ...]


class Report(Frozen):
    """
    :param inside: of the processes that were run inside
    :param passed: every expectation holds
    """

    scenario: str
    title: str
    process: UUID
    procedure: str
    procedure_sha256: str
    clock: Literal["stepped"] = "stepped"
    acts: tuple[ActReport, ...]
    steps: tuple[StepReport, ...]
    expectations: tuple[Finding, ...]
    end: EndReport
    dates: tuple[DateReport, ...] = ()
    inside: tuple["Report", ...] = ()
    passed: bool


def act_report(
    number: int,
    at: datetime,
    entry: Entry,
    person: str,
    answer: Answer | None,
    missing: str | None,
    first: Envelope | None,
    default: str | None,
) -> ActReport:
    """
    Write what became of one act.

    :param missing: why it was not sent
    :param first: the envelope of its first event
    :param default: what is expected of acts that do not say
    """
    refused = answer.refused if answer else None
    receipt = answer.receipt if answer else None
    result = result_of(answer)
    expected = entry.expect or default
    return ActReport(
        number=number,
        at=at,
        act=entry.said.act,
        person=person,
        party=first.actor.party if first else entry.for_,
        role=first.actor.role if first else entry.in_,
        capacity=first.capacity if first else None,
        step=getattr(entry.said, "step", None),
        label=entry.label_of(person),
        note=entry.note,
        invented=entry.invented,
        result=result,
        refusal=refused.code if refused else None,
        sentence=refused.sentence if refused else missing,
        versions=receipt.versions if receipt else (),
        types=receipt.types if receipt else (),
        receipt=receipt.receipt_id if receipt else None,
        expected=expected,
        holds=None if expected is None else as_expected(expected, result, refused),
    )


def result_of(answer: Answer | None) -> Result:
    if answer is None:
        return "not_sent"
    if answer.refused is None:
        return "accepted"
    if answer.receipt is None:
        return "not_kept"
    return "late" if answer.refused.code == "DeadlinePassed" else "refused"


def as_expected(expected: str, result: Result, refused: Refused | None) -> bool:
    """:param expected: accepted | late | refused | refused: TheRefusal"""
    word, _, code = expected.partition(": ")
    if code:
        return refused is not None and refused.code == code
    return result == word


def step_report(process: Process, step: Step) -> StepReport:
    return StepReport(
        step=shown(process, step),
        title=step.rule.title,
        text=step.text,
        opens_at=step.opens_at,
        closes_at=step.closes_at,
        closed_at=step.closed_at,
        outcome=step.outcome,
        superseded=tuple(step.superseded),
        counts=counts(process, step),
        figures=step.reported(),
        tests=counted(process, step).tests,
        late=len(step.late),
        readings=tuple(reading.at for reading in step.readings),
        warnings=warnings_of(process, step),
    )


def warnings_of(process: Process, step: Step) -> tuple[str, ...]:
    """What is unusual about a step's window, or about the instant of a session."""
    return (*warnings(step), *(one.words for one in session_warnings(process, step)))


def counts(process: Process, step: Step) -> dict[str, int]:
    """Count what was counted at the close; of an open step, and after an admission, what stands now."""
    of = counted(process, step)
    named = {"asked": of.asked, "answered": of.answered, "silent": of.asked - of.answered}
    return {**named, **of.given, **of.counts}


def counted(process: Process, step: Step) -> Figures:
    """The figures of the close; of an open step, and after an admission, those of now."""
    recounted = any(kept.counted for kept in (*step.late.values(), *step.refused.values()))
    closed = None if recounted else step.figures
    now = step.closes_at or step.closed_at or process.now or process.last_recorded_at
    return closed or figures_of(process, step, now or process.started_at)


def end_report(process: Process) -> EndReport:
    text, agreed = process.text_in_force, agreed_text(process)
    silent, declined = not_endorsed(process)
    return EndReport(
        now=process.now or process.started_at,
        version=process.version,
        status=process.status,
        outcome=process.outcome,
        text_in_force=text.text if text else None,
        text_agreed=agreed,
        adopted=tuple(f"{one.text} {said_of(process, one)}" for one in adoptions(process)),
        statements=tuple(statement_said(process, one) for one in statements(process)),
        limits=tuple(limit_said(one) for one in limits(process, process.now or process.started_at)),
        endorsers=endorsers(process),
        declined=declined,
        no_answer=silent,
        companions=companions(process),
        conditions=dict(process.conditions),
        actions={key: due(process, key) for key in process.actions},
        pledges={key: pledge.partners for key, pledge in process.pledges.items()},
        open_steps=tuple(shown(process, step) for step in process.open_steps()),
    )


def limit_said(one: Limit) -> str:
    """Say how far off a limit is, or whether it was met."""
    if one.met is not None:
        return f"{one.title}: {'met' if one.met else 'passed, and not met'}"
    return f"{one.title}: {one.days_left} days left"


def agreed_text(process: Process) -> str | None:
    agreed = [text.text for text in process.texts.values() if text.agreed_at and not text.beside]
    return agreed[-1] if agreed else None


def due(process: Process, action: str) -> str:
    found = process.action_due(process.actions[action])
    return found if isinstance(found, str) else found.isoformat().replace("+00:00", "Z")


def joining(process: Process) -> list[Step]:
    """The steps on which parties join, of stages that were not voided."""
    return [
        step
        for step in process.steps.values()
        if step.rule.silence_means == "not_in" and not process.stages[step.stage].voided
    ]


def not_endorsed(process: Process) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """:returns: who was asked and gave no answer about joining; who declined"""
    silent: list[str] = []
    declined: list[str] = []
    for step in joining(process)[-1:]:
        for party in sorted(process.asked(step)):
            given = set(step.standing.get(party, {}))
            effects = {step.rule.answers[answer].effect for answer in given}
            if "joins" in effects:
                continue
            (declined if "decline" in given else silent).append(party)
    return tuple(silent), tuple(declined)


def companions(process: Process) -> int:
    """How many own pledges stand beside the common one."""
    return sum(
        given.stands and given.said.answer == "own_pledge"
        for step in joining(process)
        for given in step.answers
    )
