"""Says which numbers are no figures, and why; every rule is one function with its reason.

A number is refused when it is part of a name (COP29, A-320, Boeing 737), labelled (№ 42, article 5), an ordinal, a
clock time, score, phone or postal number, a bare year, a heading's or list's number, a page's furniture (view counts,
exchange tickers), the word "one" without a unit, or cut off by the end of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from extractors.figures.numerals import ONE, Number
from extractors.figures.tokens import NOTHING, Tokens
from extractors.figures.units import TIMES, Unit

FIRST_YEAR, LAST_YEAR = 1900, 2100
_ROUND = 50  # a bound before a number this round means a count, not a year
_LIST_NUMBERS = 100
_OPENING, _CLOSING = frozenset(':•–«“"'), frozenset('»”"')
_NAME_NUMBERS = 1000
_TICKER_TOKENS = 12
_LINES = frozenset({144, 240, 360, 480, 720, 1080, 1440, 2160})  # 1080p is a picture, 30p are pence
_SCREENS = frozenset({2, 4, 5, 8})  # 4K is a screen, 4k is four thousand


class Reason(StrEnum):
    """Why a number is no figure."""

    NAME = "part of a name"
    IDENTIFIER = "a time, score, phone or postal number"
    YEAR = "a year"
    WEAK = "one or zero without a unit"
    ORDINAL = "an ordinal"
    LABELLED = "a labelled number"
    LISTED = "the number of a list or heading"
    FURNITURE = "page furniture"
    CUT = "cut off at the end of the text"
    PERIOD = "part of a date or period"
    SCORE = "a score"
    UNREAD = "digits that cannot be read"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number with the unit read after it, from token ``first`` (its currency or itself) on."""

    tokens: Tokens
    first: int
    number: Number
    unit: Unit
    prefixed: bool
    in_digits: bool

    @property
    def has_unit(self) -> bool:
        """Whether a lexicon's unit or noun stands right with the number."""
        return self.unit.code is not None and not self.unit.is_guess


def find_refusal(candidate: Candidate) -> Reason | None:
    """Return why the candidate is no figure, or None when it is one."""
    for reason, applies in _OF_DIGITS if candidate.in_digits else _OF_WORDS:
        if applies(candidate):
            return reason
    return None


def is_yearlike(number: Number) -> bool:
    """Whether the number could be a year of our time."""
    whole = number.scale == ONE and number.value == number.value.to_integral_value()
    return whole and FIRST_YEAR <= number.value <= LAST_YEAR


def _is_glued(candidate: Candidate) -> bool:
    """Letters or marks joined to the digits: COP29, A-320, C5+1, 5G, end.1"""
    tokens, first, number = candidate.tokens, candidate.first, candidate.number
    if _is_glued_after(candidate):
        return True
    if not tokens.glued(first):
        return False
    before = tokens.words[first - 1]
    if candidate.prefixed and before == "-":  # $1bn-$1.2bn
        return False
    if before[-1].isalnum() or before in ("_", "@"):
        return True
    if before not in ("-", "+", "/", ".", ":", "'") or not tokens.glued(first - 1):
        return False
    earlier = tokens.words[first - 2]
    return before == "." or earlier.isalpha() or (before in "+/:" and earlier[-1].isalnum() and number.scale == ONE)


def _is_glued_after(candidate: Candidate) -> bool:
    tokens, number, unit = candidate.tokens, candidate.number, candidate.unit
    stop = number.stop
    if number.stop == number.first + 2 and number.value / number.scale in _SCREENS and not candidate.prefixed:
        return tokens.glued(stop - 1) and tokens.printed(stop - 1, stop) == "K"
    if number.scale != ONE or not tokens.glued(stop):
        return False
    if tokens.words[stop] == "p" and number.value in _LINES:
        return True
    if not candidate.in_digits:
        return tokens.is_number(stop)  # Twenty20
    if not tokens.words[stop].isalpha():
        return False
    return unit.stop == stop or unit.is_guess or tokens.printed(stop, stop + 1) in ("G", "D")


def _is_named(candidate: Candidate) -> bool:
    """A capitalised word before the bare digits: Max 8, S&P 500, Arna 24."""
    tokens, at = candidate.tokens, candidate.first - 1
    if candidate.prefixed or candidate.has_unit or candidate.number.scale != ONE or at < 0:
        return False
    if not _can_name(tokens, at):
        return False
    word, stop = tokens.words[at], candidate.number.stop
    if _opens_sentence(tokens, at) and not (tokens.glued(stop) and tokens.words[stop] in _CLOSING):
        unknown = tokens.entries[at] is NOTHING and candidate.number.value < _NAME_NUMBERS
        return bool(tokens.lexicon.plural) and unknown  # Windows 10 runs
    if any(word[-size:] in tokens.lexicon.endings for size in tokens.lexicon.ending_lengths if size > 1):
        return False
    placed = tokens.entry(at - 1).function_word is not None and tokens.word(stop).isalpha()
    return bool(tokens.lexicon.plural) or not placed  # "в Казахстане 40 новых школ" is no name


def _can_name(tokens: Tokens, at: int) -> bool:
    """Whether a word is capitalised and says nothing about the amount behind it."""
    entry = tokens.entries[at]
    if not tokens.words[at].isalpha() or not tokens.same_line(at + 1) or tokens.printed(at, at + 1).islower():
        return False
    speaks = entry.function_word or entry.filler or entry.by or entry.from_ or entry.governs in ("rise", "fall")
    return at + 1 not in tokens.bound_ends and not speaks


def _opens_sentence(tokens: Tokens, at: int) -> bool:
    if at == 0 or not tokens.same_line(at) or tokens.sentence(at) != tokens.sentence(at - 1):
        return True
    return tokens.words[at - 1] in _OPENING


def _is_identifier(candidate: Candidate) -> bool:
    """Digits joined by colons, slashes or hyphens, a leading zero, a phone's country code."""
    tokens, number = candidate.tokens, candidate.number
    if candidate.prefixed:
        return False
    first, stop = number.first, number.stop
    printed = tokens.words[first]
    if printed.isdecimal() and len(printed) > 1 and printed[0] == "0":
        return True
    mark = tokens.word(stop)
    joined_after = tokens.glued(stop) and tokens.glued(stop + 1) and tokens.is_number(stop + 1)
    if joined_after and candidate.unit.stop == stop and mark in (":", "/", "+"):
        return True
    if (
        joined_after
        and mark == "-"
        and tokens.word(stop + 2) == "-"
        and tokens.glued(stop + 2)
        and tokens.is_number(stop + 3)
    ):
        return True
    if tokens.word(first - 1) == "+" and mark == "(" and tokens.is_number(stop + 1):
        return True
    in_brackets = tokens.word(first - 1) == "(" and mark == ")"
    return in_brackets and tokens.is_number(first - 2) and tokens.word(first - 3) == "+"


def _is_year(candidate: Candidate) -> bool:
    """A bare number of our time, unless a bound and its roundness make it a count."""
    tokens, number, unit = candidate.tokens, candidate.number, candidate.unit
    if candidate.prefixed or not is_yearlike(number):
        return False
    if not tokens.words[number.first].isdecimal() or number.stop != number.first + 1:
        return False
    if unit.code is not None and not unit.is_noun:
        return unit.code in ("years", "g", "seconds")
    after = tokens.entry(number.stop if unit.is_guess or unit.code is None else unit.stop).after
    bounded = candidate.first in tokens.bound_ends or (after is not None and unit.case == after.case)
    if bounded and number.value % _ROUND == 0:
        return False
    return (
        unit.code is None
        or unit.is_guess
        or candidate.first == 0
        or tokens.entries[candidate.first - 1].function_word is not None
    )


def _is_weak(candidate: Candidate) -> bool:
    """One ("one of", "бір") and zero ("zero emissions") in words need a unit of measure."""
    number, unit = candidate.number, candidate.unit
    if number.is_fraction or number.scale != ONE or number.high is not None or number.value > 1:
        return False
    if number.value not in (0, 1) or candidate.prefixed or _begins_range(candidate):
        return False
    if unit.code is None or unit.is_guess or unit.code in (TIMES, "days", "point"):
        return True
    return not candidate.tokens.lexicon.plural and (unit.is_noun or unit.code == "years")  # "бір жылы", "one person"


def _begins_range(candidate: Candidate) -> bool:
    """Whether a number follows behind "and" or "to": "between one and two million"."""
    tokens, number = candidate.tokens, candidate.number
    before, link = tokens.entry(number.first - 1), tokens.entry(number.stop)
    if not (before.between or before.from_) or not (link.joint or link.to):
        return False
    return tokens.is_number(number.stop + 1) or tokens.entry(number.stop + 1).cardinal is not None


def _is_ordinal(candidate: Candidate) -> bool:
    tokens, number = candidate.tokens, candidate.number
    stop = number.stop
    if candidate.in_digits and number.scale == ONE:
        at = stop + 1 if tokens.word(stop) in ("-", "'", "–") and tokens.glued(stop) else stop
        if tokens.glued(at) and tokens.word(at) in tokens.lexicon.ordinal_endings:
            return True
        return tokens.entry(stop).ordinal is not None and _is_scale_ordinal(tokens, stop)
    if tokens.word(stop) == "-" and tokens.glued(stop):
        stop += 1
    return tokens.entry(stop).ordinal is not None and not number.is_fraction and tokens.near(stop)


def _is_scale_ordinal(tokens: Tokens, at: int) -> bool:
    """Whether a word is a scale with an ordinal's ending: "the 10 millionth visitor"."""
    word = tokens.words[at]
    stems = (word[: -len(ending)] for ending in tokens.lexicon.ordinal_endings if word.endswith(ending))
    nodes = (tokens.lexicon.root.get(stem) for stem in stems)
    return any(node is not None and node.entry.scale is not None for node in nodes)


def _is_labelled(candidate: Candidate) -> bool:
    """A label before or behind: "№ 42", "article 5", "12 saylı qərar", "10 a.m."."""
    tokens, number = candidate.tokens, candidate.number
    after = number.stop + (tokens.word(number.stop) == "-" and tokens.glued(number.stop))
    is_whole = number.value == number.value.to_integral_value()
    if tokens.entry(after).label_after and tokens.same_line(after) and is_whole:
        return True
    if candidate.prefixed or number.scale != ONE or not tokens.same_line(candidate.first):
        return False
    at = candidate.first - 1
    is_sign = not tokens.words[at].isalpha()
    if tokens.words[at] in (".", "+", "-"):
        at -= 1
    if tokens.entry(at).label is None:
        return False
    return not candidate.has_unit or (is_sign and candidate.unit.is_noun)  # No. 1 company


def _is_listed(candidate: Candidate) -> bool:
    """The number of a list or heading: "3. How …", "1) …"."""
    tokens, number = candidate.tokens, candidate.number
    stop = number.stop
    if (
        not candidate.in_digits
        or candidate.has_unit
        or candidate.first != number.first
        or number.value >= _LIST_NUMBERS
    ):
        return False
    mark = tokens.word(stop)
    if mark not in (".", ")") or not tokens.glued(stop) or not tokens.same_line(stop + 1) or tokens.glued(stop + 1):
        return False
    return not tokens.same_line(candidate.first) or (
        mark == ")" and tokens.word(candidate.first - 1) in (";", ":", ".", ",")
    )


def _is_furniture(candidate: Candidate) -> bool:
    """A bare number alone on its line, or a line of nothing but exchange rates."""
    tokens = candidate.tokens
    if candidate.first == 0 and len(tokens.words) <= candidate.unit.stop:
        return False
    first = candidate.first
    if tokens.word(first - 1) in ("+", "-", "–") and tokens.glued(first):
        first -= 1
    starts, ends = not tokens.same_line(first), not tokens.same_line(candidate.number.stop)
    if starts and ends and not candidate.prefixed and (candidate.unit.code is None or candidate.unit.is_guess):
        return candidate.number.stop == candidate.number.first + 1
    return candidate.prefixed and candidate.number.scale == ONE and _is_ticker(tokens, first)


def _is_ticker(tokens: Tokens, at: int) -> bool:
    low = at
    while low > 0 and tokens.same_line(low) and at - low < _TICKER_TOKENS:
        low -= 1
    high = at + 1
    while tokens.same_line(high) and high - at < _TICKER_TOKENS:
        high += 1
    line = range(low, high)
    if sum(1 for place in line if tokens.is_number(place)) < 2:  # a single amount is no ticker
        return False
    return all(not tokens.words[place].isalpha() or tokens.entries[place].prefix for place in line)


def _is_cut(candidate: Candidate) -> bool:
    """Whether the text ends in the middle of the number (nothing but its digits before the end)."""
    tokens, stop = candidate.tokens, candidate.number.stop
    if candidate.first == 0 or candidate.unit.stop > stop or not tokens.is_number(stop - 1):
        return False
    if len(tokens.words) - stop > 3:  # an ellipsis in dots
        return False
    return tokens.words[stop:] in ([], ["…"], [","], [".", ".", "."])


_OF_DIGITS = (
    (Reason.NAME, _is_glued),
    (Reason.IDENTIFIER, _is_identifier),
    (Reason.YEAR, _is_year),
    (Reason.LABELLED, _is_labelled),
    (Reason.NAME, _is_named),
    (Reason.ORDINAL, _is_ordinal),
    (Reason.LISTED, _is_listed),
    (Reason.FURNITURE, _is_furniture),
    (Reason.CUT, _is_cut),
)
_OF_WORDS = (
    (Reason.NAME, _is_glued_after),
    (Reason.WEAK, _is_weak),
    (Reason.ORDINAL, _is_ordinal),
    (Reason.LABELLED, _is_labelled),
    (Reason.CUT, _is_cut),
)
