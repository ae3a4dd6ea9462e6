"""Reads which side of the printed number is meant: words before it, words after it, and the verb "exceed".

"до" and "дейін", "qədər" are no bound by themselves: whether they are a ceiling or a level reached depends on the
verb, so they are left to the changes; the English "to" is never a ceiling, only "up to" is.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.figures.amounts import Amount
from extractors.figures.tokens import Tokens
from extractors.figures.units import time_units
from extractors.records import Bound

_MOST_MARKERS = 5
_EXCEED_REACH = 4
_BRACKETS = 8


@dataclass(slots=True)
class Markers:
    """What stands directly before an amount, from token ``begin`` on: prepositions and a bound.

    ``may_be_ceiling``: the word for "to" can also mean "up to"; ``is_time_word``: the bound word also means a
    stretch of time ("over five years").
    """

    begin: int
    bound: Bound | None = None
    by: bool = False
    to: bool = False
    from_: bool = False
    between: bool = False
    may_be_ceiling: bool = False
    is_time_word: bool = False


def read_markers(tokens: Tokens, amount: Amount, floor: int) -> Markers:
    """Read prepositions, fillers and bound words leftwards from the amount, not before token ``floor``."""
    markers = Markers(amount.first)
    at = amount.first
    for _ in range(_MOST_MARKERS):
        if not tokens.near(at):
            break
        begin = tokens.bound_ends.get(at, -1)
        if begin >= floor and not _compares(tokens, begin, floor) and _take_bound(tokens, begin, markers):
            at = begin
        elif at > floor and _take_word(tokens, at - 1, markers):
            at -= 1
        else:
            break
        markers.begin = at
    return markers


def _compares(tokens: Tokens, begin: int, floor: int) -> bool:
    """Whether a bound word follows an amount at once: in "9% more than 4.5 million" the base is exact."""
    entry = tokens.entries[begin]
    return begin == floor > 0 and tokens.near(begin) and (entry.rise is not None or entry.fall is not None)


def _take_bound(tokens: Tokens, begin: int, markers: Markers) -> bool:
    entry = tokens.entries[begin]
    if markers.bound is not None or entry.before is None:
        return False
    if entry.to and entry.before.code == Bound.UP_TO:  # the changes decide
        return False
    markers.to |= entry.to is not None
    markers.is_time_word = entry.filler is not None and entry.filler.length == entry.before.length
    if markers.by and (entry.rise or entry.fall):  # "больше на 5 %" compares, it does not bound
        return False
    markers.bound = Bound(entry.before.code)
    return True


def _take_word(tokens: Tokens, at: int, markers: Markers) -> bool:
    entry = tokens.entries[at]
    if not (entry.by or entry.to or entry.from_ or entry.between or entry.filler):
        return False
    markers.by |= entry.by is not None
    markers.from_ |= entry.from_ is not None
    markers.between |= entry.between is not None
    if entry.to:
        markers.to = True
        markers.may_be_ceiling = entry.before is not None
    return True


def read_bound(tokens: Tokens, amount: Amount, markers: Markers, floor: int) -> None:
    """Set the amount's bound from what stands before and after it."""
    if amount.bound is not Bound.EXACT:
        return
    after = _bound_after(tokens, amount)
    if after is not None:
        amount.bound = after
    elif markers.bound is not None:
        if not (markers.is_time_word and amount.unit in time_units()):
            amount.bound = markers.bound
    elif not markers.by and not markers.from_ and (verbal := _verbal_bound(tokens, markers.begin, floor)):
        amount.bound = verbal


def _bound_after(tokens: Tokens, amount: Amount) -> Bound | None:
    at = amount.stop
    if tokens.word(at) == "(" and amount.case:  # "€7,3 млрд-тан ($7,9 млрд) асты"
        at = next((stop + 1 for stop in range(at, at + _BRACKETS) if tokens.word(stop) == ")"), at)
    if not tokens.near(at):
        return None
    sense = tokens.entries[at].after
    if sense is None or sense.case not in ("any", amount.case):
        return None
    return Bound(sense.code)


def _verbal_bound(tokens: Tokens, at: int, floor: int) -> Bound | None:
    """The bound that a verb before the number says: "exceeded $8 billion", "neared 50 billion"."""
    apart = False  # a preposition stands between: "passed within 3,000 miles"
    for place in range(at - 1, max(floor, at - _EXCEED_REACH) - 1, -1):
        entry = tokens.entries[place]
        if entry.exceed:
            return None if apart else Bound.OVER
        if entry.approach:
            return Bound.ALMOST
        if entry.governs or entry.to or tokens.words[place] == "," or tokens.clause(place) != tokens.clause(at):
            return None
        apart = apart or (entry.function_word is not None and entry.filler is None)
    return None
