"""A pledge on a clock of its own, up to the points from which the coordinator's commands are tried."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import Played, Terminal, started
from tests.domain.pledge import geneva
from tests.stage import Database, plain_logs

TEXT = "[preamble] We, the entities.\n\n[a] We commit.\n\n[b] We report.\n"


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """The program decides where logs go; it runs in the process of the tests here."""
    yield
    plain_logs()


@pytest.fixture
def parley(database: Database) -> Terminal:
    return Terminal(database)


@pytest.fixture
def played(database: Database) -> Played:
    return started(database)


@pytest.fixture
def published(parley: Terminal, played: Played, tmp_path: Path) -> Played:
    """A first text is published to all parties."""
    file = tmp_path / "v1.txt"
    file.write_text(TEXT)
    words = ("publish", played.process, file, "--text", "v1", "--yes", "--in", "lead")
    parley(*words, as_="iom-principal")
    return played


@pytest.fixture
def asked(parley: Terminal, published: Played) -> Played:
    """The meeting found broad agreement with a condition; proposals are asked for, as soon as possible."""
    published.until(geneva(2, 15, 17))
    words = ("finding", published.process, "meeting", "--outcome", "broad_agreement")
    parley(
        *words, "--condition", "P3=no list of themes", "--in", "coordinator", as_="iom-principal"
    )
    published.until(geneva(2, 16, 9))
    return published


@pytest.fixture
def proposed(parley: Terminal, asked: Played) -> Played:
    """WHO and IOM proposed changes, WHO's is flagged; the Coordinator owes a disposition of each."""
    for who, wording in (("who", "=SUM(A1) of all themes"), ("iom", "We report yearly.")):
        words = ("propose", asked.process, "revision.proposals", "--wording", wording)
        role = ("--in", "principal")
        parley(*words, "--paragraphs", "b", *role, as_=f"{who}-focal_point")
    first = asked.state().step_of("revision.proposals")
    assert first is not None
    flag = ("flag", asked.process, "revision.proposals", "--proposal", min(first.numbered))
    said = ("--condition", "P3", "--grounds", "It lists themes")
    parley(*flag, *said, "--in", "coordinator", as_="iom-principal")
    fix = ("fix-deadline", asked.process, "revision.proposals", "--yes", "--grounds", "As agreed")
    when = ("--closes-at", "2022-02-22T18:00 Geneva")
    parley(*fix, *when, "--in", "coordinator", as_="iom-principal")
    asked.until(geneva(2, 22, 18, 30))
    return asked
