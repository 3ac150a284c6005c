"""A new version of the procedure midway: what was put keeps its rules, what is not yet put goes by the new ones."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.calendar.models import Span
from domain.procedure.models import Procedure
from domain.process.commands import AmendProcedure
from domain.process.judge import Decision
from domain.process.verify import verify
from domain.refused import AlreadyDone, ChangesWhatWasPut, Malformed, NotPermitted, Refused
from tests.domain.forgery import Forger, stored
from tests.domain.play import Play, procedure
from tests.domain.pledge import CHAIR, consolidated, geneva, met, revised

Change = Callable[[dict[str, Any]], None]


def version_two(change: Change, version: int = 2) -> Procedure:
    data = procedure().written()
    data["version"] = version
    change(data)
    return Procedure.model_validate(data)


def question(data: dict[str, Any], stage: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = stage_of(data, stage)["questions"][name]
    return found


def stage_of(data: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in data["roadmap"] if one["stage"] == key)
    return found


def amend(play: Play, change: Change, person: str = CHAIR, **more: Any) -> Decision:
    act = AmendProcedure(procedure=version_two(change), grounds="the principals so decided", **more)
    return play.send(act, person, role="coordinator" if person == CHAIR else None)


def refusal(play: Play, change: Change, **more: Any) -> Refused:
    found = amend(play, change, **more).refused
    assert found is not None
    return found


def a_longer_silence(data: dict[str, Any]) -> None:
    question(data, "agreement", "objections")["window"] = {"lasts": {"hours": 96}}


def a_further_round(data: dict[str, Any]) -> None:
    """A last reading between revision and agreement."""
    reading = {
        **stage_of(data, "agreement"),
        "stage": "last_reading",
        "title": "Last reading",
        "then": {"held": ["agreement"], "broken": ["revision"], "withdrawn": ["revision"]},
    }
    data["roadmap"].insert(3, reading)
    stage_of(data, "revision")["then"] = {"consolidated": ["last_reading"]}


def test_a_question_that_is_not_yet_put_goes_by_the_new_version() -> None:
    play = met()
    assert amend(play, a_longer_silence).refused is None
    assert play.state.procedure.version == 2
    rule = play.state.procedure.stage("agreement").questions["objections"]
    assert rule.window.lasts == Span(hours=96)
    assert [one.version for one in play.state.adopted] == [2]


def test_an_inserted_stage_is_the_next_one() -> None:
    play = revised_by(a_further_round)
    assert [run.key for run in play.state.stages.values()][-1] == "last_reading"
    assert play.step("last_reading.objections").is_open


def revised_by(change: Change) -> Play:
    """As `revised`, with a new version that is adopted while the revision runs."""
    play = met()
    assert amend(play, change).refused is None
    return consolidated(play)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("window", {"lasts": {"hours": 96}}),
        ("silence_means", "not_counted"),
        ("adds_up_to", [{"permits": ["held"]}]),
        ("asks", ["principal", "member"]),
        ("visible", "all"),
    ],
)
def test_no_rule_of_an_open_question_changes(field: str, value: object) -> None:
    play = revised()

    def change(data: dict[str, Any]) -> None:
        question(data, "agreement", "objections")[field] = value

    refused = refusal(play, change)
    assert isinstance(refused, ChangesWhatWasPut)
    assert f"{field} of agreement.objections" in refused.sentence
    assert play.state.procedure.version == 1


def test_a_field_that_decides_never_changes_even_if_it_is_named() -> None:
    play = revised()
    with pytest.raises(Malformed, match="window of a question that was put never changes"):
        amend(play, a_longer_silence, also_open=("window",))


def test_reminders_of_an_open_question_change_if_the_act_names_them() -> None:
    play = revised()

    def change(data: dict[str, Any]) -> None:
        question(data, "agreement", "objections")["remind"] = {"before": [{"hours": 6}]}

    assert isinstance(refusal(play, change), ChangesWhatWasPut)
    assert amend(play, change, also_open=("remind",)).refused is None
    remind = play.step("agreement.objections").rule.remind
    assert remind is not None
    assert remind.before == (Span(hours=6),)
    play.until(geneva(2, 27, 18))
    due = [o.event for o in play.history if o.envelope.type == "RemindersSent"]
    assert due[-1].model_dump()["due_at"] == geneva(2, 27, 12)


def test_a_settled_question_of_a_running_stage_does_not_change() -> None:
    play = met()
    play.until(geneva(2, 16, 10))

    def change(data: dict[str, Any]) -> None:
        question(data, "revision", "proposals")["title"] = "Something else"

    assert isinstance(refusal(play, change), ChangesWhatWasPut)


def test_a_finished_stage_keeps_its_answers_and_a_later_round_goes_by_the_new_rules() -> None:
    play = revised()

    def change(data: dict[str, Any]) -> None:
        question(data, "revision", "proposals")["window"] = {"lasts": {"days": 2}}

    assert amend(play, change).refused is None
    assert play.step("revision.proposals").rule.window.asap
    assert not play.state.procedure.stage("revision").questions["proposals"].window.asap


def left_out(key: str) -> Change:
    def change(data: dict[str, Any]) -> None:
        data["roadmap"] = [one for one in data["roadmap"] if one["stage"] != key]

    return change


def another_class(data: dict[str, Any]) -> None:
    data["roles"]["principal"]["role_class"] = "consulted"


def another_venue(data: dict[str, Any]) -> None:
    data["venue"] = "new-york"


def another_kind(data: dict[str, Any]) -> None:
    stage_of(data, "agreement")["kind"] = "single_question"


@pytest.mark.parametrize(
    "change",
    [left_out("drafting"), left_out("agreement"), another_class, another_venue, another_kind],
)
def test_what_is_past_or_open_stays(change: Change) -> None:
    assert isinstance(refusal(revised(), change), ChangesWhatWasPut)


def test_only_the_chair_adopts_a_new_version() -> None:
    play = revised()
    refused = amend(play, lambda _: None, person="who-principal").refused
    assert isinstance(refused, NotPermitted)


def test_the_rules_in_force_are_not_adopted_again() -> None:
    play = met()
    act = AmendProcedure(procedure=procedure(), grounds="again")
    with pytest.raises(AlreadyDone):
        play.send(act, CHAIR, role="coordinator")


def test_a_date_that_was_given_does_not_move_by_the_way() -> None:
    play = met()
    with pytest.raises(Malformed, match="reading was given before"):
        amend(play, a_longer_silence, dates={"reading": geneva(6, 1, 12)})


def test_a_new_version_says_its_new_dates() -> None:
    play = met()

    def change(data: dict[str, Any]) -> None:
        data["dates"]["launch"] = {"title": "Launch"}

    with pytest.raises(Malformed):
        amend(play, change)
    assert amend(play, change, dates={"launch": geneva(6, 1, 12)}).refused is None
    assert play.state.dates["launch"] == geneva(6, 1, 12)


def test_the_audit_recomputes_an_adoption_and_notices_another_one() -> None:
    play = revised_by(a_further_round)
    rows = stored(play.history)
    assert verify(rows).clean
    version = play.state.adopted[0].event
    forged = Forger(list(rows)).body(version, lambda body: {**body, "old_sha256": "0" * 64})
    assert "rules" in {one.what for one in verify(forged.rows).findings}
