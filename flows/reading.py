"""Page bytes to readings, in worker processes that can be killed.

A page can hold a parser for minutes and its regular expressions do not let go of the interpreter, so only another
process with a time and a memory limit is safe. Pages travel in chunks, because a trip between processes costs as much
as a small page; when a chunk fails, its pages are read again one by one, and only the guilty one is lost.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import logging
import multiprocessing
import pickle
import resource
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pebble import ProcessPool

from extractors.articles import ArticleError, parse_article
from extractors.errors import FigurewatchError
from extractors.figures import extract_figures
from extractors.observations import extract_observations
from extractors.records import Article
from extractors.relevance import Gate, build_gate
from flows.fetching import PageFetch
from warehouse.rows import Reading

if TYPE_CHECKING:
    from concurrent.futures import Future

    from extractors.indicators import IndicatorSpec

_CHUNK = 8
_CHUNK_SECONDS = 10.0  # a chunk takes about half a second
_PAGE_SECONDS = 15.0
_CHUNKS_PER_WORKER = 100  # then it is replaced, and whatever its libraries hoarded is freed
_MEMORY = 1 << 30
_SKEW = dt.timedelta(days=1)  # a page dated later than this after it was fetched has no usable date

_log = logging.getLogger(__name__)


@contextmanager
def open_reading_pool(workers: int) -> Iterator[ProcessPool]:
    """Give a pool of ``workers`` processes; they start with the first page and end with the context."""
    context = multiprocessing.get_context("forkserver")  # this process has threads, which plain forking breaks
    context.set_forkserver_preload([__name__])
    pool = ProcessPool(workers, _CHUNKS_PER_WORKER, initializer=_limit_memory, context=context)
    try:
        yield pool
        pool.close()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
    finally:
        pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
        pool.join()


def read_pages(pages: Sequence[PageFetch], specs: Sequence[IndicatorSpec], pool: ProcessPool) -> list[Reading]:
    """Read the fetched ``pages`` and return one reading for each, in their order.

    The status of a reading is "read", "gated" (no indicator can be on the page), "timed_out", "crashed", or the
    reason of an ``ArticleError``.

    Raises:
        FigurewatchError: the extractors cannot work at all, as with a broken lexicon.
    """
    frozen = pickle.dumps(tuple(specs))
    chunks = [pages[start : start + _CHUNK] for start in range(0, len(pages), _CHUNK)]
    running = [pool.schedule(_read_chunk, args=(chunk, frozen), timeout=_CHUNK_SECONDS) for chunk in chunks]
    results: list[list[Reading | Future[list[Reading]]]] = []
    for chunk, future in zip(chunks, running, strict=True):
        if future.exception() is None:
            results.append(list(future.result()))
        else:
            results.append([pool.schedule(_read_chunk, args=([page], frozen), timeout=_PAGE_SECONDS) for page in chunk])
    found = [reading for chunk in results for reading in chunk]
    settled = [_settle(page, reading) for page, reading in zip(pages, found, strict=True)]
    return [dataclasses.replace(reading, raw=page.body) for page, reading in zip(pages, settled, strict=True)]


def read_page(page: PageFetch, specs: Sequence[IndicatorSpec], gate: Gate) -> Reading:
    """Read one page in this process; its raw bytes are left to the caller."""
    if not gate.admits(page.body, page.charset, page.entry.title):
        return _without_article(page, "gated")
    try:
        article = parse_article(page.body, page.final_url, entry=page.entry, charset=page.charset)
    except ArticleError as error:
        return _without_article(page, error.reason)
    if article.published and article.published > page.at + _SKEW:
        article = dataclasses.replace(article, published=None, published_from="none")
    published = article.published.date() if article.published else None
    figures = extract_figures(article.text, article.lang, published)
    observations = extract_observations(
        article.text, figures, specs, lang=article.lang, published=published, title=article.title
    )
    return Reading(
        article=article,
        source_id=page.source_id,
        raw=b"",
        fetched=page.at,
        observations=tuple(observations),
        abstained=Counter(str(refused.reason) for refused in figures.refused),
        requested=page.url,
        charset=page.charset,
    )


def _settle(page: PageFetch, found: Reading | Future[list[Reading]]) -> Reading:
    if isinstance(found, Reading):
        return found
    error = found.exception()
    if error is None:
        return found.result()[0]
    if isinstance(error, FigurewatchError):
        raise error  # a broken lexicon is no fault of the page, and spoils every other one
    _log.warning("%s: reading it failed: %s: %s", page.url, type(error).__name__, error)
    return _without_article(page, "timed_out" if isinstance(error, TimeoutError) else "crashed")


def _without_article(page: PageFetch, status: str) -> Reading:
    article = Article(url=page.final_url, title=page.entry.title, text="", lang="", published=page.entry.published)
    return Reading(article, page.source_id, b"", page.at, status=status, requested=page.url)


def _read_chunk(pages: Sequence[PageFetch], frozen: bytes) -> list[Reading]:
    specs, gate = _thaw(frozen)
    return [read_page(page, specs, gate) for page in pages]


@functools.lru_cache(maxsize=1)
def _thaw(frozen: bytes) -> tuple[tuple[IndicatorSpec, ...], Gate]:
    specs = pickle.loads(frozen)  # noqa: S301 - made by read_pages in the parent process
    return specs, build_gate(specs)


def _limit_memory() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, hard))
