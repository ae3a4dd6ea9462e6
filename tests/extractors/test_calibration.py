"""Confidence from evidence: each weaker piece costs, nothing leaves the range, the reasons say why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.calibration import Evidence, assess, borne_out, excluded, not_following, of_date, of_stage
from extractors.records import UNKNOWN_PERIOD, How, Kind

STATED = replace(UNKNOWN_PERIOD, label="2024", how=How.STATED)
BEST = Evidence(0, "both parties in the sentence", 0, 4, is_elided=False, period=STATED, kind=Kind.LEVEL)

WEAKER = [
    {"parties_back": 1},
    {"parties_back": 3},
    {"measure_back": 1},
    {"measure_back": 2},
    {"measure_cost": 25},
    {"is_elided": True},
    {"period": replace(STATED, how=How.INHERITED)},
    {"period": UNKNOWN_PERIOD},
    {"kind": Kind.SHARE},
]


@pytest.mark.parametrize("change", WEAKER, ids=str)
def test_every_weaker_piece_of_evidence_costs_confidence(change):
    assert assess(replace(BEST, **change))[0] < assess(BEST)[0] < 1


def test_all_that_is_weak_together_is_still_a_chance():
    worst = replace(BEST, parties_back=9, measure_back=9, is_elided=True, period=UNKNOWN_PERIOD, kind=Kind.SHARE)
    confidence, reasons = assess(worst)
    assert 0 < excluded(confidence) < confidence < 0.75
    assert reasons == (
        "both parties in the sentence", "measure carried over from 9 sentences before", "unit told before",
        "period unknown unknown",
    )  # fmt: skip


def test_other_figures_raise_and_lower_confidence_within_its_range():
    for confidence in (0.05, 0.5, 0.98):
        assert excluded(confidence) < not_following(confidence) < confidence < borne_out(confidence) < 1


def test_stages_and_dates_are_less_sure_the_further_their_name():
    assert 0.9 < of_stage(0) < 1
    assert of_stage(2) < of_stage(1) < of_stage(0)
    assert of_date(9) < of_date(0)
