"""Numbers, units, periods and fixed words as a reader of each language writes them.

Every fixed word stands in ``templates/wording.yaml``; digits, months and plural forms follow CLDR through Babel.
Amounts stay ``Decimal`` and keep every printed digit: only a relative change is rounded (to one decimal). Refuses to
convert anything: money keeps its ISO code, and scale and unit are named once only where both numbers share them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import ClassVar, Protocol

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.numbers import format_decimal

from config.load import load_yaml
from extractors.records import Bound, Kind, Period, PeriodKind

TEMPLATES = Path(__file__).parent / "templates"
NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
_SCALES = (("trn", Decimal(10**12)), ("bn", Decimal(10**9)), ("mln", Decimal(10**6)))
_WATT_SCALES = (("GW", Decimal(10**9)), ("MW", Decimal(10**6)))
_LEAST_SHARE = Decimal("0.1")  # of a scale: 0.36 mln reads well, 0.036 mln does not
_DAY = dt.timedelta(days=1)


class Figure(Protocol):
    """What observations and baseline figures share: one printed figure."""

    @property
    def kind(self) -> Kind: ...  # noqa: D102 - the attributes are documented in extractors.records
    @property
    def period(self) -> Period: ...  # noqa: D102
    @property
    def value(self) -> Decimal | None: ...  # noqa: D102
    @property
    def low(self) -> Decimal | None: ...  # noqa: D102
    @property
    def high(self) -> Decimal | None: ...  # noqa: D102
    @property
    def unit(self) -> str | None: ...  # noqa: D102
    @property
    def bound(self) -> Bound: ...  # noqa: D102
    @property
    def stage(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language; ``locale`` is the CLDR locale of its numbers and dates."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    locale: str
    scales: dict[str, str]
    bounds: dict[str, str]
    units: dict[str, str]
    plurals: dict[str, dict[str, str]]
    periods: dict[str, str]
    year_endings: dict[str, str]
    kinds: dict[str, str]
    stages: dict[str, str]
    verdicts: dict[str, str]
    types: dict[str, str]
    grounds: dict[str, str]
    sureness: dict[str, str]
    clues: dict[str, str]
    severities: dict[str, str]
    marks: dict[str, str]
    labels: dict[str, str]

    def count(self, what: str, number: int) -> str:
        """``what`` of ``plurals`` in the form that ``number`` takes."""
        forms = self.plurals[what]
        form = Locale.parse(self.locale).plural_form(number)
        return forms.get(form, forms["other"]).format(n=format_number(Decimal(number), self))


@cache
def load_wordings() -> dict[str, Wording]:
    """Read the wording of every language, by language code.

    Raises:
        ConfigError: the shipped file was edited and does not fit.
    """
    return load_yaml(TEMPLATES / "wording.yaml", dict[str, Wording])


def format_number(value: Decimal, words: Wording) -> str:
    """``value`` with the language's marks and all its digits; a true minus sign."""
    text = format_decimal(value.normalize(), "#,##0.###", locale=words.locale, decimal_quantization=False)
    return text.replace("-", MINUS)


def format_percentage(value: Decimal, words: Wording) -> str:
    """Percent ``value`` (15.5 → "+15.5 %"), always with its sign."""
    sign = "+" if value > 0 else ""
    return f"{sign}{format_number(value, words)}{NBSP}%"


def format_figure(figure: Figure, words: Wording) -> str:
    """A figure with its bound and unit, a stage or a date, without its period unless that is the figure."""
    if figure.stage:
        return words.stages.get(figure.stage, figure.stage)
    if figure.kind is Kind.DATE or (figure.value, figure.low, figure.high) == (None, None, None):
        return format_period(figure.period, words)
    scale, name = _scale(size_of(figure), figure.unit, words)
    return join_unit(format_digits(figure, scale, words), name, figure.unit, figure.value, words)


def size_of(figure: Figure) -> Decimal:
    """The magnitude that chooses the scale: of the value, or of the lower printed end; 0 without a number."""
    return next((abs(number) for number in (figure.value, figure.low, figure.high) if number is not None), Decimal(0))


def common_scale(sizes: Sequence[Decimal], unit: str | None, words: Wording) -> tuple[Decimal, str]:
    """The scale of the smaller amount, or of the greater one where the smaller has none but reads well under it."""
    scale, name = _scale(min(sizes), unit, words)
    if not name:
        greater, greater_name = _scale(max(sizes), unit, words)
        if min(sizes) >= greater * _LEAST_SHARE:
            return greater, greater_name
    return scale, name


def format_period(period: Period, words: Wording) -> str:
    """A period in words: "2025", "H1 2025", "January–September 2025", "by 2030"; "undated" where there is none."""
    if period.start is None and period.end is None:
        return words.periods["unknown"]
    if period.kind is PeriodKind.DURING:
        return format_span(period, words)
    if year := _only_year(period):
        ending = words.year_endings.get(_last_word(year), "")
        return words.periods[f"{period.kind.value}_year"].format(year=year, ending=ending)
    return words.periods[period.kind.value].format(period=format_span(period, words))


def format_span(period: Period, words: Wording) -> str:
    """The days of a period that is not unknown, by their largest calendar unit, whatever they are to the figure."""
    if period.start is None or period.end is None:
        edge = period.start or (period.end or dt.date.max) - _DAY
        return period.label or format_date(edge, "long", locale=words.locale)
    return _format_span(period.start, period.end - _DAY, words)


def chart_scale(largest: Decimal, unit: str | None, words: Wording) -> tuple[Decimal, str]:
    """What to divide amounts by when ``largest`` is the greatest, and what to call the result ("mln USD")."""
    scale, name = _scale(largest, unit, words)
    return scale, join_unit("", name, unit, Decimal(2), words)


def format_day(day: dt.date, words: Wording) -> str:
    """A day in full ("11 March 2024")."""
    return format_date(day, "long", locale=words.locale)


def _only_year(period: Period) -> str:
    """The year where a period is a calendar year or is known by nothing else; else empty."""
    if period.start is None or period.end is None:
        return period.label if period.label and period.label.isdigit() else ""
    is_year = (period.start.month, period.start.day) == (1, 1) and period.end == period.start.replace(
        year=period.start.year + 1
    )
    return str(period.start.year) if is_year else ""


def _last_word(year: str) -> str:
    """The number that the last spoken word of ``year`` stands for: 2025 → 5, 2030 → 30, 2100 → 100."""
    digits = year.rstrip("0")
    zeros = len(year) - len(digits)
    return "1" + "0" * zeros if zeros > 1 else digits[-1:] + "0" * zeros


def _format_span(first: dt.date, last: dt.date, words: Wording) -> str:
    """Name the days ``first`` to ``last`` (both included) by the largest calendar unit that they fill."""
    after = last + _DAY
    if first.day != 1 or after.day != 1:
        return _format_days(first, last, words)
    if first.month == 1 and after.month == 1:
        return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
    months = (after.year - first.year) * 12 + after.month - first.month
    if months == 1:
        return format_skeleton("yMMMM", first, locale=words.locale)
    if months == 3 and first.month % 3 == 1:
        return format_skeleton("yQQQ", first, locale=words.locale)
    if months == 6 and first.month in (1, 7):
        return words.periods["half"].format(half=first.month // 6 + 1, year=first.year)
    return format_interval(first, last, "yMMMM", locale=words.locale)


def _format_days(first: dt.date, last: dt.date, words: Wording) -> str:
    shown = format_day(last, words)
    if first == last:
        return shown
    if (first.year, first.month) == (last.year, last.month):
        return re.sub(rf"(?<!\d){last.day}(?!\d)", f"{first.day}–{last.day}", shown, count=1)
    return f"{format_day(first, words)} – {shown}"


def _scale(size: Decimal, unit: str | None, words: Wording) -> tuple[Decimal, str]:
    if unit == "W":
        return next(((scale, words.units[name]) for name, scale in _WATT_SCALES if size >= scale), (Decimal(1), ""))
    return next(((scale, words.scales[name]) for name, scale in _SCALES if size >= scale), (Decimal(1), ""))


def format_digits(figure: Figure, scale: Decimal, words: Wording) -> str:
    """The number of a figure in ``scale``, with its sign and bound."""
    if figure.value is None:
        ends = [format_number(end / scale, words) for end in (figure.low, figure.high) if end is not None]
        return "–".join(ends)
    if figure.unit == "year":
        return f"{figure.value:f}"
    digits = format_number(figure.value / scale, words)
    if figure.kind is Kind.GROWTH and figure.value > 0:
        digits = f"+{digits}"
    pattern = words.bounds.get(figure.bound.value)
    return pattern.format(n=digits) if pattern else digits


def join_unit(digits: str, scale_name: str, unit: str | None, number: Decimal | None, words: Wording) -> str:
    """``digits`` with the names of scale and unit; ``number`` chooses the plural form."""
    if unit is None or unit in ("count", "year") or (unit == "W" and scale_name):
        shown = ""
    elif unit == "years":
        shown = words.count("years", abs(int(number or 0)))
    else:
        shown = words.units.get(unit, unit)
    return NBSP.join(part for part in (digits, scale_name, shown) if part)
