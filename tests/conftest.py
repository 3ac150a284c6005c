"""What every test may ask for: real servers, started when first needed and ended with the run."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings

from embedded.binary import temporal_program
from embedded.postgres import Postgres
from embedded.temporal import Temporal
from tests.stage import (
    TEMPLATE,
    Database,
    clear,
    clear_abandoned,
    clone,
    drop,
    finished,
    new_folder,
    plain_logs,
)


def pytest_configure() -> None:
    """SIGTERM ends the run as Ctrl-C does: with its fixtures, so that no server is left behind."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings.register_profile("parley", deadline=None)  # a busy machine is no finding
    settings.load_profile("parley")
    plain_logs()


@pytest.fixture(scope="session")
def run_folder() -> Iterator[Path]:
    """Where the servers of this run live. In the end everything that was started below it is gone."""
    clear_abandoned()
    folder = new_folder()
    yield folder
    clear(folder)


@pytest.fixture
def stack_home(run_folder: Path) -> Iterator[Path]:
    """A folder for servers of one test's own (`Stack`, `Postgres`, `Temporal`), with fsync, to be killed at will."""
    home = run_folder / uuid4().hex[:8]
    home.mkdir(mode=0o711)
    yield home
    clear(home)


@pytest.fixture(scope="session")
def postgres(run_folder: Path) -> Postgres:
    """The cluster of all tests that do not kill it. It does not wait for the disk."""
    cluster = Postgres(run_folder / "postgres", unsafe_without_fsync=True)
    cluster.start()
    return cluster


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> str:
    """A database with all migrations."""
    from store.migrate import migrate  # noqa: PLC0415 (only the tests that need the store import it)

    postgres.sql(f"create database {TEMPLATE} owner parley_owner", "postgres")
    finished(migrate(postgres.url("parley_owner", TEMPLATE)))
    return TEMPLATE


@pytest.fixture
def new_database(postgres: Postgres, template: str) -> Iterator[Callable[[], Database]]:
    """Make as many fresh databases as the test wants; they are dropped after it."""
    made: list[Database] = []

    def make() -> Database:
        made.append(clone(postgres))
        return made[-1]

    yield make
    for each in made:
        drop(postgres, each.name)


@pytest.fixture
def database(new_database: Callable[[], Database]) -> Database:
    """A fresh, migrated database of this test's own."""
    return new_database()


@pytest.fixture(scope="session")
def temporal_program_path() -> Path:
    return temporal_program()


@pytest.fixture(scope="session")
def temporal_address(run_folder: Path, temporal_program_path: Path) -> str:
    """The Temporal server of all tests that do not kill it. Tests keep apart by task queue and process id."""
    server = Temporal(run_folder / "temporal", temporal_program_path)
    server.start()
    return server.address
