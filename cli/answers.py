"""What a stakeholder does: answer a step, withdraw an answer. Each gets a receipt, or a refusal that is kept."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.acting import ProcessName, StepName, act, words
from cli.answer_fields import figures, items, labels, sources, statuses
from cli.desk import Desk, step_named
from cli.problems import Problem
from cli.renditions import RenditionFile
from cli.sender import Sender, sent, sent_or_received, sent_with_preview
from domain.act import ActBase
from domain.calendar.show import parse_instant
from domain.participation.authority import in_force
from domain.participation.commands import Appointment
from domain.procedure.question import RANK
from domain.process.state import Process
from domain.step.commands import Answer, Disavow, Reported, WithdrawAnswer

Paragraphs = Annotated[
    list[str],
    typer.Option("--paragraphs", "-p", help="Labels of paragraphs, apart by commas. Repeatable."),
]
Text = Annotated[
    str | None, typer.Option("--text", help="The version that the answer is given on.")
]
Reason = Annotated[
    str | None, typer.Option("--reason", help="In your own words. @FILE reads a file.")
]
Comment = Annotated[
    str | None, typer.Option("--comment", help="In your own words. @FILE reads a file.")
]
Wording = Annotated[
    str | None, typer.Option("--wording", help="The proposed wording. @FILE reads a file.")
]


def reply(process: str, step: str, sender: Sender, answer: str, **fields: Any) -> None:
    """Give an answer to a step, one's own or one that was received by other means."""

    async def meant(at: Desk, found: Process) -> ActBase:
        given = {key: value for key, value in fields.items() if value not in (None, (), {})}
        put = step_named(found, step).step
        file = given.get("rendition")
        if isinstance(file, RenditionFile):
            given["rendition"] = await file.kept(at, sender.preview)
        reported = await received(at, found, sender)
        return Answer.model_validate({"step": put, "answer": answer, "reported": reported, **given})

    act(process, sender, meant)


async def received(at: Desk, process: Process, sender: Sender) -> Reported | None:
    """
    Write down how an act came that its author did not send through the door.

    :raises Problem: the author does not act in this process, or no source is named
    """
    if sender.received_from is None:
        return None
    if sender.source is None:
        raise Problem(
            "An act that was received by other means needs --source: where the original is kept."
        )
    person = await at.person(sender.received_from, process)
    instant = parse_instant(sender.reported_at) if sender.reported_at else None
    one = appointment_of(process, person, sender.received_from, sender.for_)
    return Reported(
        channel=sender.channel,
        source=sender.source,
        reported_at=instant,
        precision="instant" if instant else "zone_unknown",
        person=person,
        party=one.party,
        capacity=one.capacity,
    )


def appointment_of(process: Process, person: str, handle: str, party: str | None) -> Appointment:
    mine = [one for one in process.appointments.get(person, ()) if party in (None, one.party)]
    now = process.now or process.last_recorded_at or process.started_at
    live = [one for one in mine if in_force(one, now)] or mine
    if not live:
        raise Problem(f"{handle} does not act for {party or 'any party'} in this process.")
    return max(live, key=lambda one: RANK[one.capacity])


@sent_or_received
def comment(
    process: ProcessName,
    step: StepName,
    comment: Annotated[
        str, typer.Option("--comment", help="In your own words. @FILE reads a file.")
    ],
    paragraphs: Paragraphs = [],  # noqa: B006
    text: Text = None,
    *,
    sender: Sender,
) -> None:
    """
    Comment on a text.

    Example: parley comment "UN-system pledge" drafting.comments --comment @comment.txt
    --paragraphs 2,3 --as ilo-focal-point
    """
    reply(
        process, step, sender, "comment", comment=words(comment), paragraphs=labels(paragraphs), text=text,
    )  # fmt: skip


@sent_or_received
def propose(
    process: ProcessName,
    step: StepName,
    wording: Annotated[
        str, typer.Option("--wording", help="The proposed wording. @FILE reads a file.")
    ],
    paragraphs: Paragraphs = [],  # noqa: B006
    reason: Reason = None,
    text: Text = None,
    *,
    sender: Sender,
) -> None:
    """
    Propose wording. The receipt names the number by which the proposal is disposed of.

    Example: parley propose "UN-system pledge" revision --wording @para-2.txt --paragraphs 2
    --as who-focal-point
    """
    reply(
        process, step, sender, "proposal", wording=words(wording), reason=words(reason), paragraphs=labels(paragraphs),
        text=text,
    )  # fmt: skip


@sent_or_received
def object_(
    process: ProcessName,
    step: StepName,
    reason: Annotated[str, typer.Option("--reason", help="In your own words. @FILE reads a file.")],
    paragraphs: Paragraphs = [],  # noqa: B006
    wording: Wording = None,
    text: Text = None,
    *,
    sender: Sender,
) -> None:
    """
    Object to a text. Where silence agrees, this breaks it.

    Example: parley object "UN-system pledge" agreement --reason "Paragraph 2 goes too far"
    --paragraphs 2 --as who-principal
    """
    reply(
        process, step, sender, "objection", reason=words(reason), paragraphs=labels(paragraphs), wording=words(wording),
        text=text,
    )  # fmt: skip


@sent_or_received
def hold(
    process: ProcessName,
    step: StepName,
    reason: Reason = None,
    *,
    sender: Sender,
) -> None:
    """
    Ask for more time, as far as the procedure grants it.

    Example: parley hold "UN-system pledge" agreement --reason "The principal travels" --as
    undp-principal
    """
    reply(
        process, step, sender, "hold", reason=words(reason),
    )  # fmt: skip


@sent_or_received
def endorse(
    process: ProcessName,
    step: StepName,
    comment: Comment = None,
    *,
    sender: Sender,
) -> None:
    """
    Join, by an explicit act.

    Example: parley endorse "UN-system pledge" endorsement --as unicef-principal
    """
    reply(
        process, step, sender, "endorse", comment=words(comment),
    )  # fmt: skip


@sent_or_received
def decline(
    process: ProcessName,
    step: StepName,
    reason: Reason = None,
    *,
    sender: Sender,
) -> None:
    """
    Say that your institution does not join.

    Example: parley decline "UN-system pledge" endorsement --reason "Outside our mandate" --as
    itu-principal
    """
    reply(
        process, step, sender, "decline", reason=words(reason),
    )  # fmt: skip


@sent_with_preview
def own_pledge(
    process: ProcessName,
    step: StepName,
    title: Annotated[str, typer.Option(help="What it is called.")],
    wording: Annotated[str, typer.Option("--wording", help="What is pledged. @FILE reads a file.")],
    *,
    sender: Sender,
) -> None:
    """
    Add an own pledge beside the common one.

    Example: parley own-pledge "UN-system pledge" endorsement --title "Training" --wording
    @pledge.txt --as ilo-principal
    """
    reply(
        process, step, sender, "own_pledge", title=title,
        wording=words(wording),
    )  # fmt: skip


@sent_or_received
def answer(
    process: ProcessName,
    step: StepName,
    answer: Annotated[str, typer.Argument(help="Its name in the procedure.")],
    comment: Comment = None,
    reason: Reason = None,
    grounds: Annotated[str | None, typer.Option(help="The official reason of an office.")] = None,
    wording: Wording = None,
    title: Annotated[str | None, typer.Option(help="A title, where the answer takes one.")] = None,
    choice: Annotated[
        str | None, typer.Option(help="One of the choices that the answer offers.")
    ] = None,
    item: Annotated[list[str], typer.Option(help="A lettered item: P1=words. Repeatable.")] = [],  # noqa: B006
    about: Annotated[
        int | None, typer.Option(help="The number of the act that is answered.")
    ] = None,
    instant: Annotated[
        str | None,
        typer.Option(
            help="A time that is named in it: 2022-03-09T12:00 Geneva, or with an offset."
        ),
    ] = None,
    paragraphs: Paragraphs = [],  # noqa: B006
    aligned: Annotated[
        list[str],
        typer.Option(
            help="Of a group: who beside its members aligns, apart by commas. Repeatable."
        ),
    ] = [],  # noqa: B006
    status: Annotated[
        list[str],
        typer.Option(
            help="LABEL=STATUS, of agreed language LABEL=agreed_language:SOURCE. Repeatable."
        ),
    ] = [],  # noqa: B006
    text: Text = None,
    figure: Annotated[list[str], typer.Option(help="An exact count: for=118. Repeatable.")] = [],  # noqa: B006
    symbol: Annotated[
        str | None, typer.Option(help="The symbol under which a text is adopted or issued.")
    ] = None,
    rendition: Annotated[
        Path | None, typer.Option(help="A file in which the text exists; it is kept as a document.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="The language of that file, such as fr.")
    ] = None,
    drawn_from: Annotated[
        list[str],
        typer.Option(
            help="A source: submission=17 (an act's number), report=A/76/642. Repeatable."
        ),
    ] = [],  # noqa: B006
    *,
    sender: Sender,
) -> None:
    """
    Give any answer that a step offers, under its name in the procedure.

    Statuses of paragraphs: open, bracketed, agreed_ad_ref, agreed_language.

    Example: parley answer "UN-system pledge" follow_up status --choice in_progress --as
    iom-principal
    """
    reply(
        process, step, sender, answer, comment=words(comment), reason=words(reason), grounds=words(grounds),
        wording=words(wording), title=title, choice=choice, items=items(item), about=about,
        paragraphs=labels(paragraphs), aligned=labels(aligned), text=text, figures=figures(figure),
        instant=parse_instant(instant) if instant else None, symbol=symbol, statuses=statuses(status),
        rendition=RenditionFile(rendition, language) if rendition else None,
        provenance=sources(drawn_from),
    )  # fmt: skip


@sent_with_preview
def withdraw(
    process: ProcessName,
    step: StepName,
    answer: Annotated[
        str, typer.Argument(help="The answer's name in the procedure: objection, endorse ...")
    ],
    about: Annotated[
        int | None, typer.Option(help="Only the one about the act with this number.")
    ] = None,
    *,
    sender: Sender,
) -> None:
    """
    Withdraw an answer that stands.

    Example: parley withdraw "UN-system pledge" agreement objection --as who-principal
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        return WithdrawAnswer(step=step_named(found, step).step, answer=answer, about=about)

    act(process, sender, meant)


@sent
def disavow(
    process: ProcessName,
    step: StepName,
    number: Annotated[int, typer.Argument(help="The number of the answer.")],
    grounds: Annotated[str, typer.Option("--grounds", help="Why. @FILE reads a file.")],
    *,
    sender: Sender,
) -> None:
    """
    Disown, after the close, an answer that a lower capacity of one's institution gave.

    It goes on record and changes no outcome by itself.

    Example: parley disavow "UN-system pledge" agreement 41 --grounds "Not cleared with me" --as
    who-principal
    """

    async def meant(at: Desk, found: Process) -> ActBase:
        put = step_named(found, step)
        return Disavow(step=put.step, answer=number, grounds=words(grounds) or "")

    act(process, sender, meant)
