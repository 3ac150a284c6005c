"""One alternative approval process, from the draft under study on: what its oracle's vectors begin from."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from domain.command import stage_id_of, step_id_of
from domain.participation.commands import Appointment, Party, RecordAttendance
from domain.procedure.check.procedure import errors
from domain.procedure.models import Procedure
from domain.procedure.read import parse_procedure
from domain.process.commands import StartProcess
from domain.process.state import Process
from domain.refused import Refused
from domain.step.commands import Answer, BringClosingForward, WithdrawAnswer
from domain.step.state import Step
from domain.text.commands import PublishText
from tests.domain.play import Play

ROOT = Path(__file__).parents[2]
GENEVA = ZoneInfo("Europe/Zurich")
STATES = tuple(f"state-{n}" for n in range(1, 63))
ABSENT = ("absent-1", "absent-2")
MEMBERS = tuple(f"member-{n}" for n in range(1, 13))
CHAIR, DIRECTOR, DESK, GROUP = "chair", "director", "desk", "group"
ANNOUNCED, JUDGED, MEETING, CLOSED = (
    date(2024, 2, 1),
    date(2024, 3, 4),
    date(2024, 5, 13),
    date(2024, 5, 17),
)


@cache
def shipped(name: str = "itu-t-a8-aap") -> Procedure:
    return parse_procedure((ROOT / "procedures" / f"{name}.yaml").read_text(encoding="utf-8"))


def changed(change: Callable[[dict[str, Any]], None], name: str = "itu-t-a8-aap") -> Procedure:
    """
    The shipped procedure with other values. The change gets its stages by name.

    :raises AssertionError: the check finds an error in them
    """
    file = shipped(name).model_dump(mode="json", exclude_defaults=True)
    change({one["stage"]: one for one in file["roadmap"]})
    found = Procedure.model_validate(file)
    assert not errors(found), errors(found)
    return found


def at(day: date, hour: int = 10) -> datetime:
    """A time of day is no part of the source: ten in the morning in Geneva where nothing is said."""
    return datetime.combine(day, time(hour), GENEVA)


def last_day(step: Step) -> date:
    """The last day of a window: of its half-open end the day before."""
    assert step.closes_at is not None
    return (step.closes_at - timedelta(microseconds=1)).astimezone(GENEVA).date()


class Course:
    """A process on its own clock; everybody who may take part has one person."""

    def __init__(self, rules: Procedure, meeting: date = MEETING, begins: date = ANNOUNCED) -> None:
        seats = {
            CHAIR: "sg_chair",
            DIRECTOR: "director",
            DESK: "secretariat",
            GROUP: "study_group",
            "associate-1": "associate",
            **dict.fromkeys((*STATES, *ABSENT), "member_state"),
            **dict.fromkeys(MEMBERS, "sector_member"),
        }
        seats = {party: role for party, role in seats.items() if role in rules.roles}
        start = StartProcess(
            title="Draft Recommendation",
            procedure=rules,
            dates={"meeting": at(meeting, 9)},
            parties=tuple(Party(party=p, name=p, roles=(r,)) for p, r in seats.items()),
            appointments=tuple(
                Appointment(person=f"{p}-delegate", party=p, capacity="delegate") for p in seats
            ),
            clock="stepped",
            starts_at=at(begins, 8),
        )
        self.play = Play(start, at(begins, 8))
        self.play.settle()
        self.texts = 0

    @property
    def process(self) -> Process:
        return self.play.state

    def says(self, key: str, answer: str, party: str, **fields: Any) -> Refused | None:
        """Let a party answer, and do what follows. A question that is not put yet is named by the id it will have."""
        act = Answer.model_validate({"step": self._id(key), "answer": answer, **fields})
        refused = self.play.send(act, f"{party}-delegate").refused
        self.play.settle()
        return refused

    def _id(self, key: str) -> Any:
        step = self.process.step_of(key)
        stage, _, question = key.partition(".")
        return (
            step.step
            if step
            else step_id_of(stage_id_of(self.process.process_id, stage, 1), question)
        )

    def takes_back(self, key: str, answer: str, party: str) -> Refused | None:
        act = WithdrawAnswer(step=self.play.step(key).step, answer=answer)
        refused = self.play.send(act, f"{party}-delegate").refused
        self.play.settle()
        return refused

    def must(self, key: str, answer: str, party: str, **fields: Any) -> None:
        refused = self.says(key, answer, party, **fields)
        assert refused is None, refused

    def publish(self) -> None:
        self.texts += 1
        act = PublishText(
            text=f"draft-{self.texts}",
            kind="final",
            title=f"Draft Recommendation, version {self.texts}",
            sha256=f"{self.texts:064}",
            labels=("1", "2"),
        )
        refused = self.play.send(act, f"{CHAIR}-delegate").refused
        assert refused is None, refused
        self.play.settle()

    def until(self, day: date, hour: int = 10) -> None:
        self.play.until(at(day, hour))

    def gavel(self) -> None:
        act = BringClosingForward(
            step=self.play.step("sg_meeting.decision").step, grounds="decided"
        )
        refused = self.play.send(act, f"{CHAIR}-delegate").refused
        assert refused is None, refused
        self.play.settle()

    # From one state to the next.

    def consented(self) -> "Course":
        self.must("consent.consent", "consent", GROUP)
        return self

    def prepared(
        self, *, edited: bool = True, summary: bool = True, asked: bool = True
    ) -> "Course":
        there = {"edited_text": edited, "summary": summary}
        for name in (one for one, is_there in there.items() if is_there):
            self.must("preparation.announcement", name, DESK)
        if asked:
            self.must("preparation.announcement", "request", CHAIR)
        return self

    def announced(self, day: date = ANNOUNCED) -> "Course":
        self.until(day, 9)
        if self.process.step_of("consent.consent") and not self.process.rounds.get("preparation"):
            self.consented()
        self.prepared()
        self.publish()
        self.must("preparation.announcement", "announced", DIRECTOR)
        return self

    def comment(self, key: str, day: date, kind: str, party: str) -> Refused | None:
        """A comment on a day, and the chair says at once what it is."""
        self.until(day)
        refused = self.says(key, "comment", party, comment="a word")
        if refused is None:
            number = max(self.play.step(key).numbered)
            self.must(key, "quality", CHAIR, about=number, choice=kind)
        return refused

    def commented(self) -> "Course":
        """LAST_CALL_JUDGEMENT."""
        self.announced()
        assert (
            self.comment("last_call.comments", date(2024, 2, 20), "substantive", STATES[0]) is None
        )
        self.until(JUDGED)
        return self

    def resolved(self) -> "Course":
        """NEXT_STEP_JUDGEMENT."""
        self.must("last_call_judgement.route", "judged_comment_resolution", CHAIR)
        self.publish()
        return self

    def reviewed(self, day: date) -> "Course":
        """ADDITIONAL_REVIEW."""
        self.must("next_step.route", "judged_additional_review", CHAIR)
        self.until(day)
        self.must("additional_review.announcement", "announced", DIRECTOR)
        return self

    def sitting(self) -> "Course":
        """SG_MEETING, with everybody present but those who are not."""
        self.commented()
        self.must("last_call_judgement.route", "judged_meeting_close", CHAIR)
        self.must("sg_announced.announcement", "announced", DIRECTOR)
        return self.sits()

    def sits(self) -> "Course":
        opens_at = self.process.dates["meeting"]
        self.play.until(opens_at)
        present = tuple((one, "delegate") for one in (*STATES, *MEMBERS))
        act = RecordAttendance.model_validate({"meeting": "sg_meeting", "present": present})
        assert self.play.send(act, f"{CHAIR}-delegate").refused is None
        return self

    def opposed(self, parties: tuple[str, ...]) -> list[Refused | None]:
        return [self.says("sg_meeting.decision", "oppose", party) for party in parties]

    def closed(self, day: date = CLOSED) -> "Course":
        self.until(day, 16)
        self.gavel()
        return self

    def gone_on(self) -> "Course":
        """MORE_TIME, after a request in the meeting."""
        self.sitting()
        self.must("sg_meeting.decision", "request_more_time", STATES[0])
        return self.closed()
