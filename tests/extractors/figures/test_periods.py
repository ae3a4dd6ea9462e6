"""The tables of ``tests/cases/<lang>/periods.yaml``, and what must hold for any text at all."""

import datetime as dt
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml
from babel.dates import get_month_names
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.figures.lexicon import read_sections
from extractors.figures.normalise import fold
from extractors.figures.period_vocabulary import LISTS, load_vocabulary
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


@pytest.mark.parametrize(("lang", "case"), list(read_cases()))
def test_every_period_of_the_tables_is_read(lang, case):
    published = dt.date.fromisoformat(case["published"]) if "published" in case else None
    expected = [{"kind": "during", "how": "stated", "base": False} | row for row in case["periods"]]
    assert [as_row(mention, case["text"]) for mention in extract_periods(case["text"], lang, published)] == expected


CLDR_SENTENCES = {"en": "in {} 2024", "ru": "за {} 2024 года", "kk": "2024 жылғы {}", "az": "2024-cü ilin {}"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
@pytest.mark.parametrize("context", ["format", "stand-alone"])
def test_every_month_name_of_cldr_is_read(lang, width, context):
    for number, name in get_month_names(width, context, lang).items():
        text = CLDR_SENTENCES[lang].format(name)
        found = [mention.period.label for mention in extract_periods(text, lang, None)]
        assert found == [f"2024-{number:02}"], text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_form_has_two_meanings(lang):
    section = read_sections(lang)["periods"]
    valued = ("ordinals", "counts", "relative_year", "relative_year_from", "relative")
    plain = [form for name in LISTS for form in section[name]]
    forms = plain + [form for name in valued for listed in section[name].values() for form in listed]
    folded = Counter(fold(form, lang) for form in forms)
    assert [form for form, times in folded.items() if times > 1] == []
    assert [form for form in folded if not form.strip()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_months_with_their_endings_name_one_month(lang):
    section = read_sections(lang)["periods"]
    meanings = defaultdict(set)
    for name in ("month_endings", "month_from_endings", "month_by_endings", "month_before_day_endings"):
        for ending in section[name]:
            for number, stems in section["months"].items():
                for stem in stems:
                    meanings[fold(stem + ending, lang)].add(number)
    assert {form for form, numbers in meanings.items() if len(numbers) > 1} == set()
    assert set(section["months_needing_context"]) <= {stem for stems in section["months"].values() for stem in stems}


def test_every_language_has_the_same_sections():
    shapes = {lang: set(read_sections(lang)["periods"]) for lang in LANGUAGES}
    assert all(shape == shapes["en"] for shape in shapes.values())
    for name in ("months", "ordinals", "counts", "relative_year", "relative", "parts"):
        keys = [set(read_sections(lang)["periods"][name]) for lang in LANGUAGES]
        if name != "parts":
            assert all(found == keys[0] for found in keys), name


FORMS = {lang: sorted(load_vocabulary(lang).words) for lang in LANGUAGES}
PIECES = ["2024", "2020", "31", "30", "9", "1.", "22.06.2023", "2025-05-29", "-", "–", " ", ",", "\n", "\n\n", "$", "%"]


@st.composite
def news_like(draw):
    lang = draw(st.sampled_from(LANGUAGES))
    piece = st.one_of(st.sampled_from(FORMS[lang]), st.sampled_from(PIECES), st.text(max_size=3))
    return lang, draw(st.sampled_from([" ", ""])).join(draw(st.lists(piece, max_size=25)))


@settings(max_examples=400, deadline=None)
@given(news_like(), st.sampled_from([None, PUBLISHED, dt.date(2024, 2, 29), dt.date(1, 1, 1)]))
def test_mentions_are_ordered_and_disjoint_and_their_dates_run_forward(case, published):
    lang, text = case
    end = 0
    for mention in extract_periods(text, lang, published):
        period = mention.period
        assert end <= mention.span[0] < mention.span[1] <= len(text)
        end = mention.span[1]
        assert (period.label is None) == (period.start is None) == (period.how is How.UNKNOWN)
        assert period.start is None or period.end is None or period.start < period.end


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_is_read_without_an_error(text, lang):
    extract_periods(text, lang, PUBLISHED)


def test_stated_periods_do_not_depend_on_what_stands_in_other_paragraphs():
    for lang, case in ((param.values[0], param.values[1]) for param in read_cases()):
        published = dt.date.fromisoformat(case["published"]) if "published" in case else None
        before = "…" * 900 + "\n\n"
        alone = extract_periods(case["text"], lang, published)
        shifted = extract_periods(before + case["text"] + "\n\n…", lang, published)
        assert [mention.period for mention in shifted] == [mention.period for mention in alone]


@pytest.mark.parametrize(
    "unit",
    [
        "2024 ",
        "2020-",
        "1234567890 ",
        "1 2 3 ",
        "с 5 до ",
        "по сравнению ",
        "в 2024 году ",
        "последние ",
        "2024 -",
        "\n",
        "1.",
    ],
)
def test_reading_time_grows_with_the_length_of_the_text_only(unit):
    def seconds(length):
        text = unit * (length // len(unit))
        started = time.process_time()
        extract_periods(text, "ru", PUBLISHED)
        return time.process_time() - started

    seconds(1000)
    longer = min(seconds(160_000) for _ in range(2))
    assert longer < 24 * max(min(seconds(20_000) for _ in range(3)), 0.002)  # 8 when linear, 64 when quadratic
