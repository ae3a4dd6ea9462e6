"""Polling several sources in a flow, when one of them meets a defect of ours."""

from __future__ import annotations

import datetime as dt

from prefect import flow
from prefect.settings import PREFECT_API_URL, temporary_settings

from config.sources import Source, SourceKind
from extractors.records import Tier
from flows.polling import poll_sources
from flows.web_client import WebClient
from flows.workers import open_reading_pool
from tests.flows.web_server import page, serving
from warehouse.rows import SourceState

NOW = dt.datetime(2025, 5, 14, 3, 30, tzinfo=dt.UTC)
FEED = b'<rss version="2.0"><channel><item><title>One</title><link>/1</link></item></channel></rss>'


def source(name: str, url: str) -> Source:
    return Source(
        id=name,
        outlet=name,
        url=url,
        kind=SourceKind.FEED,
        lang="ru",
        tier=Tier.MEDIA,
        relations=("eu",),
        verified=False,
        note="test",
    )


def stumble(host: str, _: int) -> list[str]:
    """Resolve loopback as it is; no other name is foreseen."""
    return {"127.0.0.1": ["127.0.0.1"]}[host]


@flow(name="polls", validate_parameters=False)
def polls(sources, client, states=None):
    with open_reading_pool(1) as pool:
        return poll_sources(sources, states or {}, client, NOW, pool=pool, spacing=0)


def test_a_defect_met_at_one_source_is_recorded_and_does_not_hide_the_others(prefect_environ, caplog):
    with serving({"/feed": page(FEED)}) as server:
        client = WebClient("figurewatch/test", allowed_private=server.allowed, spacing=0, resolve=stumble)
        sources = [source("odd", "http://odd.example/feed"), source("plain", f"{server.origin}/feed")]
        with client, temporary_settings({PREFECT_API_URL: prefect_environ["PREFECT_API_URL"]}):
            odd, plain = polls(sources, client)
    assert (odd.source_id, odd.ok, odd.reason) == ("odd", False, "defect")
    assert "KeyError: 'odd.example'" in odd.detail
    assert (plain.ok, len(plain.entries)) == (True, 1)
    assert "odd: http://odd.example/feed: defect" in caplog.text


def test_transient_failures_are_tried_again_unless_the_source_has_been_down_or_asks_for_a_pause(prefect_environ):
    answers = {f"/{name}": page(b"", 503) for name in ("failing", "down")}
    answers |= {"/gone": page(b"", 410)}
    with serving(answers) as server, serving({"/busy": page(b"", 429, Retry_After="900")}) as other:
        client = WebClient("figurewatch/test", allowed_private=server.allowed | other.allowed, spacing=0)
        sources = [source(name, f"{server.origin}/{name}") for name in ("failing", "down", "gone")]
        sources.append(source("busy", f"{other.origin}/busy"))
        states = {"down": SourceState("down", failures=3)}
        with client, temporary_settings({PREFECT_API_URL: prefect_environ["PREFECT_API_URL"]}):
            found = polls(sources, client, states)
    assert {path: server.hits[path] for path in ("/failing", "/down", "/gone")} == {
        "/failing": 3,
        "/down": 1,
        "/gone": 1,
    }
    assert other.hits["/busy"] == 1
    assert [one.reason for one in found] == ["http_503", "http_503", "http_410", "asked_to_wait"]
