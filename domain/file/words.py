"""What is said of a value that a file cannot have there: what is wrong, why it matters, what to write instead."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from domain.file import form

NO_DEFAULT = "nothing that decides is guessed: what is left out here would be nobody's decision"
NO_EFFECT = "it would have no effect, and the file would seem to say what is not in force"
NOT_GUESSED = "what was meant is not guessed"
TOO_MANY = 12
"""Names that are listed where none is near; more would hide the answer."""

NOUNS = {
    "Stage": "a stage",
    "Question": "a question",
    "Window": "a window",
    "AnswerRule": "an answer",
    "Case": "a rule",
    "Hold": "a `hold`",
    "Remind": "a `remind`",
    "Moment": "a moment",
    "Condition": "a condition",
    "Role": "a role",
    "Venue": "a venue",
    "Procedure": "the file itself",
    "Scenario": "the file itself",
    "PartiesFile": "the file itself",
    "Entitled": "`entitled`",
    "PartyEntry": "a party",
    "PersonEntry": "a person",
    "TextEntry": "a text",
    "Entry": "an act",
    "Expectation": "an expectation",
}
"""What a model is to who writes a file."""

LIKE = {
    "Span": "a length of time, like `{hours: 72}` or `{working_days: 3}`",
    "Moment": "a moment, like `{date: meeting}` or `{at: 2022-05-16T18:00:00+02:00}`",
    "Window": "a window, like `{lasts: {hours: 72}}` or `{closes: {date: meeting}}`",
    "Hold": "like `{span: {hours: 24}, per_party: 1, total: 2, counted: from_expiry}`",
    "Remind": "like `{before: [{hours: 24}]}`",
    "Role": "a role, like `{class: chair, title: Chair}`",
    "Venue": "a venue, like `{name: Geneva, zone: Europe/Zurich}`",
    "AnswerRule": "an answer, like `{title: Objection, each: one, needs: [reason]}`",
    "DateRule": "like `{title: Meeting of the principals}`",
    "Case": "a case, like `{when: [{count: objection, at_least: 1}], permits: [broken]}`",
    "Condition": "a condition, like `{count: objection, at_least: 1}`",
    "Seen": "like `{to: asked, since: opening}`",
    "Entry": "an act, like `{at: 2022-02-24T18:00 Geneva, as: member-a, act: hold, step: stage.question}`",
    "PersonEntry": "a person, like `{person: a-principal, name: Principal of A, capacity: principal}`",
    "PartyEntry": "a party, like `{party: a, name: A, roles: [member]}`",
}
"""What may be written where a value of these is needed."""

Words = tuple[str, str, str]
"""What is wrong, why it matters, how to mend it."""


def wanted(forms: form.Forms) -> str:
    """What a place takes, in words."""
    values = form.values_of(forms)
    if values:
        return f"one of: {', '.join(values)}"
    for one in forms:
        like = LIKE.get(getattr(one, "__name__", ""))
        if like:
            return like
        origin = form.origin_of(one) or one
        if origin in SIMPLE:
            return SIMPLE[origin]
    return "its value"


SIMPLE: dict[Any, str] = {
    tuple: "a list, like `[one, two]`",
    list: "a list, like `[one, two]`",
    dict: "names and their values, each on a line of its own, further in",
    str: "its words",
    int: "a whole number",
    bool: "`true` or `false`",
}


def given(fault: ErrorDetails) -> str:
    value = fault["input"]
    if isinstance(value, dict):
        return "these names and values"
    if isinstance(value, list | tuple):
        return "this list"
    return f"`{_plain(value)}`"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)[:60]


def either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _literal(fault: ErrorDetails, forms: form.Forms) -> Words:
    values = form.values_of(forms) or [fault["ctx"]["expected"].replace("'", "")]
    if isinstance(fault["input"], bool | int | float | str):
        near = get_close_matches(_plain(fault["input"]), values, 1, 0.6)
        wrong = f"`{_plain(fault['input'])}` is not known here"
        hint = f"did you mean `{near[0]}`? " if near else ""
        return wrong, NOT_GUESSED, f"{hint}{'It is' if hint else 'use'} one of: {', '.join(values)}"
    return (
        f"a single word is needed here, not {given(fault)}",
        NOT_GUESSED,
        f"use one of: {', '.join(values)}",
    )


def _text(fault: ErrorDetails, forms: form.Forms) -> Words:
    value = fault["input"]
    if value is None:
        return _nothing(fault, forms)
    if isinstance(value, dict | list):
        return (
            f"text is needed here, not {given(fault)}",
            NOT_GUESSED,
            "write it on one line, as words",
        )
    if isinstance(value, float):
        return (
            f"`{value}` is a rounded number: this should be text",
            "shares are exact fractions: a rounded one decides wrongly at its edge",
            f'write a share as a fraction, like "2/3"; anything else in quotation marks: "{value}"',
        )
    what = "a yes or no" if isinstance(value, bool) else "a number"
    return (
        f"`{_plain(value)}` is read as {what}, and text is needed here: this should be text",
        "without quotation marks YAML takes digits, and true and false, for what they look like",
        f'write it in quotation marks: "{_plain(value)}"',
    )


def _nothing(_: ErrorDetails, forms: form.Forms) -> Words:
    return (
        "nothing is written after the colon",
        NO_DEFAULT,
        f"write {wanted(forms)}, or take the line out",
    )


def _list(fault: ErrorDetails, forms: form.Forms) -> Words:
    if fault["input"] is None:
        return _nothing(fault, forms)
    if isinstance(fault["input"], dict):
        return (
            "this should be a list, and is names and values",
            NOT_GUESSED,
            "begin each of its points with a dash: `- `",
        )
    value = _plain(fault["input"])
    return (
        f"this should be a list, and `{value}` is a single value",
        NOT_GUESSED,
        f"write it in brackets: [{value}]",
    )


def _mapping(fault: ErrorDetails, forms: form.Forms) -> Words:
    if fault["input"] is None:
        return _nothing(fault, forms)
    wrong = f"this should be a mapping of names to values, and {given(fault)} is none"
    return wrong, NOT_GUESSED, f"write {wanted(forms)}"


def _number(fault: ErrorDetails, forms: form.Forms) -> Words:
    if fault["input"] is None:
        return _nothing(fault, forms)
    if isinstance(fault["input"], float):
        return (
            f"{given(fault)} is no whole number",
            "nothing is rounded, so nothing is counted in fractions",
            "write a whole number, in a smaller unit where there is one",
        )
    return (
        f"{given(fault)} is no whole number",
        NOT_GUESSED,
        "write a whole number, in digits, like `3`",
    )


def _range(fault: ErrorDetails, _: form.Forms) -> Words:
    ctx = fault["ctx"]
    side = "at least" if "ge" in ctx or "gt" in ctx else "at most"
    limit = next(ctx[one] for one in ("ge", "gt", "le", "lt") if one in ctx)
    wrong = f"{given(fault)} is out of range: it is {side} {limit:,}"
    return wrong, "what is beyond can only be a slip", f"write a number of {side} {limit:,}"


def _yes_no(fault: ErrorDetails, _: form.Forms) -> Words:
    return (
        f"{given(fault)} is neither `true` nor `false`",
        NOT_GUESSED,
        "write `true` or `false`, or take the line out",
    )


def _short(fault: ErrorDetails, forms: form.Forms) -> Words:
    least = fault["ctx"]["min_length"]
    wrong = f"at least {'one' if least == 1 else least} is needed here"
    if isinstance(fault["input"], str):
        return "this is empty", "people read it", "write its words"
    return wrong, "an empty list would mean nobody, or nothing", f"write {wanted(forms)}"


def _long(fault: ErrorDetails, _: form.Forms) -> Words:
    most, given = fault["ctx"]["max_length"], fault["input"]
    n = len(given) if isinstance(given, str | list | tuple | dict) else 0
    what = "characters" if isinstance(given, str) else "entries"
    return (
        f"at most {most:,} {what} are taken here, these are {n:,}",
        "it has to be shown on screens and in letters",
        "shorten it",
    )


SHORT_NAME = "lower-case letters, digits, dot, dash and underscore"


def _pattern(fault: ErrorDetails, _: form.Forms) -> Words:
    pattern, value = fault["ctx"]["pattern"], str(fault["input"])
    if "[01]" in pattern:
        return (
            f"`{value[:60]}` is no time of day",
            NOT_GUESSED,
            'write hours and minutes in quotation marks: "09:00", "18:00"',
        )
    if r"\." in pattern:
        return (
            f"`{value[:60]}` names neither a step nor a question",
            "without both names it is not clear which one is meant",
            "write stage and question with a dot between them: `stage.question`",
        )
    slug = "-".join(
        "".join(c if c.isalnum() and c.isascii() else " " for c in value.lower()).split()
    )
    near = f", for example `{slug[:60]}`" if slug else ""
    return (
        f"`{value[:60]}` is not a short name",
        f"acts, files and addresses use it: it has only {SHORT_NAME}, 80 at most",
        f"write it so{near}",
    )


def _zone(_: ErrorDetails, __: form.Forms) -> Words:
    return (
        "this instant has no time zone",
        "the same hour is another instant in Geneva than in New York",
        "add an offset, as in 2022-05-16T18:00:00+02:00",
    )


def _instant(fault: ErrorDetails, _: form.Forms) -> Words:
    return (
        f"{given(fault)} is no instant",
        NOT_GUESSED,
        "write day, hour and offset, as in 2022-05-16T18:00:00+02:00",
    )


def _no_such_act(fault: ErrorDetails, _: form.Forms) -> Words:
    given = str(fault["ctx"]["tag"])
    acts = fault["ctx"]["expected_tags"].replace("'", "").split(", ")
    near = get_close_matches(given, acts, 1, 0.6)
    hint = f"did you mean `{near[0]}`?" if near else f"use one of: {', '.join(acts)}"
    return f'there is no act "{given}"', NOT_GUESSED, hint


def _no_act(_: ErrorDetails, __: form.Forms) -> Words:
    return (
        "this needs `act`: what is done",
        NOT_GUESSED,
        "add `act:`, like `act: object`; docs/scenario-format.md lists the acts",
    )


TOLD: dict[str, Callable[[ErrorDetails, form.Forms], Words]] = {
    "literal_error": _literal,
    "string_type": _text,
    "tuple_type": _list,
    "list_type": _list,
    "dict_type": _mapping,
    "model_type": _mapping,
    "model_attributes_type": _mapping,
    "int_type": _number,
    "int_parsing": _number,
    "int_from_float": _number,
    "greater_than_equal": _range,
    "greater_than": _range,
    "less_than_equal": _range,
    "less_than": _range,
    "bool_type": _yes_no,
    "bool_parsing": _yes_no,
    "too_short": _short,
    "string_too_short": _short,
    "too_long": _long,
    "string_too_long": _long,
    "string_pattern_mismatch": _pattern,
    "timezone_aware": _zone,
    "datetime_type": _instant,
    "datetime_parsing": _instant,
    "datetime_from_date_parsing": _instant,
    "union_tag_invalid": _no_such_act,
    "union_tag_not_found": _no_act,
}
"""What is said of a fault, by the word that the models have for it."""
