"""Polling sources and fetching pages over real HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from config.sources import Source, SourceKind
from extractors.records import Entry, Tier
from flows.fetch_error import FetchError
from flows.fetching import WantedPage, fetch_pages, fetch_source, probe_source
from flows.web_client import WebClient
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


def test_a_poll_gives_entries_and_what_the_next_poll_needs():
    with web({"/feed": page(FEED, ETag='"1"', Last_Modified="Tue, 13 May 2025 10:00:00 GMT")}) as (server, client):
        found = fetch_source(source(server), None, client, NOW)
        origin = server.origin
    assert (found.ok, found.reason, found.http_status, found.version) == (True, "ok", 200, "rss20")
    assert (found.etag, found.last_modified, found.bytes) == ('"1"', "Tue, 13 May 2025 10:00:00 GMT", len(FEED))
    assert [entry.url for entry in found.entries] == [f"{origin}/1", f"{origin}/2"]
    assert not found.unchanged


def test_an_entry_dated_in_the_future_has_no_date():
    with web({"/feed": page(FEED)}) as (server, client):
        found = fetch_source(source(server), None, client, NOW)
    assert [entry.published is None for entry in found.entries] == [False, True]
    assert found.warnings == ("1 entries dated in the future",)


def test_the_same_body_is_unchanged_whatever_the_server_says():
    with web({"/feed": page(FEED)}) as (server, client):
        first = fetch_source(source(server), None, client, NOW)
        state = SourceState("vestnik", body_hash=first.body_hash)
        again = fetch_source(source(server), state, client, NOW)
        server.answers["/feed"] = page(FEED.replace(b"Two", b"2"))
        changed = fetch_source(source(server), state, client, NOW)
    assert (again.unchanged, len(again.entries)) == (True, 2)
    assert not changed.unchanged


def test_a_not_modified_answer_is_unchanged_and_keeps_the_hash():
    def answer(exchange: Exchange) -> None:
        exchange.send(b"", 304) if exchange.headers["If-None-Match"] else exchange.send(FEED)

    with web({"/feed": answer}) as (server, client):
        found = fetch_source(source(server), SourceState("vestnik", etag='"1"', body_hash="h"), client, NOW)
    assert (found.ok, found.unchanged, found.http_status, found.body_hash, found.entries) == (True, True, 304, "h", ())


def test_once_a_day_a_source_is_fetched_whole():
    def answer(exchange: Exchange) -> None:
        exchange.send(b"", 304) if exchange.headers["If-None-Match"] else exchange.send(FEED)

    with web({"/feed": answer}) as (server, client):
        state = SourceState("vestnik", etag='"1"')
        hours = [NOW.replace(hour=hour) for hour in range(24)]
        statuses = [fetch_source(source(server), state, client, hour).http_status for hour in hours]
    assert statuses.count(200) == 1
    assert statuses[NOW.hour] == 304


NO_FEEDS = {
    "a page": page(b"<html><body>please sign in</body></html>", Content_Type="text/html", ETag='"x"'),
    "nothing": page(b""),
    "JSON": page(b"{}", Content_Type="application/json"),
}


@pytest.mark.parametrize("name", NO_FEEDS)
def test_a_good_status_without_a_feed_is_a_failure_that_is_not_remembered_as_seen(name):
    with web({"/feed": NO_FEEDS[name]}) as (server, client):
        found = fetch_source(source(server), SourceState("vestnik", body_hash="h"), client, NOW)
    assert (found.ok, found.reason, found.etag, found.body_hash) == (False, "not_a_feed", "", "")
    assert found.detail.startswith("not a feed")


def test_a_terminal_failure_is_a_result():
    with web({}) as (server, client):
        found = fetch_source(source(server), None, client, NOW)
    assert (found.ok, found.reason, found.http_status) == (False, "http_404", 404)


def test_a_transient_failure_is_raised_for_the_caller_to_retry():
    with web({"/feed": page(b"", 503)}) as (server, client), pytest.raises(FetchError) as caught:
        fetch_source(source(server), None, client, NOW)
    assert caught.value.transient


def test_a_news_sitemap_is_read_as_one():
    sitemap = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/1</loc></url></urlset>'
    with web({"/feed": page(sitemap)}) as (server, client):
        assert fetch_source(source(server, kind=SourceKind.NEWS_SITEMAP), None, client, NOW).version == "sitemap"
        assert fetch_source(source(server), None, client, NOW).reason == "not_a_feed"


def wanted(server: WebServer, *paths: str) -> list[WantedPage]:
    return [WantedPage("vestnik", Entry(server.origin + path, path)) for path in paths]


def test_pages_come_in_order_each_with_its_body_or_its_reason():
    answers = {
        "/1": page(b"one", Content_Type="text/html; charset=koi8-r"),
        "/3": page(b"a" * 3_000_001),
        "/4": page(b"four"),
    }
    with web(answers) as (server, client):
        found = fetch_pages(wanted(server, "/1", "/2", "/3", "/4"), client, NOW, {})
    assert [(one.entry.title, one.reason, one.body) for one in found] == [
        ("/1", "ok", b"one"),
        ("/2", "http_404", b""),
        ("/3", "too_large", b""),
        ("/4", "ok", b"four"),
    ]
    assert (found[0].charset, found[0].source_id, found[0].at) == ("koi8-r", "vestnik", NOW)


def test_nothing_wanted_is_nothing_fetched():
    with web({}) as (_, client):
        assert fetch_pages([], client, NOW, {}) == []


def silence(exchange: Exchange) -> None:
    exchange.server.stopping.wait(30)


def test_a_dead_source_does_not_hide_the_others():
    with (
        web(dict.fromkeys((f"/{n}" for n in range(20)), silence)) as (dead, _),
        web({"/1": page(b"one")}) as (alive, _),
    ):
        client = WebClient("figurewatch/test", allowed_private=dead.allowed | alive.allowed, spacing=0, deadline=0.3)
        with client:
            found = fetch_pages([*wanted(dead, *(f"/{n}" for n in range(20))), *wanted(alive, "/1")], client, NOW, {})
        hits = sum(dead.hits.values())
    assert found[-1].body == b"one"
    assert {one.reason for one in found[:-1]} == {"timeout", "host_down"}
    assert hits <= 5  # robots.txt, and two pages for each of two threads


DEAD = {"silent": silence, "behind a dead gateway": page(b"", 504), "overrun": page(b"", 429)}


@pytest.mark.parametrize("name", DEAD)
def test_a_host_that_was_given_up_is_not_asked_again_in_the_run(name):
    paths = [f"/{n}" for n in range(8)]
    failures: dict[str, int] = {}
    with web(dict.fromkeys(paths, DEAD[name])) as (server, client):
        fetch_pages(wanted(server, *paths), client, NOW, failures)
        before = sum(server.hits.values())
        again = fetch_pages(wanted(server, *paths), client, NOW, failures)
        assert sum(server.hits.values()) == before
    assert {one.reason for one in again} == {"host_down"}


def test_failures_in_a_row_are_counted_over_several_calls_until_a_page_comes():
    failures: dict[str, int] = {}
    with web({"/0": silence, "/1": page(b"one"), "/2": silence}) as (server, client):
        for path in ("/0", "/0", "/1", "/2", "/2"):
            fetch_pages(wanted(server, path), client, NOW, failures)
        assert fetch_pages(wanted(server, "/1"), client, NOW, failures)[0].ok


def test_one_host_is_never_asked_for_more_than_two_pages_at_once():
    def slow(exchange: Exchange) -> None:
        exchange.server.stopping.wait(0.02)
        exchange.send(b"ok")

    paths = [f"/{n}" for n in range(12)]
    with web(dict.fromkeys(paths, slow)) as (server, client):
        found = fetch_pages(wanted(server, *paths), client, NOW, {})
    assert all(one.ok for one in found)
    assert server.most_at_once == 2


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
def test_probing_a_source_says_what_to_do(name):
    answer, fit, advice = PROBES[name]
    with web({"/feed": answer}) as (server, client):
        verdict, lines = probe_source(source(server), client, NOW)
    assert verdict is fit
    assert advice in lines[-1]
