"""
The oracle of ISO/IEC ballots: two exact criteria, and the rules around the count.

Every vector is a process of the shipped procedure: the bodies vote, the clock closes, and what the record says is
compared. The broken twins at the end show that each vector can fail.
"""

import json
from fractions import Fraction
from typing import Any

import pytest

from domain.participation.commands import RecordSuccession
from domain.procedure.models import Procedure
from domain.process.fold import replay
from domain.rule import condition
from domain.step.commands import Judge
from domain.step.events import Answered
from tests.procedures.ballots import Ballot, Vector, Vote, oracle, shipped, votes

ORACLE = oracle("iso_ballots.yaml")
COUNTS: list[Vector] = [*ORACLE["real"], *ORACLE["synthetic"]]
AROUND: dict[str, Vector] = {one["id"]: one for one in ORACLE["around_the_count"]}
KEY = {"iso-dis-ballot": "enquiry.ballot", "iso-fdis-ballot": "approval.ballot"}
MET = {"yes": True, "no": False, "undefined": "undefined"}
OFFICERS = {"office": "office", "manager": "committee_manager"}


def named(vectors: list[Vector]) -> list[Any]:
    return [pytest.param(one, id=one["id"]) for one in vectors]


def cast_of(given: dict[str, dict[str, int]]) -> list[Vote]:
    """The votes of a vector; who is asked and says nothing is no body of it."""
    found: list[Vote] = []
    for role, group in (("p_member", "p_members"), ("other_body", "other_bodies")):
        one = given[group]
        found += votes(role, {"approve": one["approve"], "abstain": one["abstain"]})
        found += votes(
            role,
            {"disapprove": one["disapprove"]},
            disapprove={"grounds": "The test method is not reproducible."},
        )
        found += votes(role, {"disapprove": one["disapprove_without_reasons"]})
    return found


def ballot_of(rules: Procedure, cast: list[Vote]) -> Ballot:
    """A ballot in which these votes are cast; a body that says nothing is asked as well."""
    roles = [vote.role for vote in cast]
    ballot = Ballot(rules, [*roles, "p_member", "other_body"], OFFICERS)
    ballot.publish("office")
    silent = [Vote("p_member", None), Vote("other_body", None)]
    ballot.cast(KEY[rules.procedure], [*cast, *silent])
    return ballot


def found_in(ballot: Ballot, rules: Procedure) -> dict[str, Any]:
    """What the record says of a ballot that was closed, in the names of the oracle."""
    key = KEY[rules.procedure]
    step, tests = ballot.close(key), ballot.tests(key)
    a, b = tests["criterion_a"], tests["criterion_b"]
    undefined = "undefined" in (a.met, b.met)
    return {
        "criterion_a": {"in_favour": a.have, "votes_cast": a.of, "met": MET[a.met]},
        "criterion_b": {"negative": b.have, "votes_cast": b.of, "met": MET[b.met]},
        "criteria_met": step.outcome in ("criteria_met", "approved"),
        **({"reason": "no_votes_cast"} if undefined else {}),
    }


def result(vector: Vector, rules: Procedure) -> dict[str, Any]:
    return found_in(ballot_of(rules, cast_of(vector["given"])), rules)


@pytest.mark.parametrize("name", KEY)
@pytest.mark.parametrize("vector", named(COUNTS))
def test_a_ballot_is_counted_as_the_directives_say(vector: Vector, name: str) -> None:
    assert result(vector, shipped(name)) == vector["expect"]


def test_all_vectors_are_run() -> None:
    assert (len(COUNTS), sorted(AROUND)) == (30, [f"ISO-{n}" for n in range(50, 56)])


# Around the count.


def second_window(extra: int = 0) -> Ballot:
    """The ballot of 2007 until its second window: 87 bodies took part, some of those that are asked did not."""
    given = ORACLE["real"][0]["given"]
    abstained = ORACLE["real"][0]["context"]["abstentions_all_classes"]
    cast = [*cast_of(given), *votes("other_body", {"abstain": abstained + extra})]
    ballot = ballot_of(shipped("iso-dis-ballot"), cast)
    assert ballot.close("enquiry.ballot").outcome == "criteria_not_met"
    ballot.play.settle()
    judge(ballot, "enquiry.resolution", "second_window")
    return ballot


def judge(ballot: Ballot, key: str, outcome: str) -> str | None:
    act = Judge(step=ballot.step(key).step, outcome=outcome, grounds="after the meeting")
    refused = ballot.play.send(act, "manager-voice").refused
    ballot.play.settle()
    return refused.code if refused else None


def voices_of(ballot: Ballot, answer: str, key: str, role: str) -> list[str]:
    parties = ballot.step(key).roster()[answer]
    return [p for p in parties if role in ballot.play.state.parties[p].roles]


def test_iso_50_a_body_that_voted_changes_its_vote_in_the_second_window() -> None:
    wanted = AROUND["ISO-50"]["expect"]
    ballot = second_window()
    body = voices_of(ballot, "disapprove", "change_of_vote.ballot", "p_member")[0]
    before = len(ballot.play.history)
    accepted = ballot.say("change_of_vote.ballot", body, "approve").refused is None
    said = [o.event for o in ballot.play.history if isinstance(o.event, Answered)]
    mine = [one.answer for one in said if one.party == body]
    assert wanted == {
        "accepted": accepted,
        "latest_vote_counts": ballot.step("change_of_vote.ballot").stands(body, "approve")
        is not None,
        "earlier_vote_kept_in_history": mine == ["disapprove", "approve"],
    }
    assert len(ballot.play.history) == before + 1


def test_iso_01_and_02_are_two_windows_of_one_ballot() -> None:
    """Seven P-members and one other body change their votes; what the others said counts as before."""
    ballot = second_window()
    against = voices_of(ballot, "disapprove", "change_of_vote.ballot", "p_member")
    others = voices_of(ballot, "disapprove", "change_of_vote.ballot", "other_body")
    abstained = voices_of(ballot, "abstain", "change_of_vote.ballot", "other_body")
    for body in [*against[:7], *others[:1], *abstained[:2]]:
        assert ballot.say("change_of_vote.ballot", body, "approve").refused is None
    step, tests = ballot.close("change_of_vote.ballot"), ballot.tests("change_of_vote.ballot")
    wanted = ORACLE["real"][1]["expect"]
    a, b = tests["criterion_a"], tests["criterion_b"]
    assert (a.have, a.of, b.have, b.of) == (
        wanted["criterion_a"]["in_favour"],
        wanted["criterion_a"]["votes_cast"],
        wanted["criterion_b"]["negative"],
        wanted["criterion_b"]["votes_cast"],
    )
    assert (step.figures.asked, step.permitted) == (87, ("register_as_fdis", "publish"))  # type: ignore[union-attr]


def test_iso_51_a_body_that_did_not_vote_has_no_vote_in_the_second_window() -> None:
    wanted = AROUND["ISO-51"]["expect"]
    ballot = second_window()
    silent = ballot.names[-1]
    refused = ballot.say("change_of_vote.ballot", silent, "approve").refused
    assert refused is not None
    assert wanted == {"accepted": False, "reason": refused.code}
    assert ballot.play.types()[-1] == "ActRefused"
    assert silent not in ballot.step("change_of_vote.ballot").standing


def test_iso_52_a_body_counts_in_the_class_that_it_held_at_the_first_close() -> None:
    """Uncertain: known through a quotation only. The procedure names this reading by `only_who_answered`."""
    wanted = AROUND["ISO-52"]["expect"]
    ballot = second_window()
    body = voices_of(ballot, "disapprove", "change_of_vote.ballot", "other_body")[0]
    act = RecordSuccession(
        party=body, became="reclassified", roles=("p_member",), grounds="It has become a P-member."
    )
    assert ballot.play.send(act, "office-voice").refused is None
    assert ballot.play.state.parties[body].roles == ("p_member",)
    accepted = ballot.say("change_of_vote.ballot", body, "approve").refused is None
    ballot.close("change_of_vote.ballot")
    criterion_a = ballot.tests("change_of_vote.ballot")["criterion_a"]
    of_others = (criterion_a.have, criterion_a.of) == (17, 32)
    assert wanted == {
        "accepted": accepted,
        "counted_as": "class held at the first close" if of_others else "class held now",
    }


def test_iso_53_the_comments_of_a_body_that_abstains_are_kept_and_not_counted() -> None:
    wanted = AROUND["ISO-53"]["expect"]
    rules = shipped("iso-dis-ballot")
    cast = [
        *votes("p_member", {"approve": 2}),
        Vote("p_member", "abstain", {"comment": "Clause 4."}),
    ]
    ballot = ballot_of(rules, cast)
    body = ballot.names[2]
    comment = ballot.say("enquiry.ballot", body, "comment", wording="Define the term.")
    ballot.close("enquiry.ballot")
    kept = [o.event for o in ballot.play.history if isinstance(o.event, Answered)]
    mine = [one for one in kept if one.party == body]
    tests = ballot.tests("enquiry.ballot")
    assert comment.refused is None
    assert wanted == {
        "counted": (tests["criterion_a"].of, tests["criterion_b"].of) != (2, 2),
        "comments_kept": [one.comment or one.wording for one in mine]
        == ["Clause 4.", "Define the term."],
    }


def test_iso_54_the_criteria_limit_the_decision_and_do_not_take_it() -> None:
    wanted = AROUND["ISO-54"]["expect"]
    ballot = ballot_of(shipped("iso-dis-ballot"), votes("p_member", {"approve": 3}))
    assert (ballot.close("enquiry.ballot").outcome == "criteria_met") == AROUND["ISO-54"]["given"][
        "criteria_met"
    ]
    ballot.play.settle()
    step = ballot.step("enquiry.resolution")
    assert wanted == {
        "decision_taken": step.outcome is not None,
        "options_constrained": set(step.permitted) < set(step.rule.outcomes()),
        "decided_by": step.rule.decided_by.replace("_", " "),
    }
    assert judge(ballot, "enquiry.resolution", "cancel") == "NotAnOption"
    assert judge(ballot, "enquiry.resolution", "publish") is None
    assert ballot.play.state.outcome == "publish"


def test_iso_55_of_two_votes_of_one_body_the_latest_counts_once() -> None:
    wanted = AROUND["ISO-55"]["expect"]
    ballot = ballot_of(shipped("iso-dis-ballot"), votes("p_member", {"approve": 1}))
    body = ballot.names[0]
    assert (
        ballot.say("enquiry.ballot", body, "disapprove", grounds="Clause 7 is wrong.").refused
        is None
    )
    step = ballot.close("enquiry.ballot")
    assert step.figures is not None
    assert wanted == {
        "counted_votes_of_body": step.figures.counts["cast"],
        "latest_vote_counts": step.figures.counts["negative"] == 1,
    }


def test_every_comment_gets_its_disposition_before_anything_is_decided() -> None:
    ballot = ballot_of(shipped("iso-dis-ballot"), votes("p_member", {"approve": 3}))
    numbers = []
    for body in ballot.names[:2]:
        assert ballot.say("enquiry.ballot", body, "comment", wording="Other words.").refused is None
        numbers.append(ballot.play.history[-1].envelope.version)
    ballot.close("enquiry.ballot")
    assert judge(ballot, "enquiry.resolution", "publish") == "OutOfPlace"
    for number in numbers:
        said = {"about": number, "choice": "accepted", "grounds": "clearer"}
        assert ballot.say("enquiry.resolution", "manager", "disposition", **said).refused is None
        ballot.play.settle()
    assert judge(ballot, "enquiry.resolution", "publish") is None


def test_a_second_replay_gives_the_same_ballot() -> None:
    ballot = second_window()
    again = replay(ballot.play.history)
    assert again is not None
    assert again.step_of("change_of_vote.ballot") == ballot.step("change_of_vote.ballot")


# Broken twins: each of these mistakes turns vectors red.

WRONG: dict[str, list[tuple[str, str]]] = {
    "abstentions are votes cast": [
        ("sum: [in_favour, negative]", "sum: [in_favour, negative, abstain]"),
        ("sum: [p_in_favour, p_against]", "sum: [p_in_favour, p_against, abstain]"),
    ],
    "of all that are entitled": [
        ("of: p_cast", "of: asked"),
    ],
    "negatives of all that are entitled": [("of: cast", "of: asked")],
    "negatives without reasons": [(", with: [grounds]", "")],
    "more than two-thirds": [("share_at_least: \"2/3\"", "share_more_than: \"2/3\"")],
    "less than a quarter": [("share_at_most: \"1/4\"", "share_less_than: \"1/4\"")],
    "a printed percentage": [("\"2/3\"", "\"6667/10000\"")],
    "the P-members' votes by everybody": [("answers: [approve], by: [p_member]", "answers: [approve]")],
    "negatives of P-members only": [("of: cast,", "of: p_cast,")],
    "nobody's ballot passes": [("of_none: fails", "of_none: holds")],
}  # fmt: skip
SMALL = [one for one in COUNTS if one["given"]["p_members"]["approve"] < 100]
LARGE = [one for one in COUNTS if one["id"] == "ISO-34"]


def red(rules: Procedure, vectors: list[Vector]) -> list[str]:
    return [one["id"] for one in vectors if result(one, rules) != one["expect"]]


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_in_the_file_turns_vectors_red(mistake: str) -> None:
    vectors = LARGE if mistake == "a printed percentage" else SMALL
    assert red(shipped("iso-fdis-ballot", *WRONG[mistake]), vectors) != []


def test_floating_point_turns_vectors_red(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two-thirds and a quarter as they are printed: the exact limits would be missed."""
    exact = condition.Condition.comparison.fget  # type: ignore[attr-defined]

    def rounded(one: condition.Condition) -> tuple[str, Any]:
        name, limit = exact(one)
        return name, Fraction(round(float(limit), 4)) if "share" in name else limit

    monkeypatch.setattr(condition.Condition, "comparison", property(rounded))
    assert red(shipped("iso-fdis-ballot"), LARGE) == ["ISO-34"]


def test_the_order_in_which_bodies_vote_changes_nothing() -> None:
    vector = next(one for one in COUNTS if one["id"] == "ISO-17")
    rules = shipped("iso-fdis-ballot")
    backwards = ballot_of(rules, list(reversed(cast_of(vector["given"]))))
    assert json.dumps(found_in(backwards, rules)) == json.dumps(vector["expect"])
