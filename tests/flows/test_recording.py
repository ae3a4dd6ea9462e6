"""What was fetched and read, as the rows that the warehouse keeps."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import config
from config.indicators import load_indicators
from extractors.records import Entry
from extractors.relevance import build_gate
from flows.due import due_pages, horizon
from flows.fetching import SourceFetch
from flows.page_fetching import PageFetch
from flows.reading import read_page
from flows.recording import page_rows
from warehouse.connection import open_warehouse
from warehouse.rows import Batch
from warehouse.store import begin_run, record_batch
from warehouse.visits import select_known_pages

SPECS = load_indicators(Path(config.__file__).parent / "indicators")
RECHECK = dt.timedelta(hours=48)
PAGE = "<html><body><article><p>Товарооборот Казахстана и Азербайджана за прошлый год составил {} млн долларов.</p>"
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
URL = "https://outlet.example/a"


@pytest.mark.parametrize(("reason", "asked"), [("host_down", False), ("asked_to_wait", False), ("timeout", True)])
def test_a_page_that_was_not_asked_for_is_marked(reason, asked):
    (row,) = page_rows([PageFetch("outlet", Entry(URL, "A title"), URL, NOW, reason)], [], {})
    assert (row.ok, row.reason, row.asked) == (False, reason, asked)


def test_a_page_is_recorded_with_the_title_and_date_of_its_feed():
    (row,) = page_rows([PageFetch("outlet", Entry(URL, "A title", NOW), URL, NOW, "timeout")], [], {})
    assert (row.title, row.published) == ("A title", NOW)


def test_a_page_that_has_no_title_and_date_of_its_own_is_the_same_article_after_its_feed_dropped_it(tmp_path):
    entry = Entry(URL, "A title", NOW - dt.timedelta(hours=5))
    body = PAGE.format(611).encode()
    with open_warehouse(tmp_path / "figures.duckdb") as con:
        begin_run(con, "run", NOW)
        for now in (NOW, NOW + dt.timedelta(hours=2)):
            fetched = PageFetch("outlet", entry, URL, now, "ok", URL, 200, body)
            reading = read_page(fetched, SPECS, build_gate(SPECS))
            assert (reading.status, reading.article.published_from) == ("read", "entry")
            assert [one.period.label for one in reading.observations] == ["2025"]
            batch = Batch("run", now, page_rows([fetched], [reading], {}), [reading])
            articles = record_batch(con, batch, specs=SPECS, tiers={}, route=lambda _: ()).articles
            assert articles == (now == NOW)
            later = now + dt.timedelta(hours=2)
            known = select_known_pages(con, urls=[], since=horizon(later, RECHECK))
            empty = SourceFetch("outlet", ok=True, reason="ok", url="https://outlet.example/feed", at=later)
            entry = due_pages([empty], known, later, RECHECK)[0].entry
