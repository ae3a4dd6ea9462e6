"""A warehouse of the first release, with rows in it, is brought up to date and goes on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.samples import HOUR, NOW, begin_run, reading, record, trade
from warehouse.connection import open_warehouse
from warehouse.migrate import load_migrations, migrate
from warehouse.outbox import claim_alerts
from warehouse.reports import select_alerts, select_changes, select_timelines
from warehouse.rows import ChangeType

TOLD = "In 2025 the trade of the two countries came to 611 million dollars in all, said the customs committee."
ARTICLES = (  # id, address, version, story that its figure was counted in
    ("a1", "https://a.example/1", 1, "s1"),
    ("b1", "https://b.example/1", 1, "s1"),
    ("c1", "https://c.example/1", 1, "s2"),
    ("c2", "https://c.example/1", 2, "s2"),
    ("d1", "https://d.example/1", 1, None),
)


@pytest.fixture
def released(path: Path) -> Path:
    """What version 0.1 left: a change told by two stories, an edit of it, alerts, an article that waits for review."""
    with duckdb.connect(path) as con:
        migrate(con, load_migrations()[:1])
        con.execute("INSERT INTO runs VALUES ('old', $1, $1, 'succeeded', MAP {}, [])", [_naive(NOW)])
        for article_id, url, version, story in ARTICLES:
            text = TOLD if version == 1 else TOLD.replace("611", "650")
            outlet = url.split("/")[2]
            con.execute(
                "INSERT INTO articles VALUES ($1, $2, $3, 'source', $4, 'T', '', 'en', $5, 'page', $6, $1, '', MAP {}, "
                "$5, 'old')",
                [article_id, url, version, outlet, _naive(NOW), text],
            )
            amount = "650000000" if version == 2 else "611000000"
            con.execute(
                "INSERT INTO observations BY NAME SELECT * EXCLUDE (reasons), [] AS reasons FROM (VALUES ($1, $2, "
                "'az.trade_turnover', 'level', DATE '2025-01-01', DATE '2026-01-01', '2025', 'during', 'stated', $3, "
                "'USD', 'exact', 47, 66, $4, $5, 0.9, 'newer', '', false, 'old', NULL)) AS row (observation_id, "
                "article_id, indicator, kind, period_start, period_end, period_label, period_kind, period_how, value, "
                "unit, bound, span_start, span_end, text, sentence, confidence, verdict, verdict_reason, "
                "held_for_review, run_id, reasons)",
                [f"o{article_id}", article_id, amount, f"{amount[:3]} million dollars", text],
            )
            if story:
                change = "650" if version == 2 else "611"
                con.execute(
                    "INSERT INTO corroborations VALUES ($1, $2, $3, $4, $5, $6)",
                    [change, f"o{article_id}", article_id, url, story, _naive(NOW)],
                )
        for change, first, before in (("611", "oa1", None), ("650", "oc2", "oc1")):
            con.execute(
                "INSERT INTO changes VALUES ($1, 'az.trade_turnover', 'az', 'level', 'newer', '2025', $2, NULL, $3, "
                "'2025 is after 2023', $4, 'old')",
                [change, first, before, _naive(NOW)],
            )
            con.execute(
                "INSERT INTO alerts VALUES ($1, $1, 'desk', 'mail', 'pending', 0, NULL, $2, false, $2, $2)",
                [change, _naive(NOW)],
            )
    return path


def _naive(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=None)


def test_changes_stories_and_alerts_of_the_first_release_are_kept(released):
    with open_warehouse(released) as con:
        found = {change.id: (change.type, change.stories, change.severity) for change in select_changes(con)}
        assert found == {"611": (ChangeType.MOVED, 1, None), "650": (ChangeType.EDITED, 1, None)}
        assert [alert.change.id for alert in claim_alerts(con, NOW)] == ["611", "650"]
        stories = dict(con.execute("SELECT article_id, story_id FROM stories").fetchall())
        assert stories["a1"] == stories["b1"] != stories["c1"] == stories["c2"]
        assert len(set(stories.values())) == 3
        timeline = select_timelines(con, 9)["az.trade_turnover"]
        assert len([point for point in timeline if point.evidence]) == len(ARTICLES)


def test_what_comes_next_is_held_against_what_was_there(released):
    with open_warehouse(released) as con:
        begin_run(con, "new", NOW)
        copy = reading("https://e.example/1", trade("611", sentence="AKTAU. " + TOLD))
        result = record(con, copy, run_id="new", now=NOW + HOUR)
        assert (result.changes, result.corroborations) == ((), 1)
        assert select_changes(con)[0].stories == 1
        edited = reading("https://a.example/1", trade("700"))
        (change,) = record(con, edited, run_id="new", now=NOW + 2 * HOUR).changes
        assert (change.type, change.edited_from.value) == (ChangeType.EDITED, 611_000_000)
        assert {alert.change.id[:3]: str(alert.state) for alert in select_alerts(con)}["611"] == "pending"
