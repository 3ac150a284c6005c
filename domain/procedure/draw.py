"""
A procedure as a picture: its stages one below the other, and on the arrows the outcomes that lead from one to another.

An arrow to the next stage goes straight down; one further down goes through a lane on the left, one back up on the
right; an outcome with which the process ends early goes to a ring beside its stage. No two lines lie on each other, and
no line crosses a word. The texts of the picture are text.
"""

from dataclasses import dataclass, field
from html import escape

from domain.calendar.models import Span
from domain.procedure.explain.window import length, span
from domain.procedure.models import END, Procedure, Stage
from domain.procedure.question import Question
from domain.procedure.window import Moment, Window
from domain.procedure.words import ENDS, named, title_of

WIDTH, PAD, LINE, GAP, SLOT, LANE, MARGIN = 380, 14, 20, 54, 30, 22, 28
LETTER = 7.6
"""Pixels that a letter of the small size takes at the most, on average over a line."""
PER_LINE = int((WIDTH - 2 * PAD) / LETTER)
BOLD_PER_LINE = int((WIDTH - 2 * PAD) / 9.2)
BESIDE = int((WIDTH / 2 - PAD) / LETTER)
"""Letters of a line beside an arrow that goes straight down: they stay within the width of the boxes."""

SILENCE = {
    "agrees": "silence agrees",
    "not_in": "silence is not in",
    "not_counted": "silence is not counted",
    "no_comment": "silence is no comment",
    "overdue": "a duty",
}


@dataclass(slots=True)
class Arrow:
    """From one row to another; `row` counts from the top, the end of the process is the last row."""

    source: int
    target: int
    label: str
    lane: int = 0
    leaves: float = 0
    arrives: float = 0
    to_the_end: bool = False

    @property
    def ends_beside(self) -> bool:
        """An end that is not the next thing is marked beside its stage: a way to the bottom would say no more."""
        return self.to_the_end and self.side == "left"

    @property
    def side(self) -> str:
        if self.target == self.source + 1:
            return "down"
        return "left" if self.target > self.source else "right"


@dataclass(slots=True)
class Box:
    title: list[str]
    lines: list[str]
    top: float = 0
    height: float = 0
    slots: dict[str, int] = field(default_factory=lambda: {"left": 0, "right": 0})

    @property
    def bottom(self) -> float:
        return self.top + self.height


def draw(procedure: Procedure) -> str:
    """Draw a procedure as an SVG document."""
    boxes, arrows = _boxes(procedure), _arrows(procedure)
    _place(boxes, arrows)
    lanes = {
        side: _lanes([one for one in arrows if one.side == side and not one.ends_beside])
        for side in ("left", "right")
    }
    room = {side: _room(arrows, side) + lanes[side] * LANE for side in ("left", "right")}
    left = MARGIN + room["left"]
    width = left + WIDTH + room["right"] + MARGIN
    height = boxes[-1].bottom + MARGIN
    parts = [_opening(procedure, width, height)]
    parts += [_box(box, left) for box in boxes]
    parts += [_arrow(one, boxes, left, _room(arrows, one.side)) for one in arrows]
    return "\n".join([*parts, "</svg>", ""])


def _boxes(procedure: Procedure) -> list[Box]:
    stages = [_stage(procedure, stage) for stage in procedure.roadmap]
    return [*stages, Box([ENDS[0].upper() + ENDS[1:]], [])]


def _stage(procedure: Procedure, stage: Stage) -> Box:
    lines: list[str] = []
    for question in stage.questions.values():
        text = f"{named(procedure, question.asks)}: {summary(question)}"
        lines += wrapped(text, PER_LINE)
    if stage.rounds_at_most > 1:
        lines.append(f"at most {stage.rounds_at_most} rounds")
    if stage.waits_for:
        tracks = " and ".join(title_of(procedure, key) for key in stage.waits_for)
        lines += wrapped(f"begins when {tracks} are over", PER_LINE)
    if stage.begins is not None:
        lines += wrapped(f"not before {_until(stage.begins)}", PER_LINE)
    for outcome, targets in stage.then.items():
        if len(targets) > 1:
            titles = ", ".join(title_of(procedure, key) for key in targets)
            lines += wrapped(f"after “{said([outcome])}” side by side: {titles}", PER_LINE)
    return Box(wrapped(stage.title, BOLD_PER_LINE), lines)


def summary(question: Question) -> str:
    """A question in a few words: how long, what silence means, what a body does by it, what may be raised on it."""
    does = {"adoption": ", may adopt the text", "endorsement": ", may endorse the text"}
    adopts = does[question.adopts.does] if question.adopts else ""
    items = ", each paragraph by itself" if "by_item" in question.divides else ""
    raised = ", ".join(one.title for one in question.incidental.values())
    may = f"; may be raised: {raised}" if raised else ""
    return f"{_window(question.window)}, {SILENCE[question.silence_means]}{adopts}{items}{may}"


def _window(window: Window) -> str:
    if window.lasts is not None:
        return length(window)
    if window.closes is not None:
        return f"until {_until(window.closes)}"
    if window.asap:
        return "as soon as possible"
    if window.standing:
        return "standing"
    return {"answered": "until answered", "gavel": "until the gavel"}.get(
        window.on or "", "until done"
    )


def _until(moment: Moment) -> str:
    """The moment of a closing, in the few words that a box has room for."""
    named = "the time named" if moment.named_in else "the end before" if moment.end_of else ""
    date = f"the date “{moment.date.replace('_', ' ')}”" if moment.date else ""
    start = date or named or "a fixed instant"
    away = moment.away
    if away is None or not away.n:
        return start
    return f"{span(Span(**{away.unit: abs(away.n)}))} {'after' if away.n > 0 else 'before'} {start}"


def wrapped(text: str, most: int) -> list[str]:
    """Break a text into lines; a word that is longer than a line is cut."""
    lines = [""]
    for word in text.split():
        rest = word
        if len(lines[-1]) + 1 + len(rest) > most and lines[-1]:
            lines.append("")
        while len(rest) > most:
            lines[-1] = rest[: most - 1] + "-"
            rest = rest[most - 1 :]
            lines.append("")
        lines[-1] = f"{lines[-1]} {rest}".strip()
    return lines


def ways(procedure: Procedure) -> dict[tuple[str, str], list[str]]:
    """The outcomes that lead from one stage to another, in the order of the file."""
    found: dict[tuple[str, str], list[str]] = {}
    for stage in procedure.roadmap:
        for outcome, targets in stage.then.items():
            for target in targets:
                found.setdefault((stage.stage, target), []).append(outcome)
        for target in stage.otherwise:
            found.setdefault((stage.stage, target), []).append("left out")
        for target in stage.after_last_round if stage.rounds_at_most > 1 else ():
            if target != END:
                found.setdefault((stage.stage, target), []).append("after the last round")
    return found


def said(outcomes: list[str]) -> str:
    """Outcomes as people say them."""
    return ", ".join(one.replace("_", " ") for one in outcomes)


def _arrows(procedure: Procedure) -> list[Arrow]:
    keys = [stage.stage for stage in procedure.roadmap] + [END]
    return [
        Arrow(keys.index(source), keys.index(target), said(outcomes), to_the_end=target == END)
        for (source, target), outcomes in ways(procedure).items()
        if target in keys
    ]


def _place(boxes: list[Box], arrows: list[Arrow]) -> None:
    """Give every box its place, and every end of an arrow a height of its own on the side of its box."""
    ends = [(one, one.source, "leaves") for one in arrows] + [
        (one, one.target, "arrives") for one in arrows
    ]
    ends = [end for end in ends if not (end[0].ends_beside and end[2] == "arrives")]
    for one, row, _ in ends:
        if one.side != "down":
            boxes[row].slots[one.side] += 1
    top = float(MARGIN)
    for row, box in enumerate(boxes):
        text = 2 * PAD + LINE * (len(box.title) + len(box.lines))
        box.top, box.height = top, max(text, SLOT * (max(box.slots.values()) + 0.6))
        top = box.bottom + max([GAP, *(_gap(one) for one in arrows if one.source == row)])
    taken: dict[tuple[int, str], int] = {}
    for one, row, end in sorted(ends, key=_order):
        if one.side != "down":
            number = taken[row, one.side] = taken.get((row, one.side), 0) + 1
            setattr(one, end, boxes[row].top + SLOT * number)


def _gap(one: Arrow) -> int:
    """The space below a box that the words of the arrow straight down need."""
    return LINE * len(wrapped(one.label, BESIDE)) + 2 * PAD if one.side == "down" else 0


def _order(end: tuple[Arrow, int, str]) -> tuple[int, int]:
    """Heights on one side: what comes from above or goes there is above, so that lines cross little."""
    one, row, _ = end
    other = one.target if row == one.source else one.source
    return row, other


def _lanes(arrows: list[Arrow]) -> int:
    """
    Give each arrow of one side a lane, the short ones nearest; two share one where neither passes the other.

    :returns: how many lanes there are
    """
    lanes: list[list[Arrow]] = []
    for one in sorted(arrows, key=lambda a: abs(a.arrives - a.leaves)):
        free = (n for n, lane in enumerate(lanes) if not any(_pass(one, other) for other in lane))
        one.lane = next(free, len(lanes))
        if one.lane == len(lanes):
            lanes.append([])
        lanes[one.lane].append(one)
    return len(lanes)


def _pass(one: Arrow, other: Arrow) -> bool:
    """Whether two arrows would lie on each other in one lane, or nearly touch."""
    (a, b), (c, d) = (sorted((each.leaves, each.arrives)) for each in (one, other))
    return a < d + SLOT / 2 and c < b + SLOT / 2


def _room(arrows: list[Arrow], side: str) -> float:
    """The width beside the boxes where the words of the arrows stand, before the first lane."""
    longest = max((len(one.label) for one in arrows if one.side == side), default=0)
    return longest * LETTER + 52 if longest else 0


def _opening(procedure: Procedure, width: float, height: float) -> str:
    title = f"{procedure.title}, version {procedure.version}"
    words = [f"{title_of(procedure, source)}: {said(outcomes)} leads to {title_of(procedure, target)}."
             for (source, target), outcomes in ways(procedure).items()]  # fmt: skip
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" \
viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-labelledby="title desc" \
font-family="DejaVu Sans, Verdana, Arial, sans-serif" font-size="13">
<title id="title">{escape(title)}</title>
<desc id="desc">{escape(" ".join(words))}</desc>
<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">\
<path d="M0 0 L10 5 L0 10 z" fill="#1f3a5f"/></marker></defs>
<rect width="100%" height="100%" fill="#ffffff"/>"""


def _box(box: Box, left: float) -> str:
    fill = "#eef3f9" if box.lines else "#e3e3e3"
    middle = left + WIDTH / 2
    text = LINE * (len(box.title) + len(box.lines))
    y = box.top + (box.height - text) / 2 + 14
    frame = f'x="{left:.0f}" y="{box.top:.0f}" width="{WIDTH}" height="{box.height:.0f}" rx="8"'
    rows = [f'<rect {frame} fill="{fill}" stroke="#1f3a5f" stroke-width="1.5"/>']
    for number, line in enumerate([*box.title, *box.lines]):
        weight = ' font-size="15" font-weight="bold"' if number < len(box.title) else ""
        rows.append(
            f'<text x="{middle:.0f}" y="{y + LINE * number:.0f}" text-anchor="middle" fill="#14202e"{weight}>'
            f"{escape(line)}</text>"
        )
    return "\n".join(rows)


def _arrow(one: Arrow, boxes: list[Box], left: float, room: float) -> str:
    if one.side == "down":
        x, start, end = left + WIDTH / 2, boxes[one.source].bottom, boxes[one.target].top
        lines = wrapped(one.label, BESIDE)
        y = (start + end) / 2 + 4 - LINE * (len(lines) - 1) / 2
        return _line(f"M{x:.0f} {start:.0f} V{end:.0f}", x + 10, y, "start", lines)
    sign = -1 if one.side == "left" else 1
    edge = left if sign < 0 else left + WIDTH
    if one.ends_beside:
        return _end(one, edge)
    lane = edge + sign * (room + LANE * (one.lane + 0.5))
    path = f"M{edge:.0f} {one.leaves:.0f} H{lane:.0f} V{one.arrives:.0f} H{edge:.0f}"
    anchor = "end" if sign < 0 else "start"
    return _line(path, edge + sign * 12, one.leaves - 6, anchor, [one.label])


def _end(one: Arrow, edge: float) -> str:
    """An outcome with which the process ends: a short arrow to a ring."""
    x = edge - len(one.label) * LETTER - 32
    ring = (
        f'<circle cx="{x - 7:.0f}" cy="{one.leaves:.0f}" r="6" fill="#e3e3e3" stroke="#1f3a5f" '
        'stroke-width="1.5"/>'
    )
    path = f"M{edge:.0f} {one.leaves:.0f} H{x:.0f}"
    return _line(path, edge - 12, one.leaves - 6, "end", [one.label]) + f"\n{ring}"


def _line(path: str, x: float, y: float, anchor: str, lines: list[str]) -> str:
    drawn = (
        f'<path d="{path}" fill="none" stroke="#1f3a5f" stroke-width="1.5" stroke-linejoin="round" '
        f'marker-end="url(#tip)"/>'
    )
    texts = [
        f'<text class="outcome" x="{x:.0f}" y="{y + LINE * number:.0f}" text-anchor="{anchor}" '
        f'fill="#14202e">{escape(line)}</text>'
        for number, line in enumerate(lines)
    ]
    return "\n".join([drawn, *texts])


def mermaid(procedure: Procedure) -> str:
    """Write the same picture as Mermaid text."""
    numbers = {stage.stage: f"s{number}" for number, stage in enumerate(procedure.roadmap, start=1)}
    lines = ["flowchart TD"]
    for stage in procedure.roadmap:
        says = "<br/>".join(_quoted(summary(one)) for one in stage.questions.values())
        lines.append(f'  {numbers[stage.stage]}["<b>{_quoted(stage.title)}</b><br/>{says}"]')
    lines.append(f'  finish(["{ENDS}"])')
    for (source, target), outcomes in ways(procedure).items():
        to = "finish" if target == END else numbers.get(target, "finish")
        lines.append(f'  {numbers[source]} -->|"{_quoted(said(outcomes))}"| {to}')
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    return escape(text, quote=False).replace('"', "#quot;")
