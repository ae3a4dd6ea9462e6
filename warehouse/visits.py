"""Keeps the state of every source and page: when it was tried last, how that ended, what the next try needs to know.

What has not changed since it was last seen leaves no row of its own: it moves the state of its source or page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from warehouse.columns import content_hash, read_source_state, text_hash
from warehouse.rows import Batch, FetchRow, KnownPage, Reading, SourceState
from warehouse.statements import Row, insert, select

if TYPE_CHECKING:
    import datetime as dt

    import duckdb


def select_source_states(con: duckdb.DuckDBPyConnection) -> dict[str, SourceState]:
    """Return the state of every source that was ever polled, by source id."""
    return {row["source_id"]: read_source_state(row) for row in select(con, "select_sources")}


def select_known_pages(
    con: duckdb.DuckDBPyConnection, *, urls: Sequence[str], since: dt.datetime
) -> dict[str, KnownPage]:
    """Return the pages met before that are among ``urls`` or were first seen at ``since`` or later, by address."""
    return {row["url"]: KnownPage(**row) for row in select(con, "select_pages", urls=urls, since=since)}


def record_visits(con: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Record the attempts of ``batch`` and move the states of its sources and pages; part of a transaction."""
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
        url = _page_url(reading)
        if not reading.replayed:
            pages[url] = _read(pages.get(url), reading)
        elif url in pages:
            pages[url] = replace(pages[url], text_hash=text_hash(reading.article))
    insert(con, "merge_pages", [asdict(pages[url]) for url in urls if url in pages])


def fetch_id(batch: Batch, fetch: FetchRow) -> str:
    """Return the id of an attempt."""
    return content_hash("fetch", batch.run_id, fetch.source_id, fetch.kind, fetch.url, fetch.at.isoformat())


def _fetch_row(batch: Batch, fetch: FetchRow) -> Row:
    row = asdict(fetch)
    for moved in ("at", "etag", "last_modified", "unchanged", "asked", "title", "published"):
        row.pop(moved)
    return row | {"fetch_id": fetch_id(batch, fetch), "run_id": batch.run_id, "attempted": fetch.at}


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
