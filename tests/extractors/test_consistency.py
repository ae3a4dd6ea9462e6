"""Figures of one article held against each other: what follows, what does not, what excludes each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from config.indicators import load_indicators
from extractors.calibration import LEAST
from extractors.consistency import Says, find, weigh
from extractors.figures import extract_figures
from extractors.observations import extract_observations

SPECS = load_indicators(Path(__file__).parents[2] / "config" / "indicators")
PUBLISHED = dt.date(2025, 3, 10)
PAIR = "Trade between Kazakhstan and Azerbaijan"
ROUTE = "Cargo on the Middle Corridor"

CASES = [
    (
        f"{PAIR} was $109 million in 2020. In 2023 it reached $529 million, almost 5 times more than in 2020.",
        Says.FOLLOWS,
        "almost 5 times follows from 109,000,000 USD → 529,000,000 USD (4.85 times)",
    ),
    (
        f"{PAIR} was $109 million in 2020. In 2023 it reached $529 million, 7 times more than in 2020.",
        Says.DOES_NOT_FOLLOW,
        "7 times does not follow from 109,000,000 USD → 529,000,000 USD (4.85 times)",
    ),
    (
        f"{ROUTE} was 2.7 million tonnes in 2023, up 65% from 1.7 million tonnes in 2022.",
        Says.DOES_NOT_FOLLOW,
        "65 percent does not follow from 1,700,000 t → 2,700,000 t (+58.8 percent)",
    ),
    (
        f"{ROUTE} was 4.5 million tonnes in 2024, up 62% from 2.77 million tonnes in 2023.",
        Says.FOLLOWS,
        "62 percent follows from 2,770,000 t → 4,500,000 t (+62.5 percent)",
    ),
    (
        f"{ROUTE} was 4.1 million tonnes in 2024, 9% up from 4.5 million tonnes in 2023.",
        Says.DOES_NOT_FOLLOW,
        "9 percent does not follow from 4,500,000 t → 4,100,000 t (-8.9 percent)",
    ),
    (
        f"{ROUTE} was 4.5 million tonnes in 2024. In January to September 2024 {ROUTE.lower()} was 5.1 million tonnes.",
        Says.EXCLUDES,
        "a part exceeds the whole: 5,100,000 t in 2024-01..2024-09, 4,500,000 t in 2024",
    ),
    (
        f"{PAIR} was $529 million in 2023. {PAIR} was $310 million in 2023.",
        Says.EXCLUDES,
        "two figures of one period: 529,000,000 USD in 2023, 310,000,000 USD in 2023",
    ),
]


def read(text, published=PUBLISHED):
    return extract_observations(text, extract_figures(text, "en", published), SPECS, lang="en", published=published)


@pytest.mark.parametrize(("text", "says", "reason"), CASES)
def test_figures_of_one_article_are_held_against_each_other(text, says, reason):
    observations = read(text)
    findings = [(finding.says, finding.reason) for finding in find(observations, SPECS)]
    assert findings == [(says, reason)]
    assert sum(reason in seen.reasons for seen in observations) == (2 if says is Says.EXCLUDES else 3)


def test_a_long_table_is_not_held_against_itself():
    seen = read(f"{ROUTE} was 4.5 million tonnes in 2024.")[0]
    levels = [replace(seen, value=Decimal(number) * 1_100_000) for number in range(2, 72)]
    assert len(list(find(levels[:3], SPECS))) == 3
    assert weigh(levels, SPECS) == levels
    assert max(len(level.reasons) for level in weigh(levels[:20], SPECS)) == len(seen.reasons) + 3


def test_what_follows_is_surer_and_what_does_not_is_less_sure_than_either_alone():
    alone = read(f"{ROUTE} was 2.77 million tonnes in 2023.")[0].confidence
    follows = read(CASES[3][0])[-1].confidence
    not_following = read(CASES[2][0])[-1].confidence
    excluded = read(CASES[6][0])[0].confidence
    assert follows > alone > not_following > excluded


@pytest.mark.parametrize(
    "text",
    [
        f"{PAIR} was $529 million in 2023, Asel Janassova said. {PAIR} was $310 million, said Aigul Kuspan.",
        f"{PAIR} was $529 million in 2023. {PAIR} was $529.4 million in 2023.",
        f"{ROUTE} was 4.5 million tonnes in 2024. In January to June 2024 {ROUTE.lower()} was 2.2 million tonnes.",
        f"{ROUTE} was 1.1 million tonnes in 2020–2022. In 2022 {ROUTE.lower()} was 1.5 million tonnes.",
        f"{PAIR} was $529 million in 2023. Trade between Kazakhstan and the European Union was $41 billion in 2023.",
    ],
    ids=["two offices", "the same with a digit more", "a part below the whole", "a mean of years", "two indicators"],
)
def test_figures_that_may_both_be_true_say_nothing_of_each_other(text):
    observations = read(text)
    assert len(observations) > 1
    assert list(find(observations, SPECS)) == []
    assert weigh(observations, SPECS) == observations


def test_what_is_more_likely_wrong_than_right_is_not_told():
    text = f"In 2024 {ROUTE.lower()} was 4.5 million tonnes. It was 9 million tonnes."
    (told,) = read(text)
    assert (told.value, told.confidence >= LEAST) == (Decimal(4_500_000), True)
    assert len(read(text.replace("It was", "In 2025 it was"))) == 2
