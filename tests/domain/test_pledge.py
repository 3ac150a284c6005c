"""The pledge of 2022 on the pure domain: scenario A's turns, one by one."""

import json
from datetime import UTC, datetime

from domain.procedure.check.procedure import check, errors
from domain.procedure.models import Procedure
from domain.process.commands import EndProcess
from domain.process.fold import evolve, replay
from domain.process.state import Process
from domain.step.commands import (
    AdmitAct,
    Answer,
    CorrectOutcome,
    FlagProposal,
    Item,
    Reported,
    SetDeadline,
    WithdrawAnswer,
)
from domain.step.decide import endorsers
from domain.text.commands import WithdrawText
from tests.domain.play import Play, procedure
from tests.domain.pledge import (
    CHAIR,
    CONDITIONS,
    NINE,
    TWELVE,
    agreed,
    answer,
    geneva,
    met,
    publish,
    revised,
    say,
    started,
)


def test_the_shipped_procedures_have_no_error() -> None:
    for name in ("un-system-pledge", "silence-20-seconds"):
        assert errors(procedure(name)) == []


def test_a_field_that_is_left_out_is_no_part_of_the_pinned_hash() -> None:
    rules = procedure()
    assert (
        "if_all_withdrawn" not in json.loads(rules.canonical())["roadmap"][0]["questions"]["draft"]
    )
    assert rules.model_copy(update={"version": 2}).sha256() != rules.sha256()


def test_rules_read_back_from_the_record_ask_their_questions_in_the_same_order() -> None:
    rules = procedure()
    again = Procedure.model_validate_json(rules.canonical())
    for stage, same in zip(rules.roadmap, again.roadmap, strict=True):
        assert list(stage.questions) == list(same.questions)
    assert list(again.stage("revision").questions) == ["proposals", "consolidation"]


def test_the_short_silence_is_warned_about() -> None:
    assert any(
        "less than a day" in finding.wrong for finding in check(procedure("silence-20-seconds"))
    )


def test_a_date_that_had_passed_before_its_question_opened_leaves_a_deadline_to_be_fixed() -> None:
    play = started()
    play.settle()
    play.until(geneva(2, 17, 9))
    publish(play, "v1", 1)
    play.settle()
    comments = play.step("drafting.comments")
    assert comments.opened
    assert comments.closes_at is None
    fix = SetDeadline(step=comments.step, closes_at=geneva(2, 18, 18), grounds="the text came late")
    assert play.send(fix, CHAIR).refused is None
    play.until(geneva(2, 18, 18))
    assert play.step("drafting.comments").outcome == "collected"


def test_the_meeting_finds_broad_agreement_with_conditions_that_become_facts() -> None:
    play = met()
    assert play.step("meeting.finding").outcome == "broad_agreement"
    assert list(play.state.conditions) == ["P1", "P2", "P3", "P4"]
    assert play.step("revision.proposals").closes_at is None


def test_four_working_days_after_16_february_count_presidents_day() -> None:
    play = revised()
    assert play.step("revision.proposals").closes_at == geneva(2, 22, 18)


def test_silence_of_72_hours_agrees_the_text_and_endorses_for_nobody() -> None:
    play = revised()
    assert play.step("agreement.objections").closes_at == geneva(2, 27, 18)
    play.until(geneva(2, 27, 18))
    assert play.step("agreement.objections").outcome == "held"
    assert play.state.texts["v2"].agreed_at == geneva(2, 27, 18)
    assert endorsers(play.state) == ()


def test_a_hold_moves_the_expiry_by_its_own_event() -> None:
    play = revised()
    play.until(geneva(2, 25, 12))
    say(play, "agreement.objections", "hold", "who-principal")
    assert play.step("agreement.objections").closes_at == geneva(2, 28, 18)
    assert play.history[-1].envelope.type == "HoldGranted"


def test_an_objection_by_a_deputy_without_authority_is_kept_and_does_not_count() -> None:
    play = revised()
    act = Answer(
        step=play.step("agreement.objections").step, answer="objection", reason="sealed:x:1"
    )
    decision = play.send(act, "who-deputy")
    assert decision.refused is not None
    assert decision.refused.code == "CapacityInsufficient"
    play.until(geneva(2, 27, 18))
    assert play.step("agreement.objections").outcome == "held"


def test_a_flagged_proposal_is_disposed_of_with_a_reason_and_stays_in_the_record() -> None:
    play = met()
    play.until(geneva(2, 16, 10))
    number = say(
        play, "revision.proposals", "proposal", "ilo-principal", wording="a list of themes"
    )
    act = FlagProposal(
        step=play.step("revision.proposals").step,
        proposal=number,
        condition="P3",
        grounds="lists themes",
    )
    assert play.send(act, CHAIR).refused is None
    assert play.step("revision.proposals").flags == {number: ("P3", "lists themes")}


def test_a_withdrawn_text_waits_for_the_next_and_its_silence_has_a_new_clock() -> None:
    play = revised()
    play.until(geneva(2, 25, 12))
    assert play.send(WithdrawText(text="v2", grounds="a wrong file"), CHAIR).refused is None
    play.settle()
    play.until(geneva(2, 26, 9))
    publish(play, "v3", 3)
    play.settle()
    step = play.step("agreement.objections")
    assert (step.text, step.opens_at, step.closes_at) == ("v3", geneva(2, 26, 9), geneva(3, 1, 9))


def test_a_broken_silence_leads_back_to_a_revision_and_a_new_text() -> None:
    play = revised()
    play.until(geneva(2, 25, 12))
    say(
        play,
        "agreement.objections",
        "objection",
        "ilo-principal",
        reason="sealed:x:1",
        paragraphs=("c",),
    )
    play.until(geneva(2, 27, 18))
    assert play.step("agreement.objections").outcome == "broken"
    assert play.step("revision.proposals").text == "v2"


def opted_in(play: Play) -> None:
    play.until(geneva(4, 1, 9))
    for party in (*NINE, *TWELVE[:8]):
        say(play, "endorsement.opt_in", "endorse", f"{party}-principal")


def test_the_roster_is_read_and_the_question_stays_open_after_it() -> None:
    play = agreed()
    opted_in(play)
    play.until(geneva(5, 16, 18))
    reading = play.step("endorsement.opt_in").readings[0]
    assert (reading.figures.asked, reading.figures.given["endorse"]) == (21, 17)
    play.until(geneva(5, 30, 9))
    say(play, "endorsement.opt_in", "endorse", f"{TWELVE[9]}-principal")
    assert len(endorsers(play.state)) == 18
    assert len(play.step("endorsement.opt_in").readings[0].roster["endorse"]) == 17


def test_an_endorsement_can_be_withdrawn_and_the_roster_of_that_day_shows_it() -> None:
    play = agreed()
    opted_in(play)
    step = play.step("endorsement.opt_in").step
    before = len(play.history)
    assert play.send(WithdrawAnswer(step=step, answer="endorse"), "who-principal").refused is None
    assert "who" not in endorsers(play.state)
    earlier = replay(play.history[:before])
    assert earlier is not None
    assert "who" in endorsers(earlier)


def published() -> Play:
    play = agreed()
    opted_in(play)
    play.until(geneva(5, 16, 20))
    say(
        play,
        "publication.record",
        "pledge",
        CHAIR,
        choice="un-system-1",
        title="UN system pledge",
        items=(Item(item="a", words="concrete support to Member States"),),
    )
    play.settle()
    return play


def test_the_pledge_is_recorded_once_by_its_lead_with_the_partners_and_the_agreed_text() -> None:
    play = published()
    pledge = play.state.pledges["un-system-1"]
    assert (pledge.lead, len(pledge.partners), pledge.text) == ("iom", 17, "v2")
    assert play.step("follow_up.status").opened


def test_the_lead_reports_the_status_for_all_partners_and_the_process_ends_by_the_chair() -> None:
    play = published()
    play.until(datetime(2023, 7, 3, 8, tzinfo=UTC))
    say(play, "follow_up.status", "status", CHAIR, role="lead", choice="in_progress")
    assert play.send(EndProcess(grounds="the annual report is out"), CHAIR).refused is None
    play.settle()
    assert play.state.status == "ended"
    assert all(step.closed_at for step in play.state.steps.values())


def test_a_wrong_finding_is_put_right_by_an_event_and_the_process_goes_on() -> None:
    play = met()
    finding = play.step("meeting.finding").step
    wrong = CorrectOutcome(step=finding, outcome="no_agreement", items=(), grounds="misread")
    assert play.send(wrong, CHAIR, role="coordinator").refused is None
    play.settle()
    assert play.state.conditions == {}
    assert all(run.voided for run in play.state.stages.values() if run.key == "revision")
    right = CorrectOutcome(
        step=finding, outcome="broad_agreement", items=CONDITIONS, grounds="read again"
    )
    assert play.send(right, CHAIR, role="coordinator").refused is None
    play.settle()
    assert play.state.status == "running"
    assert [run.round for run in play.state.stages.values() if run.key == "revision"] == [1, 2]
    assert play.step("meeting.finding").superseded == ["broad_agreement", "no_agreement"]


def admitted() -> Play:
    """An objection reached the secretariat in time, was typed in late, and is admitted after an entity has joined."""
    play = agreed()
    who = Reported(
        channel="e-mail",
        source="e-mail of 27 February",
        reported_at=geneva(2, 27, 17),
        precision="instant",
        person="who-principal",
        party="who",
        capacity="principal",
    )
    play.until(geneva(2, 28, 9))
    objection = answer(
        play, "agreement.objections", "objection", "", reason="sealed:x:1", reported=who
    )
    assert play.send(objection, "secretariat-principal").refused is not None
    late = play.history[-1].envelope.version
    say(play, "endorsement.opt_in", "endorse", "ilo-principal")
    admit = AdmitAct(refused=late, evidence="mail", grounds="it came in time")
    assert play.send(admit, CHAIR, role="coordinator").refused is None
    play.settle()
    return play


def test_who_joined_in_a_stage_that_a_correction_voided_is_no_endorser() -> None:
    play = admitted()
    assert play.step("agreement.objections").outcome == "broken"
    assert endorsers(play.state) == ()


def test_a_voided_stage_used_up_no_round_and_is_put_again() -> None:
    play = admitted()
    fix = SetDeadline(
        step=play.step("revision.proposals").step,
        closes_at=geneva(3, 2, 18),
        grounds="two days",
    )
    assert play.send(fix, CHAIR).refused is None
    play.until(geneva(3, 3, 18))
    publish(play, "v3", 3)
    play.until(geneva(3, 6, 18))
    assert play.state.texts["v3"].agreed_at == geneva(3, 6, 18)
    assert [r.round for r in play.state.stages.values() if r.key == "endorsement"] == [1, 2]


def test_folding_the_history_again_gives_the_same_process() -> None:
    play = published()
    assert replay(play.history) == play.state


def test_what_waits_for_a_disposition_is_known_without_looking_at_every_answer() -> None:
    """The fold keeps the numbers; they are those that a look at everything that was said would find."""
    process: Process | None = None
    seen = set()
    for recorded in revised().history:
        process = evolve(process, recorded)
        for step in process.steps.values():
            looked = [p.version for p in step.proposals() if p.version not in step.disposals]
            assert list(step.undisposed) == looked
            seen.add(len(looked))
    assert seen == {0, 1, 2, 3, 4, 5}
