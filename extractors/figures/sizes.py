"""Reads the noun or comparative behind an amount that makes it the size of a change: "a 5% increase", "64 cents lower".

Refuses nouns that go on ("a $2 billion expansion plan") and comparatives that bound the number behind them ("$5 more
than 90% of them").
"""

from __future__ import annotations

from extractors.figures.amounts import Amount
from extractors.figures.tokens import Tokens
from extractors.records import Trend

_BEHIND = 5  # tokens between an amount and "more" or "increase"


def trend_behind(tokens: Tokens, amount: Amount, begin: int, ceiling: int, *, is_part: bool) -> Trend:
    """Return the change that ``amount`` is the size of; its words begin at token ``begin``, the next at ``ceiling``.

    A part ("5%") needs no more than the word, with fillers between; for other amounts it must be all that is said.
    """
    if not is_part:
        return _sized_change(tokens, amount, begin)
    for at in range(amount.stop, min(amount.stop + _BEHIND, ceiling)):
        entry = tokens.entries[at]
        if entry.behind:
            return Trend(entry.behind.code)
        if not entry.filler and tokens.words[at] != "-":
            break
    return Trend.NONE


def compared_behind(tokens: Tokens, amount: Amount, ceiling: int) -> Trend:
    """Return what the comparative behind an amount and its noun says: "на 15 вагонов меньше"."""
    ahead = range(amount.stop, min(amount.stop + 2, ceiling))
    sense = next((sense for at in ahead if (sense := tokens.entries[at].behind) is not None), None)
    return Trend(sense.code) if sense else Trend.NONE


def _sized_change(tokens: Tokens, amount: Amount, begin: int) -> Trend:
    """The change that "a $16 billion increase", "64 cents lower" and "40 more nurses" are.

    A counted noun before the word is so only behind an article ("a 300-job cut").
    """
    at = amount.stop + (tokens.word(amount.stop) == "-")
    noun = tokens.entry(at).behind
    if noun is None or not tokens.near(at) or tokens.entry(at).to or _bounds_next(tokens, at):
        return Trend.NONE
    if amount.is_guess:  # 40 more nurses
        return Trend(noun.code)
    compared = tokens.entry(at).before is not None  # 300,000 more than last year
    if begin == amount.first and not compared and (amount.unit is None or amount.is_noun):
        return Trend.NONE
    return Trend.NONE if _goes_on(tokens, at) else Trend(noun.code)


def _goes_on(tokens: Tokens, at: int) -> bool:
    """Whether the noun of change is only the first part of a name: "expansion plan"."""
    entry = tokens.entries[at]
    if entry.before is not None or entry.behind is None:  # "higher than" is looked up as one
        return False
    stop = at + entry.behind.length
    after = tokens.entry(stop)
    return tokens.word(stop).isalpha() and not (after.function_word or after.joint or after.to)


def _bounds_next(tokens: Tokens, at: int) -> bool:
    sense = tokens.entry(at).before
    return sense is not None and (tokens.is_number(at + sense.length) or tokens.entry(at + sense.length).opens)
