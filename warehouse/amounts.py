"""Compares amounts: flows by the period they run over, stocks and standing figures by the day they are as of.

A part of a year never contradicts the year; with earlier tellings at hand it is held against the same part of a year.
Refuses to hold two currencies against each other without a rate, and two offices that are known to differ without
knowing by how much.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from extractors.indicators import IndicatorSpec, PeriodRule
from extractors.records import BaselineFigure, Observation
from extractors.verdicts import Verdict
from warehouse.agreement import Figure, agree, align, is_other_money, meet
from warehouse.grounds import Comparison, Ground, conclude
from warehouse.offices import expect_from, is_differing_office, is_same_office
from warehouse.timing import (
    AT_ONE_TIME,
    closing,
    is_part_of_year,
    is_running,
    is_same_part,
    is_same_period,
    is_same_year,
    is_year_before,
    moment,
)

_REPRINTED = Decimal("0.02")


def compare_flow(
    seen: Observation, rows: Sequence[BaselineFigure], told: Sequence[Figure], spec: IndicatorSpec
) -> Comparison:
    """Return the verdict on an amount that runs over a period; ``rows`` (not empty) and ``told`` are of its kind."""
    if seen.period.end is None:
        return _compare_undated(seen, rows, spec, otherwise=Verdict.OLDER)
    same = [row for row in rows if is_same_period(seen.period, row.period)]
    own = [row for row in same if is_same_office(seen, row, spec)]
    agreeing = next((row for row in same if agree(seen, row, spec.tolerance)), None)
    if agreeing:
        return conclude(Verdict.CONFIRMS, Ground.AGREES, seen, agreeing)
    if own:
        return contradict(seen, max(own, key=lambda row: row.vintage))
    if same:
        return _compare_offices(seen, same[0], spec)
    if is_part_of_year(seen.period) and (other := find_contradicted(seen, told, spec)):
        return conclude(Verdict.CONTRADICTS, Ground.PART_DIFFERS, seen, other)
    latest = max([row for row in rows if is_same_part(seen.period, row.period)] or rows, key=closing)
    before = _find_year_before(seen, [*rows, *told], spec) or latest
    against = before if isinstance(before, BaselineFigure) else latest
    verdict = Verdict.NEWER if seen.period.end > closing(latest) else Verdict.OLDER
    return conclude(verdict, _order(verdict), seen, before, against=against)


def compare_stock(seen: Observation, rows: Sequence[BaselineFigure], spec: IndicatorSpec) -> Comparison:
    """Return the verdict on an amount as of a day; ``rows`` (not empty) are the baseline figures of its kind."""
    day = moment(seen)
    if day is None:
        return _compare_undated(seen, rows, spec, otherwise=Verdict.CONTRADICTS)
    by_time = sorted(rows, key=_day)
    then = [row for row in by_time if _day(row) <= day + AT_ONE_TIME] or by_time[:1]
    at_once = [row for row in by_time if abs(_day(row) - day) <= AT_ONE_TIME]
    agreeing = [row for row in by_time if agree(seen, row, spec.tolerance)]
    if spec.period is PeriodRule.STANDING:
        alike = [row for row in agreeing if not _has_moved(seen, row, spec.tolerance)]
    else:
        alike = [row for row in agreeing if row in at_once or is_same_year(seen.period, row.period)]
    if alike:
        return _confirm(seen, alike, then[-1])
    if differing := [row for row in at_once if row not in agreeing]:
        return contradict(seen, differing[-1])
    latest = by_time[-1]
    verdict = Verdict.NEWER if day > _day(latest) else Verdict.OLDER
    return conclude(verdict, _order(verdict), seen, latest)


def contradict(seen: Observation, row: BaselineFigure, ground: Ground = Ground.DIFFERS) -> Comparison:
    """Return that ``seen`` contradicts ``row``; that it is only recorded where their currencies have no rate."""
    if is_other_money(seen, row) and align(seen, row) is None:
        return conclude(Verdict.OLDER, Ground.NO_RATE, seen, row)
    return conclude(Verdict.CONTRADICTS, ground, seen, row)


def find_contradicted(seen: Observation, told: Iterable[Figure], spec: IndicatorSpec) -> Figure | None:
    """Return a figure of the same period and office that was told otherwise; None where one agrees with ``seen``."""
    same = [
        figure for figure in told
        if is_same_period(seen.period, figure.period)
        and is_same_office(seen, figure, spec)
        and align(seen, figure) is not None
    ]  # fmt: skip
    if any(agree(seen, figure, spec.tolerance) for figure in same):
        return None
    return same[-1] if same else None


def _find_year_before(seen: Observation, figures: Iterable[Figure], spec: IndicatorSpec) -> Figure | None:
    if not is_part_of_year(seen.period):
        return None
    before = (each for each in figures if is_year_before(each.period, seen.period) and is_same_office(seen, each, spec))
    return next(before, None)


def _compare_offices(seen: Observation, row: BaselineFigure, spec: IndicatorSpec) -> Comparison:
    aligned = align(seen, row)
    if aligned is None:
        return contradict(seen, row)
    expected = spec.known_gap and expect_from(aligned.other, spec.known_gap, differing=is_differing_office(row, spec))
    if not expected:
        return conclude(Verdict.NEW, Ground.OTHER_OFFICE, seen)
    if meet(aligned.one, expected, spec.tolerance):
        return conclude(Verdict.CONFIRMS, Ground.KNOWN_GAP, seen, row, expected=expected)
    return conclude(Verdict.CONTRADICTS, Ground.GAP_CHANGED, seen, row, expected=expected)


def _compare_undated(
    seen: Observation, rows: Sequence[BaselineFigure], spec: IndicatorSpec, *, otherwise: Verdict
) -> Comparison:
    """A running sum that is greater has grown; any other figure without a period speaks of the present if at all."""
    latest = max(rows, key=closing)
    agreeing = [row for row in rows if agree(seen, row, spec.tolerance)]
    if agreeing:
        return _confirm(seen, agreeing, latest)
    aligned = align(seen, latest)
    if is_running(seen.period) and aligned:
        grown = aligned.one[0] >= aligned.other[0]
        verdict, ground = (Verdict.NEWER, Ground.RUNNING_MORE) if grown else (Verdict.OLDER, Ground.RUNNING_LESS)
        return conclude(verdict, ground, seen, latest)
    if otherwise is Verdict.CONTRADICTS:
        return contradict(seen, latest, Ground.UNDATED)
    return conclude(otherwise, Ground.UNDATED, seen, latest)


def _confirm(seen: Observation, alike: Sequence[BaselineFigure], current: BaselineFigure) -> Comparison:
    """It confirms, unless all that it agrees with was replaced by the figure that was ``current`` then."""
    if current in alike:
        return conclude(Verdict.CONFIRMS, Ground.AGREES, seen, current)
    standing = [row for row in alike if row.vintage >= current.vintage]
    if standing:
        return conclude(Verdict.CONFIRMS, Ground.AGREES, seen, standing[0])
    return conclude(Verdict.OLDER, Ground.STALE, seen, alike[-1])


def _has_moved(seen: Observation, row: BaselineFigure, tolerance: Decimal) -> bool:
    """Whether a figure of a later year is printed anew: "over 175" after "over 160" is no repetition."""
    if seen.value is None or row.value is None or seen.unit != row.unit or is_same_year(seen.period, row.period):
        return False
    apart = abs(seen.value - row.value) > max(abs(seen.value), abs(row.value)) * max(tolerance, _REPRINTED)
    return apart and seen.period.end is not None and seen.period.end > closing(row)


def _day(row: BaselineFigure) -> dt.date:
    return moment(row) or row.vintage


def _order(verdict: Verdict) -> Ground:
    return Ground.LATER if verdict is Verdict.NEWER else Ground.EARLIER
