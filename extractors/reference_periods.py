"""Chooses the reference period of a figure from the period mentions around it.

A time adverbial governs its own clause; a base of comparison is never the period of a growth figure, but that of a
level which stands with it ("1.7 million in 2022"). Without one the period is inherited from the sentence before,
and at last taken from the publication when the indicator is a stock. Refuses to invent a year for a flow.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from extractors.figures.period_dates import shift_period
from extractors.indicators import PeriodRule
from extractors.kinds import span_before, spans_years
from extractors.plans import starts_from
from extractors.records import UNKNOWN_PERIOD, How, Kind, Period, PeriodKind, PeriodMention, Quantity
from extractors.scenes import Article, Scene, is_compared, is_report
from extractors.series import paired_period

Place = tuple[int, int]

_REACH = 45
_BESIDE = 4
_BACK = 3
_TAKEN = 16
_OTHER_CLAUSE = 8
_WHEN_REACH = 12
_DASHES = ("–", "—", "-", ":")
_GROWTH = frozenset({Kind.GROWTH, Kind.MULTIPLE})


def choose_period(article: Article, scene: Scene, quantity: Quantity, kind: Kind, rule: PeriodRule) -> Period:
    """Return the period of ``quantity`` in ``scene``; ``UNKNOWN_PERIOD`` when nothing says it."""
    if kind is Kind.MULTIPLE:
        return span_before(article, scene) or _multiple_period(article, scene)
    found = _window(article, scene) or _end_point(article, scene, quantity, kind)
    if found is None and kind is Kind.LEVEL and rule is PeriodRule.FLOW:
        found = paired_period(scene, quantity)
    found = found or _in_sentence(article, scene, quantity, kind, rule)
    if found is not None and found.how is How.UNKNOWN:
        found = None
    if found is None and kind is not Kind.TARGET and rule is not PeriodRule.TARGET:
        follows = kind is Kind.SHARE and _takes_up(scene, quantity)
        follows |= rule in (PeriodRule.STOCK, PeriodRule.STANDING) and _is_told_as_past(article, scene, quantity, kind)
        found = _inherited(article, scene, PeriodRule.FLOW if follows else rule)
    if found is None and rule is PeriodRule.TARGET and (kind is not Kind.TARGET or scene.words("same_deadline")):
        found = _deadline_before(article, scene)
    if found is not None:
        return _before_change(scene, quantity, kind, found)
    if rule in (PeriodRule.STOCK, PeriodRule.STANDING) and article.published and kind is not Kind.TARGET:
        return as_of(article.published)
    return UNKNOWN_PERIOD


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
    if scene.periods or kind is not Kind.SHARE:
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
    stated = any(m.period.kind is PeriodKind.DURING for m in scene.periods)
    if kind is not Kind.LEVEL or since is None or since.start is None or stated or article.published is None:
        return None
    at = scene.place(quantity)[0]
    before = scene.sentence.words[at - 1].text if at else ""
    if before in scene.syntax["froms"]:
        return _year(since.start.year)
    return _year(article.published.year - 1) if before in scene.syntax["tos"] else None


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


def _in_sentence(article: Article, scene: Scene, quantity: Quantity, kind: Kind, rule: PeriodRule) -> Period | None:
    place = scene.place(quantity)
    best: tuple[int, Period] | None = None
    for mention in scene.periods:
        if is_report(scene, mention) or _is_only_compared(scene, mention, place, kind):
            continue
        if not (_fits(mention, kind) or _is_own(scene, mention, scene.place(quantity))) or _lies_ahead(
            article, mention.period, kind, rule
        ):
            continue
        where = scene.place_of(mention.span)
        cost = scene.gap(where, place)
        if any(place[1] < hit.first < where[0] for hit in scene.words("slice")):
            continue  # "160 billion, of which 12 last year"
        if mention.is_base and not (_tells_base(scene, where, place) or _is_own(scene, mention, place)):
            continue
        if where[0] > place[1]:
            cost += (
                3
                if cost > _BESIDE
                else -2
                if article.lang in ("en", "ru") and not _brackets(scene, where, place)
                else 0
            )
        taken = _between(scene, where, quantity) + _brackets(scene, where, place)
        if (
            rule is PeriodRule.STOCK
            and kind is not Kind.SHARE
            and (taken or scene.sentence.breaks(where[1], place[0]) > _OTHER_CLAUSE)
        ):
            continue
        cost += taken
        if best is None or cost < best[0]:
            best = cost, mention.period
    if best is None or best[0] > _REACH:
        return None
    return _as_kind(best[1], kind, article.published)


def _is_only_compared(scene: Scene, mention: PeriodMention, place: Place, kind: Kind) -> bool:
    """Return whether a period is a base of comparison whose own level this figure is not."""
    own = kind is Kind.LEVEL and _tells_base(scene, scene.place_of(mention.span), place)
    return is_compared(scene, mention) and not own


def _between(scene: Scene, where: Place, quantity: Quantity) -> int:
    """A mention right beside another figure belongs to that one."""
    place = scene.place(quantity)
    others = [
        scene.place(other)
        for other in scene.quantities
        if other.unit == quantity.unit or None in (other.unit, quantity.unit)
    ]
    taken = any(
        other != place and (where[1] < other[0] < place[0] or place[1] < other[0] < where[0]) for other in others
    )
    bound = any(other != place and _is_bound(scene, other, where) for other in others)
    return 6 if bound else 4 if taken else 0


def _is_bound(scene: Scene, quantity: Place, where: Place) -> bool:
    """Return whether the mention stands right behind a quantity ("$44.6 billion in 2025")."""
    between = {word.text for word in scene.sentence.words[quantity[1] + 1 : where[0]]}
    return (
        quantity[1] < where[0] and between <= scene.syntax["ins"] and not scene.sentence.breaks(quantity[1], where[0])
    )


def _tells_base(scene: Scene, where: Place, place: Place) -> bool:
    """Return whether a level is the base's own: "(463 million)", "78,000 in the same quarter", "2024, when …"."""
    words = scene.sentence.words
    if where[1] < place[0]:
        between = {word.text for word in words[where[1] + 1 : place[0]]}
        in_brackets = _brackets(scene, where, place) > 0 and len(between) <= _BESIDE
        told = scene.text[words[where[1]].end : words[place[0]].start].strip() in _DASHES
        return in_brackets or told or bool(between & scene.syntax["whens"] and len(between) <= _WHEN_REACH)
    between = {word.text for word in words[place[1] + 1 : where[0]]}
    return between <= scene.syntax["ins"] and not scene.sentence.breaks(place[1], where[0])


def _is_own(scene: Scene, mention: PeriodMention, place: Place) -> bool:
    """Return whether "a year earlier" stands right at the figure and compares nothing: "after 65% a year earlier"."""
    if not mention.is_base or mention.period.how is not How.INHERITED:
        return False
    where = scene.place_of(mention.span)
    first, last = (where, place) if where[0] <= place[0] else (place, where)
    words = scene.sentence.words
    between = {word.text for word in words[first[1] + 1 : last[0]]}
    commas = "," in scene.text[words[first[1]].end : words[last[0]].start]
    compared = bool({word.text for word in words[max(where[0] - 2, 0) : where[0]]} & scene.syntax["compares"])
    compared |= words[where[1]].text.endswith(tuple(scene.syntax["from_endings"]))
    small = {*scene.syntax["ins"], *scene.syntax["copulas"], *scene.syntax["resumes"]}
    return not commas and between <= small and not compared


def _brackets(scene: Scene, where: Place, place: Place) -> int:
    """A mention in brackets belongs to what is in the brackets, and one outside to what is outside."""
    first, last = (where, place) if where[0] <= place[0] else (place, where)
    words = scene.sentence.words
    between = scene.text[words[first[1]].end : words[last[0]].start]
    return 6 if first[1] < last[0] and between.count("(") != between.count(")") else 0


def _lies_ahead(article: Article, period: Period, kind: Kind, rule: PeriodRule) -> bool:
    """A figure that is no plan cannot be of a time to come."""
    plan = kind is Kind.TARGET or rule is PeriodRule.TARGET
    return not plan and bool(article.published and period.start and period.start > article.published)


def _fits(mention: PeriodMention, kind: Kind) -> bool:
    period = mention.period
    if mention.is_base:
        return kind is Kind.LEVEL
    return period.kind is not PeriodKind.SINCE


def _as_kind(period: Period, kind: Kind, published: dt.date | None) -> Period | None:
    if kind is Kind.TARGET:
        over = period.end is not None and published is not None and period.end <= published
        return None if over and period.kind is not PeriodKind.BY else period
    return period


def _multiple_period(article: Article, scene: Scene) -> Period:
    mentions = [mention for mention in scene.periods if mention.period.start is not None]
    stated = next((m.period for m in mentions if not m.is_base and spans_years(m.period)), None)
    if stated is not None:
        return stated
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
        return until or UNKNOWN_PERIOD
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


def _deadline_before(article: Article, scene: Scene) -> Period | None:
    """A forecast goes on with the deadline of the sentences before: "By 2050 it will be warmer. Yields will fall"."""
    at = scene.sentence.index
    for before in reversed(article.scenes[max(at - _BACK, 0) : at + 1]):
        stated = [m.period for m in before.periods if m.period.kind is PeriodKind.BY and m.period.end]
        if stated:
            return replace(stated[-1], how=How.INHERITED)
        if before.periods and before is not scene:
            return None
    return None


def _inherited(article: Article, scene: Scene, rule: PeriodRule) -> Period | None:
    if rule is not PeriodRule.FLOW:
        return None
    at = scene.sentence.index
    for back in range(1, _BACK + 1):
        if at - back < 0:
            break
        before = article.scenes[at - back]
        periods = [m.period for m in before.periods if not m.is_base and m.period.kind is PeriodKind.DURING]
        if periods:
            return replace(periods[-1], how=How.INHERITED)
    return None
