"""
Acts of a role whose holders act together: each of them says it, and it takes effect when the last one says the same.

Holders who disagree have not decided. What each has said is on record and is shown; of one matter a holder says one
thing, and the later stands. Positions on a question are answers of their own: of them the question itself says when all
agree. Source: hard case 6
"""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from domain.act import ActBase
from domain.event import Event
from domain.participation.authority import Acting
from domain.process.events import SaidJointly
from domain.process.state import Process, Said
from domain.record.recorded import Recorded
from domain.refused import AlreadyDone
from domain.step.about_answers import TOGETHER, standing
from domain.step.commands import (
    AdmitAct,
    Answer,
    ConfirmOutcome,
    CorrectOutcome,
    Judge,
    RaiseQuestion,
)
from domain.step.state import Late
from domain.text.commands import PublishText, WithdrawText

DECISIONS = (
    Judge,
    ConfirmOutcome,
    CorrectOutcome,
    AdmitAct,
    RaiseQuestion,
    PublishText,
    WithdrawText,
)
"""What the holders decide together, beside answers. Deadlines, letters and people any of them sees to alone."""

EXPLAINS = ("grounds", "reason", "comment", "evidence", "reported")
"""Fields in which each may say it in its own words: they are no part of what is decided."""

MATTER = ("step", "about", "refused", "text")


def jointly(process: Process, act: ActBase, who: Acting, does: list[Event]) -> list[Event]:
    """
    Let an act wait for the other holders of its role, where they act together; with the last of them it takes effect.

    :param does: what it becomes, where nobody has to be waited for
    :raises AlreadyDone: this holder has said so, and waits for the others
    """
    party = _party(act, who)
    role = _role(process, act, who, party)
    if role is None:
        return does
    fields = act.model_dump(mode="json", exclude_none=True)
    text = json.dumps(fields, ensure_ascii=False)
    mine = [one for one in process.jointly if one.role == role and matter(one.act) == matter(text)]
    others = holders_of(process, fields, role) - {party}
    if not mine and not others:
        return does
    same = {one.party for one in mine if _same(one.act, text)}
    awaited = tuple(sorted(others - same))
    if awaited and party in same:
        raise AlreadyDone(what=f"you have said so, and it waits for {', '.join(awaited)}")
    step = getattr(act, "step", None)
    said = SaidJointly(step=step, role=role, party=party, act=text, awaited=awaited)
    return [said] if awaited else [said, *does]


def waits(events: Iterable[Event]) -> bool:
    """Whether these events only say that an act waits for other holders."""
    return any(isinstance(one, SaidJointly) and one.awaited for one in events)


def _party(act: ActBase, who: Acting) -> str:
    """Whose act it is: the author's, where the secretariat entered it."""
    reported = getattr(act, "reported", None)
    return reported.party if reported is not None else who.party


def _role(process: Process, act: ActBase, who: Acting, party: str) -> str | None:
    """The role in which an act is done, where its holders decide it together."""
    if isinstance(act, Answer | RaiseQuestion) and act.reported is not None:
        roles = tuple(one for one in _whose(process, act) if party in process.holders.get(one, ()))
    else:
        roles = (who.role,)
    if not isinstance(act, DECISIONS) and not _decides_at_once(process, act):
        return None
    return next((one for one in roles if process.procedure.roles[one].acts_by == "all"), None)


def _whose(process: Process, act: Answer | RaiseQuestion) -> tuple[str, ...]:
    """The roles whose act it is, where it was typed in for somebody."""
    rule = process.steps[act.step].rule
    if isinstance(act, RaiseQuestion):
        return rule.incidental[act.raises].raised_by
    return rule.answers[act.answer].by or rule.asks


def _decides_at_once(process: Process, act: ActBase) -> bool:
    """Whether an answer is a disposition, a quality, a status: not a position that stands beside the others'."""
    if not isinstance(act, Answer):
        return False
    return process.steps[act.step].rule.answers[act.answer].effect in TOGETHER


def holders_of(process: Process, fields: dict[str, Any], role: str) -> set[str]:
    """
    The holders of a role whose word an act needs: not of one who is suspended, or recused from what is its own.

    :param fields: the act, as JSON
    """
    found = process.holders.get(role, set()) - process.suspended
    if fields["act"] == "Answer" and fields.get("about"):
        rule = process.steps[UUID(fields["step"])].rule.answers[fields["answer"]]
        given = standing(process, fields["about"])
        if rule.own == "never" and given is not None:
            return found - {given.party}
    return found


def _content(act: str) -> dict[str, Any]:
    """What an act decides. The version that an answer is given on is that of its question, said or not."""
    said: dict[str, Any] = json.loads(act)
    left_out = (*EXPLAINS, *(("text",) if said["act"] == "Answer" else ()))
    return {name: one for name, one in said.items() if name not in left_out and one}


def _same(one: str, other: str) -> bool:
    return _content(one) == _content(other)


def matter(act: str) -> tuple[object, ...]:
    """What an act is about: of one matter a holder says one thing. Without a matter of its own, all that it decides."""
    said = _content(act)
    whole = said["act"] in ("Answer", "RaiseQuestion") and "about" not in said
    named = (json.dumps(said, sort_keys=True),) if whole else ()
    return (said["act"], *named, *(said.get(name) for name in MATTER))


def said_jointly(process: Process, recorded: Recorded, event: SaidJointly) -> None:
    """Remember what a holder has said; what takes effect with it waits no more."""
    mine = matter(event.act)
    process.jointly = [
        one
        for one in process.jointly
        if one.role != event.role
        or matter(one.act) != mine
        or (event.awaited and one.party != event.party)
    ]
    if event.awaited:
        version = recorded.envelope.version
        one = Said(version, event.step, event.role, event.party, event.act)
        process.jointly.append(one)


def late_waits(process: Process, late: Late) -> bool:
    """Whether an act that was refused, and counts after all, is of one of several holders: it waits for the others."""
    act, party = late.sent, late.author
    who = (late.role,) if act.reported is None and late.role is not None else _whose(process, act)
    role = next((one for one in who if process.procedure.roles[one].acts_by == "all"), None)
    decides = isinstance(act, DECISIONS) or _decides_at_once(process, act)
    if role is None or not decides or party not in process.holders.get(role, ()):
        return False
    text = late.act
    same = {one.party for one in process.jointly if one.role == role and _same(one.act, text)}
    awaits = bool(holders_of(process, json.loads(text), role) - same - {party})
    mine = matter(text)
    kept = [one for one in process.jointly if (one.role, matter(one.act)) != (role, mine)]
    others = [one for one in process.jointly if one not in kept and one.party != party]
    said = Said(late.version, act.step, role, party, text)
    process.jointly = [*kept, *others, said] if awaits else kept
    return awaits


def outcome_changed(process: Process, step: UUID) -> None:
    """What was said on a step before its outcome changed was said of something else: whoever means it says it again."""
    process.jointly = [one for one in process.jointly if one.step != step]
