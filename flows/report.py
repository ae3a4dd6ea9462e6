"""What a run tells its operator: one line on the terminal, two tables in Prefect."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flows.fetching import SourceFetch
from flows.notifying import DeliveryReport
from flows.tables import count
from warehouse.rows import BatchResult, Change, CheckLevel, RunState, short_id
from warehouse.views import CheckResult

_MOST_TROUBLE = 5
_READ = ("read", "gated")  # a gated page was looked at and has none of our figures


@dataclass(frozen=True, slots=True)
class RunReport:
    """One pass. ``pages`` counts how reading ended, by status; ``left`` pages wait for the next pass."""

    run_id: str
    polls: tuple[SourceFetch, ...]
    pages: Counter[str]
    left: int
    results: tuple[BatchResult, ...]
    deliveries: DeliveryReport
    checks: tuple[CheckResult, ...] = ()

    @property
    def failed_sources(self) -> tuple[SourceFetch, ...]:
        """The polls that failed."""
        return tuple(poll for poll in self.polls if not poll.ok)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The new changes, in the order of recording."""
        return tuple(change for result in self.results for change in result.changes)

    @property
    def failed_checks(self) -> tuple[CheckResult, ...]:
        """What the run left behind that it should not have."""
        return tuple(check for check in self.checks if check.found and check.level is CheckLevel.FAIL)

    @property
    def is_degraded(self) -> bool:
        """Whether a source or a check of the warehouse failed."""
        return bool(self.failed_sources or self.failed_checks)

    @property
    def state(self) -> RunState:
        """How the run ended."""
        return RunState.DEGRADED if self.is_degraded else RunState.SUCCEEDED

    def counts(self) -> dict[str, int]:
        """What the run's row keeps."""
        return {
            "sources": len(self.polls),
            "failed": len(self.failed_sources),
            "pages": self.pages.total(),
            "unread": sum(number for status, number in self.pages.items() if status not in _READ),
            "left": self.left,
            "articles": sum(result.articles for result in self.results),
            "observations": sum(result.observations for result in self.results),
            "changes": len(self.changes),
            "corroborations": sum(result.corroborations for result in self.results),
            "alerts": sum(result.alerts for result in self.results),
        }

    def summary(self) -> str:
        """The run in one line."""
        counts = self.counts()
        line = (
            f"{counts['sources'] - counts['failed']} of {count(counts['sources'], 'source')}, "
            f"{count(counts['pages'], 'page')}, {count(counts['articles'], 'new article')}, "
            f"{count(counts['observations'], 'observation')}, {count(counts['changes'], 'change')}, "
            f"{count(self.deliveries.sent, 'message')} sent"
        )
        trouble = [f"check failed: {check}" for check in self.failed_checks]
        trouble += [f"{poll.source_id}: {poll.reason}" for poll in self.failed_sources]
        trouble += [f"{receipt.subscription}/{receipt.channel}: not sent" for receipt in self.deliveries.failures]
        if len(trouble) > _MOST_TROUBLE:
            trouble[_MOST_TROUBLE:] = [f"{len(trouble) - _MOST_TROUBLE} more, see `figurewatch status`"]
        return f"{self.state}: {line}" + (f"; {', '.join(trouble)}" if trouble else "")


def show_artifacts(report: RunReport) -> None:
    """Put the run's tables of sources and changes into Prefect."""
    from prefect.artifacts import create_table_artifact

    sources = [
        {"source": poll.source_id, "state": poll.reason, "entries": len(poll.entries), "detail": poll.detail}
        for poll in report.polls
    ]
    changes = [
        {
            "change": short_id(change.id),
            "indicator": change.indicator,
            "period": change.period or "",
            "verdict": change.verdict,
            "figure": change.new.text,
            "stories": change.stories,
            "source": change.url,
        }
        for change in report.changes
    ]
    create_table_artifact(key="sources", table=sources, description=report.summary())
    create_table_artifact(key="changes", table=changes, description=count(len(changes), "change"))
