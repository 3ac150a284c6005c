"""
A procedure as a picture: its stages from above, and on the arrows the outcomes that lead from one to another.

Tracks that run at the same time stand side by side, and their arrows come together where they join. An arrow to the
next stage goes straight down; one further down goes through a lane on the left, one back up on the right; an outcome
with which the process or its track ends goes to a ring. No two lines lie on each other, and no line crosses a word.
The texts of the picture are text.
"""

from html import escape

from domain.procedure.draw.places import (
    BOLD,
    LANE,
    LETTER,
    LINE,
    MARGIN,
    Arrow,
    Box,
    Plan,
    arriving,
    leaving,
    planned,
    ring_at,
)
from domain.procedure.draw.said import said, ways, wrapped
from domain.procedure.models import Procedure
from domain.procedure.words import title_of

INK, LINES, STAGE, LAST = "#14202e", "#1f3a5f", "#eef3f9", "#e3e3e3"
FROM_RIGHT, INTO_RIGHT = 0.25, 0.15
"""How far from the right edge a fork leaves a box, and a join comes in, as a part of its width."""

LEGEND = (
    "A box is a stage. It says who is asked, for how long, and what silence means.",
    "The word on an arrow is the outcome that leads there. An arrow back up, on the right, is another round.",
)
DUTY = "A duty: it is waited for, whoever has it is reminded, and silence means nothing."
RINGS = "A ring: the process ends there."
TRACKS = "Boxes side by side: these stages run at the same time. A ring: that track ends there, and the others go on."


def draw(procedure: Procedure) -> str:
    """Draw a procedure as an SVG document."""
    plan = planned(procedure, ways(procedure))
    width = max(plan.width, BOLD * 30 + 2 * MARGIN)
    legend = _legend(plan, width)
    parts = [_opening(procedure, width, plan.height + LINE * len(legend) + MARGIN)]
    parts += [_box(box) for box in plan.boxes]
    parts += [_arrow(one, plan) for one in plan.arrows]
    parts += [
        f'<text class="legend" x="{MARGIN}" y="{plan.height + LINE * (n + 1):.0f}" fill="{INK}">{escape(line)}</text>'
        for n, line in enumerate(legend)
    ]
    return "\n".join([*parts, "</svg>", ""])


def _legend(plan: Plan, width: float) -> list[str]:
    """What the signs mean, as far as they are there."""
    rings = any(one.way in ("ring", "below") for one in plan.arrows)
    duty = any("a duty" in line for box in plan.boxes for line in box.lines)
    told = [
        *LEGEND,
        *([DUTY] if duty else []),
        *([TRACKS] if plan.tracks else [RINGS] if rings else []),
    ]
    return [line for one in told for line in wrapped(one, int((width - 2 * MARGIN) / LETTER))]


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
<path d="M0 0 L10 5 L0 10 z" fill="{LINES}"/></marker></defs>
<rect width="100%" height="100%" fill="#ffffff"/>"""


def _box(box: Box) -> str:
    fill = STAGE if box.lines else LAST
    y = box.top + (box.height - box.text) / 2 + 14
    frame = (
        f'x="{box.left:.0f}" y="{box.top:.0f}" width="{box.width}" height="{box.height:.0f}" rx="8"'
    )
    rows = [f'<rect {frame} fill="{fill}" stroke="{LINES}" stroke-width="1.5"/>']
    for number, line in enumerate([*box.title, *box.lines]):
        weight = ' font-size="15" font-weight="bold"' if number < len(box.title) else ""
        rows.append(
            f'<text x="{box.middle:.0f}" y="{y + LINE * number:.0f}" text-anchor="middle" fill="{INK}"{weight}>'
            f"{escape(line)}</text>"
        )
    return "\n".join(rows)


def _arrow(one: Arrow, plan: Plan) -> str:
    match one.way:
        case "down":
            x = one.source.middle
            path = f"M{x:.0f} {one.source.bottom:.0f} V{one.target.top:.0f}"
            return _line(path, x + 10, one.label_at, "start", one.words)
        case "fork":
            return _fork(one, plan)
        case "join":
            return _join(one, plan)
        case "below":
            return _below(one)
        case "ring":
            return _ring_beside(one)
        case _:
            return _beside(one, plan)


def _fork(one: Arrow, plan: Plan) -> str:
    """From a stage to the first of another column; of several, only the farthest draws the whole bar."""
    x = one.source.right - one.source.width * FROM_RIGHT
    same = [each for each in plan.arrows if each.way == "fork" and each.source is one.source]
    farthest = max(same, key=lambda each: each.target.middle)
    start = f"M{x:.0f} {one.source.bottom:.0f} V{one.bar:.0f} H{one.target.middle:.0f}"
    if one is not farthest:
        start = f"M{one.target.middle:.0f} {one.bar:.0f}"
    path = f"{start} V{one.target.top:.0f}"
    return _line(path, one.target.middle + 10, one.label_at, "start", one.words)


def _join(one: Arrow, plan: Plan) -> str:
    """From the last stage of a column to where the tracks join; of several, only the farthest has the tip."""
    x = one.target.right - one.target.width * INTO_RIGHT
    same = [each for each in plan.arrows if each.way == "join" and each.target is one.target]
    farthest = max(same, key=lambda each: each.source.middle)
    path = f"M{one.source.middle:.0f} {one.source.bottom:.0f} V{one.bar:.0f}"
    path += f" H{x:.0f} V{one.target.top:.0f}" if one is farthest else ""
    return _line(path, one.source.middle + 10, one.label_at, "start", one.words, one is farthest)


def _below(one: Arrow) -> str:
    x, y = one.source.middle, ring_at(one)
    path = f"M{x:.0f} {one.source.bottom:.0f} V{y - 7:.0f}"
    return _line(path, x + 10, one.label_at, "start", one.words) + "\n" + _ring(x, y)


def _beside(one: Arrow, plan: Plan) -> str:
    """Through a lane beside the column."""
    sign = -1 if one.side == "left" else 1
    edge = one.source.left if sign < 0 else one.source.right
    room = plan.rooms[one.source.seat.column, one.side or ""]
    lane = edge + sign * (room + LANE * (one.lane + 0.5))
    leaves, arrives = leaving(one), arriving(one)
    end = one.target.left if sign < 0 else one.target.right
    path = f"M{edge:.0f} {leaves:.0f} H{lane:.0f} V{arrives:.0f} H{end:.0f}"
    return _line(path, edge + sign * 12, leaves - 6, "end" if sign < 0 else "start", [one.label])


def _ring_beside(one: Arrow) -> str:
    """An outcome with which the process ends: a short arrow to a ring."""
    edge, y = one.source.left, leaving(one)
    x = edge - len(one.label) * LETTER - 32
    path = f"M{edge:.0f} {y:.0f} H{x:.0f}"
    return _line(path, edge - 12, y - 6, "end", [one.label]) + "\n" + _ring(x - 7, y)


def _ring(x: float, y: float) -> str:
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="6" fill="{LAST}" stroke="{LINES}" stroke-width="1.5"/>'


def _line(path: str, x: float, y: float, anchor: str, lines: list[str], tip: bool = True) -> str:
    end = ' marker-end="url(#tip)"' if tip else ""
    drawn = (
        f'<path class="way" d="{path}" fill="none" stroke="{LINES}" stroke-width="1.5" '
        f'stroke-linejoin="round"{end}/>'
    )
    texts = [
        f'<text class="outcome" x="{x:.0f}" y="{y + LINE * number:.0f}" text-anchor="{anchor}" '
        f'fill="{INK}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    ]
    return "\n".join([drawn, *texts])
