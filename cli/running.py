"""How a command runs: its coroutine on one loop, every known problem told in a sentence, with its exit code."""

import asyncio
import json
import logging
import sys
import traceback
from collections.abc import Coroutine, MutableMapping
from pathlib import Path
from typing import Any, NoReturn

import structlog
import typer
from pydantic import ValidationError

from cli.problems import Exit, Problem
from cli.screen import screen
from domain.calendar.refused import CalendarError
from domain.file.complaint import Unreadable
from domain.refused import Refused
from rehearsal.troubles import NotPlayable
from settings import NotConfigured, home
from store.failures import Incompatible, NotAdmitted, Unavailable

FAULTS = "faults.log"


def run(work: Coroutine[Any, Any, Exit | None]) -> None:
    """
    Run the work of a command.

    :raises typer.Exit: with the exit code
    """
    log_warnings_to_stderr()
    screen.cities = ()
    try:
        exit_ = asyncio.run(work) or Exit.DONE
    except typer.Exit:
        raise
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except BrokenPipeError:
        raise typer.Exit(0) from None
    except Exception as error:
        exit_ = told(error)
    if exit_ is not Exit.DONE:
        raise typer.Exit(exit_)


def log_warnings_to_stderr() -> None:
    """Standard output is for what was asked for; what the door logs in passing is for operators."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        processors=[
            structlog.processors.add_log_level,
            _trace_to_file,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def _trace_to_file(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A trace is for whoever mends Parley, not for the person at the terminal."""
    if event.pop("exc_info", None):
        event["details"] = _keep(traceback.format_exc())
    return event


def told(error: Exception) -> Exit:
    """Tell a problem to the person at the terminal. :returns: the exit code"""
    problem = known(error)
    if problem is None:
        return fault(error)
    if screen.json:
        print(
            json.dumps(
                {"problem": problem.sentence, "advice": problem.advice, "exit": int(problem.exit)},
                ensure_ascii=False,
                indent=2,
            )
        )
        return problem.exit
    screen.err.print(problem.sentence, style="red", markup=False)
    if problem.advice:
        screen.err.print(problem.advice, markup=False)
    return problem.exit


def known(error: Exception) -> Problem | None:
    """Write a known error as a problem; None: it is a fault of ours."""
    match error:
        case Problem():
            return error
        case ExceptionGroup() if len(error.exceptions) == 1:
            return known(error.exceptions[0])
        case Refused():
            return Problem(error.sentence, exit_=Exit.REFUSED)
        case NotConfigured():
            first, _, rest = " ".join(str(error).split()).partition(". ")
            return Problem(f"{first}.", rest, Exit.TRY_AGAIN)
        case Incompatible():
            return Problem(
                f"The record cannot be used: {error}.",
                "Start `make up` again, or run `python -m store.migrate OWNER_URL`.",
                Exit.TRY_AGAIN,
            )
        case NotAdmitted():
            return Problem(
                f"The database does not let this login in: {error}",
                "Correct role, password and database in DATABASE_URL; `parley doctor` says more.",
            )
        case Unavailable():
            return Problem(
                f"The database cannot be reached: {error}",
                "Is `make up` running? `parley doctor` looks at the installation.",
                Exit.TRY_AGAIN,
            )
        case NotPlayable() | Unreadable() | CalendarError():
            return Problem(str(error))
        case ValidationError():
            return Problem("\n".join(_words(one) for one in error.errors()))
    return None


SHORT_NAME = "is not a short name: lower-case letters, digits, dot, dash and underscore, 80 at most"


def _words(one: Any) -> str:
    place = ".".join(str(part) for part in one["loc"] if part != "act")
    return f"{place}: {_message(one)}" if place else _message(one)


def _message(one: Any) -> str:
    """What is wrong with a value, in plain words where the library's are those of programmers."""
    given, context = one["input"], one.get("ctx", {})
    if one["type"] in ("too_long", "string_too_long") and isinstance(given, str):
        return f"at most {context['max_length']:,} characters, these are {len(given):,}"
    if one["type"] in ("too_short", "string_too_short") and given == "":
        return "this may not be empty"
    if one["type"] == "string_pattern_mismatch" and context["pattern"].startswith("^[a-z0-9]"):
        return f'"{given[:80]}" {SHORT_NAME}'
    message: str = one["msg"]
    return message.removeprefix("Value error, ")


def fault(error: Exception) -> Exit:
    """A fault of Parley itself: the trace goes to a file, never to the person."""
    kept = _keep("".join(traceback.format_exception(error)))
    screen.err.print(
        f"This is a fault of Parley itself ({type(error).__name__}). The details are in {kept}.",
        markup=False,
    )
    return Exit.FAULT


def _keep(trace: str) -> str:
    """Keep a trace. :returns: where; where no file can be written, the trace itself"""
    file = home() / FAULTS
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with Path(file).open("a", encoding="utf-8") as log:
            log.write(trace + "\n")
    except OSError:
        return f"this trace:\n{trace}"
    return str(file)


def give_up(sentence: str, advice: str | None = None) -> NoReturn:
    raise Problem(sentence, advice)
