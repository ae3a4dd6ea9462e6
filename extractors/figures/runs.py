"""Finds runs of numbers that belong together and are no figures: tickers, codes, telephone numbers.

Refuses to call a short run so: a series in prose has fewer numbers, and words between them.
"""

from __future__ import annotations

from extractors.figures.tokens import NOTHING, Tokens

_MARKS = frozenset(",;|/-–.:+()")
_LONG_RUN = 24  # tokens; the longest series in prose is shorter
_PHONE_GROUPS = 4
_OF_PHONES = frozenset("()-")


def end_of_run(tokens: Tokens, at: int) -> int:
    """The end of a line's long run of nothing but numbers and marks (a ticker, a code), 0 when there is none.

    A run twice as long may also have currency signs and the words that join numbers.
    """
    words, stop = tokens.words, at + 1
    while tokens.same_line(stop) and (words[stop][0].isdecimal() or words[stop] in _MARKS):
        stop += 1
    if stop - at >= _LONG_RUN:
        return stop
    while tokens.same_line(stop) and (words[stop][0].isdecimal() or words[stop] in _MARKS or _joins(tokens, stop)):
        stop += 1
    return stop if stop - at >= 2 * _LONG_RUN else 0


def end_of_phone(tokens: Tokens, at: int) -> int:
    """The end of a number with its country's code ("+994 12 555 01 34"), 0 when there is none."""
    if tokens.word(at - 1) != "+" or not tokens.glued(at):
        return 0
    stop = at
    while tokens.same_line(stop + 1) and (tokens.is_number(stop + 1) or tokens.words[stop + 1] in _OF_PHONES):
        stop += 1
    groups = sum(len(tokens.words[place].split()) for place in range(at, stop + 1) if tokens.is_number(place))
    return stop + 1 if groups >= _PHONE_GROUPS else 0


def _joins(tokens: Tokens, at: int) -> bool:
    entry = tokens.entries[at]
    if entry is NOTHING:
        return False
    if entry.prefix is not None:
        return not tokens.words[at].isalpha()
    return entry.to is not None or entry.from_ is not None or entry.joint is not None
