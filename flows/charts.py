"""The time line of an indicator as an SVG file, for pages that load no scripts.

Every mark spans the reference period that its figure is about, so that nine months never look like a year. Known
figures, reported ones and targets differ in shape as well as in colour: a target is a wish, no figure of what was. The
legend names what is there. The same points give the same bytes, and the name of the
file says so: it carries a digest of the points, of this module and of the libraries that draw, so that a chart is drawn
once and kept until something of it moves. Drawing takes about 0.1 s a chart, after 2 s of loading.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

WIDTH, HEIGHT = 340, 200  # small, so that the labels stay readable when a phone shrinks it
_FONT_SIZE = 13
SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 120, 32, 4
_MONTHS_SHOWN = 400  # days; over longer times only years are named
BASELINE, REPORTED, TARGET = "known", "reported", "target"
_SERIES = (BASELINE, REPORTED, TARGET)
# Drawn with the first colour of each pair; a reader who prefers dark sees the second. Contrast >= 4.5 on either page.
_PALETTE = {
    "#1b2733": "#e8edf2",  # text
    "#5b6875": "#9fb0c0",  # axis labels
    "#d5dbe1": "#33414e",  # grid
    "#14508c": "#7db8f5",  # baseline
    "#b3470a": "#ffa66b",  # reported
    "#1c6b3c": "#7dd6a0",  # target
}
_TEXT, _LABEL, _GRID, *_SERIES_COLOURS = _PALETTE
_SHAPES = ("circle", "diamond", "square")


@dataclass(frozen=True, slots=True)
class Point:
    """A figure on the time line: ``end`` is exclusive; ``low`` and ``high`` are a range, or both the value."""

    series: str
    start: date
    end: date
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line of the last values, in pixels; ``series`` is that of the last point."""

    points: str
    last: tuple[str, str]
    series: str


@dataclass(frozen=True, slots=True)
class TimelineChart:
    """Points of one indicator, already divided by their scale; ``unit`` names scale and unit ("mln USD")."""

    name: str
    unit: str
    points: tuple[Point, ...]

    @property
    def filename(self) -> str:
        """A name that changes with the picture."""
        drawn_by = (Path(__file__).read_bytes(), version("altair"), version("vl-convert-python"))
        digest = hashlib.sha256(repr((self, drawn_by)).encode()).hexdigest()
        return f"{self.name}-{digest[:12]}.svg"


def draw_timeline(chart: TimelineChart) -> str:
    """Draw ``chart`` (at least one point) as an SVG document that follows the reader's colour scheme."""
    import altair as alt
    import vl_convert

    days = (max(point.end for point in chart.points) - min(point.start for point in chart.points)).days
    axis = alt.Axis(format="%Y", tickCount="year", grid=False) if days > _MONTHS_SHOWN else alt.Axis(grid=False)
    present = [at for at, series in enumerate(_SERIES) if any(point.series == series for point in chart.points)]
    domain = [_SERIES[at] for at in present]
    colours = alt.Scale(domain=domain, range=[_SERIES_COLOURS[at] for at in present])
    shapes = alt.Scale(domain=domain, range=[_SHAPES[at] for at in present])
    legend = alt.Legend(title=None, orient="top", symbolOpacity=1)
    base = alt.Chart(alt.Data(values=_rows(chart.points))).encode(  # type: ignore[no-untyped-call]  # generated code
        y=alt.Y("value:Q", title=chart.unit), color=alt.Color("series:N", scale=colours, legend=legend)
    )
    middle = alt.X("middle:T", title=None, axis=axis)
    points = base.encode(x=middle, shape=alt.Shape("series:N", scale=shapes))
    drawing = (
        alt.layer(
            base.mark_rule(strokeWidth=2, opacity=0.6).encode(x=alt.X("start:T", title=None, axis=axis), x2="end:T"),
            base.mark_rule(strokeWidth=2).encode(x=middle, y="low:Q", y2="high:Q"),
            points.transform_filter(f"datum.series == '{REPORTED}'").mark_point(size=90, filled=True, opacity=1),
            points.transform_filter(f"datum.series == '{TARGET}'").mark_point(size=110, strokeWidth=2),
            points.transform_filter(f"datum.series == '{BASELINE}'").mark_point(size=200, strokeWidth=3),  # a ring
        )
        .properties(width=WIDTH, height=HEIGHT)
        .configure(background="transparent", font="system-ui, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            gridColor=_GRID,
            domainColor=_LABEL,
            tickColor=_LABEL,
            labelColor=_LABEL,
            titleColor=_TEXT,
            labelFontSize=_FONT_SIZE,
            titleFontSize=_FONT_SIZE,
            labelOverlap=True,
        )
        .configure_axisY(titleFontWeight="normal", domain=False, ticks=False)
        .configure_legend(labelColor=_TEXT, labelFontSize=_FONT_SIZE)
    )
    svg: str = vl_convert.vegalite_to_svg(drawing.to_dict(), allowed_base_urls=[])
    return _follow_colour_scheme(svg)


def draw_spark(points: Sequence[Point]) -> Spark | None:
    """The last dozen values as a line, evenly spaced; None for fewer than two."""
    shown = points[-12:]
    values = [(point.low + point.high) / 2 for point in shown]
    if len(values) < 2:
        return None
    low, span = min(values), max(values) - min(values)
    step = Decimal(SPARK_WIDTH - 2 * SPARK_MARGIN) / (len(values) - 1)
    height = SPARK_HEIGHT - 2 * SPARK_MARGIN
    places = [
        (
            f"{SPARK_MARGIN + step * at:.1f}",
            f"{SPARK_HEIGHT - SPARK_MARGIN - (height * (value - low) / span if span else height / 2):.1f}",
        )
        for at, value in enumerate(values)
    ]
    return Spark(" ".join(f"{x},{y}" for x, y in places), places[-1], shown[-1].series)


def _rows(points: Sequence[Point]) -> list[dict[str, object]]:
    return [
        {
            "series": point.series,
            "start": point.start.isoformat(),
            "middle": (point.start + (point.end - point.start) / 2).isoformat(),
            "end": point.end.isoformat(),
            "value": float((point.low + point.high) / 2),  # pixels, not amounts
            "low": float(point.low),
            "high": float(point.high),
        }
        for point in points
    ]


def _follow_colour_scheme(svg: str) -> str:
    rules = "".join(
        f'[fill="{light}"]{{fill:{dark}}}[stroke="{light}"]{{stroke:{dark}}}' for light, dark in _PALETTE.items()
    )
    style = f"<style>@media (prefers-color-scheme: dark){{{rules}}}</style>"
    return re.sub(r"(<svg[^>]*>)", lambda start: start[1] + style, svg, count=1)
