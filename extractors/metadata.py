"""What a page says of itself: title, author, date, language, canonical address, outlet.

trafilatura could do this too, but it guesses a date from the text when a page has none, drops time zones, and takes
minutes over JSON-LD made of quotes. Here a date is only what a machine-readable place states, with its zone; JSON-LD
beyond a sane size is not read.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from lxml import etree
from lxml import html as lxml_html

from extractors.dates import parse_date
from extractors.decoding import clean_line

_MAX_JSON = 100_000
_MAX_NODES = 2000
_ARTICLE_TYPES = ("Article", "BlogPosting", "Report", "PressRelease")  # endings: NewsArticle, AnalysisNewsArticle …
_DATE_METAS = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date.issued",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dc.date",
    "publication_date",
    "publish_date",
    "pubdate",
    "sailthru.date",
    "parsely-pub-date",
    "citation_publication_date",
    "date",
)
# Searched by libxml2: the search of lxml's own find() would wrap every element of the page in an object.
_DATE_ELEMENTS = etree.XPath(
    '(//*[@itemprop="datePublished"] | //time[@pubdate] | //article//time[@datetime] | //main//header//time[@datetime])'
    "[@datetime or @content]"
)
_TIMES = etree.XPath("//time[@datetime]")
_LANG_ALIASES = {"kz": "kk"}  # the country's code, on many Kazakh sites


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The page's own statements; "" where it makes none. ``date_only`` marks a date without a time of day."""

    title: str
    author: str
    published: dt.datetime | None
    date_only: bool
    lang: str
    canonical: str
    outlet: str


def read_facts(tree: lxml_html.HtmlElement) -> PageFacts:
    """Read the facts from JSON-LD, meta elements and machine-readable markup, in this order."""
    metas = _read_metas(tree)
    node = next(_article_nodes(tree), {})
    stated = next(_stated_dates(tree, metas, node), None)
    link = tree.find('.//link[@rel="canonical"]')
    return PageFacts(
        title=_first(node.get("headline"), metas.get("og:title"), _only_heading(tree), tree.findtext(".//title")),
        author=_first(_names(node.get("author")), metas.get("author"), metas.get("article:author")),
        published=stated[0] if stated else None,
        date_only=stated[1] if stated else False,
        lang=_language(tree.get("lang"), node.get("inLanguage"), metas.get("og:locale")),
        canonical=_first((link.get("href") if link is not None else "") or metas.get("og:url")),
        outlet=_first(metas.get("og:site_name"), _names(node.get("publisher"))),
    )


def _first(*candidates: object) -> str:
    lines = (clean_line(candidate, 500) for candidate in candidates if isinstance(candidate, str))
    return next((line for line in lines if line), "")


def _read_metas(tree: lxml_html.HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for element in tree.iterfind(".//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        metas.setdefault(name.lower(), element.get("content", ""))
    return metas


def _article_nodes(tree: lxml_html.HtmlElement) -> Iterator[dict[str, Any]]:
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        text = script.text or ""
        if len(text) > _MAX_JSON:
            continue
        try:
            pending = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        for _ in range(_MAX_NODES):
            if not pending:
                break
            node = pending.pop(0)
            if isinstance(node, list):
                pending.extend(node)
            elif isinstance(node, dict):
                pending.append(node.get("@graph"))
                kinds = node.get("@type")
                if any(str(kind).endswith(_ARTICLE_TYPES) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                    yield node


def _stated_dates(
    tree: lxml_html.HtmlElement, metas: dict[str, str], node: dict[str, Any]
) -> Iterator[tuple[dt.datetime, bool]]:
    candidates: list[object] = [node.get("datePublished"), *(metas.get(name) for name in _DATE_METAS)]
    marked, times = (cast("list[lxml_html.HtmlElement]", search(tree)) for search in (_DATE_ELEMENTS, _TIMES))
    elements = marked[:1] or (times if len(times) == 1 else [])
    candidates.extend(element.get("datetime") or element.get("content") for element in elements)
    for candidate in candidates:
        if isinstance(candidate, str) and (date := parse_date(candidate)) is not None:
            yield date, ":" not in candidate


def _only_heading(tree: lxml_html.HtmlElement) -> str:
    headings = tree.findall(".//h1")
    return str(headings[0].text_content()) if len(headings) == 1 else ""


def _names(value: object) -> str:
    people = value if isinstance(value, list) else [value]
    names = (person.get("name") if isinstance(person, dict) else person for person in people[:5])
    return ", ".join(name for name in names if isinstance(name, str))


def _language(*candidates: object) -> str:
    for candidate in candidates:
        if isinstance(candidate, str) and candidate.strip():
            code = candidate.strip().lower().replace("_", "-").partition("-")[0]
            return _LANG_ALIASES.get(code, code)
    return ""
