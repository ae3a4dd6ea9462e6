"""Fetches the pages of a run, side by side; every attempt comes back as a record, so that nothing fails unseen.

A failed page is a result: its entry stays unread in the warehouse, so a later run asks again. One slow or dead host
never holds up another: every domain of a source has its own queue, with an end to what it may cost a run, and a source
that lists pages of others spends only what is its own. Refuses to hold more pages than a batch and what waits for one.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from queue import Empty, SimpleQueue
from threading import Semaphore

from extractors.links import registrable_domain
from extractors.records import Entry
from flows.fetch_error import FetchError
from flows.web_client import WebClient

BATCH_PAGES = 100
_BATCH_BYTES = 50_000_000
HOST_SECONDS = 180.0  # what one host may cost a run, by the wall
_IDLE_SECONDS = 5.0  # without a new page, what has come is given
_THREADS = 200
_WAITING = 50  # fetched pages that wait for their batch; then the fetching waits too
_PER_DOMAIN = 2
_GIVE_UP_AFTER = 3
_HOST_FAILURES = (
    *("connection", "dns", "timeout", "tls", "truncated", "asked_to_wait"),
    *("http_429", "http_502", "http_503", "http_504"),
)
_LOGGER = logging.getLogger("figurewatch.fetching")


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
    packing: str | None = None
    seconds: float = 0.0
    detail: str = ""

    @property
    def ok(self) -> bool:
        """Whether there is a page to read."""
        return self.reason == "ok"


@dataclass(slots=True)
class _Host:
    """The pages that one source wants from one domain, and what it has cost so far."""

    pages: deque[tuple[int, WantedPage]] = field(default_factory=deque)
    failures: int = 0  # in a row
    seconds: float = 0.0  # of all its threads


@dataclass(slots=True)
class _Lane:
    """One of the threads that work for a host; ``current`` is what it works on."""

    host: _Host
    current: tuple[int, WantedPage] | None = None


@dataclass(frozen=True, slots=True)
class _Terms:
    """What holds for all pages of a run."""

    client: WebClient
    now: dt.datetime
    host_seconds: float
    clock: Callable[[], float]


_Arrival = tuple[int, PageFetch]


class _Arrivals:
    """Pages and ends of lanes, as they come; no lane goes on while too many pages wait."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[_Arrival | Future[None]] = SimpleQueue()
        self._room = Semaphore(_WAITING)

    def put_page(self, arrival: _Arrival) -> None:
        self._room.acquire()
        self._queue.put(arrival)

    def put_end(self, lane: Future[None]) -> None:
        self._queue.put(lane)

    def get(self, timeout: float | None = None) -> _Arrival | Future[None]:
        found = self._queue.get(timeout=timeout)
        if not isinstance(found, Future):
            self._room.release()
        return found


def fetch_pages(
    wanted: Sequence[WantedPage],
    client: WebClient,
    now: dt.datetime,
    *,
    host_seconds: float = HOST_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[list[PageFetch]]:
    """Fetch the pages of ``wanted`` and give one result for each, in batches as they arrive.

    At most two threads work for one domain of one source, and all are worked on side by side. A batch is given when it
    is full, or when nothing more came for a while, so that slow hosts do not hold up what the others sent. After three
    failures in a row the rest of a domain is given up with the reason ``host_down``; when it took ``host_seconds``,
    with the reason ``host_slow``. A defect of figurewatch that shows at a page is that page's failure.
    """
    hosts: dict[tuple[str, str], _Host] = {}
    for position, page in enumerate(wanted):
        key = (page.source_id, registrable_domain(page.entry.url))
        hosts.setdefault(key, _Host()).pages.append((position, page))
    arrived = _Arrivals()
    lanes: dict[Future[None], _Lane] = {}
    terms = _Terms(client, now, host_seconds, clock)
    with ThreadPoolExecutor(min(_THREADS, _PER_DOMAIN * len(hosts)) or 1, thread_name_prefix="fetch") as threads:

        def begin(host: _Host) -> None:
            lane = _Lane(host)
            future = threads.submit(_work_off, lane, arrived, terms)
            lanes[future] = lane
            future.add_done_callback(arrived.put_end)

        try:
            for host in [*hosts.values()] * _PER_DOMAIN:
                begin(host)
            yield from _batches(_arrivals(arrived, lanes, begin, now))
        finally:
            for host in hosts.values():  # empty unless interrupted: then nothing further is begun
                host.pages.clear()
            while lanes:
                ended = arrived.get()
                if isinstance(ended, Future):
                    del lanes[ended]


def _arrivals(
    arrived: _Arrivals,
    lanes: dict[Future[None], _Lane],
    begin: Callable[[_Host], None],
    now: dt.datetime,
) -> Iterator[_Arrival | None]:
    """Give what arrives until every lane has ended, and None after a while of nothing.

    A lane that broke loses its page and is begun again.
    """
    while lanes:
        try:
            found = arrived.get(_IDLE_SECONDS)
        except Empty:
            yield None
            continue
        if not isinstance(found, Future):
            yield found
            continue
        lane, error = lanes.pop(found), found.exception()
        if error is not None and lane.current is not None:
            position, page = lane.current
            _LOGGER.error("%s: fetching it failed unforeseen", page.entry.url, exc_info=error)
            detail = f"{type(error).__name__}: {error}"
            yield position, _failed_page(page, FetchError("defect", page.entry.url, detail), now)
            begin(lane.host)


def _batches(arrivals: Iterator[_Arrival | None]) -> Iterator[list[PageFetch]]:
    batch: list[_Arrival] = []
    size = 0
    for arrival in chain(arrivals, [None]):
        if arrival is not None:
            batch.append(arrival)
            size += len(arrival[1].body)
        if batch and (arrival is None or len(batch) >= BATCH_PAGES or size >= _BATCH_BYTES):
            yield [page for _, page in sorted(batch, key=lambda arrival: arrival[0])]
            batch, size = [], 0


def _work_off(lane: _Lane, arrived: _Arrivals, terms: _Terms) -> None:
    host = lane.host
    while True:
        try:
            position, page = lane.current = host.pages.popleft()
        except IndexError:
            return
        if host.failures >= _GIVE_UP_AFTER or host.seconds >= _PER_DOMAIN * terms.host_seconds:
            reason = "host_down" if host.failures >= _GIVE_UP_AFTER else "host_slow"
            arrived.put_page((position, _failed_page(page, FetchError(reason, page.entry.url), terms.now)))
            continue
        began = terms.clock()
        result = _fetch_page(page, terms.client, terms.now)
        took = terms.clock() - began
        host.seconds += took
        host.failures = host.failures + 1 if result.reason in _HOST_FAILURES else 0
        arrived.put_page((position, result if result.ok else dataclasses.replace(result, seconds=took)))


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
        packing=found.packing,
        seconds=found.seconds,
    )


def _failed_page(page: WantedPage, error: FetchError, now: dt.datetime) -> PageFetch:
    return PageFetch(
        source_id=page.source_id,
        entry=page.entry,
        url=page.entry.url,
        at=now,
        reason=error.reason,
        http_status=error.status,
        detail=str(error),
    )
