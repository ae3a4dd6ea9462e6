"""Verifying an interview: what is found at its place, what is missing, what does not add up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from config.baseline import BackgroundRow, Baseline, FigureRow, Interview, load_baseline
from config.indicators import load_indicators
from extractors.records import Kind
from flows.verifying import arithmetic, recognise, split_questions, verify

CONFIG = Path(__file__).parents[2] / "config"
SPECS = load_indicators(CONFIG / "indicators")
TEXT = """Разговор с послом
1. Как растёт торговля?
В 2024 году товарооборот Казахстана и Азербайджана достиг 477 млн долларов.
2. Что дальше?
Мы намерены довести товарооборот Казахстана и Азербайджана до 1 млрд долларов. Я видел 300 заводов.
3. Спасибо?
Спасибо.
"""
INTERVIEW = Interview(
    id="Z",
    recognised_by="Разговор с послом",
    speaker="посол",
    outlet="Вестник",
    published=dt.date(2025, 3, 1),
    lang="ru",
    question="Q",
    figures=(
        FigureRow(indicator="az.trade_turnover", kind=Kind.LEVEL, place=1, value=Decimal(477_000_000), period="2024"),
        FigureRow(indicator="az.trade_turnover", kind=Kind.TARGET, place=2, value=Decimal(1_000_000_000)),
    ),
    background=(BackgroundRow(figure="300 заводов", place=2, reason="factories, no indicator"),),
)
BASELINE = Baseline((INTERVIEW,), ())


def test_every_figure_is_found_at_its_question() -> None:
    report = verify(TEXT, INTERVIEW, BASELINE, SPECS)
    assert [(check.row.place, bool(check.found)) for check in report.rows] == [(1, True), (2, True)]
    assert report.unexplained == ()
    assert report.is_complete


def test_a_figure_at_another_question_is_missing() -> None:
    moved = replace(INTERVIEW, figures=(replace(INTERVIEW.figures[0], place=2), INTERVIEW.figures[1]))
    report = verify(TEXT, moved, BASELINE, SPECS)
    assert [bool(check.found) for check in report.rows] == [False, True]
    assert (1, "477 млн долларов") in report.unexplained


def test_a_figure_without_a_reason_is_unexplained() -> None:
    report = verify(TEXT, replace(INTERVIEW, background=()), BASELINE, SPECS)
    assert [place for place, _ in report.unexplained] == [2]
    assert not report.is_complete


def test_an_interview_is_recognised_by_its_name() -> None:
    assert recognise(TEXT, BASELINE) is INTERVIEW
    assert recognise("Другой разговор", BASELINE) is None


def test_questions_with_dashes_are_told_from_answers() -> None:
    text = "Вступление\n- Первый вопрос?\n-Ответ с тире.\n- Второй вопрос?\nОтвет."
    assert [section.splitlines()[0] for section in split_questions(text)] == [
        "Вступление",
        "- Первый вопрос?",
        "- Второй вопрос?",
    ]


def test_the_arithmetic_of_the_shipped_baseline_is_told() -> None:
    told = arithmetic(load_baseline(CONFIG / "baseline").figures)
    assert told == [
        "az.trade_multiple 2020..2023: almost 5 times follows from the levels (4.85 times)",
        "titr.cargo_growth 2023: 65 percent does not follow from the levels (+59 percent)",
    ]
