"""The stack of all journeys: started once, through the program itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.town import Town, down, up
from tests.stage import clear


@pytest.fixture(scope="session")
def town(run_folder: Path, temporal_program_path: Path) -> Iterator[Town]:
    """`parley up` in a folder of its own. In the end it is stopped as a person stops it."""
    home = run_folder / "town"
    home.mkdir(mode=0o711)
    running = up(home)
    yield Town(home)
    down(running)
    clear(home)
