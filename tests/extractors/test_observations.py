"""Linking, case by case: ``tests/cases/<lang>/observations.yaml`` holds the sentences, this runs them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.indicators import load_indicators
from extractors.figures import extract_figures
from extractors.observations import extract_observations
from extractors.records import LANGUAGES, Observation
from flows.cases import write_observation as written

ROOT = Path(__file__).parents[2]
SPECS = load_indicators(ROOT / "config" / "indicators")


def cases() -> list[Any]:
    found = []
    for lang in LANGUAGES:
        path = ROOT / "tests" / "cases" / lang / "observations.yaml"
        for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1):
            found.append(pytest.param(lang, case, id=f"{lang}-{number}"))
    return found


def read(text: str, lang: str, published: dt.date | None, title: str = "") -> list[Observation]:
    figures = extract_figures(text, lang, published)
    return extract_observations(text, figures, SPECS, lang=lang, published=published, title=title)


@pytest.mark.parametrize(("lang", "case"), cases())
def test_a_sentence_gives_exactly_its_observations(lang: str, case: dict[str, Any]) -> None:
    found = read(case["text"], lang, case["published"])
    assert sorted(map(written, found)) == sorted(case["expect"])
