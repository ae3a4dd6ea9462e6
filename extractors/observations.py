"""Links the figures of an article to indicators: quantity, measure, parties, kind and reference period.

For every quantity the indicators of its unit are tried: one of their cues must govern it, no other measure may stand
nearer, their parties must fit and the clause decides between level, growth, share and target. What is not certain is
left out; what is carried over from another sentence costs confidence, and the reasons are kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.dimensions import factor, is_countable
from extractors.event_dates import read_dates
from extractors.governing import Measure, find_measure, find_parties_of, has_rival, subject_is
from extractors.indicators import IndicatorSpec, PeriodRule, Scope
from extractors.kinds import kind_of
from extractors.milestones import read_milestones, stated_stages
from extractors.records import Bound, Kind, Observation, Period, Quantity, Role
from extractors.reference_periods import choose_period
from extractors.scenes import Article, Figures, Scene, Vocabulary, clause_span, lay_out

_BACK = 2
_NEAR_NOUN = 5
_CLAUSE = 16
_RARE = frozenset({"W"})
_SAME_CLAUSE = 6
_HUNDRED = Decimal(100)
_vocabularies: dict[tuple[int, str], Vocabulary] = {}


@dataclass(frozen=True, slots=True)
class _Link:
    """One quantity as one indicator, with its confidence."""

    spec: IndicatorSpec
    indicator: str
    kind: Kind
    period: Period
    confidence: float
    reasons: tuple[str, ...]


def extract_observations(
    text: str,
    figures: Figures,
    specs: Sequence[IndicatorSpec],
    *,
    lang: str,
    published: dt.date | None,
    title: str = "",
) -> list[Observation]:
    """Return the observations of ``text``, in order of their place.

    ``figures`` are the quantities and periods of the same text; ``specs`` all indicators. Values come in the
    indicator's unit, growth in percent.
    """
    article = lay_out(text, figures, _vocabulary(specs, lang), published, title)
    found = [
        observation
        for scene in article.scenes
        for quantity in scene.quantities
        for observation in _read_quantity(article, scene, quantity)
    ]
    found += read_dates(article, specs)
    found += read_milestones(article, specs)
    return sorted(_once(found), key=lambda observation: (observation.span, observation.indicator))


def extract_stages(
    text: str, figures: Figures, specs: Sequence[IndicatorSpec], *, lang: str, published: dt.date | None
) -> dict[tuple[str, str], str]:
    """Return every (indicator, stage) that ``text`` states, with the words that state it, surpassed ones too."""
    article = lay_out(text, figures, _vocabulary(specs, lang), published, "")
    return {
        (spec.id, stage.name): text[scene.sentence.words[hit.first].start : scene.sentence.words[hit.last].end]
        for spec in specs
        for stage, scene, hit, _ in stated_stages(article, spec)
    }


def _vocabulary(specs: Sequence[IndicatorSpec], lang: str) -> Vocabulary:
    key = id(specs), lang
    known = _vocabularies.get(key)
    if known is None or known.source is not specs:
        known = _vocabularies[key] = Vocabulary(specs, lang)
    return known


def _read_quantity(article: Article, scene: Scene, quantity: Quantity) -> list[Observation]:
    links: list[_Link] = []
    for spec in scene.vocabulary.specs:
        if spec.period in (PeriodRule.DATE, PeriodRule.MILESTONE) or not _has_unit(scene, quantity, spec):
            continue
        link = _link(article, scene, quantity, spec)
        if link is not None:
            links.append(link)
    if not links:
        return []
    best = max(links, key=lambda link: link.confidence)
    return [_observation(scene, quantity, best)]


def _has_unit(scene: Scene, quantity: Quantity, spec: IndicatorSpec) -> bool:
    unit = spec.unit
    if spec.kind is Kind.SHARE and quantity.unit is None and quantity.role is Role.SHARE:
        return True
    if unit == "percent" or spec.kind is Kind.GROWTH:
        return quantity.unit in ("percent", "times")
    if unit == "times":
        return quantity.unit == "times"
    if unit is None or unit == "year":
        return False
    if quantity.unit in ("percent", "times"):
        return spec.kind is Kind.LEVEL and bool({Kind.GROWTH, Kind.MULTIPLE} & set(spec.derived))
    if unit in ("count", "people"):
        return quantity.unit == unit or (is_countable(quantity.unit) and _counts(scene, quantity, spec))
    return factor(quantity.unit, unit) is not None


def _counts(scene: Scene, quantity: Quantity, spec: IndicatorSpec) -> bool:
    place = scene.place(quantity)
    nouns = scene.hits(spec, "counted") or (scene.hits(spec, "cues") if spec.unit == "people" else [])
    return any(place[0] <= hit.first and scene.gap((hit.first, hit.last), place) <= _NEAR_NOUN for hit in nouns)


def _link(article: Article, scene: Scene, quantity: Quantity, spec: IndicatorSpec) -> _Link | None:
    kind = kind_of(scene, quantity, spec, article.published)
    if kind is None or not _is_plausible(quantity, spec, kind):
        return None
    place = scene.place(quantity)
    measure = find_measure(scene, quantity, spec, kind) or _carried_measure(article, scene, spec)
    if measure is None or _is_excluded(scene, measure, place, spec):
        return None
    if spec.requires.get(article.lang) and not _is_required(article, scene, measure, spec):
        return None
    anchor = measure.place or place
    parties = find_parties_of(article, scene, anchor, place, spec)
    if parties is None:
        return None
    period = choose_period(article, scene, quantity, kind, spec.period)
    if spec.period is PeriodRule.FLOW and period.end is None and not _may_lack_period(spec, kind):
        return None
    confidence, reasons = _confidence(measure, parties.carried, parties.reason, period)
    return _Link(spec, spec.derived.get(kind, spec.id), kind, period, confidence, reasons)


def _carried_measure(article: Article, scene: Scene, spec: IndicatorSpec) -> Measure | None:
    if (spec.scope is Scope.TEXT and spec.unit not in _RARE) or spec.kind is Kind.SHARE or has_rival(scene, spec):
        return None
    at = scene.sentence.index
    for back in range(1, _BACK + 1):
        if at - back < 0:
            return None
        before = article.scenes[at - back]
        if subject_is(before, spec):
            return Measure(None, 0, back)
        if has_rival(before, spec):
            return None
    return None


def _is_excluded(scene: Scene, measure: Measure, place: tuple[int, int], spec: IndicatorSpec) -> bool:
    anchors = [place] if measure.place is None else [place, measure.place]
    return any(_in_clause(scene, (hit.first, hit.last), anchor) for hit in scene.hits(spec, "exclude") for anchor in anchors)


def _in_clause(scene: Scene, one: tuple[int, int], other: tuple[int, int]) -> bool:
    first, last = (one, other) if one[0] <= other[0] else (other, one)
    far = scene.gap(one, other) > _CLAUSE
    return not far and (first[1] >= last[0] or scene.sentence.breaks(first[1], last[0]) <= _SAME_CLAUSE)


def _is_required(article: Article, scene: Scene, measure: Measure, spec: IndicatorSpec) -> bool:
    if scene.hits(spec, "requires"):
        return True
    return measure.carried > 0 and bool(article.scenes[scene.sentence.index - measure.carried].hits(spec, "requires"))


def _may_lack_period(spec: IndicatorSpec, kind: Kind) -> bool:
    """A level of a flow says nothing without its period, a planned growth neither; a planned level does."""
    return kind is Kind.TARGET and spec.kind is Kind.LEVEL


def _is_plausible(quantity: Quantity, spec: IndicatorSpec, kind: Kind) -> bool:
    if spec.plausible is None or (kind in (Kind.GROWTH, Kind.MULTIPLE) and spec.kind is Kind.LEVEL):
        return True
    value, low, high, _ = _values(quantity, spec, kind)
    return all(spec.plausible[0] <= abs(number) <= spec.plausible[1] for number in (value, low, high) if number is not None)


def _values(
    quantity: Quantity, spec: IndicatorSpec, kind: Kind
) -> tuple[Decimal | None, Decimal | None, Decimal | None, str | None]:
    numbers = quantity.value, quantity.low, quantity.high
    if kind is Kind.SHARE and quantity.unit is None:
        return (*(round(number * _HUNDRED, 1) if number is not None else None for number in numbers), "percent")
    if kind is Kind.MULTIPLE:
        return (*numbers, "times")
    if kind is Kind.GROWTH or quantity.unit in ("percent", "times"):
        if quantity.unit == "times":
            return (*((number - 1) * _HUNDRED if number is not None else None for number in numbers), "percent")
        return (*numbers, "percent")
    by = (factor(quantity.unit, spec.unit) if spec.unit else None) or Decimal(1)
    return (*(number * by if number is not None else None for number in numbers), spec.unit)


def _confidence(measure: Measure, carried: int, reason: str, period: Period) -> tuple[float, tuple[str, ...]]:
    confidence, reasons = 0.97, [reason]
    if carried:
        confidence -= 0.04 * carried
    if measure.carried:
        confidence -= 0.1 * measure.carried
        reasons.append(f"measure carried over from {measure.carried} sentences before")
    elif measure.cost > 12:
        confidence -= 0.005 * min(measure.cost - 12, 20)
        reasons.append("measure far from the figure")
    if period.end is None:
        confidence -= 0.15
    reasons.append(f"period {period.label or 'unknown'} {period.how}")
    if period.how == "inherited":
        confidence -= 0.08
    return round(max(confidence, 0.05), 3), tuple(reasons)


def _observation(scene: Scene, quantity: Quantity, link: _Link) -> Observation:
    value, low, high, unit = _values(quantity, link.spec, link.kind)
    start, end = clause_span(scene, quantity.span)
    return Observation(
        indicator=link.indicator,
        kind=link.kind,
        period=link.period,
        span=(start, end),
        text=scene.text[start:end],
        sentence=scene.text[scene.sentence.start : scene.sentence.end].strip(),
        value=value,
        low=low,
        high=high,
        unit=unit,
        bound=quantity.bound if value is not None or quantity.bound is Bound.RANGE else Bound.RANGE,
        confidence=link.confidence,
        reasons=link.reasons,
    )


def _once(found: list[Observation]) -> list[Observation]:
    """Of several readings of one fact keep the surest, the first among equals."""
    best: dict[tuple[object, ...], Observation] = {}
    for observation in found:
        key = (
            observation.indicator, observation.kind, observation.value, observation.low, observation.high,
            observation.period.label, observation.stage,
        )  # fmt: skip
        known = best.get(key)
        if known is None or observation.confidence > known.confidence:
            best[key] = observation
    return [replace(observation) for observation in best.values()]
