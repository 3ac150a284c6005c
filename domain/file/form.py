"""What may stand at a place of a file: the fields that are known there, and the values that are taken."""

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo

WRITTEN_AS = {"role_class": "class"}
"""Names of fields that files write otherwise."""

APART = "said"
"""The field for what a file writes beside the fields of its owner: an act has its own, and those of every act."""

Forms = tuple[Any, ...]
"""What a value may be: models, and the types of Python."""


def origin_of(form: Any) -> Any:
    return get_origin(form)


def branches(form: Any) -> Iterator[Any]:
    """What a type allows, one by one, without what is only a remark on it."""
    origin = origin_of(form)
    if origin is Annotated:
        yield from branches(get_args(form)[0])
    elif origin in (Union, types.UnionType):
        for one in get_args(form):
            yield from branches(one)
    elif form is not type(None):
        yield form


def written(name: str, field: FieldInfo) -> str:
    also = field.validation_alias
    first = str(also.choices[0]) if isinstance(also, AliasChoices) else None
    return WRITTEN_AS.get(name, first or field.alias or name)


def fields_of(model: type[BaseModel]) -> dict[str, Any]:
    """The fields of a model by the names that files write, with their types."""
    found: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name == APART or field.exclude:
            continue
        found[written(name, field)] = field.annotation
    return found


def at(model: type[BaseModel], place: Sequence[int | str]) -> Forms:
    """
    The types that may stand at a place as the models name it: it has parts that no file has, which tell a type.

    An act, whose fields stand beside those of every act, is given with the model of every act.
    """
    forms: Forms = (model,)
    beside: Forms = ()
    for part in place:
        if part == APART:
            beside = tuple(one for one in forms if _is_model(one))
        forms = _beneath(forms, part) or _narrowed(forms, part)
    apart = beside and all(_is_model(one) for one in forms)
    return (*forms, *beside) if apart else forms


def _is_model(form: Any) -> bool:
    return isinstance(form, type) and issubclass(form, BaseModel)


def _beneath(forms: Forms, part: int | str) -> Forms:
    found: list[Any] = []
    for form in forms:
        if _is_model(form):
            named = {written(n, f): f.annotation for n, f in form.model_fields.items()}
            named |= {n: f.annotation for n, f in form.model_fields.items()}
            found += branches(named[str(part)]) if part in named else []
        elif isinstance(part, int) and origin_of(form) in (tuple, list):
            found += branches(get_args(form)[0])
        elif isinstance(part, str) and origin_of(form) in (dict, Mapping):
            found += branches(get_args(form)[1])
    return tuple(found)


def _narrowed(forms: Forms, part: int | str) -> Forms:
    """A part that no file has names one of several types: a model, or the act that is written."""
    named = [one for one in forms if _is_model(one) and (one.__name__ == part or _acts(one, part))]
    return tuple(named) or forms


def _acts(model: type[BaseModel], word: int | str) -> bool:
    field = model.model_fields.get("act")
    return field is not None and word in get_args(field.annotation)


def names_at(forms: Forms) -> dict[str, Any]:
    """The fields that are known where these types stand."""
    return {k: v for one in forms if _is_model(one) for k, v in fields_of(one).items()}


def values_of(forms: Iterable[Any]) -> list[str]:
    """The words that are taken, where only some are."""
    return [str(one) for form in forms if get_origin(form) is Literal for one in get_args(form)]


def owners(root: type[BaseModel], name: str) -> list[str]:
    """The models below this one that know a field of that name: it may only stand at the wrong place."""
    seen: list[type[BaseModel]] = []
    ahead: list[Any] = [root]
    while ahead:
        form = ahead.pop(0)
        if not _is_model(form):
            ahead += [one for arg in get_args(form) if arg is not ... for one in branches(arg)]
        elif form not in seen:
            seen.append(form)
            ahead += [one for f in form.model_fields.values() for one in branches(f.annotation)]
    return [one.__name__ for one in seen if name in fields_of(one)]
