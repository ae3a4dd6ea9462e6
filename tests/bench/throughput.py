"""How fast pages become readings, beside trafilatura alone: ``python -m tests.bench.throughput``.

One run measures both on the same pages with the same number of processes and the same chunks, a hundred pages at a
time in turns, so that a busy machine hurts both. It claims no absolute speed; only the ratio may be compared. Two ways
to count: over all pages, where trafilatura alone has to read those that the gate stops; and with trafilatura spared
those pages too, as if somebody had told it. Exit status 1 when the first ratio is below the target.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from pebble import ProcessPool
from trafilatura import bare_extraction

import config
from config.indicators import load_indicators
from flows.page_fetching import PageFetch
from flows.reading import read_pages
from flows.workers import open_reading_pool
from tests.bench.pages import make_pages

PAGES = 500
SLICE = 100
ROUNDS = 3
TARGET = 0.7
CHUNK = 8


def extract_fast(pages: Sequence[PageFetch]) -> int:
    """Do with trafilatura what the pipeline asks of it: the text, fast."""
    return sum(bool(bare_extraction(page.body, url=page.url, fast=True, include_comments=False)) for page in pages)


def extract_with_metadata(pages: Sequence[PageFetch]) -> int:
    """Do with trafilatura all that it can do of what the pipeline does: text and metadata, fast."""
    return sum(
        bool(bare_extraction(page.body, url=page.url, fast=True, include_comments=False, with_metadata=True))
        for page in pages
    )


def run_alone(pool: ProcessPool, pages: Sequence[PageFetch], function: Callable[[Sequence[PageFetch]], int]) -> None:
    """Run ``function`` on all ``pages`` in the processes of ``pool``."""
    chunks = [pages[start : start + CHUNK] for start in range(0, len(pages), CHUNK)]
    for future in [pool.schedule(function, args=(chunk,)) for chunk in chunks]:
        future.result()


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that ``work`` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


ALONE: dict[str, Callable[[Sequence[PageFetch]], int]] = {
    "text": extract_fast,
    "text and metadata": extract_with_metadata,
}


def main() -> int:
    """Measure and print; return the exit status."""
    workers = len(os.sched_getaffinity(0))
    pages = make_pages(PAGES, seed=2025)
    specs = load_indicators(Path(config.__file__).parent / "indicators")
    print(f"{PAGES} pages of {statistics.mean(len(page.body) for page in pages) / 1000:.0f} kB, {workers} processes")
    with open_reading_pool(workers) as pool:
        readings = read_pages(pages, specs, pool)
        counts = Counter(reading.status for reading in readings)
        print(f"{dict(counts)}, {sum(len(reading.observations) for reading in readings)} observations")
        if set(counts) != {"read", "gated"}:
            print("some pages could not be read, so there is nothing to compare")
            return 1
        stopped = {page.url for page, reading in zip(pages, readings, strict=True) if reading.status == "gated"}
        took: defaultdict[str, float] = defaultdict(float)
        for start in [*range(0, PAGES, SLICE)] * ROUNDS:
            part = pages[start : start + SLICE]
            rest = [page for page in part if page.url not in stopped]
            took["pipeline"] += timed(lambda part=part: read_pages(part, specs, pool))
            for name, function in ALONE.items():
                took[f"trafilatura, {name}, all pages"] += timed(
                    lambda part=part, do=function: run_alone(pool, part, do)
                )
                took[f"trafilatura, {name}, admitted pages"] += timed(
                    lambda rest=rest, do=function: run_alone(pool, rest, do)
                )
    for name, seconds in took.items():
        print(f"{name:<50}{seconds / ROUNDS:7.2f} s   ratio {seconds / took['pipeline']:.2f}")
    return 0 if took["trafilatura, text, all pages"] >= TARGET * took["pipeline"] else 1


if __name__ == "__main__":
    sys.exit(main())
