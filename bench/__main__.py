"""
The door against raw Postgres, side by side in one run, on a Postgres of its own that waits for the disk.

    python -m bench                    a table (about two minutes)
    python -m bench --json             the same as data, with every round
    python -m bench --out FILE         also keep it: .json as data, any other ending as the table
    python -m bench --rounds 1         quicker, and noisier
    python -m bench --profile FILE     one round under cProfile; its figures are slower than the truth
"""

import argparse
import asyncio
import cProfile
import os
import platform
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psutil

from bench.door import NotAccepted
from bench.figures import Round, as_json, medians, table
from bench.floor import Floor
from bench.rounds import Size, Urls, one_round, specimen
from embedded.failures import StackFailed
from embedded.postgres import Postgres
from intake.collecting import collect_seldom
from store.failures import Unavailable
from store.migrate import migrate

MEANING = """\
- floor: one SQL call a submission, which writes the same rows; 32 clients have 32 connections.
- two programs: two interpreters, each with a door and half of the clients, on the same processes.
- bare chained fold: envelope and body read as JSON, link and both hashes checked, counted per type; no model, no rule.
- replay: the same checks, envelope and body read as validated models, and folded into the process."""


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=_positive, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--out", type=_writable)
    parser.add_argument("--profile", type=_writable)
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least one round")
    return number


def _writable(text: str) -> Path:
    """Known before two minutes are spent, not after them."""
    path = Path(text)
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise argparse.ArgumentTypeError(f"{text} cannot be written")
    return path


async def measure(postgres: Postgres, rounds: int, size: Size) -> list[Round]:
    await migrate(postgres.url("parley_owner"))
    urls = Urls(postgres.url("parley_app"), postgres.url())
    floor = Floor(urls.superuser, *await specimen(urls.app, size.members))
    await floor.lay()
    found = []
    for number in range(1, rounds + 1):
        told = partial(_tell, f"round {number} of {rounds}")
        found.append(await one_round(urls, floor, f"round-{number}", size, told))
    return found


def _tell(which: str, what: str) -> None:
    say(f"{which}: {what}")


def with_postgres(rounds: int, size: Size) -> list[Round]:
    folder = Path(tempfile.mkdtemp(prefix="parley-bench-"))
    folder.chmod(0o711)  # Postgres may run as another account
    postgres = Postgres(folder / "postgres")
    try:
        say("Starting a Postgres for the benchmark ...")
        postgres.start()
        return asyncio.run(measure(postgres, rounds, size))
    finally:
        postgres.remove()
        shutil.rmtree(folder, ignore_errors=True)


def report(rounds: list[Round], size: Size) -> str:
    memory = psutil.virtual_memory().total / 2**30
    machine = f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, fsync on"
    versions = f"Python {platform.python_version()}, Postgres 18"
    how = f"Medians of {len(rounds)} rounds; {size.clients} clients; {size.together} submissions for a throughput."
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d}: {machine}; {versions}.\n{how}\n\n"
        f"{table(medians(rounds))}\n\n{MEANING}\n"
    )


def main() -> int:
    wish, size = asked(), Size()
    collect_seldom()
    profile = cProfile.Profile()
    try:
        if wish.profile:
            rounds = profile.runcall(with_postgres, 1, size)
            profile.dump_stats(wish.profile)
        else:
            rounds = with_postgres(wish.rounds, size)
    except (StackFailed, NotAccepted, Unavailable) as problem:
        say(str(problem))
        return 1
    text = report(rounds, size)
    print(as_json(rounds) if wish.json else text)
    if wish.out:
        wish.out.write_text(as_json(rounds) + "\n" if wish.out.suffix == ".json" else text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
