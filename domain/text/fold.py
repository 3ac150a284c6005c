"""How the events of texts, and what is said of their paragraphs, change what is known."""

from datetime import datetime

from domain.process.state import Process, TextVersion
from domain.process.taken_over import agreed_before
from domain.record.recorded import Recorded
from domain.step.confirming import text_changed
from domain.step.notice import note_end_of_break
from domain.step.telling import milestone
from domain.text.events import TextPublished, TextWithdrawn
from domain.text.matter import asks_for, follows_the_text
from domain.text.paragraphs import Change
from domain.text.readers import told_of_text, told_of_withdrawal
from domain.text.versions import lineage


def text_published(
    process: Process, recorded: Recorded, event: TextPublished, at: datetime
) -> None:
    version = recorded.envelope.version
    text = lineage(process, event)
    if not event.beside:
        process.identities.update(text.ids)
    process.texts[event.text] = found = TextVersion(
        event.text,
        event.number,
        event.kind,
        event.title,
        event.sha256,
        event.labels,
        at,
        version,
        event.respects,
        event.predecessor,
        wordings=dict(zip(text.ids, event.wordings, strict=False)),
        identity=dict(zip(event.labels, text.ids, strict=True)),
        origins=text.origins,
        same_as=event.same_as,
        corrections=event.corrections,
        contains=event.contains,
        language=event.language,
        symbol=event.symbol,
        renditions=list(event.renditions),
        amended_by=event.amended_by,
        beside=event.beside,
    )
    found.agreed_at = agreed_before(process, found)
    if not event.beside:
        process.paragraphs.apply(Change(version, None, text=text))
    _amended(process, event.amended_by)
    for step in process.open_steps():
        if event.beside and asks_for(process, step, event.kind):
            step.text = event.text  # what a duty has brought forth is what it is about from now on
        elif follows_the_text(step, found):
            corrects = step.rule.corrections if event.same_as == step.text else None
            step.text = event.text
            lapse = corrects.answers if corrects else step.rule.if_the_text_changes
            if lapse == "lapse":
                step.lapse(at)
                note_end_of_break(process, step)
            elif lapse != "stand":
                text_changed(step, at, lapse)
    milestone(process, recorded, None, at, told_of_text(process))


def _amended(process: Process, numbers: tuple[int, ...]) -> None:
    """The questions wait no more for the amendments that are in the text now."""
    for step in process.open_steps():
        for one in step.pending:
            if one.version in numbers and one.adopted:
                one.over = True


def text_withdrawn(
    process: Process, recorded: Recorded, event: TextWithdrawn, at: datetime
) -> None:
    text = process.texts[event.text]
    text.withdrawn_at = at
    milestone(process, recorded, None, at, told_of_withdrawal(process, text))
