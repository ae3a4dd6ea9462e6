"""Long texts on one line, hostile ones too: reading and linking cost the same for each character of a text.

Work is counted in calls, of Python and of C, or in lines of code, so that a busy machine changes nothing.
"""

import datetime as dt
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from config.indicators import load_indicators
from extractors.figures import extract_figures
from extractors.figures.periods import extract_periods
from extractors.observations import extract_observations

SPECS = load_indicators(Path(__file__).parents[2] / "config" / "indicators")
PUBLISHED = dt.date(2025, 6, 15)
NEWS = (
    "Kazakhstan sold goods worth $412.7 million to Azerbaijan in 2024, 3.1 times more than a year earlier. Freight on "
    "the Middle Corridor grew 58 percent to 4.4 million tons. The route should carry 11 million tons by 2031. "
)
TEXTS = {
    "digits": "1234567890",
    "groups of digits": "123 ",
    "scale words": "million ",
    "numbers and scales": "five million ",
    "open ranges": "from 5 to ",
    "ranges": "between 3 and ",
    "periods": "in 2024 ",
    "relative periods": "last year ",
    "years": "2024 ",
    "percentages": "5% and ",
    "amounts": "$5.2 million, ",
    "rows": "2023 - 5 million tons\n",
    "questions": "What share? About 5 per cent. ",
    "parties": "Kazakhstan and the European Union ",
    "one sentence": NEWS.replace(". ", ", "),
}


def count_calls(work: Callable[[], object]) -> int:
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


def read(text: str) -> None:
    figures = extract_figures(text, "en", PUBLISHED)
    extract_observations(text, figures, SPECS, lang="en", published=PUBLISHED)


@cache
def calls_of_reading(unit: str, size: int) -> int:
    read("5 km")
    text = (unit * size)[:size]
    return count_calls(lambda: read(text))


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_twice_as_long_takes_twice_the_work(name: str) -> None:
    assert calls_of_reading(TEXTS[name], 8_000) <= 2.2 * calls_of_reading(TEXTS[name], 4_000) + 500


@pytest.mark.parametrize("name", TEXTS)
def test_a_character_of_any_text_costs_at_most_three_times_one_of_news(name: str) -> None:
    assert calls_of_reading(TEXTS[name], 8_000) <= 3 * calls_of_reading(NEWS, 8_000)


def count_lines(work: Callable[[], object]) -> int:
    lines = 0

    def count(_frame: object, event: str, _argument: object) -> object:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return lines


def test_many_sentences_on_one_line_are_each_read_once() -> None:
    sentence = "Trade of Kazakhstan grew by 5% in 2024. "
    read(sentence)
    once, twice = (count_lines(lambda times=times: read(sentence * times)) for times in (100, 200))  # type: ignore[misc]  # a loop's variable
    assert twice <= 2.1 * once


@pytest.mark.parametrize("name", ["periods", "relative periods", "years", "digits", "open ranges"])
def test_reading_the_figures_of_a_hostile_text_costs_at_most_three_times_those_of_news(name: str) -> None:
    hostile, news = ((unit * 8_000)[:8_000] for unit in (TEXTS[name], NEWS))
    extract_periods(news, "en", PUBLISHED)
    cost = count_calls(lambda: extract_figures(news, "en", PUBLISHED))
    assert count_calls(lambda: extract_figures(hostile, "en", PUBLISHED)) <= 3 * cost
