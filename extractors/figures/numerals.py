"""What a number is, and how digits with their marks are read.

Decimal and group marks differ by language, and agencies mix them; marks that fit neither are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractors.figures.lexicon import Lexicon
from extractors.figures.normalise import NO_BREAK

ONE = Decimal(1)
_GROUP, _LAKH = 3, 2
_MOST_DIGITS = 24  # with marks; no figure in the news is longer, longer ones are identifiers


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
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()


def parse_digits(printed: str, lexicon: Lexicon, *, scaled: bool = False) -> Decimal | None:
    """Return the value of digits with marks; None when the marks fit neither groups nor decimals.

    ``scaled``: a scale word follows, so one mark before three digits is a decimal mark, unless it is the language's
    comma for groups.
    """
    bare = printed.replace(" ", "").replace("'", "").replace(NO_BREAK, "")
    if len(bare) > _MOST_DIGITS:
        return None
    if bare.isdecimal():
        return Decimal(bare)
    grouped_by_blank = len(bare) != len(printed)
    mark = "," if bare.rfind(",") > bare.rfind(".") else "."
    other = "." if mark == "," else ","
    whole, *rest = bare.split(mark)
    if other in whole:  # 1,234.5
        known = len(rest) == 1 and _are_groups(whole.split(other))
        plain_digits = f"{whole.replace(other, '')}.{rest[0]}"
    elif len(rest) > 1:  # 1,234,567
        known = _are_groups([whole, *rest])
        plain_digits = bare.replace(mark, "")
    else:
        known = True
        groups = not grouped_by_blank and _is_group_mark(mark, whole, rest[0], lexicon, scaled=scaled)
        plain_digits = whole + rest[0] if groups else f"{whole}.{rest[0]}"
    return Decimal(plain_digits) if known else None


def _is_group_mark(mark: str, whole: str, rest: str, lexicon: Lexicon, *, scaled: bool) -> bool:
    """Whether the only mark parts thousands: three digits behind it, and the language or round thousands say so."""
    if len(rest) != _GROUP or len(whole) > _GROUP or whole[0] == "0":
        return False
    return (mark == lexicon.group and (mark == "," or not scaled)) or (rest == "000" and not scaled)


def _are_groups(parts: list[str]) -> bool:
    first, *middle, last = parts
    in_thousands = all(len(part) == _GROUP for part in (*middle, last))
    in_lakhs = len(last) == _GROUP and all(len(part) == _LAKH for part in middle)  # 1,50,000
    return len(first) <= _GROUP and (in_thousands or in_lakhs)
