"""`figurewatch demo`: the real flows on a bundled newsroom, for three days of news, offline.

The newsroom is served over HTTP on loopback; nothing else differs from live use: the shipped indicators and baseline,
a warehouse in a folder of its own, the same monitor flow. What it prints is what a subscriber receives
and an operator sees.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import fcntl
import shutil
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import yaml
from rich.text import Text

from config.settings import Settings, check_data_dir
from config.sources import Source
from extractors.errors import FigurewatchError
from flows.console import LOGGER, run_log
from flows.newsroom import serve_newsroom, sources
from flows.newsroom_data import load_newsroom
from flows.prefect_server import prefect_server
from flows.tables import make_console, print_lines

if TYPE_CHECKING:
    from flows.report import RunReport

NEWSROOM = Path(__file__).parent.parent / "tests" / "newsroom"
_SUBSCRIPTION = """\
- {id: demo, lang: en, channels: [{name: file, url: "file://alerts.txt"}]}
"""
EVENING = dt.time(18, tzinfo=dt.UTC)


class DemoRunningError(FigurewatchError):
    """Two demos would empty each other's folder; the message names it."""


def run_demo(settings: Settings, environ: MutableMapping[str, str]) -> list[RunReport]:
    """Run the days in ``data_dir``/demo, which is emptied first, print the outcome and return the reports.

    Raises:
        DemoRunningError: another one is at work in that folder.
        ConfigError: the folder cannot be used.
        PrefectUnavailableError: no Prefect server could be had.
    """
    folder = settings.data_dir / "demo"
    check_data_dir(settings)
    print_lines("Three of the sample sources are broken on purpose, so that you see how that looks.")
    with run_log(), _only_one(folder), prefect_server(settings.prefect_home, environ) as server:
        shutil.rmtree(folder, ignore_errors=True)
        newsroom = load_newsroom(NEWSROOM)
        with serve_newsroom(newsroom) as site:
            demo = prepare(folder, settings, sources(newsroom, site.base_url))
            from flows.monitor import monitor

            LOGGER.info("waiting for the Prefect server")
            server.wait()
            reports = []
            for day, date in enumerate(newsroom.days, 1):
                site.set_day(day)
                report = cast("RunReport", monitor(demo, dt.datetime.combine(date, EVENING)))
                reports.append(report)
                _print_day(day, report, demo)
    _print_operator(demo)
    return reports


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    with folder.with_name(f"{folder.name}.lock").open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DemoRunningError(
                f"another demo is at work in {folder}; wait until it ends, or name another FIGUREWATCH_DATA_DIR"
            ) from error
        yield


def prepare(folder: Path, settings: Settings, newsroom: tuple[Source, ...]) -> Settings:
    """Make the configuration of the demo in ``folder`` and return its settings.

    It has the indicators and the baseline of ``settings.config_dir``, the newsroom's sources and a subscription of its
    own: no invented news may reach a real subscriber, and only the newsroom's address may be fetched.
    """
    config_dir = folder / "config"
    for part in ("indicators", "baseline"):
        shutil.copytree(settings.config_dir / part, config_dir / part)
    (config_dir / "subscriptions.yaml").write_text(_SUBSCRIPTION, encoding="utf-8")
    rows = [{key: _plain(value) for key, value in dataclasses.asdict(source).items()} for source in newsroom]
    text = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False)
    (config_dir / "sources.yaml").write_text(text, encoding="utf-8")
    address = urlsplit(newsroom[0].url)
    return dataclasses.replace(
        settings,
        config_dir=config_dir,
        data_dir=folder,
        spacing_seconds=0,
        allow_private=frozenset({(str(address.hostname), address.port or 80)}),
    )


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, str) else value


def _print_day(day: int, report: RunReport, demo: Settings) -> None:
    console = make_console()
    console.print(Text(f"\nDay {day}: {report.summary()}", style="bold"), soft_wrap=True)
    shown = demo.alerts_dir / f"day-{day}"
    shown.mkdir(parents=True)
    for path in sorted(path for path in demo.alerts_dir.iterdir() if path.is_file()):
        print_lines(*path.read_text(encoding="utf-8").splitlines())
        path.rename(shown / path.name)


def _print_operator(demo: Settings) -> None:
    from flows.listings import show_status

    make_console().print(Text("\nWhat an operator sees (`figurewatch status`)\n", style="bold"))
    show_status(demo, as_json=False)
    print_lines("", f"site      {demo.site_dir / 'index.html'}", f"messages  {demo.alerts_dir}", "")
    print_lines(f"to look further: FIGUREWATCH_DATA_DIR={demo.data_dir} figurewatch changes", "")
