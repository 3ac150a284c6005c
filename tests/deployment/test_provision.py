"""The migration service's own command, run as the compose file runs it, on a cluster where nothing is there yet."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from embedded.postgres import DATABASE, ROLES, Postgres
from store.event_store import Store
from store.migrate import migrations
from store.provision import PASSWORDS
from tests.deployment.compose import ROOT, command

GIVEN = {name: f"{role}-{'x' * 16}" for role, name in PASSWORDS.items()}


@pytest.fixture(scope="module")
def bare(run_folder: Path) -> Iterator[Postgres]:
    """A cluster as the image makes it: a superuser, an empty database, no roles."""
    cluster = Postgres(run_folder / "provision", unsafe_without_fsync=True)
    cluster.start()
    cluster.sql(f"drop database {DATABASE}", "postgres")
    for role in ROLES:
        cluster.sql(f"drop role {role}", "postgres")
    cluster.sql(f"create database {DATABASE}", "postgres")
    yield cluster
    cluster.remove()


def run(environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    words = command("migrate")
    assert words[0] == "python"
    bare_environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *words[1:]],
        env=bare_environment | environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def provisioned(cluster: Postgres, **changed: str) -> "subprocess.CompletedProcess[str]":
    return run({"PARLEY_ADMIN_URL": cluster.url(), **GIVEN, **changed})


def login(cluster: Postgres, role: str, password: str) -> str:
    host = cluster.url().rpartition("@")[2]
    return f"postgresql://{role}:{password}@{host}"


async def test_a_bare_cluster_becomes_a_record_that_the_application_can_use(bare: Postgres) -> None:
    done = provisioned(bare)
    assert done.returncode == 0, done.stderr
    assert f"{len(migrations())} migrations applied" in done.stderr
    store = await Store.connect(login(bare, "parley_app", GIVEN["PARLEY_APP_PASSWORD"]))
    assert store.origin
    await store.close()


def test_a_second_run_changes_nothing(bare: Postgres) -> None:
    provisioned(bare)
    done = provisioned(bare)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        0,
        "roles are ready, 0 migrations applied",
    )


async def test_a_changed_password_replaces_the_old_one(bare: Postgres) -> None:
    other = "another-password-0123"
    assert provisioned(bare, PARLEY_APP_PASSWORD=other).returncode == 0
    store = await Store.connect(login(bare, "parley_app", other))
    await store.close()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(login(bare, "parley_app", GIVEN["PARLEY_APP_PASSWORD"]))


async def test_the_auditor_reads_no_names_and_the_application_changes_no_event(
    bare: Postgres,
) -> None:
    provisioned(bare)
    for role, forbidden in (
        ("parley_auditor", "select name from parley.person"),
        ("parley_app", "delete from parley.event"),
        ("parley_app", "create table parley.mine ()"),
    ):
        connection = await asyncpg.connect(login(bare, role, GIVEN[PASSWORDS[role]]))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(forbidden)
        await connection.close()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"PARLEY_APP_PASSWORD": ""}, "nothing was done: set PARLEY_APP_PASSWORD"),
        ({"PARLEY_APP_PASSWORD": "short"}, "nothing was done: PARLEY_APP_PASSWORD: 16 or more"),
        ({"PARLEY_APP_PASSWORD": "p@ssword/with:signs"}, "nothing was done: PARLEY_APP_PASSWORD"),
        ({"PARLEY_APP_PASSWORD": GIVEN["PARLEY_OWNER_PASSWORD"]}, "nothing was done: two roles"),
        ({"PARLEY_ADMIN_URL": "postgresql://postgres@127.0.0.1:1/parley"}, "not provisioned: "),
        ({"PARLEY_ADMIN_URL": "nonsense"}, "not provisioned: "),
    ],
)
def test_what_is_not_enough_is_said_in_a_line(changed: dict[str, str], said: str) -> None:
    given = {"PARLEY_ADMIN_URL": "postgresql://postgres@127.0.0.1:1/parley", **GIVEN}
    done = run({**given, **changed})
    assert done.returncode in (1, 2)
    assert done.stderr.startswith(said)
    assert len(done.stderr.splitlines()) == 1


def test_a_wrong_administrator_is_told_so(bare: Postgres) -> None:
    done = provisioned(bare, PARLEY_ADMIN_URL=login(bare, "postgres", "wrong"))
    assert done.returncode == 1
    assert "password authentication failed" in done.stderr
    assert "Traceback" not in done.stderr
