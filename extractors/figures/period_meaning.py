"""What a period phrase means: dates, from the year it states, the publication date or the period before it.

Order of trust: a stated year; a year relative to publication ("last year"); for a part without its year the latest
such part that was over at publication; for "a year earlier" and "the same period" the period the text spoke of
before. Refuses to guess: with none of these the period is unknown and has no dates.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from extractors.figures.period_dates import (
    Dates,
    day_dates,
    label_dates,
    latest_months,
    month_dates,
    nearest_days,
    next_months,
    shift_years,
    year_dates,
)
from extractors.figures.period_grammar import LONG_PART, Phrase
from extractors.records import How, Period, PeriodKind

_CENTURY = 2000  # of an undated text; older ones are not read
_LONGEST = 200  # years; "the last 1000 years" is no reference period


class Reading(NamedTuple):
    """The dates of a phrase and how they were found; ``kind`` replaces the kind that the words around it gave."""

    dates: Dates | None
    how: How
    kind: PeriodKind | None = None


_UNKNOWN = Reading(None, How.UNKNOWN)


def resolve_phrase(phrase: Phrase, kind: PeriodKind, published: dt.date | None, context: Dates | None) -> Period | None:
    """Return the period of ``phrase``, with no dates when it cannot be resolved; None for dates that do not exist."""
    try:
        reading = _READERS.get(phrase.form, _read_calendar)(phrase, kind, published, context)
    except (ValueError, OverflowError):
        return None
    kind = reading.kind or kind
    if reading.dates is None:
        return Period(None, None, None, kind, How.UNKNOWN)
    start, end = reading.dates
    if start >= end:
        return None
    return Period(start, None if kind is PeriodKind.SINCE else end, label_dates(start, end), kind, reading.how)


def _year_of(phrase: Phrase, published: dt.date | None, context: Dates | None) -> tuple[int, How] | None:
    if phrase.years:
        return phrase.years[0], How.STATED
    if isinstance(phrase.shift, str) and context:
        return context[0].year - (1 if phrase.shift == "previous" else 0), How.INHERITED
    if phrase.shift in (None, "spoken") or published is None:
        return None
    return published.year + (phrase.shift if isinstance(phrase.shift, int) else -1), How.RELATIVE


def _read_calendar(phrase: Phrase, kind: PeriodKind, published: dt.date | None, context: Dates | None) -> Reading:
    """Years, parts of years and days, with their year stated, relative or to be taken from publication."""
    year = _year_of(phrase, published, context)
    months, days = phrase.months, phrase.days
    if year is None:
        if phrase.shift is not None or published is None or months is None:
            return _UNKNOWN
        if days:
            return Reading(nearest_days(published, months, days), How.RELATIVE)
        latest = next_months if kind is PeriodKind.BY else latest_months
        return Reading(latest(published, *months), How.RELATIVE)
    if months is None:
        return Reading(year_dates(year[0], year[0] + 9 if phrase.decade else None), year[1])
    if days:
        return Reading(day_dates(year[0], months, days), year[1])
    return Reading(month_dates(year[0], *months), year[1])


def _read_date(phrase: Phrase, _kind: PeriodKind, _published: dt.date | None, _context: Dates | None) -> Reading:
    day = phrase.date
    return Reading((day, day + dt.timedelta(days=1)), How.STATED) if day else _UNKNOWN


def _read_years(phrase: Phrase, _kind: PeriodKind, _published: dt.date | None, _context: Dates | None) -> Reading:
    if "9" in phrase.kinds:
        return Reading(year_dates(phrase.years[0], phrase.years[0] + 9), How.STATED)
    return Reading(year_dates(phrase.years[0], phrase.years[-1]), How.STATED)


def _read_stretch(phrase: Phrase, _kind: PeriodKind, _published: dt.date | None, _context: Dates | None) -> Reading:
    months = phrase.months or (1, 12)
    start, _ = month_dates(phrase.years[0], months[0], months[0])
    _, end = month_dates(phrase.years[-1], months[1], months[1])
    return Reading((start, end), How.STATED)


def _read_same(phrase: Phrase, _kind: PeriodKind, published: dt.date | None, context: Dates | None) -> Reading:
    """Read the part spoken of before, in the year named here ("the same period of last year")."""
    year = _year_of(phrase, published, context)
    if phrase.months and year:
        return Reading(month_dates(year[0], *phrase.months), year[1])
    if context is None:
        return _UNKNOWN
    if not _fits(phrase.kinds, context):
        return _UNKNOWN
    spoken = context[0].year
    if isinstance(phrase.shift, int) and phrase.shift < 0 and (year is None or year[0] == spoken):
        target = spoken - 1
    else:
        target = year[0] if year else spoken - (1 if has_earlier(phrase) else 0)
    ahead = target > spoken and not (year and phrase.shift == 0)
    if ahead or (year and year[1] is How.STATED and target == spoken):
        return _UNKNOWN
    return Reading(shift_years(context, target - spoken), How.INHERITED)


def _fits(kinds: str, dates: Dates) -> bool:
    """Whether "the same quarter" can mean the period spoken of, by its length."""
    days = (dates[1] - dates[0]).days
    longest = next((longest for unit, longest in (("q", 92), ("h", 184), ("m", 31), ("j", 31)) if unit in kinds), None)
    return longest is None or days == longest or (longest - 4 < days < longest)


def _read_edge(phrase: Phrase, kind: PeriodKind, published: dt.date | None, context: Dates | None) -> Reading:
    """The start of a year is its first day, or runs up to publication ("since the start of the year")."""
    year = _year_of(phrase, published, context)
    if year is None and published and phrase.shift is None:
        year = published.year, How.RELATIVE
    if year is None:
        return _UNKNOWN
    running = set("EQ") & set(phrase.kinds) or kind is PeriodKind.SINCE
    if running and "z" not in phrase.kinds:
        if published is None or published.year != year[0]:
            return Reading(year_dates(year[0]), year[1], PeriodKind.SINCE)
        # A figure "since the start of the year" in a month's news covers the months before it.
        return Reading(month_dates(year[0], 1, max(1, published.month - 1)), How.RELATIVE, PeriodKind.DURING)
    if "e" in phrase.kinds and kind is PeriodKind.AS_OF:
        return Reading(day_dates(year[0], (1, 1), (1, 1)), year[1])
    return Reading(year_dates(year[0], year[0] + 9 if phrase.decade else None), year[1])


def _read_past(phrase: Phrase, _kind: PeriodKind, published: dt.date | None, _context: Dates | None) -> Reading:
    """Let the last N years end with the year of publication, the last N months with the month before it."""
    number = phrase.number
    if published is None or number > _LONGEST:
        return _UNKNOWN
    coming = phrase.shift == 1
    if set("yft~") & set(phrase.kinds):
        if coming:
            return Reading(year_dates(published.year + number), How.RELATIVE, PeriodKind.BY)
        return Reading(year_dates(published.year - number + 1, published.year), How.RELATIVE)
    first = published.month + 1 if coming else published.month - number
    if number >= LONG_PART and first == 1 + 1:
        first = 1  # the statistics are a month late, the year's start is meant
    return Reading(month_dates(published.year, first, first + number - 1), How.RELATIVE)


def _read_ago(phrase: Phrase, _kind: PeriodKind, published: dt.date | None, context: Dates | None) -> Reading:
    """Count "a year earlier" from the period spoken of before if any, "five years ago" from publication."""
    number = phrase.number
    months = not set("mj").isdisjoint(phrase.kinds)
    if number > _LONGEST:
        return _UNKNOWN
    if is_earlier(phrase) and context:
        return _UNKNOWN if months else Reading(shift_years(context, -number), How.INHERITED)
    if published is None:
        return _UNKNOWN
    if months:
        return Reading(month_dates(published.year, published.month - number, published.month - number), How.RELATIVE)
    return Reading(year_dates(published.year - number), How.RELATIVE)


def _read_later(phrase: Phrase, _kind: PeriodKind, published: dt.date | None, context: Dates | None) -> Reading:
    """Count "a year later" on from the period spoken of before; without one, or past all news, it says nothing."""
    if context is None or phrase.number > _LONGEST:
        return _UNKNOWN
    dates = shift_years(context, phrase.number)
    return _UNKNOWN if published and dates[0] > published and context[1] <= published else Reading(dates, How.INHERITED)


def _read_century(phrase: Phrase, kind: PeriodKind, published: dt.date | None, _context: Dates | None) -> Reading:
    """Read "by mid-century" as 2050 and "by the end of the century" as 2100, while these are to come."""
    if kind is not PeriodKind.BY:
        return _UNKNOWN
    century = published.year // 100 * 100 if published else _CENTURY
    year = century + (50 if phrase.kinds == "*" else 100)
    return Reading(year_dates(year), How.RELATIVE) if published is None or year > published.year else _UNKNOWN


def _read_that_year(_phrase: Phrase, _kind: PeriodKind, _published: dt.date | None, context: Dates | None) -> Reading:
    """Read "that year" as the year that was named last, be it a base of comparison."""
    return Reading(year_dates(context[0].year), How.INHERITED) if context else _UNKNOWN


def _read_same_year(phrase: Phrase, _kind: PeriodKind, _published: dt.date | None, context: Dates | None) -> Reading:
    """Read "in December of the same year" in the year spoken of before."""
    if context is None or phrase.months is None:
        return _UNKNOWN
    if phrase.days:
        return Reading(day_dates(context[0].year, phrase.months, phrase.days), How.INHERITED)
    return Reading(month_dates(context[0].year, *phrase.months), How.INHERITED)


def _read_then(_phrase: Phrase, _kind: PeriodKind, _published: dt.date | None, context: Dates | None) -> Reading:
    """Read "at that time" and "by then" as the period that was named last."""
    return Reading(context, How.INHERITED) if context else _UNKNOWN


def _read_elliptic_year(phrase: Phrase, kind: PeriodKind, published: dt.date | None, context: Dates | None) -> Reading:
    """Read "В прошлом –" as a year where years were spoken of; elsewhere it is the past."""
    return _read_calendar(phrase, kind, published, context) if context else _UNKNOWN


def _read_from_start(phrase: Phrase, _kind: PeriodKind, published: dt.date | None, context: Dates | None) -> Reading:
    """Read "from the start of the year to the end of November" as January to November."""
    year = _year_of(phrase, published, context)
    if phrase.months is None:
        return _UNKNOWN
    if year:
        return Reading(month_dates(year[0], 1, phrase.months[1]), year[1], PeriodKind.DURING)
    if published is None:
        return _UNKNOWN
    return Reading(latest_months(published, 1, phrase.months[1]), How.RELATIVE, PeriodKind.DURING)


def is_earlier(phrase: Phrase) -> bool:
    """Whether an "ago" phrase counts back from the period spoken of, which makes it a base of comparison."""
    counted = phrase.kinds[-1] in "G<" or (phrase.kinds[-1] == "7" and phrase.number == 1)
    return phrase.form == "ago" and counted


def has_earlier(phrase: Phrase) -> bool:
    """Whether a phrase has "earlier" or "ago" in it ("the same period a year earlier")."""
    return not set("G7<I").isdisjoint(phrase.kinds)


def _read_relative_part(
    phrase: Phrase, _kind: PeriodKind, published: dt.date | None, _context: Dates | None
) -> Reading:
    """Read "last month", "this quarter" and "next May"."""
    if published is None or phrase.shift is None:
        return _UNKNOWN
    shift = -1 if isinstance(phrase.shift, str) else phrase.shift
    if phrase.months:
        return Reading(_nearby_month(published, phrase.months[0], shift), How.RELATIVE)
    length = 3 if "q" in phrase.kinds else 6 if "h" in phrase.kinds else 1
    first = (published.month - 1) // length * length + 1 + shift * length
    return Reading(month_dates(published.year, first, first + length - 1), How.RELATIVE)


def _read_spoken(phrase: Phrase, _kind: PeriodKind, published: dt.date | None, context: Dates | None) -> Reading:
    """Read "this period", "that year" and "the reporting period of 2024" as the period spoken of before."""
    if context and phrase.kinds[0] == "s":
        return Reading(year_dates(context[0].year), How.INHERITED)
    year = _year_of(phrase, published, context) if len(phrase.kinds) > len("lx") else None
    fits = context and phrase.shift != "previous" and (year is None or year[0] == context[0].year)
    return Reading(context, How.INHERITED) if fits else _UNKNOWN


def _nearby_month(published: dt.date, month: int, shift: int) -> Dates:
    """Put "this October" in the year of publication; "last" and "next October" are the nearest over and to come."""
    over = (published.year, published.month) > (published.year, month)
    year = published.year + (0 if shift == 0 or (shift < 0) == over else shift)
    return month_dates(year, month, month)


_READERS = {
    "date": _read_date,
    "years": _read_years,
    "stretch": _read_stretch,
    "same": _read_same,
    "edge": _read_edge,
    "past": _read_past,
    "ago": _read_ago,
    "later": _read_later,
    "century": _read_century,
    "then": _read_then,
    "that_year": _read_that_year,
    "same_year": _read_same_year,
    "elliptic_year": _read_elliptic_year,
    "from_start": _read_from_start,
    "spoken": _read_spoken,
    "relative_part": _read_relative_part,
}
