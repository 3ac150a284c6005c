"""What the acts about texts become. Versions are published and withdrawn, never changed."""

from domain.event import Event
from domain.participation.authority import Acting, require_chair
from domain.procedure.models import WITHDRAWN
from domain.process.state import Process
from domain.refused import (
    AgreedParagraphChanged,
    AlreadyDone,
    Malformed,
    NotPermitted,
    NotTheSameText,
    OutOfPlace,
    UnknownText,
)
from domain.step.done import complete
from domain.step.events import ClosingBroughtForward
from domain.step.state import Step
from domain.text.amendment import amends, taken_over
from domain.text.commands import PublishText, WithdrawText
from domain.text.correction import correct, may_correct
from domain.text.events import TextPublished, TextWithdrawn
from domain.text.kinds import is_beside
from domain.text.lineage import NotTraceable
from domain.text.matter import asks_for
from domain.text.same import not_listed, same_paragraphs
from domain.text.versions import agreed_and_changed, lineage


def publish_text(process: Process, act: PublishText, who: Acting) -> list[Event]:
    """
    Publish a version of the text: by whom an open question asks for it, or by the chair.

    Where a text is asked for by a duty, publishing it may complete the duty.
    """
    asked = [step for step in process.open_steps() if _asks_for_text(process, step, act, who)]
    if not asked and who.role_class != "chair" and not may_correct(process, act, who):
        raise NotPermitted(
            role=who.role, why="only the chair, or who is asked for the text, can publish one"
        )
    if act.text in process.texts:
        raise AlreadyDone(what=f"text {act.text} is published, and texts never change")
    beside = is_beside(act.kind) and not act.amended_by  # no amendment waits for a summary
    goes_on = [] if beside else taken_over(process, act, who)
    moved = [event for step in _about(process, act) for event in correct(process, step, act, who)]
    if act.predecessor is not None and act.predecessor not in process.texts:
        raise UnknownText(text=act.predecessor)
    unknown = [item for item in act.respects if item not in process.conditions]
    if unknown:
        raise OutOfPlace(why=f"there is no condition {unknown[0]}")
    _well_formed(process, act)
    published = TextPublished(
        number=_number(process, act),
        beside=is_beside(act.kind),
        **act.model_dump(exclude={"act"}),
    )
    done = [
        s for s in asked if s.rule.window.on == "complete" and complete(process, s, published=True)
    ]
    return [
        published,
        *moved,
        *goes_on,
        *(ClosingBroughtForward(step=s.step, old=s.closes_at, by="complete") for s in done),
    ]


def _number(process: Process, act: PublishText) -> int:
    """Versions of the text are numbered by themselves, and so are documents of a kind."""
    beside = is_beside(act.kind)
    before = [
        text
        for text in process.texts.values()
        if text.beside == beside and (not beside or text.kind == act.kind)
    ]
    return len(before) + 1


def _well_formed(process: Process, act: PublishText) -> None:
    """
    See that the paragraphs can be traced, and that what is agreed stays as it is agreed.

    :raises AgreedParagraphChanged: an agreed paragraph would change, or be gone; it is reopened first, with a reason
    """
    if len(set(act.labels)) != len(act.labels):
        raise Malformed(problem="a paragraph label occurs twice")
    if act.wordings and len(act.wordings) != len(act.labels):
        raise Malformed(problem="there are not as many hashes of wordings as paragraphs")
    try:
        text = lineage(process, act)
    except NotTraceable as problem:
        raise Malformed(problem=str(problem)) from problem
    _attributes(process, act)
    changed = agreed_and_changed(process, text, act.contains)
    if changed and not is_beside(act.kind):
        raise AgreedParagraphChanged(paragraph=", ".join(changed))


def _attributes(process: Process, act: PublishText) -> None:
    """
    See what a text says of other texts, and of the files in which it exists.

    :raises NotTheSameText: it is said to be the same as another, and differs in more than the corrections listed
    """
    for key in (act.same_as, *act.contains):
        if key is not None and key not in process.texts:
            raise UnknownText(text=key)
    if act.corrections and act.same_as is None:
        raise Malformed(problem="corrections are listed, and not of which text: same_as names it")
    for rendition in act.renditions:
        same_paragraphs(act.labels, rendition)
    before = process.texts.get(act.same_as or "")
    if before is None or (before.sha256 == act.sha256 and not act.corrections):
        return
    differs = not_listed(before, act.labels, act.wordings, act.corrections)
    if differs:
        raise NotTheSameText(text=before.text, paragraphs=", ".join(differs))


def _about(process: Process, act: PublishText) -> list[Step]:
    """
    Find the questions whose text is corrected.

    :raises OutOfPlace: a text is under silence, and the procedure lets it not be corrected, or this is no correction
    """
    open_ = [s for s in process.open_steps() if s.text and s.opened and s.rule.about == "text"]
    corrects = [
        s for s in open_ if act.corrections and s.text == act.same_as and s.rule.corrections
    ]
    waiting = [s for s in process.open_steps() if amends(s, act)]
    document = act.kind if is_beside(act.kind) else None
    others = [
        s
        for s in process.open_steps()
        if s.text and s not in (*corrects, *waiting) and s.rule.document == document
    ]
    if any(s.rule.silence_means == "agrees" and not s.brought_forward for s in others):
        raise OutOfPlace(why="a text is under silence; withdraw it before another is published")
    return corrects


def _asks_for_text(process: Process, step: Step, act: PublishText, who: Acting) -> bool:
    wanted = asks_for(process, step, act.kind)
    return wanted and who.party in process.asked(step) and who.role in step.rule.asks


def withdraw_text(process: Process, act: WithdrawText, who: Acting) -> list[Event]:
    """Withdraw a text: what is open about it ends now, without a result, and nothing accepted becomes late."""
    require_chair(who, "withdraw a text")
    text = process.texts.get(act.text)
    if text is None:
        raise UnknownText(text=act.text)
    if text.withdrawn_at is not None:
        raise AlreadyDone(what=f"text {act.text} is withdrawn")
    if text.agreed_at is not None:
        raise OutOfPlace(why="an agreed text cannot be withdrawn")
    open_about = [
        s
        for s in process.open_steps()
        if s.text == act.text and s.rule.about == "text" and not s.rule.publishes
    ]
    for step in open_about:
        stage = process.procedure.stage(process.stages[step.stage].key)
        if WITHDRAWN not in stage.then:
            raise OutOfPlace(
                why=f'the procedure does not say what follows if the text of "{stage.title}" is '
                "withdrawn; publish the next version instead"
            )
    ends: list[Event] = [
        ClosingBroughtForward(
            step=step.step,
            old=step.closes_at,
            by="withdrawal",
            ended_by=WITHDRAWN,
            grounds=act.grounds,
        )
        for step in open_about
        if not step.brought_forward
    ]
    return [TextWithdrawn(text=act.text, grounds=act.grounds), *ends]
