"""A run may die at any line; what it leaves must be whole. The full count is ``python -m tests.torture.kills``."""

from __future__ import annotations

import random

import pytest

from tests.torture.kills import arena

POINTS, SEED = 8, 11


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_a_run_killed_anywhere_and_done_again_is_as_if_nothing_had_happened(tmp_path):
    with arena(tmp_path) as fight:
        whole = fight.undisturbed()
        points = list(fight.choose(POINTS, random.Random(SEED)))
        assert {point: list(fight.differences(point, whole)) for point in points} == {point: [] for point in points}
