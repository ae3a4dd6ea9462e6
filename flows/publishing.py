"""The static site and its feed, built aside and swapped in whole.

Readers never meet a half-written page: everything is written to a folder beside the site, forced to disk, and put in
its place by renaming; the former site is removed after. A page that says what it said stays the same file. The same
warehouse and moment give the same bytes. Pages carry no script, no inline style and no address of others but links to
the evidence, and their security policy says so.
"""

from __future__ import annotations

import ctypes
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
    MOST_EVIDENCE,
    describe_indicator,
    describe_page_of_change,
    describe_sources,
    make_chart,
)
from flows.wording import TEMPLATES
from warehouse.connection import Connection
from warehouse.decisions import select_rejected
from warehouse.reports import select_changes, select_latest, select_status, select_timelines
from warehouse.rows import Change
from warehouse.views import Latest, Status, TimelinePoint

RELATION_TITLES = {"eu": "Kazakhstan and the European Union", "az": "Kazakhstan and Azerbaijan"}
FEED_URN = "urn:uuid:5b0a1f0e-6a0e-5d55-9b8a-0a4f5b1c7e21"  # names the feed for ever, wherever it is published

_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of renameat2(2)


@dataclass(frozen=True, slots=True)
class SiteData:
    """All that the site shows; ``site_url`` is where it will be published, without it links are relative.

    The changes in ``rejected`` (by id) keep their pages, which say so, and are listed nowhere.
    """

    specs: Mapping[str, IndicatorSpec]
    sources: Sequence[Source]
    latest: Sequence[Latest]
    timelines: Mapping[str, Sequence[TimelinePoint]]
    changes: Sequence[Change]
    status: Status
    now: datetime
    site_url: str = ""
    rejected: frozenset[str] = frozenset()


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
        timelines=select_timelines(con, MOST_EVIDENCE),
        changes=select_changes(con),
        status=select_status(con),
        now=now,
        site_url=site_url,
        rejected=select_rejected(con),
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
            _provide(aside / name, text, out_dir / name)
        _provide(aside / "style.css", (TEMPLATES / "style.css").read_text(encoding="utf-8"), out_dir / "style.css")
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
    listed = [change for change in changes if change.fact.change.id not in data.rejected]
    newest = listed[:MOST_ENTRIES]
    # Only these two say when the site was made: the others stay as they are while nothing changes on them.
    standing = {"now": data.now, "last_run": data.status.runs[0] if data.status.runs else None}
    shown = {"indicators": indicators, "changes": newest, "relations": RELATION_TITLES}
    yield "index.html", _render("index.html.j2", "", **shown, **standing)
    yield "sources.html", _render("sources.html.j2", "", sources=sources, status=data.status, **standing)
    for indicator in indicators:
        of_it = [change for change in listed if change.fact.change.indicator == indicator.id]
        yield f"indicators/{indicator.id}.html", _render("indicator.html.j2", "../", page=indicator, changes=of_it)
    for change in changes:
        yield f"changes/{change.filename}", _render("change.html.j2", "../", page=change, rejected=change not in listed)
    updated = max((change.fact.change.created for change in newest), default=data.now)
    yield "atom.xml", _render("atom.xml.j2", "", changes=newest, updated=updated, urn=FEED_URN, site_url=data.site_url)


def _render(template: str, root: str, **values: object) -> str:
    """Render a page; ``root`` is the way from it to the top of the site."""
    return template_environment().get_template(template).render(root=root, **values)


def _provide_charts(data: SiteData, folder: Path, former: Path) -> int:
    """Take over the charts that have not changed, draw the others; return how many were drawn."""
    folder.mkdir()
    drawn = 0
    for spec in data.specs.values():
        chart = make_chart(spec, data.timelines.get(spec.id, ()))
        if chart is None:
            continue
        if (former / chart.filename).is_file():
            _keep(former / chart.filename, folder / chart.filename)
        else:
            _provide(folder / chart.filename, draw_timeline(chart), former / chart.filename)
            drawn += 1
    return drawn


def _provide(path: Path, text: str, former: Path) -> None:
    """Make ``path`` hold ``text``; a ``former`` file that does is taken over as it is."""
    content = text.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    if former.is_file() and former.read_bytes() == content:
        _keep(former, path)
    else:
        path.write_bytes(content)


def _keep(former: Path, path: Path) -> None:
    try:
        path.hardlink_to(former)
    except OSError:  # not every file system has links
        shutil.copy2(former, path)


def _flush(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        if path.is_file() and path.stat().st_nlink > 1:
            continue  # taken over, and on disk since it was written
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _swap(aside: Path, out_dir: Path) -> None:
    """Put ``aside`` in the place of ``out_dir``, and a former site in the place of ``aside``."""
    if not out_dir.exists():
        aside.rename(out_dir)
    elif not _exchange(aside, out_dir):
        former = aside.with_name(f"{aside.name}-former")
        out_dir.rename(former)
        aside.rename(out_dir)
        former.rename(aside)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change their names in one step, where the system can (Linux); return whether it could."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    return rename is not None and rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0
