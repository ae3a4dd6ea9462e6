"""Reads one number of any kind: digits, words, lone scale words, fractions, vague magnitudes.

Refuses orders of magnitude without a scale ("dozens of people"). Vague magnitudes ("tens of billions") come back as
an open pair of ends.
"""

from __future__ import annotations

from decimal import Decimal

from extractors.figures.meanings import Sense
from extractors.figures.numerals import Number, parse_digits, plain
from extractors.figures.sums import Sum
from extractors.figures.tokens import NOTHING, Tokens
from extractors.figures.units import time_units

_DOZEN = Decimal(12)
_THOUSAND = Decimal(1000)
_CASES = frozenset({"dative", "accusative"})
_ROUND = (Decimal(10), Decimal(100))
_FEW = (Decimal(2), Decimal(9))  # "several hundred": from two to nine of them


def read_number(tokens: Tokens, first: int, *, money: bool = False) -> Number | None:
    """Return the number that begins at token ``first``, or None. ``money``: a currency sign stands before it."""
    entry = tokens.entries[first]
    number: Number | None = None
    if tokens.is_number(first) and not _goes_on(tokens, first + 1):
        value = parse_digits(tokens.words[first], tokens.lexicon)
        return None if value is None else Number(first, first + 1, value, in_digits=True)
    if entry.few or (entry.vague and not tokens.is_number(first)) or _multiplies_vague(tokens, first):
        number = _read_magnitude(tokens, first)
    if number is None and entry.fraction:
        number = _read_fraction(tokens, first, entry.fraction)
    if number is None and entry.scale and not _stands_alone(tokens, first, entry.scale):
        return None
    if number is None and (entry.cardinal or entry.scale or tokens.is_number(first)):
        number = Sum(tokens, first, money=money).read()
    return number


def _stands_alone(tokens: Tokens, first: int, scale: Sense) -> bool:
    """Whether a scale word without a number is one: "миллион долларов", "около тысячи", not "billions" or "тысячи"."""
    before = tokens.entry(first - 1)
    told = first in tokens.bound_ends or before.exceed or tokens.entry(first - 2).approach
    if told or _is_reached(tokens, first, scale):
        return True
    if tokens.word(first + scale.length) == "-" and tokens.glued(first + scale.length + 1):
        joined = tokens.entry(first + scale.length + 1).unit
        return joined is not None and not tokens.glued(first)  # a trillion-dollar fund
    if tokens.entries[first].cardinal is None or not tokens.near(first + scale.length):
        return False
    after = tokens.entries[first + scale.length]
    smaller = after.cardinal or after.scale
    if after.unit or after.symbol or after.noun or after.half or after.after:
        return True
    if smaller and (smaller.number < scale.number or scale.number < _THOUSAND):
        return True
    return tokens.is_number(first + scale.length) or (after is NOTHING and tokens.words[first + scale.length].isalpha())


def _is_reached(tokens: Tokens, first: int, scale: Sense) -> bool:
    """Whether a lone scale word is what a verb reaches: "выйти на миллиард", "миллиардқа жеткізу"."""
    if tokens.entries[first].cardinal is None or scale.number <= _THOUSAND:
        return False
    behind = tokens.entry(first + scale.length)
    if scale.case in _CASES:
        return tokens.near(first + scale.length) and behind.reach is not None
    before = tokens.entry(first - 1)
    return before.by is not None and tokens.near(first) and not tokens.word(first + scale.length).isalnum()


def _multiplies_vague(tokens: Tokens, first: int) -> bool:
    """Whether a round number word stands before an order of magnitude: "on minlərlə", "жүз миллиондаған"."""
    sense = tokens.entries[first].cardinal
    if sense is None or tokens.is_number(first) or sense.number not in _ROUND:
        return False
    return tokens.near(first + sense.length) and tokens.entries[first + sense.length].vague is not None


def _goes_on(tokens: Tokens, at: int) -> bool:
    """Whether a number in digits may have more words at token ``at``."""
    if at >= len(tokens.words):
        return False
    return tokens.entries[at].continues or tokens.words[at] == "-" or tokens.word(at + 1) == "/"


def _read_fraction(tokens: Tokens, first: int, sense: Sense) -> Number | None:
    """Read "half a million", "треть", "a quarter of a billion"; not the halves and quarters of a year or match."""
    before = tokens.entry(first - 1)
    if before.ordinal or tokens.word(first - 1) == "-":
        return None
    at = first + sense.length
    if before.unit and before.unit.code in time_units() and not is_counted(tokens, at):
        return None  # "il yarım" is a year and a half
    ahead = at + 1 if tokens.entry(at).of else at
    scale = tokens.entry(ahead).scale or tokens.entry(ahead).cardinal
    if scale and scale.number >= _DOZEN and tokens.near(ahead) and tokens.entry(ahead).opens:
        value = sense.number * scale.number
        return Number(first, ahead + scale.length, plain(value), scale=scale.number, case=scale.case)
    return Number(first, at, sense.number, case=sense.case, is_fraction=True)


def is_counted(tokens: Tokens, at: int) -> bool:
    """Whether a scale or unit stands at token ``at``, behind a half: "bu il yarım milyon ton"."""
    entry = tokens.entry(at)
    return tokens.near(at) and bool(entry.scale or entry.unit or entry.symbol or entry.noun or entry.of)


def _read_magnitude(tokens: Tokens, first: int) -> Number | None:
    """Read "tens of billions", "несколько сотен миллионов"; None without a scale."""
    entry = tokens.entries[first]
    low, high = _FEW
    at, times = first, Decimal(1)
    if entry.few:
        at += entry.few.length
    elif entry.cardinal and _multiplies_vague(tokens, first):
        at, times = at + entry.cardinal.length, entry.cardinal.number
    vague = tokens.entry(at).vague
    if vague:
        factor = vague.number * times
        low, high = (low * factor, high * factor) if entry.few else (factor, factor * 10)
        at += vague.length
    scale = Decimal(0)
    case = ""
    while tokens.near(at) and (sense := tokens.entries[at].scale):
        low, high, scale, case = low * sense.number, high * sense.number, sense.number, sense.case
        at += sense.length
    if not scale and times == 1:
        return None
    return Number(first, at, low, high=high, scale=scale or times, case=case, is_few=entry.few is not None)
