import datetime as dt
from decimal import Decimal

import pytest

from extractors.records import UNKNOWN_PERIOD, BaselineFigure, Bound, Kind, Period, PeriodKind
from flows.moves import are_comparable, format_arithmetic, format_dated_move, format_move, format_step
from flows.wording import load_wordings

WORDS = load_wordings()


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def period(start: str, end: str, kind: PeriodKind = PeriodKind.DURING) -> Period:
    return Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end), None, kind)


YEAR = period("2025-01-01", "2026-01-01")
LAST_YEAR = period("2024-01-01", "2025-01-01")
NINE_MONTHS = period("2026-01-01", "2026-10-01")


def figure(value=None, unit="USD", *, kind=Kind.LEVEL, period=YEAR, **more) -> BaselineFigure:
    number = None if value is None else Decimal(value)
    return BaselineFigure("x", kind, period, dt.date(2024, 3, 11), "S", "O", "1", value=number, unit=unit, **more)


def stage(name) -> BaselineFigure:
    return figure(unit=None, stage=name, kind=Kind.MILESTONE)


def target(value, year) -> BaselineFigure:
    due = period(f"{year}-01-01", f"{year + 1}-01-01", PeriodKind.BY) if year else UNKNOWN_PERIOD
    return figure(value, "t", kind=Kind.TARGET, period=due)


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
        (figure("5", "times"), figure("5.6", "times"), "", "5.6 − 5 = +0.6 times"),
        (figure("32", "years"), figure("33", "years"), "", "33 − 32 = +1 year"),
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
    ("old", "new", "alike"),
    [
        (YEAR, LAST_YEAR, True),
        (YEAR, NINE_MONTHS, False),
        (period("2024-01-01", "2024-10-01"), NINE_MONTHS, True),
        (period("2025-07-01", "2026-01-01"), period("2026-01-01", "2026-07-01"), False),  # seasons differ
        (period("2020-01-01", "2024-01-01"), period("2021-01-01", "2025-01-01"), True),
        (YEAR, period("2005-01-01", "2026-01-01", PeriodKind.SINCE), False),
        (period("2024-01-01", "2025-01-01", PeriodKind.AS_OF), period("2026-01-01", "2026-02-01"), False),
        (period("2024-01-01", "2025-01-01", PeriodKind.AS_OF), YEAR, True),
        (
            period("2024-01-01", "2025-01-01", PeriodKind.AS_OF),
            period("2026-03-03", "2026-03-04", PeriodKind.AS_OF),
            True,
        ),
        (YEAR, UNKNOWN_PERIOD, False),
    ],
)
def test_only_like_times_are_held_against_each_other(old, new, alike):
    assert are_comparable(figure("5", period=old), figure("6", period=new)) is alike
    assert bool(format_step(figure("5", period=old), figure("6", period=new), WORDS["en"])) is alike


@pytest.mark.parametrize(
    ("old", "new", "alike"),
    [
        (target("10e6", 2030), target("8e6", 2030), True),
        (target("10e6", 2030), target("8e6", 2027), False),
        (target("10e6", None), target("8e6", 2027), False),
        (target("10e6", None), target("8e6", None), True),
        (figure("2060", "year", kind=Kind.TARGET), figure("2055", "year", kind=Kind.TARGET, period=LAST_YEAR), True),
    ],
)
def test_a_target_for_another_deadline_is_no_fall(old, new, alike):
    assert are_comparable(old, new) is alike
    if not alike:
        assert format_arithmetic(old, new, WORDS["en"]) == "none: the deadlines differ"


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (figure("529e6", period=LAST_YEAR), figure("611e6"), "2024: 529 → 2025: 611 mln USD"),
        (figure("529e6"), figure("611e6"), "2025: 529 → 611 mln USD"),
        (figure("529e6", period=UNKNOWN_PERIOD), figure("611e6"), "529 → 2025: 611 mln USD"),
        (target("5e6", 2030), target("5e6", 2032), "by 2030: 5 → by 2032: 5 mln t"),
        (stage("signed"), stage("in_force"), "signed → in force"),
        # said on 11 March 2024 of the year that had just begun
        (figure("70", "percent", period=period("2024-01-01", "2025-01-01", PeriodKind.AS_OF)), figure("61", "percent"),
         "11 March 2024: 70 → 2025: 61 %"),
    ],
)  # fmt: skip
def test_a_move_names_both_times_where_they_differ(old, new, shown):
    assert plain(format_dated_move(old, new, WORDS["en"])) == shown
