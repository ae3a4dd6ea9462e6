"""The tables of ``tests/cases/<lang>/periods.yaml``, and what must hold for any text at all."""

import datetime as dt
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.figures.period_words import load_vocabulary
from extractors.figures.periods import extract_periods
from extractors.records import LANGUAGES, How

CASES = Path(__file__).parents[2] / "cases"
PUBLISHED = dt.date(2025, 6, 15)


def read_cases():
    for lang in LANGUAGES:
        for case in yaml.safe_load((CASES / lang / "periods.yaml").read_text(encoding="utf-8")):
            yield pytest.param(lang, case, id=f"{lang}: {case['text'][:60]}")


def as_row(mention, text):
    period = mention.period
    found = {"text": text[slice(*mention.span)], "label": period.label, "kind": period.kind, "how": period.how}
    return found | {"base": mention.is_base}


@pytest.mark.parametrize(("lang", "case"), read_cases())
def test_every_period_of_the_tables_is_read(lang, case):
    published = dt.date.fromisoformat(case["published"]) if "published" in case else None
    expected = [{"kind": "during", "how": "stated", "base": False} | row for row in case["periods"]]
    assert [as_row(mention, case["text"]) for mention in extract_periods(case["text"], lang, published)] == expected
