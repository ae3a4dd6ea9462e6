"""The static site and its feed, built aside and swapped in whole.

Readers never meet a half-written page: everything is written to a folder beside the site, forced to disk, and put in
its place by renaming; the former site is removed after. The same warehouse and moment give the same bytes. Pages carry
no script, no inline style and no address of others but links to the evidence, and their security policy says so.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.sources import Source
from extractors.indicators import IndicatorSpec
from flows.charts import draw_timeline
from flows.messages import template_environment
from flows.pages import (
    MOST_ENTRIES,
    describe_indicator,
    describe_page_of_change,
    describe_sources,
    make_chart,
)
from flows.wording import TEMPLATES
from warehouse.connection import Connection
from warehouse.reports import select_changes, select_latest, select_status, select_timeline
from warehouse.rows import Change, Latest, Status, TimelinePoint

RELATION_TITLES = {"eu": "Kazakhstan and the European Union", "az": "Kazakhstan and Azerbaijan"}
FEED_URN = "urn:uuid:5b0a1f0e-6a0e-5d55-9b8a-0a4f5b1c7e21"  # names the feed for ever, wherever it is published


@dataclass(frozen=True, slots=True)
class SiteData:
    """All that the site shows; ``site_url`` is where it will be published, without it links are relative."""

    specs: Mapping[str, IndicatorSpec]
    sources: Sequence[Source]
    latest: Sequence[Latest]
    timelines: Mapping[str, Sequence[TimelinePoint]]
    changes: Sequence[Change]
    status: Status
    now: datetime
    site_url: str = ""


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was published: where, how many pages, and how many charts had to be drawn anew."""

    index: Path
    pages: int
    charts_drawn: int


def publish_site(  # noqa: PLR0917 - what, from where, to where and when
    con: Connection,
    specs: Sequence[IndicatorSpec],
    sources: Sequence[Source],
    out_dir: Path,
    now: datetime,
    site_url: str = "",
) -> SiteReport:
    """Publish the state of the warehouse (a snapshot's connection will do) to ``out_dir``."""
    by_id = {spec.id: spec for spec in specs}
    data = SiteData(
        specs=by_id,
        sources=sources,
        latest=select_latest(con),
        timelines={id_: select_timeline(con, id_) for id_ in by_id},
        changes=select_changes(con),
        status=select_status(con),
        now=now,
        site_url=site_url,
    )
    return write_site(data, out_dir)


def write_site(data: SiteData, out_dir: Path) -> SiteReport:
    """Render ``data`` to ``out_dir``, which is replaced as a whole."""
    out_dir.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{out_dir.name}-", dir=out_dir.parent))
    try:
        aside.chmod(0o755)
        pages = dict(_render_pages(data))
        for name, text in pages.items():
            _write(aside / name, text)
        _write(aside / "style.css", (TEMPLATES / "style.css").read_text(encoding="utf-8"))
        drawn = _provide_charts(data, aside / "charts", out_dir / "charts")
        _flush(aside)
        _swap(aside, out_dir)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return SiteReport(out_dir / "index.html", len(pages), drawn)


def _render_pages(data: SiteData) -> Iterator[tuple[str, str]]:
    indicators = [
        describe_indicator(
            spec, [latest for latest in data.latest if latest.indicator == spec.id], data.timelines.get(spec.id, ())
        )
        for spec in sorted(data.specs.values(), key=lambda spec: spec.titles.get("en", spec.id))
    ]
    changes = [describe_page_of_change(change, data.specs) for change in data.changes]
    sources = describe_sources(data.sources, {state.source_id: state for state in data.status.sources})
    newest = changes[:MOST_ENTRIES]
    render = _Renderer(data).render
    yield "index.html", render("index.html.j2", "", indicators=indicators, changes=newest, relations=RELATION_TITLES)
    for indicator in indicators:
        of_it = [change for change in changes if change.fact.change.indicator == indicator.id]
        yield f"indicators/{indicator.id}.html", render("indicator.html.j2", "../", page=indicator, changes=of_it)
    for change in changes:
        yield f"changes/{change.filename}", render("change.html.j2", "../", page=change)
    yield "sources.html", render("sources.html.j2", "", sources=sources, status=data.status)
    updated = max((change.fact.change.created for change in newest), default=data.now)
    yield "atom.xml", render("atom.xml.j2", "", changes=newest, updated=updated, urn=FEED_URN, site_url=data.site_url)


class _Renderer:
    """Gives every template what all pages share; ``root`` is the way from the page to the top of the site."""

    def __init__(self, data: SiteData) -> None:
        self._now = data.now
        self._last_run = data.status.runs[0] if data.status.runs else None

    def render(self, template: str, root: str, **values: object) -> str:
        shared = {"root": root, "now": self._now, "last_run": self._last_run}
        return template_environment().get_template(template).render(shared | values)


def _provide_charts(data: SiteData, folder: Path, former: Path) -> int:
    """Take over the charts that have not changed, draw the others; return how many were drawn."""
    folder.mkdir()
    drawn = 0
    for spec in data.specs.values():
        chart = make_chart(spec, data.timelines.get(spec.id, ()))
        if chart is None:
            continue
        if (former / chart.filename).is_file():
            shutil.copyfile(former / chart.filename, folder / chart.filename)
        else:
            _write(folder / chart.filename, draw_timeline(chart))
            drawn += 1
    return drawn


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _flush(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _swap(aside: Path, out_dir: Path) -> None:
    """Put ``aside`` in the place of ``out_dir``; a former site is renamed out of the way first, then removed."""
    if not out_dir.exists():
        aside.rename(out_dir)
        return
    former = aside.with_name(f"{aside.name}-former")
    out_dir.rename(former)
    aside.rename(out_dir)
    shutil.rmtree(former)
