import datetime as dt
import string
from decimal import Decimal
from pathlib import Path

import pytest
from babel import Locale

from config.indicators import load_indicators
from extractors.records import LANGUAGES, UNKNOWN_PERIOD, BaselineFigure, Bound, Kind, Period, PeriodKind
from flows.wording import format_figure, format_number, format_period, load_wordings

WORDS = load_wordings()
INDICATORS = load_indicators(Path(__file__).parents[2] / "config" / "indicators")
TABLES = (
    "scales", "bounds", "units", "plurals", "periods", "kinds", "stages", "verdicts", "types", "grounds", "sureness",
    "clues", "severities", "marks", "labels",
)  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def period(start: str, end: str, kind: PeriodKind = PeriodKind.DURING) -> Period:
    return Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end), None, kind)


YEAR = period("2025-01-01", "2026-01-01")


def figure(value=None, unit="USD", *, kind=Kind.LEVEL, period=YEAR, **more) -> BaselineFigure:
    number = None if value is None else Decimal(value)
    return BaselineFigure("x", kind, period, dt.date(2024, 3, 11), "S", "O", "1", value=number, unit=unit, **more)


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name} - {"ending"}  # of years, in one language


def test_every_language_is_worded():
    assert set(WORDS) == set(LANGUAGES)


@pytest.mark.parametrize("table", TABLES)
def test_every_language_has_the_same_keys_and_blanks(table):
    english = getattr(WORDS["en"], table)
    for lang, words in WORDS.items():
        strings = getattr(words, table)
        assert set(strings) == set(english), lang
        if table != "plurals":
            assert {key: fields_of(text) for key, text in strings.items()} == {
                key: fields_of(text) for key, text in english.items()
            }, lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_plural_form_of_the_language_is_given(lang):
    words = WORDS[lang]
    for name, forms in words.plurals.items():
        assert set(Locale.parse(words.locale).plural_form.tags) | {"other"} == set(forms), name


def test_every_stage_unit_and_bound_has_words():
    stages = {stage.name for spec in INDICATORS for stage in spec.stages}
    units = {spec.unit for spec in INDICATORS if spec.unit}
    coded = {"USD", "EUR", "count", "year", "years"}
    assert stages <= set(WORDS["en"].stages)
    assert units - coded <= set(WORDS["en"].units)
    assert {bound.value for bound in Bound} - {"exact", "range"} == set(WORDS["en"].bounds)


@pytest.mark.parametrize(
    ("lang", "shown"),
    [("en", "1,234,567.125"), ("ru", "1 234 567,125"), ("kk", "1 234 567,125"), ("az", "1.234.567,125")],
)
def test_numbers_are_written_as_in_the_language_with_all_their_digits(lang, shown):
    assert plain(format_number(Decimal("1234567.125"), WORDS[lang])) == shown


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        (period("2025-01-01", "2026-01-01"), "2025"),
        (period("2020-01-01", "2024-01-01"), "2020–2023"),
        (period("2025-01-01", "2025-07-01"), "H1 2025"),
        (period("2025-07-01", "2026-01-01"), "H2 2025"),
        (period("2025-07-01", "2025-10-01"), "Q3 2025"),
        (period("2025-05-01", "2025-06-01"), "May 2025"),
        (period("2025-05-29", "2025-05-30"), "29 May 2025"),
        (period("2025-05-29", "2025-06-03"), "29 May 2025 – 2 June 2025"),
        (period("2030-01-01", "2031-01-01", PeriodKind.BY), "by 2030"),
        (Period(None, dt.date(2031, 1, 1), "2030", PeriodKind.BY), "by 2030"),
        (period("2025-04-16", "2025-04-17", PeriodKind.AS_OF), "as of 16 April 2025"),
        (UNKNOWN_PERIOD, "undated"),
    ],
)
def test_a_period_is_named_by_its_largest_unit(when, shown):
    assert plain(format_period(when, WORDS["en"])) == shown


@pytest.mark.parametrize(
    ("lang", "year", "by", "days"),
    [
        ("en", 2030, "by 2030", "29–30 May 2030"),
        ("ru", 2030, "к 2030 году", "29–30 мая 2030 г."),
        ("kk", 2030, "2030 жылға қарай", "2030 ж. 29–30 мамыр"),
        ("az", 2030, "2030-cu ilədək", "29–30 may 2030"),
        ("az", 2025, "2025-ci ilədək", "29–30 may 2025"),
        ("az", 2026, "2026-cı ilədək", "29–30 may 2026"),
        ("az", 2060, "2060-cı ilədək", "29–30 may 2060"),
        ("az", 2100, "2100-cü ilədək", "29–30 may 2100"),
    ],
)
def test_deadlines_and_days_are_written_as_in_the_language(lang, year, by, days):
    deadline = period(f"{year}-01-01", f"{year + 1}-01-01", PeriodKind.BY)
    assert plain(format_period(deadline, WORDS[lang])) == by
    assert plain(format_period(period(f"{year}-05-29", f"{year}-05-31"), WORDS[lang])) == days


def test_every_year_has_an_ending_where_the_language_asks_for_one():
    for year in range(1900, 2101):
        deadline = period(f"{year}-01-01", f"{year + 1}-01-01", PeriodKind.BY)
        assert f"{year}-c" in format_period(deadline, WORDS["az"])


def test_russian_counts_take_their_form():
    assert [WORDS["ru"].count("sources", number) for number in (1, 2, 5, 21)] == [
        "1 источник",
        "2 источника",
        "5 источников",
        "21 источник",
    ]
    assert plain(format_figure(figure("32", "years"), WORDS["ru"])) == "32 года"
