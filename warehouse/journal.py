"""The number of the last commit, on disk beside the warehouse: proof that its log is whole.

DuckDB replays a log as far as it can be read. One that was emptied, cut or replaced by an older one opens without a
word, and the last transactions are gone. So every commit counts itself in the file, and its number is written here
after it; a file that knows fewer commits than its journal has lost some. The journal is written in place, never ahead
of the file, and one that is missing or cannot be read proves nothing.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_DIGITS = 19  # as many as a BIGINT has, so that the journal never grows


def journal_path(path: Path) -> Path:
    """Where the journal of the warehouse at ``path`` lies."""
    return path.with_name(path.name + ".journal")


def read_journal(path: Path) -> int:
    """Return how many commits the warehouse at ``path`` must know; 0 when nothing is known of it."""
    try:
        return int(journal_path(path).read_bytes()[: _DIGITS + 1])
    except (OSError, ValueError):
        return 0


def begin_journal(path: Path, number: int) -> None:
    """Make sure that there is a journal, and that it says ``number``; OSError when it cannot be written."""
    if not journal_path(path).exists() or read_journal(path) != number:
        _write(path, number, os.O_CREAT)


def note_commit(path: Path, number: int) -> None:
    """Write down that commit ``number`` is durable. A copy without a journal is nobody's record and has none."""
    with suppress(OSError):  # the commit stands; a journal that is behind only sees less
        _write(path, number)


def _write(path: Path, number: int, flags: int = 0) -> None:
    descriptor = os.open(journal_path(path), os.O_WRONLY | flags, 0o644)
    try:
        os.pwrite(descriptor, f"{number:0{_DIGITS}}\n".encode(), 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
