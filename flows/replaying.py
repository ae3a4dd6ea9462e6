"""Reads stored pages with today's program, and says what is different from what was recorded.

The pages go through the same readers and the same rules of recording as in a run, into a copy of the warehouse. Pages
of sources that are not asked for count with what was read from them then, so that changes of several sources come out
right. Refuses to alert anybody of the past unless it is told to.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from pebble import ProcessPool

from config.bundle import Config
from config.settings import Settings
from extractors.records import Entry
from flows.differences import Difference, diff_changes, diff_findings
from flows.notifying import route
from flows.page_fetching import PageFetch
from flows.reading import read_pages
from flows.turns import open_for_command
from warehouse.connection import Connection, open_snapshot
from warehouse.replay import (
    SCRATCH_RUN,
    Finding,
    PageRef,
    StoredPage,
    baseline_rows,
    load_pages,
    open_scratch,
    select_articles,
    select_changes_of,
    select_findings,
    select_replayable,
    set_baseline,
    withdraw_untold,
)
from warehouse.reports import select_changes
from warehouse.rows import Batch, Change, Destination, Reading, RunState
from warehouse.runs import run_on_record
from warehouse.statements import Row
from warehouse.store import finish_run, record_batch

_MOST = 100
_KILLED = ("timed_out", "crashed", "spared")
_LOGGER = logging.getLogger("figurewatch.replaying")
Reader = Callable[[Sequence[PageFetch]], Sequence[Reading]]


@dataclass(frozen=True, slots=True)
class Replay:
    """What reading again gave: pages read, figures that are the same, all differences, and the readings that differ.

    ``unread`` counts pages that gave an article then and give none today, ``broken`` those whose reader was killed:
    they count as they were read then.
    """

    pages: int
    unread: int
    broken: int
    same: int
    differences: tuple[Difference, ...]
    changed: tuple[tuple[PageRef, Reading], ...]


def replay_pages(
    settings: Settings, config: Config, since: dt.datetime, source: str | None, now: dt.datetime, *, pool: ProcessPool
) -> Replay:
    """Read the pages fetched at ``since`` or later (those of ``source``, where given) again; nothing is recorded.

    Raises:
        SnapshotMissing: there is nothing to read.
    """
    with (
        open_snapshot(settings.warehouse) as con,
        open_scratch(settings.warehouse, since, now) as scratch,
    ):
        refs = select_replayable(con, since)
        stored = select_findings(con, {ref.article_id: ref.url for ref in refs})
        before = {change.id for change in select_changes(scratch)}
        reader = partial(read_pages, specs=config.indicators, pool=pool)
        desk = _Desk(con, scratch, config, reader, stored, baseline_rows(con), source)
        fresh: list[tuple[PageRef, Reading, Sequence[Finding] | None]] = []
        for start in range(0, len(refs), _MOST):
            fresh += _replay_block(desk, refs[start : start + _MOST])
            _LOGGER.info("%d of %d pages read again", len(fresh), sum(source in (None, ref.source_id) for ref in refs))
        old = select_changes_of(con, [ref.article_id for ref in refs])
        new = {change.id: change for change in select_changes(scratch) if change.id not in before}
    differences, changed, same = [], [], 0
    for ref, reading, found in fresh:
        if found is None:
            continue
        here = diff_findings(ref.url, stored[ref.article_id], found)
        differences += here
        same += len(stored[ref.article_id]) - sum(difference.how != "new" for difference in here)
        if here:
            changed.append((ref, reading))
    known = {id_: change for id_, change in old.items() if id_ not in before}
    differences += diff_changes(known, new, partial(_places, config=config))
    unread = sum(reading.status != "read" for _, reading, found in fresh if found is not None)
    broken = sum(found is None for _, _, found in fresh)
    return Replay(len(fresh), unread, broken, same, tuple(differences), tuple(changed))


def record_replay(
    settings: Settings, config: Config, replay: Replay, now: dt.datetime, *, alert: bool
) -> tuple[int, int]:
    """Record the readings that differ as new versions of their articles; return how many articles and changes.

    Only articles that did not change meanwhile are recorded. New changes are told to nobody, unless ``alert``; what
    was not sent of changes that no article tells any more is taken back.

    Raises:
        WarehouseLocked: a run has been writing for too long.
    """
    run_id = f"{now:%Y%m%dT%H%M%SZ}-replay"
    tiers = {source.id: source.tier for source in config.sources}
    destinations = partial(route, subscriptions=config.subscriptions) if alert else _nowhere
    with open_for_command(settings.warehouse) as con, run_on_record(con, run_id, now, lambda: now):
        current = select_articles(con, [ref.url for ref, _ in replay.changed])
        wanted = [(ref, reading) for ref, reading in replay.changed if current.get(ref.url) == ref.article_id]
        told = select_changes_of(con, [ref.article_id for ref, _ in wanted])
        articles, changes = 0, 0
        for start in range(0, len(wanted), _MOST):
            part = wanted[start : start + _MOST]
            pages = {page.article_id: page for page in load_pages(con, [ref for ref, _ in part])}
            readings = [_as_version(pages[ref.article_id], reading) for ref, reading in part]
            batch = Batch(run_id, now, (), readings)
            result = record_batch(con, batch, specs=config.indicators, tiers=tiers, route=destinations)
            articles, changes = articles + result.articles, changes + len(result.changes)
        withdraw_untold(con, sorted(told), now)
        finish_run(con, run_id, now, RunState.SUCCEEDED, {"replayed": articles, "changes": changes})
    return articles, changes


@dataclass(frozen=True, slots=True)
class _Desk:
    """What reading again needs; ``stored`` are the findings then by article id, ``vintages`` all baseline rows."""

    con: Connection
    scratch: Connection
    config: Config
    reader: Reader
    stored: Mapping[str, Sequence[Finding]]
    vintages: Sequence[Row]
    source: str | None


def _replay_block(desk: _Desk, refs: Sequence[PageRef]) -> Iterator[tuple[PageRef, Reading, Sequence[Finding] | None]]:
    """Read ``refs`` and record them in the scratch; give those that were asked for with what was found today.

    None is found where the reader was killed: by a page that it cannot take, or by a machine under load.
    """
    pages = {page.article_id: page for page in load_pages(desk.con, refs)}
    wanted = [page for page in pages.values() if desk.source in (None, page.source_id)]
    again = dict(zip((page.article_id for page in wanted), desk.reader(list(map(_as_fetched, wanted))), strict=True))
    whole = {article_id: reading for article_id, reading in again.items() if reading.status not in _KILLED}
    tiers = {source.id: source.tier for source in desk.config.sources}
    for batch in _batches(refs):
        readings = [
            _as_recorded(pages[ref.article_id], whole[ref.article_id])
            if ref.article_id in whole
            else _as_then(pages[ref.article_id], desk.stored)
            for ref in batch
        ]
        set_baseline(desk.scratch, desk.vintages, batch[0].started)
        recorded = Batch(SCRATCH_RUN, batch[0].started, (), readings)
        record_batch(desk.scratch, recorded, specs=desk.config.indicators, tiers=tiers, route=_nowhere)
        ids = select_articles(desk.scratch, [ref.url for ref in batch])
        found = select_findings(desk.scratch, {article_id: url for url, article_id in ids.items()})
        for ref, reading in zip(batch, readings, strict=True):
            if ref.article_id in whole:
                yield ref, reading, found[ids[ref.url]] if reading.status == "read" else []
            elif ref.article_id in again:
                yield ref, reading, None


def _batches(refs: Sequence[PageRef]) -> Iterator[list[PageRef]]:
    """Split ``refs`` as they were recorded: a batch is of one run, by publication, and has an article only once."""
    batch: list[PageRef] = []
    for ref in refs:
        ended = batch and (batch[-1].started != ref.started or _order(ref) <= _order(batch[-1]) or len(batch) == _MOST)
        if ended or any(ref.url == other.url for other in batch):
            yield batch
            batch = []
        batch.append(ref)
    if batch:
        yield batch


def _order(ref: PageRef) -> tuple[dt.datetime, str]:
    return ref.published or ref.fetched, ref.url


def _as_fetched(page: StoredPage) -> PageFetch:
    article = page.article
    published = article.published if article.published_from == "entry" else None
    entry = Entry(article.url, article.title, published)
    return PageFetch(
        page.source_id, entry, article.url, page.fetched, "ok", article.url, body=page.raw, charset=page.charset
    )


def _as_recorded(page: StoredPage, reading: Reading) -> Reading:
    """The address and the outlet are those on record; the bytes need no copy."""
    article = replace(reading.article, url=page.article.url, outlet=page.article.outlet)
    return replace(reading, article=article, raw=b"", requested="")


def _as_then(page: StoredPage, stored: Mapping[str, Sequence[Finding]]) -> Reading:
    observations = tuple(finding.observation for finding in stored[page.article_id])
    return Reading(page.article, page.source_id, b"", page.fetched, observations)


def _as_version(page: StoredPage, reading: Reading) -> Reading:
    """A page that gives no article today keeps its text, without figures."""
    if reading.status != "read":
        reading = Reading(page.article, page.source_id, b"", page.fetched)
    return replace(reading, raw=page.raw, charset=page.charset, replayed=True)


def _places(change: Change, config: Config) -> list[str]:
    return [f"{place.subscription}/{place.channel}" for place in route(change, config.subscriptions)]


def _nowhere(_: Change) -> Sequence[Destination]:
    return ()
