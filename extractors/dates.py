"""Dates as feeds and pages write them, in machines' forms or in the words of the region; exact, or none.

A date that is impossible, out of range or open to two readings (03/04/2025) is no date. Refuses what feedparser and
others do: turning 31 June into 1 July, and guessing.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from functools import cache
from importlib import resources
from typing import Any

import yaml

EARLIEST = dt.datetime(1995, 1, 1, tzinfo=dt.UTC)
LATEST = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)

_LONGEST = 100
_TIME = r"(?:[\sT,]+(?:в |at |saat )?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
_ZONE = r"(?:\s*(?P<zone>[+-]\d{2}:?\d{2}|[A-Z]{1,5}))?"
_YEAR = r"(?P<year>\d{4})"
_MONTH = r"(?P<word>[^\W\d_]{3,12})\.?"
_FORMS = tuple(
    re.compile(rf"(?:[^\W\d_]{{2,12}}\.?,?\s+)?{form}{_TIME}{_ZONE}$")
    for form in (
        rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{_YEAR}",
        rf"(?P<day>\d{{1,2}})-(?P<month>\d{{1,2}})-{_YEAR}",
        rf"(?P<first>\d{{1,2}})/(?P<other>\d{{1,2}})/{_YEAR}",
        rf"{_YEAR}[/.](?P<month>\d{{1,2}})[/.](?P<day>\d{{1,2}})",
        rf"(?P<day>\d{{1,2}})[\s-]+{_MONTH}[\s,-]+{_YEAR}(?:\s*(?:года|г\.|г|жыл|ж\.|il))?",
        rf"{_YEAR}\s+(?:жылғы|жыл|ж\.|il)\s+(?P<day>\d{{1,2}})\s+{_MONTH}",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+{_YEAR}",
    )
)
_ZONE_WORD = re.compile(r"\s([A-Z]{2,5})$")


def parse_date(text: str) -> dt.datetime | None:
    """Read a date (RFC 822, ISO 8601, ``16.04.2025 10:30``, ``16 апреля 2025, 10:30``); None when it is none.

    A date without a zone is taken as UTC.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    try:
        found = _read_local(text) or (_read_iso(text) if text[:4].isdigit() else _read_mail(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if found is None:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=dt.UTC)
    return found if EARLIEST <= found < LATEST else None


def _read_iso(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _read_mail(text: str) -> dt.datetime | None:
    if not text:
        return None
    found = email.utils.parsedate_to_datetime(text)
    named = _ZONE_WORD.search(text)
    if found.tzinfo is None and named and named[1] in _zones():  # the mail standard knows American names only
        return found.replace(tzinfo=_zones()[named[1]])
    return found


def _read_local(text: str) -> dt.datetime | None:
    for form in _FORMS:
        if match := form.match(text):
            parts = match.groupdict()
            day, month = _day_and_month(parts)
            zone = _zone(parts["zone"])
            if month is None or (parts["zone"] and zone is None):
                return None
            hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
            return dt.datetime(int(parts["year"]), month, day, hour, minute, second, tzinfo=zone)
    return None


def _day_and_month(parts: dict[str, str]) -> tuple[int, int | None]:
    if "first" in parts:
        first, other = int(parts["first"]), int(parts["other"])
        if first > 12 or first == other:
            return first, other
        return other, first if other > 12 else None
    if "word" in parts:
        word = parts["word"].replace("İ", "i").lower()
        return int(parts["day"]), next((number for start, number in _months() if word.startswith(start)), None)
    return int(parts["day"]), int(parts["month"])


def _zone(text: str | None) -> dt.timezone | None:
    if not text:
        return None
    if text[0] in "+-":
        minutes = int(text[1:3]) * 60 + int(text[-2:])
        return dt.timezone(dt.timedelta(minutes=minutes if text[0] == "+" else -minutes))
    return dt.UTC if text == "Z" else _zones().get(text)


@cache
def _months() -> tuple[tuple[str, int], ...]:
    return tuple((start, int(number)) for number, starts in load_web_words()["months"].items() for start in starts)


@cache
def _zones() -> dict[str, dt.timezone]:
    return {name: dt.timezone(dt.timedelta(hours=hours)) for name, hours in load_web_words()["zones"].items()}


@cache
def load_web_words() -> dict[str, Any]:
    """Return ``lexicons/web.yaml`` by section."""
    text = (resources.files("extractors") / "lexicons" / "web.yaml").read_text(encoding="utf-8")
    words: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return words
