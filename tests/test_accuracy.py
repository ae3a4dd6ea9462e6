"""Linking on whole articles must not get worse: the floors below are a little under what was last measured."""

from __future__ import annotations

import pytest

from extractors.records import LANGUAGES
from tests.accuracy import ARTICLES, count, is_sure, load_cases, measure, report
from tests.first_readings import load_rows, readings, shipped
from tests.reliability import SURE, fit_threshold, fold_of, wilson

PRECISION, RECALL = 0.95, 0.93
SURE_RIGHT, SURE_SHARE = 0.97, 0.65


@pytest.fixture(scope="module")
def cases():
    return [case for path in sorted(ARTICLES.glob("*.jsonl")) for case in load_cases(path)]


@pytest.fixture(scope="module")
def items(cases):
    return measure(cases)


@pytest.mark.parametrize("scope", ["all", *LANGUAGES])
def test_figures_of_whole_articles_are_linked_at_least_as_well_as_before(scope, items):
    counts = count(items, lambda item: item.lang)[scope]
    assert counts["right"] >= PRECISION * (counts["right"] + counts["false"])
    assert counts["right"] >= RECALL * (counts["right"] + counts["missed"])


def test_what_is_nearly_certain_is_right_and_most_right_figures_are_nearly_certain(items):
    sure = [item.state for item in items if item.confidence >= SURE]
    right = [item for item in items if item.state == "right"]
    assert sure.count("right") >= SURE_RIGHT * len(sure)
    assert sum(item.confidence >= SURE for item in right) >= SURE_SHARE * len(right)
    assert sum(map(is_sure, right)) >= PRECISION * len(right)


def test_confidence_told_right_from_wrong_when_the_articles_were_new():
    told = readings(load_rows(), shipped)
    shares = []
    for low, high in ((0.0, 0.75), (0.75, 0.9), (0.9, 0.95), (0.95, 1.0)):
        rights = [right for sure, right in told if low <= sure < high]
        shares.append(sum(rights) / len(rights))
    assert shares == sorted(shares)
    assert shares[0] < 0.5
    assert shares[-1] >= 0.95


def test_the_report_prints_every_table(items, cases, capsys):
    report(items, sum(not case["gold"] for case in cases))
    told = capsys.readouterr().out
    for words in (
        "linked         az.trade_turnover",
        "stage_change",
        "sent at once",
        "negatives: ",
        "reliability: ",
        "  5  ",
    ):
        assert words in told


def test_a_share_has_its_interval():
    assert wilson(0, 0) == (0, 1)
    assert wilson(10, 10) == pytest.approx((0.722, 1.0), abs=0.001)
    assert wilson(50, 100) == pytest.approx((0.404, 0.596), abs=0.001)


@pytest.mark.parametrize(
    ("told", "threshold"),
    [
        ([(0.9, True), (0.8, True), (0.7, False)], 0.8),
        ([(0.9, False), (0.8, True)], 1.0),
        ([(0.9, True), (0.9, False), (0.8, True)], 1.0),
        ([(0.9, True), (0.5, True)], 0.5),
        ([], 1.0),
    ],
)
def test_a_threshold_leaves_out_what_is_wrong(told, threshold):
    assert fit_threshold(told) == threshold


def test_all_figures_of_an_article_are_in_one_fold_of_five():
    assert {fold_of(f"article {number}") for number in range(100)} == {0, 1, 2, 3, 4}
    assert fold_of("article 1") == fold_of("article 1")
