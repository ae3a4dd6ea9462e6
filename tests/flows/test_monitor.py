"""Passes over a newsroom as `figurewatch run` does them, one after the other in the same data folder."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from config.settings import Settings
from flows.monitor import monitor
from tests.warehouse.samples import NOW
from warehouse.connection import open_snapshot
from warehouse.reports import select_status


@pytest.fixture(scope="module")
def environ(newsroom_environ):
    return newsroom_environ


@pytest.fixture(scope="module")
def site(newsroom_site):
    return newsroom_site


@pytest.fixture(scope="module")
def passes(environ, site, figurewatch):
    """Two passes over day one, then one over the same day with the delivered file taken away."""
    first = figurewatch("run", "--exit-code", environ=environ)
    alerts = Path(environ["FIGUREWATCH_DATA_DIR"]) / "alerts" / "alerts.txt"
    delivered = alerts.read_text(encoding="utf-8")
    before = len(site.requests)
    second = figurewatch("run", "--exit-code", environ=environ)
    return first, delivered, second, alerts.read_text(encoding="utf-8"), site.requests[before:]


def counts(run) -> dict[str, int]:
    return {name: int(number) for number, name in re.findall(r"(\d+) ((?:new )?[a-z]+)", run.stdout)}


def test_a_pass_with_failed_sources_is_degraded_and_records_the_rest(passes):
    first = passes[0]
    assert first.returncode == 3, first.stderr
    assert first.stdout.startswith("degraded: 11 of 14 sources")
    assert counts(first)["new articles"] > 30
    assert "Traceback" not in first.stdout + first.stderr


def test_a_pass_with_nothing_new_writes_nothing_new_and_sends_nothing(passes):
    _, delivered, second, after, requests = passes
    assert second.returncode == 3
    assert counts(second) | {"messages": 0} == counts(second)
    assert (counts(second)["pages"], counts(second)["new articles"], counts(second)["changes"]) == (0, 0, 0)
    assert after == delivered
    feeds = [status for method, path, status in requests if "robots" not in path]
    assert 304 in feeds


@pytest.mark.usefixtures("passes")
def test_both_passes_are_on_record(environ):
    with open_snapshot(Path(environ["FIGUREWATCH_DATA_DIR"]) / "figurewatch.duckdb") as con:
        runs = select_status(con).runs
    assert [run.counts["changes"] > 0 for run in runs] == [False, True]


@pytest.mark.usefixtures("passes")
def test_a_source_that_is_gone_from_the_configuration_is_not_asked_again(environ, site, figurewatch, tmp_path):
    config = tmp_path / "config"
    shutil.copytree(environ["FIGUREWATCH_CONFIG_DIR"], config)
    rows = (config / "sources.yaml").read_text(encoding="utf-8").split("\n- id: ")
    (config / "sources.yaml").write_text(rows[0] + "\n", encoding="utf-8")
    before = len(site.requests)
    run = figurewatch("run", environ=environ | {"FIGUREWATCH_CONFIG_DIR": str(config)})
    assert run.returncode == 0, run.stderr
    assert {path.split("/")[1] for _, path, _ in site.requests[before:]} <= {"steppe-post", "robots.txt"}


def test_a_pass_that_breaks_is_on_record_as_failed(tmp_path):
    settings = replace(Settings(), data_dir=tmp_path, workers=1)
    with pytest.raises(RuntimeError, match="task runner"):  # outside of a Prefect run nothing can be polled
        monitor.fn(settings, NOW)
    with open_snapshot(settings.warehouse) as con:
        assert [run.state for run in select_status(con).runs] == ["failed"]
