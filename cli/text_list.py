"""The texts of a process: versions of the text, and documents beside it."""

from cli.acting import ProcessName
from cli.desk import desk
from cli.running import run
from cli.screen import Json, screen
from domain.process.state import Process, TextVersion


def list_(process: ProcessName, json: Json = False) -> None:
    """
    List the texts of a process: the versions of the text with what became of each, and the documents beside it.

    Example: parley text list "UN-system pledge"
    """
    run(_list(process))


async def _list(name: str) -> None:
    async with desk() as at:
        process, _ = await at.process(name)
    screen.data([_data(process, text) for text in process.texts.values()])
    if not process.texts:
        screen.say("No text is published yet.")
        return
    rows = sorted(process.texts.values(), key=lambda text: text.beside)
    screen.table(
        ("text", "kind", "title", "published", "is"),
        (
            (one.text, one.kind, one.title, screen.when(one.published_at), is_(process, one))
            for one in rows
        ),
    )


def is_(process: Process, text: TextVersion) -> str:
    """What a text is now."""
    if text.withdrawn_at is not None:
        return "withdrawn"
    if text.beside:
        return "beside the text"
    state = ["agreed"] if text.agreed_at is not None else []
    return (
        ", ".join([*state, *(["in force"] if text is process.text_in_force else [])]) or "earlier"
    )


def _data(process: Process, text: TextVersion) -> dict[str, object]:
    return {
        "text": text.text,
        "kind": text.kind,
        "title": text.title,
        "beside": text.beside,
        "number": text.number,
        "published_at": text.published_at,
        "withdrawn_at": text.withdrawn_at,
        "agreed_at": text.agreed_at,
        "in_force": text is process.text_in_force,
        "sha256": text.sha256,
    }
