"""Reads the figures that are dates themselves: an event's days, a target year, the years of a plan.

The event's name must stand in the sentence with the date, and no other year may stand nearer. Refuses years of events
told in the past tense of another edition only by the comparison, never here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.calibration import of_date
from extractors.indicators import IndicatorSpec, PeriodRule
from extractors.parties import countries
from extractors.records import Kind, Observation, Period, PeriodKind, PeriodMention
from extractors.scenes import Article, Scene, clause_span, paragraph_to

_NEAR = 26
_SPAN_OF_YEARS = 45
_PART_OF_NAME = 1
_EVENT = 10
_NEAR_BY = 5
_OPENING = 2


def read_dates(article: Article, specs: Sequence[IndicatorSpec]) -> list[Observation]:
    """Return the observations of date and target-year indicators."""
    found: list[Observation] = []
    for spec in specs:
        if spec.period is not PeriodRule.DATE and spec.unit != "year":
            continue
        if article.codes and not article.codes & set(spec.parties):
            continue
        for scene in article.scenes:
            observation = _read(article, scene, spec)
            if observation is not None:
                found.append(observation)
    return found


def _read(article: Article, scene: Scene, spec: IndicatorSpec) -> Observation | None:
    told = _told(article, scene, spec)
    if not told or not scene.periods:
        return None
    if spec.home is not None and _is_of_another(article, scene, spec.home):
        return None
    best: tuple[int, PeriodMention] | None = None
    for mention in scene.periods:
        if mention.is_base or mention.period.start is None or not _is_plausible(mention, spec):
            continue
        place = scene.place_of(mention.span)
        cost = min(scene.gap(name, place) for name in told)
        if spec.period is PeriodRule.DATE and not _can_be_day(article, mention, spec, cost):
            continue
        if spec.unit == "year" and (_is_anothers(scene, spec, place) or _is_put_off(scene, mention)):
            continue
        if best is None or cost < best[0]:
            best = cost, mention
    if best is None or best[0] > (_SPAN_OF_YEARS if spec.requires else _NEAR) or _is_excluded(scene, spec, best[1]):
        return None
    return _observation(scene, spec, replace(best[1], period=_under_way(article, scene, best[1])), best[0])


def _told(article: Article, scene: Scene, spec: IndicatorSpec) -> list[tuple[int, int]]:
    """Return where the event is named with all that is required, or taken up: "A roadmap was signed. It covers …"."""
    cues = scene.hits(spec, "cues")
    at = scene.sentence.index
    takes_up = any(word.text in scene.syntax["taking_up"] for word in scene.sentence.words[:2])
    near = {mention.code for before in paragraph_to(article, scene)[-_NEAR_BY:] for mention in before.parties}
    if spec.requires and not scene.hits(spec, "requires") and not (takes_up and near & set(spec.parties)):
        return []
    undated = at > 0 and spec.period is PeriodRule.DATE and not article.scenes[at - 1].periods
    event = undated and any(hit.first < _OPENING for hit in scene.words("event_pronouns"))
    if not cues and at and (event or (spec.requires and takes_up)):
        return [(0, 0)] if article.scenes[at - 1].hits(spec, "cues") else []
    return [(cue.first, cue.last) for cue in cues]


def _is_of_another(article: Article, scene: Scene, home: str) -> bool:
    """Return whether the country last named in the paragraph, or its capital, is another one's."""
    for told in reversed(paragraph_to(article, scene)):
        codes = {m.code for m in told.parties if m.code in countries() and not (m.is_actor or m.is_aside)}
        codes |= told.capitals
        if codes:
            return home not in codes
    return False


def _under_way(article: Article, scene: Scene, mention: PeriodMention) -> Period:
    """Read "runs until 24 April", published while it runs, as the days from the publication to the last one."""
    period, words = mention.period, scene.sentence.words
    first, last = scene.place_of(mention.span)
    before = words[first - 1].text if first else ""
    after = words[last + 1].text if last + 1 < len(words) else ""
    until = before in scene.syntax["untils"] or after in scene.syntax["untils_after"]
    day, end = article.published, period.end
    if not until or day is None or end is None or not 1 < (end - day).days <= _EVENT:
        return period
    return replace(period, start=day, label=f"{day.isoformat()}..{(end - dt.timedelta(days=1)).isoformat()}")


def _is_anothers(scene: Scene, spec: IndicatorSpec, place: tuple[int, int]) -> bool:
    """Return whether the party nearest to the year is another one ("China by 2060")."""
    nearest = min(scene.parties, key=lambda m: scene.gap((m.first, m.last), place), default=None)
    return nearest is not None and nearest.code not in (*spec.parties, "CA", "EUROPE")


def _can_be_day(article: Article, mention: PeriodMention, spec: IndicatorSpec, cost: int) -> bool:
    """A bare year that is over tells of something else, unless it is part of the name; a plan is a span of years."""
    label, end = mention.period.label or "", mention.period.end
    if spec.id == "titr.roadmap":
        return ".." in label and len(label) == len("2022..2027")
    if mention.period.kind is PeriodKind.SINCE:
        return False
    is_year = len(label) == len("2026")
    if is_year and mention.period.kind is PeriodKind.BY:
        return False
    is_over = end is not None and article.published is not None and end <= article.published
    return not (is_year and is_over) or cost <= _PART_OF_NAME


def _is_excluded(scene: Scene, spec: IndicatorSpec, mention: PeriodMention) -> bool:
    place = scene.place_of(mention.span)
    return any(scene.gap((hit.first, hit.last), place) <= 12 for hit in scene.hits(spec, "exclude"))


def _is_plausible(mention: PeriodMention, spec: IndicatorSpec) -> bool:
    if spec.plausible is None or mention.period.start is None:
        return True
    year = _year(mention)
    return year is not None and spec.plausible[0] <= year <= spec.plausible[1]


def _is_put_off(scene: Scene, mention: PeriodMention) -> bool:
    """Return whether a year is the one that a later one has replaced: "с 2060 на 2070 год"."""
    later = [m for m in scene.periods if m.span > mention.span and m.period.kind is not PeriodKind.SINCE]
    starts = mention.period.start
    return mention.period.kind is PeriodKind.SINCE and any(
        starts and m.period.start and m.period.start > starts for m in later
    )


def _last_year(mention: PeriodMention) -> Period:
    """Return the year that "from 2060 to 2070" leads to: a deadline put off."""
    period = mention.period
    if period.label is None or ".." not in period.label or period.end is None:
        return period
    year = period.end.year - 1
    return replace(period, start=dt.date(year, 1, 1), label=str(year))


def _year(mention: PeriodMention) -> int | None:
    label = mention.period.label
    return int(label[:4]) if label and len(label) >= 4 and label[:4].isdigit() else None


def _observation(scene: Scene, spec: IndicatorSpec, mention: PeriodMention, cost: int) -> Observation:
    if spec.unit == "year":
        mention = replace(mention, period=_last_year(mention))
    year = _year(mention) if spec.unit == "year" else None
    start, end = clause_span(scene, mention.span)
    return Observation(
        indicator=spec.id,
        kind=Kind.TARGET if spec.unit == "year" else Kind.DATE,
        period=mention.period,
        span=(start, end),
        text=scene.text[start:end],
        sentence=scene.text[scene.sentence.start : scene.sentence.end].strip(),
        value=Decimal(year) if year is not None else None,
        unit=spec.unit,
        confidence=of_date(cost),
        reasons=("date beside its name",),
    )
