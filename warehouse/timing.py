"""How reference periods lie to each other: the same, the same part of another year, before, after, at one time.

A period without dates is in no relation to any other; nothing here guesses one.
"""

from __future__ import annotations

import datetime as dt

from extractors.records import BaselineFigure, Observation, Period, PeriodKind

# Figures said within a month are of one time: a stock has no sharper date than its publication.
AT_ONE_TIME = dt.timedelta(days=31)
_DAY = dt.timedelta(days=1)


def last_day(end: dt.date) -> dt.date:
    """Return the last day of a period with the exclusive ``end``."""
    return end - _DAY


def is_same_period(one: Period, other: Period) -> bool:
    """Whether both have the same first and last day."""
    return None not in (one.start, one.end) and (one.start, one.end) == (other.start, other.end)


def is_same_year(one: Period, other: Period) -> bool:
    """Whether both end in the same calendar year, as of whatever day."""
    return one.end is not None and other.end is not None and last_day(one.end).year == last_day(other.end).year


def is_part_of_year(period: Period) -> bool:
    """Whether it is dated and less than a calendar year within one."""
    if period.start is None or period.end is None or period.start.year != last_day(period.end).year:
        return False
    return (period.start.month, period.start.day) != (1, 1) or period.end.year == period.start.year


def is_same_part(one: Period, other: Period) -> bool:
    """Whether both are the same part of a year, of whichever year (January–June; or the whole of it)."""
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return _shape(one.start, one.end) == _shape(other.start, other.end)


def is_year_before(one: Period, other: Period) -> bool:
    """Whether ``one`` is the same part of the year before ``other``."""
    return is_same_part(one, other) and one.end is not None and other.end is not None and (
        last_day(other.end).year - last_day(one.end).year == 1
    )  # fmt: skip


def is_running(period: Period) -> bool:
    """Whether it has begun and has no end: a sum "since 2005"."""
    return period.kind is PeriodKind.SINCE and period.end is None


def moment(figure: Observation | BaselineFigure) -> dt.date | None:
    """Return the day that a stock is as of: the end of its period, for an accepted figure not after it was said."""
    if figure.period.end is None:
        return figure.vintage if isinstance(figure, BaselineFigure) else None
    end = last_day(figure.period.end)
    return min(end, figure.vintage) if isinstance(figure, BaselineFigure) else end


def closing(figure: BaselineFigure) -> dt.date:
    """Return the end (exclusive) of an accepted figure's period; of an undated one the day it was said."""
    return figure.period.end or figure.vintage


def overlap(one: Period, other: Period) -> bool:
    """Whether both are dated and share a day."""
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return one.start < other.end and other.start < one.end


def is_before(one: Period, other: Period) -> bool:
    """Whether ``one`` is over when ``other`` begins."""
    return one.end is not None and other.start is not None and one.end <= other.start


def _shape(start: dt.date, end: dt.date) -> tuple[int, int, int, int, int]:
    return start.month, start.day, end.month, end.day, end.year - start.year
