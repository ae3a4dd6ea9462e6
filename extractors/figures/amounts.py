"""Reads amounts: a number with its sign and unit; a number that is no figure is left, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.figures.magnitudes import is_counted, read_number
from extractors.figures.numerals import ONE, Number, plain
from extractors.figures.refusals import FIRST_YEAR, LAST_YEAR, Candidate, Reason, find_refusal, is_yearlike
from extractors.figures.runs import end_of_phone, end_of_run
from extractors.figures.tokens import Tokens
from extractors.figures.units import PERCENT, TIMES, Unit, read_prefix, read_unit, time_units
from extractors.records import Bound, Role, Span, Trend

_HALF = Decimal("0.5")
_HANGING = frozenset("-/:.+×")
_YEAR_DIGITS = 4
_OPENING = frozenset({"(", "«", "“", '"', "["})


@dataclass(slots=True)
class Amount:
    """A number with its unit from token ``first`` up to ``stop``, and what the later steps find out about it.

    ``start`` is the token where words that belong to it begin (a range's "between"), -1 when none; ``joined``: it
    shares its unit with a neighbour; ``reached``: it is the level a change led to.
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

    @property
    def begin(self) -> int:
        """The first token of the span."""
        return self.first if self.start < 0 else self.start


@dataclass(frozen=True, slots=True)
class Refused:
    """A number that is no figure: where it stands and why."""

    span: Span
    reason: Reason


def read_amounts(tokens: Tokens, taken: tuple[Span, ...]) -> tuple[list[Amount], list[Refused]]:
    """Return the amounts of the text and the numbers that are none, in order; ``taken`` are dates and periods."""
    amounts: list[Amount] = []
    refused: list[Refused] = []
    covered = _Covered(tokens, taken)
    at = floor = 0
    count = len(tokens.words)
    while at < count:
        in_digits = tokens.words[at][0].isdecimal()
        if not in_digits and not tokens.entries[at].opens:
            at += 1
            continue
        begins_run = in_digits or (tokens.entries[at].prefix is not None and tokens.is_number(at + 1))
        if begins_run and (stop := end_of_run(tokens, at)):
            refused.append(Refused((tokens.starts[at], tokens.ends[stop - 1]), Reason.FURNITURE))
            at = stop
            continue
        if in_digits and (stop := end_of_phone(tokens, at)):
            refused.append(Refused((tokens.starts[at], tokens.ends[stop - 1]), Reason.IDENTIFIER))
            at = stop
            continue
        found = _read_amount(tokens, at, floor, covered)
        if isinstance(found, Amount):
            amounts.append(found)
            at = floor = found.stop
        elif found is None:
            at += 1
        else:
            stop, reason = found
            refused.append(Refused((tokens.starts[at], tokens.ends[stop - 1]), reason))
            at = stop if reason is Reason.PERIOD else _past_hanging(tokens, stop)
    return amounts, refused


class _Covered:
    """Where the dates and periods end that tokens lie in, 0 for the others; asked in the order of the text."""

    def __init__(self, tokens: Tokens, taken: tuple[Span, ...]) -> None:
        self.starts = tokens.starts
        self.spans = taken
        self.next = 0

    def __call__(self, at: int) -> int:
        offset = self.starts[at]
        while self.next < len(self.spans) and self.spans[self.next][1] <= offset:
            self.next += 1
        inside = self.next < len(self.spans) and self.spans[self.next][0] <= offset
        return self.spans[self.next][1] if inside else 0


def _read_amount(tokens: Tokens, first: int, floor: int, covered: _Covered) -> Amount | tuple[int, Reason] | None:
    """Return the amount at token ``first``, or where a refused number ends and why, or None when there is none."""
    if tokens.entries[first].half and (lone := _read_lone_half(tokens, first, floor, covered)):
        return lone
    multiple = tokens.entries[first].multiple
    if multiple and not tokens.is_number(first):
        whole = Number(first, first + multiple.length, multiple.number)
        return Amount(first, whole.stop, whole, multiple.number, TIMES)
    if covered(first) and _is_bare_year(tokens, first):
        return first + 1, Reason.PERIOD
    prefix = read_prefix(tokens, first)
    at = _behind_prefix(tokens, prefix) if prefix else first
    number = read_number(tokens, at, money=prefix is not None) if at is not None else None
    if at is None or number is None:
        return (first + 1, Reason.UNREAD) if tokens.is_number(first) else None
    unit = _add_half(tokens, number, read_unit(tokens, number, prefix.code if prefix else None))
    if prefix is None and _lacks_whole(tokens, at):
        first, number.value = at - 1, plain(number.value.scaleb(-len(tokens.words[at])))
    candidate = Candidate(tokens, first, number, unit, prefix is not None, tokens.is_number(at))
    period_end = covered(at)
    of_period = period_end and _is_of_period(candidate, period_end)
    reason = Reason.PERIOD if of_period else find_refusal(candidate)
    if reason:
        return number.stop, reason
    amount = _signed(candidate, at)
    if not candidate.in_digits and first > floor and number.scale == ONE:
        if tokens.entries[first - 1].inverting:
            _invert(tokens, amount, first - 1)
        elif amount.unit is None and first - 1 > floor and _inverts_over(tokens, first - 1):
            _invert(tokens, amount, first - 2)
    return amount


def _is_bare_year(tokens: Tokens, at: int) -> bool:
    """Whether a year in digits stands before nothing that the number goes on with: most dates are refused so."""
    word, after = tokens.words[at], tokens.entry(at + 1)
    if len(word) != _YEAR_DIGITS or not word.isdecimal() or tokens.glued(at + 1):
        return False
    return FIRST_YEAR <= int(word) <= LAST_YEAR and (not after.continues or after.out_of is not None)


def _add_half(tokens: Tokens, number: Number, unit: Unit) -> Unit:
    """Add the half that follows a length of time: "two years and a half", "bir il yarım"."""
    half = tokens.entry(unit.stop).half
    if half is None or unit.code not in time_units() or number.high is not None or number.is_fraction:
        return unit
    if is_counted(tokens, unit.stop + half.length):  # "iki il yarım milyon ton"
        return unit
    number.value += _HALF
    return replace(unit, stop=unit.stop + half.length, case=half.case)


def _read_lone_half(tokens: Tokens, at: int, floor: int, covered: _Covered) -> Amount | None:
    """Read "a year and a half", "il yarım", "год с половиной", whose one is not said."""
    half, before = tokens.entries[at].half, at - 1
    if half is None or before < floor or is_counted(tokens, at + half.length) or not tokens.near(at):
        return None
    code = (sense := tokens.entries[before].unit) and sense.code
    if before > floor and (per := tokens.entries[before - 1].per) and per.length == at - before + 1:
        before, code = before - 1, f"{per.code}s"  # "a year" is also a rate
    if code not in time_units() or covered(before):
        return None
    number = Number(before, at + half.length, 1 + _HALF)
    return Amount(before, number.stop, number, number.value, code, case=half.case)


def _behind_prefix(tokens: Tokens, prefix: Unit) -> int | None:
    """The token where the number behind a currency begins, None when it is on another line."""
    at = prefix.stop
    if tokens.word(at) in ("-", "+") and tokens.glued(at + 1):
        at += 1
    is_word = len(tokens.words[prefix.stop - 1]) > 1  # "a factor of 2.5", unlike "x2.5"
    return at if tokens.same_line(at) and (prefix.code != TIMES or is_word or tokens.glued(at)) else None


def _lacks_whole(tokens: Tokens, at: int) -> bool:
    """Whether digits are decimals without a whole part: ".300"."""
    if tokens.lexicon.decimal != "." or not tokens.words[at].isdecimal() or not tokens.glued(at):
        return False
    return tokens.words[at - 1] == "." and not tokens.glued(at - 1)


def _is_of_period(candidate: Candidate, end: int) -> bool:
    """Whether a number inside a date or period up to offset ``end`` belongs to it; lengths of time are quantities."""
    bare_year = candidate.in_digits and not candidate.prefixed and is_yearlike(candidate.number)
    if bare_year or candidate.unit.code not in time_units():
        return True
    return candidate.tokens.starts[candidate.unit.stop - 1] >= end  # "mayın 3-də saat 10:00"


def _inverts_over(tokens: Tokens, at: int) -> bool:
    """Whether a preposition parts a unit from its rough number: "километров за триста"."""
    entry, before = tokens.entries[at], tokens.entries[at - 1]
    return entry.function_word is not None and before.inverting is not None and before.scale is None


def _invert(tokens: Tokens, amount: Amount, at: int) -> None:
    """Take the scale or unit at token ``at`` before a rough number: "миллионов пять", "километров десять"."""
    before = tokens.entries[at]
    amount.first = at
    amount.bound = Bound.ABOUT
    if before.scale and amount.value is not None:
        amount.value = plain(amount.value * before.scale.number)
    elif before.unit or before.noun:
        unit = before.unit or before.noun
        amount.unit, amount.is_guess = (unit.code if unit else None), False


def _past_hanging(tokens: Tokens, at: int) -> int:
    """Skip what hangs on a refused number by hyphens, slashes, colons or dots, so that no piece is read as a figure."""
    while tokens.word(at) in _HANGING and tokens.glued(at) and tokens.glued(at + 1):
        at += 2
    return at


def _signed(candidate: Candidate, at: int) -> Amount:
    number, unit = candidate.number, candidate.unit
    begin, sign = _read_sign(candidate, at)
    amount = Amount(
        begin,
        unit.stop,
        number,
        number.value * sign if sign else number.value,
        unit.code,
        case=unit.case,
        is_noun=unit.is_noun,
        is_guess=unit.is_guess,
        is_signed=sign != 0,
        has_prefix=candidate.prefixed,
        bound=Bound(unit.bound or number.bound or Bound.EXACT),
    )
    if number.high is not None:
        amount.value, amount.low, amount.high = None, number.value, number.high
        amount.bound = Bound.ABOUT if number.is_few else Bound.RANGE
    return amount


def _read_sign(candidate: Candidate, at: int) -> tuple[int, int]:
    """Return the token the amount begins with and its sign: -1, 1, or 0 when none is printed."""
    tokens, first = candidate.tokens, candidate.first
    if candidate.prefixed and tokens.words[at - 1] in ("-", "+") and tokens.glued(at):
        return first, -1 if tokens.words[at - 1] == "-" else 1
    before = first - 1
    if before < 0:
        return first, 0
    mark, entry = tokens.words[before], tokens.entries[before]
    if mark in ("-", "+", "–"):
        free = not tokens.glued(before) or tokens.words[before - 1] in _OPENING
        if free and tokens.glued(first) and (mark != "–" or candidate.unit.code == PERCENT):
            return before, 1 if mark == "+" else -1
    elif (entry.minus or entry.plus) and tokens.same_line(first) and not _ends_amount(tokens, before - 1):
        return before, -1 if entry.minus else 1
    return first, 0


def _ends_amount(tokens: Tokens, at: int) -> bool:
    """Whether a number or unit stands at token ``at``: "50 percent plus one share" has no sign."""
    entry = tokens.entry(at)
    return tokens.is_number(at) or entry.unit is not None or entry.symbol is not None
