"""Who said a figure, case by case: ``tests/cases/<lang>/speakers.yaml`` holds the sentences, this runs them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.indicators import load_indicators
from extractors.figures import extract_figures
from extractors.observations import extract_observations
from extractors.phrases import load_phrases
from extractors.records import LANGUAGES

ROOT = Path(__file__).parents[2]
SPECS = load_indicators(ROOT / "config" / "indicators")
PUBLISHED = dt.date(2025, 3, 10)


def cases() -> list[Any]:
    found = []
    for lang in LANGUAGES:
        path = ROOT / "tests" / "cases" / lang / "speakers.yaml"
        for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1):
            found.append(pytest.param(lang, case, id=f"{lang}-{number}"))
    return found


@pytest.mark.parametrize(("lang", "case"), cases())
def test_a_figure_has_the_speaker_that_the_text_names(lang: str, case: dict[str, Any]) -> None:
    figures = extract_figures(case["text"], lang, PUBLISHED)
    found = extract_observations(case["text"], figures, SPECS, lang=lang, published=PUBLISHED)
    assert [seen.speaker for seen in found] == case["speakers"]
    assert all(seen.speaker is None or seen.speaker in case["text"] for seen in found)


def test_the_words_of_speech_are_there_in_every_language() -> None:
    lists = load_phrases("speakers")
    assert {name: sorted(table) for name, table in lists.items()} == {name: sorted(LANGUAGES) for name in lists}
    for name in ("verbs", "pronouns", "titles", "institutions", "ends", "pointing"):
        assert all(lists[name][lang] for lang in LANGUAGES)
    for name, table in lists.items():
        for lang, words in table.items():
            assert len(words) == len(set(words)), (name, lang)
