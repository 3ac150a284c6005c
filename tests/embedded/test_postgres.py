"""The cluster of the local stack: private, checked, and not to be confused by what a crash leaves behind."""

import os
import socket
import stat
from pathlib import Path

import asyncpg
import psutil
import pytest

from embedded.account import account
from embedded.failures import StackFailed
from embedded.postgres import Postgres
from embedded.processes import working_in


@pytest.fixture
def cluster(stack_home: Path) -> Postgres:
    made = Postgres(stack_home / "postgres")
    made.start()
    return made


def test_it_is_durable_checked_and_speaks_on_loopback_only(cluster: Postgres) -> None:
    asked = ("fsync", "data_checksums", "listen_addresses", "unix_socket_directories", "TimeZone")
    found = [cluster.sql(f"show {setting}") for setting in asked]
    assert found == ["on", "on", "127.0.0.1", "", "UTC"]


def test_it_sorts_by_code_point_whatever_the_machine_is_set_to(cluster: Postgres) -> None:
    locale = "select datlocprovider, datlocale from pg_database where datname = 'parley'"
    assert cluster.sql(locale) == "b|C.UTF-8"


async def test_every_role_signs_in_with_its_own_password_and_none_without(
    cluster: Postgres,
) -> None:
    for role in ("parley_owner", "parley_app", "parley_auditor"):
        session = await asyncpg.connect(cluster.url(role))
        assert await session.fetchval("select current_user") == role
        assert not await session.fetchval("select usesuper from pg_user where usename = $1", role)
        await session.close()
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(cluster.url(role), password="guessed")


def test_passwords_are_for_their_owners_eyes(cluster: Postgres) -> None:
    mode = (cluster.folder / "access.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_starting_it_twice_leaves_it_alone(cluster: Postgres) -> None:
    before = cluster.postmaster()
    cluster.start()
    assert cluster.postmaster() == before


def test_what_was_committed_survives_kill_9_on_the_same_port(cluster: Postgres) -> None:
    cluster.sql("create table kept (word text); insert into kept values ('committed')")
    url = cluster.url()
    cluster.kill()
    assert not cluster.running()
    cluster.start()
    assert cluster.url() == url
    assert cluster.sql("select word from kept") == "committed"


def test_children_that_outlive_their_postmaster_do_not_stop_the_next_start(
    cluster: Postgres,
) -> None:
    killed = cluster.postmaster()
    assert killed is not None
    for child in killed.children():
        child.suspend()  # so that they cannot notice that their postmaster is gone
    killed.kill()
    killed.wait(10)
    cluster.start()
    assert cluster.sql("select 1") == "1"


def test_a_pid_file_whose_number_another_process_has_got_is_no_server(cluster: Postgres) -> None:
    cluster.kill()
    stale = cluster.log.with_name("postmaster.pid")
    lines = stale.read_text().splitlines()
    stale.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert not cluster.running()
    cluster.start()
    assert cluster.sql("select 1") == "1"


def test_a_server_of_another_folder_is_not_mistaken_for_this_one(
    cluster: Postgres, postgres: Postgres
) -> None:
    cluster.kill()
    other = postgres.log.with_name("postmaster.pid").read_text()
    cluster.log.with_name("postmaster.pid").write_text(other)
    assert not cluster.running()
    cluster.start()
    assert postgres.running()


def test_a_port_that_somebody_else_took_meanwhile_is_given_up(cluster: Postgres) -> None:
    cluster.stop()
    before = cluster.url()
    port = int(before.rsplit(":", 1)[1].split("/")[0])
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        cluster.start()
    assert cluster.url() != before
    assert cluster.sql("select 1") == "1"


def test_half_a_cluster_is_begun_anew(stack_home: Path) -> None:
    made = Postgres(stack_home / "postgres")
    (stack_home / "postgres" / "data.new" / "base").mkdir(parents=True)
    made.start()
    assert made.sql("select 1") == "1"


def test_roles_that_were_half_made_are_made_again(cluster: Postgres) -> None:
    cluster.sql("drop database parley", "postgres")
    cluster.sql("drop role parley_auditor", "postgres")
    cluster.stop()
    cluster.start()
    assert cluster.sql("select count(*) from pg_roles where rolname like 'parley%'") == "3"


def test_a_folder_behind_a_private_one_is_served_from_a_place_that_can_be_reached(
    stack_home: Path,
) -> None:
    private = stack_home / "private"
    private.mkdir(mode=0o700)
    made = Postgres(private / "postgres")
    made.start()
    assert made.sql("select 1") == "1"
    in_place = made.log.is_relative_to(private)
    assert in_place == (account().uid is None)
    made.remove()
    assert not made.log.exists()


def test_a_refused_script_says_why(cluster: Postgres) -> None:
    with pytest.raises(StackFailed, match="syntax error"):
        cluster.sql("selekt 1")


def test_stopping_leaves_no_process(cluster: Postgres) -> None:
    data = cluster.log.parent.resolve()
    assert working_in(data, "postgres")
    cluster.stop()
    assert working_in(data, "postgres") == []
    assert not any(str(data) in " ".join(each.cmdline()) for each in _all())


def _all() -> list[psutil.Process]:
    return [each for each in psutil.process_iter(["cmdline"]) if each.info["cmdline"]]
