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


def describe(change: Change, period: str | None) -> tuple:
    return (change.indicator, str(change.kind), period, change.new.stage, change.new.value, change.verdict)


def wanted(row: ExpectedChange) -> tuple:
    return (row.indicator, row.kind, row.period, row.stage, row.value, row.verdict)


def test_the_demo_ends_well_with_a_clean_terminal(demo):
    assert demo.returncode == 0, demo.stderr
    assert "Traceback" not in demo.stdout + demo.stderr
    assert all(line[2] == ":" and line[5] == ":" for line in demo.stderr.splitlines())  # our own dated lines only


def test_the_two_days_bring_exactly_the_expected_changes(warehouse):
    expected = load_expected_changes()
    changes = select_changes(warehouse)
    periods = {row.indicator: row.period for row in expected}
    found = [
        describe(change, change.period if periods.get(change.indicator, "") is not None else None) for change in changes
    ]
    assert Counter(found) == Counter(map(wanted, expected))


def test_independent_stories_are_counted_and_copies_are_not(warehouse):
    stories = {
        describe(change, None)[:2] + describe(change, None)[3:]: change.stories for change in select_changes(warehouse)
    }
    for row in load_expected_changes():
        assert stories[wanted(row)[:2] + wanted(row)[3:]] == row.stories[1], row


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
    assert failing == {"port-bulletin": "http_500", "ipek-gundem": "not_a_feed", "baki-gundeliyi": "http_500"}
    assert [run.state for run in status.runs] == [RunState.DEGRADED, RunState.DEGRADED]
    assert "ipek-gundem" in demo.stdout


def test_the_edited_article_has_two_versions_and_says_what_it_said(warehouse):
    edited = [change for change in select_changes(warehouse) if change.edited_from]
    assert [change.url.partition("/transit-office/")[1] for change in edited] == ["/transit-office/"]
    assert edited[0].edited_from.value < edited[0].new.value


def test_the_site_has_a_page_for_every_indicator_and_change(warehouse, folder):
    site: Path = folder / "demo" / "site"
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert "index.html" in pages
    for change in select_changes(warehouse):
        assert f"{change.id[:10]}" in " ".join(pages)
        assert any(change.indicator in page for page in pages)


def test_day_two_repeats_nothing_of_day_one(demo):
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
