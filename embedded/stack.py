"""The stack of a first run: Postgres and Temporal in one folder, found by every terminal through `stack.json`."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from embedded.binary import temporal_program
from embedded.failures import Progress, in_silence
from embedded.postgres import ROLES, Postgres
from embedded.processes import write_privately
from embedded.temporal import Temporal
from settings import STACK_FILE, Addresses, addresses_in


class Stack:
    """
    What `make up`, `make demo` and the fault tests run on.

    DATABASE_URL and TEMPORAL_ADDRESS in the environment name servers of somebody else: those are used instead,
    and never started or stopped.

    :param home: where everything is kept; ignored by git
    """

    def __init__(self, home: Path, environment: Mapping[str, str] = os.environ) -> None:
        self.home = home.absolute()
        self._environment = environment
        self.postgres = Postgres(self.home / "postgres")

    @property
    def temporal(self) -> Temporal:
        """:raises StackFailed: the program is not there and cannot be fetched"""
        return self._temporal(in_silence)

    def start(self, progress: Progress = in_silence) -> Addresses:
        """
        Start what is not running, and write down where it is.

        :raises StackFailed: with what to do
        """
        with self._alone():
            addresses = self._start(progress)
            write_privately(self.home / STACK_FILE, addresses.model_dump_json(indent=2))
        return addresses

    def stop(self, progress: Progress = in_silence) -> None:
        """End exactly the servers that were started here. What they know stays in their files."""
        if not self.home.exists():
            return
        with self._alone():
            (self.home / STACK_FILE).unlink(missing_ok=True)
            progress("Stopping the local servers ...")
            self._temporal_as_kept.stop()
            self.postgres.stop()

    def running(self) -> Addresses | None:
        """:returns: where the servers are, if all that were started here answer to their names"""
        addresses = addresses_in(self.home)
        ours = (self._own_postgres and not self.postgres.running()) or (
            self._own_temporal and not self._temporal_as_kept.running()
        )
        return None if ours else addresses

    @contextmanager
    def lent(self, progress: Progress = in_silence) -> Iterator[Addresses]:
        """Use the stack: one that ran before goes on running afterwards, another is stopped."""
        ran_before = self.running() is not None
        try:
            yield self.start(progress)
        finally:
            if not ran_before:
                self.stop(progress)

    def _start(self, progress: Progress) -> Addresses:
        temporal = self._environment.get("TEMPORAL_ADDRESS") or self._start_temporal(progress)
        if url := self._environment.get("DATABASE_URL"):
            owner = self._environment.get("PARLEY_OWNER_URL")
            auditor = self._environment.get("PARLEY_AUDITOR_URL")
            return Addresses(
                database_url=url, owner_url=owner, auditor_url=auditor, temporal_address=temporal
            )
        if not self.postgres.running():
            progress("Starting Postgres ...")
        self.postgres.start()
        owner, app, auditor = (self.postgres.url(role) for role in ROLES)
        return Addresses(
            database_url=app, owner_url=owner, auditor_url=auditor, temporal_address=temporal
        )

    def _start_temporal(self, progress: Progress) -> str:
        temporal = self._temporal(progress)
        if not temporal.running():
            progress("Starting the Temporal server ...")
        temporal.start()
        return temporal.address

    @property
    def _own_postgres(self) -> bool:
        return not self._environment.get("DATABASE_URL")

    @property
    def _own_temporal(self) -> bool:
        return not self._environment.get("TEMPORAL_ADDRESS")

    @property
    def _temporal_as_kept(self) -> Temporal:
        """To look at and to stop, for which the program is not needed."""
        return Temporal(self.home / "temporal", Path("temporal"))

    def _temporal(self, progress: Progress) -> Temporal:
        return Temporal(self.home / "temporal", temporal_program(progress))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One terminal at a time starts or stops."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        with (self.home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
