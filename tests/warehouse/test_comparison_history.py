"""Comparison once the baseline has grown and other articles have spoken: parts of years, replaced figures, targets."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.records import BaselineFigure, Bound, Kind, Observation, Period
from tests.warehouse.test_comparison import BASELINE, SPECS, by, months, on, seen, since, year
from warehouse.comparison import Ground, compare

TRADE = SPECS["az.trade_turnover"]


def accepted(observation: Observation, *said: int) -> BaselineFigure:
    return BaselineFigure(
        indicator=observation.indicator,
        kind=observation.kind,
        period=observation.period,
        vintage=dt.date(*said),
        speaker="",
        outlet="Steppe Post",
        place="https://steppe-post.example/one",
        value=observation.value,
        unit=observation.unit,
        bound=observation.bound,
    )


def trade(value: str, period: Period, unit: str = "USD") -> Observation:
    return seen("az.trade_turnover", value, period, unit=unit)


PARTS = [
    ("told for the first time", trade("48_600_000", months(2026, 1, 1)), [], "newer", Ground.LATER, None),
    ("told again", trade("48_600_000", months(2026, 1, 1)), [trade("48_600_000", months(2026, 1, 1))], "newer",
     Ground.LATER, None),
    ("told otherwise", trade("60_000_000", months(2026, 1, 1)), [trade("48_600_000", months(2026, 1, 1))],
     "contradicts", Ground.PART_DIFFERS, "23.5"),
    ("a past year told otherwise", trade("99_000_000", months(2022, 1, 3)), [trade("80_000_000", months(2022, 1, 3))],
     "contradicts", Ground.PART_DIFFERS, "23.8"),
    ("one of two agrees", trade("60_000_000", months(2026, 1, 1)),
     [trade("60_000_000", months(2026, 1, 1)), trade("48_600_000", months(2026, 1, 1))], "newer", Ground.LATER, None),
    ("the same part of the year before", trade("60_000_000", months(2026, 1, 1)),
     [trade("48_000_000", months(2025, 1, 1))], "newer", Ground.LATER, "25.0"),
    ("another part of the year before", trade("60_000_000", months(2026, 1, 1)),
     [trade("48_000_000", months(2025, 1, 2))], "newer", Ground.LATER, None),
    ("the same part two years before", trade("60_000_000", months(2026, 1, 1)),
     [trade("48_000_000", months(2024, 1, 1))], "newer", Ground.LATER, None),
    ("a year told otherwise is left to the baseline", trade("600_000_000", year(2025)),
     [trade("700_000_000", year(2025))], "newer", Ground.LATER, "13.4"),
    ("another currency without a rate", trade("25_000_000_000", months(2026, 1, 1), "KZT"),
     [trade("48_600_000", months(2026, 1, 1))], "newer", Ground.LATER, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "told", "verdict", "ground", "change"), [row[1:] for row in PARTS], ids=[r[0] for r in PARTS]
)
def test_a_part_of_a_year_is_held_against_the_same_part(part, told, verdict, ground, change) -> None:
    comparison = compare(part, BASELINE, TRADE, history=told)
    grounds = comparison.grounds
    assert (comparison.verdict, grounds.ground) == (verdict, ground), comparison.reason
    assert (None if grounds.change is None else str(round(grounds.change, 1))) == change


def test_a_part_told_otherwise_names_the_earlier_telling_and_no_baseline_figure() -> None:
    earlier = trade("48_600_000", months(2026, 1, 1))
    comparison = compare(trade("60_000_000", months(2026, 1, 1)), BASELINE, TRADE, history=[earlier])
    assert (comparison.against, comparison.grounds.base) == (None, earlier)
    assert comparison.reason.startswith("2026-01..2026-01 was told otherwise before: 57000000..63000000 against 4855")


def test_a_part_without_any_baseline_is_new_and_then_contradicts() -> None:
    growth = replace(trade("14.2", months(2026, 1, 6), "percent"), kind=Kind.GROWTH)
    other = replace(growth, value=Decimal(40))
    assert compare(growth, BASELINE, TRADE).verdict == "new"
    assert compare(other, BASELINE, TRADE, history=[growth]).verdict == "contradicts"


def test_an_accepted_part_does_not_make_a_later_year_old() -> None:
    grown = [*BASELINE, accepted(trade("300_000_000", months(2025, 1, 6)), 2025, 7, 20)]
    comparison = compare(trade("547_000_000", year(2024)), grown, TRADE)
    assert (comparison.verdict, comparison.against and comparison.against.period.label) == ("newer", "2023")


@given(
    st.integers(1, 12), st.integers(10**6, 10**9), st.lists(st.tuples(st.integers(1, 12), st.integers(10**6, 10**9))),
    st.integers(2021, 2026),
)  # fmt: skip
def test_no_history_makes_a_part_contradict_a_year_or_a_year_a_part(month, value, told, number) -> None:
    history = [trade(str(amount), months(2025, 1, last)) for last, amount in told if last < 12]
    part = compare(trade(str(value), months(number, 1, month)), BASELINE, TRADE, history=history)
    if part.verdict == "contradicts":
        base = part.grounds.base
        assert base is not None
        assert (base.period.start, base.period.end) == (part.grounds.seen.period.start, part.grounds.seen.period.end)
    assert compare(trade(str(value), year(2025)), BASELINE, TRADE, history=history).verdict == "newer"


COAL = SPECS["kz.coal_share"]
COMPANIES = SPECS["eu.companies"]


def coal(value: str, period: Period | None) -> Observation:
    return seen("kz.coal_share", value, period, kind=Kind.SHARE, unit="percent")


def companies(value: str, period: Period | None, bound: Bound = Bound.OVER) -> Observation:
    return seen("eu.companies", value, period, unit="count", bound=bound)


def people(value: str, period: Period) -> Observation:
    return seen("ots.population", value, period, unit="people", bound=Bound.OVER)


GROWN = [
    *BASELINE,
    accepted(coal("61", on(2026, 2, 1)), 2026, 2, 1),
    accepted(companies("4000", on(2025, 12, 2)), 2025, 12, 2),
    accepted(people("165_000_000", on(2024, 12, 20)), 2024, 12, 20),
    accepted(seen("titr.cargo_target", "8_000_000", by(2027), kind=Kind.TARGET, unit="t"), 2026, 3, 1),
    accepted(replace(trade("1_000_000_000", by(2030)), kind=Kind.TARGET), 2026, 3, 1),
]


def target(value: str, deadline: Period | None) -> Observation:
    return seen("titr.cargo_target", value, deadline, kind=Kind.TARGET, unit="t")


AFTER = [
    ("a standing figure as replaced", coal("61", on(2027, 5, 1)), "confirms"),
    ("a standing figure repeated after it was replaced", coal("70", on(2027, 5, 1)), "older"),
    ("a standing figure before it was replaced", coal("70", on(2025, 5, 1)), "confirms"),
    ("the replaced figure without a date", coal("70", None), "older"),
    ("a standing figure moved again", coal("55", on(2027, 5, 1)), "newer"),
    ("what was accepted later, told before", coal("61", on(2025, 5, 1)), "confirms"),
    ("a standing figure printed anew at the turn of a year", people("175_000_000", on(2025, 1, 10)), "newer"),
    ("a stock repeated after it was replaced in the year", companies("3000", on(2025, 12, 20)), "older"),
    ("a stock before it was replaced", companies("3000", on(2025, 6, 10)), "confirms"),
    ("a stock between two known days", companies("3600", on(2025, 9, 10), Bound.EXACT), "older"),
    ("a stock that has grown", companies("4600", on(2026, 6, 10), Bound.EXACT), "newer"),
    ("the accepted target", target("8_000_000", by(2027)), "confirms"),
    ("the target without a deadline", target("10_000_000", None), "confirms"),
    ("another value for a known deadline", target("10_000_000", by(2027)), "contradicts"),
    ("a value for the next year", target("9_000_000", by(2028)), "new"),
    ("another value without a deadline", target("15_000_000", None), "contradicts"),
    ("a target of trade", replace(trade("1_000_000_000", by(2030)), kind=Kind.TARGET), "confirms"),
    ("a target of trade put off", replace(trade("1_000_000_000", by(2035)), kind=Kind.TARGET), "contradicts"),
    ("a target of trade without a deadline", replace(trade("1_000_000_000", None), kind=Kind.TARGET), "confirms"),
    ("another target of trade", replace(trade("2_000_000_000", by(2035)), kind=Kind.TARGET), "new"),
]  # fmt: skip


@pytest.mark.parametrize(("observation", "verdict"), [row[1:] for row in AFTER], ids=[row[0] for row in AFTER])
def test_what_was_replaced_is_history(observation: Observation, verdict: str) -> None:
    comparison = compare(observation, GROWN, SPECS[observation.indicator])
    assert comparison.verdict == verdict, comparison.reason


def test_targets_are_held_against_the_one_of_their_deadline() -> None:
    undated = compare(target("15_000_000", None), GROWN, SPECS["titr.cargo_target"])
    assert (undated.verdict, undated.against and undated.against.value) == ("contradicts", Decimal(10_000_000))
    rails = seen("kz.rail_build_target", "9_000", None, kind=Kind.TARGET, unit="km")
    assert compare(rails, GROWN, SPECS["kz.rail_build_target"]).verdict == "contradicts"


INVESTED = accepted(replace(seen("eu.fdi_stock", "200_000_000_000", None), period=on(2025, 12, 2)), 2025, 12, 2)


@pytest.mark.parametrize(
    ("value", "verdict", "ground"),
    [("200_000_000_000", "confirms", "agrees"), ("260_000_000_000", "newer", "running_more"),
     ("160_000_000_000", "older", "running_less")],
)  # fmt: skip
def test_a_sum_since_a_year_is_never_a_contradiction(value: str, verdict: str, ground: str) -> None:
    comparison = compare(seen("eu.fdi_stock", value, since(2005)), [INVESTED], SPECS["eu.fdi_stock"])
    assert (comparison.verdict, comparison.grounds.ground) == (verdict, ground)
