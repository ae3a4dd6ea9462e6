"""How listings look: a table for people, JSON lines for programs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_PIPED_WIDTH = 160
_SPACES = "\t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


def to_plain(value: object) -> object:
    """Return ``value`` as JSON can hold it: dataclasses as objects, amounts as numbers, moments in ISO 8601."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return to_plain(to_fields(value))
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def to_fields(record: Any) -> dict[str, Any]:
    """Return the fields of a dataclass by name, as they are."""
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}


def count(number: int, noun: str) -> str:
    """Return ``number`` with its English noun: "1 page", "2 pages"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def print_json(value: object) -> None:
    """Print ``value`` as one line of JSON on standard output."""
    sys.stdout.write(json.dumps(to_plain(value), ensure_ascii=False) + "\n")


def print_rows(header: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str) -> None:
    """Print a table, or ``empty`` (what it means that there is nothing) when there are no rows."""
    console = make_console()
    table = Table(*header, box=None, pad_edge=False, header_style="bold")
    count = 0
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
        count += 1
    if count:
        console.print(table)
    else:
        console.print(Text(empty))


def make_console() -> Console:
    """Return the console of standard output, wide enough not to break lines when piped."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PIPED_WIDTH)


def print_lines(*lines: str) -> None:
    """Print ``lines`` as they are, without a terminal's escapes from foreign text."""
    for line in lines:
        sys.stdout.write("".join(char for char in line if char.isprintable() or char in _SPACES) + "\n")
