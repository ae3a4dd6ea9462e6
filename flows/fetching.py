"""Polls sources and fetches pages; every attempt comes back as a record, so that nothing fails unseen.

Who retries what: a transient failure of a source is raised, because the task around ``fetch_source`` retries it after
a while; a terminal one is a result. A failed page is always a result: its entry stays unknown to the warehouse, so the
next run asks again. One slow or dead host never holds up another: every domain has its own queue.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.sources import Source, SourceKind
from extractors.feeds import FeedError, parse_feed, parse_news_sitemap
from extractors.links import registrable_domain
from flows.fetch_error import FetchError
from flows.web_client import FEED_BYTES, Fetched, WebClient

if TYPE_CHECKING:
    from extractors.records import Entry, Feed
    from warehouse.rows import SourceState

_PARSERS: dict[SourceKind, Callable[[bytes, str, str | None], Feed]] = {
    SourceKind.FEED: parse_feed,
    SourceKind.NEWS_SITEMAP: parse_news_sitemap,
}
_SKEW = dt.timedelta(days=1)  # an entry dated later than this after now has no usable date
_STALE = dt.timedelta(days=30)
_HOURS = 24
_THREADS = 64
_PER_DOMAIN = 2
_GIVE_UP_AFTER = 3
_HOST_FAILURES = (
    *("connection", "dns", "timeout", "tls", "truncated", "asked_to_wait"),
    *("http_429", "http_502", "http_503", "http_504"),
)


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


@dataclass(frozen=True, slots=True)
class WantedPage:
    """An entry whose page is to be fetched, and the source that listed it."""

    source_id: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class PageFetch:
    """One attempt to get a page; ``reason`` is "ok" or the code of its ``FetchError``."""

    source_id: str
    entry: Entry
    url: str
    at: dt.datetime
    reason: str
    final_url: str = ""
    http_status: int | None = None
    body: bytes = b""
    charset: str | None = None
    seconds: float = 0.0
    detail: str = ""

    @property
    def ok(self) -> bool:
        """Whether there is a page to read."""
        return self.reason == "ok"


_Queue = deque[tuple[int, WantedPage]]


def fetch_source(source: Source, state: SourceState | None, client: WebClient, now: dt.datetime) -> SourceFetch:
    """Poll one source; ``state`` is what the warehouse knows of it.

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
        unchanged=found.status == 304 or bool(state and state.body_hash == body_hash),
    )
    return result if found.status == 304 else _with_entries(result, source, found, now)


def failed_source(source: Source, error: FetchError, now: dt.datetime) -> SourceFetch:
    """Record a poll that failed for good, or one whose retries are used up."""
    status = _status_of(error)
    return SourceFetch(
        source.id, ok=False, reason=error.reason, url=source.url, at=now, http_status=status, detail=str(error)
    )


def fetch_pages(
    wanted: Sequence[WantedPage], client: WebClient, now: dt.datetime, failures: dict[str, int]
) -> list[PageFetch]:
    """Fetch the pages of ``wanted`` and return one result for each, in their order.

    At most two threads work for one domain, and all domains are worked on side by side. After three failures in a row
    the rest of a domain is given up with the reason ``host_down``. ``failures`` counts them by domain; a run starts
    with none and hands the same to all its calls.
    """
    queues: dict[str, _Queue] = {}
    for position, page in enumerate(wanted):
        queues.setdefault(registrable_domain(page.entry.url), deque()).append((position, page))
    results: dict[int, PageFetch] = {}
    with ThreadPoolExecutor(min(_THREADS, _PER_DOMAIN * len(queues)) or 1, thread_name_prefix="fetch") as pool:
        try:
            lanes = [
                pool.submit(_work_off, domain, queue, failures, client, now)
                for _ in range(_PER_DOMAIN)
                for domain, queue in queues.items()
            ]
            for lane in lanes:
                results.update(lane.result())
        finally:
            for queue in queues.values():  # empty unless interrupted: then nothing further is begun
                queue.clear()
    return [results[position] for position in range(len(wanted))]


def probe_source(source: Source, client: WebClient, now: dt.datetime) -> tuple[bool, list[str]]:
    """Try a source as a poll would; return whether it is fit for use, and the findings for people."""
    try:
        found = fetch_source(source, None, client, now)
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


def _work_off(
    domain: str, queue: _Queue, failures: dict[str, int], client: WebClient, now: dt.datetime
) -> dict[int, PageFetch]:
    results: dict[int, PageFetch] = {}
    while True:
        try:
            position, page = queue.popleft()
        except IndexError:
            return results
        if failures.get(domain, 0) >= _GIVE_UP_AFTER:
            results[position] = _failed_page(page, FetchError("host_down", page.entry.url), now)
            continue
        result = results[position] = _fetch_page(page, client, now)
        failures[domain] = failures.get(domain, 0) + 1 if result.reason in _HOST_FAILURES else 0


def _fetch_page(page: WantedPage, client: WebClient, now: dt.datetime) -> PageFetch:
    try:
        found = client.fetch(page.entry.url)
    except FetchError as error:
        return _failed_page(page, error, now)
    return PageFetch(
        source_id=page.source_id,
        entry=page.entry,
        url=page.entry.url,
        at=now,
        reason="ok",
        final_url=found.final_url,
        http_status=found.status,
        body=found.body,
        charset=found.charset,
        seconds=found.seconds,
    )


def _failed_page(page: WantedPage, error: FetchError, now: dt.datetime) -> PageFetch:
    return PageFetch(
        source_id=page.source_id,
        entry=page.entry,
        url=page.entry.url,
        at=now,
        reason=error.reason,
        http_status=_status_of(error),
        detail=str(error),
    )


def _status_of(error: FetchError) -> int | None:
    return int(error.reason.removeprefix("http_")) if error.reason.startswith("http_") else None


def _with_entries(result: SourceFetch, source: Source, found: Fetched, now: dt.datetime) -> SourceFetch:
    try:
        feed = _PARSERS[source.kind](found.body, found.final_url, found.charset)
    except FeedError as error:
        blank = dataclasses.replace(result, etag="", last_modified="", body_hash="", unchanged=False)
        return dataclasses.replace(blank, ok=False, reason="not_a_feed", detail=str(error))
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
