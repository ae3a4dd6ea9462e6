"""Writes what a run found: plain functions on a connection, each a whole transaction.

A batch (fetches, article versions, observations, changes, corroborations, alerts) is recorded together or not at all,
and a batch that is recorded again changes nothing. What has not changed since it was last seen leaves no row: it moves
the state of its source or page. It refuses to record under a run that has not begun.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from extractors.indicators import IndicatorSpec
from extractors.records import Observation
from warehouse.baseline import select_baseline
from warehouse.changes import KnownChange, Telling, identify, words_of
from warehouse.columns import content_hash, read_observation, read_source_state, text_hash
from warehouse.errors import UnknownId
from warehouse.judging import Judgement, Known, Measure, Version, judge
from warehouse.rows import (
    AlertState,
    Batch,
    BatchResult,
    Change,
    FetchRow,
    KnownPage,
    Reading,
    Route,
    RunState,
    SourceState,
)
from warehouse.statements import Row, insert, run, select
from warehouse.transactions import transaction

if TYPE_CHECKING:
    import duckdb


def begin_run(con: duckdb.DuckDBPyConnection, run_id: str, started: dt.datetime) -> None:
    """Record that a run has begun. A run holds the writer's lock until it ends: any other "running" one has crashed."""
    with transaction(con):
        run(con, "update_runs_crashed", run_id=run_id, running=RunState.RUNNING, crashed=RunState.CRASHED)
        run(con, "insert_run", run_id=run_id, started=started, state=RunState.RUNNING)


def finish_run(
    con: duckdb.DuckDBPyConnection, run_id: str, finished: dt.datetime, state: RunState, counts: Mapping[str, int]
) -> None:
    """Record how a run ended, and what it counted."""
    run(con, "update_run_finished", run_id=run_id, finished=finished, state=state, counts=dict(counts))


def select_source_states(con: duckdb.DuckDBPyConnection) -> dict[str, SourceState]:
    """Return the state of every source that was ever polled, by source id."""
    return {row["source_id"]: read_source_state(row) for row in select(con, "select_sources")}


def select_known_pages(
    con: duckdb.DuckDBPyConnection, *, urls: Sequence[str], since: dt.datetime
) -> dict[str, KnownPage]:
    """Return the pages met before that are among ``urls`` or were first seen at ``since`` or later, by address."""
    return {row["url"]: KnownPage(**row) for row in select(con, "select_pages", urls=urls, since=since)}


def record_batch(
    con: duckdb.DuckDBPyConnection, batch: Batch, *, specs: Sequence[IndicatorSpec], route: Route
) -> BatchResult:
    """Record a batch in one transaction and return what it added.

    ``route`` says where a new change goes; it is asked once all of the batch is known, so that ``stories`` is final.

    Raises:
        UnknownId: the run has not begun.
        CommitFailed: COMMIT raised; it says whether the batch is recorded, and ``con`` is closed.
    """
    batch_id = _batch_id(batch)
    if _is_recorded(con, batch.run_id, batch_id):
        return BatchResult()
    with transaction(con, landed=lambda again: _is_recorded(again, batch.run_id, batch_id)):
        _record_states(con, batch)
        versions = _record_articles(con, batch)
        judgement = _judge(con, batch, versions, specs)
        changes = tuple(replace(change, stories=told.stories) for change, told in judgement.records)
        _supersede_corrected(con, batch.now, changes)
        alerts = _record_alerts(con, batch.now, changes, route)
        run(con, "update_run_batches", run_id=batch.run_id, batch_id=batch_id)
    corroborations = len(judgement.corroborations) - len(changes)
    return BatchResult(changes, corroborations, len(versions), len(judgement.observations), alerts)


def _batch_id(batch: Batch) -> str:
    fetches = [_fetch_id(batch, fetch) for fetch in batch.fetches]
    readings = [(reading.article.url, text_hash(reading.article), reading.status) for reading in batch.readings]
    return content_hash("batch", batch.run_id, batch.now.isoformat(), sorted(fetches), sorted(readings))


def _fetch_id(batch: Batch, fetch: FetchRow) -> str:
    return content_hash("fetch", batch.run_id, fetch.source_id, fetch.kind, fetch.url, fetch.at.isoformat())


def _is_recorded(con: duckdb.DuckDBPyConnection, run_id: str, batch_id: str) -> bool:
    rows = select(con, "select_run", run_id=run_id)
    if not rows:
        raise UnknownId(f"run {run_id!r} has not begun; call begin_run first")
    return batch_id in rows[0]["batches"]


def _record_states(con: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    fetches = sorted(batch.fetches, key=lambda fetch: (fetch.at, fetch.url))
    rows = [_fetch_row(batch, fetch) for fetch in fetches if fetch.asked and not fetch.unchanged]
    insert(con, "insert_fetches", rows)
    states = select_source_states(con)
    polled = [fetch for fetch in fetches if fetch.kind == "feed"]
    for fetch in polled:
        states[fetch.source_id] = _next_state(states.get(fetch.source_id), fetch)
    insert(con, "merge_sources", [asdict(states[source]) for source in sorted({fetch.source_id for fetch in polled})])
    visits = [fetch for fetch in fetches if fetch.kind == "page"]
    urls = sorted({fetch.url for fetch in visits} | {_page_url(reading) for reading in batch.readings})
    pages = {row["url"]: KnownPage(**row) for row in select(con, "select_pages_among", urls=urls)} if urls else {}
    for fetch in visits:
        pages[fetch.url] = _visited(pages.get(fetch.url), fetch)
    for reading in batch.readings:
        pages[_page_url(reading)] = _read(pages.get(_page_url(reading)), reading)
    insert(con, "merge_pages", [asdict(pages[url]) for url in urls])


def _fetch_row(batch: Batch, fetch: FetchRow) -> Row:
    row = asdict(fetch)
    for moved in ("at", "etag", "last_modified", "unchanged", "asked", "title", "published"):
        row.pop(moved)
    return row | {"fetch_id": _fetch_id(batch, fetch), "run_id": batch.run_id, "attempted": fetch.at}


def _next_state(state: SourceState | None, fetch: FetchRow) -> SourceState:
    state = replace(state or SourceState(fetch.source_id), last_attempt=fetch.at, last_reason=fetch.reason)
    if not fetch.ok:
        return replace(state, failures=state.failures + 1)
    state = replace(state, last_success=fetch.at, failures=0)
    if fetch.unchanged:
        return replace(state, etag=fetch.etag or state.etag, last_modified=fetch.last_modified or state.last_modified)
    return replace(state, etag=fetch.etag, last_modified=fetch.last_modified, body_hash=fetch.body_hash)


def _page_url(reading: Reading) -> str:
    return reading.requested or reading.article.url


def _visited(page: KnownPage | None, fetch: FetchRow) -> KnownPage:
    page = page or KnownPage(fetch.url, fetch.source_id, None, fetch.at, fetch.at, fetch.reason)
    page = replace(page, title=fetch.title or page.title, published=fetch.published or page.published)
    if not fetch.asked:
        return page
    if fetch.ok:
        return replace(page, last_fetched=fetch.at)  # its reading says whether it failed
    status = page.status if page.text_hash else fetch.reason
    return replace(page, last_fetched=fetch.at, status=status, failures=page.failures + 1)


def _read(page: KnownPage | None, reading: Reading) -> KnownPage:
    page = page or KnownPage(
        _page_url(reading), reading.source_id, None, reading.fetched, reading.fetched, reading.status
    )
    page = replace(page, last_fetched=reading.fetched)
    if reading.status == "read":
        return replace(page, text_hash=text_hash(reading.article), status="read", failures=0)
    if page.text_hash:
        return replace(page, failures=page.failures + 1)
    return replace(page, status=reading.status, failures=page.failures + 1 if page.status == reading.status else 1)


def _record_articles(con: duckdb.DuckDBPyConnection, batch: Batch) -> list[Version]:
    readings = sorted((reading for reading in batch.readings if reading.status == "read"), key=_reading_order)
    urls = sorted({reading.article.url for reading in readings})
    latest = {row["url"]: row for row in select(con, "select_latest_versions", urls=urls)} if urls else {}
    earlier = _observations_of(con, [row["article_id"] for row in latest.values()])
    versions, rows = [], []
    for reading in readings:
        before = latest.get(reading.article.url)
        if before and before["text_hash"] == text_hash(reading.article):
            continue
        row = _article_row(batch, reading, before["version"] + 1 if before else 1)
        rows.append(row)
        versions.append(Version(row["article_id"], reading, earlier.get(before["article_id"], {}) if before else {}))
        latest[reading.article.url] = row
    insert(con, "insert_articles", rows)
    return versions


def _reading_order(reading: Reading) -> tuple[dt.datetime, str]:
    return reading.article.published or reading.fetched, reading.article.url


def _article_row(batch: Batch, reading: Reading, version: int) -> Row:
    article = reading.article
    hashed = text_hash(article)
    return asdict(article) | {
        "article_id": content_hash("article", article.url, version, hashed),
        "version": version,
        "source_id": reading.source_id,
        "text_hash": hashed,
        "raw": zlib.compress(reading.raw),
        "abstained": dict(reading.abstained),
        "fetched": reading.fetched,
        "run_id": batch.run_id,
        "charset": reading.charset,
    }


def _observations_of(con: duckdb.DuckDBPyConnection, articles: list[str]) -> dict[str, dict[str, Observation]]:
    found: dict[str, dict[str, Observation]] = {}
    for row in select(con, "select_observations_among", articles=articles) if articles else ():
        found.setdefault(row["article_id"], {})[row["observation_id"]] = read_observation(row)
    return found


def _judge(
    con: duckdb.DuckDBPyConnection, batch: Batch, versions: Sequence[Version], specs: Sequence[IndicatorSpec]
) -> Judgement:
    observed = {observation.indicator for version in versions for observation in version.reading.observations}
    if not observed:
        return Judgement()
    by_id = {spec.id: spec for spec in specs}
    row_ids = select_baseline(con)
    figures = {name: [figure for figure in row_ids if figure.indicator == name] for name in observed}
    known = _known_changes(con, sorted(observed), by_id)
    judgement = judge(versions, Measure(by_id, figures, row_ids), known, run_id=batch.run_id, now=batch.now)
    insert(con, "insert_observations", judgement.observations)
    insert(con, "insert_changes", judgement.changes)
    insert(con, "insert_corroborations", judgement.corroborations)
    return judgement


def _known_changes(con: duckdb.DuckDBPyConnection, indicators: list[str], specs: Mapping[str, IndicatorSpec]) -> Known:
    changes: dict[str, KnownChange] = {}
    known: Known = {}
    for row in select(con, "select_known_changes", indicators=indicators):
        observation = read_observation(row["o"])
        change = changes[row["change_id"]] = KnownChange(row["change_id"], observation)
        known.setdefault(identify(observation, row["verdict"], specs[observation.indicator]), []).append(change)
    for row in select(con, "select_tellings", indicators=indicators):
        telling = Telling(row["story_id"], row["outlet"], row["url"], words_of(row["sentence"]))
        changes[row["change_id"]].tellings.append(telling)
    return known


def _supersede_corrected(con: duckdb.DuckDBPyConnection, now: dt.datetime, changes: Sequence[Change]) -> None:
    """Take back what was not sent yet of figures that their articles corrected, and that nobody else tells."""
    corrections = [change.id for change in changes if change.edited_from]
    if corrections:
        run(
            con,
            "update_alerts_superseded",
            changes=corrections,
            states=[AlertState.PENDING, AlertState.FAILED],
            superseded=AlertState.SUPERSEDED,
            now=now,
        )


def _record_alerts(con: duckdb.DuckDBPyConnection, now: dt.datetime, changes: Sequence[Change], route: Route) -> int:
    rows = [
        {
            "alert_id": content_hash("alert", change.id, destination.subscription, destination.channel),
            "change_id": change.id,
            "subscription": destination.subscription,
            "channel": destination.channel,
            "state": AlertState.PENDING,
            "attempts": 0,
            "next_attempt": now,
            "repeat": False,
            "created": now,
            "updated": now,
        }
        for change in changes
        for destination in route(change)
    ]
    insert(con, "insert_alerts", rows)
    return len(rows)
