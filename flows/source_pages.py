"""What the site says of its sources: which answer, which do not and since when, and how much of what they cover.

Reasons are put in words of readers; the short codes are for operators (`figurewatch status`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.sources import Source
from extractors.records import Tier
from flows.local_time import local_day
from flows.timelines import LANG
from flows.wording import format_day, load_wordings
from warehouse.rows import RunState, SourceState
from warehouse.views import Run

LANGUAGES = {"ru": "Russian", "en": "English", "kk": "Kazakh", "az": "Azerbaijani"}
_REASONS = {
    "asked_to_wait": "asked us to wait",
    "connection": "the connection broke",
    "dns": "its address is not found",
    "host_down": "its server is down",
    "host_slow": "its server is too slow",
    "not_a_feed": "its address holds no list of news",
    "not_text": "its address holds no list of news",
    "redirect_loop": "its address leads in a circle",
    "robots": "does not want to be read by programs",
    "timeout": "did not answer in time",
    "tls": "its certificate is not valid",
    "too_large": "its list of news is too long",
    "truncated": "its answer broke off",
}
_PAGES = {"read": "read in full", "gated": "about something else"}
_RESULTS = {
    RunState.SUCCEEDED: "complete",
    RunState.DEGRADED: "incomplete",
    RunState.RUNNING: "under way",
    RunState.FAILED: "failed",
    RunState.CRASHED: "broken off",
}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and how it stands: "answers", "does not answer" or "not asked yet"; ``changes`` it tells now."""

    source: Source
    lang: str
    kind: str
    state: str
    detail: str
    last_success: str
    changes: int


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """The sources of one language: how many there are, how many answer."""

    lang: str
    total: int
    answering: int
    official: int


@dataclass(frozen=True, slots=True)
class RunRow:
    """One pass over the sources, in words."""

    started: datetime
    state: str
    result: str
    answered: str
    articles: int
    changes: int


def describe_sources(
    sources: Sequence[Source], states: Mapping[str, SourceState], told: Counter[str]
) -> tuple[SourceRow, ...]:
    """How each configured source stands, those that do not answer first; ``told`` counts changes by source id."""
    rows = [_describe_source(source, states.get(source.id), told[source.id]) for source in sources]
    return tuple(sorted(rows, key=lambda row: (row.state != "does not answer", row.source.outlet, row.source.id)))


def describe_coverage(rows: Sequence[SourceRow]) -> tuple[CoverageRow, ...]:
    """The sources by language."""
    return tuple(
        CoverageRow(
            name,
            len(of_it),
            sum(row.state == "answers" for row in of_it),
            sum(row.source.tier is Tier.OFFICIAL for row in of_it),
        )
        for lang, name in LANGUAGES.items()
        if (of_it := [row for row in rows if row.source.lang == lang])
    )


def describe_pages_read(pages: Mapping[str, int]) -> str:
    """How many pages were fetched and what became of them, as one sentence; empty without any."""
    if not pages:
        return ""
    known = [f"{pages[state]} {shown}" for state, shown in _PAGES.items() if pages.get(state)]
    rest = sum(number for state, number in pages.items() if state not in _PAGES)
    return f"{sum(pages.values())} pages fetched: " + ", ".join([*known, *([f"{rest} not readable"] if rest else [])])


def describe_runs(runs: Sequence[Run]) -> tuple[RunRow, ...]:
    """The last passes, the newest first."""
    return tuple(map(_describe_run, runs))


def _describe_run(run: Run) -> RunRow:
    total = run.counts.get("sources", 0)
    answered = f"{total - run.counts.get('failed', 0)} of {total}" if total else ""
    articles, changes = run.counts.get("articles", 0), run.counts.get("changes", 0)
    return RunRow(run.started, run.state.value, _RESULTS[run.state], answered, articles, changes)


def _describe_source(source: Source, state: SourceState | None, changes: int) -> SourceRow:
    words = load_wordings()[LANG]
    lang, kind = LANGUAGES[source.lang], source.tier.value.replace("_", " ")
    if state is None:
        return SourceRow(source, lang, kind, "not asked yet", "", "", changes)
    success = format_day(local_day(state.last_success), words) if state.last_success else "never"
    if not state.failures:
        return SourceRow(source, lang, kind, "answers", "", success, changes)
    times = "once" if state.failures == 1 else f"{state.failures} times in a row"
    return SourceRow(source, lang, kind, "does not answer", f"{_reason(state.last_reason)}, {times}", success, changes)


def _reason(code: str) -> str:
    status = code.removeprefix("http_")
    return f"answered with error {status}" if status.isdigit() else _REASONS.get(code, "could not be read")
