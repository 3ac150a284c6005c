"""Whatever is said of paragraphs, in whatever order: a package is agreed with all its paragraphs, or with none."""

import random
from collections.abc import Callable
from time import process_time

import pytest

from domain.process.fold import replay
from domain.text.commands import Paragraph
from domain.text.paragraphs import Negotiated, Paragraphs
from tests.domain.play import Play
from tests.domain.reading import agree, placed, publish, rules, say, statuses

SEEDS = range(40)
ACTS = 40


def whole(book: Paragraphs) -> None:
    """The invariant, and what follows from it."""
    for package, members in book.packages.items():
        agreed = {book.agreed(one) for one in members}
        assert len(agreed) <= 1, f"{package} is agreed in part"
        assert book.accepted(package) == (agreed == {True})
    for paragraph, packages in book.packages_of.items():
        assert all(paragraph in book.packages[package] for package in packages)


def some(rng: random.Random, play: Play, most: int = 3) -> tuple[str, ...]:
    text = play.state.text_in_force
    assert text is not None
    return tuple(rng.sample(text.labels, rng.randint(1, min(most, len(text.labels)))))


def settle(rng: random.Random, play: Play) -> None:
    status = rng.choice(["open", "bracketed", "agreed_ad_ref"])
    say(play, "status", statuses=statuses(**{f"p_{one}": status for one in some(rng, play)}))


def agree_together(rng: random.Random, play: Play) -> None:
    """Agree paragraphs with all that packages tie to them, as a chair would."""
    text = play.state.text_in_force
    assert text is not None
    labels = {identity: label for label, identity in text.identity.items()}
    tied, _ = play.state.paragraphs.together(text.identity[one] for one in some(rng, play))
    agree(play, *(labels[one] for one in tied if one in labels))


def tie(rng: random.Random, play: Play) -> None:
    say(play, "package", title=f"P{play.number}", paragraphs=some(rng, play))


def reopen(rng: random.Random, play: Play) -> None:
    say(play, "reopening", "a-principal", paragraphs=some(rng, play, 1), grounds="New facts")


def revise(rng: random.Random, play: Play) -> None:
    """A new version: a wording changes, a paragraph is gone, split, or comes, or all are renumbered."""
    text = play.state.text_in_force
    assert text is not None
    rows = [Paragraph(label=one, wording=f"Words of {one}.") for one in text.labels]
    place = rng.randrange(len(rows))
    one = rows[place].label
    match rng.choice(["words", "gone", "split", "new", "renumbered"]):
        case "words":
            rows[place] = Paragraph(label=one, wording=f"Words at {play.number}.")
        case "gone" if len(rows) > 2:
            del rows[place]
        case "split":
            parts = [f"{one}x{play.number}", f"{one}y{play.number}"]
            rows[place : place + 1] = [Paragraph(label=p, wording=p, was=(one,)) for p in parts]
        case "new":
            rows.insert(place, Paragraph(label=f"n{play.number}", wording="New."))
        case _:
            rows = [
                Paragraph(label=f"{n}-{play.number}", wording=r.wording, was=(r.label,))
                for n, r in enumerate(rows)
            ]
    publish(play, f"v-{play.number}", tuple(rows), "rev")


DO: tuple[Callable[[random.Random, Play], None], ...] = (
    settle,
    agree_together,
    agree_together,
    tie,
    reopen,
    reopen,
    revise,
)


def played(seed: int, look: Callable[[Paragraphs], None] = whole) -> Play:
    rng = random.Random(seed)
    play = placed("1", "2", "3", "4", "5", "6")
    for _ in range(ACTS):
        rng.choice(DO)(rng, play)
        look(play.state.paragraphs)
    return play


@pytest.mark.parametrize("seed", SEEDS)
def test_a_package_is_never_accepted_with_an_open_paragraph(seed: int) -> None:
    play = played(seed)
    again = replay(play.history)
    assert again is not None and again.paragraphs == play.state.paragraphs


def test_the_acts_drawn_at_random_do_accept_and_reopen_packages() -> None:
    accepted = reopened = 0
    for seed in SEEDS:
        before: set[str] = set()
        for after in accepted_after_each_act(seed):
            accepted += bool(after - before)
            reopened += bool(before - after)
            before = after
    assert accepted > 40 and reopened > 10


def accepted_after_each_act(seed: int) -> list[set[str]]:
    found: list[set[str]] = []

    def look(book: Paragraphs) -> None:
        found.append({package for package in book.packages if book.accepted(package)})

    played(seed, look)
    return found


def all_seeds() -> None:
    for seed in SEEDS:
        played(seed)


def test_a_reopening_that_forgot_the_packages_would_be_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def alone(book: Paragraphs, version: int, paragraphs: tuple[str, ...]) -> None:
        for one in paragraphs:
            book._set(version, one, Negotiated(given=version))

    monkeypatch.setattr(Paragraphs, "_reopen", alone)
    with pytest.raises(AssertionError, match="agreed in part"):
        all_seeds()


def test_an_acceptance_that_forgot_the_packages_would_be_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nobody(book: Paragraphs, said: object) -> list[str]:
        del book, said
        return []

    monkeypatch.setattr(Paragraphs, "left_out", nobody)
    with pytest.raises(AssertionError, match="agreed in part"):
        all_seeds()


def seconds_of(paragraphs: int) -> float:
    """How long a reading takes, seven proposals to a paragraph, each disposed of; the best of three, in CPU time."""
    found = []
    for _ in range(3):
        start = process_time()
        read_through(paragraphs)
        found.append(process_time() - start)
    return min(found)


def read_through(paragraphs: int) -> None:
    procedure = rules(("[paragraphs_settled]", "[paragraphs_settled, proposals_disposed]"))
    labels = [str(n) for n in range(paragraphs)]
    play = placed(*labels, procedure=procedure)
    for label in labels:
        for n in range(7):
            say(play, "proposal", f"{'abc'[n % 3]}-principal", paragraphs=(label,), wording="More.")
    for number in list(play.step("reading.paragraphs").numbered):
        say(play, "disposition", about=number, choice="noted")
    for label in labels:
        agree(play, label)
    play.settle()
    assert play.step("reading.paragraphs").outcome == "read"


def test_a_reading_of_four_times_the_size_takes_no_more_than_in_proportion() -> None:
    """Quadratic work would take sixteen times as long. The larger one has 500 paragraphs and 3,500 proposals."""
    assert seconds_of(500) < 8 * seconds_of(125)
