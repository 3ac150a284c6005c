"""The worker's and its health check's own commands, as the compose file runs them."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from settings import Settings
from tests.deployment.compose import FILE, command, parsed
from tests.stage import Database
from worker.health import problem_of


@pytest.fixture
def environment(
    database: Database, temporal_address: str, temporal_program_path: Path
) -> dict[str, str]:
    """A namespace of the test's own, so that workers of other tests are not seen."""
    namespace = f"health-{uuid4().hex}"
    words = ["operator", "namespace", "create", "-n", namespace, "--retention", "1d"]
    subprocess.run(
        [temporal_program_path, *words, "--address", temporal_address, "--disable-config-file"],
        check=True,
        capture_output=True,
    )
    known = {"TEMPORAL_ADDRESS": temporal_address, "TEMPORAL_NAMESPACE": namespace}
    return {**os.environ, "DATABASE_URL": database.url, **known}


@asynccontextmanager
async def worker(environment: dict[str, str]) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command("worker")[1:], env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def health(environment: dict[str, str]) -> tuple[int | None, str]:
    test = parsed(FILE.read_text())["services"]["worker"]["healthcheck"]["test"]
    assert test[:2] == ["CMD", "python"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *test[2:], env=environment, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    return process.returncode, said.decode()


async def test_a_worker_is_well_while_it_polls_and_a_missing_one_is_not(
    environment: dict[str, str],
) -> None:
    code, said = await health(environment)
    assert (code, "no worker of" in said) == (1, True)
    async with worker(environment), asyncio.timeout(60):
        while (await health(environment))[0] != 0:
            pass


async def test_the_worker_of_another_machine_does_not_answer_for_this_one(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE", "DATABASE_URL"):
        monkeypatch.setenv(name, environment[name])
    async with worker(environment), asyncio.timeout(60):
        while (await health(environment))[0] != 0:
            pass
        said = await problem_of(Settings(), "elsewhere")
    assert said == "no worker of elsewhere polls the task queue parley"


@pytest.mark.parametrize(
    "wrong",
    [
        {"DATABASE_URL": "postgresql://parley_app@127.0.0.1:1/parley"},
        {"TEMPORAL_ADDRESS": "127.0.0.1:1"},
    ],
)
async def test_a_server_that_is_away_is_said_in_a_line(
    environment: dict[str, str], wrong: dict[str, str]
) -> None:
    code, said = await health(environment | wrong)
    assert code == 1
    assert len(said.splitlines()) == 1
