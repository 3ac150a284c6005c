"""How the fields of an answer are given on the terminal."""

from typing import get_args

from cli.acting import words
from cli.problems import Problem
from domain.step.commands import Item, Source
from domain.text.paragraphs import Status


def labels(given: list[str]) -> tuple[str, ...]:
    return tuple(one.strip() for text in given for one in text.split(",") if one.strip())


def items(given: list[str]) -> tuple[Item, ...]:
    """
    Read lettered items, each written as "P1=words".

    :raises Problem: one is not written so
    """
    found = []
    for text in given:
        item, is_, said = text.partition("=")
        if not is_:
            raise Problem(
                f'"{text}" is not LETTER=WORDS.', 'For example: "P1=no overlap with other pledges"'
            )
        found.append(Item(item=item.strip(), words=words(said.strip()) or ""))
    return tuple(found)


def sources(given: list[str]) -> tuple[Source, ...]:
    """
    Read sources, each written as "submission=17" (the number of an act) or "report=A/76/642".

    :raises Problem: one is not written so
    """
    found = []
    for text in given:
        kind, is_, what = (one.strip() for one in text.partition("="))
        if not is_ or not what:
            raise Problem(f'"{text}" is not KIND=SOURCE.', "For example: submission=17")
        act = {"act": int(what)} if what.isdecimal() else {"document": what}
        found.append(Source.model_validate({"kind": kind, **act}))
    return tuple(found)


def figures(given: list[str]) -> dict[str, int]:
    """
    Read exact counts, each written as "for=118".

    :raises Problem: one is not written so, or its name is there twice
    """
    found: dict[str, int] = {}
    for text in given:
        name, _, count = text.partition("=")
        if not count.strip().isdecimal() or name.strip() in found:
            raise Problem(
                f'"{text}" is not NAME=NUMBER, once for each name.', "For example: for=118"
            )
        found[name.strip()] = int(count)
    return found


def statuses(given: list[str]) -> tuple[dict[str, str | None], ...]:
    """
    Read statuses of paragraphs, each written as "5=agreed_ad_ref" or "6=agreed_language:A/RES/73/195, paragraph 16".

    :raises Problem: one is not written so
    """
    found: list[dict[str, str | None]] = []
    for text in given:
        label, is_, said = text.partition("=")
        status, _, source = said.partition(":")
        if (
            not is_
            or status not in get_args(Status)
            or bool(source) != (status == "agreed_language")
        ):
            known = ", ".join(get_args(Status))
            raise Problem(
                f'"{text}" is not LABEL=STATUS. A status is one of: {known}.',
                "For example: 5=agreed_ad_ref, or 6=agreed_language:A/RES/73/195 (with its source)",
            )
        one = {"paragraph": label.strip(), "status": status, "source": source.strip() or None}
        found.append(one)
    return tuple(found)
