"""Sentences and distances: where a text is cut, and what counts as near."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.clauses import Sentence, split_sentences
from extractors.figures.normalise import fold

CUTS = [
    ("en", "Trade rose. It reached a record.", 2),
    ("en", "On Jan. 15 Mr. Smith spoke of the U.S. market.", 1),
    ("en", "A total of 2.5 million\ntons moved last year.", 1),
    ("en", "Freight grows on the route\nAstana, 5 May\nMore cargo came.", 3),
    ("en", "It rose by\n5 percent.", 1),
    ("ru", "Товарооборот вырос до 529 млн долл. Это рекорд.", 2),
    ("ru", "Товарооборот составил 529 млн долл. США за год.", 1),
    ("ru", "В 2022 г. Казахстан продал 5 тыс. т зерна.", 1),
    ("ru", "Он сказал: «Растём!» Потом ушёл.", 2),
    ("kk", "Сауда өсті. Көлемі 5 млрд. АҚШ долларына жетті.", 2),
    ("az", "Dövriyyə artıb. Həcm 5 mln. ABŞ dollarıdır.", 2),
    ("en", "", 0),
    ("en", "\n \n", 0),
]


def split(text: str, lang: str) -> list[Sentence]:
    return split_sentences(text, fold(text, lang), lang)


@pytest.mark.parametrize(("lang", "text", "count"), CUTS)
def test_a_text_is_cut_where_a_sentence_ends(lang: str, text: str, count: int) -> None:
    assert len(split(text, lang)) == count


def test_a_comma_between_two_words_makes_them_farther() -> None:
    plain, parted = split("trade grew fast", "en")[0], split("trade grew, fast", "en")[0]
    assert plain.distance(0, 2) < parted.distance(0, 2)
    assert plain.breaks(0, 2) == 0


def test_a_decimal_comma_parts_nothing() -> None:
    sentence = split("выросла на 2,5 процента", "ru")[0]
    assert sentence.breaks(0, len(sentence.words) - 1) == 0


def test_a_sign_behind_a_number_is_no_word_of_it() -> None:
    sentence = split("up 5%, they said", "en")[0]
    assert sentence.span(3, 5) == (1, 1)


@given(st.text(alphabet="abж.,\n ;!?5«»", max_size=300))
def test_sentences_are_in_order_and_hold_every_word(text: str) -> None:
    sentences = split(text, "ru")
    words = [word for sentence in sentences for word in sentence.words]
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert "".join(word.text for word in words) == "".join(char for char in fold(text, "ru") if char.isalnum())
    assert all(sentence.costs == tuple(sorted(sentence.costs)) for sentence in sentences)


def test_an_endless_sentence_is_cut() -> None:
    assert max(len(sentence.words) for sentence in split("trade " * 1000, "en")) <= 150
