"""Polls sources; every attempt comes back as a record, so that nothing fails unseen.

Who retries what: a transient failure is raised, because the task around ``fetch_source`` retries it after a while; a
terminal one is a result.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.sources import Source
from extractors.feeds import FeedError
from flows.feed_reading import read_feed
from flows.fetch_error import FetchError
from flows.web_client import FEED_BYTES, Fetched, WebClient

if TYPE_CHECKING:
    from pebble import ProcessPool

    from extractors.records import Entry
    from warehouse.rows import SourceState

_SKEW = dt.timedelta(days=1)  # an entry dated later than this after now has no usable date
_STALE = dt.timedelta(days=30)
_HOURS = 24


@dataclass(frozen=True, slots=True)
class SourceFetch:
    """One poll of a source; ``reason`` is "ok" or a short code, ``detail`` says more for people.

    ``unchanged`` means that the server said so (then there are no entries) or that the body is the last one.
    """

    source_id: str
    ok: bool
    reason: str
    url: str
    at: dt.datetime
    http_status: int | None = None
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    entries: tuple[Entry, ...] = ()
    bytes: int = 0
    seconds: float = 0.0
    unchanged: bool = False
    version: str = ""
    detail: str = ""
    warnings: tuple[str, ...] = ()
    packing: str | None = None
    charset: str | None = None


def fetch_source(
    source: Source, state: SourceState | None, client: WebClient, now: dt.datetime, pool: ProcessPool
) -> SourceFetch:
    """Poll one source; ``state`` is what the warehouse knows of it, ``pool`` reads the feed.

    Validators are a hint only: once a day, at an hour of its own, a source is fetched whole, and what decides whether
    anything changed is the hash of the body.

    Raises:
        FetchError: only transient ones; the caller may try again.
    """
    hints = state if state and not _full_fetch_due(source.id, now) else None
    try:
        found = client.fetch(
            source.url,
            max_bytes=FEED_BYTES,
            etag=(hints.etag or "") if hints else "",
            last_modified=(hints.last_modified or "") if hints else "",
        )
    except FetchError as error:
        if error.transient:
            raise
        return failed_source(source, error, now)
    body_hash = hashlib.sha256(found.body).hexdigest() if found.body else (state.body_hash or "" if state else "")
    result = SourceFetch(
        source_id=source.id,
        ok=True,
        reason="ok",
        url=found.final_url,
        at=now,
        http_status=found.status,
        etag=found.etag,
        last_modified=found.last_modified,
        body_hash=body_hash,
        bytes=found.wire_bytes,
        seconds=found.seconds,
        packing=found.packing,
        charset=found.charset,
        unchanged=found.status == 304 or bool(state and state.body_hash == body_hash),
    )
    return result if found.status == 304 else _with_entries(result, source, found, now, pool)


def failed_source(source: Source, error: FetchError, now: dt.datetime) -> SourceFetch:
    """Record a poll that failed for good, or one whose retries are used up."""
    return SourceFetch(
        source.id, ok=False, reason=error.reason, url=source.url, at=now, http_status=error.status, detail=str(error)
    )


def probe_source(source: Source, client: WebClient, now: dt.datetime, pool: ProcessPool) -> tuple[bool, list[str]]:
    """Try a source as a poll would; return whether it is fit for use, and the findings for people."""
    try:
        found = fetch_source(source, None, client, now, pool)
    except FetchError as error:
        found = failed_source(source, error, now)
    lines = [f"{source.id}: {source.outlet}, {source.url}"]
    if not found.ok:
        return False, [*lines, f"failed: {found.detail}"]
    moved = "" if found.url == source.url else f", moved to {found.url}"
    lines.append(f"answers with status {found.http_status}, {found.bytes:,} bytes in {found.seconds:.1f} s{moved}")
    lines.append(f"format {found.version}, {len(found.entries)} entries")
    lines.extend(f"warning: {warning}" for warning in found.warnings)
    dates = [entry.published for entry in found.entries if entry.published]
    if not found.entries:
        return False, [*lines, "no entries; look for another feed of this outlet"]
    if dates:
        lines.append(f"newest entry {max(dates):%Y-%m-%d %H:%M %z}")
    undated = len(found.entries) - len(dates)
    if undated:
        lines.append(f"{undated} entries without a usable date; the pages' own dates decide")
    if dates and now - max(dates) > _STALE:
        return False, [*lines, "silent for more than 30 days; look for another feed of this outlet"]
    advice = "nothing to do" if source.verified else "set verified: true for it in sources.yaml"
    return True, [*lines, f"fit for use; {advice}"]


def _with_entries(
    result: SourceFetch, source: Source, found: Fetched, now: dt.datetime, pool: ProcessPool
) -> SourceFetch:
    try:
        feed = read_feed(source.kind, found.body, found.final_url, found.charset, pool)
    except FeedError as error:
        blank = dataclasses.replace(result, etag="", last_modified="", body_hash="", unchanged=False)
        return dataclasses.replace(blank, ok=False, reason=error.reason, detail=f"{found.final_url}: {error}")
    entries = tuple(_without_future_date(entry, now) for entry in feed.entries)
    late = sum(entry is not other for entry, other in zip(entries, feed.entries, strict=True))
    warnings = (*feed.warnings, f"{late} entries dated in the future") if late else feed.warnings
    return dataclasses.replace(result, version=feed.version, entries=entries, warnings=warnings)


def _without_future_date(entry: Entry, now: dt.datetime) -> Entry:
    if entry.published is None or entry.published <= now + _SKEW:
        return entry
    return dataclasses.replace(entry, published=None)


def _full_fetch_due(source_id: str, now: dt.datetime) -> bool:
    return zlib.crc32(source_id.encode()) % _HOURS == now.astimezone(dt.UTC).hour
