"""Reference rates are shipped data: complete, of known currencies, and named wherever they are used."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from importlib import resources
from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractors.dimensions import MONEY
from extractors.records import Period
from tests.warehouse.test_comparison import months, on, seen, since, year
from warehouse.agreement import agree, align, relative_change
from warehouse.rates import PART_MARGIN, YEAR_MARGIN, find_rate

TABLES = yaml.safe_load(resources.files("warehouse").joinpath("reference_rates.yaml").read_text(encoding="utf-8"))
AMOUNTS = st.integers(10**6, 10**12).map(str)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table['of']}-{table['in']}")
def test_a_table_of_rates_has_its_source_its_day_and_rates_as_text(table) -> None:
    assert set(table) == {"of", "in", "source", "series", "noted", "years"}
    assert {table["of"], table["in"]} <= MONEY
    assert isinstance(table["noted"], dt.date)
    assert all(isinstance(number, int) and isinstance(rate, str) for number, rate in table["years"].items())
    rates = [Decimal(rate) for rate in table["years"].values()]
    assert all(rate > 0 for rate in rates)
    assert all(max(pair) < min(pair) * 2 for pair in pairwise(rates)), "a slip of a digit"


@pytest.mark.parametrize(
    ("period", "margin"),
    [(year(2023), YEAR_MARGIN), (months(2023, 1, 6), PART_MARGIN), (on(2023, 5, 3), PART_MARGIN)],
)
def test_a_rate_is_the_average_of_the_year_and_wider_for_a_part_of_it(period: Period, margin: Decimal) -> None:
    rate = find_rate("EUR", "USD", period)
    assert rate is not None
    assert (rate.value, rate.year, rate.margin) == (Decimal("1.0813"), 2023, margin)
    assert "European Central Bank" in str(rate)


@pytest.mark.parametrize(
    ("of", "unit", "period"),
    [
        ("EUR", "USD", year(1998)),
        ("EUR", "USD", Period(None, None, None)),
        ("EUR", "USD", since(2020)),
        ("EUR", "USD", Period(dt.date(2020, 1, 1), dt.date(2024, 1, 1), "2020..2023")),
        ("EUR", "KZT", year(2023)),
        ("RUB", "USD", year(2023)),
        ("percent", "USD", year(2023)),
    ],
)
def test_no_rate_is_guessed(of: str, unit: str, period: Period) -> None:
    assert find_rate(of, unit, period) is None


@given(AMOUNTS, AMOUNTS, st.integers(2010, 2024))
def test_agreement_across_currencies_does_not_depend_on_the_order(one: str, other: str, number: int) -> None:
    euros = seen("eu.trade_turnover", one, year(number), unit="EUR")
    dollars = seen("eu.trade_turnover", other, year(number))
    assert agree(euros, dollars, Decimal(0)) == agree(dollars, euros, Decimal(0))


@given(AMOUNTS, st.integers(2010, 2024))
def test_an_amount_agrees_with_itself_at_the_rate(amount: str, number: int) -> None:
    euros = seen("eu.trade_turnover", amount, year(number), unit="EUR")
    rate = find_rate("EUR", "USD", euros.period)
    assert rate is not None
    dollars = seen("eu.trade_turnover", str(Decimal(amount) * rate.value), year(number))
    assert agree(euros, dollars, Decimal(0))
    for change in (relative_change(euros, dollars), relative_change(dollars, euros)):
        assert change is not None
        assert abs(change) < Decimal("0.001")


def test_what_is_converted_is_widened_to_both_sides() -> None:
    rate = find_rate("EUR", "USD", year(2024))
    assert rate is not None
    assert rate.convert((Decimal(1_000_000), Decimal(2_000_000))) == (Decimal(1_060_752), Decimal(2_208_096))


def test_the_rate_that_was_used_is_part_of_the_alignment() -> None:
    aligned = align(
        seen("eu.trade_turnover", "46_000_000_000", year(2024), unit="EUR"), seen("eu.trade_turnover", "1", year(2024))
    )
    assert aligned is not None
    assert (aligned.unit, aligned.rate and aligned.rate.value) == ("USD", Decimal("1.0824"))
    assert aligned.one[0] < Decimal(46_000_000_000) * Decimal("1.0824") < aligned.one[1]
