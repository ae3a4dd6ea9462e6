"""The lexicons as data: complete, without contradictions, and every form found by the real extractor."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.dates import get_month_names
from babel.numbers import get_currency_name
from babel.units import format_unit

from extractors.figures import extract_figures
from extractors.figures.lexicon import SECTIONS, TOKEN, LexiconError, _Compiler, load_lexicon, read_sections
from extractors.figures.meanings import CODED, LISTED, NUMBERED
from extractors.figures.normalise import fold
from extractors.figures.quantities import extract_quantities
from extractors.records import LANGUAGES, Bound

KEYED = (*NUMBERED, *CODED, "contexts")
ENDING = {
    "dative": {"kk": "ге", "az": "ə"},
    "ablative": {"kk": "ден", "az": "dən"},
    "accusative": {"az": "i"},
    "genitive": {"kk": "нің", "az": "in"},
}


def forms(lang: str, *sections: str) -> Iterator[tuple[str, str, str]]:
    for section in sections:
        for key, listed in read_sections(lang)[section].items():
            yield from ((section, key, form) for form in listed)


@pytest.mark.parametrize("lang", [*LANGUAGES, "tr"])
def test_every_language_has_the_same_sections(lang: str) -> None:
    assert set(read_sections(lang)) == SECTIONS


def test_every_section_is_explained() -> None:
    explained = (Path(__file__).parents[3] / "docs" / "figures.md").read_text(encoding="utf-8")
    assert [section for section in sorted(SECTIONS) if f"`{section}`" not in explained] == []


@pytest.mark.parametrize("lang", [*LANGUAGES, "tr", "units"])
def test_no_key_is_written_twice(lang: str) -> None:
    text = resources.files("extractors.lexicons").joinpath(f"{lang}.yaml").read_text(encoding="utf-8")
    maps = [yaml.compose(text, Loader=yaml.CSafeLoader)]
    while maps:  # YAML takes the last of two alike keys and is silent about the first
        node = maps.pop()
        if isinstance(node, yaml.MappingNode):
            counts = Counter(key.value for key, _ in node.value)
            assert [key for key, count in counts.items() if count > 1] == []
            maps += [value for _, value in node.value]


def test_a_missing_section_is_named() -> None:
    sections = {name: content for name, content in read_sections("en").items() if name != "cardinals"}
    with pytest.raises(KeyError, match="cardinals"):
        _Compiler("en", sections, read_sections("units")).compiled()


def test_a_form_that_yaml_reads_as_a_truth_value_is_named() -> None:
    sections = read_sections("az") | {"times": [True]}
    with pytest.raises(LexiconError, match=r"az\.yaml: put True of kind times into quotes"):
        _Compiler("az", sections, read_sections("units")).compiled()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("section", KEYED)
def test_no_form_has_two_values_in_a_section(lang: str, section: str) -> None:
    counts = Counter(fold(form, lang) for _, _, form in forms(lang, section))
    assert [form for form, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("section", LISTED)
def test_no_form_is_listed_twice(lang: str, section: str) -> None:
    counts = Counter(fold(form, lang) for form in read_sections(lang)[section])
    assert [form for form, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_form_is_words_of_one_script(lang: str) -> None:
    listed = [form for _, _, form in forms(lang, *KEYED)] + [
        form for name in LISTED for form in read_sections(lang)[name]
    ]
    for form in listed:
        for word in TOKEN.findall(form):
            scripts = {unicodedata.name(letter).split()[0] for letter in word if letter.isalpha()}
            assert len(scripts - {"MODIFIER", "SUPERSCRIPT"}) <= 1, form
        assert form.strip() == form
        assert form


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numerals_are_complete(lang: str) -> None:
    cardinals = {Decimal(key) for _, key, _ in forms(lang, "cardinals")}
    scales = {Decimal(key) for _, key, _ in forms(lang, "scales")}
    assert cardinals >= {Decimal(value) for value in (*range(11), *range(20, 100, 10))}
    assert cardinals | scales >= {Decimal(10) ** power for power in (2, 3, 6, 9, 12)}
    if lang in ("en", "ru"):
        assert cardinals >= {Decimal(value) for value in range(11, 20)}


def values(text: str, lang: str) -> list[tuple[Any, str | None]]:
    return [(quantity.value, quantity.unit) for quantity in extract_quantities(text, lang)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_cardinal_is_read(lang: str) -> None:
    for _, key, form in forms(lang, "cardinals"):
        assert values(f"{form} km", lang) == [(Decimal(key), "km")], form


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_scale_is_read(lang: str) -> None:
    for _, key, form in forms(lang, "scales"):
        assert values(f"3 {form} km", lang) == [(3 * Decimal(key), "km")], form


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fraction_is_read(lang: str) -> None:
    for _, key, form in forms(lang, "fractions"):
        over, under = key.split("/")
        found = extract_quantities(f"x {form} x", lang)
        assert [quantity.value for quantity in found] == [Decimal(over) / Decimal(under)], form


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_unit_and_noun_is_read(lang: str) -> None:
    for _, key, form in forms(lang, "units", "nouns"):
        assert values(f"3 {form},", lang) == [(3, key)], form


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_symbol_sign_and_code_is_read(lang: str) -> None:
    units = read_sections("units")
    for key, symbols in units["symbols"].items():
        for symbol in symbols:
            assert values(f"3 {symbol},", lang) == [(3, key)], symbol
    for key, signs in (*units["currency_signs"].items(), *((code, [code]) for code in units["currency_codes"])):
        for sign in signs:
            assert values(f"{sign} 3,", lang) == [(3, key)], sign


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rate_is_part_of_the_unit(lang: str) -> None:
    for _, key, form in forms(lang, "per"):
        found = [quantity.unit for quantity in extract_quantities(f"3 km {form}", lang)]
        assert found == [f"km per {key}" if key else "km"], form


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_bound_before_a_number_is_read(lang: str) -> None:
    for _, key, form in forms(lang, "before"):
        assert [quantity.bound for quantity in extract_quantities(f"x {form} 7 km x", lang)] == [Bound(key)], form


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_bound_after_a_number_is_read(lang: str) -> None:
    for bound, cases in read_sections(lang)["after"].items():
        for case, listed in cases.items():
            number = "7 km" if case == "any" else f"7 km-{ENDING[case][lang]}"
            for form in listed:
                found = [quantity.bound for quantity in extract_quantities(f"x {number} {form} x", lang)]
                assert found == [Bound(bound)], form


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_that_only_look_like_numerals_are_none(lang: str) -> None:
    sections = read_sections(lang)
    for word in sections["never"] + sections["alone"]:
        assert [quantity.text for quantity in extract_quantities(f"x {word} x", lang)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_ordinal_is_no_cardinal(lang: str) -> None:
    for form in read_sections(lang)["ordinals"]:
        assert extract_quantities(f"x {form.rstrip('*')} x", lang) == [], form


CURRENCIES = [
    "USD", "EUR", "GBP", "CNY", "CHF", "RUB", "KZT", "AZN", "UAH", "TRY", "UZS", "KGS", "GEL", "AMD", "BYN", "INR",
    "KRW", "PLN", "AED", "SEK", "NOK", "DKK", "CAD", "AUD", "TJS", "TMT",
]  # fmt: skip


@pytest.mark.parametrize("lang", [*LANGUAGES, "tr"])
@pytest.mark.parametrize("code", CURRENCIES)
def test_every_currency_name_of_cldr_is_read(lang: str, code: str) -> None:
    for count in (3, 7, 21):
        name = get_currency_name(code, count, lang)
        assert values(f"{count} {name},", lang) == [(count, code)], name


MEASURES = {
    "mass-tonne": "t",
    "mass-kilogram": "kg",
    "length-kilometer": "km",
    "length-meter": "m",
    "area-square-kilometer": "km2",
    "area-square-meter": "m2",
    "area-hectare": "ha",
    "volume-cubic-meter": "m3",
    "volume-cubic-kilometer": "km3",
    "volume-liter": "L",
    "power-watt": "W",
    "power-kilowatt": "kW",
    "power-megawatt": "MW",
    "power-gigawatt": "GW",
    "energy-kilowatt-hour": "kWh",
    "temperature-celsius": "degC",
    "speed-kilometer-per-hour": "km/h",
    "concentr-percent": "percent",
}


@pytest.mark.parametrize("lang", [*LANGUAGES, "tr"])
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("width", ["long", "short"])
def test_every_unit_name_of_cldr_is_read(lang: str, measure: str, width: str) -> None:
    for count in (3, 7, 21):
        text = format_unit(count, measure, width, locale=lang)
        assert values(f"{text},", lang) == [(count, MEASURES[measure])], text


SMALL = {
    "kk": ["", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"],
    "az": ["", "bir", "iki", "üç", "dörd", "beş", "altı", "yeddi", "səkkiz", "doqquz"],
    "en": ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
}
TENS = {
    "kk": ["", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"],
    "az": ["", "on", "iyirmi", "otuz", "qırx", "əlli", "altmış", "yetmiş", "səksən", "doxsan"],
    "en": ["", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
}
TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
STEPS = {
    "kk": {10**9: "миллиард", 10**6: "миллион", 1000: "мың", 100: "жүз"},
    "az": {10**9: "milyard", 10**6: "milyon", 1000: "min", 100: "yüz"},
    "en": {10**9: "billion", 10**6: "million", 1000: "thousand", 100: "hundred"},
}


def spell(value: int, lang: str) -> str:
    for step, word in STEPS[lang].items():
        if value >= step:
            return f"{spell(value // step, lang)} {word} {spell(value % step, lang)}".strip()
    if lang == "en" and 10 <= value < 20:
        return TEENS[value - 10]
    joint = "-" if lang == "en" and value > 20 and value % 10 else " "
    return f"{TENS[lang][value // 10]}{joint}{SMALL[lang][value % 10]}".strip()


@pytest.mark.parametrize("lang", SMALL)
def test_spelled_numbers_up_to_a_trillion_are_read(lang: str) -> None:
    for value in (*range(2, 400, 7), *(3**power % 10**12 for power in range(8, 60))):
        assert values(f"{spell(value, lang)} km", lang) == [(value, "km")], value


def listed(words: str) -> list[str]:
    return ["", *words.split()]


RUSSIAN = {
    "hundreds": listed("сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот"),
    "tens": ["", *listed("двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто")],
    "small": listed(
        "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать "
        "пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
    ),
    "genitive hundreds": listed("ста двухсот трёхсот четырёхсот пятисот шестисот семисот восьмисот девятисот"),
    "genitive tens": ["", *listed("двадцати тридцати сорока пятидесяти шестидесяти семидесяти восьмидесяти девяноста")],
    "genitive small": listed(
        "одного двух трёх четырёх пяти шести семи восьми девяти десяти одиннадцати двенадцати тринадцати четырнадцати "
        "пятнадцати шестнадцати семнадцати восемнадцати девятнадцати"
    ),
}


def spell_russian(value: int, case: str) -> str:
    tens, small = (0, value % 100) if value % 100 < 20 else (value // 10 % 10, value % 10)
    words = RUSSIAN[f"{case}hundreds"][value // 100], RUSSIAN[f"{case}tens"][tens], RUSSIAN[f"{case}small"][small]
    return " ".join(filter(None, words))


@pytest.mark.parametrize(("case", "scale"), [("", "миллионов"), ("genitive ", "миллионов"), ("", "тыс.")])
def test_russian_numbers_are_read_in_the_nominative_and_the_genitive(case: str, scale: str) -> None:
    for value in range(2, 1000):
        factor = 1000 if scale == "тыс." else 1_000_000
        assert values(f"x {spell_russian(value, case)} км", "ru") == [(value, "km")], value
        assert values(f"x {spell_russian(value, case)} {scale} тонн", "ru") == [(value * factor, "t")], value


@pytest.mark.parametrize("month", range(1, 13))
def test_a_fifth_language_is_data_only(month: int) -> None:
    name = get_month_names("wide", locale="tr")[month]
    figures = extract_figures(f"{name} 2024: ticaret yüzde {month + 1} arttı.", "tr")
    assert [mention.period.label for mention in figures.periods] == [f"2024-{month:02}"]
    assert [(found.value, found.unit) for found in figures.quantities] == [(month + 1, "percent")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_lexicon_is_compiled_once(lang: str) -> None:
    assert load_lexicon(lang) is load_lexicon(lang)
