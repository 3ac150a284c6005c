"""Paragraphs keep their identity, have a status, and are agreed in packages. Sources: rules 2.3, hard case 16."""

import pytest

from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.process.fold import replay
from domain.step.commands import WithdrawAnswer
from domain.text.commands import Paragraph
from domain.text.lineage import NotTraceable, trace
from domain.text.read import NoText, read_text_file
from tests.domain.reading import (
    agree,
    now,
    placed,
    publish,
    refusal,
    rules,
    say,
    statuses,
    written,
)

V1 = {"1": "1", "2": "2", "3": "3"}


def traced_to(labels: str, **was: str) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    given = {key[2:]: tuple(value.split()) for key, value in was.items()}
    return trace(labels.split(), {}, given, V1, set(V1))


def test_the_same_label_is_the_same_paragraph() -> None:
    assert traced_to("1 2 3") == (("1", "2", "3"), {})


def test_a_renumbered_paragraph_stays_itself_and_the_new_one_with_its_label_is_new() -> None:
    assert traced_to("1 2 3 4", p_3="2", p_4="3") == (("1", "2~2", "2", "3"), {})


def test_the_parts_of_a_split_paragraph_are_new_and_name_their_origin() -> None:
    found = traced_to("1 2 2bis 3", p_2="2", p_2bis="2")
    assert found == (("1", "2~2", "2bis", "3"), {"2~2": ("2",), "2bis": ("2",)})


def test_a_merged_paragraph_is_new_and_names_its_origins() -> None:
    assert traced_to("1 2", p_2="2 3") == (("1", "2~2"), {"2~2": ("2", "3")})


def test_an_identity_can_be_given_by_name_and_lasts_whatever_the_label() -> None:
    named, _ = trace(("1", "2"), {"2": "scope"}, {}, {}, set())
    again, _ = trace(
        ("1", "7"), {}, {"7": ("2",)}, dict(zip(("1", "2"), named, strict=True)), set(named)
    )
    assert (named, again) == (("1", "scope"), ("1", "scope"))


def test_what_cannot_be_traced_is_refused() -> None:
    for was in ({"9": ("1",)}, {"1": ("9",)}):
        with pytest.raises(NotTraceable):
            trace(("1", "2"), {}, was, V1, set(V1))
    with pytest.raises(NotTraceable):
        trace(("1", "2"), {"2": "1"}, {}, V1, set(V1))


def test_a_text_file_says_where_its_paragraphs_come_from() -> None:
    found = read_text_file(
        "[5 | was 4] Five.\n\n[6 | was 5, 6] Six.\n\n[7 | id scope] Seven.\n\n8. Eight."
    )
    assert found[0] == Paragraph(label="5", wording="Five.", was=("4",))
    assert found[1].was == ("5", "6")
    assert (found[2].label, found[2].id) == ("7", "scope")
    assert found[3] == Paragraph(label="8", wording="Eight.")
    with pytest.raises(NoText, match="neither"):
        read_text_file("[5 | perhaps 4] Five.")


def test_a_first_text_is_open_in_all_its_paragraphs() -> None:
    assert set(now(placed()).values()) == {"open"}


def test_a_reading_closes_when_every_paragraph_has_a_status_and_not_before() -> None:
    play = placed()
    say(play, "status", statuses=statuses(p_1="agreed_ad_ref", p_2="bracketed", p_3="open"))
    play.settle()
    assert play.step("reading.paragraphs").is_open
    say(
        play,
        "status",
        statuses=[{"paragraph": "4", "status": "agreed_language", "source": "A/RES/73/195, 16"}],
    )
    play.settle()
    assert play.step("reading.paragraphs").outcome == "read"
    assert now(play) == {
        "1": "agreed_ad_ref",
        "2": "bracketed",
        "3": "open",
        "4": "agreed_language",
    }


def test_where_nothing_is_agreed_until_everything_is_a_bracket_keeps_the_reading_open() -> None:
    play = placed("1", "2", procedure=rules(("paragraphs_settled", "everything_agreed")))
    say(play, "status", statuses=statuses(p_1="agreed_ad_ref", p_2="bracketed"))
    play.settle()
    assert play.step("reading.paragraphs").is_open
    agree(play, "2")
    play.settle()
    assert play.step("reading.paragraphs").outcome == "read"


def test_a_status_of_a_paragraph_that_does_not_exist_is_refused_and_kept() -> None:
    play = placed()
    decision = say(play, "status", statuses=statuses(p_9="bracketed"))
    assert refusal(decision) == "UnknownParagraph" and play.types()[-1] == "ActRefused"


def test_agreed_language_names_its_source() -> None:
    with pytest.raises(ValueError, match="source"):
        say(placed(), "status", statuses=statuses(p_1="agreed_language"))


def test_what_is_agreed_changes_only_after_it_was_reopened_with_a_reason() -> None:
    play = placed()
    agree(play, "1")
    assert (
        refusal(say(play, "status", statuses=statuses(p_1="bracketed"))) == "AgreedParagraphChanged"
    )
    assert refusal(say(play, "reopening", "a-principal", paragraphs=("1",))) == "FieldMissing"
    assert (
        refusal(say(play, "reopening", "a-principal", paragraphs=("1",), grounds="New facts"))
        is None
    )
    assert refusal(say(play, "status", statuses=statuses(p_1="bracketed"))) is None


def test_agreed_ad_referendum_can_be_frozen_as_agreed_language_without_reopening() -> None:
    play = placed()
    agree(play, "1")
    frozen = {"paragraph": "1", "status": "agreed_language", "source": "A/RES/73/195"}
    assert refusal(say(play, "status", statuses=[frozen])) is None
    assert play.state.paragraphs.standing["1"].source == "A/RES/73/195"


def test_only_what_is_agreed_can_be_reopened() -> None:
    decision = say(placed(), "reopening", "a-principal", paragraphs=("1",), grounds="Why not")
    assert refusal(decision) == "OutOfPlace"


def test_an_elements_paper_has_no_statuses() -> None:
    play = placed()
    publish(play, "v2", written("1", "2"), kind="elements")
    assert refusal(agree(play, "1")) == "OutOfPlace"


def test_a_status_cannot_be_withdrawn_only_put_right() -> None:
    play = placed()
    agree(play, "1")
    act = WithdrawAnswer(step=play.step("reading.paragraphs").step, answer="status")
    assert refusal(play.send(act, "chair-principal")) == "AnswerFinal"
    assert now(play)["1"] == "agreed_ad_ref"


def test_a_new_version_keeps_the_status_of_wording_that_it_keeps() -> None:
    play = placed("1", "2", "3")
    agree(play, "1")
    say(play, "status", statuses=statuses(p_2="bracketed"))
    kept = written("1", "2", "3", was={"3": ("2",), "2": ()}, p_3="Words of 2.", p_2="New words.")
    assert refusal(publish(play, "v2", kept)) is None
    assert now(play) == {"1": "agreed_ad_ref", "2~2": "open", "2": "bracketed"}


def test_a_new_wording_is_open_again() -> None:
    play = placed("1", "2")
    say(play, "status", statuses=statuses(p_1="bracketed"))
    publish(play, "v2", written("1", "2", p_1="Other words."))
    assert now(play) == {"1": "open", "2": "open"}


def test_a_version_that_changes_or_drops_an_agreed_paragraph_is_refused_until_it_is_reopened() -> (
    None
):
    play = placed("1", "2")
    agree(play, "1")
    for paragraphs in (written("1", "2", p_1="Other words."), written("2")):
        assert refusal(publish(play, "v2", paragraphs)) == "AgreedParagraphChanged"
    assert refusal(publish(play, "v2", written("1", "2", p_1="Words  of\n1."))) is None
    say(play, "reopening", "a-principal", paragraphs=("1",), grounds="New facts")
    assert refusal(publish(play, "v3", written("2"))) is None


def test_a_paragraph_agreed_in_other_words_comes_into_the_next_version_in_those_words() -> None:
    play = placed("1", "2")
    agreed = {"paragraph": "1", "status": "agreed_ad_ref", "wording": "Better words."}
    assert refusal(say(play, "status", statuses=[agreed])) is None
    assert refusal(publish(play, "v2", written("1", "2"))) == "AgreedParagraphChanged"
    assert refusal(publish(play, "v2", written("1", "2", p_1="Better words."))) is None
    assert now(play)["1"] == "agreed_ad_ref"


def packaged(*packages: tuple[str, ...]):  # type: ignore[no-untyped-def]
    play = placed("1", "2", "3", "4", "5")
    for number, members in enumerate(packages):
        assert refusal(say(play, "package", title=f"P{number}", paragraphs=members)) is None
    return play


def test_a_package_is_accepted_together_or_not_at_all() -> None:
    play = packaged(("1", "2"))
    assert refusal(agree(play, "1")) == "PackageInParts"
    assert refusal(agree(play, "1", "2")) is None
    assert play.state.paragraphs.accepted("P0")


def test_hard_case_16_reopening_one_paragraph_returns_every_package_that_contains_it_transitively() -> (
    None
):
    play = packaged(("1", "2"), ("2", "3"))
    agree(play, "1", "2", "3", "4")
    say(play, "reopening", "a-principal", paragraphs=("1",), grounds="New facts")
    assert now(play) == {"1": "open", "2": "open", "3": "open", "4": "agreed_ad_ref", "5": "open"}
    assert not play.state.paragraphs.accepted("P1")


def test_hard_case_16_earlier_acceptances_stay_in_history() -> None:
    play = packaged(("1", "2"))
    agree(play, "1", "2")
    say(play, "reopening", "a-principal", paragraphs=("1",), grounds="New facts")
    told = [status.status for _, status in play.state.paragraphs.history["2"]]
    assert told == ["open", "agreed_ad_ref", "open"]


def test_a_package_of_agreed_and_open_paragraphs_is_refused() -> None:
    play = placed()
    agree(play, "1")
    assert refusal(say(play, "package", title="P", paragraphs=("1", "2"))) == "OutOfPlace"
    assert refusal(say(play, "package", title="P", paragraphs=("2",))) == "OutOfPlace"


def test_in_a_package_the_parts_stand_for_what_was_split() -> None:
    play = packaged(("1", "2"))
    split = written("1", "1bis", "2", "3", "4", "5", was={"1": ("1",), "1bis": ("1",)})
    assert refusal(publish(play, "v2", split)) is None
    assert play.state.paragraphs.packages["P0"] == ("1~2", "1bis", "2")
    assert refusal(agree(play, "1", "2")) == "PackageInParts"


def test_replaying_the_record_gives_the_same_paragraphs() -> None:
    play = packaged(("1", "2"), ("2", "3"))
    agree(play, "1", "2", "3")
    say(play, "reopening", "a-principal", paragraphs=("3",), grounds="New facts")
    again = replay(play.history)
    assert again is not None and again.paragraphs == play.state.paragraphs


FAULTS = (
    ("needs: [statuses], effect", "needs: [comment], effect", "does not need statuses"),
    ("needs: [paragraphs, grounds], effect", "needs: [paragraphs], effect", "needs no reason"),
    (
        "needs: [paragraphs, wording], effect: proposes",
        "takes: [statuses], effect: proposes",
        "sets none",
    ),
    ("effect: sets_status", "effect: none", "waits for paragraphs_settled"),
)


@pytest.mark.parametrize(("old", "new", "wrong"), FAULTS)
def test_the_check_finds_answers_on_paragraphs_that_would_have_no_effect(
    old: str, new: str, wrong: str
) -> None:
    assert not [one for one in check(rules()) if one.level == "error"]
    assert any(wrong in one.wrong for one in check(rules((old, new))) if one.level == "error")


EVERYTHING = (
    "adds_up_to: [{permits: [read]}]",
    """adds_up_to:
          - when: [{count: agreed_paragraphs, share_at_least: "1", of: paragraphs, of_none: fails}]
            permits: [agreed]
          - {when: [{count: bracketed_paragraphs, at_most: 1}], permits: [nearly]}
          - {permits: [read]}""",
)
WAYS = ("then: {read: [silence]}", "then: {read: [silence], nearly: [silence], agreed: [end]}")


@pytest.mark.parametrize(
    ("second", "outcome"),
    [("agreed_ad_ref", "agreed"), ("bracketed", "nearly"), ("open", "nearly")],
)
def test_nothing_is_agreed_until_everything_is_as_a_rule_over_paragraphs(
    second: str, outcome: str
) -> None:
    play = placed("1", "2", procedure=rules(EVERYTHING, WAYS))
    say(play, "status", statuses=statuses(p_1="agreed_ad_ref", p_2=second))
    play.settle()
    assert play.step("reading.paragraphs").outcome == outcome


def test_a_rule_over_paragraphs_is_checked_and_said_in_plain_words() -> None:
    procedure = rules(EVERYTHING, WAYS)
    assert not [one for one in check(procedure) if one.level == "error"]
    told = " ".join(line for passage in explain(procedure) for line in passage.lines)
    assert (
        "the number of agreed paragraphs" in told and "the number of bracketed paragraphs" in told
    )
