"""Where everything of a picture stands: boxes in rows and columns, arrows in lanes, and what the gaps between hold."""

from dataclasses import dataclass, field
from typing import Literal

from domain.procedure.draw.said import said, said_of, wrapped
from domain.procedure.draw.tracks import Seat, Track, Ways, seats
from domain.procedure.models import END, Procedure
from domain.procedure.words import ENDS

FIRST, OTHER = 380, 280
"""The width of a box in the first column, and in the others."""
PAD, LINE, GAP, SLOT, LANE, MARGIN, BAR, RING = 14, 20, 54, 30, 22, 28, 20, 22
LETTER = 7.6
"""Pixels that a letter of the small size takes at the most, on average over a line."""
BOLD = 9.2

Way = Literal["down", "left", "right", "ring", "below", "fork", "join", "back"]
"""
How an arrow goes: straight down to the next box of its column; in a lane beside the column, downwards on the left and
back up on the right; to a ring beside or below its box, where the process or its track ends; to the first stage of
another column, from the last of one to where the tracks join, or back to the stage from which they began.
"""


@dataclass(slots=True)
class Box:
    """:ivar slots: how many arrows have an end on that side"""

    seat: Seat
    title: list[str]
    lines: list[str]
    left: float = 0
    top: float = 0
    height: float = 0
    slots: dict[str, int] = field(default_factory=lambda: {"left": 0, "right": 0})

    @property
    def width(self) -> int:
        return width_of(self.seat.column)

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def text(self) -> int:
        return LINE * (len(self.title) + len(self.lines))


@dataclass(slots=True)
class Arrow:
    """:ivar bar: the height of the level part of a fork or a join"""

    source: Box
    target: Box
    label: str
    way: Way
    lane: int = 0
    leaves: float = 0
    arrives: float = 0
    bar: float = 0
    label_at: float = 0

    @property
    def side(self) -> str | None:
        """On which side of its column it goes."""
        sides = {"left": "left", "ring": "left", "right": "right", "back": "right"}
        return sides.get(self.way)

    @property
    def words(self) -> list[str]:
        """Beside an arrow that goes down the words stay within half the width of a box."""
        if self.side:
            return [self.label]
        wide = self.target if self.way == "fork" else self.source
        return wrapped(self.label, int((wide.width / 2 - PAD) / LETTER))


@dataclass(slots=True)
class Plan:
    """A picture before it is written. :ivar rooms: the width beside each column for words, by column and side"""

    boxes: list[Box]
    arrows: list[Arrow]
    tracks: list[Track]
    rooms: dict[tuple[int, str], float] = field(default_factory=dict)
    width: float = 0
    height: float = 0


def width_of(column: int) -> int:
    return OTHER if column else FIRST


def planned(procedure: Procedure, ways: Ways) -> Plan:
    """Find a place for everything."""
    at, tracks = seats(procedure, ways)
    boxes = _boxes(procedure, at)
    plan = Plan(list(boxes.values()), _arrows(boxes, ways, tracks), tracks)
    _across(plan)
    _downwards(plan)
    return plan


def _boxes(procedure: Procedure, at: dict[str, Seat]) -> dict[str, Box]:
    beside = frozenset(key for key, seat in at.items() if seat.column)
    found: dict[str, Box] = {}
    for stage in procedure.roadmap:
        seat = at[stage.stage]
        room = width_of(seat.column) - 2 * PAD
        lines: list[str] = []
        for one in said_of(procedure, stage, _drawn(stage.then, beside)):
            lines += wrapped(one, int(room / LETTER))
        found.setdefault(stage.stage, Box(seat, wrapped(stage.title, int(room / BOLD)), lines))
    found[END] = Box(at[END], [ENDS[0].upper() + ENDS[1:]], [])
    return found


def _drawn(then: dict[str, tuple[str, ...]], beside: frozenset[str]) -> frozenset[str]:
    """Of the stages that follow side by side, those in other columns, and the one that they stand beside."""
    shown = set(beside)
    for targets in then.values():
        rest = set(targets) - beside
        shown |= rest if len(rest) == 1 else set()
    return frozenset(shown)


def _arrows(boxes: dict[str, Box], ways: Ways, tracks: list[Track]) -> list[Arrow]:
    order = _in_columns(boxes)
    joins = {(one.stages[-1], one.joins) for one in tracks}
    return [
        Arrow(
            boxes[source],
            boxes[target],
            said(list(outcomes)),
            _way(source, target, boxes, order, joins),
        )
        for (source, target), outcomes in ways.items()
        if target in boxes
    ]


def _in_columns(boxes: dict[str, Box]) -> dict[str, int]:
    """The place of each stage in its column, from the top."""
    found: dict[str, int] = {}
    for column in {box.seat.column for box in boxes.values()}:
        mine = sorted(
            (box.seat.row, key) for key, box in boxes.items() if box.seat.column == column
        )
        found |= {key: number for number, (_, key) in enumerate(mine)}
    return found


def _way(
    source: str,
    target: str,
    boxes: dict[str, Box],
    order: dict[str, int],
    joins: set[tuple[str, str | None]],
) -> Way:
    here, there = boxes[source].seat.column, boxes[target].seat.column
    if target == END and here:
        last = not any(
            box.seat.column == here and box.seat.row == boxes[source].seat.row + 1
            for box in boxes.values()
        )
        return "below" if last and not any(source == one and to for one, to in joins) else "ring"
    if here != there:
        return "fork" if there else "join" if (source, target) in joins else "back"
    if order[target] == order[source] + 1:
        return "down"
    if target == END:
        return "ring"
    return "left" if order[target] > order[source] else "right"


def _across(plan: Plan) -> None:
    """Give every column its place, and every arrow beside a column its lane."""
    _slots(plan)
    _heights(plan)
    _ends(plan)
    x = float(MARGIN)
    for column in sorted({box.seat.column for box in plan.boxes}):
        mine = [one for one in plan.arrows if one.source.seat.column == column]
        lanes = {}
        for side in ("left", "right"):
            beside = [one for one in mine if one.side == side]
            lanes[side] = _lanes([one for one in beside if one.way != "ring"])
            plan.rooms[column, side] = _room(beside)
        x += plan.rooms[column, "left"] + lanes["left"] * LANE
        for box in plan.boxes:
            if box.seat.column == column:
                box.left = x
        x += width_of(column) + plan.rooms[column, "right"] + lanes["right"] * LANE + MARGIN
    plan.width = x


def _slots(plan: Plan) -> None:
    for one in plan.arrows:
        if one.side:
            one.source.slots[one.side] += 1
            if one.way != "ring":
                one.target.slots[one.side] += 1


def _heights(plan: Plan) -> None:
    """The height of every row: that of its highest box; and below it what the gap holds."""
    top = float(MARGIN)
    for box in plan.boxes:
        box.height = max(box.text + 2 * PAD, SLOT * (max(box.slots.values()) + 0.6))
    for row in range(1 + max(box.seat.row for box in plan.boxes)):
        mine = [box for box in plan.boxes if box.seat.row == row]
        for box in mine:
            box.top = top
        bottom = max((box.bottom for box in mine), default=top)
        top = bottom + _gap(plan, row, bottom)
    plan.height = top - GAP + MARGIN


def _gap(plan: Plan, row: int, bottom: float) -> float:
    """
    What lies between two rows, from above: the ends of tracks, the bar of a fork, words, the bar of a join.

    :returns: its height
    """
    out = [one for one in plan.arrows if one.source.seat.row == row]
    ends = [one for one in out if one.way in ("below", "join")]
    forks = [one for one in out if one.way == "fork"]
    downs = [one for one in out if one.way == "down"]
    joins = [one for one in plan.arrows if one.way == "join" and one.target.seat.row == row + 1]
    y = bottom
    for one in ends:
        one.label_at = one.source.bottom + PAD + 8
        needs = LINE * len(one.words) + PAD + (RING if one.way == "below" else 0)
        y = max(y, one.source.bottom + needs + 4)
    if forks:
        y += BAR
        for one in forks:
            one.bar = y
    words = max((len(one.words) for one in (*forks, *downs)), default=0)
    for one in (*forks, *downs):
        one.label_at = y + PAD + 12
    y += LINE * words + (2 * PAD if words else 0)
    if joins:
        y = max(y, bottom + GAP - BAR)
        for one in joins:
            one.bar = y
        y += BAR
    if downs and not forks and y <= bottom + GAP:
        _centre(downs, bottom, words)
    return max(y - bottom, GAP)


def _centre(downs: list[Arrow], bottom: float, words: int) -> None:
    for one in downs:
        one.label_at = bottom + GAP / 2 + 4 - LINE * (words - 1) / 2


def _ends(plan: Plan) -> None:
    """Give every end of an arrow beside a column a height of its own, from above in the order of where it goes."""
    ends = [(one, one.source, one.target, "leaves") for one in plan.arrows if one.side]
    ends += [
        (one, one.target, one.source, "arrives")
        for one in plan.arrows
        if one.side and one.way != "ring"
    ]
    taken: dict[tuple[int, str], int] = {}
    for one, box, _, end in sorted(ends, key=lambda e: (e[1].seat.row, e[2].seat.row)):
        key = (id(box), one.side or "")
        taken[key] = taken.get(key, 0) + 1
        setattr(one, end, SLOT * taken[key])


def _lanes(arrows: list[Arrow]) -> int:
    """
    Give each arrow of one side a lane, the short ones nearest; two share one where neither passes the other.

    :returns: how many lanes there are
    """
    lanes: list[list[Arrow]] = []
    for one in sorted(arrows, key=lambda a: abs(arriving(a) - leaving(a))):
        free = (n for n, lane in enumerate(lanes) if not any(_pass(one, other) for other in lane))
        one.lane = next(free, len(lanes))
        if one.lane == len(lanes):
            lanes.append([])
        lanes[one.lane].append(one)
    return len(lanes)


def leaving(one: Arrow) -> float:
    return one.source.top + one.leaves


def arriving(one: Arrow) -> float:
    return one.target.top + one.arrives


def _pass(one: Arrow, other: Arrow) -> bool:
    """Whether two arrows would lie on each other in one lane, or nearly touch."""
    (a, b), (c, d) = (sorted((leaving(each), arriving(each))) for each in (one, other))
    return a < d + SLOT / 2 and c < b + SLOT / 2


def _room(arrows: list[Arrow]) -> float:
    """The width beside the boxes where the words of the arrows stand, before the first lane."""
    longest = max((len(one.label) for one in arrows), default=0)
    return longest * LETTER + 52 if longest else 0


def _downwards(plan: Plan) -> None:
    """Rings below the last row, and words, may reach further than the last box."""
    for one in plan.arrows:
        if one.way == "below":
            plan.height = max(plan.height, ring_at(one) + RING)


def ring_at(one: Arrow) -> float:
    """The height of the ring below a box."""
    return one.label_at + LINE * (len(one.words) - 1) + RING
