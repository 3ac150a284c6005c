"""
The form of a file as JSON Schema: for editors, that complete and check while a person writes.

It is written from the models, with their docstrings as the help that an editor shows. What only the check can know
(an outcome that leads nowhere, a role that is not there) is not in it.
"""

import inspect
import re
from typing import Any

from pydantic import BaseModel

from domain.file.form import WRITTEN_AS
from domain.procedure.models import Procedure

DRAFT = "https://json-schema.org/draft/2020-12/schema"
PARAM = re.compile(r":param ([a-z_]+): (.*?)(?=[;.]? *:param|\Z)", re.DOTALL)


def procedure_schema() -> dict[str, Any]:
    return schema_of(Procedure, "A procedure of Parley")


def schema_of(model: type[BaseModel], title: str) -> dict[str, Any]:
    """Give the JSON Schema of a file whose content a model reads."""
    found = model.model_json_schema(by_alias=True)
    found = {"$schema": DRAFT, **described(model, found), "title": title}
    for one in _models(model):
        definition = found.get("$defs", {}).get(one.__name__)
        if definition is not None:
            described(one, definition)
    tidy: dict[str, Any] = _tidied(found)
    return tidy


def described(model: type[BaseModel], schema: dict[str, Any]) -> dict[str, Any]:
    """Put what a docstring says of the model and of its fields where an editor shows it."""
    doc = " ".join((inspect.getdoc(model) or "").split())
    head, _, _ = doc.partition(":param")
    if head.strip():
        schema["description"] = head.strip()
    else:
        schema.pop("description", None)
    for name, words in PARAM.findall(doc):
        field = model.model_fields.get(name)
        written = (field.alias if field and field.alias else name) or name
        if written in schema.get("properties", {}):
            schema["properties"][written]["description"] = words.strip().removesuffix(".")
    return schema


def _models(model: type[BaseModel]) -> list[type[BaseModel]]:
    """Every model below one: all that are known, since a schema names them by their class."""
    found: list[type[BaseModel]] = []
    ahead: list[type[BaseModel]] = [BaseModel]
    while ahead:
        for one in ahead.pop().__subclasses__():
            if one.__module__.split(".")[0] in ("domain", "rehearsal") and one not in found:
                found.append(one)
            ahead.append(one)
    return [model, *found]


def _tidied(node: Any) -> Any:
    """The names as files write them, and no titles that only repeat the name of a field."""
    if isinstance(node, list):
        return [_tidied(one) for one in node]
    if not isinstance(node, dict):
        return node
    found = {key: _tidied(value) for key, value in node.items()}
    properties = found.get("properties")
    if isinstance(properties, dict):
        for name, one in properties.items():
            if isinstance(one, dict) and isinstance(one.get("title"), str):
                properties[name] = {k: v for k, v in one.items() if k != "title"}
        for old, new in WRITTEN_AS.items():
            if old in properties:
                properties[new] = properties.pop(old)
                required = found.get("required", [])
                found["required"] = [new if one == old else one for one in required]
    return found
