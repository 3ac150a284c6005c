"""Texts: publishing a version, withdrawing it."""

from pathlib import Path
from typing import Annotated

import typer

from cli.acting import Grounds, ProcessName, act, read_file, words
from cli.desk import Desk
from cli.problems import Problem
from cli.screen import screen
from cli.sender import Sender, sent_after_asking
from cli.text_views import version_named, wordings_of
from domain.act import ActBase
from domain.letter.texts import marked
from domain.process.state import Process
from domain.text.commands import (
    Paragraph,
    PublishText,
    WithdrawText,
    normalised,
    text_bytes,
    traced,
)
from domain.text.kinds import TextKind
from domain.text.read import NoText, read_text_file
from domain.text.redline import compare
from domain.text.rendition import EditorialCorrection
from rehearsal.texts import MEDIA_TYPE


@sent_after_asking
def publish(
    process: ProcessName,
    file: Annotated[
        Path,
        typer.Argument(help="Plain text: paragraphs apart by an empty line, each with its label."),
    ],
    text: Annotated[str, typer.Option("--text", help="The id of the version, such as v2.")],
    kind: Annotated[
        TextKind,
        typer.Option(
            help="A version of the text: elements, zero, draft, rev, chair, final. A document beside it, which never "
            "takes its place: list, summary, report, note."
        ),
    ] = "draft",
    title: Annotated[str | None, typer.Option(help="Left out: the id of the version.")] = None,
    predecessor: Annotated[str | None, typer.Option(help="The version that it follows.")] = None,
    respects: Annotated[
        list[str], typer.Option(help="A recorded condition that the text respects. Repeatable.")
    ] = [],  # noqa: B006
    same_as: Annotated[
        str | None, typer.Option(help="The text whose words it has; other words are refused.")
    ] = None,
    editorial: Annotated[
        bool, typer.Option("--editorial", help="List every difference to it as editorial.")
    ] = False,
    contains: Annotated[
        list[str], typer.Option(help="A text that is annexed to it. Repeatable.")
    ] = [],  # noqa: B006
    language: Annotated[str | None, typer.Option(help="Its language, such as en.")] = None,
    symbol: Annotated[str | None, typer.Option(help="Its symbol, such as A/73/L.99.")] = None,
    grounds: Annotated[
        str | None, typer.Option(help="Why it is corrected. @FILE reads a file.")
    ] = None,
    amended_by: Annotated[
        list[int],
        typer.Option(help="The number of an adopted amendment that it takes over. Repeatable."),
    ] = [],  # noqa: B006
    *,
    sender: Sender,
) -> None:
    """
    Publish a version of the text. Texts never change: a correction is a new version.

    With --amended-by it takes over an amendment that was adopted, and the question that waits for it goes on.

    With --same-as and --editorial a text under silence is corrected, where the procedure allows it.

    Example: parley publish "UN-system pledge" v2.txt --text v2 --kind rev --predecessor v1 --as
    coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        try:
            paragraphs = read_text_file(read_file(file))
        except NoText as problem:
            raise Problem(f"{file} cannot be published: {problem}.") from problem
        said = PublishText(
            text=text,
            kind=kind,
            title=title or text,
            predecessor=predecessor,
            respects=tuple(respects),
            same_as=same_as,
            corrections=await listed(at, found, same_as, paragraphs) if editorial else (),
            contains=tuple(contains),
            language=language,
            symbol=symbol,
            grounds=words(grounds),
            amended_by=tuple(amended_by),
            **traced(paragraphs),
        )
        if not sender.preview:
            await at.store.put_document(text_bytes(paragraphs), MEDIA_TYPE)
        return said

    effect = (
        f"This publishes {file.name} as {text} to all who may see it, and may open the next step."
    )
    act(process, sender, meant, effect)


async def listed(
    at: Desk, process: Process, same_as: str | None, paragraphs: tuple[Paragraph, ...]
) -> tuple[EditorialCorrection, ...]:
    """
    List the paragraphs that differ from another text, word for word, and show each as a redline.

    :raises Problem: that text is not named, or not there
    """
    if same_as is None:
        raise Problem("--editorial needs --same-as: the text that is corrected.")
    before = await wordings_of(at, version_named(process, same_as))
    found = tuple(
        EditorialCorrection(paragraph=one.label, was=before[one.label], becomes=one.wording)
        for one in paragraphs
        if one.label in before and normalised(one.wording) != before[one.label]
    )
    for one in found:
        screen.progress(f"[{one.paragraph}] {marked(compare(one.was, one.becomes))}")
    return found


@sent_after_asking
def withdraw_text(
    process: ProcessName,
    text: Annotated[str, typer.Argument(help="The id of the version.")],
    grounds: Grounds,
    *,
    sender: Sender,
) -> None:
    """
    Withdraw a text: what is open about it ends without a result.

    Example: parley withdraw-text "UN-system pledge" v2 --grounds "A paragraph is missing" --as
    coordinator
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return WithdrawText(text=text, grounds=words(grounds) or "")

    effect = f"This withdraws {text}; every step that is open about it ends without a result."
    act(process, sender, meant, effect)
