"""Shows a text with its figures marked, the figures, and what they say of the indicators, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from rich.text import Text

from extractors.indicators import IndicatorSpec
from extractors.records import Observation, Quantity
from flows.extracting import TextReading
from flows.tables import make_console, print_rows


def show_reading(name: str, text: str, reading: TextReading, specs: Mapping[str, IndicatorSpec]) -> None:
    """Print ``reading`` of ``text``; ``name`` says where the text came from."""
    console = make_console()
    console.print(Text(f"{name} ({reading.lang})", style="bold"))
    marked = Text(text)
    for quantity in reading.quantities:
        marked.stylize("reverse", *quantity.span)
    console.print(marked)
    console.print()
    print_rows(
        ("figure", "value", "unit", "bound", "change", "role"),
        [
            (
                " ".join(quantity.text.split()),
                _value(quantity),
                quantity.unit or "",
                quantity.bound,
                quantity.change,
                quantity.role,
            )
            for quantity in reading.quantities
        ],
        empty="no figures",
    )
    console.print()
    print_rows(
        ("indicator", "figure", "kind", "period", "verdict", "confidence"),
        [
            (
                specs[seen.indicator].titles["en"],
                seen.stage or f"{_value(seen)} {seen.unit or ''}".strip(),
                seen.kind,
                seen.period.label or "",
                verdict,
                f"{seen.confidence:.2f}",
            )
            for seen, verdict in reading.observations
        ],
        empty="nothing about the indicators",
    )


def _value(figure: Quantity | Observation) -> str:
    if figure.value is None:
        return f"{_number(figure.low)}–{_number(figure.high)}" if figure.low is not None else ""
    return _number(figure.value)


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():,f}"
