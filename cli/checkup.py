"""`parley doctor` on the screen: each check, what was found, what to do about it."""

from dataclasses import asdict

from cli.doctor import Check, disk, examine, libraries, python, worst
from cli.problems import Exit
from cli.running import run
from cli.screen import Json, screen
from settings import HERE, NotConfigured, Settings, home

MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "error": ("✗", "red")}


def doctor(json: Json = False) -> None:
    """
    Look at this installation: versions, servers, roles, settings, clocks, migrations; say what to do. Changes nothing.

    Exit code 1 means that something must be mended.

    Example: parley doctor --json
    """
    run(_doctor())


async def _doctor() -> Exit:
    checks = await found()
    screen.data([asdict(check) for check in checks])
    for check in checks:
        mark, colour = MARKS[check.status]
        screen.say(f"{mark} {check.name}: {check.found}", colour)
        if check.advice:
            screen.say(f"    {check.advice}")
    return Exit.NOT_AS_IT_SHOULD if worst(checks) == "error" else Exit.DONE


async def found() -> list[Check]:
    """Examine; where nothing is configured, what can be looked at all the same."""
    try:
        return await examine(Settings())
    except NotConfigured as problem:
        first, _, advice = " ".join(str(problem).split()).partition(". ")
        servers = Check("servers", "error", f"{first}.", advice)
        return [python(), libraries(HERE / "requirements.lock"), disk(home()), servers]
