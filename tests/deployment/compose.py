"""A compose file as its parser sees it, and what is demanded of ours."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
from check_jsonschema.builtin_schemas import get_builtin_schema
from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent.parent
FILE = ROOT / "docker-compose.yml"
ONE_SHOT = {"migrate", "temporal-schema", "namespace", "terminal"}
LOOPBACK = ("127.0.0.1:", "${TEMPORAL_UI_ADDRESS:-127.0.0.1")
VARIABLE = re.compile(r"(?<!\$)\$\{([A-Z_]+)(:?[-?+])?([^}]*)\}")


def parsed(text: str) -> dict[str, Any]:
    """YAML with its anchors and merges resolved; a key given twice is an error."""
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return loaded


def schema_problems(text: str) -> list[str]:
    """What the schema of the Compose specification finds."""
    checker = jsonschema.Draft202012Validator(get_builtin_schema("vendor.compose-spec"))
    return [problem.message for problem in checker.iter_errors(parsed(text))]


def demands(text: str) -> list[str]:
    """What is demanded beyond the schema, as sentences about what is missing."""
    found = parsed(text)
    problems = list(_passwords(text, found))
    for name, service in found["services"].items():
        problems += [f"{name}: {what}" for what in _service(name, service)]
    used = {
        mount.split(":")[0] for s in found["services"].values() for mount in s.get("volumes", [])
    }
    problems += [f"{each} is no named volume" for each in used - set(found["volumes"])]
    return problems


def _passwords(text: str, found: dict[str, Any]) -> Iterator[str]:
    for name, how, _ in VARIABLE.findall(text):
        if "PASSWORD" in name and how != ":?":
            yield f"{name} has a default or may be empty"
    for service, values in found["services"].items():
        for name, value in (values.get("environment") or {}).items():
            secret = re.search("PASSWORD|PWD", name) or "://" in str(value)
            if secret and not re.search(r"\$\{\w*PASSWORD:\?", str(value)):
                yield f"{service}: {name} is written into the file"


def _service(name: str, service: dict[str, Any]) -> Iterator[str]:
    limits = service.get("deploy", {}).get("resources", {}).get("limits", {})
    if not {"cpus", "memory"} <= limits.keys():
        yield "no limits"
    if name not in ONE_SHOT and "test" not in service.get("healthcheck", {}):
        yield "no health check"
    tag = service["image"].rpartition(":")[2] if ":" in service["image"] else "latest"
    if tag == "latest":
        yield "an image that moves"
    if service.get("privileged") or "no-new-privileges:true" not in service.get("security_opt", []):
        yield "may gain privileges"
    if "max-size" not in service.get("logging", {}).get("options", {}):
        yield "logs without end"
    if not all(str(port).startswith(LOOPBACK) for port in service.get("ports", [])):
        yield "open to the world"


def command(service: str) -> list[str]:
    """The words of a service's command."""
    words: list[str] = parsed(FILE.read_text())["services"][service]["command"]
    return words
