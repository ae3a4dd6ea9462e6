"""Runs over sources of which a third fails at random: ``python -m tests.hostile.failing [RUNS [SEED]]``.

Each run is the main path without Prefect: real feeds and pages over HTTP, real readers, a real warehouse, half an hour
apart. Articles stay in their feed for some runs, as they do. Every article of a source that answered while it was
listed has to be on record once; no article may be there twice.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
from pebble import ProcessPool

from config.sources import Source, SourceKind, Tier
from flows.due import due_pages, horizon
from flows.fetch_error import FetchError
from flows.fetching import SourceFetch, failed_source, fetch_source
from flows.page_fetching import fetch_pages
from flows.reading import read_pages
from flows.recording import feed_rows, name_outlets, page_rows
from flows.web_client import WebClient
from flows.workers import open_reading_pool
from tests.hostile.arena import SPECS
from tests.hostile.servers import Town, answer, town
from warehouse.connection import open_warehouse
from warehouse.rows import Batch, RunState
from warehouse.store import begin_run, finish_run, record_batch
from warehouse.visits import select_known_pages, select_source_states

HOSTS = 20
FAILING = 0.3
LISTED = 8  # runs for which an article stays in its feed
START = dt.datetime(2025, 5, 1, tzinfo=dt.UTC)
EVERY = dt.timedelta(minutes=30)
RECHECK = dt.timedelta(0)  # a look for edits would only ask for more of the same
TIERS = {f"host-{number}": Tier.MEDIA for number in range(HOSTS)}
HARMS = ("drop", "cut", "500", "503", "404", "garbage", "page", "slow")


def harm_of(seed: int, run: int, number: int) -> str:
    """Return how host ``number`` fails in ``run``, or nothing."""
    rng = random.Random(f"{seed}-{run}-{number}")
    return rng.choice(HARMS) if rng.random() < FAILING else ""


def feed(number: int, run: int) -> bytes:
    """List one article of each of the last runs; every third host publishes in half of the runs only."""
    items = []
    for made in range(max(0, run - LISTED + 1), run + 1):
        if number % 3 or made % 2:
            when = email.utils.format_datetime(START + made * EVERY)
            items.append(f"<item><title>Report {made}</title><link>/{made}</link><pubDate>{when}</pubDate></item>")
    return f'<rss version="2.0"><channel><title>A</title>{"".join(items)}</channel></rss>'.encode()


def article(number: int, made: int) -> bytes:
    said = f"Trade between Kazakhstan and Azerbaijan came to ${400 + made} million in 2024, bureau {number} reports."
    mark = f"Report {made} of bureau {number}."
    return f"<html lang='en'><body><article><p>{said}</p><p>{mark}</p></article></html>".encode()


async def respond(number: int, path: str, writer: asyncio.StreamWriter) -> None:
    """Paths say the seed and the run: /SEED/RUN/feed for the feed; pages fail with their host in the last run asked."""
    if path == "/robots.txt":
        writer.write(answer(b"", "404 Not Found"))
        return
    if path.endswith("/feed"):
        _, seed, run, _ = path.split("/")
        LAST[number] = (int(seed), int(run))
    seed_and_run = LAST[number]
    harm = harm_of(seed_and_run[0], seed_and_run[1], number)
    is_feed = path.endswith("/feed")
    whole = answer(feed(number, seed_and_run[1]) if is_feed else article(number, int(path[1:])))
    if harm == "drop":
        writer.transport.abort()
    elif harm == "cut":
        writer.write(whole[:-20])
    elif harm in ("500", "503", "404"):
        writer.write(answer(b"", f"{harm} No"))
    elif harm == "garbage":
        writer.write(answer(b"\x00\xff" * 500))
    elif harm == "page":
        writer.write(answer(b"<html><head><title>Just a moment...</title></head><body></body></html>"))
    elif harm == "slow":
        await asyncio.sleep(30)
    else:
        writer.write(whole)


LAST: dict[int, tuple[int, int]] = {}


def one_run(
    con: duckdb.DuckDBPyConnection, sources: Sequence[Source], place: Town, pool: ProcessPool, run: int
) -> set[int]:
    """Do run number ``run`` and return the hosts that answered."""
    now = START + run * EVERY
    run_id = f"run-{run}"
    begin_run(con, run_id, now)
    with WebClient("figurewatch/test", allowed_private=place.allowed, spacing=0, deadline=0.6) as client:
        states = select_source_states(con)
        with ThreadPoolExecutor(HOSTS) as threads:
            polls = list(threads.map(lambda source: poll(source, states.get(source.id), client, now, pool), sources))
        urls = [entry.url for poll in polls for entry in poll.entries]
        known = select_known_pages(con, urls=urls, since=horizon(now, RECHECK))
        for fetched in fetch_pages(due_pages(polls, known, now, RECHECK), client, now):
            found = name_outlets(read_pages([page for page in fetched if page.ok], SPECS, pool), sources)
            batch = Batch(run_id, now, page_rows(fetched, found, known), found)
            record_batch(con, batch, specs=SPECS, route=lambda _: (), tiers=TIERS)
    record_batch(con, Batch(run_id, now, feed_rows(polls, unfinished=())), specs=SPECS, route=lambda _: (), tiers=TIERS)
    finish_run(con, run_id, now, RunState.SUCCEEDED, {})
    return {number for number, poll in enumerate(polls) if poll.ok}


def poll(source: Source, state: object, client: WebClient, now: dt.datetime, pool: ProcessPool) -> SourceFetch:
    try:
        return fetch_source(source, state, client, now, pool)
    except FetchError as error:
        return failed_source(source, error, now)


def sources_of(place: Town, seed: int, run: int) -> list[Source]:
    return [
        Source(
            id=f"host-{number}",
            outlet=f"Host {number}",
            url=f"{place.origin(number)}/{seed}/{run}/feed",
            kind=SourceKind.FEED,
            lang="en",
            tier=Tier.MEDIA,
            relations=("az",),
            verified=True,
            note="",
        )
        for number in range(HOSTS)
    ]


def main(runs: int, seed: int) -> int:
    print(f"seed {seed}: {runs} runs over {HOSTS} sources, each failing in {FAILING:.0%} of them")
    answered: dict[int, set[int]] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        town(HOSTS, respond) as place,
        open_reading_pool(2) as pool,
        open_warehouse(Path(folder) / "figurewatch.duckdb") as con,
    ):
        for run in range(runs):
            answered[run] = one_run(con, sources_of(place, seed, run), place, pool, run)
        rows = con.execute(
            "SELECT source_id, url, count(*), count(DISTINCT text_hash) FROM articles GROUP BY ALL"
        ).fetchall()
    on_record = {
        (int(source.removeprefix("host-")), int(url.rpartition("/")[2])): copies for source, url, copies, _ in rows
    }
    owed = {
        (number, made)
        for number in range(HOSTS)
        for made in range(runs - LISTED)
        if (number % 3 or made % 2) and any(number in answered[run] for run in range(made, made + LISTED))
    }
    missing, twice = owed - on_record.keys(), [key for key, copies in on_record.items() if copies > 1]
    failed = sum(HOSTS - len(hosts) for hosts in answered.values())
    print(f"{failed} of {runs * HOSTS} polls failed, {len(on_record)} articles on record, {len(owed)} of them owed")
    print(f"{len(missing)} missing, {len(twice)} twice; {dict(Counter(number for number, _ in missing))}")
    return bool(missing or twice)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])) if sys.argv[2:] else main(int((sys.argv[1:] or [200])[0]), 20251122))
