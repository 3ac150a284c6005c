"""What the door answers: a receipt for what is on record, a refusal where something did not count."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.model import Frozen, Instant, Sha256
from domain.process.events import ActRefused
from domain.record.recorded import Recorded
from domain.refused import Refused


class Receipt(Frozen):
    """
    Proof that an act is on record, whether it counted or not. It is computed from the envelopes of its command alone,
    so that asking again, years later, gives the same receipt.

    :param accepted: False where the act was refused and kept
    :param versions: the numbers of its events in the stream
    :param received_at: the postmark; `recorded_at` and `process_at` are those of the first event
    :param hash: of the last event, in hex: it commits to everything before
    """

    process: UUID
    command_id: str
    accepted: bool
    versions: tuple[int, ...]
    types: tuple[str, ...]
    received_at: Instant
    recorded_at: Instant
    process_at: Instant
    hash: Sha256

    @property
    def receipt_id(self) -> str:
        """The short form that people read out: twelve characters of the hash."""
        short = self.hash[:12].upper()
        return f"{short[:4]}-{short[4:8]}-{short[8:]}"


class RecordedRefusal(Refused):
    """A refusal as the record tells it: its code, and the sentence that the person was told."""

    def __init__(self, code: str, sentence: str) -> None:
        self._code, self._sentence = code, sentence
        super().__init__()

    @property
    def code(self) -> str:
        return self._code

    @property
    def sentence(self) -> str:
        return self._sentence


class OutcomeUnknown(Refused):
    """The database went away while this act was being written, so it is not known whether it is on record. Send it
    again with the same id: it is never recorded twice."""

    on_record = False


@dataclass(frozen=True, slots=True)
class Answer:
    """
    :param receipt: of everything that is on record, refusals included
    :param refused: without a receipt: nothing was kept (busy, not yet, already done, refused at the door)
    """

    receipt: Receipt | None
    refused: Refused | None

    @property
    def accepted(self) -> bool:
        return self.refused is None


def receipt_of(history: Sequence[Recorded]) -> Receipt:
    """Write the receipt of one command from its events, in order."""
    first, last = history[0].envelope, history[-1]
    types = tuple(recorded.envelope.type for recorded in history)
    return Receipt.model_construct(
        process=first.stream,
        command_id=first.command_id,
        accepted=ActRefused.__name__ not in types,
        versions=tuple(recorded.envelope.version for recorded in history),
        types=types,
        received_at=first.received_at,
        recorded_at=first.recorded_at,
        process_at=first.process_at,
        hash=last.hash.hex(),
    )


def answer_of(history: Sequence[Recorded]) -> Answer:
    """Answer from the record: the first time and every time after, so that both are the same."""
    refused = next((r.event for r in history if isinstance(r.event, ActRefused)), None)
    kept = RecordedRefusal(refused.code, refused.sentence) if refused else None
    return Answer(receipt_of(history), kept)
