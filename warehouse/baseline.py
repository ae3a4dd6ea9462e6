"""The baseline: accepted figures with their citations, as versions that are only ever appended.

The interviews come from configuration and may be loaded again at any time; a row that was changed there becomes a new
version and the earlier one is marked, an accepted change is appended and marks what it replaces. It refuses to delete.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from extractors.records import BaselineFigure, Kind
from warehouse.columns import baseline_columns, content_hash, read_baseline_figure
from warehouse.statements import Row, insert, run, select
from warehouse.transactions import transaction

if TYPE_CHECKING:
    import duckdb

    from warehouse.rows import Change

CONFIG, ACCEPTED = "config", "accepted"


def sync_baseline(con: duckdb.DuckDBPyConnection, figures: Sequence[BaselineFigure], now: dt.datetime) -> int:
    """Make the configured ``figures`` those of the table and return how many were appended (0 when nothing changed).

    A configured row that is no longer among ``figures`` is marked as superseded, by the new row of the same indicator,
    kind and period (or else of the same place) where there is one. A row that an accepted change replaced stays so.
    """
    rows = select(con, "select_baseline_rows")
    accepted = {row["baseline_id"] for row in rows if row["origin"] == ACCEPTED}
    standing = {
        row["content_hash"]: row
        for row in rows
        if row["origin"] == CONFIG and (row["superseded"] is None or row["superseded_by"] in accepted)
    }
    wanted = {figure_hash(figure): figure for figure in figures}
    added = [_new_row(rows, figure, now) | {"origin": CONFIG} for key, figure in wanted.items() if key not in standing]
    withdrawn = [row for key, row in standing.items() if key not in wanted and row["superseded"] is None]
    if added or withdrawn:
        with transaction(con):
            insert(con, "insert_baseline", added)
            for row in withdrawn:
                _supersede(con, row, _successor(row, added), now)
    return len(added)


def accept_change(
    con: duckdb.DuckDBPyConnection, change: Change, *, by: str, why: str, now: dt.datetime
) -> BaselineFigure:
    """Append what ``change`` says to the baseline and mark the figures that it replaces; return the new figure.

    It replaces the figures of the same indicator, kind and period; a stage or a date replaces that of its indicator.
    Accepting twice changes nothing.
    """
    figure = _accepted_figure(change)
    rows = select(con, "select_baseline_rows")
    standing = [row for row in rows if row["superseded"] is None]
    if any(row["content_hash"] == figure_hash(figure) for row in standing):
        return figure
    added = _new_row(rows, figure, now)
    added |= {"origin": ACCEPTED, "change_id": change.id, "accepted_by": by, "accepted_why": why}
    timeless = figure.kind in (Kind.MILESTONE, Kind.DATE)
    keys = ("indicator", "kind") if timeless else ("indicator", "kind", "period_label")
    with transaction(con):
        insert(con, "insert_baseline", [added])
        for row in standing:
            if all(row[key] == added[key] for key in keys):
                _supersede(con, row, added["baseline_id"], now)
    return figure


def select_baseline(con: duckdb.DuckDBPyConnection) -> dict[BaselineFigure, str]:
    """Return the figures that stand now with their row ids, in a fixed order."""
    rows = select(con, "select_baseline_rows")
    return {read_baseline_figure(row): row["baseline_id"] for row in rows if row["superseded"] is None}


def figure_hash(figure: BaselineFigure) -> str:
    """What makes two baseline figures the same: everything they say."""
    return content_hash(*baseline_columns(figure).values())


def _accepted_figure(change: Change) -> BaselineFigure:
    new = change.new
    return BaselineFigure(
        indicator=change.indicator,
        kind=change.kind,
        period=new.period,
        vintage=(change.published or change.created).date(),
        speaker=new.speaker or "",
        outlet=change.outlet,
        place=change.url,
        value=new.value,
        low=new.low,
        high=new.high,
        unit=new.unit,
        bound=new.bound,
        stage=new.stage,
    )


def _new_row(rows: Iterable[Row], figure: BaselineFigure, now: dt.datetime) -> Row:
    said = figure_hash(figure)
    revision = 1 + Counter(row["content_hash"] for row in rows)[said]
    identity = {"baseline_id": content_hash("baseline", said, revision), "content_hash": said, "revision": revision}
    nobody = {"change_id": None, "accepted_by": None, "accepted_why": None}
    return identity | baseline_columns(figure) | nobody | {"recorded": now}


def _successor(row: Row, added: Sequence[Row]) -> str | None:
    same = ("indicator", "kind")
    for keys in ((*same, "period_label", "place"), (*same, "period_label"), (*same, "place")):
        for new in added:
            if all(new[key] == row[key] for key in keys):
                successor: str = new["baseline_id"]
                return successor
    return None


def _supersede(con: duckdb.DuckDBPyConnection, row: Row, successor: str | None, now: dt.datetime) -> None:
    run(con, "update_baseline_superseded", baseline_id=row["baseline_id"], successor=successor, now=now)
