"""Polling sources and fetching pages over real HTTP."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pebble import ProcessPool

from config.sources import Source, SourceKind
from extractors.records import Tier
from flows import feed_reading
from flows.fetch_error import FetchError
from flows.fetching import fetch_source, probe_source
from flows.web_client import WebClient
from flows.workers import limit_work, open_reading_pool
from tests.flows.web_server import Answer, Exchange, WebServer, page, serving
from warehouse.rows import SourceState

# No source has its daily full fetch in this hour (see the test of it).
NOW = dt.datetime(2025, 5, 14, 3, 30, tzinfo=dt.UTC)
FEED = (
    b'<rss version="2.0"><channel><title>A</title>'
    b"<item><title>One</title><link>/1</link><pubDate>Tue, 13 May 2025 10:00:00 GMT</pubDate></item>"
    b"<item><title>Two</title><link>/2</link><pubDate>Tue, 13 May 2053 10:00:00 GMT</pubDate></item>"
    b"</channel></rss>"
)


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPool]:
    with open_reading_pool(1) as pool:
        yield pool


@contextmanager
def web(answers: dict[str, Answer]) -> Iterator[tuple[WebServer, WebClient]]:
    with (
        serving(answers) as server,
        WebClient("figurewatch/test", allowed_private=server.allowed, spacing=0, deadline=0.5) as client,
    ):
        yield server, client


def source(server: WebServer, path: str = "/feed", kind: SourceKind = SourceKind.FEED) -> Source:
    return Source(
        id="vestnik",
        outlet="Вестник",
        url=server.origin + path,
        kind=kind,
        lang="ru",
        tier=Tier.MEDIA,
        relations=("eu",),
        verified=False,
        note="test",
    )


def test_a_poll_gives_entries_and_what_the_next_poll_needs(pool):
    with web({"/feed": page(FEED, ETag='"1"', Last_Modified="Tue, 13 May 2025 10:00:00 GMT")}) as (server, client):
        found = fetch_source(source(server), None, client, NOW, pool)
        origin = server.origin
    assert (found.ok, found.reason, found.http_status, found.version) == (True, "ok", 200, "rss20")
    assert (found.etag, found.last_modified, found.bytes) == ('"1"', "Tue, 13 May 2025 10:00:00 GMT", len(FEED))
    assert [entry.url for entry in found.entries] == [f"{origin}/1", f"{origin}/2"]
    assert not found.unchanged


def test_an_entry_dated_in_the_future_has_no_date(pool):
    with web({"/feed": page(FEED)}) as (server, client):
        found = fetch_source(source(server), None, client, NOW, pool)
    assert [entry.published is None for entry in found.entries] == [False, True]
    assert found.warnings == ("1 entries dated in the future",)


def test_the_same_body_is_unchanged_whatever_the_server_says(pool):
    with web({"/feed": page(FEED)}) as (server, client):
        first = fetch_source(source(server), None, client, NOW, pool)
        state = SourceState("vestnik", body_hash=first.body_hash)
        again = fetch_source(source(server), state, client, NOW, pool)
        server.answers["/feed"] = page(FEED.replace(b"Two", b"2"))
        changed = fetch_source(source(server), state, client, NOW, pool)
    assert (again.unchanged, len(again.entries)) == (True, 2)
    assert not changed.unchanged


def test_a_not_modified_answer_is_unchanged_and_keeps_the_hash(pool):
    def answer(exchange: Exchange) -> None:
        exchange.send(b"", 304) if exchange.headers["If-None-Match"] else exchange.send(FEED)

    with web({"/feed": answer}) as (server, client):
        found = fetch_source(source(server), SourceState("vestnik", etag='"1"', body_hash="h"), client, NOW, pool)
    assert (found.ok, found.unchanged, found.http_status, found.body_hash, found.entries) == (True, True, 304, "h", ())


def test_once_a_day_a_source_is_fetched_whole(pool):
    def answer(exchange: Exchange) -> None:
        exchange.send(b"", 304) if exchange.headers["If-None-Match"] else exchange.send(FEED)

    with web({"/feed": answer}) as (server, client):
        state = SourceState("vestnik", etag='"1"')
        hours = [NOW.replace(hour=hour) for hour in range(24)]
        statuses = [fetch_source(source(server), state, client, hour, pool).http_status for hour in hours]
    assert statuses.count(200) == 1
    assert statuses[NOW.hour] == 304


NO_FEEDS = {
    "a page": page(b"<html><body>please sign in</body></html>", Content_Type="text/html", ETag='"x"'),
    "nothing": page(b""),
    "JSON": page(b"{}", Content_Type="application/json"),
}


@pytest.mark.parametrize("name", NO_FEEDS)
def test_a_good_status_without_a_feed_is_a_failure_that_is_not_remembered_as_seen(name, pool):
    with web({"/feed": NO_FEEDS[name]}) as (server, client):
        found = fetch_source(source(server), SourceState("vestnik", body_hash="h"), client, NOW, pool)
    assert (found.ok, found.reason, found.etag, found.body_hash) == (False, "not_a_feed", "", "")
    assert ": not a feed" in found.detail


@pytest.mark.parametrize(("harm", "reason"), [("hang", "timed_out"), ("work", "timed_out"), ("kill", "crashed")])
def test_a_feed_that_kills_or_holds_its_worker_is_a_failed_source(harm, reason, monkeypatch):
    monkeypatch.setattr(feed_reading, "parse_limited", {"hang": hang, "work": work, "kill": kill}[harm])
    monkeypatch.setattr(feed_reading, "FEED_SECONDS", 2.0 if harm == "hang" else 30.0)
    with web({"/feed": page(FEED)}) as (server, client), open_reading_pool(1) as pool:
        found = fetch_source(source(server), None, client, NOW, pool)
    assert (found.ok, found.reason, found.entries) == (False, reason, ())
    assert f"{server.origin}/feed: not a feed: reading it ended as {reason}" in found.detail


def hang(*_: object) -> None:
    signal.pause()


def work(*_: object) -> None:
    limit_work(0.1)
    while True:
        pass


def kill(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_terminal_failure_is_a_result(pool):
    with web({}) as (server, client):
        found = fetch_source(source(server), None, client, NOW, pool)
    assert (found.ok, found.reason, found.http_status) == (False, "http_404", 404)


def test_a_transient_failure_is_raised_for_the_caller_to_retry(pool):
    with web({"/feed": page(b"", 503)}) as (server, client), pytest.raises(FetchError) as caught:
        fetch_source(source(server), None, client, NOW, pool)
    assert caught.value.transient


def test_a_news_sitemap_is_read_as_one(pool):
    sitemap = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/1</loc></url></urlset>'
    with web({"/feed": page(sitemap)}) as (server, client):
        assert fetch_source(source(server, kind=SourceKind.NEWS_SITEMAP), None, client, NOW, pool).version == "sitemap"
        assert fetch_source(source(server), None, client, NOW, pool).reason == "not_a_feed"


PROBES = {
    "a good feed": (page(FEED), True, "fit for use; set verified: true"),
    "no feed": (page(b"<html></html>"), False, "not a feed: an HTML page"),
    "a missing feed": (page(b"", 404), False, "http_404"),
    "a failing server": (page(b"", 502), False, "http_502"),
    "an empty feed": (page(b'<rss version="2.0"><channel></channel></rss>'), False, "no entries"),
    "a silent feed": (
        page(FEED.replace(b"2025", b"2019").replace(b"2053", b"2018")),
        False,
        "silent for more than 30 days",
    ),
}


@pytest.mark.parametrize("name", PROBES)
def test_probing_a_source_says_what_to_do(name, pool):
    answer, fit, advice = PROBES[name]
    with web({"/feed": answer}) as (server, client):
        verdict, lines = probe_source(source(server), client, NOW, pool)
    assert verdict is fit
    assert advice in lines[-1]
