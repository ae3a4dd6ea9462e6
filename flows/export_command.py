"""`figurewatch export`: writes a table of the last finished run to a file or to standard output."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Literal

from config.settings import Settings
from extractors.errors import FigurewatchError
from warehouse.connection import open_snapshot
from warehouse.exports import Content, Export, render_csv, render_json, select_export, write_parquet

Format = Literal["csv", "json", "parquet"]


class ExportError(FigurewatchError):
    """The export cannot be written; the message names the file."""


def export(settings: Settings, content: Content, form: Format, target: Path | None) -> None:
    """Write ``content`` to ``target`` (whole or not at all), or to standard output.

    Raises:
        ExportError: the file cannot be written, or Parquet was to go to a terminal.
    """
    if target is None and form == "parquet" and sys.stdout.isatty():
        raise ExportError("Parquet is no text for a terminal; name a file with -o")
    with open_snapshot(settings.warehouse) as con:
        found = select_export(con, content)
    if target is None:
        with tempfile.TemporaryDirectory(prefix="figurewatch-") as folder:
            sys.stdout.buffer.write(_write(found, form, Path(folder) / content).read_bytes())
        return
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".figurewatch-") as folder:
            _write(found, form, Path(folder) / content).replace(target)
    except OSError as error:
        raise ExportError(f"{target}: cannot be written ({error.strerror}); name another file with -o") from error


def _write(found: Export, form: Format, path: Path) -> Path:
    if form == "parquet":
        write_parquet(found, path)
    else:
        path.write_bytes((render_csv(found) if form == "csv" else render_json(found)).encode())
    return path
