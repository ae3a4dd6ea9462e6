"""Brings a printed quantity to an indicator's unit, within one dimension only.

Refuses every other conversion: money of another currency, a total for a yearly amount, a bare number for a unit.
"""

from __future__ import annotations

from decimal import Decimal

_FACTORS: dict[str, dict[str, Decimal]] = {
    "t": {"t": Decimal(1), "kg": Decimal("0.001"), "mt": Decimal(1_000_000), "kt": Decimal(1000)},
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
_MEASURES = {"degree", "months", "days", "hours", "minutes"} | MONEY | {unit for table in _FACTORS.values() for unit in table} | {"percent", "pp", "times", "degC", "TEU", "t-km"}


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
