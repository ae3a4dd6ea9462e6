"""Page bytes to an article: its text and what the page says of itself.

One parse serves both: trafilatura finds the text, ``extractors.metadata`` reads the rest from the same tree. What
cannot be read is an ``ArticleError`` with a reason that is counted, never an empty text: "no figures" must mean that
somebody could have read some. Refuses to guess a date from the text of a page, and to believe a canonical address on
another domain. Offsets everywhere refer to ``Article.text`` as it leaves this module: NFC, one paragraph a line.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html
from trafilatura import bare_extraction
from trafilatura.settings import Document

from extractors.decoding import clean_text, decode
from extractors.errors import FigurewatchError
from extractors.figures.language import detect_language
from extractors.guard import find_objection
from extractors.links import clean_address, registrable_domain
from extractors.metadata import PageFacts, read_facts
from extractors.records import Article
from extractors.walls import find_wall

if TYPE_CHECKING:
    import datetime as dt

    from extractors.records import Entry

MAX_PAGE_BYTES = 3_000_000
_MAX_TAGS = 40_000
_MIN_TEXT = 80  # characters; the shortest wire flash with a figure is longer
_MAX_TEXT = 300_000  # characters; the length of a novel
_ONE_DAY = 86_400

_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|article|main|section|div|p|h1)\b", re.IGNORECASE)
_TWIN = re.compile(r"(?:amp|m|mobile|print|amp\.html?|index\.html?)/?", re.IGNORECASE)  # the same article again
_BLANKS = re.compile(r"[ \t]+")
_SAMPLE = 4000  # characters that decide on the language
_LETTERS = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_SCHWA = re.compile("[əƏ]")
_TELLING = 0.01  # share of letters from which on an alphabet's own letters are no accident

# Without a handler of their own these libraries write to the user's terminal.
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


class ArticleError(FigurewatchError):
    """A page gives no article: its ``reason`` is empty, too_large, too_complex, too_deep, not_html or too_short, or
    what stands before the article: challenge, consent, login or paywall.
    """

    def __init__(self, reason: str, url: str) -> None:
        """Keep the reason apart from the message, for counting."""
        super().__init__(reason, url)
        self.reason = reason
        self.url = url

    def __str__(self) -> str:
        """Name the page and the reason."""
        return f"{self.url}: no article ({self.reason})"


def parse_article(body: bytes, url: str, *, entry: Entry | None = None, charset: str | None = None) -> Article:
    """Read the article of a page.

    Args:
        body: the page, decompressed.
        url: where it was found, after redirects.
        entry: the feed's entry; its title and date stand in where the page has none.
        charset: the encoding of the HTTP header, when it names one.

    Raises:
        ArticleError: there is no text to read, or the page is built to stall a parser.
    """
    objection = find_objection(body, max_bytes=MAX_PAGE_BYTES, max_tags=_MAX_TAGS)
    if objection:
        raise ArticleError(objection, url)
    text, _ = decode(body, charset)
    if not _MARKUP.search(body) and not _MARKUP.search(text[:10_000].encode("utf-8", "replace")):
        raise ArticleError("not_html", url)
    if wall := find_wall(text):
        raise ArticleError(wall, url)
    tree = _parse_tree(text, url)
    facts = read_facts(tree)
    document = bare_extraction(tree, url=url, fast=True, include_comments=False)
    article_text = _tidy(document.text or "") if isinstance(document, Document) else ""
    if len(article_text) < _MIN_TEXT:
        raise ArticleError("too_short" if article_text else "empty", url)
    if len(article_text) > _MAX_TEXT:
        raise ArticleError("too_large", url)
    published, published_from = _choose_date(facts, entry)
    return Article(
        url=_canonical(facts.canonical, url),
        title=facts.title or (entry.title if entry else ""),
        text=article_text,
        lang=_choose_language(facts.lang, article_text),
        published=published,
        published_from=published_from,
        author=facts.author,
        outlet=facts.outlet or urlsplit(url).hostname or "",
    )


def _parse_tree(text: str, url: str) -> lxml_html.HtmlElement:
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, no_network=True
    )
    try:
        tree = lxml_html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise ArticleError("empty", url) from error
    if any("depth" in message.message for message in parser.error_log.filter_from_fatals()):
        raise ArticleError("too_deep", url)  # libxml2 stops reading there, and what follows would be missing in silence
    return tree


def _tidy(text: str) -> str:
    lines = (_BLANKS.sub(" ", line).strip() for line in clean_text(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _choose_date(facts: PageFacts, entry: Entry | None) -> tuple[dt.datetime | None, str]:
    """Prefer the page's date, but a feed's date with a time of day to a page's bare day."""
    fed = entry.published if entry else None
    if facts.published is None:
        return fed, "entry" if fed else "none"
    if facts.date_only and fed and abs((fed - facts.published).total_seconds()) <= _ONE_DAY:
        return fed, "entry"
    return facts.published, "page"


def _choose_language(declared: str, text: str) -> str:
    """Believe the page's declaration while the letters of the text allow it."""
    text = text[:_SAMPLE]
    letters = len(_LETTERS.findall(text)) or 1
    cyrillic, kazakh, schwa = (len(found.findall(text)) / letters for found in (_CYRILLIC, _KAZAKH, _SCHWA))
    fits = {
        "ru": cyrillic > 0.5 and kazakh < _TELLING,
        "kk": cyrillic > 0.5 and kazakh >= _TELLING,
        "en": cyrillic < 0.1 and schwa < _TELLING,
        "az": cyrillic < 0.1 and schwa >= _TELLING,
    }
    return declared if fits.get(declared) else detect_language(text)


def _canonical(declared: str, url: str) -> str:
    """Return the address that the page calls its own, unless that is on another domain, or a section it stands in."""
    address = clean_address(declared, url) if declared else None
    own = clean_address(url, url) or url
    if address is None or registrable_domain(address) != registrable_domain(url):
        return own
    called, here = urlsplit(address), urlsplit(own)
    if called.query:
        return address
    section = called.path.rstrip("/") + "/"
    within = here.path.startswith(section) and here.path.rstrip("/") + "/" != section
    return own if section == "/" or (within and not _TWIN.fullmatch(here.path[len(section) :])) else address
