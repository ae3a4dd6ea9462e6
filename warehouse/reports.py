"""Reads the warehouse for people: the command line, the site and messages. Nothing here writes.

Works on the writer's connection and on a snapshot alike. An id may be given by its beginning; one that fits several
rows is refused, never guessed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.records import BaselineFigure, Kind, Observation, PeriodKind
from warehouse.baseline import select_baseline
from warehouse.checks import select_last_checks
from warehouse.columns import read_alert, read_change, read_delivery, read_evidence, read_run, read_source_state
from warehouse.decisions import select_rejected
from warehouse.errors import UnknownId
from warehouse.rows import Alert, AlertState, Change, short_id
from warehouse.statements import Row, select
from warehouse.views import Explanation, Latest, Run, Status, TimelinePoint

if TYPE_CHECKING:
    import duckdb

NEWEST_RUNS = 20
_OVER_TIME = (Kind.LEVEL, Kind.GROWTH, Kind.SHARE)
_LIKE = 0.1  # of a period's length: months and years differ by days


@dataclass(frozen=True, slots=True)
class Told:
    """Who tells a change now: how many independent sources, and the ids of all of them."""

    stories: int
    source_ids: tuple[str, ...]


def select_told(
    con: duckdb.DuckDBPyConnection, changes: Collection[str], without: Collection[str] = ()
) -> dict[str, Told]:
    """Return who tells each of ``changes`` in the last version of their articles; nobody, no entry.

    ``without`` are ids of article versions to be taken for not there.
    """
    rows = select(con, "select_told", ids=sorted(changes), without=sorted(without)) if changes else ()
    return {row["change_id"]: Told(row["stories"], tuple(row["source_ids"])) for row in rows}


def select_changes(con: duckdb.DuckDBPyConnection, since: dt.datetime | None = None) -> tuple[Change, ...]:
    """Return all changes, or those made at ``since`` or later, the newest first."""
    return _changes(con, since=since)


def select_change(con: duckdb.DuckDBPyConnection, id_prefix: str) -> Change:
    """Return the one change whose id begins with ``id_prefix``.

    Raises:
        UnknownId: no change, or more than one.
    """
    changes = _changes(con, prefix=id_prefix) if id_prefix else ()
    if not changes:
        raise UnknownId(f"no change has an id that begins with {id_prefix!r}; see `figurewatch changes`")
    if len(changes) > 1:
        fitting = ", ".join(short_id(change.id) for change in changes[:5])
        raise UnknownId(
            f"{len(changes)} changes have an id that begins with {id_prefix!r} ({fitting}); give more of it"
        )
    return changes[0]


def select_changes_among(con: duckdb.DuckDBPyConnection, ids: Collection[str]) -> dict[str, Change]:
    """Return the changes with these ids, by id."""
    return {change.id: change for change in _changes(con, ids=sorted(ids))} if ids else {}


def explain(con: duckdb.DuckDBPyConnection, id_prefix: str) -> Explanation:
    """Return the whole chain of one change, from the sentence to the receipts.

    Raises:
        UnknownId: as for ``select_change``.
    """
    change = select_change(con, id_prefix)
    told = [read_evidence(row) for row in select(con, "select_evidence", change_id=change.id)]
    first = next(evidence for evidence in told if evidence.observation == change.new and evidence.url == change.url)
    rows = select(con, "select_alerts", change_id=change.id, states=None)
    return Explanation(
        change=change,
        first=first,
        others=tuple(evidence for evidence in told if evidence is not first),
        alerts=tuple(read_alert(row, change) for row in rows),
        deliveries=tuple(read_delivery(row) for row in select(con, "select_deliveries", change_id=change.id)),
    )


def select_timelines(con: duckdb.DuckDBPyConnection, newest: int) -> dict[str, tuple[TimelinePoint, ...]]:
    """Return what stands in the baseline and what articles say, by indicator, each in the order of its periods.

    Of the articles' figures there are the ``newest`` of each indicator and, of those that count (current, not held),
    each distinct one at least once, so that the course of an indicator is whole. Undated figures come first; those of
    one period in the order they were said. An indicator without a figure is missing.
    """
    points: dict[str, list[TimelinePoint]] = defaultdict(list)
    for figure in select_baseline(con):
        points[figure.indicator].append(TimelinePoint(figure.period, baseline=figure))
    for row in select(con, "select_timelines", newest=newest):
        evidence = read_evidence(row)
        points[evidence.observation.indicator].append(TimelinePoint(evidence.observation.period, evidence=evidence))
    return {indicator: tuple(sorted(found, key=_place_in_time)) for indicator, found in points.items()}


def select_latest(con: duckdb.DuckDBPyConnection) -> tuple[Latest, ...]:
    """Return how every indicator stands, by id and kind of figure; those never seen nor in the baseline are missing.

    Of changes only those count that somebody tells and nobody rejected.
    """
    rejected = select_rejected(con)
    baseline: dict[tuple[str, Kind], BaselineFigure] = {}
    for figure in sorted(select_baseline(con), key=lambda figure: figure.period.end or figure.vintage):
        baseline[figure.indicator, figure.kind] = figure
    changes: dict[tuple[str, Kind], list[Change]] = defaultdict(list)
    for change in sorted(
        _changes(con), key=lambda change: (change.new.period.end or change.created.date(), change.created)
    ):
        if change.correction or not change.stories or change.id in rejected:
            continue
        changes[change.indicator, change.kind].append(change)
    rows = select(con, "select_observation_counts")
    counts = {(row["indicator"], Kind(row["kind"])): row["observations"] for row in rows}
    keys = sorted({*baseline, *changes, *counts})
    return tuple(_latest(key, baseline.get(key), changes.get(key, []), counts.get(key, 0)) for key in keys)


def select_alerts(con: duckdb.DuckDBPyConnection, states: Collection[AlertState] | None = None) -> tuple[Alert, ...]:
    """Return all alerts, or those in one of ``states``, the oldest first."""
    wanted = None if states is None else sorted(states)
    return read_alerts(con, select(con, "select_alerts", change_id=None, states=wanted))


def read_alerts(con: duckdb.DuckDBPyConnection, rows: list[Row]) -> tuple[Alert, ...]:
    """Put alerts together from rows of ``alerts``, each with its change."""
    if not rows:
        return ()
    changes = select_changes_among(con, {row["change_id"] for row in rows})
    return tuple(read_alert(row, changes[row["change_id"]]) for row in rows)


def select_status(con: duckdb.DuckDBPyConnection) -> Status:
    """Return what an operator looks at first."""
    return Status(
        runs=tuple(read_run(row) for row in select(con, "select_runs", most=NEWEST_RUNS)),
        sources=tuple(read_source_state(row) for row in select(con, "select_sources")),
        pages={row["status"]: row["pages"] for row in select(con, "select_page_counts")},
        alerts={row["state"]: row["alerts"] for row in select(con, "select_alert_counts")},
        abstained={row["reason"]: row["figures"] for row in select(con, "select_abstentions")},
        checks=select_last_checks(con),
    )


def select_runs(con: duckdb.DuckDBPyConnection, since: dt.datetime) -> tuple[Run, ...]:
    """Return the runs started at ``since`` or later, the newest first."""
    return tuple(read_run(row) for row in select(con, "select_runs_since", since=since))


def _changes(
    con: duckdb.DuckDBPyConnection,
    *,
    since: dt.datetime | None = None,
    prefix: str = "",
    ids: list[str] | None = None,
) -> tuple[Change, ...]:
    rows = select(con, "select_changes", since=since, prefix=prefix, ids=ids)
    told = select_told(con, [row["c"]["change_id"] for row in rows])
    return tuple(read_change(row, _stories(row, told)) for row in rows)


def _stories(row: Row, told: Mapping[str, Told]) -> int:
    if row["c"]["correction"]:
        return 1  # the article that corrects itself
    found = told.get(row["c"]["change_id"])
    return found.stories if found else 0


def _latest(
    key: tuple[str, Kind], baseline: BaselineFigure | None, changes: Sequence[Change], observations: int
) -> Latest:
    """Put the last of ``changes`` (in the order of their periods) beside the baseline, a period of its length first."""
    length = _length(baseline) if baseline else max((_length(change.new) for change in changes), default=0)
    like = [change for change in changes if not length or abs(_length(change.new) - length) <= length * _LIKE]
    newest = changes[-1] if changes else None
    change = like[-1] if like else None
    return Latest(*key, baseline, change, observations, newest if newest is not change else None)


def _length(figure: BaselineFigure | Observation) -> int:
    """Days that a sum is over; 0 for what has no such span: a stock, a target, a date, a figure without a period."""
    period = figure.period
    if figure.kind not in _OVER_TIME or period.kind is not PeriodKind.DURING or not (period.start and period.end):
        return 0
    return (period.end - period.start).days


def _place_in_time(point: TimelinePoint) -> tuple[dt.date, dt.date]:
    if point.baseline:
        said = point.baseline.vintage
    elif point.evidence:
        said = (point.evidence.published or point.evidence.fetched).date()
    else:
        raise ValueError("a point of a timeline is either a baseline figure or evidence")
    return point.period.end or dt.date.min, said
