"""The image holds what Parley needs, with hashes, and no test tools."""

from importlib.metadata import PackageNotFoundError, requires

import pytest

from deployment.part_of_lock import NotInLock, entries, of_parley, part, plain
from tests.deployment.compose import ROOT

LOCK = (ROOT / "requirements.lock").read_text()
OURS = part(LOCK, of_parley((ROOT / "pyproject.toml").read_text()))


def test_the_part_is_closed_under_what_its_packages_require() -> None:
    held = entries(OURS).keys()
    for name in held:
        for line in requirements(name):
            assert plain(line) in held, f"{name} needs {line}"


def requirements(name: str) -> list[str]:
    """What an installed package requires without extras, on this machine."""
    try:
        lines = requires(name) or []
    except PackageNotFoundError:
        return []
    from packaging.requirements import Requirement  # noqa: PLC0415

    found = map(Requirement, lines)
    return [r.name for r in found if r.marker is None or r.marker.evaluate({"extra": ""})]


def test_no_test_tools_come_along_and_every_entry_keeps_its_hashes() -> None:
    found = entries(OURS)
    assert not found.keys() & {"pytest", "mypy", "ruff", "hypothesis", "pre-commit"}
    assert {"temporalio", "asyncpg", "pydantic-core"} <= found.keys()
    assert all("--hash=sha256:" in entry for entry in found.values())


def test_a_package_that_is_not_locked_is_refused() -> None:
    with pytest.raises(NotInLock, match="no-such-thing"):
        part(LOCK, {"no-such-thing"})
