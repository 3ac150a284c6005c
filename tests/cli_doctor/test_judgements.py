"""What is made of the facts, at the limits that a test cannot bring about on a machine of its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.doctor import Check, libraries, python
from cli.doctor_clockwork import workers
from cli.doctor_database import clock, server
from store.examine import Facts

FACTS = Facts(180001, "parley_app", [], 10_000_000, {}, 0.0, 0.001)


@pytest.mark.parametrize(
    ("ahead", "status"),
    [
        (0.9, "ok"),
        (-0.9, "ok"),
        (1.1, "warning"),
        (-1.1, "warning"),
        (61.0, "error"),
        (-61.0, "error"),
    ],
)
def test_clocks_apart(ahead: float, status: str) -> None:
    assert clock(replace(FACTS, ahead=ahead)).status == status


def test_a_difference_that_the_network_explains_is_none() -> None:
    assert clock(replace(FACTS, ahead=1.5, within=0.6)).status == "ok"


def test_an_old_postgres_and_an_old_python_are_refused() -> None:
    assert server(replace(FACTS, version=150000)).status == "ok"
    assert "Upgrade" in server(replace(FACTS, version=140012)).advice
    assert python((3, 11, 0)).status == "ok"
    assert python((3, 10, 14)).status == "error"


def test_a_library_that_differs_from_the_lock_is_named_and_a_missing_lock_is_none(
    tmp_path: Path,
) -> None:
    lock = tmp_path / "requirements.lock"
    assert libraries(lock).status == "ok"
    lock.write_text("pydantic==0.0.1 \\\n    --hash=sha256:00\nno-such-library==1.0\n")
    found = libraries(lock)
    assert found.status == "error"
    assert "pydantic " in found.found and "(locked: 0.0.1)" in found.found
    assert "no-such-library" not in found.found


def test_a_worker_that_died_is_none() -> None:
    now = datetime.now(UTC)
    died, lives = now - timedelta(seconds=91), now - timedelta(seconds=60)
    assert workers("q", [died], now).status == "error"
    assert workers("q", [died, lives], now) == Check("workers", "ok", "1 on the task queue q")
