"""Hard case 12: what "the same text" means: words, corrections that are listed, files, languages, annexes, labels."""

from typing import Any

import pytest

from domain.procedure.explain.page import explain
from domain.refused import Malformed
from domain.text.commands import text_hash
from domain.text.same import languages, same_text
from tests.domain.play import Play
from tests.domain.reading import agree, placed, publish, refusal, rules, say, started, written

FRENCH = {"sha256": "f" * 64, "media_type": "text/plain", "language": "fr"}
DISPOSITION = "          disposition:"
TRANSLATION = """          translation:
            {title: In another language, each: many, needs: [rendition], effect: renders}
"""
DISCREPANCY = """          discrepancy:
            {title: Languages differ, each: many, needs: [paragraphs, wording], effect: proposes}
"""
CORRECTED = {"paragraph": "2", "was": "Words of 2.", "becomes": "Words of two."}


def tabled(play: Play, **more: Any) -> str | None:
    """A text that is tabled under a symbol; it says that it has the words of v1."""
    said = {"same_as": "v1", "symbol": "A/73/L.99", **more}
    return refusal(
        publish(play, "l-99", written("1", "2", **more.pop("words", {})), "final", **said)
    )


def test_a_file_that_is_saved_again_has_the_same_words_and_the_same_hash() -> None:
    broken_otherwise = written("1", "2", p_1="Words\n  of 1.")
    assert text_hash(broken_otherwise) == text_hash(written("1", "2"))


def test_a_tabled_text_with_the_same_words_is_the_same_text_under_its_symbol() -> None:
    play = placed("1", "2")
    assert tabled(play) is None
    texts = play.state.texts
    assert texts["l-99"].symbol == "A/73/L.99"
    assert same_text(play.state, texts["l-99"], texts["v1"])


def test_what_says_that_it_is_the_same_and_is_not_is_refused() -> None:
    play = placed("1", "2")
    other = written("1", "2", p_2="Words of two.")
    assert refusal(publish(play, "l-99", other, same_as="v1")) == "NotTheSameText"
    assert refusal(publish(play, "l-99", written("1", "2"), same_as="v0")) == "UnknownText"


def test_editorial_corrections_that_are_listed_word_for_word_leave_it_the_same_text() -> None:
    play = placed("1", "2")
    other = written("1", "2", p_2="Words of two.")
    assert refusal(publish(play, "l-99", other, same_as="v1", corrections=[CORRECTED])) is None
    texts = play.state.texts
    assert texts["l-99"].sha256 != texts["v1"].sha256
    assert same_text(play.state, texts["l-99"], texts["v1"])


def test_a_correction_that_is_not_what_happened_is_refused() -> None:
    play = placed("1", "2")
    other = written("1", "2", p_1="Other words.", p_2="Words of two.")
    for listed in (
        [CORRECTED],
        [{**CORRECTED, "becomes": "Words of 3."}],
        [{**CORRECTED, "was": "Something else."}],
        [CORRECTED, {**CORRECTED, "paragraph": "9"}],
    ):
        decision = publish(play, "l-99", other, same_as="v1", corrections=listed)
        assert refusal(decision) == "NotTheSameText"
    with pytest.raises(Malformed):
        publish(play, "l-99", other, corrections=[CORRECTED])


def test_an_agreed_paragraph_may_be_corrected_as_listed_and_stays_agreed() -> None:
    play = placed("1", "2")
    agree(play, "2")
    other = written("1", "2", p_2="Words of two.")
    assert refusal(publish(play, "l-99", other, same_as="v1", corrections=[CORRECTED])) is None
    assert play.state.paragraphs.agreed("2")


def test_a_resolution_with_the_text_annexed_is_about_the_same_text_and_has_paragraphs_of_its_own() -> (
    None
):
    play = placed("1", "2")
    agree(play, "1", "2")
    resolution = written(
        "1", "2", p_1="Endorses the declaration annexed.", p_2="Decides to review it."
    )
    assert refusal(publish(play, "res", resolution, contains=["v1"])) is None
    texts = play.state.texts
    assert same_text(play.state, texts["res"], texts["v1"])
    assert set(texts["res"].identity.values()).isdisjoint(texts["v1"].identity.values())


def test_files_and_language_versions_are_attributes_with_hashes_of_their_own() -> None:
    play = placed("1", "2")
    pdf = {"sha256": "d" * 64, "media_type": "application/pdf"}
    assert tabled(play, language="en", renditions=[pdf, {**FRENCH, "labels": ["1", "2"]}]) is None
    text = play.state.texts["l-99"]
    assert languages(text) == ("en", "fr")
    assert [one.media_type for one in text.renditions] == ["application/pdf", "text/plain"]


def test_language_versions_share_the_paragraphs_of_the_text() -> None:
    play = placed("1", "2")
    assert tabled(play, renditions=[{**FRENCH, "labels": ["1", "3"]}]) == "OtherParagraphs"


def translating() -> Play:
    """The silence waits until the text exists in two languages; language versions come as answers."""
    procedure = rules(
        (
            "then: {held: [end], broken: [end], withdrawn: [end]}",
            "needs: [{text_in: [en, fr]}]\n    then: {held: [end], broken: [end], withdrawn: [end]}",
        ),
        (
            DISPOSITION,
            TRANSLATION + DISPOSITION,
        ),
    )
    play = started(procedure)
    assert refusal(publish(play, "v1", written("1", "2"), language="en")) is None
    play.settle()
    return play


def test_a_question_is_not_put_before_the_text_exists_in_the_languages_that_it_needs() -> None:
    play = translating()
    agree(play, "1", "2")
    play.settle()
    assert play.step("reading.paragraphs").outcome == "read"
    assert play.state.step_of("silence.objections") is None
    assert (
        refusal(publish(play, "v2", written("1", "2"), language="en", renditions=[FRENCH])) is None
    )
    play.settle()
    assert play.step("silence.objections").text == "v2"


def test_a_language_version_comes_as_an_answer_and_must_have_the_same_paragraphs() -> None:
    play = translating()
    other = {**FRENCH, "labels": ["1"]}
    assert refusal(say(play, "translation", rendition=other)) == "OtherParagraphs"
    assert refusal(say(play, "translation", rendition={**FRENCH, "labels": ["1", "2"]})) is None
    assert languages(play.state.texts["v1"]) == ("en", "fr")
    agree(play, "1", "2")
    play.settle()
    assert play.step("silence.objections").text == "v1"


def test_a_discrepancy_between_languages_is_a_fact_that_waits_for_its_disposition() -> None:
    procedure = rules(
        (
            "complete_when: [paragraphs_settled]",
            "complete_when: [paragraphs_settled, proposals_disposed]",
        ),
        (
            DISPOSITION,
            DISCREPANCY + DISPOSITION,
        ),
    )
    play = placed("1", "2", procedure=procedure)
    words = "fr: the French says otherwise"
    told = say(play, "discrepancy", "a-principal", paragraphs=("2",), wording=words)
    assert refusal(told) is None
    number = play.history[-1].envelope.version
    agree(play, "1", "2")
    play.settle()
    assert play.step("reading.paragraphs").is_open
    say(play, "disposition", about=number, choice="accepted")
    play.settle()
    assert play.step("reading.paragraphs").outcome == "read"


def test_a_reference_to_a_label_that_does_not_exist_is_refused() -> None:
    play = placed("1", "2")
    decision = say(play, "proposal", "a-principal", paragraphs=("3",), wording="More words.")
    assert refusal(decision) == "UnknownParagraph"


def test_an_answer_on_another_text_than_the_one_in_question_is_refused() -> None:
    play = placed("1", "2")
    publish(play, "v2", written("1", "2", p_1="Other words."))
    decision = say(play, "proposal", "a-principal", text="v1", paragraphs=("1",), wording="More.")
    assert refusal(decision) == "TextNotInForce"


def test_the_page_says_in_which_languages_a_text_is_authoritative() -> None:
    for value, told in (("all", "in all the languages"), ("[en, fr]", "authoritative in: en, fr")):
        procedure = rules(("venue: geneva\n", f"venue: geneva\nauthoritative: {value}\n"))
        assert any(told in line for line in explain(procedure)[0].lines)
