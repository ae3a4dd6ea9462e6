"""Shows a text with its figures marked, and what was read in it, on a terminal."""

from __future__ import annotations

from rich.text import Text

from flows.extract_rows import ABSTAINED, FIGURES, OBSERVATIONS, ShownText
from flows.tables import make_console, print_rows

_STYLES = {"figure": "reverse", "abstained": "underline"}


def print_shown(shown: ShownText) -> None:
    """Print the text with its figures marked, then the figures, what they say, and the numbers that are none."""
    console = make_console()
    console.print(Text(f"{shown.name} ({shown.lang})", style="bold"))
    console.print(Text.assemble(*((piece.text, _STYLES.get(piece.kind, "")) for piece in shown.pieces)))
    for header, rows, empty in (
        (FIGURES, shown.figures, "no figures"),
        (OBSERVATIONS, shown.observations, "nothing about the indicators"),
        (ABSTAINED, shown.abstained, "no number was left out"),
    ):
        console.print()
        print_rows(header, rows, empty=empty)
