"""The compose file of production: by the specification's own schema, and by what is demanded beyond it."""

import pytest

from tests.deployment.compose import FILE, ROOT, VARIABLE, demands, parsed, schema_problems

TEXT = FILE.read_text()
DEFAULT = "PARLEY_APP_PASSWORD has a default"


def broken(old: str, new: str) -> str:
    assert TEXT.count(old) >= 1
    return TEXT.replace(old, new)


def test_the_compose_file_is_one_by_the_specification() -> None:
    assert schema_problems(TEXT) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("healthcheck:", "healthchek:"),
        ("condition: service_healthy", "condition: service_happy"),
        ("replicas: 2", "replicas: {a: b}"),
        ("volumes:\n  record:", "volume:\n  record:"),
    ],
)
def test_a_misspelled_file_is_refused(old: str, new: str) -> None:
    assert schema_problems(broken(old, new))


def test_nothing_that_is_demanded_is_missing() -> None:
    assert demands(TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "${PARLEY_APP_PASSWORD:?set it in .env}",
            "${PARLEY_APP_PASSWORD:-parley}",
            DEFAULT,
        ),
        (
            "${PARLEY_APP_PASSWORD:?set it in .env}",
            "${PARLEY_APP_PASSWORD}",
            DEFAULT,
        ),
        (
            "${PARLEY_OWNER_PASSWORD:?set it in .env}",
            "secret",
            "migrate: PARLEY_OWNER_PASSWORD is written",
        ),
        (
            "parley_app:${PARLEY_APP_PASSWORD:?set it in .env}@",
            "parley_app:app@",
            "worker: DATABASE_URL is written",
        ),
        (
            'limits: {cpus: "0.5", memory: 256M, pids: 100}',
            "limits: {pids: 100}",
            "temporal-ui: no limits",
        ),
        ("    healthcheck: *postgres-answers\n", "", "temporal-database: no health check"),
        ("temporalio/ui:2.49.1", "temporalio/ui:latest", "temporal-ui: an image that moves"),
        ("temporalio/ui:2.49.1", "temporalio/ui", "temporal-ui: an image that moves"),
        (
            '"${TEMPORAL_UI_ADDRESS:-127.0.0.1:8080}:8080"',
            '"8080:8080"',
            "temporal-ui: open to the world",
        ),
        (
            '"record:/var/lib/postgresql"',
            '"/srv/record:/var/lib/postgresql"',
            "/srv/record is no named volume",
        ),
        ('  security_opt: ["no-new-privileges:true"]\n', "", "worker: may gain privileges"),
    ],
)
def test_a_careless_file_is_found_out(old: str, new: str, problem: str) -> None:
    found = demands(broken(old, new))
    assert [each for each in found if each.startswith(problem)]


def test_two_workers_run_and_wait_for_the_migration() -> None:
    worker = parsed(TEXT)["services"]["worker"]
    assert worker["deploy"]["replicas"] == 2
    assert worker["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_no_service_that_runs_for_long_knows_the_superuser_or_the_owner() -> None:
    for name, service in parsed(TEXT)["services"].items():
        told = str(service.get("environment"))
        assert name in ("record", "migrate") or not (
            "{POSTGRES_PASSWORD" in told or "OWNER" in told
        )


def test_databases_are_reached_from_inside_only() -> None:
    found = parsed(TEXT)
    for name in ("record", "temporal-database"):
        assert "ports" not in found["services"][name]
        assert all(
            found["networks"][net]["internal"] for net in found["services"][name]["networks"]
        )


def test_the_example_names_every_variable_and_gives_no_password() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    given = dict(
        line.lstrip("#").split("=", 1) for line in lines if "=" in line and " " not in line
    )
    assert given.keys() == {name for name, *_ in VARIABLE.findall(TEXT)}
    required = {name for name, how, _ in VARIABLE.findall(TEXT) if how == ":?"}
    assert {name for name, value in given.items() if not value} == required
