"""Lets one verb of change tell of several amounts: "exports rose 5%, imports 7%", "ixrac 5 faiz, idxal 7 faiz artıb".

Only a short list of alike parts shares its verb: the same unit and case, a comma or "and" and a few words between.
Refuses amounts that something else is said of.
"""

from __future__ import annotations

from itertools import pairwise

from extractors.figures.amounts import Amount
from extractors.figures.bounds import Markers
from extractors.figures.clauses import verb_follows
from extractors.figures.joints import Marked
from extractors.figures.tokens import Tokens
from extractors.records import Bound, Role, Trend

_SUBJECT = 3  # words that name what the second amount is of
_DASHES = frozenset("-–")


def share_changes(tokens: Tokens, amounts: list[Marked]) -> None:
    """Give amounts without a change that of the alike neighbour whose verb they share."""
    if verb_follows(tokens):
        for (one, _), (two, markers) in reversed(list(pairwise(amounts))):
            if _can_take(one, two) and one.case == two.case and _are_parallel(tokens, one, markers):
                one.change, one.role = two.change, two.role
    else:
        for (one, _), (two, markers) in pairwise(amounts):
            if _can_take(two, one) and _are_parallel(tokens, one, markers) and _ends(tokens, two.stop):
                two.change, two.role = one.change, one.role


def _can_take(poor: Amount, rich: Amount) -> bool:
    told = rich.role in (Role.GROWTH, Role.INCREMENT) and rich.change is not Trend.NONE
    free = poor.change is Trend.NONE and poor.role is Role.LEVEL and poor.bound is not Bound.RANGE
    return told and free and poor.unit is not None and poor.unit == rich.unit


def _are_parallel(tokens: Tokens, one: Amount, markers: Markers) -> bool:
    """Whether a comma or "and" and a few words that say nothing of amounts stand between two amounts."""
    between = range(one.stop, markers.begin)
    if not between or markers.to or markers.from_ or len(between) > _SUBJECT + 2:
        return False
    if tokens.entries[between[0]].joint is None:
        return False
    words = [at for at in between[1:] if tokens.words[at] not in _DASHES]
    return 0 < len(words) <= _SUBJECT and all(_is_subject(tokens, at) for at in words)


def _is_subject(tokens: Tokens, at: int) -> bool:
    entry = tokens.entries[at]
    said = entry.governs or entry.share or entry.target or entry.before or entry.of or entry.to or entry.from_
    apart = entry.function_word and not (entry.filler or entry.joint or entry.break_)  # "against forecasts of 3%"
    return tokens.words[at].isalpha() and not said and not apart


def _ends(tokens: Tokens, at: int) -> bool:
    """Whether the amount is the last said of its subject."""
    return not tokens.near(at) or not tokens.words[at][0].isalnum() or tokens.entries[at].joint is not None
