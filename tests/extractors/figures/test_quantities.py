"""The tables of ``tests/cases/<lang>/quantities.yaml``, and what must hold for any text at all."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.figures import extract_figures
from extractors.figures.language import detect_language
from extractors.figures.quantities import extract_quantities, read_quantities
from extractors.figures.refusals import Reason
from extractors.records import LANGUAGES, Quantity

CASES = Path(__file__).parents[2] / "cases"
UNRELATED = {
    "en": "Rain fell at dawn.",
    "ru": "Утром шёл дождь.",
    "kk": "Таңертең жаңбыр жауды.",
    "az": "Səhər yağış yağdı.",
}
DEPENDENT = {
    "from-to change", "elided unit", "elided verb", "apposition", "by and to", "multiple", "bound or level reached",
    "cut text", "scale after a bound", "millions or metres", "money or weight",
}  # fmt: skip


def read_cases(languages: Iterable[str] = LANGUAGES, *, name: str = "quantities") -> list[Any]:
    return [
        pytest.param(lang, case, id=f"{lang}: {case.get('construct', name)}: {case['text'][:50]}")
        for lang in languages
        for case in yaml.safe_load((CASES / lang / f"{name}.yaml").read_text(encoding="utf-8"))
    ]


def number(value: Any) -> Decimal | None:
    return None if value is None else round(Decimal(str(value)), 6)


def as_row(quantity: Quantity) -> dict[str, Any]:
    return {
        "text": quantity.text,
        "value": number(quantity.value),
        "low": number(quantity.low),
        "high": number(quantity.high),
        "unit": quantity.unit,
        "bound": quantity.bound,
        "change": quantity.change,
    }


@pytest.mark.parametrize(("lang", "case"), [*read_cases((*LANGUAGES, "tr")), *read_cases(LANGUAGES, name="news")])
def test_every_quantity_of_the_tables_is_read_and_nothing_else(lang: str, case: dict[str, Any]) -> None:
    found = extract_figures(case["text"], lang).quantities
    defaults = {"low": None, "high": None, "value": None, "unit": None, "bound": "exact", "change": "none"}
    expected = [
        defaults | {key: number(value) if key in ("value", "low", "high") else value for key, value in row.items()}
        for row in case["quantities"]
    ]
    roles = [row.pop("role", None) for row in expected]
    assert [as_row(quantity) for quantity in found] == expected
    assert [quantity.role for quantity, role in zip(found, roles, strict=True) if role] == [
        role for role in roles if role
    ]


@pytest.mark.parametrize(("lang", "case"), read_cases())
def test_an_unrelated_sentence_before_or_behind_changes_nothing(lang: str, case: dict[str, Any]) -> None:
    if case["construct"] == "cut text":
        pytest.skip("the end of the text is what the case is about")
    text, extra = case["text"], UNRELATED[lang]
    alone = [as_row(quantity) for quantity in extract_figures(text, lang).quantities]
    assert [as_row(quantity) for quantity in extract_figures(f"{text} {extra}", lang).quantities] == alone
    assert [as_row(quantity) for quantity in extract_figures(f"{extra} {text}", lang).quantities] == alone


@pytest.mark.parametrize(("lang", "case"), read_cases())
def test_a_quantity_alone_is_the_same_quantity(lang: str, case: dict[str, Any]) -> None:
    if case["construct"] in DEPENDENT:
        pytest.skip("its scale, unit or change comes from its neighbours")
    for quantity in extract_figures(case["text"], lang).quantities:
        alone = extract_quantities(quantity.text, lang)
        assert [(found.value, found.low, found.high) for found in alone] == [
            (quantity.value, quantity.low, quantity.high)
        ]


@pytest.mark.parametrize(("lang", "case"), read_cases(LANGUAGES, name="unread"))
def test_what_is_known_to_be_read_wrongly_still_is(lang: str, case: dict[str, Any]) -> None:
    expected = [{"bound": "exact", "change": "none", "unit": None} | row for row in case["quantities"]]
    told = [{key: number(row.get(key)) for key in ("value", "low", "high")} for row in expected]
    found = [as_row(quantity) for quantity in extract_figures(case["text"], lang).quantities]
    assert found != [row | values for row, values in zip(expected, told, strict=True)]


FRAGMENTS = st.sampled_from([
    "5", "1,5", "2 300", "1 250 000,75", "0,7", "-3", "+16,9", "2024", "10:30", "%", "%-ға", "$", "€", "US$",
    "млн", "млрд.", "тыс", "тонн", "миллионов пять", "десятки", "два с половиной", "треть", "на", "до", "с", "от",
    "почти", "более", "вырос", "и", ",", ".", ";", "(", ")", "–", "-", "\n", "\n\n", "bn", "million", "a hundred",
    "half a", "tens of", "from", "to", "between", "and", "up to", "rose", "km/h", "per day", "a year", "бес",
    "жүз", "мың", "теңгеден", "астам", "дейін", "өсті", "бүтін", "оннан", "yüz", "min", "manatdan", "çox", "qədər",
    "artıb", "№", "COP", "А-", "C5+1", "II", "İ", "ı", "&nbsp;", "<b>", "…", "'", "x", "²", "\u00a0", "\u2009",
    "\u200b",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    lang=st.sampled_from(LANGUAGES),
    text=st.one_of(
        st.text(max_size=120),
        st.lists(FRAGMENTS, max_size=25).map(" ".join),
        st.lists(FRAGMENTS, max_size=25).map("".join),
    ),
)
def test_any_text_gives_ordered_disjoint_spans_and_never_an_error(lang: str, text: str) -> None:
    end = 0
    for quantity in extract_quantities(text, lang):
        start, stop = quantity.span
        assert end <= start < stop <= len(text)
        assert quantity.text == text[start:stop]
        assert (quantity.value is None) == (quantity.low is not None and quantity.high is not None)
        assert quantity.low is None or quantity.high is None or quantity.low < quantity.high
        end = stop


HOSTILE = {
    "digits": "1234567890",
    "groups of digits": "123 ",
    "dots": "1.",
    "scale words": "миллион ",
    "number words": "двадцать ",
    "fractions": "half a ",
    "ranges": "5-",
    "open ranges": "from 5 to ",
    "bounds": "more than ",
    "brackets": "5 (",
    "currency": "$5 ",
    "commas": "5, ",
    "lines": "1\n",
    "decimals in words": "бес те ",
    "minus": "-",
    "markup": "&nbsp;<b",
}


def count_calls(text: str, lang: str) -> int:
    calls = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    extract_quantities("5 km", lang)
    sys.setprofile(count)
    try:
        extract_quantities(text, lang)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_work_grows_no_faster_than_a_hostile_text(lang: str, name: str) -> None:
    once, twice = (count_calls((HOSTILE[name] * size)[:size], lang) for size in (4_000, 8_000))
    assert twice <= 2.2 * once + 200


NEWS = "The port moved 4.2 million tonnes of grain last year, up 7% from 2022, and hired some 300 workers for $12m. "


@pytest.mark.parametrize("name", ["digits", "groups of digits", "scale words", "open ranges", "currency"])
def test_a_character_of_a_hostile_text_costs_little_more_than_one_of_news(name: str) -> None:
    size = 8_000
    assert count_calls((HOSTILE[name] * size)[:size], "en") <= 3 * count_calls((NEWS * size)[:size], "en")


def test_a_long_run_of_numbers_is_furniture_and_a_short_one_is_not() -> None:
    pair = "from 5 to 6 "
    assert len(extract_quantities(pair * 6, "en")) == 6
    quantities, refused = read_quantities(f"Rates: {pair * 30}; the yard has 7 wagons.", "en")
    assert [quantity.text for quantity in quantities] == ["7 wagons"]
    assert [item.reason for item in refused] == [Reason.FURNITURE]


TAKEN = "Sales in 2023–2025 rose to 7 wagons over nine months."


def test_numbers_in_taken_spans_are_no_quantities_but_lengths_of_time_are() -> None:
    taken = [(9, 18), (TAKEN.index("over"), len(TAKEN) - 1)]
    assert [quantity.text for quantity in extract_quantities(TAKEN, "en", taken)] == ["7 wagons", "nine months"]


@pytest.mark.parametrize(
    ("lang", "text", "reason"),
    [
        ("en", "COP29 opened.", Reason.NAME),
        ("en", "The Galaxy 21 sells.", Reason.NAME),
        ("en", "It began at 10:30 sharp.", Reason.IDENTIFIER),
        ("en", "They met in 2019 again.", Reason.YEAR),
        ("ru", "Действует закон № 42.", Reason.LABELLED),
        ("ru", "Он занял 3-е место.", Reason.ORDINAL),
        ("az", "Bu, 12 saylı qərardır.", Reason.LABELLED),
        ("kk", "Ол 7-ші орын алды.", Reason.ORDINAL),
        ("en", "News\n1399\nThe story goes on.", Reason.FURNITURE),
        ("en", "Answers follow.\n3. How is trade?", Reason.LISTED),
        ("en", "Exports came to 12", Reason.CUT),
        ("en", "Team lost it, one of many.", Reason.WEAK),
    ],
)
def test_a_refused_number_says_why(lang: str, text: str, reason: Reason) -> None:
    quantities, refused = read_quantities(text, lang)
    assert quantities == []
    assert [item.reason for item in refused] == [reason]


@pytest.mark.parametrize(("lang", "case"), read_cases())
def test_the_language_of_every_case_is_detected(lang: str, case: dict[str, Any]) -> None:
    if "Latin" in case["construct"]:
        pytest.skip("Kazakh in two scripts")
    assert detect_language(case["text"]) == lang
