"""Whether two printed figures can stand for one value, and how far they lie apart.

Figures agree when their intervals meet, widened by the indicator's tolerance. Growth and multiples are brought to
percent, money of two currencies to one at a yearly average rate that is named. Refuses every other pair of units.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractors.dimensions import MONEY
from extractors.intervals import Interval, as_percent, interval
from extractors.records import BaselineFigure, Observation
from warehouse.rates import Rate, find_rate

Figure = Observation | BaselineFigure

_NO_RATIO = frozenset({"percent", "pp", "year", "years", "degC"})
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two intervals in one ``unit``, with the rate that brought them there."""

    one: Interval
    other: Interval
    unit: str | None
    rate: Rate | None = None


def align(one: Figure, other: Figure) -> Alignment | None:
    """Return the intervals of both figures in one unit; None where nothing leads from one unit to the other.

    Raises:
        ValueError: a figure has no number (a milestone or a date).
    """
    first, second = interval(one), interval(other)
    match one.unit, other.unit:
        case unit, same if unit == same:
            return Alignment(first, second, unit)
        case "times", "percent":
            return Alignment(as_percent(first), second, "percent")
        case "percent", "times":
            return Alignment(first, as_percent(second), "percent")
        case str(of), str(unit) if rate := find_rate(of, unit, one.period):
            return Alignment(rate.convert(first), second, unit, rate)
        case str(unit), str(of) if rate := find_rate(of, unit, other.period):
            return Alignment(first, rate.convert(second), unit, rate)
    return None


def agree(one: Figure, other: Figure, tolerance: Decimal) -> bool:
    """Return whether the intervals of the two figures meet, each widened by the relative ``tolerance``."""
    aligned = align(one, other)
    return aligned is not None and meet(aligned.one, aligned.other, tolerance)


def meet(one: Interval, other: Interval, tolerance: Decimal) -> bool:
    """Return whether two intervals of one unit meet.

    Intervals that only touch at an end do not: 10 mln stands for less than 10.5 mln, 11 mln for 10.5 mln and more.
    """
    (low, high), (other_low, other_high) = one, other
    margin = max(abs(low), abs(high), abs(other_low), abs(other_high)) * tolerance
    shared = min(high, other_high) - max(low, other_low) + margin
    return shared > 0 or (shared == 0 and (low == high or other_low == other_high))


def is_other_money(one: Figure, other: Figure) -> bool:
    """Whether the two are amounts of different currencies."""
    return one.unit != other.unit and {one.unit, other.unit} <= MONEY


def relative_change(seen: Figure, base: Figure) -> Decimal | None:
    """Return by how many percent ``seen`` differs from ``base``; None where a ratio says nothing.

    That is for ranges, percentages (they differ by points), years, other units without a rate, a base of zero.
    """
    if seen.value is None or base.value is None or {seen.unit, base.unit} & _NO_RATIO:
        return None
    aligned = align(seen, base)
    if aligned is None:
        return None
    new, old = seen.value, base.value
    if aligned.rate and aligned.rate.of == seen.unit:
        new *= aligned.rate.value
    elif aligned.rate:
        old *= aligned.rate.value
    return (new - old) / abs(old) * _HUNDRED if old else None
