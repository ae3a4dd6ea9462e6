"""Finds the words that govern an amount: verbs of change, of reaching, of exceeding, within its clause.

In Russian and English they stand before the amount; in Kazakh and Azerbaijani, whose words take case endings, they
stand after it. A clause ends at a full stop, a semicolon, an empty line or a word such as "while"; what stands beyond
does not govern.
"""

from __future__ import annotations

from typing import NamedTuple

from extractors.figures.lexicon import Entry
from extractors.figures.tokens import Tokens
from extractors.records import Trend

_BEFORE, _AFTER, _SENTENCE = 14, 9, 40  # how many tokens away a governing word can stand
_STOPS = frozenset(".!?…")


class Governor(NamedTuple):
    """A governing word: its kind ("rise", "fall", "reach", "exceed") and its token."""

    kind: str
    at: int


def trend_of(governor: Governor | None) -> Trend:
    """The trend that a governing word states."""
    if governor is None or governor.kind not in ("rise", "fall"):
        return Trend.NONE
    return Trend(governor.kind)


def ends_sentence(tokens: Tokens, at: int) -> bool:
    """Whether a sentence ends with token ``at``, or an empty line stands before it."""
    if tokens.words[at] in _STOPS:
        after = at + 1
        return after >= len(tokens.words) or (
            not tokens.glued(after) and not tokens.text[tokens.starts[after]].islower()
        )
    return at > 0 and not tokens.near(at)


def ends_clause(tokens: Tokens, at: int) -> bool:
    """Whether a clause ends with token ``at``, or an empty line stands before it."""
    return tokens.words[at] == ";" or tokens.entries[at].break_ is not None or ends_sentence(tokens, at)


def verb_follows(tokens: Tokens) -> bool:
    """Whether the language puts the governing verb after the amount."""
    return bool(tokens.lexicon.endings)


def governor_before(tokens: Tokens, at: int, floor: int) -> Governor | None:
    """Return the nearest governing word before token ``at``, not before ``floor``."""
    for place in range(at - 1, max(floor, at - _BEFORE) - 1, -1):
        if ends_clause(tokens, place):
            return None
        if kind := _kind(tokens.entries[place]):
            return Governor(kind, place)
    return None


def governor_after(tokens: Tokens, at: int, ceiling: int, *, reach: int = _AFTER) -> Governor | None:
    """Return the nearest governing word from token ``at`` on, before ``ceiling``."""
    for place in range(at, min(ceiling, at + reach, len(tokens.words))):
        if ends_clause(tokens, place):
            return None
        if kind := _kind(tokens.entries[place]):
            return Governor(kind, place)
    return None


def sentence_trend(tokens: Tokens, at: int) -> Trend:
    """Return the nearest trend before token ``at`` anywhere in its sentence."""
    for place in range(at - 1, max(0, at - _SENTENCE) - 1, -1):
        if ends_sentence(tokens, place):
            break
        entry = tokens.entries[place]
        if entry.rise or entry.fall:
            return Trend.RISE if entry.rise else Trend.FALL
    return Trend.NONE


def _kind(entry: Entry) -> str:
    if entry.rise:
        return "rise"
    if entry.fall:
        return "fall"
    if entry.reach:
        return "reach"
    return "exceed" if entry.exceed else ""
