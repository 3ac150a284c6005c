"""The figures of one run, their medians over the rounds, and how they are shown."""

import json
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds."""

    p50: float
    p99: float


def latency(seconds: list[float]) -> Latency:
    ordered = sorted(seconds)
    return Latency(1000 * median(ordered), 1000 * ordered[int(0.99 * (len(ordered) - 1))])


@dataclass(frozen=True, slots=True)
class Round:
    """One pass over everything. Latencies in milliseconds, the rest in submissions, or events, a second."""

    floor_latency: Latency
    door_latency: Latency
    floor_one: float
    door_one: float
    door_one_two_writers: float
    floor_hundred: float
    door_hundred: float
    door_hundred_two_writers: float
    bare_fold: float
    replay: float


def medians(rounds: list[Round]) -> Round:
    def mid(name: str) -> float:
        return float(median(getattr(one, name) for one in rounds))

    def middle(name: str) -> Latency:
        found: list[Latency] = [getattr(one, name) for one in rounds]
        return Latency(median(one.p50 for one in found), median(one.p99 for one in found))

    names = list(Round.__dataclass_fields__)
    return Round(*(middle(name) if "latency" in name else mid(name) for name in names))  # type: ignore[arg-type]


def table(found: Round) -> str:
    """The figures side by side, in Markdown."""
    a, b = found.floor_latency, found.door_latency
    rows = [
        ("", "floor", "door, one writer", "ratio", "door, two programs", "ratio", "aim"),
        ("---",) * 7,
        (
            "one client, p50 / p99",
            f"{a.p50:.2f} / {a.p99:.2f} ms",
            f"{b.p50:.2f} / {b.p99:.2f} ms",
            f"{b.p50 / a.p50:.2f}",
            "",
            "",
            "p50 at most 4 (next: 2)",
        ),
        _rates(
            "32 clients, 1 process",
            found.floor_one,
            found.door_one,
            found.door_one_two_writers,
            "at least 3",
        ),
        _rates(
            "32 clients, 100 processes",
            found.floor_hundred,
            found.door_hundred,
            found.door_hundred_two_writers,
            "at least 1",
        ),
        (
            "replay, events a second",
            f"{found.bare_fold:,.0f} (bare chained fold)",
            f"{found.replay:,.0f}",
            f"{found.replay / found.bare_fold:.2f}",
            "",
            "",
            "at least 0.7",
        ),
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _rates(name: str, floor: float, one: float, two: float, aim: str) -> tuple[str, ...]:
    return (
        name,
        f"{floor:,.0f}/s",
        f"{one:,.0f}/s",
        f"{one / floor:.2f}",
        f"{two:,.0f}/s",
        f"{two / floor:.2f}",
        aim,
    )


def as_json(rounds: list[Round]) -> str:
    return json.dumps(
        {"medians": asdict(medians(rounds)), "rounds": [asdict(one) for one in rounds]}, indent=1
    )
