"""Folding keeps every offset."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.figures.normalise import fold
from extractors.records import LANGUAGES


@given(lang=st.sampled_from(LANGUAGES), text=st.text(max_size=200))
def test_folding_keeps_the_length_of_any_text(lang: str, text: str) -> None:
    assert len(fold(text, lang)) == len(text)


@pytest.mark.parametrize(
    ("lang", "text", "folded"),
    [
        ("az", "İyun IŞIQ", "iyun ışıq"),
        ("en", "IN İzmir", "in izmir"),
        ("ru", "Cреда, 5\u00a0мЛн \u2212 3 \u2014 4", "среда, 5 млн - 3 \u2013 4"),
        ("ru", "latin стоит", "latin стоит"),
        ("kk", "əр жердe", "әр жерде"),
        ("en", "it\u2019s 5<b>0", "it's 5   0"),
        ("en", "5&nbsp;km", "5\x1f\x1f\x1f\x1f\x1f\x1fkm"),
    ],
)
def test_case_blanks_dashes_look_alikes_and_remnants_are_folded(lang: str, text: str, folded: str) -> None:
    assert fold(text, lang) == folded
