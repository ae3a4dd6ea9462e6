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
from extractors.records import BaselineFigure, Bound, How, Kind, Observation, Period, PeriodKind
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


def since(number: int) -> Period:
    return Period(dt.date(number, 1, 1), None, f"{number}..", PeriodKind.SINCE)


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
    (
        "the same number of another currency",
        seen("az.trade_turnover", "529_000_000", year(2023), unit="EUR"),
        "contradicts",
    ),
    ("the same amount in euros", seen("eu.trade_turnover", "45_600_000_000", year(2024), unit="EUR"), "confirms"),
    ("another amount in euros", seen("eu.trade_turnover", "39_000_000_000", year(2024), unit="EUR"), "contradicts"),
    ("euros of a later year", seen("eu.trade_turnover", "47_000_000_000", year(2031), unit="EUR"), "newer"),
    ("a currency without a rate", seen("az.trade_turnover", "48_000_000_000", year(2023), unit="RUB"), "older"),
    ("a flow without a period", seen("az.trade_turnover", "300_000_000", None), "older"),
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
    ("less, earlier in the year", seen("eu.companies", "2500", on(2025, 1, 20), unit="count"), "older"),
    ("less, in the same month", seen("eu.companies", "2500", on(2025, 4, 2), unit="count"), "contradicts"),
    (
        "the same, at the turn of a year",
        seen("eu.trade_share_ca", "80", on(2025, 1, 15), kind=Kind.SHARE, unit="percent"),
        "confirms",
    ),
    ("less, years before", seen("ots.gdp", "1_100_000_000_000", on(2021, 11, 12), bound=Bound.OVER), "older"),
    (
        "a running sum that has grown",
        seen("az.trade_multiple", "8", since(2020), kind=Kind.MULTIPLE, unit="times"),
        "newer",
    ),
    (
        "a running sum as known",
        seen("az.trade_multiple", "4.9", since(2020), kind=Kind.MULTIPLE, unit="times"),
        "confirms",
    ),
    (
        "a running sum of an earlier day",
        seen("az.trade_multiple", "3", since(2020), kind=Kind.MULTIPLE, unit="times"),
        "older",
    ),
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


def test_a_deadline_that_was_only_carried_over_contradicts_none() -> None:
    carried = replace(by(2040), how=How.INHERITED)
    target = seen("kz.rail_build_target", "5_000", carried, kind=Kind.TARGET, unit="km", bound=Bound.OVER)
    assert compare(target, BASELINE, SPECS[target.indicator]).verdict == "confirms"


REASONS = [
    (seen("eu.companies", "4000", year(2025), unit="count"), "2025 is after the 2025 figure said on 2025-04-17"),
    (
        seen("eu.companies", "4000", on(2025, 12, 2), unit="count"),
        "2025-12-02 is after the 2025 figure said on 2025-04-17",
    ),
    (seen("ca.climate_summit", None, on(2026, 4, 22), kind=Kind.DATE), "2026-04-22 lies within 2026"),
    (seen("az.trade_turnover", "611_000_000", year(2025)), "2025 is after 2023; +15.5 % on 529000000 USD of 2023"),
    (seen("az.trade_turnover", "185_000_000", months(2024, 1, 5)), "2024-01..2024-05 is after 2023"),
    (seen("eu.trade_turnover", "39_000_000_000", year(2024), unit="EUR"), "1 EUR = 1.0824 USD, average of 2024, ±2 %"),
    (seen("az.trade_turnover", "9", year(2023), unit="RUB"), "RUB and USD without a rate for 2023: not compared"),
    (at_stage("eu.epca", "partly_ratified", on(2025, 12, 2)), "back: in_force → partly_ratified"),
    (seen("ots.gdp", "2_100_000_000_000", None), "undated; 2050000000000..2150000000000 against 15"),
]


@pytest.mark.parametrize(("observation", "told"), REASONS, ids=[told for _, told in REASONS])
def test_the_reason_says_what_decided(observation: Observation, told: str) -> None:
    assert told in compare(observation, BASELINE, SPECS[observation.indicator]).reason


def test_the_grounds_carry_the_operands_of_the_arithmetic() -> None:
    grounds = compare(
        seen("az.trade_turnover", "634_800_000", year(2023)), BASELINE, SPECS["az.trade_turnover"]
    ).grounds
    assert (grounds.ground, grounds.unit, grounds.change) == ("differs", "USD", Decimal(20))
    assert grounds.seen_interval == (Decimal(634_750_000), Decimal(634_850_000))
    assert isinstance(grounds.base, BaselineFigure)


def test_a_part_of_a_year_has_no_change_on_the_year() -> None:
    grounds = compare(
        seen("az.trade_turnover", "185_000_000", months(2024, 1, 5)), BASELINE, SPECS["az.trade_turnover"]
    ).grounds
    assert (grounds.change, grounds.seen_interval, grounds.base_interval) == (None, None, None)


PERIODS = st.one_of(
    st.none(),
    st.integers(2015, 2030).map(year),
    st.tuples(st.integers(2015, 2030), st.integers(1, 12)).map(lambda pair: months(pair[0], 1, pair[1])),
    st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31)).map(lambda day: on(day.year, day.month, day.day)),
    st.integers(2015, 2030).map(since),
)
AMOUNTS = st.decimals(min_value=1, max_value=10**13, places=0).map(str)
AMOUNT_IDS = sorted(
    spec.id for spec in SPECS.values() if spec.period in ("flow", "stock", "standing") and spec.kind is Kind.LEVEL
)


@given(st.sampled_from(AMOUNT_IDS), AMOUNTS, PERIODS, st.sampled_from(["own", "EUR", "KZT", "RUB"]))
def test_an_amount_contradicts_only_figures_of_its_own_time(indicator, value, period, unit) -> None:
    spec = SPECS[indicator]
    observation = seen(indicator, value, period, unit=spec.unit if unit == "own" else unit)
    comparison = compare(observation, BASELINE, spec)
    assert comparison.reason
    if comparison.verdict == "contradicts":
        assert comparison.against is not None
        assert not agree(observation, comparison.against, spec.tolerance)
        if observation.period.end is not None:
            known = comparison.against.period
            assert known.end is not None
            assert abs(observation.period.end - known.end) <= dt.timedelta(days=366)
            assert spec.period != "flow" or (observation.period.start, observation.period.end) == (
                known.start,
                known.end,
            )


@given(st.sampled_from([figure for figure in BASELINE if figure.value is not None]))
def test_a_baseline_figure_told_again_confirms_it(figure: BaselineFigure) -> None:
    again = seen(
        figure.indicator, str(figure.value), figure.period, kind=figure.kind, bound=figure.bound, unit=figure.unit
    )
    assert compare(again, BASELINE, SPECS[figure.indicator]).verdict == "confirms"
