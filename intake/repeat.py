"""The same command again: the outcome that is on record, or a refusal where the id names another act."""

from domain.record.recorded import Recorded, parse
from domain.record.seal import same_command
from domain.refused import CommandIdReused
from intake.receipt import Answer, answer_of
from intake.seal import command_text, private_fields, sealed_again, seals_in
from intake.waiting import Waiting
from store.event_store import Store, Unavailable
from store.rows import Row


async def recorded_outcome(store: Store, waiting: Waiting) -> Answer:
    """
    Answer a command whose id is on record.

    :returns: the recorded outcome, byte for byte; `CommandIdReused` where the recorded act is another one
    :raises Unavailable: the record cannot be read now
    """
    command = waiting.sent
    rows = await store.command(command.process, command.command_id)
    if not rows:
        raise Unavailable(f"the events of command {command.command_id} are gone")
    history: list[Recorded] = [parse(row.envelope, row.body, row.hash) for row in rows]
    if same_command(history[0], rows[0].salt, await text_as_first_sent(store, waiting, rows)):
        return answer_of(history)
    return Answer(None, CommandIdReused(command_id=command.command_id))


async def text_as_first_sent(store: Store, waiting: Waiting, rows: list[Row]) -> str:
    """Write the command as it would have been recorded then: private texts under the commitments of the first time."""
    if not private_fields(waiting.sent):
        return waiting.text
    seals = seals_in(row.body for row in rows)
    texts = await store.private(seals)
    return command_text(sealed_again(waiting.sent, seals, texts))
