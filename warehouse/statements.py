"""Runs the statements of ``warehouse/sql``, one file each, and carries rows in and out of them.

Rows go in as one JSON document, which DuckDB reads some seventy times faster than a list of Python values; each insert
says its own structure and takes nothing else. Moments cross this border as naive UTC here and aware UTC outside. It
refuses SQL from anywhere but its files.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]

_FOLDER = Path(__file__).parent / "sql"


@cache
def statement(name: str) -> str:
    """Return the text of ``sql/<name>.sql``."""
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def run(con: duckdb.DuckDBPyConnection, name: str, /, **parameters: object) -> None:
    """Execute a statement; datetimes may be aware, lists and mappings go in as JSON."""
    con.execute(statement(name), {key: _parameter(value) for key, value in parameters.items()})


def select(con: duckdb.DuckDBPyConnection, name: str, /, **parameters: object) -> list[Row]:
    """Return all rows of a query by column name; a table selected as a whole comes as a dict. Moments are aware."""
    cursor = con.execute(statement(name), {key: _parameter(value) for key, value in parameters.items()})
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, map(_aware, row), strict=True)) for row in cursor.fetchall()]


def insert(con: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Execute an insert or merge that takes ``$rows``; nothing happens for no rows."""
    if rows:
        run(con, name, rows=rows)


def _parameter(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None)
    if isinstance(value, (list, tuple, dict)):
        text = json.dumps(value, ensure_ascii=False, default=_plain)
        return text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate of some page must not stop the rest
    return value


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat()
    if isinstance(value, (dt.date, Decimal)):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"a row holds {value!r}; only text, numbers, dates, bytes, lists and mappings can be stored")


def _aware(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=dt.UTC)
    if isinstance(value, dict):
        return {key: _aware(item) for key, item in value.items()}
    return value
