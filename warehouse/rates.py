"""Yearly average exchange rates, by which figures printed in different currencies are compared.

Money is never converted for show: a rate only tells whether two figures can be one, and it is named wherever it was
used. The rates are data of the package (``reference_rates.yaml``), each with its source. Refuses to guess: a year
without a rate has none, and no rate is derived from two others.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

import yaml

from extractors.intervals import Interval
from extractors.records import Period
from warehouse.timing import is_part_of_year, last_day

# What is printed was converted month by month; the average of the months that weigh most lies near that of the year.
YEAR_MARGIN = Decimal("0.02")
# Half a year or a single day may lie further from the average of the year.
PART_MARGIN = Decimal("0.05")
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Rate:
    """One ``of`` cost ``value`` of ``unit`` on the average of ``year``; ``margin`` widens what is compared at it."""

    of: str
    unit: str
    year: int
    value: Decimal
    margin: Decimal
    source: str

    def __str__(self) -> str:
        """The rate as a reader can check it."""
        widened = f"±{(self.margin * 100).normalize():f} %"
        return f"1 {self.of} = {self.value} {self.unit}, average of {self.year}, {widened} ({self.source})"

    def convert(self, amount: Interval) -> Interval:
        """Return ``amount`` of ``of`` in ``unit``, widened by the margin, in whole units."""
        low, high = (end * self.value for end in amount)
        return (low * (1 - self.margin)).quantize(_ONE), (high * (1 + self.margin)).quantize(_ONE)


def find_rate(of: str, unit: str, period: Period) -> Rate | None:
    """Return the rate of ``of`` in ``unit`` for the year that ``period`` lies in; None where none is certain."""
    if period.start is None or period.end is None or period.start.year != last_day(period.end).year:
        return None
    year = period.start.year
    value, source = _rates().get((of, unit), {}).get(year, (None, ""))
    if value is None:
        return None
    return Rate(of, unit, year, value, PART_MARGIN if is_part_of_year(period) else YEAR_MARGIN, source)


@cache
def _rates() -> dict[tuple[str, str], dict[int, tuple[Decimal, str]]]:
    text = resources.files("warehouse").joinpath("reference_rates.yaml").read_text(encoding="utf-8")
    return {
        (table["of"], table["in"]): {year: (Decimal(rate), table["source"]) for year, rate in table["years"].items()}
        for table in yaml.load(text, Loader=yaml.CSafeLoader)
    }
