"""What ``figurewatch extract`` shows to people, whatever it is shown on: the text in pieces, and rows of words.

The text is a stranger's: characters that are not seen (a terminal's escapes, marks that reverse the reading order) are
left out here, so that neither a table nor a page has to think of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from extractors.figures.amounts import Refused
from extractors.records import Bound, Observation, Quantity, Role, Trend
from flows.extracting import TextReading
from flows.foreign_text import clean

FIGURES = ("figure", "value", "unit", "bound", "change", "role")
OBSERVATIONS = ("indicator", "figure", "kind", "period", "verdict", "confidence")
ABSTAINED = ("printed", "no figure because it is")

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: a figure, a number that is none, or neither (``kind`` "figure", "abstained", "")."""

    text: str
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShownText:
    """One text with what was read in it, ready to be laid out."""

    name: str
    lang: str
    pieces: tuple[Piece, ...]
    figures: tuple[Row, ...]
    observations: tuple[Row, ...]
    abstained: tuple[Row, ...]


def show_text(name: str, text: str, reading: TextReading, titles: Mapping[str, str]) -> ShownText:
    """Return what to show of ``text``; ``name`` says where it came from, ``titles`` name the indicators."""
    return ShownText(
        _seen(name),
        reading.lang,
        _cut(text, reading),
        tuple(_figure_row(quantity) for quantity in reading.quantities),
        tuple(
            (
                titles[found.indicator],
                found.stage or f"{_amount(found)} {found.unit or ''}".strip(),
                found.kind,
                found.period.label or "",
                verdict,
                f"{found.confidence:.2f}",
            )
            for found, verdict in reading.observations
        ),
        tuple((_one_line(text[slice(*refused.span)]), str(refused.reason)) for refused in reading.refused),
    )


def _cut(text: str, reading: TextReading) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    last = 0
    known: list[Quantity | Refused] = [*reading.quantities, *reading.refused]
    for found in sorted(known, key=lambda item: item.span):
        start, end = found.span
        if start < last:
            continue
        pieces.append(Piece(_seen(text[last:start])))
        kind = "abstained" if isinstance(found, Refused) else "figure"
        pieces.append(Piece(_seen(text[start:end]), kind, _note(found)))
        last = end
    pieces.append(Piece(_seen(text[last:])))
    return tuple(piece for piece in pieces if piece.text)


def _note(found: Quantity | Refused) -> str:
    """What a figure means in a few words, or why a number is none."""
    if isinstance(found, Refused):
        return f"no figure: {found.reason}"
    said = [_amount(found), found.unit or ""]
    said += [found.bound] if found.bound not in (Bound.EXACT, Bound.RANGE) else []
    said += [found.change] if found.change is not Trend.NONE else []
    said += [found.role] if found.role is not Role.LEVEL else []
    return " ".join(filter(None, said)).replace("_", " ")


def _figure_row(quantity: Quantity) -> Row:
    return (
        _one_line(quantity.text),
        _amount(quantity),
        quantity.unit or "",
        quantity.bound,
        quantity.change,
        quantity.role,
    )


def _amount(figure: Quantity | Observation) -> str:
    if figure.value is None:
        return f"{_number(figure.low)}–{_number(figure.high)}" if figure.low is not None else ""
    return _number(figure.value)


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():,f}"


def _one_line(text: str) -> str:
    return " ".join(_seen(text).split())


def _seen(text: str) -> str:
    return "\n".join(map(clean, text.split("\n")))
