"""Reads one number: digits with their marks, number words, scales, sums, decimals in words, fractions, magnitudes.

"2 трлн 315 млрд", "он бүтін оннан бес", "two and a half million", "half a billion", "bir yarım" are each one number.
Refuses what it cannot read with certainty: marks that fit neither decimals nor groups, and orders of magnitude
without a scale ("dozens of people"). Vague magnitudes ("tens of billions") come back as an open pair of ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractors.figures.lexicon import Lexicon, Sense
from extractors.figures.tokens import NOTHING, Tokens

ONE = Decimal(1)
HALF = Decimal("0.5")
_TEN = Decimal(10)
_HUNDRED = Decimal(100)
_THOUSAND = Decimal(1000)
_GROUP = 3
_MOST_DIGITS = 18  # no figure in the news is longer; longer ones are identifiers
_FEW = (Decimal(2), Decimal(9))  # "several hundred": from two to nine of them


@dataclass(slots=True)
class Number:
    """A number read from token ``first`` up to ``stop``; ``high`` is set for a vague magnitude only.

    ``scale`` is the last scale word's value (1 when none), ``case`` the ending of the last word.
    """

    first: int
    stop: int
    value: Decimal
    high: Decimal | None = None
    scale: Decimal = ONE
    case: str = ""
    in_digits: bool = False
    is_fraction: bool = False
    is_few: bool = False
    bound: str = ""


def plain(value: Decimal) -> Decimal:
    """Return ``value`` without exponent or trailing zeros."""
    return value.quantize(ONE) if value == value.to_integral_value() else value.normalize()


def read_number(tokens: Tokens, first: int, *, money: bool = False) -> Number | None:
    """Return the number that begins at token ``first``, or None. ``money``: a currency sign stands before it."""
    entry = tokens.entries[first]
    number: Number | None = None
    if tokens.is_number(first) and not _goes_on(tokens, first + 1):
        value = parse_digits(tokens.words[first], tokens.lexicon)
        return None if value is None else Number(first, first + 1, value, in_digits=True)
    if entry.few or (entry.vague and not tokens.is_number(first)):
        number = _read_magnitude(tokens, first)
    if number is None and entry.fraction:
        number = _read_fraction(tokens, first, entry.fraction)
    if number is None and entry.scale and not _stands_alone(tokens, first, entry.scale):
        return None
    if number is None and (entry.cardinal or entry.scale or tokens.is_number(first)):
        number = _Sum(tokens, first, money=money).read()
    return number


def _stands_alone(tokens: Tokens, first: int, scale: Sense) -> bool:
    """Whether a scale word without a number is one: "миллион долларов", "около тысячи", not "billions" or "тысячи"."""
    if first in tokens.bound_ends:
        return True
    if tokens.entries[first].cardinal is None or not tokens.near(first + scale.length):
        return False
    after = tokens.entries[first + scale.length]
    smaller = after.cardinal or after.scale
    if after.unit or after.symbol or after.noun or after.half or (smaller and smaller.number < scale.number):
        return True
    return tokens.is_number(first + scale.length) or (after is NOTHING and tokens.words[first + scale.length].isalpha())


def _goes_on(tokens: Tokens, at: int) -> bool:
    """Whether a number in digits may have more words at token ``at``."""
    if at >= len(tokens.words):
        return False
    return tokens.entries[at].continues or tokens.words[at] == "-"


def parse_digits(printed: str, lexicon: Lexicon, *, scaled: bool = False) -> Decimal | None:
    """Return the value of digits with marks; None when the marks fit neither groups nor decimals.

    ``scaled``: a scale word follows, so one mark before three digits is a decimal mark, unless it is the language's
    comma for groups.
    """
    bare = printed.replace(" ", "").replace("'", "")
    if len(bare) > _MOST_DIGITS + 6:
        return None
    if bare.isdecimal():
        return Decimal(bare)
    grouped_by_blank = len(bare) != len(printed)
    mark = "," if bare.rfind(",") > bare.rfind(".") else "."
    other = "." if mark == "," else ","
    whole, *rest = bare.split(mark)
    if other in whole:
        if len(rest) != 1 or not _are_groups(whole.split(other), lexicon):
            return None
        return Decimal(f"{whole.replace(other, '')}.{rest[0]}")
    if len(rest) > 1:
        return Decimal(bare.replace(mark, "")) if _are_groups([whole, *rest], lexicon) else None
    may_group = len(rest[0]) == _GROUP and len(whole) <= _GROUP and whole[0] != "0" and not grouped_by_blank
    is_group = mark == lexicon.group and (mark == "," or not scaled)
    if may_group and (is_group or (rest[0] == "000" and not scaled)):
        return Decimal(whole + rest[0])
    return Decimal(f"{whole}.{rest[0]}")


def _are_groups(parts: list[str], lexicon: Lexicon) -> bool:
    if all(len(part) == _GROUP for part in parts[1:]):
        return len(parts[0]) <= _GROUP
    lakhs = lexicon.lang == "en" and len(parts[-1]) == _GROUP and all(len(part) == 2 for part in parts[1:-1])  # noqa: PLR2004 -- 1,50,000
    return lakhs and len(parts[0]) <= _GROUP


class _Sum:
    """Adds up digits, number words and scales from left to right, as long as each can still be added."""

    def __init__(self, tokens: Tokens, first: int, *, money: bool) -> None:
        self.tokens = tokens
        self.first = first
        self.at = first
        self.money = money
        self.total = Decimal(0)
        self.group: Decimal | None = None
        self.room = Decimal(0)  # a further word of the group must be smaller
        self.last_scale: Decimal | None = None
        self.case = ""
        self.in_digits = False
        self.is_fraction = False
        self.bound = ""

    def read(self) -> Number | None:
        while self.at < len(self.tokens.words) and (self.at == self.first or self.tokens.near(self.at)):
            if not (
                self._digits() or self._scale() or self._word() or self._half() or self._decimals() or self._link()
            ):
                break
            if self.is_fraction:
                break
        if self.at == self.first:
            return None
        value = self.total + (self.group or 0)
        scale = self.last_scale if self.last_scale and not self.group else ONE
        return Number(
            self.first,
            self.at,
            plain(value),
            scale=scale,
            case=self.case,
            in_digits=self.in_digits,
            is_fraction=self.is_fraction,
            bound=self.bound,
        )

    def _step_on(self) -> bool:
        entry = self.tokens.entries[self.at]
        if (entry.scale or entry.attached) and self._scale():
            return True
        if entry.cardinal and self._word():
            return True
        if (entry.half and self._half()) or (entry.whole and self._decimals()):
            return True
        if (entry.fraction and self._times_fraction()) or (entry.out_of and self._out_of()):
            return True
        return self._digits() or self._link()

    def _digits(self) -> bool:
        tokens, at = self.tokens, self.at
        if not tokens.is_number(at) or self.group is not None or self.case or (at > self.first and tokens.glued(at)):
            return False
        value = parse_digits(tokens.words[at], tokens.lexicon, scaled=self._scale_at(at + 1) is not None)
        if value is None:
            return False
        if self.last_scale is not None:
            exact = self.total % (self.last_scale / _THOUSAND) == 0 and value == value.to_integral_value()
            scaled = self._scale_at(at + 1)
            if not exact or not tokens.same_line(at) or value * (scaled.number if scaled else ONE) >= self.last_scale:
                return False
            if scaled is None and (self.last_scale > _THOUSAND and len(tokens.words[at]) < 5 or value < 1):  # noqa: PLR2004
                return False
        self.group = value
        self.room = Decimal(0)
        self.in_digits = True
        self.at += 1
        return True

    def _word(self) -> bool:
        sense = self.tokens.entries[self.at].cardinal
        if sense is None or (self.case and self.tokens.lexicon.fraction_case):
            return self._part_of(sense)
        value = sense.number
        if self.group is None:
            if self.last_scale is not None and value >= self.last_scale:
                return False
            self.group = value
        elif value < self.room and value >= 1:
            self.group += value
        else:
            return False
        self.room = _lowest_power(value)
        self._step(sense)
        return True

    def _part_of(self, sense: Sense | None) -> bool:
        """Kazakh and Azerbaijani fractions: "төрттен үш", "dörddə üç"."""
        whole = self.group
        if sense is None or whole is None or self.case != self.tokens.lexicon.fraction_case or self.total:
            return False
        if not 0 < sense.number < whole or sense.case == "dative" or self.in_digits:
            return False
        self.group = sense.number / whole
        self.is_fraction = True
        self._step(sense)
        return True

    def _scale(self) -> bool:
        sense = self._scale_at(self.at)
        if sense is None or self.case:
            return False
        lone = self.at == self.first or self.tokens.entries[self.at].cardinal is not None or self.last_scale is not None
        if self.group is None and not lone:
            return False
        scale = sense.number
        if scale <= _HUNDRED:
            if self.group is not None and self.group >= _HUNDRED:
                return False
            self.group = (ONE if self.group is None else self.group) * scale
            self.room = scale
        else:
            if self.last_scale is not None and scale >= self.last_scale:
                return False
            self.total += (ONE if self.group is None else self.group) * scale
            self.group = None
            self.last_scale = scale
        self._step(sense)
        return True

    def _scale_at(self, at: int) -> Sense | None:
        tokens = self.tokens
        if not tokens.near(at) and at != self.first:
            return None
        entry = tokens.entries[at]
        if entry.scale:
            return entry.scale
        if entry.attached and tokens.is_number(at - 1) and (tokens.glued(at) or self.money):
            if self.money or not entry.symbol:
                return entry.attached
            after = tokens.entry(at + 1)
            if tokens.near(at + 1) and (after.unit or after.noun or after.symbol):
                return entry.attached
        return None

    def _half(self) -> bool:
        sense = self.tokens.entries[self.at].half
        if sense is None or self.case:
            return False
        if self.group is not None:
            self.group += HALF
        elif self.last_scale is not None:
            self.total += self.last_scale * HALF
        else:
            return False
        self.room = Decimal(0)
        self._step(sense)
        return True

    def _decimals(self) -> bool:
        """Decimals in words: "five point two", "пять целых две десятых", "он бүтін оннан бес"."""
        tokens = self.tokens
        whole = tokens.entries[self.at].whole
        if whole is None or self.group is None:
            return False
        at = self.at + whole.length
        under = tokens.entry(at).denominator
        if under:
            at += under.length
        elif tokens.entry(at).joint and tokens.entry(at + 1).cardinal:
            at += 1
        part = _Sum(tokens, at, money=False).read_small()
        if part is None:
            return False
        at, value, case = part
        if under is None:
            under = tokens.entry(at).denominator
            at += under.length if under else 0
        below = under.number if under else Decimal(10) ** len(str(value))
        self.group += value / below
        self.room = Decimal(0)
        self.case = case or (under.case if under and not case else "")
        self.at = at
        return True

    def read_small(self) -> tuple[int, Decimal, str] | None:
        """Read number words below a thousand only; returns the next token, the value and the ending's case."""
        if not 0 <= self.first < len(self.tokens.words):
            return None
        while self.at < len(self.tokens.words) and (self._word() or (self.at == self.first and self._digits())):
            pass
        return (self.at, self.group, self.case) if self.group is not None else None

    def _times_fraction(self) -> bool:
        """ "two thirds", "две трети"."""
        sense = self.tokens.entries[self.at].fraction
        if sense is None or self.group is None or self.total or self.case or self.group < 2:  # noqa: PLR2004
            return False
        if self.group * sense.number >= 1 or self.group != self.group.to_integral_value():
            return False
        self.group *= sense.number
        self.is_fraction = True
        self._step(sense)
        return True

    def _out_of(self) -> bool:
        """ "one in five", "nine out of ten"."""
        tokens, at = self.tokens, self.at
        sense = tokens.entries[at].out_of
        if sense is None or self.group is None or self.total or not 0 < self.group < _TEN:
            return False
        under = _Sum(tokens, at + sense.length, money=False).read_small()
        if (
            under is None
            or not self.group < under[1] <= _HUNDRED
            or tokens.entry(under[0]).unit
            or tokens.entry(under[0]).scale
        ):
            return False
        self.at = under[0]
        self.group /= under[1]
        self.is_fraction = True
        return True

    def _link(self) -> bool:
        """A hyphen or "and" inside number words: "twenty-five", "two hundred and five", "$60-billion"."""
        tokens, at = self.tokens, self.at
        ahead = tokens.entry(at + 1)
        if tokens.words[at] == "-" and tokens.glued(at) and tokens.glued(at + 1):
            fits = ahead.cardinal is not None and not self.in_digits and 1 <= ahead.cardinal.number < self.room
            if self.group is not None and (fits or (ahead.scale is not None and tokens.lexicon.lang == "en")):
                self.at += 1
                return True
            return False
        if (
            (bound := tokens.entries[at].after)
            and bound.case == "any"
            and self._scale_at(at + bound.length)
            and self.group is not None
        ):
            self.bound = bound.code  # "двадцать с лишним тысяч"
            self.at += bound.length
            return True
        joins = tokens.entries[at].joint is not None and tokens.words[at].isalpha() and not self.in_digits
        if not joins or ahead.cardinal is None or tokens.entry(at + 2).scale or tokens.lexicon.lang != "en":
            return False
        room = self.room if self.group is not None else (self.last_scale or Decimal(0))
        if room < _HUNDRED or ahead.cardinal.number >= room or ahead.cardinal.length > 1:
            return False
        self.at += 1
        return True

    def _step(self, sense: Sense) -> None:
        self.case = sense.case
        self.at += sense.length


def _lowest_power(value: Decimal) -> Decimal:
    power = ONE
    while value and value % (power * 10) == 0:
        power *= 10
    return power


def _read_fraction(tokens: Tokens, first: int, sense: Sense) -> Number | None:
    """ "half a million", "треть", "a quarter of a billion"; not the halves and quarters of a year or match."""
    before = tokens.entry(first - 1)
    if before.ordinal or tokens.word(first - 1) == "-":
        return None
    at = first + sense.length
    ahead = at + 1 if tokens.word(at) == "of" else at
    scale = tokens.entry(ahead).scale or tokens.entry(ahead).cardinal
    if scale and scale.number >= _THOUSAND and tokens.near(ahead) and tokens.entry(ahead).opens:
        value = sense.number * scale.number
        return Number(first, ahead + scale.length, plain(value), scale=scale.number, case=scale.case)
    return Number(first, at, sense.number, case=sense.case, is_fraction=True)


def _read_magnitude(tokens: Tokens, first: int) -> Number | None:
    """ "tens of billions", "несколько сотен миллионов"; None without a scale."""
    entry = tokens.entries[first]
    low, high = _FEW
    at = first
    if entry.few:
        at += entry.few.length
    vague = tokens.entry(at).vague
    if vague:
        factor = vague.number
        low, high = (low * factor, high * factor) if entry.few else (factor, factor * 10)
        at += vague.length
    scale = Decimal(0)
    case = ""
    while tokens.near(at) and (sense := tokens.entries[at].scale):
        low, high, scale, case = low * sense.number, high * sense.number, sense.number, sense.case
        at += sense.length
    if not scale:
        return None
    return Number(first, at, low, high=high, scale=scale, case=case, is_few=entry.few is not None)
