"""Whole runs, many and large: `make torture` only."""

from __future__ import annotations

import pytest

from tests.hostile import SHARE, failing, load

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800)]


def test_a_pass_over_two_hundred_sources_is_polite_and_its_memory_bounded(capsys):
    with capsys.disabled():
        assert load.main(int(200 * SHARE), 50) == 0


def test_of_two_hundred_runs_with_failing_sources_every_article_is_on_record_once(capsys):
    with capsys.disabled():
        assert failing.main(int(200 * SHARE), 20251122) == 0
