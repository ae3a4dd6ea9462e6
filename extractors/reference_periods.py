"""Chooses the reference period of a figure from the period mentions around it.

What its own clause says (``told_periods``) comes first, and the order of a series. Without either the period is
inherited from the sentence before, and at last taken from the publication when the indicator is a stock. Refuses to
invent a year for a flow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from extractors.dimensions import is_countable
from extractors.figures.period_dates import shift_period
from extractors.indicators import PeriodRule
from extractors.kinds import span_before, spans_years
from extractors.plans import starts_from
from extractors.records import UNKNOWN_PERIOD, How, Kind, Period, PeriodKind, Quantity
from extractors.scenes import Article, Scene
from extractors.series import paired_period
from extractors.told_periods import told_period

_BACK = 5
_TAKEN = 16
_WEEK = 7
_DECADES = 30
_DEGREES = frozenset({"degC", "degree"})  # what a climate forecast counts
_GROWTH = frozenset({Kind.GROWTH, Kind.MULTIPLE})


def choose_period(article: Article, scene: Scene, quantity: Quantity, kind: Kind, rule: PeriodRule) -> Period:
    """Return the period of ``quantity`` in ``scene``; ``UNKNOWN_PERIOD`` when nothing says it."""
    if kind is Kind.MULTIPLE:
        return span_before(article, scene) or _multiple_period(article, scene)
    found = (_window(article, scene) if is_countable(quantity.unit) else None) or _end_point(
        article, scene, quantity, kind
    )
    if found is None and kind is Kind.LEVEL and rule is PeriodRule.FLOW:
        found = paired_period(scene, quantity)
    found = found or told_period(article, scene, quantity, kind, rule)
    if found is not None and found.how is How.UNKNOWN:
        found = None
    if found is None and kind is not Kind.TARGET and rule is not PeriodRule.TARGET:
        follows = kind is Kind.SHARE and _takes_up(scene, quantity)
        follows |= rule in (PeriodRule.STOCK, PeriodRule.STANDING) and _is_told_as_past(article, scene, quantity, kind)
        found = _inherited(article, scene, PeriodRule.FLOW if follows else rule, kind)
    forecast = kind is not Kind.TARGET or quantity.unit in _DEGREES
    if found is None and rule is PeriodRule.TARGET and (forecast or scene.words("same_deadline")):
        found = _deadline_before(article, scene)
    if found is not None:
        return _before_change(scene, quantity, kind, _same_months(article, scene, found, kind))
    if rule in (PeriodRule.STOCK, PeriodRule.STANDING) and article.published and kind is not Kind.TARGET:
        return as_of(article.published)
    return UNKNOWN_PERIOD


def _same_months(article: Article, scene: Scene, period: Period, kind: Kind) -> Period:
    """Return the part of the year told before for "a year ago, in the same months it was 370 million"."""
    if not scene.words("same_months") or period.start is None or period.label != str(period.start.year):
        return period
    told = _inherited(article, scene, PeriodRule.FLOW, kind)
    if told is None or told.start is None or told.end is None or _is_whole_year(told):
        return period
    return shift_period(told, period.start.year - told.start.year)


def _is_whole_year(period: Period) -> bool:
    return period.start is None or period.label == str(period.start.year) or spans_years(period)


def _before_change(scene: Scene, quantity: Quantity, kind: Kind, period: Period) -> Period:
    """Return the year before for the share that another one started from: "from 70 to 66 per cent in 2024"."""
    first, last = period.start, period.end
    is_year = first is not None and last is not None and period.kind is PeriodKind.DURING and not spans_years(period)
    return shift_period(period, -1) if is_year and kind is Kind.SHARE and starts_from(scene, quantity) else period


def _takes_up(scene: Scene, quantity: Quantity) -> bool:
    """Return whether the sentence says more of the figure before it: "This is nearly 33% of …"."""
    opening = scene.sentence.words[0].text in scene.syntax["taking_up"]
    told = [mention for mention in scene.periods if not mention.is_base]
    return opening and scene.place(quantity)[0] <= _TAKEN and not told


def _is_told_as_past(article: Article, scene: Scene, quantity: Quantity, kind: Kind) -> bool:
    """Return whether a share is told in the past tense behind a dated sentence, whose time it shares."""
    if kind is not Kind.SHARE or any(not mention.is_base for mention in scene.periods):
        return False
    place = scene.place(quantity)
    past = any(scene.gap((hit.first, hit.last), place) <= _TAKEN for hit in scene.words("past"))
    at = scene.sentence.index
    return past and at > 0 and any(m.period.kind is PeriodKind.DURING for m in article.scenes[at - 1].periods)


def as_of(day: dt.date) -> Period:
    """Return the period of an undated present statement published on ``day``."""
    return Period(day, day + dt.timedelta(days=1), day.isoformat(), PeriodKind.AS_OF, How.RELATIVE)


def _end_point(article: Article, scene: Scene, quantity: Quantity, kind: Kind) -> Period | None:
    """Read the ends of a change: "since 2020 … from 109 to 529" is 2020 and the last year that is over."""
    since = next((m.period for m in scene.periods if m.period.kind is PeriodKind.SINCE and m.period.start), None)
    if kind is not Kind.LEVEL or since is None or since.start is None:
        return None
    at = scene.place(quantity)[0]
    before = scene.sentence.words[at - 1].text if at else ""
    if before in scene.syntax["froms"]:
        return _year(since.start.year)
    stated = any(m.period.kind is PeriodKind.DURING for m in scene.periods)
    last = None if stated or article.published is None else article.published.year - 1
    return _year(last) if last and before in scene.syntax["tos"] else None


def _year(year: int) -> Period:
    return Period(dt.date(year, 1, 1), dt.date(year + 1, 1, 1), str(year), PeriodKind.DURING, How.RELATIVE)


def _window(article: Article, scene: Scene) -> Period | None:
    """Return the year and a half of whole months before the publication, where the sentence speaks of it."""
    published = article.published
    if published is None or not scene.words("year_and_half"):
        return None
    months = published.year * 12 + published.month - 1
    end, start = _month(months), _month(months - 18)
    last = _month(months - 1)
    label = f"{start.year}-{start.month:02}..{last.year}-{last.month:02}"
    return Period(start, end, label, PeriodKind.DURING, How.RELATIVE)


def _month(months: int) -> dt.date:
    return dt.date(months // 12, months % 12 + 1, 1)


def _multiple_period(article: Article, scene: Scene) -> Period:
    mentions = [mention for mention in scene.periods if mention.period.start is not None]
    stated = next((m.period for m in mentions if not m.is_base and spans_years(m.period)), None)
    if stated is not None:
        return _ending_with(stated, [m.period for m in mentions if not m.is_base])
    since = next((m.period for m in mentions if m.period.kind is PeriodKind.SINCE), None)
    told = sorted({m.period.start.year for m in mentions if m.period.start and m.period.kind is PeriodKind.DURING})
    if since is None and len(told) > 1:
        return Period(dt.date(told[0], 1, 1), dt.date(told[-1] + 1, 1, 1), f"{told[0]}..{told[-1]}")
    if since is None:
        base = next((m.period for m in mentions if m.is_base), None)
        since = base
    until = next(
        (m.period for m in mentions if not m.is_base and m.period.kind is PeriodKind.DURING and m.period is not since),
        None,
    )
    if since is None or since.start is None:
        return _counted_back(scene, until) if until else UNKNOWN_PERIOD
    if until and until.end and until.end > since.start:
        end = until.end
    elif article.published:
        end = dt.date(article.published.year, 1, 1)
    else:
        return Period(since.start, None, None, PeriodKind.SINCE, since.how)
    if end <= since.start:
        return UNKNOWN_PERIOD
    last = (end - dt.timedelta(days=1)).year
    return Period(since.start, end, f"{since.start.year}..{last}", PeriodKind.DURING, How.RELATIVE)


def _counted_back(scene: Scene, until: Period) -> Period:
    """Return the years up to ``until`` where a number of years is told: "in five years … at the end of 2024"."""
    counts = [q.value for q in scene.quantities if q.unit == "years" and q.value and 1 < q.value <= _DECADES]
    if len(counts) != 1 or until.start is None or _is_part(until) or counts[0] != int(counts[0]):
        return until
    start, last = until.start.year - int(counts[0]), until.start.year
    return Period(dt.date(start, 1, 1), dt.date(last + 1, 1, 1), f"{start}..{last}", PeriodKind.DURING, How.RELATIVE)


def _is_part(period: Period) -> bool:
    return period.start is None or period.label != str(period.start.year)


def _ending_with(span: Period, told: Sequence[Period]) -> Period:
    """Return "the last three years" as those up to the one year that is named: "… and was 529 million in 2023"."""
    years = [period.start.year for period in told if period.start and not spans_years(period)]
    if span.how is not How.RELATIVE or len(years) != 1 or span.start is None or span.end is None:
        return span
    length = span.end.year - span.start.year
    if not span.start.year <= years[0] < span.end.year:
        return span
    start = years[0] - length
    return Period(
        dt.date(start, 1, 1), dt.date(years[0] + 1, 1, 1), f"{start}..{years[0]}", PeriodKind.DURING, How.RELATIVE
    )


def _deadline_before(article: Article, scene: Scene) -> Period | None:
    """A forecast goes on with the deadline of the sentences before: "By 2050 it will be warmer. Yields will fall"."""
    at = scene.sentence.index
    own = 0 if scene.words("same_deadline") else 1
    for before in reversed(article.scenes[max(at - _BACK, 0) : at + own]):
        stated = [m.period for m in before.periods if m.period.kind is PeriodKind.BY and m.period.end]
        if stated:
            return replace(stated[-1], how=How.INHERITED)
        if before.periods and before is not scene:
            return None
    return None


def _inherited(article: Article, scene: Scene, rule: PeriodRule, kind: Kind) -> Period | None:
    if rule is not PeriodRule.FLOW:
        return None
    at = scene.sentence.index
    for back in range(1, _BACK + 1):
        if at - back < 0:
            break
        before = article.scenes[at - back]
        told = [m.period for m in before.periods if not m.is_base and m.period.kind is PeriodKind.DURING]
        periods = [period for period in told if not _is_day(period)]
        periods = _not_planned(before, periods, article.published)
        if periods:
            last = max(periods, key=_end) if kind in _GROWTH else periods[-1]
            return replace(last, how=How.INHERITED)
    return None


def _not_planned(scene: Scene, periods: list[Period], published: dt.date | None) -> list[Period]:
    """Leave out the times that a sentence with a plan tells it for: "27 in 2023, and 29 are planned this year"."""
    if published is None:
        return periods
    begun = [period for period in periods if period.start is None or period.start <= published]
    over = [period for period in begun if period.end is not None and period.end <= published]
    return over if over and len(over) < len(periods) and scene.words("target") else begun


def _is_day(period: Period) -> bool:
    """Return whether a period is the day of an event, which no flow fills."""
    return period.start is not None and period.end is not None and (period.end - period.start).days < _WEEK


def _end(period: Period) -> dt.date:
    return period.end or dt.date.min
