"""Hostile feeds and pages against the real readers: ``python -m tests.hostile.arena [COUNT [SEED]]``.

COUNT feeds and COUNT pages of all kinds are made from the seed and read in worker processes as a run reads them. Each
has to end as data or as a reason on record, within its limit; what does not is a failure. Prints the counts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pebble import ProcessPool

import config
from config.indicators import load_indicators
from config.sources import SourceKind
from extractors.feeds import FeedError
from extractors.records import Entry
from flows import reading
from flows.feed_reading import FEED_SECONDS, read_feed
from flows.page_fetching import PageFetch
from flows.reading import read_pages
from flows.workers import open_reading_pool
from tests.hostile.feeds import FEEDS, Kind
from tests.hostile.pages import PAGES

SPECS = load_indicators(Path(config.__file__).parent / "indicators")
NOW = dt.datetime(2025, 6, 2, 12, tzinfo=dt.UTC)
WORKERS = 2
SLACK_SECONDS = 3.0  # a worker that was killed is replaced before the next task begins
KNOWN_ENDS = {
    *("read", "gated", "timed_out", "challenge", "consent", "login", "paywall", "not_a_feed"),
    *("empty", "too_large", "too_complex", "too_deep", "not_html", "too_short"),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One document; ``number`` makes its address."""

    kind: str
    number: int
    body: bytes


@dataclass(frozen=True, slots=True)
class End:
    """How reading a sample ended, after how long; ``digest`` is of what was read, for comparing runs."""

    sample: str
    reason: str
    seconds: float
    digest: str


def samples(kinds: dict[str, Kind], count: int, seed: int, size: float = 1.0) -> Iterator[Sample]:
    """Make ``count`` samples, all kinds alike often; the same from the same seed."""
    names = sorted(kinds)
    for number in range(count):
        rng = random.Random(f"{seed}-{number}")
        kind = names[number % len(names)]
        yield Sample(kind, number, kinds[kind](rng, size * rng.uniform(0.2, 1.0)))


def read_hostile_feed(sample: Sample, pool: ProcessPool) -> End:
    began = time.monotonic()
    facts: object = None
    kind = SourceKind.NEWS_SITEMAP if sample.number % 7 == 3 else SourceKind.FEED
    try:
        facts = read_feed(kind, sample.body, f"https://outlet.example/{sample.number}.xml", None, pool)
        reason = "read"
    except FeedError as error:
        reason = error.reason
    return End(f"{sample.kind} {sample.number}", reason, time.monotonic() - began, digest(facts))


def read_hostile_page(sample: Sample, pool: ProcessPool) -> End:
    began = time.monotonic()
    (found,) = read_pages([fetched(sample)], SPECS, pool)
    facts = (found.article, found.observations, sorted(found.abstained.items()))
    return End(f"{sample.kind} {sample.number}", found.status, time.monotonic() - began, digest(facts))


def digest(facts: object) -> str:
    return hashlib.sha256(repr(facts).encode("utf-8", "replace")).hexdigest()


def fetched(sample: Sample) -> PageFetch:
    url = f"https://outlet.example/{sample.number}"
    return PageFetch(sample.kind, Entry(url, "Из ленты"), url, NOW, "ok", url, 200, sample.body)


def fight(
    read: Callable[[Sample, ProcessPool], End], made: Iterator[Sample], pool: ProcessPool, threads: int = WORKERS
) -> list[End]:
    """Read all, as many at once as there are workers; nothing waits in a queue, so the seconds are those of reading."""
    ends: list[End] = []
    with ThreadPoolExecutor(threads) as side_by_side:
        while few := list(islice(made, 4 * threads)):
            ends += side_by_side.map(lambda sample: read(sample, pool), few)
    return ends


def memory() -> int:
    """The resident memory of this process, in bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


def faults(ends: list[End], limit: float) -> list[End]:
    """Return what hung beyond its limit, crashed, or ended in no known way."""
    return [end for end in ends if end.seconds > limit + SLACK_SECONDS or end.reason not in KNOWN_ENDS]


def main(count: int, seed: int) -> int:
    print(f"seed {seed}, {count} feeds of {len(FEEDS)} kinds, {count} pages of {len(PAGES)} kinds")
    bad = 0
    with open_reading_pool(WORKERS) as pool:
        for name, kinds, read, limit in (
            ("feeds", FEEDS, read_hostile_feed, FEED_SECONDS),
            ("pages", PAGES, read_hostile_page, reading._PAGE_SECONDS),
        ):
            fight(read, samples(kinds, len(kinds), seed + 1, 0.05), pool)  # everything is loaded once before measuring
            before, began = memory(), time.monotonic()
            ends = fight(read, samples(kinds, count, seed), pool)
            took, grown = time.monotonic() - began, memory() - before
            failed = faults(ends, limit)
            bad += len(failed)
            slowest = sorted(ends, key=lambda end: end.seconds, reverse=True)[:5]
            print(f"{name}: {len(ends)} in {took:.0f} s, {dict(Counter(end.reason for end in ends).most_common())}")
            print(f"  slowest: {', '.join(f'{end.sample} {end.seconds:.1f} s {end.reason}' for end in slowest)}")
            print(f"  memory of the main process: {grown / 1e6:+.0f} MB; {len(failed)} failures")
            killed = [end for end in ends if end.reason in ("timed_out", "crashed")]
            print(f"  ended by the limits: {', '.join(f'{end.sample} {end.reason}' for end in killed) or 'none'}")
            for end in failed:
                print(f"  FAILED {end.sample}: {end.reason} after {end.seconds:.1f} s")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])) if sys.argv[2:] else main(int((sys.argv[1:] or [300])[0]), 20251122))
