"""Reads which side of the printed number is meant: words before it, words after it, and the verb "exceed".

"до", "to", "дейін" and "qədər" are no bound by themselves: whether they are a ceiling or a level reached depends on
the verb, so they are left to the changes.
"""

from __future__ import annotations

from extractors.figures.amounts import Amount
from extractors.figures.clauses import ends_clause
from extractors.figures.tokens import Tokens
from extractors.records import Bound

_MOST_MARKERS = 4
_EXCEED_REACH = 4


class Markers:
    """What stands directly before an amount: ``by``, ``to``, ``from``, ``between``, and where all of it begins."""

    __slots__ = ("begin", "between", "bound", "by", "from_", "to")

    def __init__(self, begin: int) -> None:
        """Start with nothing found before token ``begin``."""
        self.begin = begin
        self.bound: Bound | None = None
        self.by = self.to = self.from_ = self.between = False


def bound_ends(tokens: Tokens) -> dict[int, int]:
    """Return, for each token behind a bound phrase, where the longest such phrase begins."""
    ends: dict[int, int] = {}
    for at, entry in enumerate(tokens.entries):
        if entry.before is not None:
            ends.setdefault(at + entry.before.length, at)
    return ends


def read_markers(tokens: Tokens, amount: Amount, ends: dict[int, int], floor: int) -> Markers:
    """Read prepositions, fillers and bound words leftwards from the amount, not before token ``floor``."""
    markers = Markers(amount.first)
    at = amount.first
    for _ in range(_MOST_MARKERS):
        begin = ends.get(at, -1)
        if begin >= floor and markers.bound is None and tokens.near(at):
            sense = tokens.entries[begin].before
            markers.bound = Bound(sense.code) if sense else None
            at = begin
            continue
        if at - 1 < floor or not tokens.near(at):
            break
        entry = tokens.entries[at - 1]
        if not (entry.by or entry.to or entry.from_ or entry.between or entry.filler):
            break
        markers.between |= entry.between is not None
        markers.from_ |= entry.from_ is not None
        markers.to |= entry.to is not None
        markers.by |= entry.by is not None
        at -= 1
    markers.begin = at
    return markers


def read_bound(tokens: Tokens, amount: Amount, markers: Markers, floor: int) -> None:
    """Set the amount's bound from what stands before and after it."""
    if amount.bound is not Bound.EXACT:
        return
    after = _bound_after(tokens, amount)
    if after is not None:
        amount.bound = after
    elif markers.bound is not None:
        amount.bound = markers.bound
    elif not markers.by and not markers.from_ and _is_exceeded(tokens, markers.begin, floor):
        amount.bound = Bound.OVER


def _bound_after(tokens: Tokens, amount: Amount) -> Bound | None:
    at = amount.stop
    if not tokens.near(at):
        return None
    sense = tokens.entries[at].after
    if sense is None or sense.code == Bound.UP_TO:
        return None
    if sense.case not in ("any", amount.case):
        return None
    return Bound(sense.code)


def _is_exceeded(tokens: Tokens, at: int, floor: int) -> bool:
    for place in range(at - 1, max(floor, at - _EXCEED_REACH) - 1, -1):
        entry = tokens.entries[place]
        if entry.exceed:
            return True
        if ends_clause(tokens, place) or entry.rise or entry.fall or entry.reach or tokens.words[place] == ",":
            return False
    return False
