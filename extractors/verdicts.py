"""The names of the verdicts, for those who give them (``warehouse``) and those who filter by them (``config``).

Nothing is decided here; ``warehouse.comparison`` does that.
"""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What an observation says about the baseline."""

    CONFIRMS = "confirms"
    CONTRADICTS = "contradicts"
    NEWER = "newer"
    OLDER = "older"
    NEW = "new"
    STAGE_CHANGE = "stage_change"


NEWS = (Verdict.NEWER, Verdict.CONTRADICTS, Verdict.NEW, Verdict.STAGE_CHANGE)
"""The verdicts that make a change; the others are recorded only."""
