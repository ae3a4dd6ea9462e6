"""Finds the words that govern an amount: verbs of change, of reaching, of exceeding, within its clause.

In Russian and English they stand before the amount; in Kazakh and Azerbaijani, whose words take case endings, they
stand after it. A clause ends at a full stop, a semicolon, an empty line or a word such as "while"; what stands beyond
does not govern.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from extractors.figures.tokens import Tokens
from extractors.records import Trend

_BEFORE, _AFTER, _SENTENCE = 14, 9, 40  # how many tokens away a governing word can stand


class Governor(NamedTuple):
    """A governing word: its kind ("rise", "fall", "reach", "exceed") and its token."""

    kind: str
    at: int


def trend_of(governor: Governor | None) -> Trend:
    """The trend that a governing word states."""
    if governor is None or governor.kind not in ("rise", "fall"):
        return Trend.NONE
    return Trend(governor.kind)


def verb_follows(tokens: Tokens) -> bool:
    """Whether the language puts the governing verb after the amount."""
    return bool(tokens.lexicon.endings)


def governor_before(tokens: Tokens, at: int, floor: int) -> Governor | None:
    """Return the nearest governing word before token ``at``, not before ``floor``, in the clause of what precedes."""
    place = bisect_left(tokens.governors, at) - 1
    if place < 0:
        return None
    found = tokens.governors[place]
    if found < max(floor, at - _BEFORE) or tokens.clause(found) != tokens.clause(at):
        return None
    return Governor(tokens.entries[found].governs, found)


def governor_after(tokens: Tokens, at: int, ceiling: int, *, reach: int = _AFTER) -> Governor | None:
    """Return the nearest governing word from token ``at`` on, before ``ceiling``, in the clause of ``at``."""
    place = bisect_left(tokens.governors, at)
    if place == len(tokens.governors):
        return None
    found = tokens.governors[place]
    if found >= min(ceiling, at + reach) or (at and tokens.clause(found) != tokens.clause(at - 1)):
        return None
    return Governor(tokens.entries[found].governs, found)


def sentence_trend(tokens: Tokens, at: int) -> Trend:
    """Return the nearest trend before token ``at`` anywhere in its sentence."""
    sentence = tokens.sentence(at)
    place = bisect_left(tokens.governors, at) - 1
    while place >= 0 and tokens.governors[place] >= at - _SENTENCE:
        found = tokens.governors[place]
        if tokens.sentence(found) != sentence:
            break
        if (trend := trend_of(Governor(tokens.entries[found].governs, found))) is not Trend.NONE:
            return trend
        place -= 1
    return Trend.NONE
