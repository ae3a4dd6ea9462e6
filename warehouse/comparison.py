"""Decides what an observation means against the baseline: the verdicts of DESIGN §6, as pure functions.

A printed figure stands for the values that round to it and its bound opens one side; figures agree when their intervals
meet, widened by the indicator's tolerance. Refuses to convert a currency and to hold a part of a year against the year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractors.indicators import IndicatorSpec, PeriodRule
from extractors.intervals import Figure, Interval, as_percent, interval
from extractors.records import BaselineFigure, Kind, Observation, Period
from extractors.verdicts import Verdict

_REPRINTED = Decimal("0.02")
_GROWTH = frozenset({Kind.GROWTH, Kind.MULTIPLE})
_MONTH = 31


@dataclass(frozen=True, slots=True)
class Comparison:
    """A verdict, the baseline figure it is held against and the arithmetic in one line."""

    verdict: Verdict
    against: BaselineFigure | None
    reason: str


def compare(observation: Observation, baseline: Sequence[BaselineFigure], spec: IndicatorSpec) -> Comparison:
    """Return the verdict on ``observation`` against the ``baseline`` figures of its indicator.

    ``baseline`` may hold other indicators' figures too; the rows of the observation's kind count. Units must agree or
    be a growth and a multiple.
    """
    rows = [
        row for row in baseline if row.indicator == observation.indicator and _same_kind(row.kind, observation.kind)
    ]
    if not rows:
        return Comparison(Verdict.NEW, None, "no baseline figure of this kind yet")
    match spec.period:
        case PeriodRule.MILESTONE:
            return _compare_stages(observation, rows, spec)
        case PeriodRule.DATE:
            return _compare_dates(observation, rows)
        case PeriodRule.TARGET:
            return _compare_targets(observation, rows, spec)
        case _:
            return _compare_values(observation, rows, spec)


def agree(observation: Figure, row: Figure, tolerance: Decimal) -> bool:
    """Return whether the intervals of the two figures meet, each widened by the relative ``tolerance``.

    Intervals that only touch at an end do not meet: 10 mln stands for less than 10.5 mln, 11 mln for 10.5 mln and more.
    """
    pair = _same_unit(observation, row)
    if pair is None:
        return False
    (low, high), (base_low, base_high) = pair
    margin = max(abs(low), abs(high), abs(base_low), abs(base_high)) * tolerance
    shared = min(high, base_high) - max(low, base_low) + margin
    return shared > 0 or (shared == 0 and (low == high or base_low == base_high))


def _compare_values(observation: Observation, rows: Sequence[BaselineFigure], spec: IndicatorSpec) -> Comparison:
    same = [row for row in rows if _same_period(observation.period, row.period, spec.period)]
    agreeing = next((row for row in same if agree(observation, row, spec.tolerance)), None)
    if agreeing:
        return Comparison(Verdict.CONFIRMS, agreeing, _arithmetic(observation, agreeing))
    standing = spec.period is PeriodRule.STANDING or observation.period.end is None
    if standing:
        alike = (row for row in rows if agree(observation, row, spec.tolerance))
        agreeing = next((row for row in alike if not _has_moved(observation, row, spec.tolerance)), None)
        if agreeing:
            return Comparison(Verdict.CONFIRMS, agreeing, _arithmetic(observation, agreeing))
    latest = max(rows, key=lambda row: row.period.end or row.vintage)
    if same and not (spec.period is not PeriodRule.FLOW and _is_later_than_said(observation.period, same[0])):
        return Comparison(Verdict.CONTRADICTS, same[0], _arithmetic(observation, same[0]))
    if observation.period.end is None:
        return Comparison(Verdict.CONTRADICTS, latest, f"undated; {_arithmetic(observation, latest)}")
    latest_end = latest.period.end or latest.vintage
    if observation.period.end > latest_end or same:
        return Comparison(Verdict.NEWER, latest, f"{observation.period.label} is after {latest.period.label}")
    return Comparison(Verdict.OLDER, latest, f"{observation.period.label} is before {latest.period.label}")


def _compare_targets(observation: Observation, rows: Sequence[BaselineFigure], spec: IndicatorSpec) -> Comparison:
    deadline, is_deadline = observation.period.end, spec.unit == "year"
    agreeing = next((row for row in rows if agree(observation, row, spec.tolerance)), None)
    if agreeing and (is_deadline or _same_deadline(observation.period, agreeing.period)):
        return Comparison(Verdict.CONFIRMS, agreeing, _arithmetic(observation, agreeing))
    if agreeing:
        moved = f"deadline {observation.period.label} instead of {agreeing.period.label}"
        return Comparison(Verdict.CONTRADICTS, agreeing, moved)
    same = [row for row in rows if is_deadline or deadline is None or row.period.end == deadline]
    if same:
        return Comparison(Verdict.CONTRADICTS, same[0], _arithmetic(observation, same[0]))
    return Comparison(Verdict.NEW, rows[0], f"no baseline target for {observation.period.label}")


def _same_deadline(seen: Period, known: Period) -> bool:
    """A year to either side is how reporters round "before 2030"; a missing deadline contradicts none."""
    if seen.end is None or known.end is None:
        return True
    return abs(_last_day(seen.end).year - _last_day(known.end).year) <= 1


def _compare_dates(observation: Observation, rows: Sequence[BaselineFigure]) -> Comparison:
    row = max(rows, key=lambda row: row.period.end or row.vintage)
    seen, known = observation.period, row.period
    if seen.start is None or seen.end is None or known.start is None or known.end is None:
        return Comparison(Verdict.NEW, row, "no date to compare")
    if _meet(seen, known):
        return Comparison(Verdict.CONFIRMS, row, f"{seen.label} lies within {known.label}")
    if _year_apart(seen.start, known.end) or _year_apart(known.start, seen.end):
        verdict = Verdict.NEWER if seen.start >= known.end else Verdict.OLDER
        return Comparison(verdict, row, f"{seen.label} is another edition than {known.label}")
    return Comparison(Verdict.CONTRADICTS, row, f"{seen.label} instead of {known.label}")


def _compare_stages(observation: Observation, rows: Sequence[BaselineFigure], spec: IndicatorSpec) -> Comparison:
    ranks = {stage.name: stage.rank for stage in spec.stages}
    exact = next((row for row in rows if row.stage == observation.stage), None)
    if exact:
        return Comparison(Verdict.CONFIRMS, exact, f"stage {observation.stage} as in the baseline")
    row = max(rows, key=lambda row: ranks.get(row.stage or "", 0))
    known, seen = ranks.get(row.stage or "", 0), ranks.get(observation.stage or "", 0)
    if seen == known and not _before(observation.period, row.period):
        return Comparison(Verdict.CONFIRMS, row, f"{observation.stage} is the stage {row.stage}")
    step = "forward" if seen > known else "back"
    return Comparison(Verdict.STAGE_CHANGE, row, f"{step}: {row.stage} → {observation.stage}")


def _same_kind(one: Kind, other: Kind) -> bool:
    return one == other or {one, other} <= _GROWTH


def _same_period(seen: Period, known: Period, rule: PeriodRule) -> bool:
    if seen.end is None or known.end is None or seen.start is None or known.start is None:
        return False
    if rule is PeriodRule.FLOW:
        return (seen.start, seen.end) == (known.start, known.end)
    return _last_day(seen.end).year == _last_day(known.end).year


def _is_later_than_said(seen: Period, row: BaselineFigure) -> bool:
    return seen.end is not None and seen.end > row.vintage + dt.timedelta(days=_MONTH)


def _has_moved(seen: Observation, row: BaselineFigure, tolerance: Decimal) -> bool:
    """Return whether a figure of a later year is printed anew: "over 175" after "over 160" is no repetition."""
    if seen.value is None or row.value is None or seen.unit != row.unit:
        return False
    if seen.period.end is None or row.period.end is None or _same_period(seen.period, row.period, PeriodRule.STANDING):
        return False
    apart = abs(seen.value - row.value) > max(abs(seen.value), abs(row.value)) * max(tolerance, _REPRINTED)
    return apart and seen.period.end > row.period.end


def _before(seen: Period, known: Period) -> bool:
    return seen.end is not None and known.start is not None and seen.end <= known.start


def _meet(one: Period, other: Period) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return one.start < other.end and other.start < one.end


def _year_apart(later: dt.date, earlier: dt.date) -> bool:
    return later.year > _last_day(earlier).year


def _last_day(end: dt.date) -> dt.date:
    return end - dt.timedelta(days=1)


def _same_unit(one: Figure, other: Figure) -> tuple[Interval, Interval] | None:
    first, second = interval(one), interval(other)
    if one.unit == other.unit:
        return first, second
    if one.unit == "times" and other.unit == "percent":
        return as_percent(first), second
    if one.unit == "percent" and other.unit == "times":
        return first, as_percent(second)
    return None


def _arithmetic(observation: Observation, row: BaselineFigure) -> str:
    low, high = interval(observation)
    base_low, base_high = interval(row)
    return f"{low:f}..{high:f} against {base_low:f}..{base_high:f} {row.unit or ''}".rstrip()
