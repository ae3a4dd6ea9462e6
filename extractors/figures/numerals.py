"""What a number is, and how digits with their marks are read.

Decimal and group marks differ by language, and agencies mix them; marks that fit neither are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractors.figures.lexicon import Lexicon
from extractors.figures.normalise import NO_BREAK

ONE = Decimal(1)
_GROUP = 3
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
    return value.quantize(ONE) if value == value.to_integral_value() else value.normalize()


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
