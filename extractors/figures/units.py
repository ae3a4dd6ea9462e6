"""Reads the unit that stands with a number: money, percent, physical units, rates and counted nouns.

A unit is a code (``units.yaml`` and the lexicons); it is never converted. Refuses to call a word a unit that no
lexicon knows, but for English plurals ("35 new routes" → route), whose form can be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from extractors.figures.lexicon import read_sections
from extractors.figures.meanings import Entry, Sense
from extractors.figures.numerals import Number
from extractors.figures.tokens import NOTHING, Tokens

PERCENT, POINTS, BASIS_POINTS, TIMES = "percent", "pp", "bp", "times"
SHARES = frozenset({PERCENT, POINTS, BASIS_POINTS})
WITHOUT_RATE = SHARES | {TIMES}
_OF_COINS = frozenset({"GBP", "lb"})  # contexts
_NOUN_REACH = 4  # words after the number among which an English plural is looked for
_SHORTEST_PLURAL = 4
_LONGEST_BRACKETS = 7
_NO_PLURALS = ("ss", "us", "is")


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
    if prefix is not None:
        return _read_with_prefix(tokens, number, prefix)
    if tokens.word(number.stop) in ("-", "'") and tokens.glued(number.stop):
        return _read_hyphened(tokens, number) or Unit(None, number.stop, number.case)
    if (unit := _read_apart(tokens, number)) is not None:
        return replace(unit, case=unit.case or number.case)  # "15 milyonadək insan"
    return _guess(tokens, number) or Unit(None, number.stop, number.case)


def _read_apart(tokens: Tokens, number: Number) -> Unit | None:
    """The unit as words of its own, perhaps behind an abbreviation's dot, "of", brackets or a bound."""
    at = number.stop
    entry = tokens.entry(at)
    if number.is_fraction and entry.per and f"{entry.per.code}s" in time_units():
        return Unit(f"{entry.per.code}s", at + entry.per.length)  # half an hour
    dotted = tokens.word(at) == "." and tokens.glued(at) and number.scale > 1
    if dotted or (number.high is not None and entry.of):
        return rated_unit(tokens, at + 1)
    if tokens.word(at) == "(":
        return _past_brackets(tokens, at + 1)
    unit = rated_unit(tokens, at)
    if unit is None and number.is_fraction:
        unit = _part_of_one(tokens, at)
    if unit is None and entry.scaled_unit and number.scale > 1 and tokens.near(at):
        return _with_rate(tokens, Unit(entry.scaled_unit.code, at + entry.scaled_unit.length))  # 3 billion won
    if unit is None and entry.after and entry.after.case == "any":
        behind = rated_unit(tokens, at + entry.after.length)
        return replace(behind, bound=entry.after.code) if behind else None  # двадцать с лишним километров
    return unit


def _part_of_one(tokens: Tokens, at: int) -> Unit | None:
    """The unit behind an article: "half a percentage point", "a quarter of a mile"."""
    at += tokens.entry(at).of is not None
    article = tokens.entry(at)
    if article.filler is None or article.per is not None or not tokens.entry(at + article.filler.length).unit:
        return None
    return rated_unit(tokens, at + article.filler.length)


def _past_brackets(tokens: Tokens, at: int) -> Unit | None:
    """The unit behind words in brackets: "100 (сто) тенге"."""
    for stop in range(at, at + _LONGEST_BRACKETS):
        if tokens.word(stop) == ")":
            return rated_unit(tokens, stop + 1)
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


def _read_hyphened(tokens: Tokens, number: Number) -> Unit | None:
    """What a hyphen joins to a number: an ending ("40-қа"), an adjective ("70-процентная") or a unit ("5-mile")."""
    at = number.stop + 1
    plus = tokens.entries[number.stop].after
    if plus is not None and plus.case == "any":  # 20-plus ships
        noun = _guess(tokens, number)
        return noun or Unit(None, number.stop, number.case)
    if not tokens.glued(at):
        return rated_unit(tokens, at)
    case = tokens.lexicon.endings.get(tokens.words[at])
    if case is not None:
        return rated_unit(tokens, at + 1) or _guess(tokens, number, at + 1, case) or Unit(None, at + 1, case)
    return rated_unit(tokens, at) or _compound(tokens, at)


def _compound(tokens: Tokens, at: int) -> Unit | None:
    """An unlisted noun joined to the number: "a 10-speed gearbox"."""
    word, entry = tokens.words[at], tokens.entries[at]
    if not tokens.lexicon.plural or not word.isalpha() or entry.ordinal or entry.function_word or entry.opens:
        return None
    return Unit(_singular(word, tokens.lexicon.plural), at + 1, is_noun=True)


def rated_unit(tokens: Tokens, at: int) -> Unit | None:
    """Return the unit that begins at token ``at``, with its rate, or None."""
    unit = _unit_at(tokens, at)
    return _with_rate(tokens, unit) if unit else None


def _unit_at(tokens: Tokens, at: int) -> Unit | None:
    if not tokens.near(at):
        return None
    entry = tokens.entries[at]
    if entry.nation and (unit := _national(tokens, at, entry.nation)):
        return unit
    found = _choose(tokens, at, entry)
    if found is None:
        return None
    code, sense, is_noun = found
    stop, case = _read_ending(tokens, at + sense.length, sense.case)
    return Unit(code, stop, case, is_noun=is_noun)


def _national(tokens: Tokens, at: int, nation: Sense) -> Unit | None:
    """A currency told by its country: "казахстанских тенге", "Canadian dollars", "ABŞ dolları"."""
    name = at + nation.length
    if not tokens.near(name):
        return None
    entry = tokens.entries[name]
    coin = entry.coin or (entry.unit if entry.unit and is_money(entry.unit.code) else None)
    if coin is None:
        return None
    stop, case = _read_ending(tokens, name + coin.length, coin.case)
    unit = Unit(nation.code, stop, case)
    behind = tokens.entry(stop).nation  # долларов США
    if behind and behind.code == nation.code:
        return replace(unit, stop=stop + behind.length)
    return unit


def _choose(tokens: Tokens, at: int, entry: Entry) -> tuple[str, Sense, bool] | None:
    """The longest of the unit, symbol and noun that begin here; times last, because "раз" is also "once"."""
    found: list[tuple[str, Sense, bool]] = []
    if entry.glued_symbol and tokens.glued(at) and (code := _printed_code(tokens, at, entry.glued_symbol)):
        found.append((code, entry.glued_symbol, False))
    if entry.symbol and (code := _printed_code(tokens, at, entry.symbol)):
        found.append((code, entry.symbol, False))
    if entry.unit:
        found.append((_code_in_context(tokens, at, entry, entry.unit), entry.unit, False))
    if entry.noun:
        found.append((entry.noun.code, entry.noun, True))
    if not found and entry.times:
        found.append((TIMES, entry.times, False))
    if not found and entry.unit_adjective:
        found.append((entry.unit_adjective.code, entry.unit_adjective, False))
    return max(found, key=lambda item: item[1].length, default=None)


def _code_in_context(tokens: Tokens, at: int, entry: Entry, sense: Sense) -> str:
    """What a unit that is a coin as well means among its neighbours: "a salary of 40,000 pounds"."""
    if entry.coin is None or is_money(sense.code) or tokens.entry(at + sense.length).of:
        return sense.code
    return tokens.context(at, _OF_COINS) or sense.code


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
        or tokens.entry(unit.stop + per.length).half  # "$5 million a year and a half ago"
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
    for place in _noun_phrase(tokens, first):
        word, entry = tokens.words[place], tokens.entries[place]
        if entry.noun:
            return Unit(entry.noun.code, stop, case, is_noun=True, is_guess=True)
        if entry.behind and place == stop and not _is_plural(word, tokens.lexicon.plural):
            continue  # 40 more nurses
        if entry is not NOTHING and entry.nation is None:
            return None
        if _is_plural(word, tokens.lexicon.plural) and tokens.text[tokens.starts[place]].islower():
            return Unit(_singular(word, tokens.lexicon.plural), stop, case, is_noun=True, is_guess=True)
    return None


def _noun_phrase(tokens: Tokens, first: int) -> Iterator[int]:
    """The next few words from token ``first`` on, of "wide-body jets" only the last; ends with anything but words."""
    joined = 0
    for place in range(first, min(first + 2 * _NOUN_REACH, len(tokens.words))):
        if place - joined - first >= _NOUN_REACH:
            return
        if tokens.lexicon.links and place > first and "-" in (tokens.words[place], tokens.words[place - 1]):
            if not tokens.glued(place):
                return
            joined += 1
        elif not tokens.words[place].isalpha() or not tokens.near(place) or tokens.glued(place):
            return
        elif tokens.word(place + 1) != "-" or not tokens.glued(place + 1):
            yield place


def _is_plural(word: str, ending: str) -> bool:
    return bool(ending) and len(word) >= _SHORTEST_PLURAL and word.endswith(ending) and not word.endswith(_NO_PLURALS)


def _singular(word: str, ending: str) -> str:
    if not _is_plural(word, ending):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else word[: -len(ending)]
