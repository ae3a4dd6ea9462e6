"""How fast pages become readings, beside trafilatura alone: ``python -m tests.bench.throughput``.

One run measures both on the same pages with the same number of processes and the same chunks, in turns, so that a busy
machine hurts both. It claims no absolute speed; the ratio is what may be compared. Exit status 1 when it is below 0.7.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from pebble import ProcessPool
from trafilatura import bare_extraction

import config
from config.indicators import load_indicators
from flows.fetching import PageFetch
from flows.reading import open_reading_pool, read_pages
from tests.bench.pages import make_pages

PAGES = 500
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


def main() -> int:
    """Measure and print; return the exit status."""
    workers = len(os.sched_getaffinity(0))
    pages = make_pages(PAGES, seed=2025)
    specs = load_indicators(Path(config.__file__).parent / "indicators")
    print(f"{PAGES} pages of {statistics.mean(len(page.body) for page in pages) / 1000:.0f} kB, {workers} processes")
    with open_reading_pool(workers) as pool:
        readings = read_pages(pages, specs, pool)
        admitted = [page for page, reading in zip(pages, readings, strict=True) if reading.status != "gated"]
        print(f"readings: {dict(Counter(reading.status for reading in readings))}, "
              f"observations: {sum(len(reading.observations) for reading in readings)}")  # fmt: skip
        run_alone(pool, pages[:32], extract_with_metadata)
        work: dict[str, Callable[[], object]] = {
            "pipeline": lambda: read_pages(pages, specs, pool),
            "trafilatura, text": lambda: run_alone(pool, pages, extract_fast),
            "trafilatura, text and metadata": lambda: run_alone(pool, pages, extract_with_metadata),
            "trafilatura, text, admitted pages": lambda: run_alone(pool, admitted, extract_fast),
            "trafilatura, text and metadata, admitted pages": lambda: run_alone(pool, admitted, extract_with_metadata),
        }
        took: dict[str, list[float]] = {name: [] for name in work}
        for _ in range(ROUNDS):
            for name, task in work.items():
                took[name].append(timed(task))
    whole = statistics.median(took["pipeline"])
    print(f"{'pipeline':<50}{whole:7.2f} s")
    ratios = {}
    for name in list(work)[1:]:
        ratios[name] = statistics.median(
            seconds / own for seconds, own in zip(took[name], took["pipeline"], strict=True)
        )
        print(f"{name:<50}{statistics.median(took[name]):7.2f} s   ratio {ratios[name]:.2f}")
    worst = ratios["trafilatura, text, admitted pages"]
    print(f"strictest ratio {worst:.2f}, target {TARGET}: pages that the gate stops count for the pipeline only")
    return 0 if worst >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
