"""How sure an observation is, from the evidence that links it: few weights, each for a thing that readers get wrong.

Every piece of weaker evidence keeps a part of the confidence. The parts follow the counts of articles at their first
reading, before a rule was made from them (``python -m tests.first_readings``, docs/accuracy.md), rounded. Refuses
to learn from single words, numbers, indicators or outlets.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.records import How, Kind, Period

LEAST = 0.5
"""Below this an observation is more likely wrong than right, and is none. On three sets at their first reading it took
away 4 of 22 false links and nothing that was right. Above it, the indicator's own limit says what is held for review.
"""
_BEST = 0.98
"""Pair, measure and period in the figure's own sentence: what is left are misprints and unheard-of constructions."""
_PARTIES_BACK = (1.0, 0.99, 0.96, 0.9)
"""Parties named so many sentences before: each sentence between may have turned to somebody else."""
_MEASURE_BACK = (1.0, 0.98, 0.88)
"""The measure named before ("It grew …"): the pronoun may stand for a part of it, or for its neighbour."""
_FAR, _FURTHEST, _WORD = 12, 32, 0.001
"""Each word between measure and figure beyond the length of a clause: another noun may govern the figure."""
_ELIDED = 0.97
"""The unit told before ("… was 529 million dollars, in 2024 – 540")."""
_PERIODS = {How.STATED: 1.0, How.RELATIVE: 0.97, How.INHERITED: 0.88, How.UNKNOWN: 0.83}
"""A period counted from the publication, where the text may mean another; one from another sentence; none at all, where
one may have been told in words that were not read."""
_SHARE = 0.93
"""A share has a whole, which texts leave out."""
_STAGE, _STAGE_BACK = 0.94, 0.85
"""A stage is a verb, which may be of a future or of somebody else's agreement; the agreement named before."""
_DATE, _DATE_WORD = 0.95, 0.01
"""The date of an event: it may be that of another event, the more so the further away."""
_BORNE_OUT = 1 / 3
"""The part of the doubt that is left when other figures of the article give the figure by arithmetic."""
_NOT_FOLLOWING = 0.97
"""A change that does not follow from the levels: reporters compute from figures that they did not print."""
_EXCLUDED = 0.55
"""Two levels of one period, a part above its whole: one of them is something else."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What links a figure to its indicator: sentences back to parties and measure, words to the measure, the period."""

    parties_back: int
    parties_reason: str
    measure_back: int
    measure_cost: int
    is_elided: bool
    period: Period
    kind: Kind


def assess(evidence: Evidence) -> tuple[float, tuple[str, ...]]:
    """Return how sure the link is, between 0 and 1, and the reasons in words."""
    confidence = _BEST * _at(_PARTIES_BACK, evidence.parties_back) * _at(_MEASURE_BACK, evidence.measure_back)
    confidence *= _PERIODS[evidence.period.how] * (_SHARE if evidence.kind is Kind.SHARE else 1.0)
    reasons = [evidence.parties_reason]
    if evidence.measure_back:
        reasons.append(f"measure carried over from {evidence.measure_back} sentences before")
    elif evidence.measure_cost > _FAR:
        confidence *= 1 - _WORD * (min(evidence.measure_cost, _FURTHEST) - _FAR)
        reasons.append("measure far from the figure")
    if evidence.is_elided:
        confidence *= _ELIDED
        reasons.append("unit told before")
    reasons.append(f"period {evidence.period.label or 'unknown'} {evidence.period.how}")
    return round(confidence, 3), tuple(reasons)


def of_stage(back: int) -> float:
    """Return how sure a stage is whose milestone was named ``back`` sentences before."""
    return round(_BEST * _STAGE * _STAGE_BACK**back, 3)


def of_date(words: int) -> float:
    """Return how sure a date is that stands ``words`` words from the name of its event."""
    return round(_DATE - _DATE_WORD * words, 3)


def borne_out(confidence: float) -> float:
    """Return the confidence of a figure that other figures of its article give by arithmetic."""
    return round(1 - (1 - confidence) * _BORNE_OUT, 3)


def not_following(confidence: float) -> float:
    """Return the confidence of a figure in a change that does not follow from its levels."""
    return round(confidence * _NOT_FOLLOWING, 3)


def excluded(confidence: float) -> float:
    """Return the confidence of one of two figures that cannot both be of the indicator and its period."""
    return round(confidence * _EXCLUDED, 3)


def _at(weights: tuple[float, ...], back: int) -> float:
    return weights[min(back, len(weights) - 1)]
