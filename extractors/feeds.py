"""Feed and news-sitemap bytes to entries.

A feed comes from a stranger. This module refuses to open anything (feedparser takes a path or an address for its
input when it is given one, so it only ever sees a stream), to call a page a feed (only a document with a version
counts), to pass on links that are not http(s), and to correct impossible dates: an entry then has none.
A cut or broken feed gives the entries that can be read, and warnings.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator

import feedparser
from lxml import etree

from extractors.dates import EARLIEST, parse_date
from extractors.decoding import clean_line, decode
from extractors.errors import FigurewatchError
from extractors.guard import find_objection
from extractors.links import clean_address
from extractors.records import Entry, Feed

MAX_FEED_BYTES = 5_000_000
_MAX_TAGS = 300_000

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")  # feedparser reads those without their end, too
_MAX_DIGITS = 8
# feedparser searches these for an e-mail address in quadratic time, and nobody reads them: their tags go, and what a
# pair of them holds.
_PERSON_TAG = re.compile(
    r"<(/?)(?:[\w-]+:)?(?:creator|author|owner|contributor|publisher|managingEditor|webMaster)\b[^<>]*(?<!/)>",
    re.IGNORECASE,
)
_SUMMARY_LIMIT = 2000
_MOST_ENTRIES = 1000  # what the news extension allows in a sitemap; more is an archive of the site
_NAMED_FEED = re.compile(r"<link\b(?=[^<>]*application/(?:rss|atom)\+xml)[^<>]*?\bhref\s*=\s*[\"']?([^\"'\s<>]{1,500})")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


class FeedError(FigurewatchError):
    """The bytes are no feed; the message says what they look like.

    ``reason`` is "not_a_feed", or how a worker ended that read them: "timed_out" or "crashed".
    """

    def __init__(self, message: str, reason: str = "not_a_feed") -> None:
        """Both go to ``args``, so that the error survives a trip between processes."""
        super().__init__(message, reason)
        self.reason = reason

    def __str__(self) -> str:
        """The message alone."""
        return str(self.args[0])


def parse_feed(body: bytes, url: str, charset: str | None = None) -> Feed:
    """Read RSS 0.9x to 2.0, RDF or Atom; ``url`` resolves relative links, ``charset`` is the HTTP header's.

    Raises:
        FeedError: the body is no feed, too large, or built to stall a parser.
    """
    text, warning = _guarded_text(body, charset)
    prepared = _REFERENCE.sub(_valid_reference, _without_persons(_DECLARATION.sub("", text, count=1)))
    parsed = feedparser.parse(
        io.BytesIO(prepared.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version"):
        raise FeedError(f"not a feed: {_looks_like(text, url)}")
    warnings = [warning] if warning else []
    if parsed.bozo:
        warnings.append(f"damaged: {clean_line(str(parsed.bozo_exception), 200)}")
    items = parsed.entries[:_MOST_ENTRIES]
    if len(parsed.entries) > len(items):
        warnings.append(f"{len(parsed.entries):,} entries; the first {_MOST_ENTRIES:,} are taken")
    title = clean_line(str(parsed.feed.get("title", "")), 300)
    return _feed(parsed.version, title, (_feed_entry(item, url) for item in items), len(items), warnings)


def parse_news_sitemap(body: bytes, url: str, charset: str | None = None) -> Feed:
    """Read a sitemap with or without the news extension.

    Raises:
        FeedError: the body is no sitemap, or an index of sitemaps (name one of its sitemaps as the source).
    """
    text, warning = _guarded_text(body, charset)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False)
    try:
        root = etree.fromstring(_DECLARATION.sub("", text, count=1).strip().encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:  # nothing to recover
        raise FeedError(f"not a sitemap: {_looks_like(text, url)}") from error
    name = root.tag.rpartition("}")[2] if root is not None and isinstance(root.tag, str) else ""
    if name == "sitemapindex":
        first = root.findtext("{*}sitemap/{*}loc", "")
        raise FeedError(
            f"not a sitemap but an index of sitemaps; use one that it names, such as {clean_line(first, 300)}"
        )
    if name != "urlset":
        raise FeedError(f"not a sitemap: {_looks_like(text, url)}")
    warnings = [warning] if warning else []
    if parser.error_log:
        warnings.append(f"damaged: {clean_line(parser.error_log[0].message, 200)}")
    items = root.findall("{*}url")[: -1 if parser.error_log else None]  # the last address of a cut document is cut too
    if len(items) > _MOST_ENTRIES:
        warnings.append(f"{len(items):,} addresses, an archive; the newest {_MOST_ENTRIES:,} are taken")
        items = sorted(items, key=_sitemap_date, reverse=True)[:_MOST_ENTRIES]
    title = clean_line(root.findtext(f"{{*}}url/{_NEWS}news/{_NEWS}publication/{_NEWS}name", ""), 300)
    return _feed("sitemap", title, (_sitemap_entry(item, url) for item in items), len(items), warnings)


def _guarded_text(body: bytes, charset: str | None) -> tuple[str, str | None]:
    if objection := find_objection(body, max_bytes=MAX_FEED_BYTES, max_tags=_MAX_TAGS):
        raise FeedError(f"not a feed: {objection} ({len(body):,} bytes)")
    text, warning = decode(body, charset)
    return _CONTROLS.sub("", text), warning  # XML 1.0 §2.2 has none of them


def _looks_like(text: str, url: str) -> str:
    head = text[:1000].lstrip().lower()
    if "<html" in head or "<!doctype html" in head:
        named = _NAMED_FEED.search(text[:100_000])
        address = clean_address(named[1], url) if named else None
        return f"an HTML page; it names the feed {address}" if address else "an HTML page"
    if head.startswith(("{", "[")):
        return "JSON"
    return "no known feed format" if head.startswith("<") else "plain text"


def _without_persons(text: str) -> str:
    parts = _PERSON_TAG.split(text)
    slashes, chunks = [*parts[1::2], ""], parts[2::2]
    kept = (chunk for index, chunk in enumerate(chunks) if slashes[index] or not slashes[index + 1])
    return "".join((parts[0], *kept))


def _valid_reference(match: re.Match[str]) -> str:
    """Keep a reference to a character of XML 1.0 §2.2; any other becomes U+FFFD, where feedparser would fail."""
    digits = (match[1] or match[2]).lstrip("0")
    if len(digits) > _MAX_DIGITS:
        return "\ufffd"
    number = int(digits or "0", 16 if match[1] else 10)
    is_character = number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number <= 0x10FFFF
    return match[0] if is_character else "\ufffd"


def _feed(version: str, title: str, found: Iterator[Entry | None], total: int, warnings: list[str]) -> Feed:
    entries = {entry.url: entry for entry in found if entry is not None}
    if len(entries) < total:
        warnings.append(f"{total - len(entries)} of {total} entries without a link of their own left out")
    return Feed(version, title, tuple(entries.values()), tuple(warnings))


def _feed_entry(item: feedparser.FeedParserDict, url: str) -> Entry | None:
    link = str(item.get("feedburner_origlink") or item.get("link") or "")
    if item.get("guidislink") and link == item.get("id") and not _WEB.match(link):
        link = ""  # an id that says nothing of being none, and is no address
    address = clean_address(link, url)
    if address is None or address == clean_address(url, url):
        return None
    published = next(filter(None, (parse_date(str(item.get(key) or "")) for key in ("published", "updated"))), None)
    title, summary = (
        clean_line(str(item.get("title") or "")),
        clean_line(str(item.get("summary") or ""), _SUMMARY_LIMIT),
    )
    return Entry(address, title, published, summary)


def _sitemap_entry(item: etree._Element, url: str) -> Entry | None:
    location = item.findtext("{*}loc", "").strip()
    address = clean_address(location, url)
    if address is None or address == clean_address(url, url):
        return None
    published = _sitemap_date(item)
    title = clean_line(item.findtext(f"{_NEWS}news/{_NEWS}title", ""))
    return Entry(address, title, None if published == EARLIEST else published)


def _sitemap_date(item: etree._Element) -> dt.datetime:
    dates = (item.findtext(f"{_NEWS}news/{_NEWS}publication_date", ""), item.findtext("{*}lastmod", ""))
    return next(filter(None, map(parse_date, dates)), EARLIEST)
