"""The records that pass between the stages of figurewatch, and nothing else.

Every record is frozen and holds plain data only, so that it crosses process borders as it is. Amounts are
``Decimal`` (never float); spans are half-open offsets into the original text; dates of periods have an
exclusive end. DESIGN words: a *quantity* is read in text, an *observation* is a quantity linked to an
indicator and a period.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

LANGUAGES = ("ru", "en", "kk", "az")

Span = tuple[int, int]


class Bound(StrEnum):
    """Which side of the printed number the author meant."""

    EXACT = "exact"
    ABOUT = "about"
    ALMOST = "almost"
    OVER = "over"
    AT_LEAST = "at_least"
    UP_TO = "up_to"
    AT_MOST = "at_most"
    RANGE = "range"


class Trend(StrEnum):
    """The change that the text attaches to a number (the contract's key is ``change``)."""

    NONE = "none"
    RISE = "rise"
    FALL = "fall"


class Role(StrEnum):
    """What a number does in its sentence."""

    LEVEL = "level"
    GROWTH = "growth"
    MULTIPLE = "multiple"
    INCREMENT = "increment"
    SHARE = "share"
    TARGET = "target"


class PeriodKind(StrEnum):
    """How a period relates to the figure: over it, at its end, not later than it, from it on."""

    DURING = "during"
    AS_OF = "as_of"
    BY = "by"
    SINCE = "since"


class How(StrEnum):
    """How a period was found."""

    STATED = "stated"
    RELATIVE = "relative"
    INHERITED = "inherited"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What an observation states about its indicator."""

    LEVEL = "level"
    GROWTH = "growth"
    SHARE = "share"
    MULTIPLE = "multiple"
    TARGET = "target"
    MILESTONE = "milestone"
    DATE = "date"


class Tier(StrEnum):
    """Who speaks from a source: an authority, a news agency, or another outlet."""

    OFFICIAL = "official"
    AGENCY = "agency"
    MEDIA = "media"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed or news sitemap. ``published`` is aware; None when the feed has no usable date."""

    url: str
    title: str
    published: dt.datetime | None = None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A parsed feed. ``version`` names the format ("rss20", "atom10", "sitemap", …), never empty."""

    version: str
    title: str
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """The text and metadata of one page.

    ``published_from`` says where the date came from: "page", "entry" or "none"; a guessed date is not used.
    """

    url: str
    title: str
    text: str
    lang: str
    published: dt.datetime | None = None
    published_from: str = "none"
    author: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as printed, with its unit, bound and role; ``value`` is None for a range (``low``..``high``).

    ``unit`` is the printed unit's code, never converted (ISO 4217 for money, ``t``, ``km``, ``percent``,
    ``times`` …; a counted noun's lemma; None when there is none). ``change`` is the trend the text states.
    """

    span: Span
    text: str
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    bound: Bound = Bound.EXACT
    change: Trend = Trend.NONE
    role: Role = Role.LEVEL


@dataclass(frozen=True, slots=True)
class Period:
    """A reference period: dates with exclusive end (None where open), a label and how it was found.

    Labels: ``2024``, ``2024-H1``, ``2024-Q3``, ``2024-05``, ``2024-01..2024-09``, ``2025-05-29``, ``2020..2023``.
    """

    start: dt.date | None
    end: dt.date | None
    label: str | None
    kind: PeriodKind = PeriodKind.DURING
    how: How = How.STATED


UNKNOWN_PERIOD = Period(None, None, None, PeriodKind.DURING, How.UNKNOWN)


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period where it stands in the text; ``is_base`` marks a base of comparison ("than a year before")."""

    span: Span
    period: Period
    is_base: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """A quantity linked to an indicator and a period, in the indicator's unit, with its evidence.

    ``span`` and ``text`` are the evidence in the article's text, ``sentence`` the sentence around it;
    ``confidence`` is between 0 and 1 and ``reasons`` say what raised or lowered it.
    """

    indicator: str
    kind: Kind
    period: Period
    span: Span
    text: str
    sentence: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    bound: Bound = Bound.EXACT
    stage: str | None = None
    speaker: str | None = None
    confidence: float = 1.0
    reasons: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class BaselineFigure:
    """One accepted figure: an interview's row of ``config/baseline`` or a later accepted change.

    ``value`` is None for a range (``low``..``high``), a milestone (``stage``) or a date (the period says it).
    ``vintage`` is the day it was said; ``place`` the interview's question ("A Q2", "B 4").
    """

    indicator: str
    kind: Kind
    period: Period
    vintage: dt.date
    speaker: str
    outlet: str
    place: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    bound: Bound = Bound.EXACT
    stage: str | None = None
    flag: str | None = None
