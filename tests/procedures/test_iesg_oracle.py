"""
The oracle of IESG ballots: a blocking position, recusal against abstention, two-thirds rounded up.

Every vector is a process of the shipped procedure: the Area Directors take positions, the clock closes the ballot, and
what the record says is compared. The broken twins at the end show that vectors can fail.
"""

from datetime import timedelta
from typing import Any

import pytest

from domain.procedure.models import Procedure
from domain.rule.condition import Condition
from domain.step.events import Answered
from tests.procedures.ballots import START, Ballot, Vector, Vote, oracle, shipped, votes

ORACLE = oracle("ietf_ballot.yaml")
VECTORS: list[Vector] = ORACLE["vectors"]
AROUND: dict[str, Vector] = {one["id"]: one for one in ORACLE["around_the_count"]}
ALTERNATE: list[Vector] = ORACLE["alternate"]
AFRESH = next(one for one in ALTERNATE if one["id"] == "IESG-67")
COUNTED = [one for one in ALTERNATE if one is not AFRESH]
POSITIONS = ("yes", "no_objection", "discuss", "abstain", "recuse")
OBSTACLES = {  # the named tests of the rule, and what the oracle calls it where one is not met
    "no_blocking_position": "blocking_position",
    "a_yes": "needs_a_yes",
    "enough_positions": "needs_more_positions",
}
OFFICERS = {"secretary": "secretariat", "responsible": "responsible", "reader": "community"}
TELECHAT = START + timedelta(days=14)


def named(vectors: list[Vector]) -> list[Any]:
    return [pytest.param(one, id=one["id"]) for one in vectors]


def positions_of(given: Vector) -> list[Vote]:
    counts: dict[str | None, int] = {name: given.get(name, 0) for name in POSITIONS}
    reasons = {"grounds": "Section 4 does not say who decides."}
    return votes("area_director", {**counts, None: given.get("no_record", 0)}, discuss=reasons)


def ballot_on(rules: Procedure, track: str, members: int) -> Ballot:
    """A ballot that is open, with so many Area Directors."""
    ballot = Ballot(rules, ["area_director"] * members, OFFICERS, telechat=TELECHAT)
    ballot.publish("secretary")
    assert ballot.say("request.track", "responsible", "track", choice=track).refused is None
    ballot.play.settle()
    return ballot


def found_in(ballot: Ballot, key: str) -> dict[str, Any]:
    """What the record says of a ballot that is closed, in the names of the oracle."""
    step, tests = ballot.close(key), ballot.tests(key)
    enough = tests["enough_positions"]
    failed = [name for name in OBSTACLES if not tests[name].holds]
    found: dict[str, Any] = {
        "needed": enough.needed,
        "have": enough.have,
        "passes": step.outcome == "approved",
        "counted": step.figures.given if step.figures else {},
    }
    if failed:
        found["obstacles"] = [OBSTACLES[name] for name in failed]
        found["would_pass_once_blocking_is_resolved"] = failed == ["no_blocking_position"]
    if not enough.holds:
        found["positions_missing"] = (enough.needed or 0) - (enough.have or 0)
    return found


def result(vector: Vector, rules: Procedure) -> dict[str, Any]:
    given = vector["given"]
    track = given["track"]
    cast = positions_of(given)
    assert len(cast) == given["members"]
    ballot = ballot_on(rules, track, given["members"])
    ballot.cast(f"{track}.ballot", cast)
    return found_in(ballot, f"{track}.ballot")


def same(expect: dict[str, Any], found: dict[str, Any]) -> bool:
    """Every field of the oracle is equal; more fields are fine, and an obstacle that is not expected is not."""
    wanted = {"obstacles": [], **expect}
    return wanted == {name: found.get(name, [] if name == "obstacles" else None) for name in wanted}


@pytest.mark.parametrize("vector", named(VECTORS))
def test_a_ballot_passes_as_the_rule_says(vector: Vector) -> None:
    found = result(vector, shipped("iesg-ballot"))
    assert same(vector["expect"], found), found


def test_all_vectors_are_run() -> None:
    assert (len(VECTORS), len(AROUND), len(ALTERNATE)) == (31, 4, 8)


# Around the count.


def test_iesg_40_a_discuss_without_text_is_refused_and_kept() -> None:
    ballot = ballot_on(shipped("iesg-ballot"), "standards", 15)
    refused = ballot.say("standards.ballot", ballot.names[0], "discuss").refused
    assert refused is not None
    assert AROUND["IESG-40"]["expect"]["accepted"] is False
    assert refused.sentence == 'The answer "discuss" needs grounds.'
    assert ballot.play.types()[-1] == "ActRefused"
    assert ballot.step("standards.ballot").roster() == {}


def test_iesg_41_a_position_may_change_and_the_latest_counts() -> None:
    given, wanted = AROUND["IESG-41"]["given"], AROUND["IESG-41"]["expect"]
    ballot = ballot_on(shipped("iesg-ballot"), "standards", 15)
    for one in given["sequence"]:
        reasons = {"grounds": "Why?"} if one["position"] == "discuss" else {}
        said = ballot.say("standards.ballot", ballot.names[0], one["position"], **reasons)
        assert said.refused is None
    history = [one.event for one in ballot.play.history if isinstance(one.event, Answered)]
    counted = found_in(ballot, "standards.ballot")["counted"]
    mine = [one.answer for one in history if one.party == ballot.names[0]]
    assert (counted, len(mine)) == ({wanted["counted"]: 1}, wanted["history_entries"])


def test_iesg_42_the_only_yes_turns_into_a_recusal() -> None:
    given, wanted = AROUND["IESG-42"]["given"], AROUND["IESG-42"]["expect"]
    ballot = ballot_on(shipped("iesg-ballot"), "standards", given["members"])
    others = given["others"]["no_objection"]
    silent = given["members"] - others - 1
    for one in given["sequence"]:
        ballot.say("standards.ballot", ballot.names[0], one["position"])
    cast = votes("area_director", {None: 1, "no_objection": others})
    ballot.cast("standards.ballot", [*cast, *votes("area_director", {None: silent})])
    assert same(wanted, found_in(ballot, "standards.ballot"))


def test_iesg_43_a_position_of_somebody_else_is_kept_and_not_counted() -> None:
    ballot = ballot_on(shipped("iesg-ballot"), "standards", 15)
    refused = ballot.say("standards.ballot", "reader", "yes").refused
    assert refused is not None and refused.code == "NotPermitted"
    assert ballot.play.types()[-1] == "ActRefused"
    counted = found_in(ballot, "standards.ballot")["counted"] != {}
    assert counted is AROUND["IESG-43"]["expect"]["counted"]


# The alternate procedure.


def alternate_of(rules: Procedure, members: int, normal: dict[str, int]) -> Ballot:
    """A ballot that did not pass, until the alternate procedure is open."""
    ballot = ballot_on(rules, "standards", members)
    given = {**normal, "no_record": members - sum(normal.values())}
    ballot.cast("standards.ballot", positions_of(given))
    assert ballot.close("standards.ballot").outcome in ("blocked", "not_enough")
    decision = ballot.say(
        "next_step.decision", "responsible", "decision", choice="alternate_procedure"
    )
    assert decision.refused is None
    ballot.play.settle()
    return ballot


def passes(vector: Vector, rules: Procedure) -> bool:
    given = vector["given"]
    counts: dict[str | None, int] = {name: given[name] for name in ("recuse", "yes", "no")}
    silent = given["members"] - sum(counts.values())
    ballot = alternate_of(rules, given["members"], {"discuss": 1})
    ballot.cast("alternate.ballot", votes("area_director", {**counts, None: silent}))
    return ballot.close("alternate.ballot").outcome == "approved"


@pytest.mark.parametrize("vector", named(COUNTED))
def test_the_alternate_procedure_counts_as_the_rule_says(vector: Vector) -> None:
    """Of who has not recused: the reading that the procedure names. Of all members it is another file."""
    expect = vector["expect"]
    readings = expect.get("by_denominator", {"non_recused": expect.get("passes")})
    found = {"non_recused": passes(vector, shipped("iesg-ballot"))}
    if "all_members" in readings:
        of_all = shipped(
            "iesg-ballot", ("of: taking_part, of_none: fails", "of: asked, of_none: fails")
        )
        found["all_members"] = passes(vector, of_all)
    assert found == readings


def test_iesg_67_positions_are_taken_afresh() -> None:
    given = AFRESH["given"]["normal_positions"]
    ballot = alternate_of(shipped("iesg-ballot"), 15, given)
    step = ballot.step("alternate.ballot")
    assert len(step.standing) == AFRESH["expect"]["positions_carried_over"]
    assert len(step.carried) == AFRESH["expect"]["positions_carried_over"]


def test_a_further_round_begins_with_the_positions_of_the_round_before() -> None:
    """Not in the oracle: a Discuss is cleared on a new version, and everybody else has said what he said."""
    ballot = ballot_on(shipped("iesg-ballot"), "standards", 15)
    ballot.cast(
        "standards.ballot",
        positions_of({"yes": 1, "no_objection": 9, "discuss": 1, "no_record": 4}),
    )
    assert ballot.close("standards.ballot").outcome == "blocked"
    again = ballot.say("next_step.decision", "responsible", "decision", choice="standards_again")
    assert again.refused is None
    ballot.publish("secretary", 2)
    step = ballot.step("standards.ballot")
    assert (len(step.carried), step.closes_at) == (11, None)
    assert ballot.say("standards.ballot", ballot.names[10], "no_objection").refused is None
    assert step.roster() == {
        "yes": (ballot.names[0],),
        "no_objection": tuple(ballot.names[1:11]),
    }


# Broken twins: each of these mistakes turns vectors red.

WRONG: dict[str, list[tuple[str, str]]] = {
    "a recusal counts as an abstention": [(", less: [recuse]", "")],
    "an abstention counts as a recusal": [("less: [recuse]", "less: [recuse, abstain]")],
    "an abstention supports": [('answers: ["yes", no_objection]', 'answers: ["yes", no_objection, abstain]')],
    "of those that have a position": [("sum: [asked]", "sum: [answered]")],
    "more than two-thirds": [('share_at_least: "2/3"', 'share_more_than: "2/3"')],
    "half": [('share_at_least: "2/3"', 'share_at_least: "1/2"')],
    "no yes is needed": [('{count: "yes", at_least: 1, called: a_yes}', '{count: "yes", at_least: 0, called: a_yes}')],
    "a discuss does not block": [("{count: discuss, at_most: 0,", "{count: discuss, at_most: 99,")],
    "of nobody it fails": [("of: taking_part, of_none: holds", "of: taking_part, of_none: fails")],
}  # fmt: skip
ONE_NO_MORE = ('{count: "no", at_most: 2,', '{count: "no", at_most: 3,')


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_in_the_file_turns_vectors_red(mistake: str) -> None:
    rules = shipped("iesg-ballot", *WRONG[mistake])
    assert not all(same(one["expect"], result(one, rules)) for one in VECTORS)


def test_a_third_no_that_is_allowed_turns_vectors_red() -> None:
    rules = shipped("iesg-ballot", ONE_NO_MORE)
    assert not all(
        passes(one, rules) == one["expect"]["passes"]
        for one in COUNTED
        if "passes" in one["expect"]
    )


def test_rounding_down_turns_vectors_red(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two-thirds of thirteen are nine, not eight."""
    exact = Condition.verdict

    def rounded(one: Condition, facts: Any) -> Any:
        whole = facts.count(one.of) if one.of else 0
        if one.share_at_least is None or not whole:
            return exact(one, facts)
        plain = Condition(count=one.count, at_least=int(0.6667 * whole), called=one.called)
        return exact(plain, facts)

    monkeypatch.setattr(Condition, "verdict", rounded)
    rules = shipped("iesg-ballot")
    assert "IESG-18" in [v["id"] for v in VECTORS if not same(v["expect"], result(v, rules))]
