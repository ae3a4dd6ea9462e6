"""Figures: the quantities and reference periods of a text, in Russian, English, Kazakh and Azerbaijani."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from extractors.figures.amounts import Refused
from extractors.figures.periods import extract_periods
from extractors.figures.quantities import read_quantities
from extractors.records import PeriodMention, Quantity


@dataclass(frozen=True, slots=True)
class Figures:
    """The quantities and period mentions of one text, each in the order of the text.

    ``refused`` are the numbers that are no quantities, with the reason of each.
    """

    quantities: tuple[Quantity, ...]
    periods: tuple[PeriodMention, ...]
    refused: tuple[Refused, ...] = ()


def extract_figures(text: str, lang: str, published: dt.date | None = None) -> Figures:
    """Return the figures of ``text``; ``published`` resolves "last year" and the like."""
    periods = extract_periods(text, lang, published)
    quantities, refused = read_quantities(text, lang, tuple(mention.span for mention in periods))
    return Figures(tuple(quantities), tuple(periods), tuple(refused))
