"""What must be true of the warehouse's files before anybody writes: none is missing, none is short, and there is room.

Nothing is changed in finding out: the file is opened for reading first, because opening it for writing would replay a
damaged log as far as it goes and throw the rest away.
"""

from __future__ import annotations

import shlex
import shutil
from contextlib import closing
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseCorrupt, WarehouseFailed
from warehouse.files import connect, log_path, snapshot_path
from warehouse.journal import journal_path, read_journal
from warehouse.transactions import count_commits

LEAST_ROOM = 16 * 2**20
"""Bytes that must be free besides those of the snapshot, which is written anew after a run."""


def check_presence(path: Path) -> None:
    """Refuse to begin anew where the file is gone and not all that belonged to it.

    Raises:
        WarehouseCorrupt: only the file itself is missing.
    """
    log, snapshot, journal = log_path(path), snapshot_path(path), journal_path(path)
    left = [file for file in (snapshot, log, journal) if file.is_file() and file.stat().st_size]
    if path.exists() or not left:
        return
    moves = [f"mv {shlex.quote(str(file))} {shlex.quote(f'{file}.damaged')}" for file in left if file != snapshot]
    if snapshot in left:
        moves.append(f"cp {shlex.quote(str(snapshot))} {shlex.quote(str(path))}")
        way = f"go back to the last finished run with `{' && '.join(moves)}`"
    else:
        way = f"restore a backup, or begin anew with `{' && '.join(moves)}`"
    names = ", ".join(file.name for file in left)
    raise WarehouseCorrupt(f"{path} is missing, but {names} are there; nothing was changed; {way}")


def check_wholeness(path: Path) -> None:
    """Refuse a file that knows fewer commits than were made.

    Raises:
        WarehouseCorrupt: some are missing, or the file cannot be read.
        WarehouseLocked: a foreign program has it open.
    """
    expected = read_journal(path)
    with closing(connect(path, read_only=True)) as con:
        try:
            known = count_commits(con)
        except duckdb.CatalogException:  # made before commits were counted
            return
    if known < expected:
        journal, log = journal_path(path), log_path(path)
        raise WarehouseCorrupt(
            f"{path} lacks its last {expected - known} of {expected} transactions: {log.name} was lost or cut, or an "
            f"older copy put in place; nothing was changed; restore the lost file, or go on with what is there by "
            f"`mv {shlex.quote(str(journal))} {shlex.quote(f'{journal}.damaged')}` (pages are read again, messages "
            "may be repeated)"
        )


def check_room(path: Path) -> None:
    """Refuse to begin what a full disk would cut off.

    Raises:
        WarehouseFailed: there is too little room for the changes and a new snapshot.
    """
    size = path.stat().st_size if path.exists() else 0
    needed, free = size + LEAST_ROOM, shutil.disk_usage(path.parent).free
    if free < needed:
        raise WarehouseFailed(
            f"{path}: only {free / 2**20:.0f} MB of disk are free and {needed / 2**20:.0f} MB are needed; nothing was "
            "changed; free some and run again"
        )
