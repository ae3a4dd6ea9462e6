"""Tables for other programs: the baseline, the changes, who told them, and all observations.

Every format says the same, in a fixed order of rows: amounts keep the digits that were printed, as text; moments are
UTC. Cells come from pages that anyone can write: in CSV none may start a formula in a spreadsheet. The warehouse's own
connection can touch no file, so Parquet is written by another one, that knows nothing but the rows.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.statements import run, statement

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?")


class Content(StrEnum):
    """What can be exported; each is a statement of its own."""

    BASELINE = "baseline"
    CHANGES = "changes"
    CITATIONS = "citations"
    OBSERVATIONS = "observations"


_STATEMENTS = {
    Content.BASELINE: "export_baseline",
    Content.CHANGES: "export_changes",
    Content.CITATIONS: "export_citations",
    Content.OBSERVATIONS: "export_observations",
}


class Export(NamedTuple):
    """Columns by name with DuckDB's types, and rows as they came."""

    columns: dict[str, str]
    rows: Sequence[tuple[object, ...]]


def select_export(con: duckdb.DuckDBPyConnection, content: Content) -> Export:
    """Return all rows of ``content``, in their fixed order."""
    cursor = con.execute(statement(_STATEMENTS[content]))
    return Export({name: str(type_) for name, type_, *_ in cursor.description or ()}, cursor.fetchall())


def render_csv(export: Export) -> str:
    """Return ``export`` as CSV with a header; a text that a spreadsheet takes for a formula begins with ``'``."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(export.columns)
    writer.writerows([_cell(value) for value in row] for row in export.rows)
    return target.getvalue()


def render_json(export: Export) -> str:
    """Return ``export`` as one JSON list of objects, one a line."""
    rows = (dict(zip(export.columns, map(_plain, row), strict=True)) for row in export.rows)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def write_parquet(export: Export, target: Path) -> None:
    """Write ``export`` to ``target`` as Parquet, replacing it."""
    rows = [dict(zip(export.columns, row, strict=True)) for row in export.rows]
    with duckdb.connect() as scratch:
        run(scratch, "copy_rows", rows=rows, structure=[export.columns], target=str(target))


def _cell(value: object) -> object:
    value = _plain(value)
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return f"{value.isoformat()}Z"
    return value.isoformat() if isinstance(value, dt.date) else value
