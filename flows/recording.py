"""Turns what was fetched and read into the rows that the warehouse keeps.

A feed whose pages were not all fetched must be asked again in full, so its validators are not kept then.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from config.sources import Source
from flows.fetch_error import NOT_ASKED
from flows.fetching import SourceFetch
from flows.page_fetching import PageFetch
from warehouse.columns import text_hash
from warehouse.rows import FetchRow, KnownPage, Reading


def feed_rows(polls: Sequence[SourceFetch], unfinished: Collection[str]) -> list[FetchRow]:
    """Return a row for each poll; ``unfinished`` are the ids of sources with pages left for the next run."""
    return [
        FetchRow(
            source_id=poll.source_id,
            kind="feed",
            url=poll.url,
            at=poll.at,
            ok=poll.ok,
            reason=poll.reason,
            http_status=poll.http_status,
            etag=None if poll.source_id in unfinished else poll.etag or None,
            last_modified=None if poll.source_id in unfinished else poll.last_modified or None,
            body_hash=poll.body_hash or None,
            bytes=poll.bytes,
            seconds=poll.seconds,
            unchanged=poll.unchanged and poll.source_id not in unfinished,
            detail=poll.detail,
            packing=poll.packing,
            charset=poll.charset,
        )
        for poll in polls
    ]


def name_outlets(readings: Sequence[Reading], sources: Sequence[Source]) -> list[Reading]:
    """Return ``readings`` with the outlets of the configuration: what a page calls itself is no citation."""
    outlets = {source.id: source.outlet for source in sources}
    return [
        replace(reading, article=replace(reading.article, outlet=outlets[reading.source_id])) for reading in readings
    ]


def page_rows(
    pages: Sequence[PageFetch], readings: Sequence[Reading], known: Mapping[str, KnownPage]
) -> list[FetchRow]:
    """Return a row for each fetched page; ``readings`` are those of the pages that arrived."""
    texts = {reading.requested: text_hash(reading.article) for reading in readings}
    return [
        FetchRow(
            source_id=page.source_id,
            kind="page",
            url=page.url,
            at=page.at,
            ok=page.ok,
            reason=page.reason,
            final_url=page.final_url,
            http_status=page.http_status,
            bytes=len(page.body),
            seconds=page.seconds,
            asked=page.reason not in NOT_ASKED,
            unchanged=page.url in known and page.ok and known[page.url].text_hash == texts.get(page.url),
            detail=page.detail,
            packing=page.packing,
            charset=page.charset,
            title=page.entry.title,
            published=page.entry.published,
        )
        for page in pages
    ]
