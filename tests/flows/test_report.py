"""The line that ends a run."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from flows.fetching import SourceFetch
from flows.notifying import DeliveryReport
from flows.report import RunReport
from warehouse.rows import BatchResult, RunState

NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def report(*failed: str, healthy: int = 1) -> RunReport:
    polls = [SourceFetch(name, ok=False, reason="dns", url="https://outlet.example/", at=NOW) for name in failed]
    polls += [SourceFetch(f"h{n}", ok=True, reason="ok", url="https://outlet.example/", at=NOW) for n in range(healthy)]
    results = (BatchResult(articles=2, observations=3), BatchResult(articles=1))
    return RunReport("run", tuple(polls), Counter(read=3, gated=4), 0, results, DeliveryReport())


def test_a_run_without_failures_says_what_it_did():
    assert report().state is RunState.SUCCEEDED
    assert report().summary() == (
        "succeeded: 1 of 1 source, 7 pages, 3 new articles, 3 observations, 0 changes, 0 messages sent"
    )


def test_a_run_with_failed_sources_is_degraded_and_names_them():
    assert report("a", "b").state is RunState.DEGRADED
    assert report("a", "b").summary().endswith("; a: dns, b: dns")


def test_many_failures_are_counted_instead_of_listed():
    line = report(*"abcdefgh").summary()
    assert line.endswith("; a: dns, b: dns, c: dns, d: dns, e: dns, 3 more, see `figurewatch status`")
