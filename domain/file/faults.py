"""What the models refuse, in the words of the file: what is wrong, why it matters, what to write instead."""

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from domain.file import form
from domain.file.complaint import Complaint
from domain.file.load import Place, line_of
from domain.file.words import (
    NO_DEFAULT,
    NO_EFFECT,
    NOT_GUESSED,
    NOUNS,
    TOLD,
    TOO_MANY,
    Words,
    either,
    given,
    wanted,
)
from domain.model import Mistake

MAPPINGS = ("model_type", "model_attributes_type", "dict_type")
"""What the models say where they want names and values."""


def complaints_of(error: ValidationError, data: Any, root: type[BaseModel]) -> list[Complaint]:
    """
    Say what the models refused, with the lines of the file.

    :param root: the model of the whole file
    """
    found = []
    for one in faults_of(error):
        place = place_in(data, one["loc"])
        wrong, why, mend = _words(one, root, data)
        where = ".".join(str(part) for part in place)
        found.append(
            Complaint(line=line_of(data, place), where=where, reason=wrong, why=why, mend=mend)
        )
    kept = {(one.line, one.where, one.reason): one for one in found}
    return list(kept.values())


def faults_of(error: ValidationError) -> list[ErrorDetails]:
    """
    What the models refused, each fault once.

    Left out: a list that is thought too short only because what is in it is refused already; a field that is missing
    because it is misspelt; and of a value that may be of several forms what is said of those that it does not have.
    """
    faults = error.errors()
    places = [one["loc"] for one in faults]
    faults = [one for one in faults if one["type"] != "too_short" or not _above(one["loc"], places)]
    faults = [one for one in faults if not _of_another_form(one, faults)]
    return [one for one in faults if not _misspelt(one, faults)]


def _above(place: Place, places: list[Place]) -> bool:
    return any(len(other) > len(place) and other[: len(place)] == place for other in places)


def _of_another_form(fault: ErrorDetails, faults: list[ErrorDetails]) -> bool:
    """A short form and a long one are tried: what is written as a mapping was meant as the long one, and so on."""
    parent = fault["loc"][:-1]
    others = [one for one in faults if one is not fault and one["loc"][: len(parent)] == parent]
    same = [one for one in others if one["input"] == fault["input"] and one["loc"][:-1] == parent]
    if isinstance(fault["input"], dict):
        deeper = any(len(one["loc"]) > len(fault["loc"]) for one in others)
        return (_names_a_form(fault) and deeper) or (fault["type"] == "string_type" and bool(same))
    short = any(_names_a_form(one) and one["type"] not in MAPPINGS for one in same)
    return fault["type"] in MAPPINGS and short


def _names_a_form(fault: ErrorDetails) -> bool:
    """Whether the last part of its place is no name of a file, but tells which form was tried."""
    last = fault["loc"][-1]
    return isinstance(last, str) and not last.isidentifier()


def _misspelt(fault: ErrorDetails, faults: list[ErrorDetails]) -> bool:
    if fault["type"] != "missing":
        return False
    return any(
        one["type"] == "extra_forbidden"
        and one["loc"][:-1] == fault["loc"][:-1]
        and get_close_matches(str(one["loc"][-1]), [_written(fault["loc"][-1])], 1, 0.75)
        for one in faults
    )


def _written(part: int | str) -> str:
    return form.WRITTEN_AS.get(str(part), str(part))


def place_in(data: object, loc: Place) -> Place:
    """Leave out of a place what is of the models and not of the file; the last part stays, it may be missing there."""
    found: list[int | str] = []
    node: object = data
    for index, part in enumerate(loc):
        name = _written(part) if isinstance(part, str) else part
        inside = (isinstance(node, CommentedMap) and name in node) or (
            isinstance(node, CommentedSeq) and isinstance(name, int) and name < len(node)
        )
        if inside:
            node = node[name]  # type: ignore[index]
            found.append(name)
        elif index == len(loc) - 1 and isinstance(node, CommentedMap) and _of_file(name):
            found.append(name)
    return tuple(found)


def _of_file(part: int | str) -> bool:
    """Whether a part of a place is a name that a file can have: the models have types and forms of their own."""
    return isinstance(part, str) and part != form.APART and not set(part) & set("[(")


def _words(fault: ErrorDetails, root: type[BaseModel], data: Any) -> Words:
    kind = fault["type"]
    if kind == "extra_forbidden":
        return _unknown_field(fault, root, data)
    if kind == "missing":
        return _missing(fault, root)
    mistake = fault.get("ctx", {}).get("error")
    if kind == "value_error" and isinstance(mistake, Mistake):
        return mistake.wrong, mistake.why, mistake.mend
    told = TOLD.get(kind)
    if told is not None:
        return told(fault, form.at(root, fault["loc"]))
    return _otherwise(fault)


def _otherwise(fault: ErrorDetails) -> Words:
    said = fault["msg"].removeprefix("Value error, ").replace("Input should", "this should")
    wrong, _, mend = said.partition(". ")
    return wrong, NOT_GUESSED, mend or f"change {given(fault)} so that it fits"


def _unknown_field(fault: ErrorDetails, root: type[BaseModel], data: Any) -> Words:
    name = str(fault["loc"][-1])
    known = form.names_at(form.at(root, fault["loc"][:-1]))
    here: Any = data
    for part in place_in(data, fault["loc"])[:-1]:
        here = here[part]
    free = [one for one in known if not isinstance(here, dict) or one not in here]
    wrong = f"`{name}` is not a field that is known here"
    near = get_close_matches(name, free, 1, 0.6)
    if near:
        return wrong, NO_EFFECT, f"did you mean `{near[0]}`?"
    elsewhere = [NOUNS[one] for one in form.owners(root, name) if one in NOUNS]
    if elsewhere:
        return (
            wrong,
            NO_EFFECT,
            f"it is a field of {either(elsewhere)}: move it there, with the spaces that it needs",
        )
    listed = either([f"`{one}`" for one in free]) if len(free) <= TOO_MANY else ""
    rest = (
        f"use {listed}"
        if listed
        else "docs/procedure-format.md and docs/scenario-format.md list what there is"
    )
    return wrong, NO_EFFECT, f"take it out, or {rest}"


def _missing(fault: ErrorDetails, root: type[BaseModel]) -> Words:
    name = _written(fault["loc"][-1])
    forms = form.at(root, fault["loc"])
    return (
        f"`{name}` is needed and is not given",
        NO_DEFAULT,
        f"add `{name}:` with {wanted(forms)}",
    )
