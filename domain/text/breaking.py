"""
What silence was broken on: the paragraphs that were objected to, without names; and what becomes of the others.

Source: rules of the field, 2.1; hard case 11
"""

from domain.process.state import Process
from domain.rule.models import counts_named
from domain.step.state import Given, Step
from domain.step.whole import item_outcomes, whole_of, whole_outcome
from domain.text.paragraphs import Change, ParagraphStatus

QUIET = ("hold", "joins", "states")
"""Effects of answers that break nothing."""


def against(step: Step) -> list[Given]:
    """What stands against a text: every answer that its rule counts, but requests for time."""
    told = counts_named(step.rule.adds_up_to)
    told |= {one for name in told & set(step.rule.counts) for one in step.rule.counts[name].answers}
    return [
        g
        for g in step.answers
        if g.stands
        and step.rule.answers[g.said.answer].effect not in QUIET
        and (g.said.answer in told or not told & set(step.rule.answers))
    ]


def broken(step: Step) -> bool:
    """Whether silence on a text was broken by what stands."""
    agreed = step.outcome is None or step.outcome in step.rule.text_agreed_by
    return step.rule.silence_means == "agrees" and not agreed and bool(against(step))


def broken_on(process: Process, step: Step) -> tuple[str, ...]:
    """List the paragraphs that were named, in the order of the text: the order of answers would tell who came when."""
    text = process.texts.get(step.text or "")
    named = {label for given in against(step) for label in given.said.paragraphs}
    return tuple(label for label in (text.labels if text else ()) if label in named)


def amended(process: Process, step: Step) -> tuple[str, ...]:
    """List the paragraphs that silence was broken on with other wording, in the order of the text, without names."""
    text = process.texts.get(step.text or "")
    proposed = [given.said for given in against(step) if given.said.wording]
    named = {label for said in proposed for label in said.paragraphs}
    return tuple(label for label in (text.labels if text else ()) if label in named)


def on_the_whole(step: Step) -> bool:
    """Whether an answer names no paragraph, and is against the text as a whole."""
    return any(not given.said.paragraphs for given in against(step))


def agree_the_rest(process: Process, step: Step) -> None:
    """
    Where the procedure says so, silence that was broken on some paragraphs agrees the others ad referendum.

    Of a question that was divided, once all its parts are settled: the others are those that came to an agreement.
    """
    text, root = process.texts.get(step.text or ""), whole_of(process, step)
    if step.rule.scope_after_break == "whole_text" or text is None:
        return
    left = _not_agreed(process, root) if whole_outcome(process, root) is not None else ()
    if not left:
        return
    book = process.paragraphs
    named = [text.identity[label] for label in left]
    tied, _ = book.together(named)
    rest = {
        paragraph: ParagraphStatus(paragraph=label, status="agreed_ad_ref")
        for label, paragraph in text.identity.items()
        if paragraph not in tied and paragraph in book.standing and not book.agreed(paragraph)
    }
    version = step.outcome_version or 0
    reopened = tuple(paragraph for paragraph in named if book.agreed(paragraph))
    book.apply(Change(version, step.stage, statuses=rest, reopens=reopened))


def _not_agreed(process: Process, root: Step) -> tuple[str, ...]:
    """List the paragraphs on which silence was broken; none: it was not, or on the text as a whole."""
    if root.parts_apart or root.items_came_to:
        items = item_outcomes(process, root)
        left = tuple(one for one in items if items[one] not in root.rule.text_agreed_by)
        return left if len(left) < len(items) else ()
    return () if not broken(root) or on_the_whole(root) else broken_on(process, root)
