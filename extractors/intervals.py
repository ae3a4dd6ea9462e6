"""What a printed figure can stand for: the interval of the values that round to it, opened by its bound.

Reporters round, so that figures are held against each other as intervals and never as numbers. Refuses to convert
units; who compares two figures sees to it that they have the same.
"""

from __future__ import annotations

from decimal import Decimal

from extractors.records import BaselineFigure, Bound, Observation, Quantity

Figure = Observation | BaselineFigure | Quantity
Interval = tuple[Decimal, Decimal]

_ABOUT = Decimal("0.03")
_ALMOST = Decimal("0.06")
_OVER = Decimal("0.10")
_ROUND = Decimal("0.05")
_HUNDRED = Decimal(100)
_COUNTED_EXACTLY = frozenset({"year", "years"})


def interval(figure: Figure) -> Interval:
    """Return the lowest and highest value that the printed figure can stand for, in its unit.

    A number stands for what rounds to its last printed digit (a round one for at most 5 % to each side); "about" adds
    3 % to both sides, "almost" opens 6 % downwards, "over" 10 % upwards, an upper bound 10 % downwards.

    Raises:
        ValueError: the figure has no number (a milestone or a date).
    """
    if figure.value is None:
        if figure.low is None or figure.high is None:
            raise ValueError("a figure without a number has no interval")
        return figure.low, figure.high
    low, high = _around(abs(figure.value), figure)
    return (low, high) if figure.value >= 0 else (-high, -low)


def _around(value: Decimal, figure: Figure) -> Interval:
    """Return the interval around the magnitude ``value``: "fell by more than 10 %" is a fall of 10 % and more."""
    half = _half_step(value, figure.unit)
    match figure.bound:
        case Bound.ABOUT | Bound.RANGE:
            return value - half - value * _ABOUT, value + half + value * _ABOUT
        case Bound.ALMOST:
            return value - value * _ALMOST, value + half
        case Bound.OVER | Bound.AT_LEAST:
            return value, value + half + value * _OVER
        case Bound.UP_TO | Bound.AT_MOST:
            return value - value * _OVER, value + half
        case _:
            return value - half, value + half


def as_percent(times: Interval) -> Interval:
    """Return the growth in percent that a multiple states: 2..2.5 times are +100..+150 %."""
    return (times[0] - 1) * _HUNDRED, (times[1] - 1) * _HUNDRED


def _half_step(value: Decimal, unit: str | None) -> Decimal:
    """Return half a unit of the last digit that carries information (529000000 → 500000, 2.5 → 0.05; years none)."""
    exponent = value.normalize().as_tuple().exponent
    if unit in _COUNTED_EXACTLY or not value or not isinstance(exponent, int):
        return Decimal(0)
    half = Decimal(1).scaleb(exponent) / 2
    return min(half, abs(value) * _ROUND) if exponent > 0 else half
