"""Hard case 6: two co-facilitators chair together; a role that disposes of its own party's proposal."""

from typing import Any

from domain.participation.vacant import judges_its_own
from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process.commands import StartProcess
from domain.step.commands import SetDeadline
from tests.domain.play import Play, parties, principals
from tests.domain.pledge import CHAIR, geneva, met, say
from tests.domain.ways import NOW, question, rules, running, says, stage


def facilitated(acts_by: str) -> Procedure:
    """Two co-facilitators say what was found."""
    answers = {
        "finding": {
            "title": "Finding",
            "each": "one",
            "needs": ["choice"],
            "choices": ["agreed", "not_agreed"],
        }
    }
    asked = question(asks=["facilitator"], answers=answers, adds_up_to=[{"permits": ["chosen"]}])
    roles = {
        "facilitator": {"class": "chair", "title": "Co-facilitator", "acts_by": acts_by},
        "member": {"class": "decision_maker", "title": "Member State"},
    }
    found = {**stage("found", asked=asked), "then": {"agreed": ["end"], "not_agreed": ["end"]}}
    return rules(found, roles=roles)


def two(procedure: Procedure) -> Play:
    """Two States facilitate together; both are members as well."""
    act = StartProcess(
        title="Two chairs",
        procedure=procedure,
        parties=parties("bangladesh", "spain", roles=("facilitator", "member")),
        appointments=principals("bangladesh", "spain"),
        clock="stepped",
        starts_at=NOW,
    )
    found = Play(act, NOW)
    found.settle()
    return found


def finds(on: Play, party: str, choice: str) -> str | None:
    return says(on, "found.q", "finding", party, choice=choice)


def test_joint_holders_who_disagree_have_not_decided() -> None:
    on = two(facilitated("all"))
    assert finds(on, "bangladesh", "agreed") is None
    assert running(on) == ["found"], "one of two has spoken"
    assert finds(on, "spain", "not_agreed") is None
    assert running(on) == ["found"], "they disagree"
    assert finds(on, "spain", "agreed") is None
    assert running(on) == []
    assert on.step("found.q").outcome == "agreed"


def test_where_any_holder_acts_alone_the_first_decides() -> None:
    """The broken twin: the same acts, with the other value."""
    on = two(facilitated("any"))
    assert finds(on, "bangladesh", "not_agreed") is None
    assert on.step("found.q").outcome == "not_agreed"


def test_the_words_say_that_they_act_together() -> None:
    said = "\n".join(line for one in explain(facilitated("all")) for line in one.lines)
    assert "Several holders act together: while they disagree, nothing is decided." in said
    alone = "\n".join(line for one in explain(facilitated("any")) for line in one.lines)
    assert "act together" not in alone


def test_a_judgement_may_be_that_of_a_role_whose_holders_act_together() -> None:
    judged = question(asks=["facilitator"], decided_by="facilitator")
    roles = {"facilitator": {"class": "chair", "title": "Co-facilitator", "acts_by": "all"}}
    found = check(
        rules(stage("found", asked={**judged, "escalates_to": "facilitator"}), roles=roles)
    )
    assert found == []


def disposing(own: str | None) -> Procedure:
    """Members propose, then the chair disposes, who may be a member as well."""
    proposal = {"title": "Proposal", "each": "many", "needs": ["wording"], "effect": "proposes"}
    disposition: dict[str, Any] = {
        "title": "Disposition",
        "each": "many",
        "needs": ["about", "choice", "grounds"],
        "choices": ["accepted", "not_accepted"],
        "effect": "disposes",
        "own": own,
    }
    questions = {
        "proposals": question(asks=["member"], answers={"proposal": proposal}),
        "dispositions": question(
            answers={"disposition": disposition},
            window={"on": "complete"},
            complete_when=["proposals_disposed"],
        ),
    }
    order = ["proposals", "dispositions"]
    return rules({**stage("round"), "kind": "sequence", "order": order, "questions": questions})


def dispose_of_own(own: str | None) -> str | None:
    act = StartProcess(
        title="Own proposal",
        procedure=disposing(own),
        parties=(*parties("iom", roles=("chair", "member")), *parties("who", roles=("member",))),
        appointments=principals("iom", "who"),
        clock="stepped",
        starts_at=NOW,
    )
    on = Play(act, NOW)
    on.settle()
    assert says(on, "round.proposals", "proposal", "iom", wording="new words") is None
    (number,) = on.step("round.proposals").numbered
    return says(
        on,
        "round.dispositions",
        "disposition",
        "iom",
        about=number,
        choice="accepted",
        grounds="better",
    )


def test_recusal_from_ones_own_proposal_is_a_value() -> None:
    assert dispose_of_own("never") == "Recused"
    assert dispose_of_own(None) is None


def test_who_is_to_dispose_of_its_own_proposal_is_known() -> None:
    play = met()
    fix = SetDeadline(
        step=play.step("revision.proposals").step,
        closes_at=geneva(2, 22, 18),
        grounds="four working days",
    )
    assert play.send(fix, CHAIR).refused is None
    mine = say(
        play, "revision.proposals", "proposal", "iom-principal", "principal", wording="new words"
    )
    say(play, "revision.proposals", "proposal", "ilo-principal", wording="new words")
    assert judges_its_own(play.state) == []
    play.until(geneva(2, 22, 18))
    assert judges_its_own(play.state) == [("iom", mine)]
