"""Two offices that always differ: who is who, and what is news between them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from extractors.indicators import KnownGap
from extractors.records import BaselineFigure, Observation, Period
from tests.warehouse.test_comparison import BASELINE, SPECS, seen, year
from tests.warehouse.test_comparison_history import accepted
from warehouse.comparison import compare
from warehouse.offices import is_differing_office, is_same_office

REPORTER = {"en": ("state customs committee",), "ru": ("гтк",), "kk": ("мкк",), "az": ("gömrük komitə*",)}
UNKNOWN = KnownGap(reporter=REPORTER, source="nobody publishes it")
USUAL = replace(UNKNOWN, usual=(Decimal("0.10"), Decimal("0.16")))
TRADE = SPECS["az.trade_turnover"]


def by_customs(value: str, period: Period, unit: str = "USD") -> Observation:
    sentence = "Trade came to that, the State Customs Committee said."
    return replace(seen("az.trade_turnover", value, period, unit=unit), sentence=sentence)


def customs_figure(value: str, period: Period) -> BaselineFigure:
    return replace(accepted(by_customs(value, period), 2024, 2, 1), speaker="State Customs Committee of Azerbaijan")


def test_an_office_is_known_by_its_name_in_the_sentence_or_as_the_speaker() -> None:
    spec = replace(TRADE, known_gap=UNKNOWN)
    spoken = replace(seen("az.trade_turnover", "1", None), speaker="Dövlət Gömrük Komitəsi")
    assert is_differing_office(by_customs("1", year(2023)), spec)
    assert is_differing_office(spoken, spec)
    assert is_differing_office(customs_figure("1", year(2023)), spec)
    assert not is_differing_office(seen("az.trade_turnover", "1", None), spec)
    assert is_same_office(spoken, by_customs("1", year(2023)), replace(TRADE, known_gap=None))


OTHER = [*BASELINE, customs_figure("598_000_000", year(2023))]
CASES = [
    ("the same number", UNKNOWN, BASELINE, by_customs("529_000_000", year(2023)), "confirms", "agrees"),
    ("another number, gap unknown", UNKNOWN, BASELINE, by_customs("598_000_000", year(2023)), "new", "other_office"),
    ("within the gap", USUAL, BASELINE, by_customs("598_000_000", year(2023)), "confirms", "known_gap"),
    ("above the gap", USUAL, BASELINE, by_customs("650_000_000", year(2023)), "contradicts", "gap_changed"),
    ("below the gap", USUAL, BASELINE, by_customs("540_000_000", year(2023)), "contradicts", "gap_changed"),
    ("no gap known to the indicator", None, BASELINE, by_customs("598_000_000", year(2023)), "contradicts", "differs"),
    ("the office's own figure", USUAL, OTHER, by_customs("598_000_000", year(2023)), "confirms", "agrees"),
    ("the office contradicts itself", USUAL, OTHER, by_customs("640_000_000", year(2023)), "contradicts", "differs"),
    ("a later year of the office", USUAL, BASELINE, by_customs("620_000_000", year(2025)), "newer", "later"),
    ("an earlier year of the office", USUAL, BASELINE, by_customs("229_000_000", year(2019)), "older", "earlier"),
    ("the other way round", USUAL, OTHER[-1:], seen("az.trade_turnover", "530_000_000", year(2023)), "confirms",
     "known_gap"),
    ("in another currency", USUAL, BASELINE, by_customs("553_000_000", year(2023), "EUR"), "confirms", "known_gap"),
    ("in a currency without a rate", USUAL, BASELINE, by_customs("53_000_000", year(2023), "RUB"), "older", "no_rate"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("gap", "baseline", "observation", "verdict", "ground"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_only_a_change_of_the_gap_is_a_contradiction(gap, baseline, observation, verdict, ground) -> None:
    comparison = compare(observation, baseline, replace(TRADE, known_gap=gap))
    assert (comparison.verdict, comparison.grounds.ground) == (verdict, ground), comparison.reason


def test_a_part_of_a_year_told_by_the_other_office_contradicts_nobody() -> None:
    spec = replace(TRADE, known_gap=UNKNOWN)
    january = Period(dt.date(2026, 1, 1), dt.date(2026, 2, 1), "2026-01")
    told = [seen("az.trade_turnover", "48_600_000", january)]
    before = [seen("az.trade_turnover", "48_600_000", Period(dt.date(2025, 1, 1), dt.date(2025, 2, 1), "2025-01"))]
    assert compare(by_customs("60_000_000", january), BASELINE, spec, history=before).grounds.change is None
    assert compare(seen("az.trade_turnover", "60_000_000", january), BASELINE, spec, history=before).grounds.change
    assert compare(by_customs("60_000_000", january), BASELINE, spec, history=told).verdict == "newer"
    assert (
        compare(seen("az.trade_turnover", "60_000_000", january), BASELINE, spec, history=told).verdict == "contradicts"
    )
