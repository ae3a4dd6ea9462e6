"""Verdicts as a table: what is printed, what the baseline holds, what follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.baseline import load_baseline
from config.indicators import load_indicators
from extractors.intervals import interval
from extractors.records import Bound, Kind, Observation, Period, PeriodKind
from warehouse.comparison import agree, compare

CONFIG = Path(__file__).parents[2] / "config"
SPECS = {spec.id: spec for spec in load_indicators(CONFIG / "indicators")}
BASELINE = load_baseline(CONFIG / "baseline").figures


def year(number: int) -> Period:
    return Period(dt.date(number, 1, 1), dt.date(number + 1, 1, 1), str(number))


def months(number: int, first: int, last: int) -> Period:
    end = dt.date(number + last // 12, last % 12 + 1, 1)
    return Period(dt.date(number, first, 1), end, f"{number}-{first:02}..{number}-{last:02}")


def on(*date: int) -> Period:
    day = dt.date(*date)
    return Period(day, day + dt.timedelta(days=1), day.isoformat(), PeriodKind.AS_OF)


def by(number: int) -> Period:
    return replace(year(number), kind=PeriodKind.BY)


def seen(
    indicator: str,
    value: str | None,
    period: Period | None,
    *,
    kind: Kind = Kind.LEVEL,
    bound: Bound = Bound.EXACT,
    unit: str | None = "USD",
    stage: str | None = None,
) -> Observation:
    return Observation(
        indicator=indicator,
        kind=kind,
        period=period or Period(None, None, None),
        span=(0, 1),
        text="",
        sentence="",
        value=Decimal(value) if value is not None else None,
        unit=unit,
        bound=bound,
        stage=stage,
    )


def at_stage(indicator: str, stage: str, period: Period) -> Observation:
    return seen(indicator, None, period, kind=Kind.MILESTONE, unit=None, stage=stage)


LEVELS = [
    ("the same year and number", seen("az.trade_turnover", "529_000_000", year(2023)), "confirms"),
    ("one more digit of the same number", seen("az.trade_turnover", "529_400_000", year(2023)), "confirms"),
    ("a late revision within the tolerance", seen("az.trade_turnover", "533_000_000", year(2023)), "confirms"),
    ("another number for the same year", seen("az.trade_turnover", "611_000_000", year(2023)), "contradicts"),
    ("a later year", seen("az.trade_turnover", "611_000_000", year(2025)), "newer"),
    ("a year between two known ones", seen("az.trade_turnover", "460_000_000", year(2022)), "older"),
    ("a year before", seen("az.trade_turnover", "229_600_000", year(2019)), "older"),
    ("a part of the known year", seen("az.trade_turnover", "185_000_000", months(2023, 1, 5)), "older"),
    ("a part of a later year", seen("az.trade_turnover", "185_000_000", months(2024, 1, 5)), "newer"),
    ("a number just below almost 50", seen("eu.trade_turnover", "49_700_000_000", year(2024)), "confirms"),
    ("a number far below almost 50", seen("eu.trade_turnover", "44_000_000_000", year(2024)), "contradicts"),
    ("no baseline at all", seen("eu.fdi_stock", "200_000_000_000", on(2025, 12, 2)), "new"),
    ("a number with the digits hidden by rounding", seen("titr.cargo", "2_764_000", year(2023), unit="t"), "confirms"),
    ("a revision beyond the tolerance", seen("titr.cargo", "1_485_000", year(2022), unit="t"), "contradicts"),
    ("a standing figure repeated a year later", seen("ots.area", "4_500_000", on(2025, 10, 8), unit="km2"), "confirms"),
    (
        "a standing figure printed anew a year later",
        seen("ots.population", "175_000_000", on(2025, 10, 8), bound=Bound.OVER, unit="people"),
        "newer",
    ),
    (
        "a standing figure printed anew in the same year",
        seen("ots.population", "170_000_000", on(2024, 10, 8), bound=Bound.OVER, unit="people"),
        "confirms",
    ),
    (
        "a fall against a rise",
        seen("eu.trade_growth", "-17", year(2024), kind=Kind.GROWTH, unit="percent"),
        "contradicts",
    ),
    ("another currency never agrees", seen("az.trade_turnover", "529_000_000", year(2023), unit="EUR"), "contradicts"),
]
GROWTH = [
    ("rounded growth", seen("eu.trade_growth", "16.9", year(2024), kind=Kind.GROWTH, unit="percent"), "confirms"),
    ("other growth", seen("titr.cargo_growth", "100", year(2023), kind=Kind.GROWTH, unit="percent"), "contradicts"),
    (
        "a multiple that says doubled",
        seen("titr.cargo_growth", "2", year(2022), kind=Kind.GROWTH, unit="times"),
        "confirms",
    ),
    (
        "growth without a baseline row",
        seen("az.trade_turnover", "14.2", year(2023), kind=Kind.GROWTH, unit="percent"),
        "new",
    ),
]
TARGETS = [
    ("the known target", seen("titr.cargo_target", "10_000_000", None, kind=Kind.TARGET, unit="t"), "confirms"),
    ("with a deadline", seen("titr.cargo_target", "10_000_000", by(2027), kind=Kind.TARGET, unit="t"), "confirms"),
    ("another target for a year", seen("titr.cargo_target", "5_200_000", by(2025), kind=Kind.TARGET, unit="t"), "new"),
    (
        "another target, no deadline",
        seen("titr.cargo_target", "15_000_000", None, kind=Kind.TARGET, unit="t"),
        "contradicts",
    ),
    ("a target of a level", seen("az.trade_turnover", "1_000_000_000", None, kind=Kind.TARGET), "new"),
    (
        "the year of neutrality",
        seen("kz.carbon_neutral_year", "2060", by(2060), kind=Kind.TARGET, unit="year"),
        "confirms",
    ),
    ("another year", seen("kz.carbon_neutral_year", "2050", by(2050), kind=Kind.TARGET, unit="year"), "contradicts"),
    (
        "the upper end of a range",
        seen("ca.warming", "2.5", by(2050), kind=Kind.TARGET, bound=Bound.UP_TO, unit="degC"),
        "confirms",
    ),
]
STOCKS = [
    ("the same year", seen("eu.companies", "3000", on(2025, 3, 28), unit="count", bound=Bound.OVER), "confirms"),
    ("years before", seen("eu.companies", "3000", on(2023, 6, 3), unit="count", bound=Bound.OVER), "older"),
    ("later in the year, more", seen("eu.companies", "4000", on(2025, 12, 2), unit="count", bound=Bound.OVER), "newer"),
    (
        "restated years before",
        seen("kz.coal_share", "70", on(2021, 9, 30), kind=Kind.SHARE, unit="percent"),
        "confirms",
    ),
    ("moved on", seen("ots.intra_trade", "45_000_000_000", on(2024, 10, 3), bound=Bound.OVER), "newer"),
    ("undated and equal", seen("ots.gdp", "1_500_000_000_000", None), "confirms"),
    ("undated and different", seen("ots.gdp", "2_100_000_000_000", None), "contradicts"),
]
STAGES = [
    ("the known stage", at_stage("eu.honey_export", "recognised", on(2026, 2, 24)), "confirms"),
    ("a later stage", at_stage("eu.visa_facilitation", "talks_opened", on(2025, 12, 2)), "stage_change"),
    ("a step back", at_stage("eu.epca", "partly_ratified", on(2025, 12, 2)), "stage_change"),
    ("in other words", at_stage("eu.visa_facilitation", "talks_not_begun", on(2025, 3, 28)), "confirms"),
    (
        "in other words, but before",
        at_stage("eu.visa_facilitation", "talks_not_begun", on(2024, 12, 28)),
        "stage_change",
    ),
    ("opened at last", at_stage("az.fizuli_centre", "opened", on(2024, 3, 12)), "stage_change"),
]
DATES = [
    ("the year", seen("ca.climate_summit", None, year(2026), kind=Kind.DATE), "confirms"),
    ("the days of that year", seen("ca.climate_summit", None, on(2026, 4, 22), kind=Kind.DATE), "confirms"),
    ("put off", seen("ca.climate_summit", None, year(2027), kind=Kind.DATE), "newer"),
    ("other days", seen("eu.astana_forum", None, on(2025, 6, 12), kind=Kind.DATE), "contradicts"),
]
TABLE = [*LEVELS, *GROWTH, *TARGETS, *STOCKS, *STAGES, *DATES]


@pytest.mark.parametrize(("observation", "verdict"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_verdict_follows_from_period_and_interval(observation: Observation, verdict: str) -> None:
    comparison = compare(observation, BASELINE, SPECS[observation.indicator])
    assert comparison.verdict == verdict, comparison.reason


def test_a_comparison_names_the_row_and_the_arithmetic() -> None:
    comparison = compare(seen("az.trade_turnover", "611_000_000", year(2023)), BASELINE, SPECS["az.trade_turnover"])
    assert comparison.against is not None
    assert comparison.against.place == "B 1"
    assert "529500000" in comparison.reason


def test_a_milestone_has_no_interval() -> None:
    with pytest.raises(ValueError, match="no interval"):
        interval(seen("eu.epca", None, None, kind=Kind.MILESTONE, stage="signed"))


@pytest.mark.parametrize(
    ("value", "bound", "low", "high"),
    [
        ("49.7", Bound.EXACT, "49.65", "49.75"),
        ("50", Bound.ALMOST, "47", "52.5"),
        ("3000", Bound.OVER, "3000", "3450"),
        ("10_000_000", Bound.EXACT, "9_500_000", "10_500_000"),
    ],
)
def test_a_printed_figure_stands_for_what_rounds_to_it(value: str, bound: Bound, low: str, high: str) -> None:
    assert interval(seen("az.trade_turnover", value, None, bound=bound)) == (Decimal(low), Decimal(high))


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=2), st.sampled_from(list(Bound)))
def test_every_figure_agrees_with_itself(value: Decimal, bound: Bound) -> None:
    one = seen("az.trade_turnover", str(value), None, bound=bound)
    assert agree(one, one, Decimal(0))


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=1),
    st.decimals(min_value=-(10**12), max_value=10**12, places=1),
)
def test_agreement_does_not_depend_on_the_order(one: Decimal, other: Decimal) -> None:
    first, second = (seen("az.trade_turnover", str(value), None) for value in (one, other))
    assert agree(first, second, Decimal("0.01")) == agree(second, first, Decimal("0.01"))


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (("-10", Bound.OVER), ("-10.8", Bound.EXACT), True),
        (("-10", Bound.OVER), ("-9", Bound.EXACT), False),
        (("-10", Bound.UP_TO), ("-9.5", Bound.EXACT), True),
        (("-50", Bound.ALMOST), ("-48", Bound.EXACT), True),
        (("-50", Bound.ALMOST), ("-53", Bound.EXACT), False),
        (("11_000_000", Bound.EXACT), ("10_000_000", Bound.EXACT), False),
        (("10.5", Bound.EXACT), ("10", Bound.OVER), True),
    ],
)
def test_the_side_of_a_bound_and_the_rounding_decide_what_agrees(one, other, meet) -> None:
    figures = [
        seen("titr.cargo_growth", value, year(2025), kind=Kind.GROWTH, bound=bound, unit="percent")
        for value, bound in (one, other)
    ]
    assert agree(*figures, Decimal(0)) is meet


@pytest.mark.parametrize(("deadline", "verdict"), [(2030, "confirms"), (2029, "confirms"), (2040, "contradicts")])
def test_a_target_is_its_value_and_its_deadline(deadline: int, verdict: str) -> None:
    target = seen("kz.rail_build_target", "5_000", by(deadline), kind=Kind.TARGET, unit="km", bound=Bound.OVER)
    assert compare(target, BASELINE, SPECS[target.indicator]).verdict == verdict
