"""Reads the unit that stands with a number: money, percent, physical units, rates and counted nouns.

A unit is a code (``units.yaml`` and the lexicons); it is never converted. Refuses to call a word a unit that no
lexicon knows, but for English plurals ("35 new routes" → route), whose form can be told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from extractors.figures.lexicon import Entry, Sense, read_sections
from extractors.figures.numerals import Number
from extractors.figures.tokens import NOTHING, Tokens

PERCENT, POINTS, BASIS_POINTS, TIMES = "percent", "pp", "bp", "times"
WITHOUT_RATE = frozenset({PERCENT, POINTS, BASIS_POINTS, TIMES})
_NOUN_REACH = 4  # words after the number among which an English plural is looked for
_SHORTEST_PLURAL = 4
_LONGEST_BRACKETS = 7


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit read up to token ``stop``; ``is_noun`` for a counted noun, ``is_guess`` when no lexicon has it."""

    code: str | None
    stop: int
    case: str = ""
    is_noun: bool = False
    is_guess: bool = False
    bound: str = ""


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
    if prefix is not None:
        return _read_with_prefix(tokens, number, prefix)
    if tokens.word(at) in ("-", "'") and tokens.glued(at):
        return _read_hyphened(tokens, number)
    if tokens.word(at) == "." and tokens.glued(at) and number.scale > 1:
        at += 1
    elif number.high is not None and tokens.word(at) == "of":
        at += 1
    elif number.is_fraction and (per := tokens.entry(at).per) and f"{per.code}s" in time_units():
        return Unit(f"{per.code}s", at + per.length)  # half an hour
    if unit := _unit_at(tokens, at):
        return _with_rate(tokens, unit)
    if tokens.word(number.stop) == "(" and (unit := _past_brackets(tokens, number.stop + 1)):
        return _with_rate(tokens, unit)
    after = tokens.entry(number.stop).after
    if after and after.case == "any" and (unit := _unit_at(tokens, number.stop + after.length)):
        return replace(_with_rate(tokens, unit), bound=after.code)  # двадцать с лишним километров
    return _guess(tokens, number) or Unit(None, number.stop, number.case)


def _past_brackets(tokens: Tokens, at: int) -> Unit | None:
    """The unit behind words in brackets: "100 (сто) тенге"."""
    for stop in range(at, at + _LONGEST_BRACKETS):
        if tokens.word(stop) == ")":
            return _unit_at(tokens, stop + 1)
        if not tokens.word(stop).isalpha():
            return None
    return None


def _read_with_prefix(tokens: Tokens, number: Number, prefix: str) -> Unit:
    """After "$5 million" only the same currency again, a case ending ("$5 млн-ға") or a rate can follow."""
    stop, case = _read_ending(tokens, number.stop, number.case)
    unit = _unit_at(tokens, stop)
    if unit is not None and unit.code == prefix:
        stop, case = unit.stop, unit.case
    return _with_rate(tokens, Unit(prefix, stop, case))


def _read_hyphened(tokens: Tokens, number: Number) -> Unit:
    """What a hyphen joins to a number: an ending ("40-қа"), an adjective ("70-процентная") or a unit ("5-mile")."""
    at = number.stop + 1
    plus = tokens.entries[number.stop].after
    if plus is not None and plus.case == "any":
        noun = _guess(tokens, number)
        return Unit(noun.code if noun else None, number.stop, number.case, is_noun=True, is_guess=True)
    if not tokens.glued(at):
        unit = _unit_at(tokens, at)
        return _with_rate(tokens, unit) if unit else Unit(None, number.stop, number.case)
    word, entry = tokens.words[at], tokens.entries[at]
    if (case := tokens.lexicon.endings.get(word)) is not None:
        unit = _unit_at(tokens, at + 1)
        return _with_rate(tokens, unit) if unit else _guess(tokens, number, at + 1, case) or Unit(None, at + 1, case)
    if entry.unit_adjective:
        return Unit(entry.unit_adjective.code, at + 1)
    if entry.times:
        return Unit(TIMES, at + entry.times.length)
    if unit := _unit_at(tokens, at):
        return _with_rate(tokens, unit)
    if (
        tokens.lexicon.lang == "en"
        and word.isalpha()
        and not entry.ordinal
        and not entry.function_word
        and not entry.opens
    ):
        return Unit(
            _singular(word) if len(word) >= _SHORTEST_PLURAL else word, at + 1, is_noun=True
        )  # a 10-speed gearbox
    return Unit(None, number.stop, number.case)


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
    if entry.glued_symbol and tokens.glued(at) and (code := _printed_code(tokens, at, entry.glued_symbol)):
        best = code, entry.glued_symbol, False
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
        or per is None
        or not per.code
        or not tokens.near(unit.stop)
    ):
        return unit
    return Unit(f"{unit.code} per {per.code}", unit.stop + per.length, unit.case, unit.is_noun)


def _guess(tokens: Tokens, number: Number, at: int | None = None, case: str | None = None) -> Unit | None:
    """The counted noun a few words after the number, before anything that ends the noun phrase.

    The span does not reach so far: ``stop`` is where the number ends.
    """
    if number.value == 1 or number.is_fraction:
        return None
    stop, case = (number.stop, number.case) if at is None or case is None else (at, case)
    bound = tokens.entry(stop).after
    first = stop + bound.length if bound else stop
    for place in range(first, min(first + _NOUN_REACH, len(tokens.words))):
        word, entry = tokens.words[place], tokens.entries[place]
        if not word.isalpha() or not tokens.near(place) or tokens.glued(place):
            return None
        if entry.noun:
            return Unit(entry.noun.code, stop, case, is_noun=True, is_guess=True)
        if entry is not NOTHING or not tokens.text[tokens.starts[place]].islower():
            return None
        if (
            tokens.lexicon.lang == "en"
            and len(word) >= _SHORTEST_PLURAL
            and word.endswith("s")
            and not word.endswith(("ss", "us", "is"))
        ):
            return Unit(_singular(word), stop, case, is_noun=True, is_guess=True)
    return None


def _singular(word: str) -> str:
    if not word.endswith("s") or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else word[:-1]
