"""Text to quantities: every figure with its value, unit, bound, change and role, in one pass per step.

Refuses to guess: years, dates, times, ordinals, names and labelled numbers are no quantities, a vague magnitude is a
range, and what cannot be read stays out, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable

from extractors.figures.amounts import Amount, Refused, read_amounts
from extractors.figures.bounds import read_bound, read_markers
from extractors.figures.changes import read_change
from extractors.figures.joints import join_amounts
from extractors.figures.lexicon import load_lexicon
from extractors.figures.sharing import share_changes
from extractors.figures.tokens import Tokens, tokenise
from extractors.records import Quantity, Span


def extract_quantities(text: str, lang: str, taken: Iterable[Span] = ()) -> list[Quantity]:
    """Return the quantities of ``text`` in order, without overlap; spans point into ``text``.

    ``taken`` are the spans of dates and periods, in order: numbers in them are no quantities, except lengths of time.
    """
    return read_quantities(text, lang, taken)[0]


def read_quantities(text: str, lang: str, taken: Iterable[Span] = ()) -> tuple[list[Quantity], list[Refused]]:
    """Return the quantities of ``text`` and, for people who ask why, the numbers that are none."""
    tokens = tokenise(text, load_lexicon(lang))
    amounts, refused = read_amounts(tokens, tuple(taken))
    marked = []
    floor = 0
    for amount in amounts:
        markers = read_markers(tokens, amount, floor)
        read_bound(tokens, amount, markers, floor)
        marked.append((amount, markers))
        floor = amount.stop
    joined, scores = join_amounts(tokens, marked)
    for at in range(len(joined)):
        read_change(tokens, at, joined)
    share_changes(tokens, joined)
    return [_quantity(tokens, amount) for amount, _ in joined], sorted((*refused, *scores), key=lambda item: item.span)


def _quantity(tokens: Tokens, amount: Amount) -> Quantity:
    span = tokens.starts[amount.begin], tokens.ends[amount.stop - 1]
    return Quantity(
        span,
        tokens.text[span[0] : span[1]],
        amount.value,
        amount.low,
        amount.high,
        amount.unit,
        amount.bound,
        amount.change,
        amount.role,
    )
