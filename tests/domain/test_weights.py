"""
Rules that weigh: population, tonnage, contributions beside the number of heads.

Two rules of the field are played: a qualified majority of members and of the population they have, with a blocking
minority of at least four; and tacit acceptance, which one third of the Parties prevents, or Parties with half of the
tonnage.
"""

from typing import Any

import pytest

from domain.participation.commands import (
    AdmitParty,
    Appointment,
    Heir,
    Party,
    RecordSuccession,
)
from domain.procedure.check.procedure import check, errors
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.process.commands import StartProcess
from domain.process.fold import replay
from domain.process.judge import Decision
from domain.process.verify import verify
from domain.refused import Malformed
from domain.rule import counts
from domain.step.events import StepClosed
from tests.domain.asking import START, question, says, with_stage
from tests.domain.forgery import stored
from tests.domain.play import Play

QUALIFIED: dict[str, Any] = {
    "answers": {one: {"title": one.title(), "each": "one"} for one in ("yes", "no", "abstention")},
    "silence_means": "not_counted",
    "about": "finding",
    "text_agreed_by": [],
    "counts": {
        "people_in_favour": {"answers": ["yes"], "weigh": "population"},
        "people": {"parties": "asked", "weigh": "population"},
        "not_in_favour": {"title": "members not in favour", "sum": ["asked"], "less": ["yes"]},
    },
    "adds_up_to": [
        {
            "when": [
                {
                    "count": "yes",
                    "share_at_least": "11/20",
                    "of": "asked",
                    "of_none": "fails",
                    "called": "members",
                },
                {
                    "any": [
                        {
                            "count": "people_in_favour",
                            "share_at_least": "13/20",
                            "of": "people",
                            "of_none": "fails",
                            "called": "population",
                        },
                        {"count": "not_in_favour", "less_than": 4, "called": "no_blocking"},
                    ]
                },
            ],
            "permits": ["adopted"],
        },
        {"permits": ["not_adopted"]},
    ],
}

TACIT: dict[str, Any] = {
    "about": "finding",
    "text_agreed_by": [],
    "answers": {"objection": {"title": "Objection", "each": "one"}},
    "counts": {
        "objecting_tonnage": {"answers": ["objection"], "weigh": "tonnage"},
        "fleet": {"parties": "asked", "weigh": "tonnage"},
    },
    "adds_up_to": [
        {
            "when": [
                {
                    "any": [
                        {
                            "count": "objection",
                            "share_at_least": "1/3",
                            "of": "asked",
                            "of_none": "fails",
                        },
                        {
                            "count": "objecting_tonnage",
                            "share_at_least": "1/2",
                            "of": "fleet",
                            "of_none": "fails",
                            "called": "fleet",
                        },
                    ]
                }
            ],
            "permits": ["not_accepted"],
        },
        {"permits": ["accepted"]},
    ],
}
ENDS = {"adopted": ["end"], "not_adopted": ["end"]}
TACITLY = {"accepted": ["end"], "not_accepted": ["end"]}


def rules(weights: dict[str, Any], then: dict[str, list[str]], **values: Any) -> Procedure:
    stage = {"kind": "single_question", "questions": {"list": question(**values)}}
    return with_stage(then, stage, weights=weights)


def qualified(**values: Any) -> Procedure:
    weights = {"population": {"title": "population", "groups": "members"}}
    return rules(weights, ENDS, **{**QUALIFIED, **values})


def tacit(**values: Any) -> Procedure:
    return rules({"tonnage": {"title": "gross tonnage"}}, TACITLY, **{**TACIT, **values})


def started(procedure: Procedure, *members: Party) -> Play:
    seats = (Party(party="chair", name="Chair", roles=("chair",)), *members)
    act = StartProcess(
        title="A decision that weighs",
        procedure=procedure,
        parties=seats,
        appointments=tuple(
            Appointment(person=f"{one.party}-principal", party=one.party, capacity="principal")
            for one in seats
        ),
        clock="stepped",
        starts_at=START,
    )
    play = Play(act, START)
    play.settle()
    return play


def weighing(weight: str, *amounts: int) -> tuple[Party, ...]:
    """Members m1, m2, ... of these weights."""
    return tuple(
        Party(party=f"m{n}", name=f"Member {n}", roles=("member",), weights={weight: amount})
        for n, amount in enumerate(amounts, start=1)
    )


def voted(play: Play, answer: str, *members: int) -> None:
    for n in members:
        assert says(play, "only.list", answer, f"m{n}").refused is None


def counted(play: Play) -> StepClosed:
    play.until(play.now.replace(month=12))
    assert replay(play.history) == play.state
    assert verify(stored(play.history)).findings == ()
    return next(one.event for one in play.history if isinstance(one.event, StepClosed))


def became(play: Play, party: str, became: str, **fields: Any) -> Decision:
    act = RecordSuccession.model_validate(
        {"party": party, "became": became, "grounds": "By the new census.", **fields}
    )
    return play.send(act, "chair-principal")


def outcome(procedure: Procedure, parties: tuple[Party, ...], answer: str, *who: int) -> str | None:
    play = started(procedure, *parties)
    voted(play, answer, *who)
    counted(play)
    return play.step("only.list").outcome


UNION = weighing("population", 83, 68, 59, 48, 38, 19, 18, 12, 11, 10)
"""Ten members of a union of 366 million; 65 % are 237.9."""


@pytest.mark.parametrize(
    ("in_favour", "expected"),
    [
        ((1, 2, 3, 4, 5, 6), "adopted"),  # 315 of 366, and six of ten
        ((5, 6, 7, 8, 9, 10), "not_adopted"),  # six of ten, with 108 of 366
        ((1, 2, 3, 4, 5), "not_adopted"),  # 296 of 366, and five of ten
        ((4, 5, 6, 7, 8, 9, 10), "adopted"),  # 156 of 366, but only three are not in favour
    ],
)
def test_a_qualified_majority_takes_members_and_people_and_four_to_block(
    in_favour: tuple[int, ...], expected: str
) -> None:
    assert outcome(qualified(), UNION, "yes", *in_favour) == expected


def test_the_share_of_the_population_is_exact_at_its_edge() -> None:
    edge = weighing("population", 650_000_000_000_000, 0, 0, 0, 87_500_000_000_000, 1, 1, 1, 1, 1)
    bare = started(qualified(), *edge)
    whole = sum(one.weights["population"] for one in edge)
    voted(bare, "yes", 1, 6, 7, 8, 9, 10)
    test = next(one for one in counted(bare).figures.tests if one.called == "population")
    assert (test.have, test.of, test.needed) == (650_000_000_000_005, whole, -(-whole * 13 // 20))
    assert test.met == "yes"


def test_the_record_names_heads_and_weights() -> None:
    play = started(qualified(), *UNION)
    voted(play, "yes", 1, 2)
    figures = counted(play).figures
    assert figures.counts["people_in_favour"] == 151 and figures.counts["people"] == 366
    heads = {name: (one.weight, one.parties) for name, one in figures.weighed.items()}
    assert heads == {"people_in_favour": ("population", 2), "people": ("population", 10)}
    assert figures.given == {"yes": 2} and figures.asked == 10


@pytest.mark.parametrize(
    ("objecting", "expected"),
    [
        ((1,), "not_accepted"),  # one Party of seven, with half of the fleet
        ((2, 3), "accepted"),  # two of seven with 40 of 100
        ((5, 6, 7), "not_accepted"),  # three of seven with next to nothing
        ((), "accepted"),
    ],
)
def test_tacit_acceptance_falls_by_a_third_of_the_parties_or_by_half_of_the_tonnage(
    objecting: tuple[int, ...], expected: str
) -> None:
    fleet = weighing("tonnage", 50, 30, 10, 8, 1, 1, 0)
    assert outcome(tacit(), fleet, "objection", *objecting) == expected


def test_a_party_without_the_weight_that_a_rule_needs_does_not_take_part() -> None:
    light = Party(party="m9", name="Member 9", roles=("member",))
    with pytest.raises(Malformed, match="m9 has no population, and m9 is counted by it"):
        started(qualified(), *UNION[:3], light)
    play = started(qualified(), *UNION[:3])
    with pytest.raises(Malformed, match="m9 has no population"):
        play.send(AdmitParty(party=light, grounds="Joins"), "chair-principal")
    known = light.model_copy(update={"weights": {"population": 4}})
    assert play.send(AdmitParty(party=known, grounds="Joins"), "chair-principal").refused is None
    assert counted(play).figures.counts["people"] == 83 + 68 + 59 + 4


def test_a_weight_is_refused_that_the_procedure_does_not_know_or_that_is_no_whole_number() -> None:
    odd = UNION[0].model_copy(update={"weights": {"population": 83, "poplation": 1}})
    with pytest.raises(Malformed, match="m1: the procedure knows no weight poplation"):
        started(qualified(), odd)
    for amount in (1.5, -1, 10**15 + 1, "12"):
        with pytest.raises(ValueError, match="weights"):
            Party.model_validate(
                {"party": "m", "name": "M", "roles": ["member"], "weights": {"population": amount}}
            )
    with pytest.raises(Malformed, match="give it in a larger unit"):
        started(qualified(), *weighing("population", 10**15, 1))


def test_a_new_weight_counts_from_the_day_on_which_it_is_recorded() -> None:
    play = started(tacit(), *weighing("tonnage", 50, 40, 5, 5))
    voted(play, "objection", 1)
    assert became(play, "m1", "reweighed", weights={"tonnage": 20}).refused is None
    closed = counted(play)
    assert closed.figures.counts == {"objecting_tonnage": 20, "fleet": 70}
    assert play.step("only.list").outcome == "accepted"
    event = next(o.event for o in play.history if o.envelope.type == "PartySucceeded").model_dump()
    assert (event["old"], event["new"]) == (("tonnage 50",), ("tonnage 20",))


@pytest.mark.parametrize(
    ("entitled", "expected"),
    [
        ({"as_of": "opening"}, 50),
        ({"as_of": "close"}, 20),
        ({"as_of": "act"}, 20),
        ({"as_of": "instant", "at": {"at": "2022-02-21T09:00:00Z"}}, 50),
    ],
)
def test_as_of_when_a_weight_counts_follows_the_roster(
    entitled: dict[str, Any], expected: int
) -> None:
    play = started(tacit(entitled=entitled), *weighing("tonnage", 50, 40, 5, 5))
    voted(play, "objection", 1)
    play.until(START.replace(hour=12))
    became(play, "m1", "reweighed", weights={"tonnage": 20})
    assert counted(play).figures.counts["objecting_tonnage"] == expected
    became(play, "m1", "reweighed", weights={"tonnage": 7})
    now = play.step("only.list").figures
    assert now is not None and now.counts["objecting_tonnage"] == expected


def test_whoever_gets_a_role_that_is_weighed_has_the_weight_before() -> None:
    office = Party(party="office", name="Office", roles=("desk",))
    play = started(tacit(), *weighing("tonnage", 50, 40), office)
    for refused in (
        became(play, "office", "reclassified", roles=("member",)).refused,
        became(play, "m1", "merged", heirs=(Heir(party="office", inherits=("roles",)),)).refused,
    ):
        assert refused is not None and "office has no tonnage" in refused.sentence
    assert became(play, "office", "reweighed", weights={"tonnage": 60}).refused is None
    assert became(play, "office", "reclassified", roles=("member",)).refused is None
    assert counted(play).figures.counts["fleet"] == 150


def test_a_weight_is_what_a_reweighed_party_has_and_no_other() -> None:
    play = started(tacit(), *weighing("tonnage", 50, 40))
    for what, fields in (("reweighed", {}), ("renamed", {"name": "X", "weights": {"tonnage": 1}})):
        refused = became(play, "m1", what, **fields).refused
        assert refused is not None and refused.code == "NotASuccession"


def group(*members: str, **weights: int) -> Party:
    seat = {"party": "g", "name": "Group", "roles": ["member"]}
    return Party.model_validate({**seat, "members": members, "weights": weights})


def test_a_group_that_counts_as_one_weighs_what_its_members_do_that_have_not_answered() -> None:
    play = started(qualified(groups="as_one"), *UNION[:4], group("m1", "m2", "m3"))
    voted(play, "no", 3)
    says(play, "only.list", "yes", "g")
    figures = counted(play).figures
    assert figures.counts["people_in_favour"] == 83 + 68
    assert figures.counts["people"] == 83 + 68 + 59 + 48
    assert figures.weighed["people"].parties == 3  # the group, the member for itself, and m4


def test_a_group_may_weigh_what_it_has_itself() -> None:
    own = rules({"tonnage": {"title": "t", "groups": "own"}}, TACITLY, **TACIT, groups="as_one")
    with pytest.raises(Malformed, match="g has no tonnage"):
        started(own, *weighing("tonnage", 50, 40), group("m1"))
    play = started(own, *weighing("tonnage", 50, 40), group("m1", tonnage=7))
    says(play, "only.list", "objection", "g")
    assert counted(play).figures.counts == {"objecting_tonnage": 7, "fleet": 47}


def test_per_member_the_members_weigh_and_the_group_needs_no_weight() -> None:
    play = started(qualified(groups="per_member"), *UNION[:3], group("m1", "m2"))
    says(play, "only.list", "yes", "g")
    figures = counted(play).figures
    assert (figures.counts["people_in_favour"], figures.counts["people"]) == (151, 210)


def test_of_a_member_of_two_groups_nobody_could_say_where_it_weighs() -> None:
    other = group("m2").model_copy(update={"party": "h"})
    with pytest.raises(Malformed, match="m2 is a member of g and of h"):
        started(qualified(groups="as_one"), *UNION[:3], group("m1", "m2"), other)


def found(procedure: Procedure) -> list[str]:
    return [one.wrong for one in check(procedure)]


def unchecked(weights: dict[str, Any], **values: Any) -> Procedure:
    plain = rules({"tonnage": {"title": "gross tonnage"}}, TACITLY, **TACIT)
    data = plain.model_dump(mode="json", by_alias=True)
    data["weights"] = weights
    data["roadmap"][0]["questions"]["list"].update(values)
    return Procedure.model_validate(data)


KNOWN = {"tonnage": {"title": "gross tonnage"}, "people": {"title": "population"}}


def share(count: str, of: str, least: str = "1/2") -> list[dict[str, Any]]:
    test = {"count": count, "share_at_least": least, "of": of, "of_none": "fails"}
    return [{"when": [test], "permits": ["not_accepted"]}, {"permits": ["accepted"]}]


def test_the_check_finds_a_weight_that_nobody_has_and_one_that_no_rule_counts_by() -> None:
    assert "there is no weight tonnage" in found(unchecked({}))
    assert "no rule counts by people" in found(unchecked(KNOWN))


def test_the_check_finds_heads_that_are_added_to_tonnes_or_compared_with_them() -> None:
    counts = {**TACIT["counts"], "both": {"sum": ["objection", "fleet"]}}
    assert "both adds up heads and tonnage" in found(unchecked(KNOWN, counts=counts))
    compared = unchecked(KNOWN, adds_up_to=share("objecting_tonnage", "asked"))
    assert "objecting_tonnage counts tonnage, and is compared with heads" in found(compared)
    assert not errors(unchecked(KNOWN, adds_up_to=share("objecting_tonnage", "fleet")))


def test_the_check_finds_a_group_of_unsaid_weight_and_a_number_too_large_to_keep() -> None:
    unsaid = unchecked(KNOWN, groups="as_one")
    assert "a group counts as one, and nothing says what tonnage it has" in found(unsaid)
    large = unchecked(KNOWN, adds_up_to=share("objecting_tonnage", "fleet", "10"))
    assert any("9 times the weight of all parties" in one for one in found(large))


def test_the_page_says_what_parties_have_together() -> None:
    page = "\n".join(line for one in explain(qualified()) for line in one.lines)
    assert (
        "the parties that have said “Yes” together have at least 65 % of the population of the parties that are asked"
        in page
    )
    assert "Population: a whole number that is recorded for each party that a rule counts" in page
    assert "weighs what its members together do that have not answered themselves" in page


def test_a_twin_that_counts_heads_where_it_should_weigh_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counts.Whom, "size", lambda _, parties, __: len(set(parties)))
    with pytest.raises(AssertionError):
        test_a_qualified_majority_takes_members_and_people_and_four_to_block(
            (1, 2, 3, 4, 5, 6), "adopted"
        )


def test_a_procedure_without_weights_is_written_as_before() -> None:
    plain = with_stage(
        {"broken": ["end"], "held": ["end"], "withdrawn": ["only"]},
        {"kind": "silence_procedure", "questions": {"list": question()}},
    )
    assert "weigh" not in plain.canonical()
    assert "weights" not in Party(party="a", name="A", roles=("member",)).model_dump()
