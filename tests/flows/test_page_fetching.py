"""Fetching pages over real HTTP, from hosts good and bad."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter

import pytest

from extractors.records import Entry
from flows import page_fetching
from flows.page_fetching import PageFetch, WantedPage, fetch_pages
from flows.web_client import WebClient
from tests.flows.test_fetching import web
from tests.flows.web_server import Exchange, WebServer, page

NOW = dt.datetime(2025, 5, 14, 3, 30, tzinfo=dt.UTC)


def fetch_all(pages: list[WantedPage], client: WebClient) -> list[PageFetch]:
    """Fetch and give the results in the order of ``pages``."""
    found = {(one.source_id, one.url): one for batch in fetch_pages(pages, client, NOW) for one in batch}
    return [found[one.source_id, one.entry.url] for one in pages]


def wanted(server: WebServer, *paths: str) -> list[WantedPage]:
    return [WantedPage("vestnik", Entry(server.origin + path, path)) for path in paths]


def test_pages_come_in_order_each_with_its_body_or_its_reason():
    answers = {
        "/1": page(b"one", Content_Type="text/html; charset=koi8-r"),
        "/3": page(b"a" * 3_000_001),
        "/4": page(b"four"),
    }
    with web(answers) as (server, client):
        found = fetch_all(wanted(server, "/1", "/2", "/3", "/4"), client)
    assert [(one.entry.title, one.reason, one.body) for one in found] == [
        ("/1", "ok", b"one"),
        ("/2", "http_404", b""),
        ("/3", "too_large", b""),
        ("/4", "ok", b"four"),
    ]
    assert (found[0].charset, found[0].source_id, found[0].at) == ("koi8-r", "vestnik", NOW)


def test_nothing_wanted_is_nothing_fetched():
    with web({}) as (_, client):
        assert fetch_all([], client) == []


def silence(exchange: Exchange) -> None:
    exchange.server.stopping.wait(30)


def test_a_dead_source_does_not_hide_the_others():
    with (
        web(dict.fromkeys((f"/{n}" for n in range(20)), silence)) as (dead, _),
        web({"/1": page(b"one")}) as (alive, _),
    ):
        client = WebClient("figurewatch/test", allowed_private=dead.allowed | alive.allowed, spacing=0, deadline=0.3)
        with client:
            found = fetch_all([*wanted(dead, *(f"/{n}" for n in range(20))), *wanted(alive, "/1")], client)
        hits = sum(dead.hits.values())
    assert found[-1].body == b"one"
    assert {one.reason for one in found[:-1]} == {"timeout", "host_down"}
    assert hits <= 5  # robots.txt, and two pages for each of two threads


DEAD = {"silent": silence, "behind a dead gateway": page(b"", 504), "overrun": page(b"", 429)}


@pytest.mark.parametrize("name", DEAD)
def test_a_host_that_fails_three_times_in_a_row_is_given_up(name):
    paths = [f"/{n}" for n in range(8)]
    with web(dict.fromkeys(paths, DEAD[name])) as (server, client):
        found = fetch_all(wanted(server, *paths), client)
        assert sum(server.hits.values()) <= 5
    assert [one.reason for one in found].count("host_down") == 4  # two threads have one page each in hand by then


def test_a_page_that_comes_forgives_the_failures_before_it():
    answers = {f"/{n}": page(b"ok") if n % 4 else page(b"", 502) for n in range(30)}
    with web(answers) as (server, client):
        found = fetch_all(wanted(server, *answers), client)
    assert [one.reason for one in found].count("http_502") == 8


def test_who_lists_dead_pages_of_another_outlet_does_not_spoil_them_for_it():
    answers = {f"/{n}": page(b"", 502) for n in range(20)} | {"/good": page(b"good")}
    with web(answers) as (server, client):
        spoiler = [
            dataclasses.replace(one, source_id="spoiler") for one in wanted(server, *(f"/{n}" for n in range(20)))
        ]
        found = fetch_all([*spoiler, *wanted(server, "/good")], client)
    assert found[-1].body == b"good"
    assert found[-2].reason == "host_down"


def test_a_slow_host_gets_so_much_of_a_run_and_no_more():
    times = iter(range(0, 10_000, 50))  # every look at the clock is 50 s later
    with web({f"/{n}": page(b"ok") for n in range(9)}) as (server, client):
        pages = wanted(server, *(f"/{n}" for n in range(9)))
        batches = list(fetch_pages(pages, client, NOW, host_seconds=100, clock=lambda: next(times)))
    reasons = Counter(one.reason for batch in batches for one in batch)
    assert reasons.keys() == {"ok", "host_slow"}
    assert reasons["ok"] < 5


def test_what_has_come_is_not_held_up_by_a_slow_host(monkeypatch):
    monkeypatch.setattr(page_fetching, "_IDLE_SECONDS", 0.1)
    with web({"/good": page(b"good"), "/slow": silence}) as (server, client):
        batches = list(fetch_pages(wanted(server, "/slow", "/good"), client, NOW))
    assert [[one.reason for one in batch] for batch in batches] == [["ok"], ["timeout"]]


def test_a_defect_met_at_one_page_is_its_failure_and_loses_no_other(caplog):
    def resolve(host: str, _: int) -> list[str]:
        if host != "127.0.0.1":
            raise KeyError(host)
        return [host]

    with web({f"/{n}": page(b"ok") for n in range(9)}) as (server, _):
        client = WebClient("figurewatch/test", allowed_private=server.allowed, spacing=0, resolve=resolve)
        odd = [WantedPage("odd", Entry(f"http://odd.example/{n}", "odd")) for n in range(5)]
        with client:
            found = fetch_all([*odd, *wanted(server, *(f"/{n}" for n in range(9)))], client)
    assert [one.reason for one in found] == ["defect"] * 5 + ["ok"] * 9
    assert found[0].detail.startswith("http://odd.example/0: defect (KeyError: 'odd.example')")
    assert caplog.text.count("failed unforeseen") == 5


def test_pages_come_in_batches_and_the_fetching_waits_for_who_reads_them():
    paths = [f"/{n}" for n in range(300)]
    with web({path: page(b"ok") for path in paths}) as (server, client):
        batches = fetch_pages(wanted(server, *paths), client, NOW)
        first = next(batches)
        assert len(first) == 100
        batches.close()
        assert sum(server.hits.values()) < 200


def test_one_host_is_never_asked_for_more_than_two_pages_at_once():
    def slow(exchange: Exchange) -> None:
        exchange.server.stopping.wait(0.02)
        exchange.send(b"ok")

    paths = [f"/{n}" for n in range(12)]
    with web(dict.fromkeys(paths, slow)) as (server, client):
        found = fetch_all(wanted(server, *paths), client)
    assert all(one.ok for one in found)
    assert server.most_at_once <= 2
