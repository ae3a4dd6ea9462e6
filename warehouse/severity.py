"""How much a change matters: low, normal or high, as a sum that a reader can check.

Points are given for the verdict, for the part of the change that rounding cannot explain, for who says it and for how
many tell it independently; a contested figure that one unofficial source tells loses one. The thresholds are rules of
this project, not of any standard. Refuses to weigh how sure the reading is: that is the confidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from extractors.indicators import IndicatorSpec, Policy
from extractors.records import Tier
from extractors.verdicts import NEWS, Verdict
from warehouse.grounds import Comparison, Grounds

NORMAL_FROM = 3
HIGH_FROM = 5

_VERDICTS = {Verdict.STAGE_CHANGE: 3, Verdict.CONTRADICTS: 2, Verdict.NEWER: 1, Verdict.NEW: 1}
_TIERS = {Tier.OFFICIAL: 2, Tier.AGENCY: 1, Tier.MEDIA: 0}
_PERCENT_STEPS = (Decimal(2), Decimal(10))
_POINT_STEPS = (Decimal(1), Decimal(5))
_MOST_FOR_STORIES = 2
_HUNDRED = Decimal(100)


class Severity(StrEnum):
    """How much a change matters."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A severity and the sum it comes from, one line a summand: "+2 the verdict is contradicts"."""

    severity: Severity
    reasons: tuple[str, ...]


def classify_severity(comparison: Comparison, *, tier: Tier | None, stories: int, spec: IndicatorSpec) -> Assessment:
    """Return how much the change that ``comparison`` found matters.

    ``tier`` is that of the best source that tells it (None where unknown), ``stories`` the number of independent
    stories (at least 1); both grow while a change is told on, so that it is assessed again with every telling. A
    verdict that makes no change is low.
    """
    if comparison.verdict not in NEWS:
        return Assessment(Severity.LOW, (f"{comparison.verdict} is no news",))
    summands = [
        (_VERDICTS[comparison.verdict], f"the verdict is {comparison.verdict}"),
        _weigh_size(comparison.grounds),
        (_TIERS[tier] if tier else 0, f"the source is {tier or 'of no known kind'}"),
        (min(max(stories, 1) - 1, _MOST_FOR_STORIES), f"independent stories: {stories}"),
    ]
    if spec.policy is Policy.CORROBORATED and stories < 2 and tier is not Tier.OFFICIAL:
        summands.append((-1, "a contested figure that nobody else tells"))
    total = sum(points for points, _ in summands)
    severity = Severity.HIGH if total >= HIGH_FROM else Severity.NORMAL if total >= NORMAL_FROM else Severity.LOW
    told = (f"{points:+d} {reason}" for points, reason in summands)
    return Assessment(severity, (*told, f"{total:+d} is {severity} (normal from {NORMAL_FROM}, high from {HIGH_FROM})"))


def _weigh_size(grounds: Grounds) -> tuple[int, str]:
    """Weigh the distance between the two intervals: what the rounding of neither figure explains."""
    if grounds.seen_interval is None or grounds.base_interval is None:
        return 0, "no size: there is nothing to measure it on"
    (low, high), (base_low, base_high) = grounds.seen_interval, grounds.base_interval
    apart = max(low - base_high, base_low - high, Decimal(0))
    if grounds.unit == "percent":
        steps, size, name = _POINT_STEPS, apart, "percentage points"
    else:
        base = max(abs(base_low), abs(base_high))
        steps, size, name = _PERCENT_STEPS, apart / base * _HUNDRED if base else _HUNDRED, "percent"
    points = sum(size >= step for step in steps)
    return points, f"at least {size.quantize(Decimal('0.1')).normalize():f} {name} lie between the two"
