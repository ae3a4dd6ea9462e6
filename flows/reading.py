"""Page bytes to readings, in worker processes that can be killed.

Pages travel in chunks, because a trip between processes costs as much as a small page; a chunk holds pages of one
source where it can. When a chunk fails, its pages are read again one by one, and only the guilty one is lost. A source
whose pages killed three readers in one batch gets no more of them, or its owner could hold the run.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import logging
import pickle
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pebble import ProcessPool

from extractors.articles import ArticleError, parse_article
from extractors.decoding import decode
from extractors.errors import FigurewatchError
from extractors.figures import extract_figures
from extractors.languages import split_languages
from extractors.links import clean_address
from extractors.observations import extract_observations
from extractors.records import Article, Observation
from extractors.relevance import Gate, build_gate
from extractors.walls import find_wall
from flows.page_fetching import PageFetch
from flows.workers import limit_work, name_end
from warehouse.rows import Reading

if TYPE_CHECKING:
    from concurrent.futures import Future

    from extractors.indicators import IndicatorSpec

_CHUNK = 8
_CHUNK_SECONDS = 12.0  # a chunk takes about half a second
_PAGE_SECONDS = 15.0
_CHUNK_WORK, _PAGE_WORK = 8.0, 10.0  # seconds of work, by the kernel's count
_MOST_KILLED = 3  # of one source, in one batch
_SAME = 0.5  # share of common words from which on two texts may be one article, as its mobile page is
_SKEW = dt.timedelta(days=1)  # a page dated later than this after it was fetched has no usable date

_log = logging.getLogger(__name__)


def read_pages(pages: Sequence[PageFetch], specs: Sequence[IndicatorSpec], pool: ProcessPool) -> list[Reading]:
    """Read the fetched ``pages`` and return one reading for each, in their order.

    The status of a reading is "read", "gated" (no indicator can be on the page), "timed_out", "crashed", "spared" (its
    source had killed too many readers), what ``find_wall`` tells or the reason of an ``ArticleError``.

    Raises:
        FigurewatchError: the extractors cannot work at all, as with a broken lexicon.
    """
    frozen = pickle.dumps(tuple(specs))
    order = sorted(range(len(pages)), key=lambda position: pages[position].source_id)
    chunks = [order[start : start + _CHUNK] for start in range(0, len(order), _CHUNK)]
    running = [_schedule([pages[position] for position in chunk], frozen, pool) for chunk in chunks]
    found: dict[int, Reading] = {}
    suspects: dict[str, list[int]] = {}
    for chunk, future in zip(chunks, running, strict=True):
        if future.exception() is None:
            found.update(zip(chunk, future.result(), strict=True))
            continue
        if len(chunk) == 1:
            found[chunk[0]] = _settle(pages[chunk[0]], future)
            continue
        for position in chunk:
            suspects.setdefault(pages[position].source_id, []).append(position)
    found.update(_read_singly(suspects, pages, frozen, pool))
    read = [dataclasses.replace(found[position], raw=page.body) for position, page in enumerate(pages)]
    return _believe_apart(read)


def _read_singly(
    suspects: dict[str, list[int]], pages: Sequence[PageFetch], frozen: bytes, pool: ProcessPool
) -> Iterator[tuple[int, Reading]]:
    """Read pages one by one, a few of every source at a time."""
    killed = Counter[str]()
    while suspects:
        tried = {source: positions[:_MOST_KILLED] for source, positions in suspects.items()}
        running = {
            position: _schedule([pages[position]], frozen, pool)
            for positions in tried.values()
            for position in positions
        }
        for position, future in running.items():
            reading = _settle(pages[position], future)
            killed[reading.source_id] += reading.status in ("timed_out", "crashed")
            yield position, reading
        rest = {source: positions[_MOST_KILLED:] for source, positions in suspects.items()}
        for source, positions in rest.items():
            if killed[source] >= _MOST_KILLED:
                yield from ((position, _without_article(pages[position], "spared")) for position in positions)
        suspects = {source: left for source, left in rest.items() if left and killed[source] < _MOST_KILLED}


def _schedule(pages: Sequence[PageFetch], frozen: bytes, pool: ProcessPool) -> Future[list[Reading]]:
    seconds, work = (_PAGE_SECONDS, _PAGE_WORK) if len(pages) == 1 else (_CHUNK_SECONDS, _CHUNK_WORK)
    return pool.schedule(_read_chunk, args=(pages, frozen, work), timeout=seconds)


def read_page(page: PageFetch, specs: Sequence[IndicatorSpec], gate: Gate) -> Reading:
    """Read one page in this process; its raw bytes are left to the caller."""
    if not gate.admits(page.body, page.charset, page.entry.title):
        return _without_article(page, find_wall(decode(page.body, page.charset)[0]) or "gated")
    try:
        article = parse_article(page.body, page.final_url, entry=page.entry, charset=page.charset)
    except ArticleError as error:
        return _without_article(page, error.reason)
    if article.published and article.published > page.at + _SKEW:
        article = dataclasses.replace(article, published=None, published_from="none")
    published = article.published.date() if article.published else None
    observations: list[Observation] = []
    abstained = Counter[str]()
    for start, end, lang in split_languages(article.text, article.lang):
        text, title = article.text[start:end], article.title if lang == article.lang else ""
        figures = extract_figures(text, lang, published)
        seen = extract_observations(text, figures, specs, lang=lang, published=published, title=title)
        observations.extend(_moved(observation, start) for observation in seen)
        abstained.update(str(refused.reason) for refused in figures.refused)
    return Reading(
        article=article,
        source_id=page.source_id,
        raw=b"",
        fetched=page.at,
        observations=tuple(observations),
        abstained=abstained,
        requested=page.url,
        charset=page.charset,
    )


def _moved(observation: Observation, start: int) -> Observation:
    first, last = observation.span
    return dataclasses.replace(observation, span=(first + start, last + start)) if start else observation


def _believe_apart(readings: list[Reading]) -> list[Reading]:
    """Give pages back their own addresses where different texts claim the same one: their canonical links lie."""
    claims: dict[str, list[int]] = {}
    for position, reading in enumerate(readings):
        if reading.status == "read":
            claims.setdefault(reading.article.url, []).append(position)
    settled = list(readings)
    for claimed, positions in claims.items():
        first = set(readings[positions[0]].article.text.split())
        if all(_overlap(first, set(readings[position].article.text.split())) >= _SAME for position in positions[1:]):
            continue
        _log.warning("%s: %d pages of different texts claim this address", claimed, len(positions))
        for position in positions:
            reading = readings[position]
            own = clean_address(reading.requested, reading.requested) or claimed
            settled[position] = dataclasses.replace(reading, article=dataclasses.replace(reading.article, url=own))
    return settled


def _overlap(words: set[str], others: set[str]) -> float:
    return len(words & others) / (min(len(words), len(others)) or 1)


def _settle(page: PageFetch, future: Future[list[Reading]]) -> Reading:
    error = future.exception()
    if error is None:
        return future.result()[0]
    if isinstance(error, FigurewatchError):
        raise error  # a broken lexicon is no fault of the page, and spoils every other one
    _log.warning("%s: reading it failed: %s: %s", page.url, type(error).__name__, error)
    return _without_article(page, name_end(error))


def _without_article(page: PageFetch, status: str) -> Reading:
    article = Article(url=page.final_url, title=page.entry.title, text="", lang="", published=page.entry.published)
    return Reading(article, page.source_id, b"", page.at, status=status, requested=page.url)


def _read_chunk(pages: Sequence[PageFetch], frozen: bytes, work: float) -> list[Reading]:
    limit_work(work)
    specs, gate = _thaw(frozen)
    return [read_page(page, specs, gate) for page in pages]


@functools.lru_cache(maxsize=1)
def _thaw(frozen: bytes) -> tuple[tuple[IndicatorSpec, ...], Gate]:
    specs = pickle.loads(frozen)  # noqa: S301 - made by read_pages in the parent process
    return specs, build_gate(specs)
