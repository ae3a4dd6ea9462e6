"""What the pages of the site show, made from rows of the warehouse; nothing here reads or writes a file.

The site speaks English; evidence stays in its own language and says so. Everything of foreign origin is cleaned here
and escaped by the templates. Refuses to draw figures of other units, or without a period, on a time line.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from config.sources import Source
from extractors.indicators import IndicatorSpec, PeriodRule
from extractors.records import BaselineFigure, Observation, Period
from flows.charts import BASELINE, REPORTED, Point, Spark, TimelineChart, draw_spark
from flows.foreign_text import clean, web_link
from flows.local_time import local_day
from flows.messages import (
    Fact,
    cite_baseline,
    describe_change,
    indicator_title,
    mark_figure,
    printed_figure,
)
from flows.moves import format_step
from flows.wording import (
    Figure,
    Wording,
    chart_scale,
    format_day,
    format_figure,
    format_period,
    load_wordings,
)
from warehouse.rows import Change, SourceState
from warehouse.views import Evidence, Latest, TimelinePoint

LANG = "en"
MOST_EVIDENCE = 200  # the newest on an indicator's page; the warehouse has all
MOST_ENTRIES = 100  # the newest changes in the feed and on the first page
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the time line: an accepted figure or a reported one. ``quote`` is empty for the former."""

    series: str
    period: str
    figure: str
    source: str
    verdict: str
    reason: str
    quote: tuple[str, str, str] | None = None
    lang: str = LANG
    title: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a milestone (stages of one rank share it): passed, reached or ahead."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """All that the first page and the indicator's own page say of it; empty fields are not shown."""

    id: str
    title: str
    titles: tuple[tuple[str, str], ...]
    relation: str
    baseline: str
    baseline_period: str
    citation: str
    latest: str
    latest_period: str
    step: str
    change: Change | None
    observations: int
    rows: tuple[Row, ...]
    hidden: int
    stages: tuple[Stage, ...]
    spark: Spark | None
    chart: TimelineChart | None


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A change as page and as feed entry; ``urn`` names it for ever."""

    fact: Fact
    urn: str
    filename: str
    indicator_title: str
    has_indicator_page: bool


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and how it stands: "ok", "failing" or "not polled yet"."""

    source: Source
    state: str
    detail: str
    last_success: str


def describe_indicator(
    spec: IndicatorSpec, latest: Sequence[Latest], timeline: Sequence[TimelinePoint]
) -> IndicatorPage:
    """Put together the page of one indicator; of its kinds of figure (``latest``) its own one is shown first."""
    words = load_wordings()[LANG]
    own = sorted(latest, key=lambda standing: standing.kind is not spec.kind)
    baseline = next((standing.baseline for standing in own if standing.baseline), None)
    change = next((standing.change for standing in own if standing.change), None)
    shown = sorted(timeline, key=_newest_first, reverse=True)[:MOST_EVIDENCE]
    observations = sum(standing.observations for standing in latest)
    accepted = sum(point.baseline is not None for point in timeline)
    return IndicatorPage(
        id=spec.id,
        title=indicator_title({spec.id: spec}, spec.id, LANG),
        titles=tuple((lang, title) for lang, title in sorted(spec.titles.items()) if lang != LANG),
        relation=spec.relation,
        baseline=format_figure(baseline, words) if baseline else "",
        baseline_period=_period_of(baseline, words) if baseline else "",
        citation=cite_baseline(baseline, words) if baseline else "",
        latest=format_figure(change.new, words) if change else "",
        latest_period=_period_of(change.new, words) if change else "",
        step=format_step(change.old, change.new, words) if change and change.old else "",
        change=change,
        observations=observations,
        rows=tuple(_describe_point(point, words) for point in shown),
        hidden=max(0, observations + accepted - len(shown)),
        stages=_describe_stages(spec, change.new.stage if change else baseline.stage if baseline else None, words),
        spark=draw_spark(_of_one_length(spec, _points(spec, timeline))),
        chart=make_chart(spec, timeline),
    )


def describe_page_of_change(change: Change, specs: Mapping[str, IndicatorSpec]) -> ChangePage:
    """Put together the page of one change."""
    return ChangePage(
        fact=describe_change(change, specs, LANG),
        urn=uuid.uuid5(uuid.NAMESPACE_OID, f"figurewatch change {change.id}").urn,
        filename=f"{change.id[:16]}.html",
        indicator_title=indicator_title(specs, change.indicator, LANG),
        has_indicator_page=change.indicator in specs,
    )


def describe_sources(sources: Sequence[Source], states: Mapping[str, SourceState]) -> tuple[SourceRow, ...]:
    """How each configured source stands, those that fail first."""
    words = load_wordings()[LANG]
    rows = [_describe_source(source, states.get(source.id), words) for source in sources]
    return tuple(sorted(rows, key=lambda row: (row.state != "failing", row.source.id)))


def make_chart(spec: IndicatorSpec, timeline: Sequence[TimelinePoint]) -> TimelineChart | None:
    """The time line of the figures in the indicator's own unit; None for fewer than two with a period."""
    points = _points(spec, timeline)
    if len(points) < 2:
        return None
    scale, unit = chart_scale(max(abs(point.high) for point in points), spec.unit, load_wordings()[LANG])
    scaled = (Point(p.series, p.start, p.end, p.low / scale, p.high / scale) for p in points)
    return TimelineChart(spec.id, unit, tuple(scaled))


def _points(spec: IndicatorSpec, timeline: Sequence[TimelinePoint]) -> list[Point]:
    points = {point for item in timeline if (point := _make_point(spec, item))}
    return sorted(points, key=lambda point: (point.end, point.start, point.series, point.low, point.high))


def _of_one_length(spec: IndicatorSpec, points: Sequence[Point]) -> list[Point]:
    """Of a flow only the longest periods: a line from a year to one month would fall for no reason."""
    if spec.period is not PeriodRule.FLOW:
        return list(points)
    longest = max((point.end - point.start for point in points), default=_DAY)
    return [point for point in points if point.end - point.start >= longest * 0.9]


def _make_point(spec: IndicatorSpec, item: TimelinePoint) -> Point | None:
    figure = _figure(item)
    if spec.unit is None or figure.unit != spec.unit or (item.evidence and not _counts(item.evidence)):
        return None
    span = _closed(item.period)
    ends = [end for end in (figure.value, figure.low, figure.high) if end is not None]
    if span is None or not ends:
        return None
    return Point(BASELINE if item.baseline else REPORTED, *span, min(ends), max(ends))


def _counts(evidence: Evidence) -> bool:
    return evidence.current and not evidence.held


def _closed(period: Period) -> tuple[date, date] | None:
    """The period as (start, exclusive end); an open one shrinks to the day at its known edge."""
    start = period.start or (period.end - _DAY if period.end else None)
    end = period.end or (period.start + _DAY if period.start else None)
    return (start, end) if start and end else None


def _figure(item: TimelinePoint) -> BaselineFigure | Observation:
    if item.baseline:
        return item.baseline
    if item.evidence:
        return item.evidence.observation
    raise ValueError("a point of a time line is either accepted or reported")


def _newest_first(item: TimelinePoint) -> tuple[date, bool, str]:
    span = _closed(item.period)
    published = item.evidence.published if item.evidence else None
    return (span[1] if span else date.min, item.evidence is not None, published.isoformat() if published else "")


def _describe_point(item: TimelinePoint, words: Wording) -> Row:
    figure = _figure(item)
    period, shown = format_period(item.period, words), format_figure(figure, words)
    if item.baseline:
        return Row(BASELINE, period, shown, cite_baseline(item.baseline, words), "", "", note=item.baseline.flag or "")
    evidence = item.evidence
    if evidence is None:
        raise ValueError("a point of a time line is either accepted or reported")
    said = [
        evidence.observation.speaker,
        evidence.outlet,
        evidence.published and format_day(local_day(evidence.published), words),
    ]
    return Row(
        REPORTED,
        period,
        shown,
        ", ".join(clean(part) for part in said if part),
        evidence.verdict.replace("_", " "),
        clean(evidence.reason),
        mark_figure(evidence.observation.sentence, printed_figure(evidence.observation, evidence.lang)),
        evidence.lang,
        clean(evidence.title),
        web_link(evidence.url),
        _note(evidence),
    )


def _note(evidence: Evidence) -> str:
    if not evidence.current:
        return "The article has a later version that replaces this."
    return "Held for review: not certain enough." if evidence.held else ""


def _describe_stages(spec: IndicatorSpec, reached: str | None, words: Wording) -> tuple[Stage, ...]:
    current = next((stage.rank for stage in spec.stages if stage.name == reached), 0)
    names: dict[int, list[str]] = {}
    for stage in spec.stages:
        names.setdefault(stage.rank, []).append(words.stages.get(stage.name, stage.name))

    def state(rank: int) -> str:
        if rank == current:
            return "reached"
        return "passed" if rank < current else "ahead"

    return tuple(Stage(" / ".join(names[rank]), state(rank)) for rank in sorted(names))


def _describe_source(source: Source, state: SourceState | None, words: Wording) -> SourceRow:
    if state is None:
        return SourceRow(source, "not polled yet", "", "")
    success = format_day(local_day(state.last_success), words) if state.last_success else "never"
    if not state.failures:
        return SourceRow(source, "ok", "", success)
    return SourceRow(source, "failing", f"{clean(state.last_reason)}, {state.failures} in a row", success)


def _period_of(figure: Figure, words: Wording) -> str:
    period = format_period(figure.period, words)
    return "" if period == format_figure(figure, words) else period
