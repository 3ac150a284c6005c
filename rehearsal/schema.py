"""The form of scenarios and of files of parties as JSON Schema, for editors."""

from typing import Any

from domain.procedure.schema import DRAFT, described, procedure_schema, schema_of
from rehearsal.acts import VOCABULARY
from rehearsal.parties import PartiesFile
from rehearsal.scenario import HEADER, Entry, Scenario, Variant

INSTANT = {
    "type": "string",
    "description": "An instant with a zone: 2022-02-24T18:00 Geneva, or with an offset: 2022-02-24T18:00+01:00.",
}


def parties_schema() -> dict[str, Any]:
    return as_written(schema_of(PartiesFile, "A file of parties of Parley"))


def scenario_schema() -> dict[str, Any]:
    """A scenario, or a variant of one; an act is told by its word, with its own fields beside those of every act."""
    whole, variant = schema_of(Scenario, "Scenario"), schema_of(Variant, "Variant")
    defs = {**variant.pop("$defs", {}), **whole.pop("$defs", {})}
    header = _header(defs.pop("Entry"))
    for word, model in VOCABULARY.items():
        defs[f"act-{word}"] = _act(header, defs.get(model.__name__) or {}, word)
    defs["Entry"] = {"oneOf": [{"$ref": f"#/$defs/act-{word}"} for word in VOCABULARY]}
    for one in (whole, variant):
        one.pop("$schema", None)
    return as_written(
        {
            "$schema": DRAFT,
            "title": "A scenario of Parley",
            "if": {"required": ["extends"]},
            "then": variant,
            "else": whole,
            "$defs": defs,
        }
    )


def _header(entry: dict[str, Any]) -> dict[str, Any]:
    properties = described(Entry, entry)["properties"]
    found = {name: properties[name] for name in HEADER if name in properties}
    found["as"] = {
        "description": "the person who acts, or a list of persons who each do the same",
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
        ],
    }
    found["expect"] = {
        "description": "accepted, late, refused, or {refused: TheRefusal}",
        "anyOf": [
            {"enum": ["accepted", "late", "refused"]},
            {"type": "object", "properties": {"refused": {"type": "string"}}},
        ],
    }
    return found


def _act(header: dict[str, Any], own: dict[str, Any], word: str) -> dict[str, Any]:
    properties = {**header, **own.get("properties", {}), "act": {"const": word}}
    required = [one for one in own.get("required", []) if one != "act"]
    return {
        "type": "object",
        "description": own.get("description", ""),
        "properties": properties,
        "required": ["at", "as", "act", *required],
        "additionalProperties": False,
    }


def as_written(schema: dict[str, Any]) -> dict[str, Any]:
    written: dict[str, Any] = _instants(schema)
    return written


def _instants(node: Any) -> Any:
    """Instants are written with the name of a city or a zone, which is more than JSON's own format takes."""
    if isinstance(node, list):
        return [_instants(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("format") == "date-time":
        kept = {key: value for key, value in node.items() if key == "description"}
        return {**INSTANT, **kept}
    return {key: _instants(value) for key, value in node.items()}


SCHEMAS = {
    "procedure": procedure_schema,
    "scenario": scenario_schema,
    "parties": parties_schema,
}
"""The kinds of files, and how the schema of each is written."""
