"""Severity as a table: what was found, who says it, how many tell it, what follows; and what can never happen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.indicators import Policy
from extractors.records import Bound, Kind, Tier
from tests.warehouse.test_comparison import BASELINE, SPECS, at_stage, months, on, seen, year
from warehouse.comparison import compare
from warehouse.severity import Severity, classify_severity

TRADE = "az.trade_turnover"
CASES = [
    ("a known figure", seen(TRADE, "529_000_000", year(2023)), Tier.OFFICIAL, 3, "low"),
    ("history", seen(TRADE, "460_000_000", year(2022)), Tier.OFFICIAL, 3, "low"),
    ("a small move, one paper", seen(TRADE, "535_000_000", year(2025)), Tier.MEDIA, 1, "low"),
    ("a small move, all papers", seen(TRADE, "535_000_000", year(2025)), Tier.MEDIA, 9, "normal"),
    ("a great move, one paper", seen(TRADE, "611_000_000", year(2025)), Tier.MEDIA, 1, "low"),
    ("a great move, two papers", seen(TRADE, "611_000_000", year(2025)), Tier.MEDIA, 2, "normal"),
    ("a great move, an office", seen(TRADE, "611_000_000", year(2025)), Tier.OFFICIAL, 1, "high"),
    ("a part of a year has no size", seen(TRADE, "48_000_000", months(2026, 1, 1)), Tier.OFFICIAL, 1, "normal"),
    ("another value, an agency", seen(TRADE, "700_000_000", year(2023)), Tier.AGENCY, 2, "high"),
    ("a first figure, one paper", seen("eu.fdi_stock", "2e11", on(2025, 12, 2)), Tier.MEDIA, 1, "low"),
    ("a first figure, an office", seen("eu.fdi_stock", "2e11", on(2025, 12, 2)), Tier.OFFICIAL, 1, "normal"),
    ("a stage, one paper", at_stage("eu.honey_export", "first_shipment", on(2026, 1, 9)), Tier.MEDIA, 1, "normal"),
    ("a stage, an office", at_stage("eu.honey_export", "first_shipment", on(2026, 1, 9)), Tier.OFFICIAL, 1, "high"),
    ("a contested stage", at_stage("eu.visa_facilitation", "talks_opened", on(2026, 1, 9)), Tier.MEDIA, 1, "low"),
    ("points of a share", seen("kz.coal_share", "58", on(2026, 1, 9), kind=Kind.SHARE, unit="percent"), Tier.AGENCY, 1,
     "normal"),
    ("a source nobody knows", seen(TRADE, "611_000_000", year(2025)), None, 1, "low"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("observation", "tier", "stories", "severity"), [row[1:] for row in CASES], ids=[r[0] for r in CASES]
)
def test_severity_follows_from_verdict_size_source_and_stories(observation, tier, stories, severity) -> None:
    spec = SPECS[observation.indicator]
    assessment = classify_severity(compare(observation, BASELINE, spec), tier=tier, stories=stories, spec=spec)
    assert assessment.severity == severity, assessment.reasons


def test_the_reasons_are_a_sum_that_can_be_checked() -> None:
    comparison = compare(seen(TRADE, "611_000_000", year(2025)), BASELINE, SPECS[TRADE])
    reasons = classify_severity(comparison, tier=Tier.MEDIA, stories=1, spec=SPECS[TRADE]).reasons
    assert reasons == (
        "+1 the verdict is newer",
        "+2 at least 15.3 percent lie between the two",
        "+0 the source is media",
        "+0 independent stories: 1",
        "-1 a contested figure that nobody else tells",
        "+2 is low (normal from 3, high from 5)",
    )
    assert sum(int(reason.split()[0]) for reason in reasons[:-1]) == int(reasons[-1].split()[0])


def test_percentages_are_weighed_by_points() -> None:
    growth = seen("eu.trade_growth", "13", year(2024), kind=Kind.GROWTH, unit="percent")
    spec = SPECS[growth.indicator]
    reasons = classify_severity(compare(growth, BASELINE, spec), tier=Tier.AGENCY, stories=2, spec=spec).reasons
    assert "+1 at least 3 percentage points lie between the two" in reasons


ORDER = list(Severity)
OBSERVED = st.builds(
    lambda value, number, bound: seen(TRADE, str(value), year(number), bound=bound),
    st.integers(20_000_000, 10**10), st.integers(2015, 2030), st.sampled_from([b for b in Bound if b != "range"]),
)  # fmt: skip


@given(OBSERVED, st.integers(1, 9), st.sampled_from([None, *Tier]))
def test_another_story_or_an_office_never_makes_a_change_matter_less(observation, stories, tier) -> None:
    spec = SPECS[TRADE]
    comparison = compare(observation, BASELINE, spec)
    here = classify_severity(comparison, tier=tier, stories=stories, spec=spec).severity
    more = classify_severity(comparison, tier=tier, stories=stories + 1, spec=spec).severity
    official = classify_severity(comparison, tier=Tier.OFFICIAL, stories=stories, spec=spec).severity
    assert ORDER.index(here) <= min(ORDER.index(more), ORDER.index(official))


@given(OBSERVED, st.sampled_from(list(Tier)))
def test_a_contested_indicator_is_never_told_louder_than_another(observation, tier) -> None:
    contested = replace(SPECS[TRADE], policy=Policy.CORROBORATED)
    plain = replace(SPECS[TRADE], policy=Policy.AT_ONCE)
    comparison = compare(observation, BASELINE, plain)
    one, other = (classify_severity(comparison, tier=tier, stories=1, spec=spec) for spec in (contested, plain))
    assert ORDER.index(one.severity) <= ORDER.index(other.severity)


@given(st.decimals(min_value=Decimal("0.1"), max_value=5, places=3))
def test_rounding_alone_never_makes_a_change_matter_more_than_a_greater_one(factor) -> None:
    spec = SPECS[TRADE]
    levels = [
        classify_severity(
            compare(seen(TRADE, str(int(529_000_000 * each)), year(2025)), BASELINE, spec),
            tier=Tier.AGENCY, stories=2, spec=spec,
        ).severity
        for each in (factor, (factor - 1) * 2 + 1)
        if each > 0
    ]  # fmt: skip
    assert levels == sorted(levels, key=ORDER.index)
