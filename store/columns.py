"""From appends to the arguments of the SQL function `append`: one array per column, all streams in one call."""

from collections.abc import Sequence
from typing import Any

from store.page_rows import answers, page_rows
from store.rows import StreamAppend


def columns(appends: Sequence[StreamAppend], lock_timeout_ms: int) -> list[Any]:
    """The twenty arguments of `append`, in order."""
    events = [(a.stream_id, e) for a in appends for e in a.events]
    private = [(a.stream_id, p) for a in appends for p in a.private]
    wakes = [(a.stream_id, w) for a in appends for w in a.wakes]
    given = [
        (a.stream_id, *one) for a in appends if a.pages is not None for one in answers(a.pages)
    ]
    return [
        [stream for stream, _ in events],
        [e.version for _, e in events],
        [e.envelope for _, e in events],
        [e.hash for _, e in events],
        [e.salt for _, e in events],
        [e.body for _, e in events],
        [stream for stream, _ in private],
        [p.commit for _, p in private],
        [p.salt for _, p in private],
        [p.text for _, p in private],
        [stream for stream, _ in wakes],
        [w.workflow_id for _, w in wakes],
        [w.workflow_type for _, w in wakes],
        [w.stream_version for _, w in wakes],
        [stream for stream, *_ in given],
        [step for _, step, _, _ in given],
        [party for *_, party, _ in given],
        [answered for *_, answered in given],
        page_rows([(a.stream_id, a.pages) for a in appends if a.pages is not None]),
        lock_timeout_ms,
    ]
