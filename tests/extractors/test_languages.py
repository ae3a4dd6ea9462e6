"""Texts in two languages."""

from __future__ import annotations

import pytest

from extractors.languages import split_languages

TEXTS = {
    "ru": "Товарооборот двух стран в прошлом году вырос на десятую часть, сообщили в министерстве торговли.\n",
    "kk": "Екі елдің тауар айналымы өткен жылы оннан бір бөлікке өсті, деп хабарлады сауда министрлігі.\n",
    "en": "Trade between the two countries grew by a tenth last year, the ministry of trade told journalists.\n",
    "az": "İki ölkənin ticarət dövriyyəsi ötən il onda bir qədər artıb, bunu jurnalistlərə nazirlikdən bildiriblər.\n",
}


def joined(*parts: tuple[str, int]) -> str:
    return "".join(TEXTS[lang] * times for lang, times in parts)


SPLIT = {
    "one below the other": [("kk", 5), ("ru", 5)],
    "Latin below Cyrillic": [("ru", 6), ("en", 4)],
    "in three languages": [("az", 4), ("ru", 5), ("en", 6)],
    "back again": [("ru", 5), ("kk", 5), ("ru", 5)],
}


@pytest.mark.parametrize("name", SPLIT)
def test_versions_of_a_text_are_told_apart(name):
    text = joined(*SPLIT[name])
    found = split_languages(text, "ru")
    assert [lang for _, _, lang in found] == [lang for lang, _ in SPLIT[name]]
    assert "".join(text[start:end] for start, end, _ in found) == text
    assert [text[start:end] for start, end, _ in found] == [joined(part) for part in SPLIT[name]]


WHOLE = {
    "one language": joined(("ru", 9)),
    "a quotation": joined(("ru", 5), ("kk", 1), ("ru", 5)),
    "a line of names": joined(("ru", 5)) + "Әлібек Қуандықұлы, Өмірғали Ғабитұлы, Күләш Ыбырайқызы, Ұлпан Әділетқызы\n",
    "short lines": "Да.\nЖоқ.\nYes.\n" * 40,
    "nothing": "",
    "a heading in another": "TRADE\n" + joined(("ru", 5)),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_text_with_a_few_words_of_another_language_is_one(name):
    assert split_languages(WHOLE[name], "ru") == [(0, len(WHOLE[name]), "ru")]
