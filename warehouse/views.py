"""The records that are put together for people who read the warehouse: status, evidence, time lines, explanations.

They hold plain data only, like those of ``rows``, so that commands and templates can build on them alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from extractors.records import BaselineFigure, Kind, Observation, Period
    from warehouse.rows import Alert, Change, CheckLevel, Delivery, RunState, SourceState


@dataclass(frozen=True, slots=True)
class Run:
    """One pass over the sources."""

    id: str
    started: dt.datetime
    finished: dt.datetime | None
    state: RunState
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How many rows a check found that should not be there, with a few of them."""

    name: str
    level: CheckLevel
    found: int
    examples: tuple[str, ...]

    def __str__(self) -> str:
        """One line for people."""
        shown = ", ".join(self.examples) + (", …" if self.found > len(self.examples) else "")
        return f"{self.name.replace('_', ' ')}: {self.found} ({shown})"


@dataclass(frozen=True, slots=True)
class Status:
    """What an operator looks at first: the newest runs, every source polled so far, pages and alerts by state.

    ``checks`` are those of the last run that came to its end.
    """

    runs: tuple[Run, ...]
    sources: tuple[SourceState, ...]
    pages: Mapping[str, int]
    alerts: Mapping[str, int]
    abstained: Mapping[str, int]
    checks: tuple[CheckResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """An observation with the article version it stands in and what became of it.

    ``held`` means: under its indicator's confidence limit, kept for review, no change made of it. ``change_id`` is the
    change it made or corroborates. ``current`` is false once its article has a newer version.
    """

    observation: Observation
    verdict: str
    reason: str
    held: bool
    current: bool
    change_id: str | None
    story_id: str | None
    article_id: str
    version: int
    url: str
    outlet: str
    title: str
    lang: str
    published: dt.datetime | None
    fetched: dt.datetime


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """A figure of an indicator: an accepted one (``baseline``) or one that an article states (``evidence``)."""

    period: Period
    baseline: BaselineFigure | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Latest:
    """How an indicator stands in one kind of figure: the latest accepted one, the latest change, all observations.

    Latest is by the period that a figure is about, not by the day it was heard of. Like is set beside like: where the
    baseline is of a year, ``change`` is of a year too, and ``part`` a later one of another length (a month, nine
    months). Without a baseline the longest periods count as the whole.
    """

    indicator: str
    kind: Kind
    baseline: BaselineFigure | None
    change: Change | None
    observations: int
    part: Change | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole chain of one change: what was said where, against what, and who was told.

    ``first`` is the evidence that made the change; ``others`` all further evidence of it, in the order of recording.
    """

    change: Change
    first: Evidence
    others: tuple[Evidence, ...]
    alerts: tuple[Alert, ...]
    deliveries: tuple[Delivery, ...]
