"""Adds up one number from digits, number words and scales, left to right.

"2 трлн 315 млрд", "двадцать пять целых три десятых", "он бүтін оннан бес", "two and a half million", "dörddə üç"
are each one number. A part that no longer fits (a larger scale, a second unit) ends it.
"""

from __future__ import annotations

from decimal import Decimal

from extractors.figures.meanings import Sense
from extractors.figures.numerals import ONE, Number, parse_digits, plain
from extractors.figures.tokens import Tokens

_HALF = Decimal("0.5")
_TEN = Decimal(10)
_HUNDRED = Decimal(100)
_THOUSAND = Decimal(1000)
_PARTS = frozenset({"2", "3", "4", "5", "8", "16", "32"})
_METRE = "m"
_OF_LETTERS = frozenset({_METRE, "million", "GBP"})  # contexts
_GROUPED = 5  # digits of a number that follows a scale above a thousand: "1 млн 250 000"


class Sum:
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
        """Return the longest number from the first token on, or None when none begins there."""
        while self.at < len(self.tokens.words) and (self.at == self.first or self.tokens.near(self.at)):
            if not self._step_on():
                break
            if self.is_fraction:
                self._of_scale()
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
        if entry.denominator and self._over_denominator():
            return True
        return self._digits() or self._mixed() or self._link()

    def _digits(self) -> bool:
        tokens, at = self.tokens, self.at
        if not tokens.is_number(at) or self.group is not None or self.case or (at > self.first and tokens.glued(at)):
            return False
        value = parse_digits(tokens.words[at], tokens.lexicon, scaled=self._scale_at(at + 1) is not None)
        if value is None:
            return False
        if self.last_scale is not None:
            scaled = self._scale_at(at + 1)
            exact = self.total % (self.last_scale / _THOUSAND) == 0
            exact = exact and (scaled is not None or value == value.to_integral_value())
            if not exact or not tokens.same_line(at) or value * (scaled.number if scaled else ONE) >= self.last_scale:
                return False
            too_short = self.last_scale > _THOUSAND and len(tokens.words[at]) < _GROUPED
            if scaled is None and (too_short or value < 1):
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
            if self._counts(at, entry.symbol):
                return entry.attached
        return None

    def _counts(self, at: int, symbol: Sense) -> bool:
        """Whether a letter that is a unit's symbol, too, is a scale: "sales rose to 1.1m", not "a wall 1.1m high"."""
        tokens = self.tokens
        if _METRE not in symbol.printed:
            return False
        told = tokens.context(at, _OF_LETTERS)
        before = tokens.entry(at - 2)
        moved = before.to or before.from_ or before.by or before.exceed
        return told != _METRE and (told is not None or moved is not None)

    def _half(self) -> bool:
        sense = self.tokens.entries[self.at].half
        if sense is None or self.case:
            return False
        if self.group is not None:
            self.group += _HALF
        elif self.last_scale is not None:
            self.total += self.last_scale * _HALF
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
        part = Sum(tokens, at, money=False).read_small()
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

    def _mixed(self) -> bool:
        """Add a fraction in digits: "9 1/2"."""
        tokens, at = self.tokens, self.at
        if not self.in_digits or self.group is None or self.group % 1 or tokens.glued(at) or not tokens.same_line(at):
            return False
        over, slash, under = tokens.word(at), tokens.word(at + 1), tokens.word(at + 2)
        if slash != "/" or under not in _PARTS or not over.isdecimal() or int(over) >= int(under):
            return False
        if not tokens.glued(at + 1) or not tokens.glued(at + 2):
            return False
        self.group += Decimal(over) / Decimal(under)
        self.at += 3
        return True

    def _times_fraction(self) -> bool:
        """Multiply by a fraction: "two thirds", "две трети"."""
        sense = self.tokens.entries[self.at].fraction
        if sense is None or self.group is None or self.total or self.case or self.group < 2:
            return False
        if self.group * sense.number >= 1 or self.group != self.group.to_integral_value():
            return False
        self.group *= sense.number
        self.is_fraction = True
        self._step(sense)
        return True

    def _of_scale(self) -> None:
        """Multiply a fraction by the scale it is of: "two thirds of a million", "три четверти миллиарда"."""
        at = self.at + (self.tokens.entry(self.at).of is not None)
        entry = self.tokens.entry(at)
        sense = entry.cardinal or entry.scale
        if self.group is None or sense is None or sense.number < _THOUSAND or not self.tokens.near(at):
            return
        self.total, self.group, self.last_scale, self.is_fraction = self.group * sense.number, None, sense.number, False
        self.at, self.case = at + sense.length, sense.case

    def _over_denominator(self) -> bool:
        """Divide: "две пятых", "три десятых"."""
        sense = self.tokens.entries[self.at].denominator
        if sense is None or self.tokens.lexicon.fraction_case or self.in_digits or self.total or self.case:
            return False
        if self.group is None or not 1 <= self.group < min(sense.number, _TEN):
            return False
        self.group /= sense.number
        self.is_fraction = True
        self._step(sense)
        return True

    def _out_of(self) -> bool:
        """Divide: "one in five", "nine out of ten"."""
        tokens, at = self.tokens, self.at
        sense = tokens.entries[at].out_of
        if sense is None or self.group is None or self.total or not 0 < self.group < _TEN:
            return False
        under = Sum(tokens, at + sense.length, money=False).read_small()
        if (
            under is None
            or not self.group < under[1] <= (_TEN if self.group > 1 else _THOUSAND)
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
            compound = ahead.scale is not None and (tokens.lexicon.links or self.in_digits)  # 850-миллионный
            compound = compound or (tokens.lexicon.links and ahead.fraction is not None)
            if self.group is not None and (fits or compound):
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
        if not joins or ahead.cardinal is None or tokens.entry(at + 2).scale or not tokens.lexicon.links:
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
