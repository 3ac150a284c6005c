"""Named queries: the SQL of this room lives in store/sql/*.sql, each query under a line `-- name: its_name`."""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "sql"


@cache
def queries(file: str) -> dict[str, str]:
    """Read the named queries of one file, "events" for store/sql/events.sql."""
    text = (FOLDER / f"{file}.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- name: (\w+)$", text, flags=re.MULTILINE)
    return {name: sql.strip() for name, sql in zip(parts[1::2], parts[2::2], strict=True)}
