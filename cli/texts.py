"""Texts: publishing a version, withdrawing it."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.acting import Grounds, ProcessName, act, read_file, words
from cli.desk import Desk
from cli.problems import Problem
from cli.sender import Sender, sent_after_asking
from domain.act import ActBase
from domain.process.state import Process
from domain.text.commands import PublishText, WithdrawText, text_bytes, traced
from domain.text.read import NoText, read_text_file
from rehearsal.texts import MEDIA_TYPE

Kind = Literal["elements", "zero", "draft", "rev", "chair", "final"]


@sent_after_asking
def publish(
    process: ProcessName,
    file: Annotated[
        Path,
        typer.Argument(help="Plain text: paragraphs apart by an empty line, each with its label."),
    ],
    text: Annotated[str, typer.Option("--text", help="The id of the version, such as v2.")],
    kind: Annotated[Kind, typer.Option(help="What kind of text it is.")] = "draft",
    title: Annotated[str | None, typer.Option(help="Left out: the id of the version.")] = None,
    predecessor: Annotated[str | None, typer.Option(help="The version that it follows.")] = None,
    respects: Annotated[
        list[str], typer.Option(help="A recorded condition that the text respects. Repeatable.")
    ] = [],  # noqa: B006
    *,
    sender: Sender,
) -> None:
    """
    Publish a version of the text. Texts never change: a correction is a new version.

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
            **traced(paragraphs),
        )
        if not sender.preview:
            await at.store.put_document(text_bytes(paragraphs), MEDIA_TYPE)
        return said

    effect = f"This publishes {file.name} as {text} to all parties, and may open the next step."
    act(process, sender, meant, effect)


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
