import datetime as dt
import string
from decimal import Decimal
from pathlib import Path

import pytest
from babel import Locale

from config.indicators import load_indicators
from extractors.records import LANGUAGES, UNKNOWN_PERIOD, BaselineFigure, Bound, Kind, Period, PeriodKind
from flows.wording import (
    format_arithmetic,
    format_figure,
    format_move,
    format_number,
    format_period,
    format_step,
    load_wordings,
)

WORDS = load_wordings()
INDICATORS = load_indicators(Path(__file__).parents[2] / "config" / "indicators")
TABLES = ("scales", "bounds", "units", "plurals", "periods", "kinds", "stages", "verdicts", "marks", "labels")


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def period(start: str, end: str, kind: PeriodKind = PeriodKind.DURING) -> Period:
    return Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end), None, kind)


YEAR = period("2025-01-01", "2026-01-01")
LEAP_YEAR = period("2024-01-01", "2025-01-01")
NINE_MONTHS = period("2026-01-01", "2026-10-01")


def figure(value=None, unit="USD", *, kind=Kind.LEVEL, period=YEAR, **more) -> BaselineFigure:
    number = None if value is None else Decimal(value)
    return BaselineFigure("x", kind, period, dt.date(2024, 3, 11), "S", "O", "1", value=number, unit=unit, **more)


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


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
    ("old", "new", "shown"),
    [
        (figure("529e6"), figure("611e6"), "529 → 611 mln USD"),
        (figure("529.4e6"), figure("1.2e9"), "529.4 → 1,200 mln USD"),
        (figure("2.7e6", "t"), figure("360e3", "t"), "2.7 → 0.36 mln t"),
        (figure("2.7e6", "t"), figure("9000", "t"), "2,700,000 → 9,000 t"),
        (figure("109e6"), figure("50e12"), "109 mln USD → 50 trn USD"),
        (figure("50e9", bound=Bound.ALMOST), figure("52.25e9"), "almost 50 → 52.25 bn USD"),
        (figure("17", "percent", kind=Kind.GROWTH), figure("-2.5", "percent", kind=Kind.GROWTH), "+17 → −2.5 %"),
        (figure(None, "degC", low=Decimal(2), high=Decimal("2.5")), figure("3", "degC"), "2–2.5 → 3 °C"),
        (figure("2060", "year"), figure("2055", "year"), "2060 → 2055"),
        (figure("1e9", "W"), figure("1.2e9", "W"), "1 → 1.2 GW"),
        (figure("3000", "count", bound=Bound.OVER), figure("3100", "count"), "over 3,000 → 3,100"),
        (figure("1e6", "EUR"), figure("1.5e6"), "1 mln EUR → 1.5 mln USD"),
        (figure(unit=None, stage="signed"), figure(unit=None, stage="in_force"), "signed → in force"),
        (
            figure(unit=None, kind=Kind.DATE, period=period("2025-05-29", "2025-05-31")),
            figure(unit=None, kind=Kind.DATE, period=period("2026-06-04", "2026-06-05")),
            "29–30 May 2025 → 4 June 2026",
        ),
    ],
)
def test_a_move_names_scale_and_unit_once_where_both_share_them(old, new, shown):
    assert plain(format_move(old, new, WORDS["en"])) == shown


@pytest.mark.parametrize(
    ("old", "new", "step", "arithmetic"),
    [
        (figure("529e6"), figure("611e6"), "+15.5 %", "611 − 529 = +82 mln USD; 82 ÷ 529 = +15.5 %"),
        (figure("611e6"), figure("529e6"), "−13.4 %", "529 − 611 = −82 mln USD; −82 ÷ 611 = −13.4 %"),
        (figure("50e9", bound=Bound.ALMOST), figure("55e9"), "≈ +10 %", "55 − 50 ≈ +5 bn USD; 5 ÷ 50 ≈ +10 %"),
        (figure("17", "percent"), figure("21", "percent"), "", "21 − 17 = +4 pp"),
        (figure("0"), figure("5"), "", "5 − 0 = +5 USD"),
        (figure("1e6", "EUR"), figure("2e6"), "", ""),
        (figure("2060", "year"), figure("2055", "year"), "", ""),
        (figure(None, low=Decimal(2), high=Decimal(3)), figure("4"), "", ""),
        (
            figure("5e6"),
            figure("4e6", period=period("2026-01-01", "2026-10-01")),
            "",
            "none: the periods differ in length",
        ),
        (
            figure("5e6"),
            figure("6e6", period=period("2024-01-01", "2025-01-01")),
            "+20 %",
            "6 − 5 = +1 mln USD; 1 ÷ 5 = +20 %",
        ),
    ],
)
def test_the_arithmetic_can_be_checked_and_is_left_out_where_it_would_mislead(old, new, step, arithmetic):
    assert plain(format_step(old, new, WORDS["en"])) == step
    assert plain(format_arithmetic(old, new, WORDS["en"])) == arithmetic


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
        (period("2030-01-01", "2031-01-01", PeriodKind.BY), "by 2030"),
        (Period(None, dt.date(2031, 1, 1), "2030", PeriodKind.BY), "by 2030"),
        (period("2025-04-16", "2025-04-17", PeriodKind.AS_OF), "as of 16 April 2025"),
        (UNKNOWN_PERIOD, "undated"),
    ],
)
def test_a_period_is_named_by_its_largest_unit(when, shown):
    assert plain(format_period(when, WORDS["en"])) == shown


def test_russian_counts_take_their_form():
    assert [WORDS["ru"].count("sources", number) for number in (1, 2, 5, 21)] == [
        "1 источник",
        "2 источника",
        "5 источников",
        "21 источник",
    ]
    assert plain(format_figure(figure("32", "years"), WORDS["ru"])) == "32 года"
