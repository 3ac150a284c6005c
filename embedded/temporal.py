"""One Temporal server of our own: the development server on a file, tuned, on a port that stays."""

import subprocess
import time
from pathlib import Path

import psutil

from embedded.failures import StackFailed, tail
from embedded.ports import LOOPBACK, free_port, is_free
from embedded.processes import end, kept, kill, named_in_arguments, spawn

THROTTLES = (
    "history.transferProcessorMaxPollRPS",
    "history.timerProcessorMaxPollRPS",
    "history.visibilityProcessorMaxPollRPS",
)
"""The development server has one shard and takes 20 tasks a second from it: every hand-over would last 100 ms."""
FASTER = 2000
PATIENCE = 60.0
"""Seconds for a start (it takes a third of one; a busy machine takes longer)."""


class Temporal:
    """
    A server in a folder: `temporal.db`, `temporal.log`, `port`, `pid.json`.

    :param program: the Temporal CLI, see `embedded.binary`
    :param settings: further dynamic configuration, `KEY=VALUE`
    """

    def __init__(
        self, folder: Path, program: Path, *, tuned: bool = True, settings: tuple[str, ...] = ()
    ) -> None:
        self.folder = folder.absolute()
        self._program = program
        faster = tuple(f"{key}={FASTER}" for key in THROTTLES) if tuned else ()
        self._settings = (*faster, *settings)

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{(self.folder / 'port').read_text()}"

    def start(self) -> None:
        """
        Start it, or leave it running; returns when it answers.

        :raises StackFailed: with the end of the server's log
        """
        if self.running():
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kill(named_in_arguments(str(self._data)))  # one that was started and not written down
        self._choose_port()
        spawn(self._command(), self.log, self.folder / "pid.json")
        self._await_answer()

    def stop(self) -> None:
        """End it in good order."""
        end(self._processes())

    def kill(self) -> None:
        """Kill -9."""
        kill(self._processes())

    def lose_data(self) -> None:
        """Delete its file while it is down, as a lost disk would."""
        if self.running():
            raise StackFailed("The Temporal server still runs: its data cannot be taken away.")
        for file in self.folder.glob(f"{self._data.name}*"):
            file.unlink()

    def running(self) -> bool:
        return self.process() is not None

    def process(self) -> psutil.Process | None:
        return kept(self.folder / "pid.json")

    @property
    def log(self) -> Path:
        return self.folder / "temporal.log"

    @property
    def _data(self) -> Path:
        return self.folder / "temporal.db"

    def _processes(self) -> list[psutil.Process]:
        process = self.process()
        return [process] if process else []

    def _choose_port(self) -> None:
        file = self.folder / "port"
        if not file.exists() or not is_free(int(file.read_text())):
            file.write_text(str(free_port()))

    def _command(self) -> list[str]:
        port = (self.folder / "port").read_text()
        words = ["server", "start-dev", "--headless", "--ip", LOOPBACK, "--port", port]
        more = ["--log-level", "warn", "--disable-config-file", "--db-filename", str(self._data)]
        settings = [word for each in self._settings for word in ("--dynamic-config-value", each)]
        return [str(self._program), *words, *more, *settings]

    def _await_answer(self) -> None:
        """Ask until it says that it serves."""
        until = time.monotonic() + PATIENCE
        while not self._serving():
            if not self.running() or time.monotonic() > until:
                self.kill()
                raise StackFailed(f"Temporal did not start. Its log ends:\n{tail(self.log)}")

    def _serving(self) -> bool:
        words = ["operator", "cluster", "health", "--address", self.address]
        plain = ["--disable-config-file", "--disable-config-env", "--command-timeout", "5s"]
        done = subprocess.run(
            [self._program, *words, *plain], capture_output=True, text=True, check=False
        )
        return "SERVING" in done.stdout
