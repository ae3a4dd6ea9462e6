"""Reads one text from figures to verdicts, without touching network, clock or warehouse.

This is what ``figurewatch extract`` prints and what the accuracy tests measure. It imports no Prefect, so that the
command starts at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extractors.figures import extract_figures
from extractors.figures.amounts import Refused
from extractors.figures.language import detect_language
from extractors.indicators import IndicatorSpec
from extractors.observations import extract_observations
from extractors.records import LANGUAGES, BaselineFigure, Observation, Period, Quantity
from extractors.verdicts import Verdict
from warehouse.comparison import compare


@dataclass(frozen=True, slots=True)
class TextReading:
    """What was read in one text: all quantities, the observations with their verdicts, the numbers that are none."""

    lang: str
    quantities: tuple[Quantity, ...]
    observations: tuple[tuple[Observation, Verdict], ...]
    refused: tuple[Refused, ...] = ()


def read_text(
    text: str,
    specs: Sequence[IndicatorSpec],
    baseline: Sequence[BaselineFigure],
    *,
    lang: str | None = None,
    published: dt.date | None = None,
    title: str = "",
) -> TextReading:
    """Return the figures of ``text``; its language is detected when ``lang`` is not given.

    ``published`` resolves relative periods; ``specs`` is the tuple of the loader (compiled once per language). What is
    printed in another currency than the indicator's is left out: the contract gives every value in that unit. A
    language that has a lexicon but no cues of the indicators gives figures only.
    """
    lang = lang or detect_language(text)
    figures = extract_figures(text, lang, published)
    cued = specs if lang in LANGUAGES else ()
    observations = (
        extract_observations(text, figures, cued, lang=lang, published=published, title=title) if cued else []
    )
    by_id = {spec.id: spec for spec in specs}
    judged = tuple(
        (seen, compare(seen, baseline, by_id[seen.indicator]).verdict)
        for seen in observations
        if seen.unit not in by_id[seen.indicator].currencies
    )
    return TextReading(lang, figures.quantities, judged, figures.refused)


def to_record(id_: Any, reading: TextReading) -> dict[str, Any]:
    """Return the JSON record of the extract contract (DESIGN §10); decimals become JSON numbers."""
    return {
        "id": id_,
        "lang": reading.lang,
        "quantities": [_quantity(quantity) for quantity in reading.quantities],
        "observations": [_observation(seen, verdict) for seen, verdict in reading.observations],
    }


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "span": list(quantity.span),
        "text": quantity.text,
        "value": _number(quantity.value),
        "low": _number(quantity.low),
        "high": _number(quantity.high),
        "unit": quantity.unit,
        "bound": str(quantity.bound),
        "change": str(quantity.change),
        "role": str(quantity.role),
    }


def _observation(seen: Observation, verdict: Verdict) -> dict[str, Any]:
    return {
        "indicator": seen.indicator,
        "value": _number(seen.value),
        "low": _number(seen.low),
        "high": _number(seen.high),
        "unit": seen.unit,
        "bound": str(seen.bound),
        "kind": str(seen.kind),
        "stage": seen.stage,
        "period": _period(seen.period),
        "verdict": str(verdict),
        "speaker": seen.speaker,
        "confidence": seen.confidence,
        "evidence": {"span": list(seen.span), "text": seen.text},
    }


def _period(period: Period) -> dict[str, Any]:
    return {
        "start": period.start.isoformat() if period.start else None,
        "end": period.end.isoformat() if period.end else None,
        "label": period.label,
        "kind": str(period.kind),
        "how": str(period.how),
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
