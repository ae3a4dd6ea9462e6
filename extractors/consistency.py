"""Holds the figures of one indicator in one article against each other: what adds up is surer, what does not is not.

A growth or a multiple follows from two levels, a part of a year does not exceed the year, and one period has one level.
Figures are intervals of what they can stand for; rounding errors are independent, so that those of two figures combine
as the root of their squares. Refuses to hold different speakers against each other, to guess which figure is wrong, and
to read long tables, where every figure has hundreds of others to be held against.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from itertools import combinations

from extractors.calibration import borne_out, excluded, not_following
from extractors.indicators import IndicatorSpec, PeriodRule
from extractors.intervals import Interval, as_percent, interval
from extractors.records import Kind, Observation, Period

_HUNDRED = Decimal(100)
_UNPRINTED = Decimal("0.0005")  # reporters compute from figures with a digit more
_YEAR = 366
_MANY = 60
_TOLD = 3
_CHANGES = frozenset({Kind.GROWTH, Kind.MULTIPLE})


class Says(Enum):
    """What figures of one article say of each other."""

    FOLLOWS = "a change follows from its levels"
    DOES_NOT_FOLLOW = "a change does not follow from its levels"
    EXCLUDES = "two levels cannot both be true"


@dataclass(frozen=True, slots=True)
class Finding:
    """What figures (their positions in the list) say of each other, with the arithmetic in one line."""

    members: tuple[int, ...]
    says: Says
    reason: str


def weigh(observations: Sequence[Observation], specs: Iterable[IndicatorSpec]) -> list[Observation]:
    """Return ``observations`` with confidence raised or lowered by each other, and with the reasons."""
    findings: dict[int, list[Finding]] = defaultdict(list)
    for finding in find(observations, specs):
        for member in finding.members:
            findings[member].append(finding)
    return [_weighed(seen, findings[at]) if at in findings else seen for at, seen in enumerate(observations)]


def find(observations: Sequence[Observation], specs: Iterable[IndicatorSpec]) -> Iterator[Finding]:
    """Yield what the figures say of each other, indicator by indicator."""
    for spec in specs:
        if spec.kind is not Kind.LEVEL or spec.period is not PeriodRule.FLOW:
            continue
        changes = {spec.id, *(id_ for kind, id_ in spec.derived.items() if kind in _CHANGES)}
        of_spec = ((at, seen) for at, seen in enumerate(observations) if seen.indicator in changes)
        numbered = [(at, seen) for at, seen in of_spec if _has_number(seen)]
        levels = [(at, seen) for at, seen in numbered if seen.kind is Kind.LEVEL and seen.indicator == spec.id]
        if 1 < len(numbered) <= _MANY:
            yield from _of_levels(levels)
            for at, seen in numbered:
                if seen.kind in _CHANGES:
                    yield from _of_change(at, seen, levels)


def _weighed(seen: Observation, findings: Sequence[Finding]) -> Observation:
    """What excludes outweighs the rest; a change that follows outweighs one that does not."""
    says = {finding.says for finding in findings}
    if Says.EXCLUDES in says:
        confidence = excluded(seen.confidence)
    elif Says.FOLLOWS in says:
        confidence = borne_out(seen.confidence)
    else:
        confidence = not_following(seen.confidence)
    reasons = list(dict.fromkeys(finding.reason for finding in findings))[:_TOLD]
    return replace(seen, confidence=confidence, reasons=(*seen.reasons, *reasons))


def _has_number(seen: Observation) -> bool:
    return seen.value is not None and seen.period.start is not None and seen.period.end is not None


def _of_levels(levels: Sequence[tuple[int, Observation]]) -> Iterator[Finding]:
    for (at, one), (other_at, other) in combinations(levels, 2):
        if one.unit != other.unit or (one.speaker and other.speaker and one.speaker != other.speaker):
            continue
        if _same(one.period, other.period) and not _meet(interval(one), interval(other)):
            yield Finding((at, other_at), Says.EXCLUDES, f"two figures of one period: {_dated(one)}, {_dated(other)}")
        for part, whole in ((one, other), (other, one)):
            if _is_part(part.period, whole.period) and interval(part)[0] > interval(whole)[1]:
                yield Finding(
                    (at, other_at), Says.EXCLUDES, f"a part exceeds the whole: {_dated(part)}, {_dated(whole)}"
                )


def _of_change(at: int, change: Observation, levels: Sequence[tuple[int, Observation]]) -> Iterator[Finding]:
    for last_at, last in levels:
        if last.period.end != change.period.end or not last.value:
            continue
        for base_at, base in levels:
            if base.value and base.unit == last.unit and _is_base(base.period, last.period, change):
                quotient = _quotient(last, base)
                follows = _meet(as_percent(quotient), _in_percent(change))
                verb = "follows from" if follows else "does not follow from"
                real = _real(change, last.value / base.value)
                reason = f"{_short(change)} {verb} {_short(base)} → {_short(last)} ({real})"
                says = Says.FOLLOWS if follows else Says.DOES_NOT_FOLLOW
                yield Finding((at, last_at, base_at), says, reason)


def _is_base(base: Period, last: Period, change: Observation) -> bool:
    """Growth is on the same part of the year before; a multiple on the first of the years it spans."""
    if base.start is None or last.start is None or change.period.start is None:
        return False
    if change.kind is Kind.GROWTH:
        same = _same(change.period, last)
        return same and _year_before(last.start) == base.start and _year_before(last.end) == base.end
    spans = change.period.start < last.start
    return spans and base.start == change.period.start and base.end is not None and base.end <= last.start


def _year_before(day: dt.date | None) -> dt.date | None:
    if day is None:
        return None
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _quotient(last: Observation, base: Observation) -> Interval:
    """Return what ``last / base`` can be: relative errors of independent figures combine as the root of squares."""
    (below, above), (base_below, base_above) = _errors(last), _errors(base)
    point = (last.value or Decimal(0)) / (base.value or Decimal(1))
    return (
        point * (1 - _UNPRINTED - (below**2 + base_above**2).sqrt()),
        point * (1 + _UNPRINTED + (above**2 + base_below**2).sqrt()),
    )


def _errors(seen: Observation) -> Interval:
    value, (low, high) = seen.value or Decimal(1), interval(seen)
    return (value - low) / value, (high - value) / value


def _in_percent(change: Observation) -> Interval:
    return as_percent(interval(change)) if change.unit == "times" else interval(change)


def _real(change: Observation, quotient: Decimal) -> str:
    return f"{quotient:.2f} times" if change.unit == "times" else f"{(quotient - 1) * _HUNDRED:+.1f} percent"


def _meet(one: Interval, other: Interval) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _same(one: Period, other: Period) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _is_part(part: Period, whole: Period) -> bool:
    """Return whether ``part`` is a part of ``whole``, a year at most: figures of many years are told per year."""
    if part.start is None or part.end is None or whole.start is None or whole.end is None or _same(part, whole):
        return False
    if (whole.end - whole.start).days > _YEAR:
        return False
    return whole.start <= part.start and part.end <= whole.end


def _short(seen: Observation) -> str:
    bound = "" if seen.bound == "exact" else f"{seen.bound} "
    return f"{bound}{seen.value:,f} {seen.unit}"


def _dated(seen: Observation) -> str:
    return f"{_short(seen)} in {seen.period.label}"
