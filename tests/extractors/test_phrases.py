"""Phrases and parties: what a plain phrase finds, and who is named as a partner."""

from __future__ import annotations

import pytest

from extractors.clauses import split_sentences
from extractors.figures.normalise import fold
from extractors.parties import find_capitals, find_parties
from extractors.phrases import Finder, longest, words_of

PHRASES = [
    ("trade turnover", "The trade turnover grew", True),
    ("trade turnover", "The trade and turnover grew", False),
    ("trad* turnover", "Trading turnover grew", True),
    ("trade * turnover", "trade goods turnover", True),
    ("trade * turnover", "trade turnover", False),
    ("visa … eased", "the visa rules of the Union were eased", True),
    ("visa … eased", "eased rules for a visa", False),
    ("middle corridor", "the Middle-Corridor route", True),
    ("*ing", "They are planning", True),
    ("*ing", "They planned", False),
    ("cat", "a category", False),
]


@pytest.mark.parametrize(("phrase", "text", "found"), PHRASES)
def test_a_phrase_finds_what_it_says(phrase: str, text: str, *, found: bool) -> None:
    finder = Finder([("key", phrase)], "en")
    assert bool(finder.find(words_of(fold(text, "en")))) is found


def test_of_nested_phrases_the_longest_stays() -> None:
    finder = Finder([("own", "trade"), ("rival", "foreign trade")], "en")
    hits = longest(finder.find(words_of("foreign trade grew")))
    assert [hit.key for hit in hits] == ["rival"]


PARTIES = [
    ("en", "Trade of Kazakhstan with the EU member states grew", [("KZ", False), ("EU", True)]),
    ("en", "Germany and Kazakhstan", [("DE", False), ("KZ", False)]),
    ("ru", "Торговля Азербайджана с Казахстаном", [("AZ", False), ("KZ", True)]),
    ("ru", "Товарооборот со странами Евросоюза", [("EU", True)]),
    ("kk", "Қазақстанның Әзербайжанмен саудасы", [("KZ", False), ("AZ", True)]),
    ("kk", "Қазақстан мен Әзербайжан арасындағы сауда", [("KZ", False), ("AZ", False)]),
    ("kk", "ЕО елдерімен сауда", [("EU", True)]),
    ("az", "Azərbaycanın Qazaxıstanla ticarəti", [("AZ", False), ("KZ", True)]),
    ("az", "Azərbaycanla Gürcüstan arasında", [("AZ", False), ("GE", False)]),
    ("az", "Aİ ölkələri ilə ticarət", [("EU", True)]),
    ("en", "Speaking in Astana on Monday", []),
]


@pytest.mark.parametrize(("lang", "text", "expected"), PARTIES)
def test_parties_are_found_with_their_part(lang: str, text: str, expected: list[tuple[str, bool]]) -> None:
    sentence = split_sentences(text, fold(text, lang), lang)[0]
    assert [(mention.code, mention.is_partner) for mention in find_parties(sentence, lang)] == expected


def test_a_capital_speaks_for_its_country() -> None:
    text = "Министр посетил Ташкент."
    assert find_capitals(split_sentences(text, fold(text, "ru"), "ru")[0], "ru") == {"UZ"}
