"""Reads the unit that stands with a number: money, percent, physical units, rates and counted nouns.

A unit is a code (``units.yaml`` and the lexicons); it is never converted. Refuses to call a word a unit that no
lexicon knows, but for English plurals ("35 new routes" → route), whose form can be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from extractors.figures.lexicon import Entry, Sense, read_sections
from extractors.figures.numerals import Number
from extractors.figures.tokens import Tokens

PERCENT, POINTS, BASIS_POINTS, TIMES = "percent", "pp", "bp", "times"
WITHOUT_RATE = frozenset({PERCENT, POINTS, BASIS_POINTS, TIMES})
_NOUN_REACH = 4  # words after the number among which an English plural is looked for
_SHORTEST_PLURAL = 4


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit read up to token ``stop``; ``is_noun`` for a counted noun, ``is_guess`` when no lexicon has it."""

    code: str | None
    stop: int
    case: str = ""
    is_noun: bool = False
    is_guess: bool = False


@cache
def time_units() -> frozenset[str]:
    """The codes of units of time."""
    return frozenset(read_sections("units")["time"])


def is_money(code: str | None) -> bool:
    """Whether a unit's code is an ISO 4217 code, with or without a rate."""
    return code is not None and code[:3].isupper() and code[3:4] in ("", " ") and code[:3] != "TEU"


def base_unit(code: str | None) -> str | None:
    """Return the unit without its rate: "t per year" → "t"."""
    return code.split(" per ")[0] if code else code


def read_prefix(tokens: Tokens, at: int) -> Unit | None:
    """Return the currency before a number at token ``at`` ("$", "US$", "USD"), or None."""
    sense = tokens.entries[at].prefix
    code = sense and _printed_code(tokens, at, sense)
    if not sense or not code:
        return None
    if at and tokens.glued(at) and tokens.words[at - 1][-1].isalnum() and tokens.words[at].isalpha():
        return None
    return Unit(code, at + sense.length)


def read_unit(tokens: Tokens, number: Number, prefix: str | None) -> Unit:
    """Return the unit after ``number`` (code None when there is none) with the token it ends before."""
    at = number.stop
    case = number.case
    if tokens.word(at) in ("-", "'") and tokens.glued(at) and tokens.glued(at + 1):
        glued = _read_glued(tokens, at, number)
        if glued.code is None or glued.stop == at:
            if glued.stop > at and (ahead := _unit_at(tokens, glued.stop)):
                return _with_rate(tokens, ahead)
            return Unit(prefix, glued.stop, glued.case or case)
        return _with_rate(tokens, glued)
    if tokens.word(at) == "." and tokens.glued(at) and number.scale > 1 and _unit_at(tokens, at + 1):
        at += 1
    if number.high is not None and tokens.word(at) == "of":
        at += 1
    unit = _unit_at(tokens, at)
    if prefix is not None:
        same = unit is not None and unit.code == prefix
        return _with_rate(
            tokens, Unit(prefix, unit.stop if same and unit else number.stop, (unit.case if same and unit else case))
        )
    if unit is None:
        return _guess(tokens, number) or Unit(None, number.stop, case)
    return _with_rate(tokens, unit)


def _read_glued(tokens: Tokens, at: int, number: Number) -> Unit:
    """What a hyphen joins to a number: an ending ("40-қа"), an adjective ("70-процентная") or a unit ("5-mile")."""
    word, entry = tokens.words[at + 1], tokens.entries[at + 1]
    if (case := tokens.lexicon.endings.get(word)) is not None:
        return Unit(None, at + 2, case)
    if entry.unit_adjective:
        return Unit(entry.unit_adjective.code, at + 2)
    if entry.times:
        return Unit(TIMES, at + 1 + entry.times.length)
    unit = _unit_at(tokens, at + 1)
    return unit or Unit(None, at)


def _unit_at(tokens: Tokens, at: int) -> Unit | None:
    if not tokens.near(at):
        return None
    entry = tokens.entries[at]
    found = _choose(tokens, at, entry)
    if found is None:
        return None
    code, sense, is_noun = found
    stop, case = _read_ending(tokens, at + sense.length, sense.case)
    return Unit(code, stop, case, is_noun=is_noun)


def _choose(tokens: Tokens, at: int, entry: Entry) -> tuple[str, Sense, bool] | None:
    """The longest of the unit, symbol and noun that begin here; times last, because "раз" is also "once"."""
    best: tuple[str, Sense, bool] | None = None
    if entry.unit:
        best = entry.unit.code, entry.unit, False
    if (
        entry.symbol
        and (code := _printed_code(tokens, at, entry.symbol))
        and (not best or entry.symbol.length >= best[1].length)
    ):
        best = code, entry.symbol, False
    if entry.noun and (not best or entry.noun.length > best[1].length):
        best = entry.noun.code, entry.noun, True
    if entry.times and not best:
        best = TIMES, entry.times, False
    if entry.unit_adjective and not best:
        best = entry.unit_adjective.code, entry.unit_adjective, False
    return best


def _printed_code(tokens: Tokens, at: int, sense: Sense) -> str | None:
    if not sense.printed:
        return sense.code
    return sense.printed.get(tokens.printed(at, at + sense.length))


def _read_ending(tokens: Tokens, at: int, case: str) -> tuple[int, str]:
    """Skip a case ending joined to a unit by a hyphen or apostrophe ("%-ға", "км-ді", "TEU'ya")."""
    if tokens.word(at) in ("-", "'") and tokens.glued(at) and tokens.glued(at + 1):
        ending = tokens.lexicon.endings.get(tokens.words[at + 1])
        if ending is not None:
            return at + 2, ending
    return at, case


def _with_rate(tokens: Tokens, unit: Unit) -> Unit:
    per = tokens.entry(unit.stop).per
    if (
        unit.code is None
        or unit.code in WITHOUT_RATE
        or unit.code in time_units()
        or not per
        or not tokens.near(unit.stop)
    ):
        return unit
    return Unit(f"{unit.code} per {per.code}", unit.stop + per.length, unit.case, unit.is_noun)


def _guess(tokens: Tokens, number: Number) -> Unit | None:
    """An English plural a few words after the number, before anything that ends the noun phrase."""
    if tokens.lexicon.lang != "en" or number.value == 1:
        return None
    for at in range(number.stop, min(number.stop + _NOUN_REACH, len(tokens.words))):
        word, entry = tokens.words[at], tokens.entries[at]
        if (
            not word.isalpha()
            or not tokens.near(at)
            or entry.function_word
            or entry.joint
            or entry.break_
            or tokens.glued(at)
        ):
            return None
        if entry.noun or entry.unit:
            found = _choose(tokens, at, entry)
            return Unit(found[0], at + 1, is_noun=True, is_guess=True) if found and found[2] else None
        if entry.rise or entry.fall or entry.reach or entry.exceed or entry.opens:
            return None
        if (
            len(word) >= _SHORTEST_PLURAL
            and word.endswith("s")
            and not word.endswith(("ss", "us", "is"))
            and tokens.text[tokens.starts[at]].islower()
        ):
            return Unit(_singular(word), at + 1, is_noun=True, is_guess=True)
    return None


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else word[:-1]
