"""Writes what a run found: plain functions on a connection, each a whole transaction.

A batch (fetches, article versions, stories, observations, changes, corroborations, alerts) is recorded together or not
at all, and a batch that is recorded again changes nothing. Only what the batch may be compared with is read back, so
that the cost of a page does not grow with the history. It refuses to record under a run that has not begun.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from extractors.indicators import IndicatorSpec
from extractors.records import Observation, Tier
from warehouse.alerting import Findings, record_changes
from warehouse.baseline import select_baseline
from warehouse.changes import KnownChange, identify, period_key
from warehouse.clustering import record_stories, said_at
from warehouse.columns import content_hash, read_observation, text_hash
from warehouse.decisions import select_claims
from warehouse.edits import Past, Said
from warehouse.errors import UnknownId
from warehouse.judging import Histories, Judgement, Known, Measure, Version, judge
from warehouse.reports import select_told
from warehouse.rows import Batch, BatchResult, Reading, Route, RunState
from warehouse.statements import Row, insert, run, select
from warehouse.timing import is_part_of_year
from warehouse.transactions import transaction
from warehouse.visits import fetch_id, record_visits

if TYPE_CHECKING:
    import duckdb

Specs = Mapping[str, IndicatorSpec]


@dataclass(frozen=True, slots=True)
class Occasion:
    """On which occasion something is judged: its run, its moment, who speaks from the sources, whom to tell."""

    run_id: str
    now: dt.datetime
    tiers: Mapping[str, Tier]
    route: Route


def begin_run(con: duckdb.DuckDBPyConnection, run_id: str, started: dt.datetime) -> None:
    """Record that a run has begun. A run holds the writer's lock until it ends: any other "running" one has crashed."""
    with transaction(con):
        run(con, "update_runs_crashed", run_id=run_id, running=RunState.RUNNING, crashed=RunState.CRASHED)
        run(con, "insert_run", run_id=run_id, started=started, state=RunState.RUNNING)


def finish_run(
    con: duckdb.DuckDBPyConnection, run_id: str, finished: dt.datetime, state: RunState, counts: Mapping[str, int]
) -> None:
    """Record how a run ended, and what it counted."""
    with transaction(con):
        run(con, "update_run_finished", run_id=run_id, finished=finished, state=state, counts=dict(counts))


def record_batch(
    con: duckdb.DuckDBPyConnection,
    batch: Batch,
    *,
    specs: Sequence[IndicatorSpec],
    route: Route,
    tiers: Mapping[str, Tier],
) -> BatchResult:
    """Record a batch in one transaction and return what it added.

    ``route`` says where a new change goes; it is asked once all of the batch is known, so that ``stories`` is final.
    ``tiers`` tells by source id who speaks; a source that is not in it is no authority.

    Raises:
        UnknownId: the run has not begun.
        CommitFailed: COMMIT raised; it says whether the batch is recorded, and ``con`` is closed.
    """
    batch_id = _batch_id(batch)
    if _is_recorded(con, batch.run_id, batch_id):
        return BatchResult()
    by_id = {spec.id: spec for spec in specs}
    with transaction(con, landed=lambda again: _is_recorded(again, batch.run_id, batch_id)):
        record_visits(con, batch)
        histories = _select_histories(con, batch)
        versions = _record_articles(con, batch)
        judgement = _judge(con, batch.now, versions, by_id, histories)
        recorded = _record_judgement(con, judgement, versions, by_id, Occasion(batch.run_id, batch.now, tiers, route))
        run(con, "update_run_batches", run_id=batch.run_id, batch_id=batch_id)
    return recorded


def record_reviewed(
    con: duckdb.DuckDBPyConnection,
    article_id: str,
    reading: Reading,
    specs: Sequence[IndicatorSpec],
    occasion: Occasion,
) -> BatchResult:
    """Judge anew what a person decided about in an article that is recorded, inside the caller's transaction.

    ``reading`` holds the observations that were decided about; its raw bytes are not looked at.
    """
    by_id = {spec.id: spec for spec in specs}
    versions = [Version(article_id, reading)]
    judgement = _judge(con, occasion.now, versions, by_id, {})
    return _record_judgement(con, judgement, versions, by_id, occasion)


def _record_judgement(
    con: duckdb.DuckDBPyConnection, judgement: Judgement, versions: Sequence[Version], specs: Specs, occasion: Occasion
) -> BatchResult:
    told_before = set(select_told(con, judgement.told, without=[version.article_id for version in versions]))
    insert(con, "insert_observations", [row | {"run_id": occasion.run_id} for row in judgement.observations])
    insert(con, "insert_corroborations", judgement.corroborations)
    telling = {row["article_id"] for row in judgement.corroborations}
    record_stories(con, [each for each in versions if each.reading.observations or each.article_id in telling], specs)
    returned = frozenset(judgement.told.keys() - told_before)
    findings = Findings(judgement, returned, specs, occasion.tiers, occasion.run_id, occasion.now)
    changes, alerts = record_changes(con, findings, occasion.route)
    corroborations = len(judgement.corroborations) - len(judgement.changes)
    return BatchResult(changes, corroborations, len(versions), len(judgement.observations), alerts)


def _batch_id(batch: Batch) -> str:
    fetches = [fetch_id(batch, fetch) for fetch in batch.fetches]
    readings = [(reading.article.url, text_hash(reading.article), reading.status) for reading in batch.readings]
    return content_hash("batch", batch.run_id, batch.now.isoformat(), sorted(fetches), sorted(readings))


def _is_recorded(con: duckdb.DuckDBPyConnection, run_id: str, batch_id: str) -> bool:
    rows = select(con, "select_run", run_id=run_id)
    if not rows:
        raise UnknownId(f"run {run_id!r} has not begun; call begin_run first")
    return batch_id in rows[0]["batches"]


def _record_articles(con: duckdb.DuckDBPyConnection, batch: Batch) -> list[Version]:
    readings = sorted(_read(batch), key=_reading_order)
    urls = sorted({reading.article.url for reading in readings})
    latest = {row["url"]: row for row in select(con, "select_latest_versions", urls=urls)} if urls else {}
    versions, rows = [], []
    for reading in readings:
        before = latest.get(reading.article.url)
        if before and before["text_hash"] == text_hash(reading.article) and not reading.replayed:
            continue
        row = _article_row(batch, reading, before["version"] + 1 if before else 1)
        rows.append(row)
        versions.append(Version(row["article_id"], reading))
        latest[reading.article.url] = row
    insert(con, "insert_articles", rows)
    return versions


def _read(batch: Batch) -> list[Reading]:
    return [reading for reading in batch.readings if reading.status == "read"]


def _reading_order(reading: Reading) -> tuple[dt.datetime, str]:
    return said_at(reading), reading.article.url


def _article_row(batch: Batch, reading: Reading, version: int) -> Row:
    article = reading.article
    hashed = text_hash(article)
    return asdict(article) | {
        "article_id": content_hash("article", article.url, version, hashed),
        "version": version,
        "source_id": reading.source_id,
        "text_hash": hashed,
        "raw": zlib.compress(reading.raw),
        "charset": reading.charset,
        "abstained": dict(reading.abstained),
        "fetched": reading.fetched,
        "run_id": batch.run_id,
    }


def _select_histories(con: duckdb.DuckDBPyConnection, batch: Batch) -> Histories:
    """Return all versions of the articles of ``batch`` that are known, by address, the first one first."""
    urls = sorted({reading.article.url for reading in _read(batch)})
    versions: dict[str, dict[int, tuple[list[Said], int]]] = {}
    for row in select(con, "select_past_observations", urls=urls) if urls else ():
        said, _ = versions.setdefault(row["url"], {}).setdefault(row["version"], ([], row["length"]))
        if (found := row["o"])["observation_id"]:
            reason, baseline_id = found["verdict_reason"], found["baseline_id"]
            observation = read_observation(found)
            said.append(
                Said(found["observation_id"], observation, row["change_id"], found["verdict"], reason, baseline_id)
            )
    return {
        url: [Past(tuple(said), length) for _, (said, length) in sorted(found.items())]
        for url, found in versions.items()
    }


def _judge(
    con: duckdb.DuckDBPyConnection,
    now: dt.datetime,
    versions: Sequence[Version],
    specs: Specs,
    histories: Histories,
) -> Judgement:
    observed = sorted({each.indicator for version in versions for each in version.reading.observations})
    row_ids = select_baseline(con) if observed else {}
    figures = {name: [figure for figure in row_ids if figure.indicator == name] for name in observed}
    known = _known_changes(con, versions, specs)
    decisions = select_claims(con) if observed else {}
    measure = Measure(specs, figures, row_ids, decisions, _earlier_figures(con, versions))
    return judge(versions, measure, known, histories, now=now)


def _earlier_figures(
    con: duckdb.DuckDBPyConnection, versions: Iterable[Version]
) -> dict[str, list[tuple[Observation, frozenset[str]]]]:
    """Return what was told before of the parts of years that ``versions`` tell of, and of the same parts a year ago."""
    wanted = {
        (each.indicator, each.period.start, each.period.end)
        for version in versions
        for each in version.reading.observations
        if is_part_of_year(each.period)
    }
    rows = [{"indicator": indicator, "start": start, "end": end} for indicator, start, end in wanted]
    earlier: dict[str, list[tuple[Observation, frozenset[str]]]] = {}
    for row in select(con, "select_earlier_figures", wanted=rows) if rows else ():
        urls = frozenset({row["url"], row["another_url"]})
        earlier.setdefault(row["o"]["indicator"], []).append((read_observation(row["o"]), urls))
    return earlier


def _known_changes(con: duckdb.DuckDBPyConnection, versions: Iterable[Version], specs: Specs) -> Known:
    """Return the changes that the observations of ``versions`` may tell."""
    wanted = {
        (each.indicator, str(each.kind), period_key(each.kind, each.period.label, specs[each.indicator]))
        for version in versions
        for each in version.reading.observations
    }
    rows = [{"indicator": indicator, "kind": kind, "period": period} for indicator, kind, period in sorted(wanted)]
    known: Known = {}
    for row in select(con, "select_known_changes", wanted=rows) if rows else ():
        observation = read_observation(row["o"])
        spec = specs[observation.indicator]
        identity = identify(observation, row["verdict"], spec, is_founded=row["baseline_id"] is not None)
        known.setdefault(identity, []).append(KnownChange(row["change_id"], observation))
    return known
