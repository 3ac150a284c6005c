"""Who sends an act: the options that every act has beside its own, written once."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from cli.screen import Json

As = Annotated[
    str,
    typer.Option(
        "--as", envvar="PARLEY_AS", help="The person who acts, by handle. [profile: PARLEY_AS]"
    ),
]
For = Annotated[
    str | None,
    typer.Option("--for", envvar="PARLEY_FOR", help="For which institution, where ambiguous."),
]
In = Annotated[
    str | None, typer.Option("--in", envvar="PARLEY_IN", help="In which role, where ambiguous.")
]
CommandId = Annotated[
    str | None,
    typer.Option(
        "--command-id",
        help="An id of your own, so that sending twice is harmless. Left out: a new one is drawn.",
    ),
]
Yes = Annotated[
    bool, typer.Option("--yes", "-y", help="Do not ask before an act with outside effect.")
]
Preview = Annotated[
    bool,
    typer.Option("--preview", help="Do nothing: list what else would move, and who would be told."),
]
ReceivedFrom = Annotated[
    str | None,
    typer.Option(
        "--received-from",
        help="Secretariat: enter the act of this person, who sent it by other means.",
    ),
]
Channel = Annotated[str, typer.Option(help="By which channel it came.")]
Source = Annotated[str | None, typer.Option(help="Where the original is kept.")]
ReportedAt = Annotated[
    str | None, typer.Option(help="When it is said to have arrived: 2022-02-28T17:58 Geneva.")
]


@dataclass(frozen=True, slots=True)
class Sender:
    """
    What the options of an act said about who sends it.

    :param yes: do not ask before an outside effect
    :param preview: nothing is done; what it would do is shown
    :param received_from: whose act it is, where it came by other means and is typed in
    """

    as_: str
    for_: str | None = None
    in_: str | None = None
    command_id: str | None = None
    yes: bool = False
    preview: bool = False
    received_from: str | None = None
    channel: str = "e-mail"
    source: str | None = None
    reported_at: str | None = None
    json: bool = False


Options = dict[str, tuple[Any, Any]]
"""Annotation and default of each option, by its name in `Sender`."""

WHO: Options = {
    "as_": (As, inspect.Parameter.empty),
    "for_": (For, None),
    "in_": (In, None),
}
BY_OTHER_MEANS: Options = {
    "received_from": (ReceivedFrom, None),
    "channel": (Channel, "e-mail"),
    "source": (Source, None),
    "reported_at": (ReportedAt, None),
}
ID: Options = {"command_id": (CommandId, None)}
ASKS: Options = {"yes": (Yes, False)}
LOOKS: Options = {"preview": (Preview, False)}
SHOWN: Options = {"json": (Json, False)}

Command = Callable[..., None]


def _with(command: Command, options: Options) -> Command:
    """Give a command these options; what they say reaches it as its `sender`."""
    own = inspect.signature(command, eval_str=True).parameters
    more = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in options.items()
    ]
    taken = [parameter for name, parameter in own.items() if name != "sender"]

    @functools.wraps(command)
    def wrapper(**given: Any) -> None:
        sender = Sender(**{name: given.pop(name) for name in options})
        command(**given, sender=sender)

    signature = inspect.Signature([*taken, *more])
    wrapper.__signature__ = signature  # type: ignore[attr-defined]  # what typer reads
    wrapper.__annotations__ = {name: one.annotation for name, one in signature.parameters.items()}
    return wrapper


def sent(command: Command) -> Command:
    """An act of the person who types it."""
    return _with(command, WHO | ID | SHOWN)


def sent_or_received(command: Command) -> Command:
    """An act of the person who types it, or one that came by other means and is typed in. It may end a question."""
    return _with(command, WHO | BY_OTHER_MEANS | ID | LOOKS | SHOWN)


def sent_with_preview(command: Command) -> Command:
    """An act that moves something: what it would do can be looked at before."""
    return _with(command, WHO | ID | LOOKS | SHOWN)


def sent_after_asking(command: Command) -> Command:
    """An act with an effect on others: the person is asked before, and can look at what it would do."""
    return _with(command, WHO | ID | ASKS | LOOKS | SHOWN)


def received_after_asking(command: Command) -> Command:
    """An act with an effect on others, the sender's own or one that came by other means and is typed in."""
    return _with(command, WHO | BY_OTHER_MEANS | ID | ASKS | LOOKS | SHOWN)
