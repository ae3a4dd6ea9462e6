"""The baseline: accepted figures with their citations, as versions that are only ever appended.

The interviews come from configuration and may be loaded again at any time; a row that was changed there becomes a new
version and the earlier one is marked, an accepted change is appended and marks what it replaces. Rejecting a change
that was accepted before marks its figure and appends again what it had replaced. It refuses to delete.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.records import BaselineFigure, Kind
from warehouse.columns import baseline_columns, content_hash, read_baseline_figure
from warehouse.decisions import About, Decision, Outcome, record_decision, select_decisions
from warehouse.errors import WarehouseError
from warehouse.offices import is_same_office, name_office
from warehouse.rows import AlertState, ChangeType, short_id
from warehouse.statements import Row, insert, run, select
from warehouse.transactions import transaction

if TYPE_CHECKING:
    import duckdb

    from extractors.indicators import IndicatorSpec
    from warehouse.rows import Change

CONFIG, ACCEPTED = "config", "accepted"
UNSENT = (AlertState.PENDING, AlertState.FAILED, AlertState.UNKNOWN, AlertState.HELD)
_ABOUT_IT = ("origin", "change_id", "accepted_by", "accepted_why")


@dataclass(frozen=True, slots=True)
class Vintage:
    """One version of a baseline figure: from ``since`` on it stood, until ``superseded`` (None: it stands).

    A configured figure stood since it was said, whenever it came to be ``recorded``; one that took another's place
    since then.

    ``origin`` is "config" or "accepted"; an accepted one names its change, who accepted it and why. ``superseded_by``
    is the id of the version that took its place; None where it was withdrawn.
    """

    id: str
    figure: BaselineFigure
    origin: str
    since: dt.datetime
    recorded: dt.datetime
    change_id: str | None
    accepted_by: str | None
    accepted_why: str | None
    superseded: dt.datetime | None
    superseded_by: str | None

    def stood_at(self, moment: dt.datetime) -> bool:
        """Whether it was part of the baseline just before ``moment``."""
        return self.since < moment and (self.superseded is None or self.superseded >= moment)


def sync_baseline(con: duckdb.DuckDBPyConnection, figures: Sequence[BaselineFigure], now: dt.datetime) -> int:
    """Make the configured ``figures`` those of the table and return how many were appended (0 when nothing changed).

    A configured row that is no longer among ``figures`` is marked as superseded, by the new row of the same indicator,
    kind and period (or else of the same place) where there is one. A row that an accepted change replaced stays so.
    """
    rows = select(con, "select_baseline_rows")
    accepted = {row["baseline_id"] for row in rows if row["origin"] == ACCEPTED and not _is_withdrawn(row)}
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
    con: duckdb.DuckDBPyConnection, change: Change, spec: IndicatorSpec, *, by: str, why: str, now: dt.datetime
) -> BaselineFigure:
    """Append what ``change`` says to the baseline and mark the figures that it replaces; return the new figure.

    It replaces the figures of the same indicator, kind, period and office (where ``spec``, its indicator, tells two
    apart); a stage or a date replaces that of its indicator. Accepting twice changes nothing.

    Raises:
        WarehouseError: ``change`` tells no figure that stands, only that one was withdrawn.
    """
    if change.type is ChangeType.WITHDRAWN:
        raise WarehouseError(
            f"change {short_id(change.id)} says that a figure was withdrawn; there is none to accept, reject the "
            "change that had told it"
        )
    figure = _accepted_figure(change, spec)
    rows = select(con, "select_baseline_rows")
    standing = [row for row in rows if row["superseded"] is None]
    if any(row["content_hash"] == figure_hash(figure) for row in standing):
        return figure
    decision = Decision(About.CHANGE, change.id, Outcome.ACCEPTED, by, why, now)
    added = _new_row(rows, figure, now)
    added |= {"origin": ACCEPTED, "change_id": change.id, "accepted_by": by, "accepted_why": why}
    timeless = figure.kind in (Kind.MILESTONE, Kind.DATE)
    keys = ("indicator", "kind") if timeless else ("indicator", "kind", "period_label")
    with transaction(con):
        record_decision(con, decision)
        insert(con, "insert_baseline", [added])
        for row in standing:
            same = all(row[key] == added[key] for key in keys)
            if same and is_same_office(read_baseline_figure(row), figure, spec):
                _supersede(con, row, added["baseline_id"], now)
    return figure


def reject_change(con: duckdb.DuckDBPyConnection, change: Change, *, by: str, why: str, now: dt.datetime) -> bool:
    """Record that ``change`` is none, take back its alerts that were not sent; return whether a figure was withdrawn.

    The change stays on record, so that a later telling of the same value is no news either. Where it was accepted
    before, its figure is marked and what that had replaced is appended again. Rejecting twice changes nothing.
    """
    known = select_decisions(con, About.CHANGE).get(change.id)
    if known and known.outcome is Outcome.REJECTED:
        return False
    rows = select(con, "select_baseline_rows")
    withdrawn = [row for row in rows if row["change_id"] == change.id and row["superseded"] is None]
    replaced = [row for row in rows if row["superseded_by"] in {row["baseline_id"] for row in withdrawn}]
    returning = [
        _new_row(rows, read_baseline_figure(row), now) | {key: row[key] for key in _ABOUT_IT} for row in replaced
    ]
    with transaction(con):
        record_decision(con, Decision(About.CHANGE, change.id, Outcome.REJECTED, by, why, now))
        for row in withdrawn:
            _supersede(con, row, None, now)
        insert(con, "insert_baseline", returning)
        run(
            con,
            "update_alerts_superseded",
            changes=[change.id],
            states=UNSENT,
            superseded=AlertState.SUPERSEDED,
            now=now,
        )
    return bool(withdrawn)


def select_baseline(con: duckdb.DuckDBPyConnection) -> dict[BaselineFigure, str]:
    """Return the figures that stand now with their row ids, in a fixed order."""
    rows = select(con, "select_baseline_rows")
    return {read_baseline_figure(row): row["baseline_id"] for row in rows if row["superseded"] is None}


def select_vintages(con: duckdb.DuckDBPyConnection) -> tuple[Vintage, ...]:
    """Return every version of every figure: by indicator, kind and period, the earliest first."""
    rows = select(con, "select_vintages")
    successors = {row["superseded_by"] for row in rows}
    return tuple(
        Vintage(
            row["baseline_id"],
            read_baseline_figure(row),
            row["origin"],
            _since(row, is_successor=row["baseline_id"] in successors),
            row["recorded"],
            row["change_id"],
            row["accepted_by"],
            row["accepted_why"],
            row["superseded"],
            row["superseded_by"],
        )
        for row in rows
    )


def _since(row: Row, *, is_successor: bool) -> dt.datetime:
    recorded: dt.datetime = row["recorded"]
    if is_successor or row["origin"] == ACCEPTED or row["revision"] > 1:
        return recorded
    return min(recorded, dt.datetime.combine(row["vintage"], dt.time(), dt.UTC))


def figure_hash(figure: BaselineFigure) -> str:
    """What makes two baseline figures the same: everything they say."""
    return content_hash(*baseline_columns(figure).values())


def _accepted_figure(change: Change, spec: IndicatorSpec) -> BaselineFigure:
    new = change.new
    office = name_office(new, spec) if not new.speaker else None
    return BaselineFigure(
        indicator=change.indicator,
        kind=change.kind,
        period=new.period,
        vintage=(change.published or change.created).date(),
        speaker=new.speaker or office or "",
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


def _is_withdrawn(row: Row) -> bool:
    return row["superseded"] is not None and row["superseded_by"] is None


def _supersede(con: duckdb.DuckDBPyConnection, row: Row, successor: str | None, now: dt.datetime) -> None:
    run(con, "update_baseline_superseded", baseline_id=row["baseline_id"], successor=successor, now=now)
