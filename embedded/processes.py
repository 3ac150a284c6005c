"""Servers that outlive whoever started them: identified by a file, so that nothing else is ever ended."""

import json
import os
import signal
from contextlib import suppress
from pathlib import Path

import psutil

SAME_START = 2.0
"""Seconds by which two readings of one process's start may differ (the machine's clock may be corrected between)."""


def spawn(command: list[str], log: Path, pid_file: Path) -> None:
    """Start a server in a session of its own (Ctrl-C in our terminal is none of its business), output to `log`."""
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    pid = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), append, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
        setsigmask=[],
        setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGPIPE],
    )
    write_privately(
        pid_file, json.dumps({"pid": pid, "created": psutil.Process(pid).create_time()})
    )


def kept(pid_file: Path) -> psutil.Process | None:
    """:returns: the process of this file if it still runs: same number *and* same start, no zombie"""
    try:
        known = json.loads(pid_file.read_bytes())
        process = psutil.Process(known["pid"])
        same = abs(process.create_time() - known["created"]) < SAME_START
    except (FileNotFoundError, ValueError, KeyError, psutil.NoSuchProcess):
        return None
    return process if same and alive(process) else None


def alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def named_in_arguments(argument: str) -> list[psutil.Process]:
    """Processes that were started with exactly this argument, such as a data file of ours."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if argument in process.cmdline() and alive(process):
                found.append(process)
    return found


def working_in(folder: Path, name: str) -> list[psutil.Process]:
    """Processes of this name whose working directory is `folder`: how a Postgres and its children are known."""
    found = []
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error):
            if process.info["name"] == name and process.cwd() == str(folder) and alive(process):
                found.append(process)
    return found


def end(processes: list[psutil.Process], patience: float = 10.0) -> None:
    """Ask them to end; after `patience` seconds kill them. Returns when all are gone."""
    _signal(processes, signal.SIGTERM)
    _, stubborn = psutil.wait_procs(processes, timeout=patience)
    kill(stubborn)


def kill(processes: list[psutil.Process]) -> None:
    """Kill -9. Returns when all are gone, their ports free."""
    _signal(processes, signal.SIGKILL)
    psutil.wait_procs(processes, timeout=30)


def write_privately(file: Path, text: str) -> None:
    """Replace a file at once, readable by its owner alone."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        fresh.unlink()
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    fresh.replace(file)


def _signal(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)
