"""Numbers, units, periods and fixed words as a reader of each language writes them.

Every fixed word stands in ``templates/wording.yaml``; digits, months and plural forms follow CLDR through Babel.
Amounts stay ``Decimal`` and keep every printed digit: only a relative change is rounded (to one decimal). Refuses to
convert anything: money keeps its ISO code, and scale and unit are named once only where both numbers share them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
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
_WIDEST_PAIR = 10_000  # above it two numbers under one scale read worse than each under its own
_SAME_LENGTH = 1.1  # leap days and uneven quarters are no difference
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
    kinds: dict[str, str]
    stages: dict[str, str]
    verdicts: dict[str, str]
    types: dict[str, str]
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
    if figure.kind is Kind.DATE or _size(figure) is None:
        return format_period(figure.period, words)
    scale, name = _scale(_magnitude(figure), figure.unit, words)
    return _with_unit(_digits(figure, scale, words), name, figure.unit, figure.value, words)


def format_move(old: Figure, new: Figure, words: Wording) -> str:
    """``old → new``, scale and unit named once where both share them."""
    sizes = [
        size for figure in (old, new) if (size := _size(figure)) and not figure.stage and figure.kind is not Kind.DATE
    ]
    if len(sizes) == len((old, new)) and old.unit == new.unit and max(sizes) < _WIDEST_PAIR * min(sizes):
        scale, name = _common_scale(sizes, new.unit, words)
        pair = f"{_digits(old, scale, words)} → {_digits(new, scale, words)}"
        return _with_unit(pair, name, new.unit, new.value, words)
    return f"{format_figure(old, words)} → {format_figure(new, words)}"


def are_comparable(old: Figure, new: Figure) -> bool:
    """Whether the two figures cover times of about one length: nine months are not set against a year."""
    lengths = [
        (figure.period.end - figure.period.start).days
        for figure in (old, new)
        if figure.period.kind is PeriodKind.DURING and figure.period.start and figure.period.end
    ]
    if len(lengths) < 2 or Kind.DATE in (old.kind, new.kind) or Kind.MILESTONE in (old.kind, new.kind):
        return True
    return max(lengths) <= _SAME_LENGTH * min(lengths)


def relative_change(old: Figure, new: Figure) -> Decimal | None:
    """Percent by which a single ``new`` value differs from a single ``old`` one of the same unit, to one decimal.

    None where it says nothing: ranges, other units, times of other length, percentages (their difference is in points),
    years, an old zero.
    """
    if old.unit != new.unit or old.unit in ("percent", "year") or Kind.DATE in (old.kind, new.kind):
        return None
    if not are_comparable(old, new):
        return None
    if not old.value or new.value is None:
        return None
    change = (new.value - old.value) / abs(old.value) * 100
    return change.quantize(Decimal("0.1"), ROUND_HALF_UP)


def format_step(old: Figure, new: Figure, words: Wording) -> str:
    """The relative change, marked as near where a bound makes it so ("+15.5 %", "≈ +13.3 %"); empty without one."""
    change = relative_change(old, new)
    if not change:
        return ""
    return ("" if _are_exact(old, new) else f"≈{NBSP}") + format_percentage(change, words)


def format_arithmetic(old: Figure, new: Figure, words: Wording) -> str:
    """How far ``new`` is from ``old``, as a sum that the reader can check; empty where there is none."""
    if old.value is None or new.value is None or old.unit != new.unit or old.stage or new.stage:
        return ""
    if old.unit == "year" or Kind.DATE in (old.kind, new.kind):
        return ""
    if not are_comparable(old, new):
        return words.labels["not_comparable"]
    difference = new.value - old.value
    sign = "+" if difference > 0 else ""
    equals = "=" if _are_exact(old, new) else "≈"
    scale, name = (
        (Decimal(1), "")
        if old.unit == "percent"
        else _common_scale((_magnitude(old), _magnitude(new)), new.unit, words)
    )
    minuend, subtrahend, step = (format_number(n / scale, words) for n in (new.value, old.value, difference))
    total = _with_unit(sign + step, name, "pp" if old.unit == "percent" else new.unit, difference, words)
    text = f"{minuend} {MINUS} {subtrahend} {equals} {total}"
    change = relative_change(old, new)
    if change is None:
        return text
    return f"{text}; {step} ÷ {subtrahend} {equals} {format_percentage(change, words)}"


def format_period(period: Period, words: Wording) -> str:
    """A period in words: "2025", "H1 2025", "January–September 2025", "by 2030"; "undated" where there is none."""
    if period.start is None and period.end is None:
        return words.periods["unknown"]
    if period.start is None or period.end is None:
        edge = period.start or (period.end or dt.date.max) - _DAY
        text = period.label or format_date(edge, "long", locale=words.locale)
    else:
        text = _format_span(period.start, period.end - _DAY, words)
    pattern = words.periods.get(period.kind.value) if period.kind is not PeriodKind.DURING else None
    return pattern.format(period=text) if pattern else text


def chart_scale(largest: Decimal, unit: str | None, words: Wording) -> tuple[Decimal, str]:
    """What to divide amounts by when ``largest`` is the greatest, and what to call the result ("mln USD")."""
    scale, name = _scale(largest, unit, words)
    return scale, _with_unit("", name, unit, Decimal(2), words)


def format_day(day: dt.date, words: Wording) -> str:
    """A day in full ("11 March 2024")."""
    return format_date(day, "long", locale=words.locale)


def _format_span(first: dt.date, last: dt.date, words: Wording) -> str:
    """Name the days ``first`` to ``last`` (both included) by the largest calendar unit that they fill."""
    after = last + _DAY
    if first.day != 1 or after.day != 1:
        skeleton = "yMMMMd" if first.month == last.month else "yMMMd"
        return (
            format_day(first, words) if first == last else format_interval(first, last, skeleton, locale=words.locale)
        )
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


def _size(figure: Figure) -> Decimal | None:
    """The magnitude that chooses the scale: of the value, or of the lower printed end."""
    sizes = [abs(number) for number in (figure.value, figure.low, figure.high) if number is not None]
    return sizes[0] if sizes else None


def _are_exact(*figures: Figure) -> bool:
    return all(figure.bound is Bound.EXACT for figure in figures)


def _magnitude(figure: Figure) -> Decimal:
    return _size(figure) or Decimal(0)


def _scale(size: Decimal, unit: str | None, words: Wording) -> tuple[Decimal, str]:
    if unit == "W":
        return next(((scale, words.units[name]) for name, scale in _WATT_SCALES if size >= scale), (Decimal(1), ""))
    return next(((scale, words.scales[name]) for name, scale in _SCALES if size >= scale), (Decimal(1), ""))


def _common_scale(sizes: Sequence[Decimal], unit: str | None, words: Wording) -> tuple[Decimal, str]:
    """The scale of the smaller amount, or of the greater one where the smaller has none but reads well under it."""
    scale, name = _scale(min(sizes), unit, words)
    if not name:
        greater, greater_name = _scale(max(sizes), unit, words)
        if min(sizes) >= greater * _LEAST_SHARE:
            return greater, greater_name
    return scale, name


def _digits(figure: Figure, scale: Decimal, words: Wording) -> str:
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


def _with_unit(digits: str, scale_name: str, unit: str | None, number: Decimal | None, words: Wording) -> str:
    if unit is None or unit in ("count", "year") or (unit == "W" and scale_name):
        shown = ""
    elif unit == "years":
        shown = words.count("years", abs(int(number or 0)))
    else:
        shown = words.units.get(unit, unit)
    return NBSP.join(part for part in (digits, scale_name, shown) if part)
