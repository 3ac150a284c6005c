"""The compose file of production, read by the reference parser of the Compose specification."""

from pathlib import Path

import pytest

from tests.deployment.compose import FILE, VARIABLE
from tests.deployment.reference.parser import parse

TEXT = FILE.read_text()
PASSWORDS = {
    name: f"{name.lower()}-value" for name, how, _ in VARIABLE.findall(TEXT) if how == ":?"
}


def test_the_parser_understands_the_whole_file() -> None:
    parsed = parse(FILE, PASSWORDS)
    assert parsed.problems == []
    assert set(parsed.project["services"]) == {
        "record",
        "migrate",
        "worker",
        "terminal",
        "temporal-database",
        "temporal-schema",
        "temporal",
        "namespace",
        "temporal-ui",
    }
    assert parsed.project["services"]["worker"]["deploy"]["replicas"] == 2
    assert set(parsed.project["volumes"]) == {"record", "clockwork"}


@pytest.mark.parametrize("missing", sorted(PASSWORDS))
def test_a_password_that_is_not_given_is_named(missing: str) -> None:
    given = {name: value for name, value in PASSWORDS.items() if name != missing}
    problems = parse(FILE, given).problems
    assert problems
    assert all(f"required variable {missing} is missing a value" in each for each in problems)


def test_every_password_arrives_where_it_is_used() -> None:
    project = str(parse(FILE, PASSWORDS).project)
    assert [name for name, value in PASSWORDS.items() if value not in project] == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("healthcheck:", "healthchek:", "healthchek"),
        ("condition: service_healthy", "condition: service_happy", "condition"),
        ("record:/var/lib/postgresql", "records:/var/lib/postgresql", "undefined volume records"),
        ("migrate: {condition:", "migrates: {condition:", 'undefined service "migrates"'),
        ("replicas: 2", "replicas: two", "replicas"),
        ("volumes:\n  record:", "volume:\n  record:", "volume"),
    ],
)
def test_a_broken_file_is_refused(old: str, new: str, problem: str, tmp_path: Path) -> None:
    assert old in TEXT
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(TEXT.replace(old, new))
    problems = parse(broken, PASSWORDS).problems
    assert any(problem in each for each in problems), problems
