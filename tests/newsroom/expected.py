"""The changes that the sample newsroom must bring, as typed records: answers written before any program ran."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from config.load import load_yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedChange:
    """One row of ``expected_alerts.yaml``; the file says what its fields count."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    indicator: str
    kind: str
    verdict: str
    period: str
    sent: int
    first: str
    stories: tuple[int, int, int] = (0, 0, 1)
    articles: tuple[int, int, int] = (0, 0, 1)
    type: str = "moved"
    value: Decimal | None = None
    unit: str | None = None
    bound: str = "exact"
    stage: str | None = None

    @property
    def day(self) -> int:
        """The day (1-based) on which the change is first told."""
        return next(day for day, stories in enumerate(self.stories, 1) if stories)


def load_expected_changes() -> tuple[ExpectedChange, ...]:
    """All changes of the three days, those of day one first."""
    return load_yaml(FOLDER / "expected_alerts.yaml", tuple[ExpectedChange, ...])
