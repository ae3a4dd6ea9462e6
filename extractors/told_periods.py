"""Finds the period that its own clause gives to a figure.

The nearest period mention governs, one beside another figure or in other brackets the less; a base of comparison is the
period of a level that stands with it, never of a growth. Refuses a time to come for what has happened.
"""

from __future__ import annotations

import datetime as dt

from extractors.dimensions import MONEY
from extractors.indicators import PeriodRule
from extractors.records import How, Kind, Period, PeriodKind, PeriodMention, Quantity
from extractors.scenes import Article, Scene, is_compared, is_report

Place = tuple[int, int]

_REACH = 45
_BESIDE = 4
_OTHER_CLAUSE = 8
_WHEN_REACH = 12
_BEHIND = 3
_AT_ONCE = -2
_PERCENT = 100
_ROUNDING = 2  # percentage points that rounded levels leave open
_DASHES = ("–", "—", "-", ":")
_GROWTH = frozenset({Kind.GROWTH, Kind.MULTIPLE})


def told_period(article: Article, scene: Scene, quantity: Quantity, kind: Kind, rule: PeriodRule) -> Period | None:
    """Return the period that the sentence of ``quantity`` gives to it, None when it gives none."""
    near = [
        (_cost(article, scene, mention, quantity), mention.period)
        for mention in scene.periods
        if not _lies_ahead(article, mention.period, kind, rule)
        and _may_date(article, scene, mention, quantity, kind=kind, rule=rule)
    ]
    cost, period = min(near, key=lambda item: item[0], default=(_REACH + 1, None))
    return None if period is None or cost > _REACH else _as_kind(period, kind, article.published)


def _may_date(
    article: Article, scene: Scene, mention: PeriodMention, quantity: Quantity, *, kind: Kind, rule: PeriodRule
) -> bool:
    """Return whether a period may be that of the figure at all."""
    place, where = scene.place(quantity), scene.place_of(mention.span)
    own = _is_own(scene, mention, place)
    if is_report(scene, mention) or _is_only_compared(scene, mention, place, kind):
        return False
    if not (own or _fits(mention, kind)):
        return False
    if mention.is_base and not (own or _tells_base(scene, where, place)):
        return False
    return not _is_anothers(article, scene, mention, quantity, kind=kind, rule=rule)


def _is_anothers(
    article: Article, scene: Scene, mention: PeriodMention, quantity: Quantity, *, kind: Kind, rule: PeriodRule
) -> bool:
    """Return whether a period is that of another figure: "160 billion, of which 12 last year"."""
    place, where = scene.place(quantity), scene.place_of(mention.span)
    if any(place[1] < hit.first < where[0] for hit in scene.words("slice")):
        return True
    if kind is Kind.SHARE:
        return _is_behind_amount(scene, where, place)
    if kind in _GROWTH:
        told = _is_of_base(scene, where, place) or _is_of_level(scene, mention, place)
        return told or _led_from(article, scene, mention, quantity)
    far = scene.sentence.breaks(where[1], place[0]) > _OTHER_CLAUSE
    return rule is PeriodRule.STOCK and bool(far or _between(scene, where, quantity) + _brackets(scene, where, place))


def _cost(article: Article, scene: Scene, mention: PeriodMention, quantity: Quantity) -> int:
    place, where = scene.place(quantity), scene.place_of(mention.span)
    cost, outside = scene.gap(where, place), _brackets(scene, where, place)
    if where[0] > place[1] and cost > _BESIDE:
        cost += _BEHIND
    elif where[0] > place[1] and article.lang in ("en", "ru") and not outside:
        cost += _AT_ONCE
    return cost + _between(scene, where, quantity) + outside


def _is_only_compared(scene: Scene, mention: PeriodMention, place: Place, kind: Kind) -> bool:
    """Return whether a period is a base of comparison whose own level this figure is not."""
    own = kind is Kind.LEVEL and _tells_base(scene, scene.place_of(mention.span), place)
    return is_compared(scene, mention) and not own


def _is_of_level(scene: Scene, mention: PeriodMention, place: Place) -> bool:
    """Return whether a period dates the level that a growth starts from: "a year ago it was 370, a rise of 38%"."""
    where = scene.place_of(mention.span)
    words = scene.sentence.words[where[0] : where[1] + 2]
    before = [m for m in scene.periods if not m.is_base and scene.place_of(m.span)[1] < place[0]]
    told = [other.period.end for other in before if other.period.end]
    earlier = mention.period.end is not None and any(end > mention.period.end for end in told)
    ago = earlier or any(word.text in scene.syntax["agos"] for word in words)
    levels = [scene.place(q) for q in scene.quantities if q.unit not in ("percent", "times")]
    return ago and any(where[1] < level[0] < place[0] for level in levels)


def _is_of_base(scene: Scene, where: Place, place: Place) -> bool:
    """Return whether a period dates the amount that a growth is measured from: "9% more than 4.5 million in 2023"."""
    amounts = [scene.place(q) for q in scene.quantities if q.unit in MONEY or q.unit == "t"]
    words = scene.sentence.words
    if place[1] < where[0] and ":" in scene.text[words[place[1]].end : words[where[0]].start]:
        return any(where[1] < amount[0] for amount in amounts)  # "grew 2.5 times: the 2021 volume was 586,000 tons"
    than = [hit.first for hit in scene.words("comparing")]
    return any(place[1] < at < amount[0] and amount[1] < where[0] for amount in amounts for at in than)


def _led_from(article: Article, scene: Scene, mention: PeriodMention, growth: Quantity) -> bool:
    """Return whether a growth leads from the level of ``mention`` to the later one of the sentence before.

    "In 2025 it carried 4.1 million tonnes. In 2024 it was 4.5 million, that is 8 % less": the two levels make it so.
    """
    at, end, change = scene.sentence.index, mention.period.end, growth.value
    if not at or end is None or growth.unit != "percent" or change is None:
        return False
    before = article.scenes[at - 1]
    if not any(m.period.end and m.period.end > end and m.period.kind is PeriodKind.DURING for m in before.periods):
        return False
    first, last = scene.place_of(mention.span)[1], scene.place(growth)[0]
    bases = [q for q in scene.quantities if q.value and first < scene.place(q)[0] < last]
    later = [q for q in before.quantities if q.value]
    ratios = [
        new.value / old.value for old in bases for new in later if old.unit == new.unit and old.value and new.value
    ]
    return any(abs(abs(ratio - 1) * _PERCENT - abs(change)) <= _ROUNDING for ratio in ratios)


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


def _is_behind_amount(scene: Scene, where: Place, place: Place) -> bool:
    """Return whether an amount stands between a share and a period behind it, which then is that amount's."""
    amounts = [scene.place(other) for other in scene.quantities if other.unit in MONEY or other.unit == "t"]
    return any(place[1] < amount[0] < where[0] for amount in amounts)


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
