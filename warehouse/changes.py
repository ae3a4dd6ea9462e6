"""Decides what is news: which observations make a change, which only say again what a change has said.

A change is known by its indicator, kind, period, class of verdict and value; values are the same when their intervals
meet, stages when they rank the same. Whoever says it again corroborates it. Nothing here touches the database. It
refuses to call an observation news that is less certain than its indicator asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from extractors.indicators import IndicatorSpec, PeriodRule
from extractors.records import BaselineFigure, Kind, Observation, Period
from extractors.verdicts import NEWS, Verdict
from warehouse.columns import content_hash
from warehouse.comparison import agree

# An indicator without a baseline moves like one with.
_CLASSES = dict(zip(NEWS, ("moved", "contradicts", "moved", "stage"), strict=True))

Identity = tuple[str, Kind, str, str]


class KnownChange(NamedTuple):
    """A change that is recorded or about to be, with the observation that made it."""

    id: str
    observation: Observation


def is_news(verdict: str, observation: Observation, spec: IndicatorSpec) -> bool:
    """Whether an observation with this verdict may make a change."""
    return verdict in NEWS and observation.confidence >= spec.minimum_confidence


def is_history(observation: Observation, against: BaselineFigure | None) -> bool:
    """Whether an article looks back at a stage that was passed before the baseline's was reached: no news today."""
    if observation.kind is not Kind.MILESTONE or against is None:
        return False
    seen, known = observation.period, against.period
    return seen.end is not None and known.start is not None and seen.end <= known.start


def identify(observation: Observation, verdict: str, spec: IndicatorSpec, *, is_founded: bool = True) -> Identity:
    """Return what a change must share with ``observation``, beside its value, to be the same change.

    The period counts where the figure belongs to it; a stock restated day after day, a stage and a date have none.
    ``is_founded`` is false without a baseline figure to go by: two tellings that contradict each other are both new.
    """
    period = period_key(observation.kind, observation.period.label, spec)
    found = Verdict(verdict) if is_founded or verdict != Verdict.CONTRADICTS else Verdict.NEWER
    return (observation.indicator, observation.kind, period, _CLASSES[found])


def period_key(kind: str, label: str | None, spec: IndicatorSpec | None) -> str:
    """Return what the period of a figure adds to its identity: its label, or nothing where it has no part in it."""
    standing = spec is not None and spec.period in (PeriodRule.STOCK, PeriodRule.STANDING) and kind == spec.kind
    if standing or kind in (Kind.MILESTONE, Kind.DATE):
        return ""
    return label or ""


def change_id(observation: Observation, identity: Identity) -> str:
    """Return the id of the change that ``observation`` makes."""
    amounts = (observation.value, observation.low, observation.high)
    value = [format(amount.normalize(), "f") if amount is not None else None for amount in amounts]
    return content_hash("change", identity, value, observation.bound, observation.stage, _date_key(observation))


def find_change(known: Iterable[KnownChange], observation: Observation, spec: IndicatorSpec) -> KnownChange | None:
    """Return the first of ``known`` (all of one identity) that says the same value."""
    return next((change for change in known if says_same(change.observation, observation, spec)), None)


def says_same(one: Observation, other: Observation, spec: IndicatorSpec) -> bool:
    """Whether two observations of one indicator, kind and period agree."""
    if one.stage is not None or other.stage is not None:
        ranks = {stage.name: stage.rank for stage in spec.stages}
        return one.stage == other.stage or ranks.get(one.stage or "", -1) == ranks.get(other.stage or "", -2)
    if one.kind is Kind.DATE:
        return _overlap(one.period, other.period)
    return agree(one, other, spec.tolerance)


def _overlap(one: Period, other: Period) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return one.label == other.label
    return one.start < other.end and other.start < one.end


def _date_key(observation: Observation) -> str | None:
    return observation.period.label if observation.kind is Kind.DATE else None
