"""Brings a printed quantity to an indicator's unit, within one dimension only.

Refuses every other conversion: money of another currency, a total for a yearly amount, a bare number for a unit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from extractors.records import Kind, Quantity, Trend

_HUNDRED = Decimal(100)
_FACTORS: dict[str, dict[str, Decimal]] = {
    "t": {"t": Decimal(1), "kg": Decimal("0.001"), "Mt": Decimal(1_000_000), "kt": Decimal(1000)},
    "km": {"km": Decimal(1), "m": Decimal("0.001")},
    "km2": {"km2": Decimal(1), "m2": Decimal("0.000001"), "ha": Decimal("0.01")},
    "W": {"W": Decimal(1), "kW": Decimal(1000), "MW": Decimal(1_000_000), "GW": Decimal(1_000_000_000)},
    "GWh/year": {
        "GWh": Decimal(1), "MWh": Decimal("0.001"), "kWh": Decimal("0.000001"), "TWh": Decimal(1000),
        "GW": Decimal(1), "kW": Decimal("0.000001"),  # "GW/h a year", as many papers print it
    },
    "degC": {"degree": Decimal(1), "degrees": Decimal(1)},
    "years": {"years": Decimal(1), "year": Decimal(1)},
}  # fmt: skip

MONEY = frozenset({"USD", "EUR", "KZT", "AZN", "RUB", "TRY", "GBP", "CNY", "UZS", "KGS", "CHF", "JPY"})
_MEASURES = (
    {"degree", "months", "days", "hours", "minutes"}
    | MONEY
    | {unit for table in _FACTORS.values() for unit in table}
    | {"percent", "pp", "times", "degC", "TEU", "t-km"}
)


def factor(printed: str | None, wanted: str) -> Decimal | None:
    """Return by what a number in ``printed`` is multiplied to be in ``wanted``; None when the dimensions differ.

    "10 million tonnes a year" is the volume of a year and counts as tonnes.
    """
    unit = (printed or "").removesuffix(" per year")
    if unit == wanted:
        return Decimal(1)
    return _FACTORS.get(wanted, {}).get(unit)


def is_countable(printed: str | None) -> bool:
    """Return whether ``printed`` can be the noun of a count: none, or no unit of measure."""
    return printed is None or printed not in _MEASURES


@dataclass(frozen=True, slots=True)
class Value:
    """A number or a range in an indicator's unit."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str | None

    def within(self, limits: tuple[Decimal, Decimal]) -> bool:
        """Return whether the size of every number lies within ``limits``."""
        numbers = [number for number in (self.value, self.low, self.high) if number is not None]
        return all(limits[0] <= abs(number) <= limits[1] for number in numbers)


def in_unit(quantity: Quantity, unit: str | None, kind: Kind, *, loss: bool = False) -> Value:
    """Return ``quantity`` as an observation of ``kind`` in ``unit``: growth in percent, fractions as shares.

    A fall is negative growth: "8 % less" is −8, "halved" −50; a ``loss`` is told as it is.
    """
    if kind is Kind.GROWTH and quantity.change is Trend.FALL and not loss:
        return _fall(quantity)
    if kind in (Kind.SHARE, Kind.GROWTH) and quantity.unit is None:
        return _each(quantity, "percent", lambda number: round(number * _HUNDRED, 1))
    if kind is Kind.MULTIPLE:
        return _each(quantity, "times", lambda number: number)
    if quantity.unit == "times":
        return _each(quantity, "percent", lambda number: (number - 1) * _HUNDRED)
    if kind is Kind.GROWTH or quantity.unit == "percent":
        return _each(quantity, "percent", lambda number: number)
    by = (factor(quantity.unit, unit) if unit else None) or Decimal(1)
    return _each(quantity, unit, lambda number: number * by)


def _fall(quantity: Quantity) -> Value:
    if quantity.unit == "times":
        return _each(quantity, "percent", lambda number: round(_HUNDRED / number - _HUNDRED, 1) if number else number)
    by = Decimal(1) if quantity.unit else _HUNDRED
    return _each(quantity, "percent", lambda number: -abs(number if by == 1 else round(number * by, 1)))


def _each(quantity: Quantity, unit: str | None, change: Callable[[Decimal], Decimal]) -> Value:
    value, low, high = (None if n is None else change(n) for n in (quantity.value, quantity.low, quantity.high))
    return Value(value, low, high, unit)
