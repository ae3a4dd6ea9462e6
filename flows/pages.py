"""What the pages of indicators show, made from rows of the warehouse; nothing here reads or writes a file.

The site speaks English; evidence stays in its own language and says so. Everything of foreign origin is cleaned here
and escaped by the templates. Refuses to set a month beside a year as if it were the latest of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.indicators import IndicatorSpec
from flows.change_pages import filename_of
from flows.charts import Spark, TimelineChart
from flows.messages import cite_baseline, indicator_title
from flows.moves import format_step
from flows.timelines import LANG, Row, describe_rows, make_chart, make_spark
from flows.wording import Figure, Wording, format_figure, format_period, load_wordings
from warehouse.rows import Change
from warehouse.views import Latest, TimelinePoint

MOST_EVIDENCE = 200  # the newest on an indicator's page; the warehouse has all


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a milestone (stages of one rank share it): passed, reached or ahead."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure with its period; ``filename`` is that of the page of the change that told it, if one did."""

    figure: str
    period: str
    filename: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """All that the first page and the indicator's own page say of it; what is None or empty is not shown.

    ``part`` is a later figure of another length than ``known`` and ``latest`` (a month, nine months); ``kind`` is named
    where it is not the indicator's usual one.
    """

    id: str
    title: str
    titles: tuple[tuple[str, str], ...]
    relation: str
    kind: str
    known: Shown | None
    citation: str
    latest: Shown | None
    part: Shown | None
    step: str
    verdict: str
    rows: tuple[Row, ...]
    hidden: int
    stages: tuple[Stage, ...]
    spark: Spark | None
    chart: TimelineChart | None


def describe_indicator(
    spec: IndicatorSpec, latest: Sequence[Latest], timeline: Sequence[TimelinePoint]
) -> IndicatorPage:
    """Put together the page of one indicator; of its kinds of figure (``latest``) its own one is shown first."""
    words = load_wordings()[LANG]
    own = sorted(latest, key=lambda standing: standing.kind is not spec.kind)
    first = next((standing for standing in own if standing.baseline or standing.change or standing.part), None)
    baseline, change, part = (first.baseline, first.change, first.part) if first else (None, None, None)
    observations = sum(standing.observations for standing in latest)
    accepted = sum(point.baseline is not None for point in timeline)
    rows = describe_rows(timeline, MOST_EVIDENCE)
    return IndicatorPage(
        id=spec.id,
        title=indicator_title({spec.id: spec}, spec.id, LANG),
        titles=tuple((lang, title) for lang, title in sorted(spec.titles.items()) if lang != LANG),
        relation=spec.relation,
        kind=words.kinds.get(first.kind.value, "") if first and first.kind is not spec.kind else "",
        known=Shown(format_figure(baseline, words), _period_of(baseline, words)) if baseline else None,
        citation=cite_baseline(baseline, words) if baseline else "",
        latest=_show(change, words),
        part=_show(part, words),
        step=format_step(change.old, change.new, words) if change and change.old else "",
        verdict=change.verdict if change else "",
        rows=rows,
        hidden=max(0, observations + accepted - len(rows)),
        stages=_describe_stages(spec, change.new.stage if change else baseline.stage if baseline else None, words),
        spark=make_spark(spec, timeline),
        chart=make_chart(spec, timeline),
    )


def _show(change: Change | None, words: Wording) -> Shown | None:
    if change is None:
        return None
    return Shown(format_figure(change.new, words), _period_of(change.new, words), filename_of(change))


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


def _period_of(figure: Figure, words: Wording) -> str:
    period = format_period(figure.period, words)
    return "" if period == format_figure(figure, words) else period
