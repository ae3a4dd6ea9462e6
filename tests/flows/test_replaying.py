"""Stored pages read again: what counts as a difference, and what becomes of it."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from config.bundle import load_config
from config.settings import Settings
from extractors.records import Entry
from extractors.relevance import build_gate
from flows.page_fetching import PageFetch
from flows.reading import read_page
from flows.replaying import record_replay, replay_pages
from flows.workers import open_reading_pool
from tests.warehouse.samples import DESK, HOUR, NOW, SPECS, dump, spec_of
from warehouse.baseline import accept_change, sync_baseline
from warehouse.connection import open_snapshot, open_warehouse
from warehouse.reports import select_alerts, select_changes
from warehouse.review import accept_held, select_held
from warehouse.rows import AlertState, Batch, Destination
from warehouse.store import Occasion, begin_run, record_batch

TRADE = "Kazakhstan's trade with Azerbaijan came to $585 million in 2025, the ministry of trade said in a report today."
CARGO = "Cargo shipments along the Middle Corridor rose to 4.1 million tons in 2025, the association of carriers said."
LATER = NOW + 24 * HOUR
URLS = {"trade": "https://steppe.example/trade", "cargo": "https://tengri.example/cargo"}
SOURCES = """\
- {id: steppe, outlet: Steppe, url: "https://steppe.example/feed", kind: feed, lang: en, tier: media, relations: [az],
   verified: true, note: sample}
- {id: tengri, outlet: Tengri, url: "https://tengri.example/feed", kind: feed, lang: en, tier: media, relations: [az],
   verified: true, note: sample}
"""


def page(url: str, text: str, at=NOW) -> PageFetch:
    body = f"<head><title>News</title></head><body><article><p>{text}</p></article></body>"
    html = f'<!doctype html><html lang="en">{body}</html>'
    source = url.split("/")[2].partition(".")[0]
    return PageFetch(source, Entry(url, "News", NOW), url, at, "ok", url, 200, html.encode(), "utf-8")


def record(con, run_id, now, *pages, specs=SPECS):
    begin_run(con, run_id, now)
    gate = build_gate(specs)
    readings = [replace(read_page(each, specs, gate), raw=each.body) for each in pages]
    return record_batch(con, Batch(run_id, now, (), readings), specs=specs, tiers={}, route=lambda _: (DESK,))


@pytest.fixture
def settings(tmp_path):
    """Two articles of two sources, each with a figure that made a change and an alert."""
    config_dir = tmp_path / "config"
    shutil.copytree(Settings().config_dir, config_dir, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (config_dir / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    settings = replace(Settings(), data_dir=tmp_path, config_dir=config_dir, workers=1)
    with open_warehouse(settings.warehouse) as con:
        sync_baseline(con, load_config(config_dir).baseline.figures, NOW)
        record(con, "run-1", NOW, page(URLS["trade"], TRADE), page(URLS["cargo"], CARGO))
    return settings


@pytest.fixture(scope="module")
def pool():
    with open_reading_pool(1) as pool:
        yield pool


@pytest.fixture
def again(settings, pool):
    """Replay, and record what differs if asked to; returns the differences as (what, how, indicator)."""

    def again(source=None, *, record=False, alert=False):
        config = load_config(settings.config_dir)
        found = replay_pages(settings, config, NOW, source, LATER, pool=pool)
        if record:
            record_replay(settings, config, found, LATER, alert=alert)
        return [(each.what, each.how, each.indicator) for each in found.differences]

    return again


def edit_indicator(settings, old, new):
    path = settings.config_dir / "indicators" / "titr.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def blind(settings):
    """Let the program read no cargo figure above three million tons."""
    edit_indicator(settings, "plausible: [100_000, 15_000_000]", "plausible: [100_000, 3_000_000]")


def read(settings, query):
    with open_snapshot(settings.warehouse) as con:
        return con.execute(query).fetchall()


def test_the_same_program_finds_the_same(settings, again):
    assert len(read(settings, "FROM changes")) == 2
    assert again() == []


def test_what_today_reads_otherwise_is_shown_and_nothing_recorded(settings, again):
    blind(settings)
    with open_snapshot(settings.warehouse) as con:
        before = dump(con)
    assert again() == [("figure", "lost", "titr.cargo"), ("change", "lost", "titr.cargo")]
    with open_snapshot(settings.warehouse) as con:
        assert dump(con) == before
    assert not list(settings.data_dir.glob(".replay-*"))


def test_only_the_source_asked_for_is_read_again(settings, again):
    blind(settings)
    assert again("steppe") == []
    assert again("tengri") != []


def test_a_reading_that_differs_becomes_a_version_of_its_own_and_no_edit(settings, again):
    blind(settings)
    assert len(again(record=True)) == 2
    assert read(settings, "SELECT url, version, run_id LIKE '%-replay' FROM articles ORDER BY ALL") == [
        (URLS["trade"], 1, False),
        (URLS["cargo"], 1, False),
        (URLS["cargo"], 2, True),
    ]
    with open_snapshot(settings.warehouse) as con:
        changes = {change.indicator: (change.type, change.stories) for change in select_changes(con)}
        alerts = {alert.change.indicator: alert.state for alert in select_alerts(con)}
    assert changes == {"titr.cargo": ("moved", 0), "az.trade_turnover": ("moved", 1)}
    assert alerts == {"titr.cargo": AlertState.SUPERSEDED, "az.trade_turnover": AlertState.PENDING}
    assert again() == []


@pytest.mark.parametrize("alert", [False, True])
def test_the_past_alerts_only_when_told_to(settings, again, alert):
    blind(settings)
    specs = load_config(settings.config_dir).indicators
    other = page("https://tengri.example/2024", CARGO.replace("4.1", "3.9").replace("2025", "2024"), NOW + HOUR)
    with open_warehouse(settings.warehouse) as con:
        assert record(con, "run-2", NOW + HOUR, other, specs=specs).changes == ()
    edit_indicator(settings, "plausible: [100_000, 3_000_000]", "plausible: [100_000, 15_000_000]")
    assert again(record=True, alert=alert) == [("figure", "new", "titr.cargo"), ("change", "new", "titr.cargo")]
    with open_snapshot(settings.warehouse) as con:
        places = [Destination(each.subscription, each.channel) for each in select_alerts(con)]
    assert len(places) == 2 + alert


def test_a_figure_accepted_since_is_no_difference_of_the_program(settings, again):
    with open_warehouse(settings.warehouse) as con:
        for change in select_changes(con):
            accept_change(con, change, spec_of(change), by="Aigerim", why="confirmed", now=NOW + HOUR)
    assert again() == []


def test_an_edited_article_is_read_again_in_both_versions(settings, again):
    with open_warehouse(settings.warehouse) as con:
        edited = page(URLS["cargo"], CARGO.replace("4.1", "4.4"), NOW + HOUR)
        assert len(record(con, "run-2", NOW + HOUR, edited).changes) == 1
    assert again() == []
    assert read(settings, "SELECT type FROM changes ORDER BY created DESC LIMIT 1") == [("edited",)]


def test_a_figure_decided_in_review_is_no_difference(settings, pool):
    edit_indicator(settings, "  tolerance: 0.025", "  tolerance: 0.025\n  minimum_confidence: 0.999")
    config, settings = load_config(settings.config_dir), replace(settings, data_dir=settings.data_dir / "second")
    with open_warehouse(settings.warehouse) as con:
        sync_baseline(con, config.baseline.figures, NOW)
        record(con, "run-1", NOW, page(URLS["cargo"], CARGO), specs=config.indicators)
        (held,) = select_held(con)
        occasion = Occasion("review", NOW + HOUR, {}, lambda _: ())
        accept_held(con, held, by="Aigerim", why="", specs=config.indicators, occasion=occasion)
        assert len(select_changes(con)) == 1
    assert replay_pages(settings, config, NOW, None, LATER, pool=pool).differences == ()


def test_the_command_ends_with_10_when_there_is_a_difference(settings, figurewatch):
    environ = {"FIGUREWATCH_CONFIG_DIR": str(settings.config_dir), "FIGUREWATCH_DATA_DIR": str(settings.data_dir)}
    args = ("replay", "--since", "2026-01-01", "--dry-run")
    blind(settings)
    found = figurewatch(*args, environ=environ)
    assert found.returncode == 10, found.stderr
    assert "figures: 1 lost" in found.stdout
    assert max(map(len, found.stdout.splitlines())) <= 100
    assert figurewatch(*args, "--alert", environ=environ).returncode == 2
    assert figurewatch(*args, "--source", "nowhere", environ=environ).returncode == 2
