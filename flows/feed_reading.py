"""Feed bytes to entries, in a worker that can be killed: a feed can hold its parser as long as a page can.

What a killed worker leaves is a ``FeedError`` like any other, with a reason of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from pebble import ProcessPool

from config.sources import SourceKind
from extractors.errors import FigurewatchError
from extractors.feeds import FeedError, parse_feed, parse_news_sitemap
from extractors.records import Feed
from flows.workers import limit_work, name_end

FEED_SECONDS = 15.0
_WORK_SECONDS = 10.0
_PARSERS: dict[SourceKind, Callable[[bytes, str, str | None], Feed]] = {
    SourceKind.FEED: parse_feed,
    SourceKind.NEWS_SITEMAP: parse_news_sitemap,
}


def read_feed(kind: SourceKind, body: bytes, url: str, charset: str | None, pool: ProcessPool) -> Feed:
    """Parse ``body`` in ``pool`` and wait for it; the other arguments are those of the parsers.

    Raises:
        FeedError: it is no feed, or reading it took too long ("timed_out") or broke the worker ("crashed").
    """
    future = pool.schedule(parse_limited, args=(kind, body, url, charset), timeout=FEED_SECONDS)
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, FigurewatchError):
        raise error
    reason = name_end(error)
    raise FeedError(f"not a feed: reading it ended as {reason} ({type(error).__name__}: {error})", reason) from error


def parse_limited(kind: SourceKind, body: bytes, url: str, charset: str | None) -> Feed:
    """Parse in the worker."""
    limit_work(_WORK_SECONDS)
    return _PARSERS[kind](body, url, charset)
