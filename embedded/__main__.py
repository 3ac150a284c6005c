"""
The local servers by hand.

    python -m embedded prepare   fetch or build what they need
    python -m embedded start     start them, and leave them running
    python -m embedded stop      stop them
    python -m embedded remove    stop them, and delete all that they know
"""

import argparse
import shutil
import sys

from embedded.binary import temporal_program
from embedded.failures import StackFailed
from embedded.stack import Stack
from settings import home


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def prepare(_stack: Stack) -> None:
    temporal_program(say)


def start(stack: Stack) -> None:
    stack.start(say)


def stop(stack: Stack) -> None:
    stack.stop(say)


def remove(stack: Stack) -> None:
    stack.stop(say)
    stack.postgres.remove()
    shutil.rmtree(stack.home, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m embedded", description="The local servers by hand."
    )
    verbs = {"prepare": prepare, "start": start, "stop": stop, "remove": remove}
    parser.add_argument("verb", choices=verbs)
    try:
        verbs[parser.parse_args().verb](Stack(home()))
    except StackFailed as problem:
        say(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
