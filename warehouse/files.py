"""The files beside a warehouse, and opening one with errors that a person can act on."""

from __future__ import annotations

import shlex
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseCorrupt, WarehouseError, WarehouseFailed, WarehouseLocked
from warehouse.journal import journal_path

_Config = dict[str, str | bool | int | float | list[str]]
# Text of strangers is only ever a parameter; if that ever failed, no file and no setting would be in its reach.
_SEALED: _Config = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": False,
    "lock_configuration": True,
}

_NOT_WRITTEN = ("Could not write", "Could not truncate", "Could not fsync", "No space left")

OPERATIONAL = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
    duckdb.OutOfMemoryException,
    duckdb.TransactionException,
)
"""What DuckDB raises when file, disk or memory give out; anything else is a mistake in the program."""


def snapshot_path(path: Path) -> Path:
    """Where the snapshot of the warehouse at ``path`` lies."""
    return path.with_name(path.name + ".snapshot")


def connect(path: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Connect to a file that exists.

    Raises:
        WarehouseLocked: a foreign program (a DuckDB shell) has it open.
        WarehouseCorrupt: DuckDB cannot read it.
    """
    try:
        return duckdb.connect(str(path), read_only=read_only, config=_SEALED)
    except duckdb.Error as error:
        raise translate(error, path, while_opening=True) from error


def log_path(path: Path) -> Path:
    """Where DuckDB keeps what is committed and not yet in the file at ``path``."""
    return path.with_name(path.name + ".wal")


def translate(error: duckdb.Error, path: Path, *, while_opening: bool = False) -> WarehouseError:
    """Word ``error``, which DuckDB raised about ``path``, with the way out."""
    reason = str(error).partition("\n")[0]
    if "lock on file" in reason:
        return WarehouseLocked(f"{path} is open in another program ({reason}); close it there")
    if "Permission denied" in reason:
        return WarehouseFailed(f"{path} cannot be opened ({reason}); run as the user that it belongs to")
    is_damaged = while_opening or "orrupt" in reason or "checksum" in reason
    if is_damaged and not any(words in reason for words in _NOT_WRITTEN):
        changed = "nothing was changed; " if while_opening else ""
        return WarehouseCorrupt(f"{path} cannot be read ({reason}); {changed}{_remedy(path)}")
    return WarehouseFailed(f"{path}: {reason}; what was not committed is not recorded; free disk or memory, run again")


def _remedy(path: Path) -> str:
    if path.suffix == ".snapshot":
        return f"remove it with `rm {shlex.quote(str(path))}`; the next `figurewatch run` makes it again"
    snapshot = snapshot_path(path)
    damaged = [file for file in (path, log_path(path), journal_path(path)) if file.exists()]
    moves = [f"mv {shlex.quote(str(file))} {shlex.quote(f'{file}.damaged')}" for file in damaged]
    if _can_be_read(snapshot):
        moves.append(f"cp {shlex.quote(str(snapshot))} {shlex.quote(str(path))}")
        return f"go back to the last finished run with `{' && '.join(moves)}`"
    lack = "its snapshot cannot be read either" if snapshot.exists() else "there is no snapshot"
    return f"{lack}; restore a backup, or begin anew with `{' && '.join(moves)}`"


def _can_be_read(snapshot: Path) -> bool:
    if not snapshot.is_file():
        return False
    try:
        duckdb.connect(str(snapshot), read_only=True, config=_SEALED).close()
    except duckdb.Error:
        return False
    return True
