"""Decides what an observation means against the baseline: the verdicts of DESIGN §6, as pure functions.

What is compared follows from the indicator's rule of periods: amounts by period or day (``amounts``), targets by value
and deadline, events by their days, milestones by the rank of their stage. Refuses to convert a currency in silence and
to hold a part of a year against the year.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.indicators import IndicatorSpec, PeriodRule
from extractors.records import BaselineFigure, How, Kind, Observation, Period
from extractors.verdicts import Verdict
from warehouse.agreement import Figure, agree
from warehouse.amounts import compare_flow, compare_stock, contradict, find_contradicted
from warehouse.grounds import Comparison, Ground, Grounds, conclude
from warehouse.timing import closing, is_before, is_part_of_year, is_same_year, last_day, overlap

__all__ = ["Comparison", "Ground", "Grounds", "agree", "compare"]

_GROWTH = frozenset({Kind.GROWTH, Kind.MULTIPLE})


def compare(
    observation: Observation,
    baseline: Sequence[BaselineFigure],
    spec: IndicatorSpec,
    *,
    history: Sequence[Figure] = (),
) -> Comparison:
    """Return the verdict on ``observation`` against the ``baseline`` figures of its indicator.

    ``baseline`` may hold other indicators' figures too; the rows of the observation's kind count. ``history`` are
    earlier observations by other articles (not by former versions of the same one): a part of a year is held against
    the same part there, and told with its change on that of the year before. The same arguments give the same result,
    so that the grounds need not be stored.
    """
    rows = [row for row in baseline if _is_of_kind(row, observation)]
    told = [figure for figure in history if _is_of_kind(figure, observation)]
    if not rows:
        return _compare_with_history(observation, told, spec)
    if spec.period is PeriodRule.TARGET or observation.kind is Kind.TARGET:
        return _compare_targets(observation, rows, spec)
    match spec.period:
        case PeriodRule.MILESTONE:
            return _compare_stages(observation, rows, spec)
        case PeriodRule.DATE:
            return _compare_dates(observation, rows)
        case PeriodRule.FLOW:
            return compare_flow(observation, rows, told, spec)
        case _:
            return compare_stock(observation, rows, spec)


def _is_of_kind(figure: Figure, observation: Observation) -> bool:
    alike = figure.kind == observation.kind or {figure.kind, observation.kind} <= _GROWTH
    return alike and figure.indicator == observation.indicator


def _compare_with_history(seen: Observation, told: Sequence[Figure], spec: IndicatorSpec) -> Comparison:
    is_part = spec.period is PeriodRule.FLOW and is_part_of_year(seen.period)
    if is_part and (other := find_contradicted(seen, told, spec)):
        return conclude(Verdict.CONTRADICTS, Ground.PART_DIFFERS, seen, other)
    return conclude(Verdict.NEW, Ground.FIRST, seen)


def _compare_targets(seen: Observation, rows: Sequence[BaselineFigure], spec: IndicatorSpec) -> Comparison:
    """A target is its value and its deadline; another deadline than all known ones makes another target."""
    is_deadline = spec.unit == "year"
    same = [row for row in rows if is_deadline or _is_same_target(seen.period, row.period)]
    agreeing = [row for row in same or rows if agree(seen, row, spec.tolerance)]
    if agreeing and (is_deadline or any(_is_near(seen.period, row.period) for row in agreeing)):
        return conclude(Verdict.CONFIRMS, Ground.AGREES, seen, agreeing[-1])
    if agreeing:
        return conclude(Verdict.CONTRADICTS, Ground.DEADLINE_MOVED, seen, agreeing[-1])
    if same:
        return contradict(seen, max(same, key=lambda row: row.vintage))
    if seen.period.end is None:
        return contradict(seen, max(rows, key=lambda row: row.vintage))
    return conclude(Verdict.NEW, Ground.OTHER_DEADLINE, seen, max(rows, key=closing))


def _is_same_target(seen: Period, known: Period) -> bool:
    return is_same_year(seen, known) or seen.end is known.end is None


def _is_near(seen: Period, known: Period) -> bool:
    """A year to either side is how reporters round "before 2030"; one missing or only carried over contradicts none."""
    if seen.end is None or known.end is None or seen.how is How.INHERITED:
        return True
    return abs(last_day(seen.end).year - last_day(known.end).year) <= 1


def _compare_dates(seen: Observation, rows: Sequence[BaselineFigure]) -> Comparison:
    row = max(rows, key=closing)
    period, known = seen.period, row.period
    if period.start is None or period.end is None or known.start is None or known.end is None:
        return conclude(Verdict.NEW, Ground.NO_DATE, seen, row)
    if overlap(period, known):
        return conclude(Verdict.CONFIRMS, Ground.SAME_DATE, seen, row)
    if period.start.year > last_day(known.end).year:
        return conclude(Verdict.NEWER, Ground.OTHER_EDITION, seen, row)
    if known.start.year > last_day(period.end).year:
        return conclude(Verdict.OLDER, Ground.OTHER_EDITION, seen, row)
    return conclude(Verdict.CONTRADICTS, Ground.OTHER_DATE, seen, row)


def _compare_stages(seen: Observation, rows: Sequence[BaselineFigure], spec: IndicatorSpec) -> Comparison:
    ranks = {stage.name: stage.rank for stage in spec.stages}
    exact = next((row for row in rows if row.stage == seen.stage), None)
    if exact:
        return conclude(Verdict.CONFIRMS, Ground.SAME_STAGE, seen, exact)
    row = max(rows, key=lambda row: ranks.get(row.stage or "", 0))
    known, reached = ranks.get(row.stage or "", 0), ranks.get(seen.stage or "", 0)
    if reached == known and not is_before(seen.period, row.period):
        return conclude(Verdict.CONFIRMS, Ground.SAME_STAGE, seen, row)
    ground = Ground.FORWARD if reached > known else Ground.BACK
    return conclude(Verdict.STAGE_CHANGE, ground, seen, row)
