"""The static site and its feeds, built aside and swapped in whole.

Readers never meet a half-written page: everything is written to a folder beside the site, forced to disk, and put in
its place by renaming; the former site is removed after. A page that says what it said stays the same file. The same
warehouse and moment give the same bytes.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.sources import Source
from extractors.indicators import IndicatorSpec
from flows.charts import draw_timeline
from flows.listings import rank_sources
from flows.pages import MOST_EVIDENCE
from flows.site import SiteData, render_files
from flows.timelines import make_chart
from warehouse.connection import Connection
from warehouse.reports import select_changes, select_latest, select_status, select_timelines, select_told
from warehouse.standing import select_standings
from warehouse.tellings import select_tellings

_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of renameat2(2)


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
    changes = select_changes(con)
    data = SiteData(
        specs={spec.id: spec for spec in specs},
        sources=sources,
        latest=select_latest(con),
        timelines=select_timelines(con, MOST_EVIDENCE),
        changes=changes,
        standings=select_standings(con, changes, rank_sources(sources)),
        tellings=select_tellings(con),
        told=select_told(con, [change.id for change in changes]),
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
        pages = 0
        for name, content in render_files(data):
            _provide(aside / name, content, out_dir / name)
            pages += name.endswith(".html")
        drawn = _provide_charts(data, aside / "charts", out_dir / "charts")
        _flush(aside)
        _swap(aside, out_dir)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return SiteReport(out_dir / "index.html", pages, drawn)


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
            _provide(folder / chart.filename, draw_timeline(chart).encode(), former / chart.filename)
            drawn += 1
    return drawn


def _provide(path: Path, content: bytes, former: Path) -> None:
    """Make ``path`` hold ``content``; a ``former`` file that does is taken over as it is."""
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
