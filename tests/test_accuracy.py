"""Linking on whole articles must not get worse: the floor below is a little under what was last measured."""

from __future__ import annotations

import pytest

from extractors.records import LANGUAGES
from tests.accuracy import ARTICLES, load_cases, report

PRECISION, RECALL = 0.90, 0.85


@pytest.fixture(scope="module")
def linked():
    return report([case for path in sorted(ARTICLES.glob("*.jsonl")) for case in load_cases(path)])


@pytest.mark.parametrize("scope", ["all", *LANGUAGES])
def test_figures_of_whole_articles_are_linked_at_least_as_well_as_before(scope, linked):
    counts = linked[scope]
    assert counts["right"] >= PRECISION * (counts["right"] + counts["false"])
    assert counts["right"] >= RECALL * (counts["right"] + counts["missed"])
