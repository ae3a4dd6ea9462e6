import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from extractors.records import BaselineFigure, Bound, Kind, Observation, Period
from tests.warehouse.samples import SPECS, companies, trade, visa
from warehouse.changes import (
    change_id,
    identify,
    is_history,
    is_news,
    says_same,
)

BY_ID = {spec.id: spec for spec in SPECS}


def stage_row(stage: str, day: dt.date) -> BaselineFigure:
    period = visa(stage, day).period
    return BaselineFigure("eu.visa_facilitation", Kind.MILESTONE, period, day, "A speaker", "A paper", "1", stage=stage)


def forum(first: int, last: int) -> Observation:
    period = Period(dt.date(2026, 5, first), dt.date(2026, 5, last + 1), f"2026-05-{first}..2026-05-{last}")
    return Observation("eu.astana_forum", Kind.DATE, period, (0, 4), "May", "In May.")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (trade("611"), trade("611"), True),
        (trade("611"), trade("611.4"), True),
        (trade("611"), trade("613"), True),
        (trade("611"), trade("630"), False),
        (trade("611"), replace(trade("611"), unit="EUR"), False),
        (trade("600"), replace(trade("600"), bound=Bound.OVER), True),
        (replace(trade("600"), value=None, low=Decimal(6 * 10**8), high=Decimal(7 * 10**8)), trade("611"), True),
        (visa("signed", dt.date(2026, 1, 1)), visa("signed", dt.date(2026, 2, 2)), True),
        (visa("signed", dt.date(2026, 1, 1)), visa("in_force", dt.date(2026, 1, 1)), False),
        (visa("mandate_approved", dt.date(2026, 1, 1)), visa("talks_not_begun", dt.date(2026, 1, 1)), True),
        (visa("an unknown stage", dt.date(2026, 1, 1)), visa("another", dt.date(2026, 1, 1)), False),
        (forum(29, 29), forum(29, 30), True),
        (forum(27, 28), forum(29, 30), False),
    ],
)
def test_the_same_is_said_when_intervals_meet_stages_rank_alike_or_dates_overlap(one, other, same):
    assert says_same(one, other, BY_ID[one.indicator]) is same
    assert says_same(other, one, BY_ID[one.indicator]) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (trade(period=2024), trade(period=2025), False),
        (trade(), replace(trade(), kind=Kind.GROWTH), False),
        (companies(4200, dt.date(2026, 1, 1)), companies(4200, dt.date(2026, 2, 1)), True),
        (visa("signed", dt.date(2026, 1, 1)), visa("signed", dt.date(2026, 2, 1)), True),
        (forum(27, 28), forum(29, 30), True),
    ],
)
def test_the_period_is_part_of_a_change_where_the_figure_belongs_to_it(one, other, same):
    spec = BY_ID[one.indicator]
    assert (identify(one, "newer", spec) == identify(other, "newer", spec)) is same


def test_a_contradiction_is_another_change_than_a_newer_figure():
    spec = BY_ID["az.trade_turnover"]
    assert identify(trade(), "newer", spec) == identify(trade(), "new", spec) != identify(trade(), "contradicts", spec)


def test_the_id_of_a_change_depends_on_what_it_says_alone():
    spec = BY_ID["az.trade_turnover"]
    identity = identify(trade(), "newer", spec)
    told_otherwise = replace(
        trade(sentence="Otherwise told: 611 million dollars."), confidence=0.7, value=Decimal("6.11E+8")
    )
    assert change_id(trade(), identity) == change_id(told_otherwise, identity)
    assert change_id(trade(), identity) != change_id(trade("612"), identity)
    assert len(change_id(trade(), identity)) == 64


@pytest.mark.parametrize(
    ("verdict", "confidence", "news"),
    [
        ("newer", 0.9, True),
        ("newer", 0.6, True),
        ("newer", 0.59, False),
        ("contradicts", 0.9, True),
        ("new", 0.9, True),
        ("stage_change", 0.9, True),
        ("confirms", 0.9, False),
        ("older", 0.9, False),
    ],
)
def test_news_is_a_verdict_that_moves_something_and_is_certain_enough(verdict, confidence, news):
    spec = replace(BY_ID["az.trade_turnover"], minimum_confidence=0.6)
    assert is_news(verdict, trade(confidence=confidence), spec) is news


@pytest.mark.parametrize(
    ("day", "known", "history"),
    [
        (dt.date(2023, 5, 1), dt.date(2025, 3, 27), True),
        (dt.date(2025, 3, 27), dt.date(2025, 3, 27), False),
        (dt.date(2026, 1, 1), dt.date(2025, 3, 27), False),
    ],
)
def test_a_look_back_at_a_stage_passed_long_ago_is_history(day, known, history):
    assert is_history(visa("proposed", day), stage_row("mandate_approved", known)) is history


def test_a_stage_without_a_baseline_is_no_history():
    assert not is_history(visa("proposed", dt.date(2023, 5, 1)), None)
