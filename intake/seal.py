"""
Sealing: the free words of people leave the command at the door, a salted commitment takes their place.

The words go to a table of their own and can be erased; the record, its hashes and its receipts stay whole. The
fingerprint of a command is taken over the sealed form, so that nobody can guess an erased text from it.
"""

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

from domain.command import Command
from domain.record.canonical import canonical
from domain.record.hashes import private_commitment
from store.rows import PrivateText

_SEALED = re.compile(r"sealed:([0-9a-f]{64}):(\d+)")


def sealed_as(commit: str, length: int) -> str:
    """What stands in the record for a private text: its commitment and its length in characters."""
    return f"sealed:{commit}:{length}"


def seal(command: Command) -> tuple[Command, list[PrivateText]]:
    """
    Replace the private fields of a command's act by their commitments.

    :returns: the command as it is decided and recorded, and the texts to keep apart
    """
    kept: list[PrivateText] = []
    fields: dict[str, str] = {}
    for name, text in private_fields(command).items():
        salt = os.urandom(32)
        kept.append(PrivateText(private_commitment(salt, text), salt, text))
        fields[name] = sealed_as(kept[-1].commit, len(text))
    return (with_fields(command, fields), kept) if fields else (command, kept)


def private_fields(command: Command) -> dict[str, str]:
    act = command.act
    if not act.PRIVATE:
        return {}
    return {name: text for name in act.PRIVATE if (text := getattr(act, name)) is not None}


def with_fields(command: Command, fields: Mapping[str, str]) -> Command:
    if not fields:
        return command
    return command.model_copy(update={"act": command.act.model_copy(update=fields)})


def command_text(command: Command) -> str:
    """
    Write a sealed command as the canonical JSON that is fingerprinted.

    Defaults are left out, so a command sent again after a release that added a field is still the same command.
    """
    data: dict[str, Any] = command.model_dump(mode="json", exclude_defaults=True)
    data["act"]["act"] = command.act.act
    return canonical(data)


def seals_in(bodies: Iterable[str]) -> dict[str, int]:
    """Find the commitments in recorded bodies, with the length of the text that each stands for."""
    return {commit: int(length) for body in bodies for commit, length in _SEALED.findall(body)}


def sealed_again(command: Command, seals: Mapping[str, int], texts: Mapping[str, str]) -> Command:
    """
    Seal a command that is sent again with the commitments of the first time, so that their fingerprints compare.

    A text that was erased since cannot be compared any more; its length stands in for it.

    :param seals: the commitments on record and the lengths of their texts
    :param texts: the private texts that are still kept, by commitment
    """
    free = dict(seals)
    fields: dict[str, str] = {}
    for name, text in private_fields(command).items():
        same = [c for c, n in free.items() if n == len(text) and texts.get(c, text) == text]
        commit = min(same, key=lambda c: c not in texts, default=None)
        if commit is not None:
            del free[commit]
            fields[name] = sealed_as(commit, len(text))
    return with_fields(command, fields)
