"""What holders of one role who act together have said so far, and whom it waits for: in words, and as data."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain.process.jointly import holders_of, matter
from domain.process.state import Process, Said
from domain.step.about_answers import joint_roles
from domain.step.state import Step
from rehearsal.names import shown

DOES: dict[str, tuple[str, str]] = {
    "Judge": ("judged", "judge PROCESS {on} --outcome {outcome} --grounds ..."),
    "ConfirmOutcome": ("confirmed", "confirm PROCESS {on} --grounds ..."),
    "CorrectOutcome": (
        "put right",
        "correct-outcome PROCESS {on} --outcome {outcome} --grounds ...",
    ),
    "AdmitAct": ("admitted", "admit PROCESS {refused} --evidence ... --grounds ..."),
    "RaiseQuestion": ("raised", "raise PROCESS {on} {raises} ..."),
    "PublishText": ("published", "publish PROCESS FILE --text {text} ..."),
    "WithdrawText": ("withdrawn", "withdraw-text PROCESS {text} --grounds ..."),
    "Answer": ("answered", "answer PROCESS {on} {answer} ..."),
}
"""What each has done, and the command by which another holder says the same."""


@dataclass(frozen=True, slots=True)
class Together:
    """
    One matter that the holders of a role decide together.

    :param said: what was said, by whom, as institutions
    :param silent: the holders that have said nothing of it
    :param how: the command by which another says the same, without who acts
    """

    role: str
    title: str
    on: str
    verb: str
    said: dict[str, tuple[str, ...]]
    silent: tuple[str, ...]
    how: str

    @property
    def number(self) -> int:
        return len(self.silent) + sum(len(parties) for parties in self.said.values())

    @property
    def awaited(self) -> tuple[str, ...]:
        """Who has to say the same: who is silent, or, where they disagree, all of them."""
        if len(self.said) == 1:
            return self.silent
        return (*(one for parties in self.said.values() for one in parties), *self.silent)

    def words(self, process: Process) -> str:
        def names(parties: tuple[str, ...]) -> str:
            return ", ".join(process.parties[party].name for party in parties)

        told = [
            f"{len(parties)} of {self.number} {'have' if self.number > 1 else 'has'} {self.verb}: "
            f"{what} ({names(parties)})"
            for what, parties in self.said.items()
        ]
        if len(self.said) > 1:
            told.append("they have not decided")
        if self.silent:
            told.append(f"awaited: {names(self.silent)}")
        return f"{self.title}, together{f' on {self.on}' if self.on else ''}: {'; '.join(told)}"


def together(process: Process) -> list[Together]:
    """List what waits for other holders: acts that take effect when all have said so, and positions that differ."""
    return [*_decisions(process), *_positions(process)]


def _decisions(process: Process) -> Iterator[Together]:
    groups: dict[tuple[object, ...], list[Said]] = {}
    for one in process.jointly:
        groups.setdefault((one.role, matter(one.act)), []).append(one)
    for said in groups.values():
        first = said[0]
        on = shown(process, process.steps[first.step]) if first.step in process.steps else ""
        fields = {**dict.fromkeys(("outcome", "refused", "raises", "text", "answer"), "...")}
        fields |= {name: value for name, value in first.fields.items() if name in fields}
        verb, how = DOES[first.fields["act"]]
        told = [(_what(first.fields["act"], one.fields), one.party) for one in said]
        who = holders_of(process, first.fields, first.role)
        yield _grouped(process, first.role, on, verb, told, who, how.format(on=on, **fields))


def said_in(act: str) -> str:
    """What an act of one of several holders says: judged agreed, published v2 ..."""
    fields: dict[str, Any] = json.loads(act)
    return f"{DOES[fields['act']][0]} {_what(fields['act'], fields)}"


def _what(act: str, fields: dict[str, Any]) -> str:
    """What was said, in a word or two."""
    match act:
        case "Answer":
            about = f"act {fields['about']}" if fields.get("about") else ""
            paragraphs = ", ".join(one["paragraph"] for one in fields.get("statuses", ()))
            parts = (fields["answer"], fields.get("choice"), about, paragraphs)
            return " ".join(one for one in parts if one)
        case "AdmitAct":
            return f"act {fields['refused']}"
        case "ConfirmOutcome":
            return "the outcome"
    return str(fields.get("outcome") or fields.get("text") or fields.get("raises"))


def _positions(process: Process) -> Iterator[Together]:
    for step in process.open_steps():
        for role in joint_roles(process, step):
            who = process.holders.get(role, set()) & process.asked(step)
            told = [(what, one) for one in sorted(who) if (what := _position(step, one))]
            if told and len(who) > 1:
                on = shown(process, step)
                how = f"answer PROCESS {on} ..."
                yield _grouped(process, role, on, "answered", told, who, how)


def _position(step: Step, party: str) -> str | None:
    given = step.single(party)
    if given is None:
        return None
    return " ".join(one for one in (given.said.answer, given.said.choice) if one)


def _grouped(
    process: Process,
    role: str,
    on: str,
    verb: str,
    told: list[tuple[str, str]],
    who: set[str],
    how: str,
) -> Together:
    said: dict[str, tuple[str, ...]] = {}
    for what, party in told:
        said[what] = (*said.get(what, ()), party)
    silent = tuple(sorted(who - {party for _, party in told}))
    title = process.procedure.roles[role].title
    return Together(role, title, on, verb, said, silent, how)


def as_data(one: Together) -> dict[str, Any]:
    return {
        "role": one.role,
        "on": one.on or None,
        "said": {what: list(parties) for what, parties in one.said.items()},
        "awaited": list(one.awaited),
    }
