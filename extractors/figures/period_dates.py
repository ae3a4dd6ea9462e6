"""Calendar arithmetic for reference periods: half-open date ranges, their canonical labels, what was latest when.

One range has one label, however it was worded: January–June is ``2025-H1``, twelve months are ``2025``.
Refuses dates that do not exist (ValueError from ``datetime``).
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import replace

from extractors.records import How, Period

Dates = tuple[dt.date, dt.date]
_DAY = dt.timedelta(days=1)
# News of a part of a year comes out after it, but a wire may carry its figure days before the last month is over.
_EARLY = dt.timedelta(days=7)


def year_dates(first: int, last: int | None = None) -> Dates:
    """Return the whole years ``first``..``last``."""
    return dt.date(first, 1, 1), dt.date((last or first) + 1, 1, 1)


def month_dates(year: int, first: int, last: int) -> Dates:
    """Return months ``first``..``last`` counted from January of ``year``; 13 is the next January."""
    return _month_start(year, first), _month_start(year, last + 1)


def _month_start(year: int, month: int) -> dt.date:
    return dt.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def day_dates(year: int, months: tuple[int, int], days: tuple[int, int]) -> Dates:
    """Return the days from ``days[0]`` of ``months[0]`` to ``days[1]`` of ``months[1]``, both included."""
    start, end = dt.date(year, months[0], days[0]), dt.date(year, months[1], days[1])
    if end < start:
        end = end.replace(year=year + 1)
    return start, end + _DAY


def shift_years(dates: Dates, years: int) -> Dates:
    """Move a range by whole years; 29 February becomes 28 February or the first of March after it."""
    start, end = dates
    return _same_day(start, start.year + years), _same_day(end, end.year + years)


def shift_period(period: Period, years: int) -> Period:
    """Return the same part of another year; an open or unknown period stays as it is."""
    if period.start is None or period.end is None:
        return period
    start, end = shift_years((period.start, period.end), years)
    return replace(period, start=start, end=end, label=label_dates(start, end), how=How.INHERITED)


def _same_day(day: dt.date, year: int) -> dt.date:
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def latest_months(published: dt.date, first: int, last: int) -> Dates:
    """Return the latest such months that were over when ``published``; one month counts once it has begun."""
    for year in (published.year, published.year - 1):
        start, end = month_dates(year, first, last)
        if end <= published + _EARLY or (first == last and start <= published):
            break
    return start, end


def next_months(published: dt.date, first: int, last: int) -> Dates:
    """Return the first such months that were not over when ``published``."""
    start, end = month_dates(published.year, first, last)
    return (start, end) if end > published else month_dates(published.year + 1, first, last)


def nearest_days(published: dt.date, months: tuple[int, int], days: tuple[int, int]) -> Dates:
    """Return the occurrence of a date without year that is nearest to ``published``; the past is twice as near."""
    found: list[Dates] = []
    for year in (published.year, published.year - 1, published.year + 1):
        with suppress(ValueError):  # 29 February
            found.append(day_dates(year, months, days))
    return min(found, key=lambda dates: _distance(published, dates[0]))


def _distance(published: dt.date, start: dt.date) -> dt.timedelta:
    return published - start if start <= published else 2 * (start - published)


def label_dates(start: dt.date, end: dt.date) -> str:
    """Return the canonical label of a range (``records.Period`` shows the shapes)."""
    last = end - _DAY
    if start.day != 1 or end.day != 1:
        return f"{start}" if start == last else f"{start}..{last}"
    if start.month == end.month == 1:
        return f"{start.year}" if start.year == last.year else f"{start.year}..{last.year}"
    months = (end.year - start.year) * 12 + end.month - start.month
    if months == 1:
        return f"{start.year}-{start.month:02}"
    if months in (3, 6) and start.month % months == 1:
        return f"{start.year}-{'Q' if months == 3 else 'H'}{start.month // months + 1}"
    return f"{start.year}-{start.month:02}..{last.year}-{last.month:02}"
