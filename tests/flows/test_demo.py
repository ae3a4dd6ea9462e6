"""The demo from outside: the command, what it prints, and what it leaves behind."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from config.settings import load_settings
from config.subscriptions import load_subscriptions
from flows.demo import NEWSROOM, prepare
from flows.newsroom import load_newsroom, sources
from tests.newsroom.expected import ExpectedChange, load_expected_changes
from warehouse.connection import open_snapshot
from warehouse.reports import select_alerts, select_changes, select_status
from warehouse.rows import AlertState, Change, RunState


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(folder, figurewatch):
    """The finished command; it starts its own Prefect server, as on a new machine."""
    return figurewatch("demo", environ={"FIGUREWATCH_DATA_DIR": str(folder)})


@pytest.fixture(scope="module")
def warehouse(demo, folder):
    assert demo.returncode == 0, demo.stderr
    with open_snapshot(folder / "demo" / "figurewatch.duckdb") as con:
        yield con


def describe(change: Change) -> tuple:
    told = (change.indicator, str(change.kind), change.period, change.new.stage, change.new.value)
    return (*told, change.verdict, str(change.type))


def wanted(row: ExpectedChange) -> tuple:
    return (row.indicator, row.kind, row.period, row.stage, row.value, row.verdict, row.type)


def test_the_demo_ends_well_with_a_clean_terminal(demo):
    assert demo.returncode == 0, demo.stderr
    assert "Traceback" not in demo.stdout + demo.stderr
    assert all(line[2] == ":" and line[5] == ":" for line in demo.stderr.splitlines())  # our own dated lines only


def test_the_days_bring_exactly_the_expected_changes(warehouse):
    assert Counter(map(describe, select_changes(warehouse))) == Counter(map(wanted, load_expected_changes()))


def test_independent_stories_are_counted_and_copies_rewrites_and_translations_are_not(warehouse):
    stories = {describe(change): change.stories for change in select_changes(warehouse)}
    assert stories == {wanted(row): row.stories[-1] for row in load_expected_changes()}


def test_what_is_contested_waits_for_a_second_source_or_a_day(warehouse, folder):
    sent = {
        line.rpartition(" ")[2]: int(path.parent.name.removeprefix("day-"))
        for path in (folder / "demo" / "alerts").rglob("*.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "figurewatch explain" in line
    }
    found = {describe(change): sent[change.id[:10]] for change in select_changes(warehouse)}
    assert found == {wanted(row): row.sent for row in load_expected_changes()}


def test_every_alert_is_sent_once_and_carries_its_evidence(warehouse, folder):
    alerts = select_alerts(warehouse)
    assert {alert.state for alert in alerts} == {AlertState.SENT}
    assert max(Counter((alert.change.id, alert.subscription, alert.channel) for alert in alerts).values()) == 1
    text = "".join(path.read_text(encoding="utf-8") for path in (folder / "demo" / "alerts").rglob("*.txt"))
    for alert in alerts:
        assert text.count(f"figurewatch explain {alert.change.id[:10]}") == 1
        assert alert.change.url in text
        assert alert.change.new.text.split()[0] in text


def test_dead_and_broken_sources_are_shown_and_hide_nothing(warehouse, demo):
    status = select_status(warehouse)
    failing = {source.source_id: source.last_reason for source in status.sources if source.failures}
    assert failing == {"port-bulletin": "http_500", "ipek-gundem": "not_a_feed"}
    assert [run.state for run in status.runs] == [RunState.DEGRADED] * 3
    assert "ipek-gundem" in demo.stdout


def test_an_edited_article_is_told_of_once_and_its_way_back_once(warehouse):
    edits = [change for change in reversed(select_changes(warehouse)) if change.edited_from]
    assert [(change.type, change.correction) for change in edits] == [("edited", False), ("reverted", True)]
    assert all("/transit-office/" in change.url for change in edits)
    assert edits[0].new.value == edits[1].edited_from.value > edits[0].edited_from.value == edits[1].new.value


def test_the_site_has_a_page_for_every_indicator_and_change(warehouse, folder):
    site: Path = folder / "demo" / "site"
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert "index.html" in pages
    for change in select_changes(warehouse):
        assert f"{change.id[:10]}" in " ".join(pages)
        assert any(change.indicator in page for page in pages)


def test_later_days_repeat_nothing_of_day_one(demo):
    first, second = demo.stdout.split("\nDay 2: ")
    assert "Day 1: degraded" in first
    ids = [line.rpartition(" ")[2] for line in first.splitlines() if "figurewatch explain" in line]
    assert ids
    assert not [identifier for identifier in ids if identifier in second]


def test_the_demo_tells_no_real_subscriber(tmp_path):
    settings = load_settings({})
    demo = prepare(tmp_path, settings, sources(load_newsroom(NEWSROOM), "http://127.0.0.1:1"))
    (subscription,) = load_subscriptions(demo.config_dir / "subscriptions.yaml")
    assert [channel.url for channel in subscription.channels] == ["file://alerts.txt"]


@pytest.mark.usefixtures("warehouse")
def test_reading_its_stored_pages_again_gives_the_same(figurewatch, folder):
    data = folder / "demo"
    environ = {"FIGUREWATCH_DATA_DIR": str(data), "FIGUREWATCH_CONFIG_DIR": str(data / "config")}
    found = figurewatch("replay", "--since", "2026-01-01", "--dry-run", environ=environ)
    assert (found.returncode, found.stdout.splitlines()[-1]) == (0, "no difference"), found.stdout + found.stderr
