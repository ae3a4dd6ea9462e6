"""Pages that stand before an article: a check for robots, a question for consent, a login, a paywall.

They come with status 200 and in the shape of a page, so that without a look they would be read as short articles, or
stopped by the gate and never noticed. Their scripts are on good pages too; what tells them is the title, or that they
have little text besides their own words. Refuses nothing else: an article that speaks of cookies is an article.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import cache

from extractors.dates import load_web_words

_HEAD = 300_000  # characters of markup; no such page is longer
_LITTLE = 2500  # characters of text in runs
_RUN = re.compile(r">[^<>]{30,}")
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|template|svg)\b")
_TAG = re.compile(r"<[^<>]{0,5000}>")
_SPACE = re.compile(r"\s+")
_NOT_FREE = re.compile(r"""["']isAccessibleForFree["']\s*:\s*["']?false""", re.IGNORECASE)
_PASSWORD = re.compile(r"""<input\b[^<>]{0,500}\btype\s*=\s*["']?password""", re.IGNORECASE)


def find_wall(text: str) -> str | None:
    """Return what the page ``text`` (its markup) is instead of an article, or None.

    "challenge", "consent", "login" or "paywall".
    """
    paid = _NOT_FREE.search(text) is not None
    parts = tuple(_seen_parts(text[:_HEAD].lower()))
    if len(text) > _HEAD or _has_much_text(parts):
        return "paywall" if paid else None
    title = _TITLE.search(text[:_HEAD])
    words = _tidy(title[1]) if title else ""
    seen = _tidy(_TAG.sub(" ", " ".join(parts)))
    named = next((kind for kind, starts in _titles() if words.startswith(starts)), None)
    found = named or next((kind for kind, phrases in _phrases() if any(phrase in seen for phrase in phrases)), None)
    if found is None and paid:
        return "paywall"
    return found or ("login" if _PASSWORD.search(text[:_HEAD]) and len(seen) < _LITTLE // 4 else None)


def _has_much_text(parts: Iterable[str]) -> bool:
    """Count runs of text, and stop as soon as there are enough: most pages have them."""
    size = 0
    for part in parts:
        for run in _RUN.finditer(part):
            size += run.end() - run.start()
            if size > _LITTLE:
                return True
    return False


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", html.unescape(text)).strip().lower()


def _seen_parts(text: str) -> Iterator[str]:
    """Leave scripts and the like out; one that never ends hides the rest, as in a browser."""
    position = 0
    while unseen := _UNSEEN.search(text, position):
        yield text[position : unseen.start()]
        position = text.find(f"</{unseen[1]}", unseen.end())
        if position < 0:
            return
    yield text[position:]


@cache
def _titles() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((kind, tuple(starts)) for kind, starts in load_web_words()["titles"].items())


@cache
def _phrases() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((kind, tuple(phrases)) for kind, phrases in load_web_words()["words"].items())
