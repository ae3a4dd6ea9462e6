"""Tells apart two offices that measure the same and never print the same number: mirror statistics.

Which office a figure comes from is read from who said it and from the sentence around it, by the names that the
indicator's ``known_gap`` lists. Refuses to guess: where the differing office is not named, the figure counts as one of
the office that the baseline goes by.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from extractors.figures.normalise import fold
from extractors.indicators import IndicatorSpec, KnownGap
from extractors.intervals import Interval
from extractors.phrases import Finder, Hit, words_of
from extractors.records import BaselineFigure, Observation

_ONE = Decimal(1)


def is_differing_office(figure: Observation | BaselineFigure, spec: IndicatorSpec) -> bool:
    """Whether ``figure`` comes from the office that the indicator's ``known_gap`` names."""
    gap = spec.known_gap
    if gap is None:
        return False
    around = figure.sentence if isinstance(figure, Observation) else figure.outlet
    return any(_find(gap, text, lang) for text in (figure.speaker, around) if text for lang in gap.reporter)


def name_office(observation: Observation, spec: IndicatorSpec) -> str | None:
    """Return the differing office as the sentence of ``observation`` names it; None where it does not."""
    gap = spec.known_gap
    if gap is None:
        return None
    found = (hit for lang in gap.reporter for hit in _find(gap, observation.sentence, lang))
    hit = next(found, None)
    return observation.sentence[hit.start : hit.end] if hit else None


def is_same_office(one: Observation | BaselineFigure, other: Observation | BaselineFigure, spec: IndicatorSpec) -> bool:
    """Whether both come from one office, as far as the indicator tells offices apart."""
    return is_differing_office(one, spec) == is_differing_office(other, spec)


def expect_from(base: Interval, gap: KnownGap, *, differing: bool) -> Interval | None:
    """Return what the other office usually prints where one prints ``base``; None where nobody knows.

    ``differing`` says that ``base`` is the figure of the differing office.
    """
    if gap.usual is None:
        return None
    low, high = (_ONE + end for end in gap.usual)
    ends = [end * factor for end in base for factor in ((_ONE / low, _ONE / high) if differing else (low, high))]
    return min(ends), max(ends)


def _find(gap: KnownGap, text: str, lang: str) -> list[Hit]:
    return _finder(gap.reporter[lang], lang).find(words_of(fold(text, lang)))


@cache
def _finder(phrases: tuple[str, ...], lang: str) -> Finder:
    return Finder((("reporter", phrase) for phrase in phrases), lang)
