"""Postgres refuses to run as root. Who runs it then, and where that account can reach it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from embedded.failures import StackFailed

ELSEWHERE = "elsewhere"
"""File in a server's folder that names the folder used instead."""


@dataclass(frozen=True, slots=True)
class Account:
    """:ivar uid: and :ivar gid: to become before Postgres is run; None: stay who we are"""

    uid: int | None
    gid: int | None

    def run(
        self, command: Sequence[str | Path], secret: dict[str, str] | None = None, text: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        """
        Run to its end. Files, no pipes: a server that the command leaves behind would hold a pipe open for ever.

        :param secret: environment variables beside the few that are set always; :param text: its standard input
        """
        with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as given:
            given.write(text)
            given.seek(0)
            done = subprocess.run(
                [str(word) for word in command],
                stdin=given,
                stdout=output,
                stderr=output,
                check=False,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", **(secret or {})},
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read(), "")

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Whether this account gets to `path`: every folder above must let it pass."""
        return self.uid is None or self.run(["test", "-x", path]).returncode == 0


def account() -> Account:
    """Ourselves; for root: whoever called sudo, else `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return Account(None, None)
    known = {user.pw_name: user for user in pwd.getpwall()}
    for name in (os.environ.get("SUDO_USER", "root"), "postgres", "nobody"):
        if name in known and known[name].pw_uid != 0:
            return Account(known[name].pw_uid, known[name].pw_gid)
    raise StackFailed(
        "Postgres does not run as root, and there is no user to run it: work as an ordinary user."
    )


def place_for(account: Account, folder: Path) -> Path:
    """
    A folder that the account can reach: `folder` itself, or, where that lies behind a private one
    (a checkout in root's home), one in /var/tmp whose name is kept in `folder`.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if account.uid is None:
        return folder
    folder.chmod(0o711)
    if account.reaches(folder):
        return folder
    kept = folder / ELSEWHERE
    if not kept.exists() or not Path(kept.read_text()).is_dir():
        fresh = Path(tempfile.mkdtemp(prefix="parley-", dir="/var/tmp"))
        fresh.chmod(0o711)
        kept.write_text(str(fresh))
    return Path(kept.read_text())


def remove_place(folder: Path) -> None:
    """Remove a server's folder, and the one used instead of it."""
    kept = folder / ELSEWHERE
    if kept.exists():
        shutil.rmtree(kept.read_text(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
