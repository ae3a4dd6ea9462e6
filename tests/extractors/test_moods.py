"""A verb denied beside a figure bounds it from above, in every language; what it does not touch stays as printed."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors.records import Bound
from tests.extractors.test_observations import read

DENIED = [
    ("en", "Trade between Kazakhstan and Azerbaijan did not exceed $700 million in 2024.", Bound.AT_MOST),
    ("en", "Trade between Kazakhstan and Azerbaijan exceeded $700 million in 2024.", Bound.OVER),
    ("ru", "Товарооборот Казахстана и Азербайджана в 2024 году не превысил 700 млн долларов.", Bound.AT_MOST),
    ("ru", "Товарооборот Казахстана и Азербайджана в 2024 году не достиг и 700 млн долларов.", Bound.AT_MOST),
    ("kk", "2024 жылы Қазақстан мен Әзербайжанның тауар айналымы 700 млн доллардан аспады.", Bound.AT_MOST),
    ("az", "2024-cü ildə Qazaxıstanla Azərbaycanın ticarət dövriyyəsi 700 milyon dolları keçməyib.", Bound.AT_MOST),
]


@pytest.mark.parametrize(("lang", "text", "bound"), DENIED)
def test_a_denied_verb_of_reaching_bounds_the_figure_from_above(lang: str, text: str, bound: Bound) -> None:
    (found,) = read(text, lang, dt.date(2025, 3, 1))
    assert found.bound is bound
