"""A run may die at any line; what it leaves must be whole.

The full counts are ``python -m tests.torture.kills`` (100 points) and ``python -m tests.torture.outbox_kills`` (200).
"""

from __future__ import annotations

import random

import pytest

from tests.torture.kills import arena
from tests.torture.outbox_kills import torment

POINTS, KILLS, ALERTS, SEED = 8, 30, 150, 11


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_a_run_killed_anywhere_and_done_again_is_as_if_nothing_had_happened(tmp_path):
    with arena(tmp_path) as fight:
        whole = fight.undisturbed()
        points = list(fight.choose(POINTS, random.Random(SEED)))
        assert {point: list(fight.differences(point, whole)) for point in points} == {point: [] for point in points}


@pytest.mark.torture
@pytest.mark.timeout(600)
def test_no_alert_is_lost_or_told_twice_unmarked_however_often_its_delivery_is_killed(tmp_path):
    tally = torment(tmp_path, KILLS, ALERTS, SEED)
    print(tally)
    assert tally.kills > KILLS / 2
    assert (tally.alerts, tally.wrong) == (ALERTS, ())
