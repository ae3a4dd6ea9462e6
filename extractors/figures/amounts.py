"""Reads amounts: a number with its sign and unit, where it stands; and says which numbers are no figures at all.

No figures are: parts of names (COP29, A-320, Boeing 737), labelled numbers (№ 42, article 5), ordinals, scores,
clock times and dates in digits, phone and postal numbers, bare years, and a number that the end of the text cuts off.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractors.figures.numerals import ONE, Number, read_number
from extractors.figures.tokens import Tokens
from extractors.figures.units import PERCENT, TIMES, Unit, base_unit, read_prefix, read_unit, time_units
from extractors.records import Bound, Role, Span, Trend

YEARS = (1900, 2100)
_SCORE = Decimal(20)


@dataclass(slots=True)
class Amount:
    """A number with its unit from token ``first`` up to ``stop``, and what the later steps find out about it.

    ``own_unit`` and ``own_scale`` say what was printed with it; the joints between amounts fill in the rest.
    ``start`` is the token where the words that belong to it begin (a range's "between").
    """

    first: int
    stop: int
    number: Number
    value: Decimal | None
    unit: str | None
    case: str = ""
    is_noun: bool = False
    is_guess: bool = False
    is_signed: bool = False
    has_prefix: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    bound: Bound = Bound.EXACT
    change: Trend = Trend.NONE
    role: Role = Role.LEVEL
    start: int = -1
    joined: bool = False
    reached: bool = False
    in_period: bool = False

    @property
    def begin(self) -> int:
        """The first token of the span."""
        return self.first if self.start < 0 else self.start


def read_amounts(tokens: Tokens, taken: tuple[Span, ...]) -> list[Amount]:
    """Return every amount of the text in order; ``taken`` spans are dates and periods."""
    amounts: list[Amount] = []
    covered = _Covered(tokens, taken)
    at, count = 0, len(tokens.words)
    while at < count:
        if not tokens.entries[at].opens and not tokens.words[at][0].isdecimal():
            at += 1
            continue
        found = _read_amount(tokens, at, covered)
        if isinstance(found, Amount):
            amounts.append(found)
            at = found.stop
        else:
            at = max(found, at + 1)
    return amounts


class _Covered:
    """Which tokens lie in spans already read as dates and periods; asked in the order of the text."""

    def __init__(self, tokens: Tokens, taken: tuple[Span, ...]) -> None:
        self.starts = tokens.starts
        self.spans = taken
        self.next = 0

    def __call__(self, at: int) -> bool:
        offset = self.starts[at]
        while self.next < len(self.spans) and self.spans[self.next][1] <= offset:
            self.next += 1
        return self.next < len(self.spans) and self.spans[self.next][0] <= offset


def _read_amount(tokens: Tokens, first: int, covered: _Covered) -> Amount | int:
    """Return the amount at token ``first``, or the token where reading goes on."""
    multiple = tokens.entries[first].multiple
    if multiple and not tokens.is_number(first):
        number = Number(first, first + multiple.length, multiple.number)
        return Amount(first, number.stop, number, multiple.number, TIMES)
    at = first
    prefix = read_prefix(tokens, first)
    if prefix:
        at = prefix.stop
        if tokens.word(at) in "-+" and tokens.glued(at + 1):
            at += 1
        if not tokens.same_line(at):
            return first + 1
    number = read_number(tokens, at, money=prefix is not None)
    if number is None:
        return _after_unread(tokens, at, first)
    in_period = covered(at)
    if in_period and (prefix is None and tokens.is_number(at) and _is_yearlike(number)):
        return number.stop
    unit = read_unit(tokens, number, prefix.code if prefix else None)
    if in_period and unit.code not in time_units():
        return number.stop
    if _is_no_figure(tokens, first, number, unit, prefixed=prefix is not None):
        return max(number.stop, _past_refused(tokens, number))
    return _signed(tokens, first, at, number, unit, prefixed=prefix is not None)


def _after_unread(tokens: Tokens, at: int, first: int) -> int:
    return at + 1 if tokens.is_number(at) else first + 1


def _past_refused(tokens: Tokens, number: Number) -> int:
    """Skip what hangs on a refused number by hyphens, slashes, colons or dots, so that no piece is read as a figure."""
    at = number.stop
    while tokens.word(at) in ("-", "/", ":", ".", "+", "×") and tokens.glued(at) and tokens.glued(at + 1):
        at += 2
    return at


def _signed(tokens: Tokens, first: int, at: int, number: Number, unit: Unit, *, prefixed: bool) -> Amount:
    begin, sign = first, 0
    before = first - 1
    if prefixed and tokens.word(at - 1) in ("-", "+") and tokens.starts[at] == tokens.ends[at - 1]:
        sign = -1 if tokens.word(at - 1) == "-" else 1
    elif before >= 0 and tokens.words[before] in ("-", "+", "–"):
        free = before == 0 or not tokens.glued(before) or tokens.words[before - 1] in ("(", "«", "“", '"')
        if free and tokens.glued(first) and (tokens.words[before] != "–" or unit.code == PERCENT):
            sign = 1 if tokens.words[before] == "+" else -1
            begin = before
    elif before >= 0 and (tokens.entries[before].minus or tokens.entries[before].plus) and tokens.same_line(first):
        sign = -1 if tokens.entries[before].minus else 1
        begin = before
    value: Decimal | None = number.value * sign if sign else number.value
    amount = Amount(
        begin,
        unit.stop,
        number,
        value,
        unit.code,
        case=unit.case,
        is_noun=unit.is_noun,
        is_guess=unit.is_guess,
        is_signed=sign != 0,
        has_prefix=prefixed,
    )
    if unit.is_guess:
        amount.stop = number.stop
    if number.high is not None:
        amount.value, amount.low, amount.high = None, number.value, number.high
        amount.bound = Bound.ABOUT if number.is_few else Bound.RANGE
    return amount


def _is_yearlike(number: Number) -> bool:
    return (
        number.scale == ONE
        and number.value == number.value.to_integral_value()
        and YEARS[0] <= number.value <= YEARS[1]
    )


def _is_no_figure(tokens: Tokens, first: int, number: Number, unit: Unit, *, prefixed: bool) -> bool:
    if number.in_digits and tokens.is_number(number.first):
        if _is_in_name(tokens, first, number, unit, prefixed=prefixed) or _is_identifier(
            tokens, number, unit, prefixed=prefixed
        ):
            return True
        if not prefixed and _is_bare_year(tokens, number, unit):
            return True
    elif _is_weak_word(tokens, number, unit):
        return True
    return (
        _is_ordinal(tokens, number) or _is_labelled(tokens, first, number, unit) or _is_cut(tokens, first, number, unit)
    )


def _is_in_name(tokens: Tokens, first: int, number: Number, unit: Unit, *, prefixed: bool) -> bool:
    """Whether the digits belong to a name: COP29, A-320, C5+1, 5G, Max 8."""
    stop = number.stop
    if (
        number.scale == ONE
        and tokens.glued(stop)
        and tokens.words[stop].isalpha()
        and (unit.stop == stop or _is_one_capital(tokens, stop))
    ):
        return True
    if first == 0:
        return False
    before = tokens.words[first - 1]
    if tokens.glued(first):
        if before[-1].isalnum() or before == "_":
            return True
        joined = before in ("-", "+", "/", ".", ":", "'") and tokens.glued(first - 1)
        if joined and first > 1:
            earlier = tokens.words[first - 2]
            return earlier.isalpha() or (before in "+/:." and earlier[-1].isalnum())
        return False
    if prefixed or (unit.code is not None and not unit.is_guess) or number.scale != ONE:
        return False
    return _is_name_word(tokens, first - 1)


def _is_one_capital(tokens: Tokens, at: int) -> bool:
    return tokens.printed(at, at + 1) in ("G", "K", "D")


def _is_name_word(tokens: Tokens, at: int) -> bool:
    """Whether a capitalised word stands inside a sentence, so that the number after it is part of a name."""
    word, entry = tokens.words[at], tokens.entries[at]
    if not word.isalpha() or not tokens.same_line(at + 1) or not tokens.text[tokens.starts[at]].isupper():
        return False
    if (
        at == 0
        or entry.before
        or entry.function_word
        or entry.rise
        or entry.fall
        or entry.by
        or entry.from_
        or entry.between
    ):
        return False
    opener = tokens.words[at - 1]
    return tokens.same_line(at) and opener not in (".", "!", "?", ":", "•", "“", '"', "«", "–")


def _is_identifier(tokens: Tokens, number: Number, unit: Unit, *, prefixed: bool) -> bool:
    """Clock times, dates, scores, phone and postal numbers, ratios: digits joined by colons, slashes, hyphens."""
    first, stop = number.first, number.stop
    printed = tokens.words[first]
    if prefixed:
        return False
    if len(printed) > 1 and printed[0] == "0" and printed.isdecimal():
        return True
    mark = tokens.word(stop)
    if (
        mark in (":", "/", "+")
        and tokens.glued(stop)
        and tokens.glued(stop + 1)
        and tokens.is_number(stop + 1)
        and unit.stop == stop
    ):
        return True
    if (
        tokens.word(first - 1) == ":"
        and tokens.glued(first)
        and tokens.is_number(first - 2)
        and tokens.glued(first - 1)
    ):
        return True
    if tokens.word(first - 1) == "+" and tokens.word(stop) == "(" and tokens.is_number(stop + 1):
        return True
    if (
        tokens.word(first - 1) == "("
        and tokens.word(stop) == ")"
        and tokens.is_number(first - 2)
        and tokens.word(first - 3) == "+"
    ):
        return True
    return mark == "-" and tokens.glued(stop) and tokens.is_number(stop + 1) and _is_chain(tokens, stop + 1)


def _is_chain(tokens: Tokens, at: int) -> bool:
    """Whether a third number follows by a hyphen (555-04-01)."""
    return tokens.word(at + 1) == "-" and tokens.glued(at + 1) and tokens.glued(at + 2) and tokens.is_number(at + 2)


def _is_bare_year(tokens: Tokens, number: Number, unit: Unit) -> bool:
    if not _is_yearlike(number) or not tokens.words[number.first].isdecimal() or number.stop > number.first + 1:
        return False
    return unit.code is None or unit.is_noun or unit.code in ("years", "g", "seconds")


def _is_weak_word(tokens: Tokens, number: Number, unit: Unit) -> bool:
    """One, and a fraction of nothing, are figures only with a unit or scale of their own."""
    if number.is_fraction or number.scale != ONE or number.high is not None:
        return False
    return number.value == 1 and (
        unit.code is None or unit.is_guess or unit.is_noun or unit.code in (TIMES, "years", "days", "point")
    )


def _is_ordinal(tokens: Tokens, number: Number) -> bool:
    stop = number.stop
    if tokens.is_number(number.first) and number.scale == ONE:
        at = stop + 1 if tokens.word(stop) in ("-", "'", "–") and tokens.glued(stop) else stop
        if tokens.glued(at) and tokens.word(at) in tokens.lexicon.ordinal_endings:
            return True
        return False
    if tokens.word(stop) == "-" and tokens.glued(stop):
        stop += 1
    return tokens.entry(stop).ordinal is not None and not number.is_fraction and tokens.near(stop)


def _is_labelled(tokens: Tokens, first: int, number: Number, unit: Unit) -> bool:
    after = tokens.entry(number.stop)
    if after.label_after and tokens.same_line(number.stop):
        return True
    if unit.code is not None and not unit.is_guess:
        return False
    at = first - 1
    if tokens.word(at) == ".":
        at -= 1
    label = tokens.entry(at).label
    return label is not None and tokens.same_line(first) and number.scale == ONE


def _is_cut(tokens: Tokens, first: int, number: Number, unit: Unit) -> bool:
    """Whether the text ends in the middle of the number (nothing but its digits before the end)."""
    if first == 0 or unit.stop > number.stop or not tokens.is_number(number.stop - 1):
        return False
    if len(tokens.words) - number.stop > 3:  # noqa: PLR2004 -- an ellipsis in dots
        return False
    rest = tokens.words[number.stop :]
    return not rest or rest[0] == "…" or (len(rest) == 1 and rest[0] == ",") or rest == [".", ".", "."]


__all__ = ["Amount", "base_unit", "read_amounts"]
