"""What a person would see on a drawn procedure: words, lines and boxes as rectangles, and which of them collide."""

import re
from dataclasses import dataclass
from itertools import combinations, pairwise
from xml.etree.ElementTree import Element, fromstring

SVG = "{http://www.w3.org/2000/svg}"
WIDEST = {"13": 7.4, "15": 8.8}
"""Pixels of a letter, as wide as the fonts named in the picture draw it on average over a word."""


@dataclass(frozen=True, slots=True)
class Area:
    what: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Area") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def words(svg: str) -> list[Area]:
    return [_word(one) for one in fromstring(svg).iter(f"{SVG}text")]


def outcomes(svg: str) -> list[Area]:
    """The words that stand on arrows."""
    return [_word(e) for e in fromstring(svg).iter(f"{SVG}text") if e.get("class") == "outcome"]


def _word(one: Element) -> Area:
    text, size = one.text or "", one.get("font-size", "13")
    width, x, y = len(text) * WIDEST[size], float(one.get("x", 0)), float(one.get("y", 0))
    left = {"middle": x - width / 2, "end": x - width, "start": x}[one.get("text-anchor", "start")]
    return Area(text, left, y - 11, left + width, y + 3)


def boxes(svg: str) -> list[Area]:
    found = [one for one in fromstring(svg).iter(f"{SVG}rect") if one.get("rx")]
    return [
        Area("box", x, y, x + float(one.get("width", 0)), y + float(one.get("height", 0)))
        for one in found
        for x, y in [(float(one.get("x", 0)), float(one.get("y", 0)))]
    ]


def lines(svg: str) -> list[Area]:
    """The straight parts of every arrow."""
    found: list[Area] = []
    for one in fromstring(svg).iter(f"{SVG}path"):
        if one.get("class") == "way":
            found += [_part(a, b) for a, b in pairwise(_corners(one.get("d", "")))]
    return found


def _corners(path: str) -> list[tuple[float, float]]:
    x = y = 0.0
    corners = []
    for letter, numbers in re.findall(r"([MHV])([-\d. ]+)", path):
        values = [float(number) for number in numbers.split()]
        x = values[0] if letter in "MH" else x
        y = values[-1] if letter in "MV" else y
        corners.append((x, y))
    return corners


def _part(one: tuple[float, float], other: tuple[float, float]) -> Area:
    (x1, y1), (x2, y2) = one, other
    return Area("line", min(x1, x2) - 0.5, min(y1, y2) - 0.5, max(x1, x2) + 0.5, max(y1, y2) + 0.5)


def size(svg: str) -> Area:
    root = fromstring(svg)
    return Area("page", 0, 0, float(root.get("width", 0)), float(root.get("height", 0)))


def collisions(svg: str) -> list[str]:
    """What a person would see as a fault: words on words, lines through words, arrows through boxes, off the page."""
    text, page = words(svg), size(svg)
    found = [f"{a.what} on {b.what}" for a, b in combinations(text, 2) if a.meets(b)]
    found += [f"a line through {a.what}" for a in text for b in lines(svg) if a.meets(b)]
    found += [f"{a.what} on a box" for a in outcomes(svg) for b in boxes(svg) if a.meets(b)]
    inner = [Area("box", b.left + 1, b.top + 1, b.right - 1, b.bottom - 1) for b in boxes(svg)]
    found += ["a line through a box" for a in lines(svg) for b in inner if a.meets(b)]
    found += [f"a line on a line at {a.top}" for a, b in upright(svg) if a.meets(b)]
    found += [
        f"{a.what} off the page"
        for a in (*text, *lines(svg))
        if a.left < 0 or a.top < 0 or a.right > page.right or a.bottom > page.bottom
    ]
    return found


def upright(svg: str) -> list[tuple[Area, Area]]:
    """Pairs of the vertical parts of different arrows."""
    found = [one for one in lines(svg) if one.right - one.left == 1]
    return list(combinations(found, 2))
