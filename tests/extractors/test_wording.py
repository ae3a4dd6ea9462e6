"""One statement in the many wordings of the press of four languages, and phrases of the lexicons that can be found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.indicators import Phrases
from extractors.phrases import load_phrases
from tests.extractors.test_observations import SPECS, read, written

GROUPS: list[dict[str, Any]] = yaml.load(
    (Path(__file__).parents[1] / "cases" / "wording.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)
STAR_INSIDE = re.compile(r"\w\*\w")


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: f"{group['lang']}: {'; '.join(group['expect'])}")
def test_every_wording_of_a_statement_is_read_alike(group: dict[str, Any]) -> None:
    read_as = {text: sorted(map(written, read(text, group["lang"], group["published"]))) for text in group["texts"]}
    assert {text: found for text, found in read_as.items() if found != sorted(group["expect"])} == {}


def test_a_star_stands_only_at_the_ends_of_a_word_where_it_is_understood() -> None:
    tables: list[Phrases] = [
        *(table for name in ("measures", "modality") for table in load_phrases(name).values()),
        *(table for group in load_phrases("parties").values() for table in group.values()),
        *(table for spec in SPECS for table in (spec.cues, spec.requires, spec.exclude, spec.counted)),
        *(stage.cues for spec in SPECS for stage in spec.stages),
    ]
    phrases = {phrase for table in tables for found in table.values() for phrase in found}
    assert {phrase for phrase in phrases if STAR_INSIDE.search(phrase)} == set()
