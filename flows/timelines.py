"""The time line of one indicator: what its chart, its small line and its list of figures show.

Refuses to draw figures of another unit or kind, or without a period, and to let a target pass for a figure of what was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from extractors.indicators import IndicatorSpec, PeriodRule
from extractors.records import BaselineFigure, Kind, Observation, Period
from flows.charts import BASELINE, REPORTED, TARGET, Point, Spark, TimelineChart, draw_spark
from flows.foreign_text import clean, web_link
from flows.local_time import local_day
from flows.messages import cite_baseline, mark_figure, printed_figure
from flows.wording import Wording, chart_scale, format_day, format_figure, format_period, load_wordings
from warehouse.views import Evidence, TimelinePoint

LANG = "en"
_DAY = timedelta(days=1)
_VERDICTS = {
    "confirms": "as known",
    "contradicts": "differs",
    "newer": "newer",
    "older": "earlier period",
    "new": "first figure",
    "stage_change": "another stage",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list of figures: an accepted one or a reported one. ``quote`` is missing for the former."""

    series: str
    period: str
    figure: str
    source: str
    verdict: str
    quote: tuple[str, str, str] | None = None
    lang: str = LANG
    title: str = ""
    url: str = ""
    note: str = ""


def describe_rows(timeline: Sequence[TimelinePoint], most: int) -> tuple[Row, ...]:
    """The ``most`` newest figures, those of the latest period first."""
    words = load_wordings()[LANG]
    shown = sorted(timeline, key=_newest_first, reverse=True)[:most]
    return tuple(_describe_point(point, words) for point in shown)


def make_chart(spec: IndicatorSpec, timeline: Sequence[TimelinePoint]) -> TimelineChart | None:
    """The time line of the figures in the indicator's own unit; None for fewer than two with a period."""
    points = _points(spec, timeline)
    if len(points) < 2:
        return None
    scale, unit = chart_scale(max(abs(point.high) for point in points), spec.unit, load_wordings()[LANG])
    scaled = (Point(p.series, p.start, p.end, p.low / scale, p.high / scale) for p in points)
    return TimelineChart(spec.id, unit, tuple(scaled))


def make_spark(spec: IndicatorSpec, timeline: Sequence[TimelinePoint]) -> Spark | None:
    """The last values as a small line: of a flow only the longest periods, of nothing but targets the targets."""
    points = _points(spec, timeline)
    points = [point for point in points if point.series != TARGET or spec.kind is Kind.TARGET]
    if spec.period is PeriodRule.FLOW:
        longest = max((point.end - point.start for point in points), default=_DAY)
        points = [point for point in points if point.end - point.start >= longest * 0.9]
    once = {(point.start, point.end, point.low, point.high): point for point in points}
    return draw_spark(list(once.values()))


def closed(period: Period) -> tuple[date, date] | None:
    """The period as (start, exclusive end); an open one shrinks to the day at its known edge."""
    start = period.start or (period.end - _DAY if period.end else None)
    end = period.end or (period.start + _DAY if period.start else None)
    return (start, end) if start and end else None


def _points(spec: IndicatorSpec, timeline: Sequence[TimelinePoint]) -> list[Point]:
    points = {point for item in timeline if (point := _make_point(spec, item))}
    return sorted(points, key=lambda point: (point.end, point.start, point.series, point.low, point.high))


def _make_point(spec: IndicatorSpec, item: TimelinePoint) -> Point | None:
    figure = _figure(item)
    if spec.unit is None or figure.unit != spec.unit or figure.kind not in (spec.kind, Kind.TARGET):
        return None
    span = closed(item.period)
    ends = [end for end in (figure.value, figure.low, figure.high) if end is not None]
    if span is None or not ends or (item.evidence and not _counts(item.evidence)):
        return None
    return Point(_series(item), *span, min(ends), max(ends))


def _series(item: TimelinePoint) -> str:
    if _figure(item).kind is Kind.TARGET:
        return TARGET
    return BASELINE if item.baseline else REPORTED


def _counts(evidence: Evidence) -> bool:
    return evidence.current and not evidence.held


def _figure(item: TimelinePoint) -> BaselineFigure | Observation:
    if item.baseline:
        return item.baseline
    return _evidence(item).observation


def _evidence(item: TimelinePoint) -> Evidence:
    if item.evidence is None:
        raise ValueError("a point of a time line is either accepted or reported")
    return item.evidence


def _newest_first(item: TimelinePoint) -> tuple[date, bool, str]:
    span = closed(item.period)
    published = item.evidence.published if item.evidence else None
    return (span[1] if span else date.min, item.evidence is not None, published.isoformat() if published else "")


def _describe_point(item: TimelinePoint, words: Wording) -> Row:
    figure = _figure(item)
    period, shown = format_period(item.period, words), format_figure(figure, words)
    period = "" if period == shown else period
    if item.baseline:
        cited = cite_baseline(item.baseline, words)
        return Row(BASELINE, period, shown, cited, _kind(figure), note=clean(item.baseline.flag or ""))
    evidence = _evidence(item)
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
        ", ".join(part for part in (_kind(figure), _VERDICTS.get(evidence.verdict, evidence.verdict)) if part),
        mark_figure(evidence.observation.sentence, printed_figure(evidence.observation, evidence.lang)),
        evidence.lang,
        clean(evidence.title),
        web_link(evidence.url),
        _note(evidence),
    )


def _kind(figure: BaselineFigure | Observation) -> str:
    return "target" if figure.kind is Kind.TARGET else ""


def _note(evidence: Evidence) -> str:
    if not evidence.current:
        return "The article has been edited since; this is what an earlier version said."
    return "Not certain enough to count: a person has yet to look at it." if evidence.held else ""
