"""Old figure and new figure in one line, and the sum that leads from one to the other.

A difference is told only where it says something. Refused are differences between a part of a year and the year (or
another part), between targets for two deadlines, between a running total and a year, and ratios of percentages and
years.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from extractors.records import BaselineFigure, Bound, Kind, Period, PeriodKind
from flows.wording import (
    MINUS,
    NBSP,
    Figure,
    Wording,
    common_scale,
    format_day,
    format_digits,
    format_figure,
    format_number,
    format_percentage,
    format_period,
    format_span,
    join_unit,
    size_of,
)
from warehouse.timing import is_same_part, is_same_year

_WIDEST_PAIR = 10_000  # above it two numbers under one scale read worse than each under its own
_SAME_LENGTH = 1.1  # leap days are no difference
_YEAR_DAYS = 365
_NO_RATIO = frozenset({"percent", "pp", "times", "degC", "year", "years"})
_DATES = (Kind.DATE, Kind.MILESTONE)


def format_move(old: Figure, new: Figure, words: Wording) -> str:
    """``old → new``, scale and unit named once where both share them."""
    return _format_pair(old, new, ("", ""), words)


def format_dated_move(old: Figure, new: Figure, words: Wording) -> str:
    """The move with its period ("2025: 529 → 611 mln USD"), or with both where they differ."""
    if {old.kind, new.kind} & set(_DATES):
        return format_move(old, new, words)
    before, after = format_time(old, words), format_time(new, words)
    if before == after:
        return _dated(after, format_move(old, new, words))
    return _format_pair(old, new, (before, after), words)


def format_dated(figure: Figure, words: Wording) -> str:
    """A figure after its period ("2025: 611 mln USD"); alone where the period is the figure, or unknown."""
    shown = format_figure(figure, words)
    return shown if figure.kind in _DATES else _dated(format_time(figure, words), shown)


def format_time(figure: Figure, words: Wording) -> str:
    """Name the time of a figure as short as it can be; empty for an undated one.

    An accepted figure "as of" the year in which it was said is of the day on which it was said, not of the year's end.
    """
    period = figure.period
    if period.start is None and period.end is None:
        return ""
    if period.kind is not PeriodKind.AS_OF:
        return format_period(period, words)
    if isinstance(figure, BaselineFigure) and period.start and period.end:
        is_told_within = period.start <= figure.vintage < period.end
        return format_day(figure.vintage, words) if is_told_within else format_span(period, words)
    return format_span(period, words)


def are_comparable(old: Figure, new: Figure) -> bool:
    """Whether a difference between the two figures says something of what happened between them."""
    if {old.kind, new.kind} & set(_DATES) or old.unit == "year":
        return True
    one, other = old.period, new.period
    if Kind.TARGET in (old.kind, new.kind) or PeriodKind.BY in (one.kind, other.kind):
        return is_same_year(one, other) or one.end is other.end is None
    lengths = [days for days in (_running_days(one), _running_days(other)) if days is not None]
    if not lengths:
        return True
    if len(lengths) < 2:  # a flow and something else: a year is held against a day of it, against nothing else
        return lengths[0] >= _YEAR_DAYS and PeriodKind.AS_OF in (one.kind, other.kind)
    whole_years = min(lengths) >= _YEAR_DAYS and max(lengths) <= _SAME_LENGTH * min(lengths)
    return whole_years or is_same_part(one, other)


def relative_change(old: Figure, new: Figure) -> Decimal | None:
    """Percent by which a single ``new`` value differs from a single ``old`` one of the same unit, to one decimal.

    None where it says nothing: ranges, other units, figures that are not comparable, percentages (their difference is
    in points), multiples, degrees, years, an old zero.
    """
    if old.unit != new.unit or old.unit in _NO_RATIO or Kind.DATE in (old.kind, new.kind):
        return None
    if not old.value or new.value is None or not are_comparable(old, new):
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
        is_plan = Kind.TARGET in (old.kind, new.kind) or PeriodKind.BY in (old.period.kind, new.period.kind)
        return words.labels["other_deadline" if is_plan else "not_comparable"]
    difference = new.value - old.value
    sign = "+" if difference > 0 else ""
    equals = "=" if _are_exact(old, new) else "≈"
    is_percent = old.unit == "percent"
    scale, name = (Decimal(1), "") if is_percent else common_scale((size_of(old), size_of(new)), new.unit, words)
    minuend, subtrahend, step = (format_number(n / scale, words) for n in (new.value, old.value, difference))
    total = join_unit(sign + step, name, "pp" if is_percent else new.unit, difference, words)
    text = f"{minuend} {MINUS} {subtrahend} {equals} {total}"
    change = relative_change(old, new)
    return text if change is None else f"{text}; {step} ÷ {subtrahend} {equals} {format_percentage(change, words)}"


def _format_pair(old: Figure, new: Figure, times: tuple[str, str], words: Wording) -> str:
    before, after = times
    sizes = [size_of(figure) for figure in (old, new) if _is_amount(figure)]
    if len(sizes) == len((old, new)) and old.unit == new.unit and 0 < max(sizes) < _WIDEST_PAIR * min(sizes):
        scale, name = common_scale(sizes, new.unit, words)
        digits = (format_digits(old, scale, words), format_digits(new, scale, words))
        pair = f"{_dated(before, digits[0])} → {_dated(after, digits[1])}"
        return join_unit(pair, name, new.unit, new.value, words)
    return f"{_dated(before, format_figure(old, words))} → {_dated(after, format_figure(new, words))}"


def _dated(time: str, shown: str) -> str:
    return f"{time}: {shown}" if time else shown


def _is_amount(figure: Figure) -> bool:
    return size_of(figure) > 0 and not figure.stage and figure.kind is not Kind.DATE


def _running_days(period: Period) -> int | None:
    """Days that a flow runs over; None for a day, a deadline and an open or unknown period."""
    if period.kind is not PeriodKind.DURING or period.start is None or period.end is None:
        return None
    return (period.end - period.start).days


def _are_exact(*figures: Figure) -> bool:
    return all(figure.bound is Bound.EXACT for figure in figures)
