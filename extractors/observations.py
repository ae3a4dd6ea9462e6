"""Links the figures of an article to indicators: quantity, measure, parties, kind and reference period.

For every quantity the indicators of its unit are tried: one of their cues must govern it, no other measure may stand
nearer, their parties must fit and the clause decides between level, growth, share and target. What is not certain is
left out; what is carried over from another sentence costs confidence, and the reasons are kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.calibration import LEAST, Evidence, assess
from extractors.carrying import carried_measure, parties_of_measure
from extractors.consistency import weigh
from extractors.differences import is_restated
from extractors.dimensions import MONEY, factor, in_unit, is_countable
from extractors.elision import takes_unit
from extractors.event_dates import read_dates
from extractors.governing import Measure, find_measure
from extractors.indicators import IndicatorSpec, PeriodRule, Scope
from extractors.kinds import directed, is_fraction, kind_of, spans_years
from extractors.layout import lay_out
from extractors.milestones import read_milestones, stated_stages
from extractors.moods import bound_of
from extractors.phrases import Hit
from extractors.records import Kind, Observation, Period, PeriodKind, Quantity, Role
from extractors.reference_periods import choose_period
from extractors.scenes import Article, Figures, Scene, Vocabulary, clause_span
from extractors.scopes import find_parties_of
from extractors.series import complete, rows_back
from extractors.speakers import attribute
from extractors.topics import is_subject_before

_NEAR_NOUN = 4
_BEFORE_NUMBER = 6
_SUBJECT_BEFORE = 9
_CLAUSE = 16
_COMMA = 4
_SAME_CLAUSE = 6
_DEADLINE_BACK = 2
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
    """Return the observations of ``text`` that are at least as likely right as wrong, in order of their place.

    ``figures`` are the quantities and periods of the same text; ``specs`` all indicators. Values come in the
    indicator's unit (or in one of its ``currencies``, as printed), growth in percent.
    """
    article = lay_out(text, figures, _vocabulary(specs, lang), published, title)
    complete(article)
    found = [
        observation
        for scene in article.scenes
        for quantity in scene.quantities
        for observation in _read_quantity(article, scene, quantity)
    ]
    found += read_dates(article, specs)
    found += read_milestones(article, specs)
    told = (seen for seen in weigh(attribute(article, _once(found)), specs) if seen.confidence >= LEAST)
    return sorted(told, key=lambda observation: (observation.span, observation.indicator))


def extract_stages(
    text: str, figures: Figures, specs: Sequence[IndicatorSpec], *, lang: str, published: dt.date | None
) -> dict[tuple[str, str], str]:
    """Return every (indicator, stage) that ``text`` states, with the words that state it, surpassed ones too."""
    article = lay_out(text, figures, _vocabulary(specs, lang), published, "")
    return {
        (spec.id, stated.stage.name): text[stated.hit.start : stated.hit.end]
        for spec in specs
        for stated in stated_stages(article, spec)
    }


def _vocabulary(specs: Sequence[IndicatorSpec], lang: str) -> Vocabulary:
    key = id(specs), lang
    known = _vocabularies.get(key)
    if known is None or known.source is not specs:
        known = _vocabularies[key] = Vocabulary(specs, lang)
    return known


def _read_quantity(article: Article, scene: Scene, quantity: Quantity) -> list[Observation]:
    if is_restated(scene, quantity):
        return []
    links: list[_Link] = []
    for spec in scene.vocabulary.specs:
        if spec.period in (PeriodRule.DATE, PeriodRule.MILESTONE) or not _has_unit(article, scene, quantity, spec):
            continue
        link = _link(article, scene, quantity, spec)
        if link is not None:
            links.append(link)
    if not links:
        return []
    best = max(links, key=lambda link: (not scene.hits(link.spec, "exclude"), link.confidence))
    return [_observation(scene, quantity, best)]


def _has_unit(article: Article, scene: Scene, quantity: Quantity, spec: IndicatorSpec) -> bool:
    unit = spec.unit
    if spec.kind is Kind.SHARE and quantity.unit is None and quantity.role is Role.SHARE:
        return True
    if quantity.unit in ("percent", "times") or is_fraction(quantity):
        changes = {Kind.GROWTH, Kind.MULTIPLE} & {spec.kind, *spec.derived}
        return unit == quantity.unit or bool(changes and unit != "times")
    if unit is None or unit in ("percent", "times", "year"):
        return False
    if unit in ("count", "people"):
        return quantity.unit == unit or (is_countable(quantity.unit) and _counts(scene, quantity, spec))
    if quantity.unit in spec.currencies:  # beside the indicator's own currency it is a conversion, or another's trade
        return all(other.unit != unit for other in scene.quantities)
    return factor(quantity.unit, unit) is not None or takes_unit(article, scene, quantity, unit)


def _counts(scene: Scene, quantity: Quantity, spec: IndicatorSpec) -> bool:
    place = scene.place(quantity)
    nouns = scene.hits(spec, "counted") or (scene.hits(spec, "cues") if spec.unit == "people" else [])
    before = 0
    if quantity.unit is None:
        before = _SUBJECT_BEFORE if _ends_clause(scene, place[1]) else _BEFORE_NUMBER if spec.unit == "people" else 0
    if spec.unit == "people" and any(0 < hit.first - place[1] <= _CLAUSE for hit in nouns):
        return quantity.unit is None and min(scene.breaks((h.first, h.last), place) for h in nouns) < _COMMA
    return any(place[0] - before <= hit.first <= place[1] + _NEAR_NOUN for hit in nouns)


def _ends_clause(scene: Scene, at: int) -> bool:
    return at + 1 == len(scene.sentence.words) or scene.sentence.breaks(at, at + 1) > 0


def _link(article: Article, scene: Scene, quantity: Quantity, spec: IndicatorSpec) -> _Link | None:
    kind = kind_of(article, scene, quantity, spec)
    if kind is None or not _is_plausible(quantity, spec, kind):
        return None
    measure = find_measure(scene, quantity, spec, kind) or carried_measure(article, scene, quantity, spec, kind)
    if measure is None or not _is_admitted(article, scene, quantity, measure, spec):
        return None
    place = scene.place(quantity)
    parties = find_parties_of(article, scene, measure.place or place, place, spec)
    parties = parties or parties_of_measure(article, scene, measure, spec)
    period = choose_period(article, scene, quantity, kind, spec.period)
    if parties is None or (spec.period is PeriodRule.FLOW and not _is_dated(spec, kind, period)):
        return None
    if spec.period is PeriodRule.TARGET and period.kind is PeriodKind.DURING and _is_over(article, period):
        return None
    elided = quantity.span in scene.bare and spec.unit in (*MONEY, "t")
    rows = max(rows_back(article, scene) - 1, 0)  # a heading is as near to the last row of its table as to the first
    measure = replace(measure, carried=max(measure.carried - rows, 0))
    parties = replace(parties, carried=max(parties.carried - rows, min(parties.carried, 1)))
    confidence, reasons = assess(
        Evidence(parties.carried, parties.reason, measure.carried, measure.cost, elided, period, kind)
    )
    return _Link(spec, spec.derived.get(kind, spec.id), kind, period, confidence, reasons)


def _is_admitted(article: Article, scene: Scene, quantity: Quantity, measure: Measure, spec: IndicatorSpec) -> bool:
    if _is_excluded(scene, measure, scene.place(quantity), spec):
        return False
    if not spec.requires.get(article.lang):
        return True
    return _is_required(article, scene, measure, spec) and not _is_required_of_part(scene, scene.place(quantity), spec)


def _is_excluded(scene: Scene, measure: Measure, place: tuple[int, int], spec: IndicatorSpec) -> bool:
    anchors = [place] if measure.place is None else [place, measure.place]
    against = [
        hit
        for hit in scene.hits(spec, "exclude")
        if _in_clause(scene, (hit.first, hit.last), anchors) and not _is_of_another(scene, hit, place)
    ]
    if not against:
        return False
    speaking = [scene.gap((hit.first, hit.last), place) for hit in scene.hits(spec, "requires")]
    return not speaking or min(scene.gap((hit.first, hit.last), place) for hit in against) <= min(speaking)


def _is_of_another(scene: Scene, hit: Hit, place: tuple[int, int]) -> bool:
    """Return whether words behind the figure belong to the next one or to its brackets ("… (4.9 trillion by PPP)")."""
    if hit.first <= place[1]:
        return False
    behind = scene.text[scene.sentence.words[place[1]].end : hit.start]
    if behind.count("(") > behind.count(")"):
        return True
    here = scene.gap((hit.first, hit.last), place)
    after = [scene.place(other) for other in scene.quantities]
    if any(place[1] < other[0] <= hit.first and hit.last <= other[1] for other in after):
        return True  # "one gigawatt with a battery of 600 megawatt-hours"
    if any(place[1] < other[0] and other[1] < hit.first for other in after):
        return True
    return any(hit.last < other[0] and scene.gap((hit.first, hit.last), other) < here for other in after)


def _in_clause(scene: Scene, one: tuple[int, int], anchors: Sequence[tuple[int, int]]) -> bool:
    for other in anchors:
        first, last = (one, other) if one[0] <= other[0] else (other, one)
        near = scene.gap(one, other) <= _CLAUSE
        if near and (first[1] >= last[0] or scene.sentence.breaks(first[1], last[0]) <= _SAME_CLAUSE):
            return True
    return False


def _is_required(article: Article, scene: Scene, measure: Measure, spec: IndicatorSpec) -> bool:
    if scene.hits(spec, "requires") or is_subject_before(article, scene, spec):
        return True
    at = scene.sentence.index
    if spec.period is PeriodRule.TARGET and spec.scope is Scope.TEXT and spec.unit != "km":
        return any(before.hits(spec, "requires") for before in article.scenes[max(at - _DEADLINE_BACK, 0) : at])
    if at and spec.kind is Kind.SHARE and scene.words("anaphor") and article.scenes[at - 1].hits(spec, "requires"):
        return True  # "… of the region. Kazakhstan accounts for 80% of it"
    told = article.scenes[max(at - measure.carried - 2, 0) : at] if measure.carried else ()
    return any(before.hits(spec, "requires") for before in told)


def _is_required_of_part(scene: Scene, place: tuple[int, int], spec: IndicatorSpec) -> bool:
    """Return whether what is required is told of a part only: "450 billion in all, half of it from the Union"."""
    parts = [hit.first for hit in scene.words("slice") if hit.first > place[1]]
    told = [hit.first for hit in scene.hits(spec, "requires")]
    return bool(parts and told) and min(told) > min(parts)


def _is_dated(spec: IndicatorSpec, kind: Kind, period: Period) -> bool:
    """A level of a flow says nothing without its period; a planned level does, growth is that of one year."""
    if kind is Kind.TARGET:
        return spec.kind is Kind.LEVEL or (period.end is not None and period.kind is not PeriodKind.BY)
    return period.end is not None and not (kind is Kind.GROWTH and spans_years(period))


def _is_over(article: Article, period: Period) -> bool:
    """Return whether a period was over when the article appeared: what it tells is no forecast."""
    return period.end is not None and article.published is not None and period.end <= article.published


def _is_plausible(quantity: Quantity, spec: IndicatorSpec, kind: Kind) -> bool:
    if spec.plausible is None or (kind in (Kind.GROWTH, Kind.MULTIPLE) and spec.kind is Kind.LEVEL):
        return True
    return in_unit(quantity, _unit_of(quantity, spec), kind).within(spec.plausible)


def _unit_of(quantity: Quantity, spec: IndicatorSpec) -> str | None:
    """Return the unit of the observation: the indicator's, but money of another listed currency stays as printed."""
    return quantity.unit if quantity.unit in spec.currencies else spec.unit


def _observation(scene: Scene, quantity: Quantity, link: _Link) -> Observation:
    is_loss = link.spec.kind is Kind.GROWTH and link.spec.period is PeriodRule.TARGET
    number = in_unit(directed(scene, quantity), _unit_of(quantity, link.spec), link.kind, loss=is_loss)
    start, end = clause_span(scene, quantity.span)
    return Observation(
        indicator=link.indicator,
        kind=link.kind,
        period=link.period,
        span=(start, end),
        text=scene.text[start:end],
        sentence=scene.text[scene.sentence.start : scene.sentence.end].strip(),
        value=number.value,
        low=number.low,
        high=number.high,
        unit=number.unit,
        bound=bound_of(scene, quantity),
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
