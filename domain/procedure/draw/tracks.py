"""
Which stages are drawn side by side.

Where one outcome leads to several stages, each may head a track of its own: stages that nothing else leads into, and
that lead to the end, or to one later stage where the tracks join. The longest goes on in the first column, the others
stand beside it. What is no such track stays in the first column, with its arrows in lanes: every roadmap can be drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.procedure.models import END, Procedure

MOST = 6
"""Columns beside the first at the most; a picture that is wider is seen by nobody."""

Ways = Mapping[tuple[str, str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Track:
    """
    :param fork: the stage from which it begins; :param stages: in the order of the file
    :param joins: the stage into which its last one leads, if it does not end
    :param back: it may lead back to its fork
    """

    fork: str
    stages: tuple[str, ...]
    joins: str | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a stage stands. Column 0 is the first; rows count from the top."""

    row: int
    column: int = 0


def seats(procedure: Procedure, ways: Ways) -> tuple[dict[str, Seat], list[Track]]:
    """Give every stage, and the end, its row and its column; and the tracks that stand beside the first column."""
    keys = list(dict.fromkeys(stage.stage for stage in procedure.roadmap))
    tracks = _tracks(procedure, keys, ways)
    while True:
        rows = _rows(keys, tracks)
        columns = _columns(tracks, rows)
        kept = [one for one in tracks if _fits(one, tracks, rows, columns)]
        if len(kept) == len(tracks):
            break
        tracks = kept
    found = {key: Seat(row) for key, row in rows.items()}
    for track in tracks:
        column = columns[track.stages[0]]
        found |= {key: Seat(rows[key], column) for key in track.stages}
    return found, tracks


def _fits(track: Track, tracks: list[Track], rows: dict[str, int], columns: dict[str, int]) -> bool:
    """Whether a track has a column, and, where it leads back to its fork, nothing stands in the way."""
    mine = columns.get(track.stages[0])
    if mine is None or not track.back:
        return mine is not None
    return not any(
        rows[key] == rows[track.fork]
        for one in tracks
        if columns.get(one.stages[0], mine + 1) <= mine
        for key in one.stages
    )


def _tracks(procedure: Procedure, keys: list[str], ways: Ways) -> list[Track]:
    found: list[Track] = []
    for stage in procedure.roadmap:
        beside = {key for track in found for key in track.stages}
        if stage.stage in beside:
            continue
        heads = [
            key
            for targets in stage.then.values()
            if len(set(targets) - {END, stage.stage}) > 1
            for key in targets
            if key in keys and key != stage.stage
        ]
        possible = [
            track
            for head in dict.fromkeys(heads)
            if (track := _track(stage.stage, head, keys, ways)) and head not in beside
        ]
        if len(possible) == len(set(heads)):
            longest = max(possible, key=lambda one: len(one.stages), default=None)
            possible = [one for one in possible if one is not longest]
        inside = {key for track in possible for key in track.stages}
        found += [one for one in possible if one.joins not in inside | beside]
    return found


def _track(fork: str, head: str, keys: list[str], ways: Ways) -> Track | None:
    """The stages that only this track leads into; None: it is entangled with others."""
    into: dict[str, set[str]] = {}
    out: dict[str, set[str]] = {}
    for source, target in ways:
        into.setdefault(target, set()).add(source)
        out.setdefault(source, set()).add(target)
    inside = _reached(head, out) - {fork, END}
    while strays := {
        one for one in inside if (one != head and not into[one] <= inside) or one == keys[0]
    }:
        inside -= strays
    if head not in inside or not into[head] <= inside | {fork}:
        return None
    stages = tuple(key for key in keys if key in inside)
    stays = inside | {END, fork}
    exits = {(one, to) for one in stages for to in out.get(one, ()) if to not in stays}
    if stages[0] != head or len(exits) > 1 or any(one != stages[-1] for one, _ in exits):
        return None
    joins = next((to for _, to in exits), None)
    later = joins is None or (joins in keys and keys.index(joins) > keys.index(fork))
    back = any(fork in out.get(one, ()) for one in stages)
    return Track(fork, stages, joins, back) if later else None


def _reached(start: str, out: Mapping[str, set[str]]) -> set[str]:
    found, ahead = set[str](), [start]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += out.get(one, ())
    return found


def _rows(keys: list[str], tracks: list[Track]) -> dict[str, int]:
    """A track begins in the row below its fork; where tracks join, they are over."""
    beside = {key for track in tracks for key in track.stages}
    rows: dict[str, int] = {}
    last = -1
    for key in [*(one for one in keys if one not in beside), END]:
        ends = [rows[one.stages[-1]] for one in tracks if one.joins == key and one.fork in rows]
        last = rows[key] = max([last, *ends]) + 1
        for track in tracks:
            if track.fork == key:
                rows |= {one: last + 1 + n for n, one in enumerate(track.stages)}
    return rows


def _columns(tracks: list[Track], rows: dict[str, int]) -> dict[str, int]:
    """The column of each track by its first stage: the first that nothing else takes up; too many have none."""
    taken: list[list[tuple[int, int]]] = []
    found: dict[str, int] = {}
    for track in tracks:
        first = rows[track.stages[0]]
        last = rows[track.joins] if track.joins else rows[track.stages[-1]]
        free = (n for n, spans in enumerate(taken) if all(last < a or b < first for a, b in spans))
        number = next(free, len(taken))
        if number == MOST:
            continue
        if number == len(taken):
            taken.append([])
        taken[number].append((first, last))
        found[track.stages[0]] = number + 1
    return found
