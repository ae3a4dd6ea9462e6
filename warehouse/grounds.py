"""A verdict and why it was given: a code with its operands, so that messages can say it in any language.

``Comparison.reason`` says it in one line of English, for tables and logs. Nothing is decided here; ``conclude`` adds
the operands to what others decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from extractors.intervals import Interval
from extractors.records import BaselineFigure, Observation, PeriodKind
from extractors.verdicts import Verdict
from warehouse.agreement import Figure, align, relative_change
from warehouse.rates import Rate
from warehouse.timing import is_same_part, overlap


class Ground(StrEnum):
    """What decided; the value is the key under which it is worded."""

    FIRST = "first"
    """There is no baseline figure of this kind."""
    AGREES = "agrees"
    """The intervals meet."""
    DIFFERS = "differs"
    """The intervals of one period do not meet."""
    UNDATED = "undated"
    """The figure has no period, and differs from the latest one."""
    LATER = "later"
    """The period ends after that of the baseline."""
    EARLIER = "earlier"
    """The period ends before that of the baseline."""
    STALE = "stale"
    """It repeats a figure that a later one has replaced."""
    RUNNING_MORE = "running_more"
    """A sum that still runs, greater than the one known: it has grown."""
    RUNNING_LESS = "running_less"
    """A sum that still runs, smaller than the one known: told from an earlier day."""
    PART_DIFFERS = "part_differs"
    """The same part of a year was told with another value before."""
    NO_RATE = "no_rate"
    """Another currency, and no certain rate of that year: not compared."""
    KNOWN_GAP = "known_gap"
    """Two offices differ as they always do."""
    GAP_CHANGED = "gap_changed"
    """Two offices differ otherwise than they do always."""
    OTHER_OFFICE = "other_office"
    """The first figure of an office whose figures are not held against the other's."""
    OTHER_DEADLINE = "other_deadline"
    """A target for a deadline that has none yet."""
    DEADLINE_MOVED = "deadline_moved"
    """The known target, for another deadline."""
    SAME_DATE = "same_date"
    """One date lies within the other."""
    OTHER_EDITION = "other_edition"
    """The event of another year."""
    OTHER_DATE = "other_date"
    """The same event on other days."""
    NO_DATE = "no_date"
    """There is no date to compare."""
    SAME_STAGE = "same_stage"
    """The stage of the baseline, maybe in other words."""
    FORWARD = "forward"
    """A later stage."""
    BACK = "back"
    """An earlier stage."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """The ground of a verdict with its operands.

    Attributes:
        ground: what decided.
        seen: the figure that was judged.
        base: the figure it was held against: a baseline figure, or for a part of a year an earlier observation.
        seen_interval: what ``seen`` can stand for, in ``unit``; None where the two cannot be set against each other:
            a part of a year and the year, currencies without a rate, stages.
        base_interval: what ``base`` can stand for, or lets another office expect, in ``unit``.
        unit: unit of both intervals.
        change: by how many percent ``seen`` differs from ``base``, unrounded; None where that says nothing:
            percentages, ranges.
        rate: the exchange rate that was used.
    """

    ground: Ground
    seen: Observation
    base: Figure | None = None
    seen_interval: Interval | None = None
    base_interval: Interval | None = None
    unit: str | None = None
    change: Decimal | None = None
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A verdict, the baseline figure it is held against, and on what grounds.

    ``against`` is None where there is no baseline figure to name; the grounds may still name an earlier observation.
    """

    verdict: Verdict
    against: BaselineFigure | None
    grounds: Grounds

    @property
    def reason(self) -> str:
        """The grounds with their arithmetic, in one line of English."""
        return _word(self.grounds)


def conclude(
    verdict: Verdict,
    ground: Ground,
    seen: Observation,
    base: Figure | None = None,
    *,
    against: BaselineFigure | None = None,
    expected: Interval | None = None,
) -> Comparison:
    """Return the comparison of ``seen`` with ``base``, with its operands.

    ``against`` is ``base`` where that is a baseline figure and nothing else is given. ``expected`` replaces what
    ``base`` itself can stand for: what another office would print for it.
    """
    if against is None and isinstance(base, BaselineFigure):
        against = base
    are_amounts = base is not None and _has_number(seen) and _has_number(base)
    aligned = align(seen, base) if base and are_amounts and _is_like(seen, base) else None
    if base is None or aligned is None:
        return Comparison(verdict, against, Grounds(ground, seen, base))
    known, change = expected or aligned.other, relative_change(seen, base)
    return Comparison(
        verdict, against, Grounds(ground, seen, base, aligned.one, known, aligned.unit, change, aligned.rate)
    )


def _has_number(figure: Figure) -> bool:
    return figure.value is not None or (figure.low is not None and figure.high is not None)


def _is_like(one: Figure, other: Figure) -> bool:
    """Whether a ratio of the two says something: no five months on a year."""
    flows = all(
        period.kind is PeriodKind.DURING and period.start and period.end for period in (one.period, other.period)
    )
    return not flows or is_same_part(one.period, other.period)


_SENTENCES = {
    Ground.FIRST: "no baseline figure of this kind yet",
    Ground.AGREES: "{sums}",
    Ground.DIFFERS: "{sums}",
    Ground.UNDATED: "undated; {sums}",
    Ground.LATER: "{period} is after {base_period}",
    Ground.EARLIER: "{period} is before {base_period}",
    Ground.STALE: "repeats the figure of {base_period}, replaced since",
    Ground.RUNNING_MORE: "a running sum, grown: {sums}",
    Ground.RUNNING_LESS: "a running sum of an earlier day: {sums}",
    Ground.PART_DIFFERS: "{period} was told otherwise before: {sums}",
    Ground.NO_RATE: "{unit} and {base_unit} without a rate for {period}: not compared",
    Ground.KNOWN_GAP: "within the known gap between two offices: {sums}",
    Ground.GAP_CHANGED: "the gap between two offices has changed: {sums}",
    Ground.OTHER_OFFICE: "no baseline figure of this office yet; another office's figure is not held against it",
    Ground.OTHER_DEADLINE: "no baseline target for {period}",
    Ground.DEADLINE_MOVED: "deadline {period} instead of {base_period}",
    Ground.SAME_DATE: "{period} lies within {base_period}",
    Ground.OTHER_EDITION: "{period} is another edition than {base_period}",
    Ground.OTHER_DATE: "{period} instead of {base_period}",
    Ground.NO_DATE: "no date to compare",
    Ground.SAME_STAGE: "{stage} is the stage {base_stage}",
    Ground.FORWARD: "forward: {base_stage} → {stage}",
    Ground.BACK: "back: {base_stage} → {stage}",
}


def _word(grounds: Grounds) -> str:
    seen, base = grounds.seen, grounds.base
    text = _SENTENCES[grounds.ground].format(
        sums=_sums(grounds),
        period=seen.period.label or "undated",
        base_period=_named_period(grounds),
        unit=seen.unit,
        base_unit=base.unit if base else None,
        stage=seen.stage,
        base_stage=base.stage if base else None,
    )
    if grounds.change is not None and grounds.ground in (Ground.LATER, Ground.EARLIER):
        text += f"; {grounds.change.quantize(Decimal('0.1'), ROUND_HALF_UP):+f} % on {_figure(base)}"
    return f"{text}; at {grounds.rate}" if grounds.rate else text


def _named_period(grounds: Grounds) -> str:
    """Name the base's period; by the day it was said where it holds the other, for May 2025 is not after 2025."""
    base = grounds.base
    label = (base and base.period.label) or "undated"
    is_order = grounds.ground in (Ground.LATER, Ground.EARLIER)
    if isinstance(base, BaselineFigure) and is_order and overlap(grounds.seen.period, base.period):
        return f"the {label} figure said on {base.vintage.isoformat()}"
    return label


def _figure(base: Figure | None) -> str:
    return f"{base.value:f} {base.unit} of {base.period.label}" if base and base.value is not None else ""


def _sums(grounds: Grounds) -> str:
    if grounds.seen_interval is None or grounds.base_interval is None:
        return "not comparable"
    ends = [f"{end.normalize():f}" for end in (*grounds.seen_interval, *grounds.base_interval)]
    return "{}..{} against {}..{} {}".format(*ends, grounds.unit or "").rstrip()
