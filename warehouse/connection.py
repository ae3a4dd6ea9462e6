"""Opens the warehouse file: one writer at a time, readers on a copy that is never half written.

The writer holds ``<file>.lock`` (``flock``: the kernel frees it when the process dies, however it dies) for as long as
the file is open. At its end ``<file>.snapshot`` is renamed into place for readers and for going back. The copy
is made after the connection is closed: DuckDB guards its file by a record lock, and those fall when any descriptor of
the file is closed in the same process. It refuses to open what it cannot read or what is not whole, and never writes
over it.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from warehouse.errors import SnapshotMissing, WarehouseError, WarehouseFailed, WarehouseLocked
from warehouse.files import OPERATIONAL, connect, log_path, snapshot_path, translate
from warehouse.journal import begin_journal, journal_path
from warehouse.migrate import load_migrations, migrate, pending
from warehouse.soundness import check_presence, check_room, check_wholeness
from warehouse.transactions import count_commits

# DuckDB writes three header blocks of 4,096 bytes before anything else; a shorter file was cut while being created.
STUB_BYTES = 12_288

Connection = duckdb.DuckDBPyConnection
"""What the functions of the warehouse take, by a name for those who may not import duckdb."""

_held: set[int] = set()


@contextmanager
def open_warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for writing, creating or migrating it first; write its snapshot on leaving.

    What was committed before an error is shown to readers too, unless DuckDB itself failed. A session that committed
    nothing leaves the snapshot as it is.

    Raises:
        WarehouseLocked: another process (or another place in this one) has it open for writing.
        WarehouseCorrupt: the file cannot be read, or has lost transactions.
        WarehouseTooNew: a later program wrote it.
        WarehouseFailed: disk or memory gave out while it was open, or there is too little room to begin.
    """
    with _lock(path):
        con = _connect_to_write(path)
        try:
            yield con
            con.execute("CHECKPOINT")
        except OPERATIONAL as error:
            raise translate(error, path) from error
        except BaseException:
            _show_what_is_committed(con, path)
            raise
        finally:
            con.close()
        _write_snapshot(path)


@contextmanager
def open_snapshot(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the state after the last finished run of the warehouse at ``path``, for reading only.

    Raises:
        SnapshotMissing: there is none yet, or it was made before an upgrade.
        WarehouseLocked: there is none yet, and the first run is writing.
        WarehouseCorrupt: the snapshot cannot be read, or there is none and neither can the file.
        WarehouseTooNew: a later program wrote it.
    """
    snapshot = snapshot_path(path)
    if not snapshot.exists():
        raise _why_no_snapshot(path)
    con = connect(snapshot, read_only=True)
    try:
        if pending(con, load_migrations()):
            raise SnapshotMissing(f"{snapshot} was made before an upgrade; make a new one with `figurewatch run`")
        yield con
    except OPERATIONAL as error:
        raise translate(error, snapshot) from error
    finally:
        con.close()


def is_snapshot_behind(path: Path) -> bool:
    """Whether something is recorded that the snapshot does not show, and nobody is at work who will make a new one."""
    if not path.exists():
        return False
    try:
        with _lock(path):
            log = log_path(path)
            return (log.exists() and log.stat().st_size > 0) or not _is_copy(snapshot_path(path), path)
    except WarehouseLocked:
        return False


def exists(path: Path) -> bool:
    """Whether anything was ever written at ``path``, in whatever state it is now."""
    return path.exists() or snapshot_path(path).exists()


def _connect_to_write(path: Path) -> duckdb.DuckDBPyConnection:
    check_presence(path)
    check_room(path)
    if not path.exists() or _is_stub(path):
        _create(path)
    check_wholeness(path)
    con = connect(path)
    try:
        migrate(con, load_migrations())
        begin_journal(path, count_commits(con))
    except OPERATIONAL as error:
        con.close()
        raise translate(error, path) from error
    except OSError as error:
        con.close()
        raise WarehouseFailed(
            f"{journal_path(path)} cannot be written ({error.strerror}); free disk, run again"
        ) from error
    except BaseException:
        con.close()
        raise
    return con


def _why_no_snapshot(path: Path) -> WarehouseError:
    try:
        check_presence(path)
    except WarehouseError as error:
        return error
    if not path.exists():
        return SnapshotMissing(f"{path}: no run has finished yet; start one with `figurewatch run`")
    try:
        with _lock(path):
            if not _is_stub(path):
                connect(path, read_only=True).close()
    except WarehouseError as error:
        return error
    return SnapshotMissing(f"{path} has no snapshot to read from; the next `figurewatch run` makes one")


def _show_what_is_committed(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    try:
        with suppress(duckdb.TransactionException):  # nothing was begun
            con.execute("ROLLBACK")
        con.execute("CHECKPOINT")
    except duckdb.Error:  # the connection died: the next session makes the snapshot
        return
    con.close()
    with suppress(WarehouseFailed):  # the error on its way says more
        _write_snapshot(path)


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise WarehouseFailed(f"{path} cannot be written ({error.strerror}); give it a folder of its own") from error
    _held.add(descriptor)
    try:
        _take(descriptor, path)
        yield
    finally:
        _held.discard(descriptor)
        os.close(descriptor)


def _take(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        pid = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
        since = dt.datetime.fromtimestamp(os.fstat(descriptor).st_mtime, dt.UTC)
        raise WarehouseLocked(
            f"{path} is being written by process {pid} since {since:%Y-%m-%d %H:%M:%S} UTC; wait until it ends"
        ) from error
    with suppress(OSError):  # the lock is held all the same; only its holder cannot be named
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())


def _drop_locks_in_child() -> None:
    # A forked worker shares the lock; were it to outlive a killed parent, nobody could write.
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_drop_locks_in_child)


def _is_stub(path: Path) -> bool:
    # A short file beside a log or a snapshot was cut later, and then it is damage, to be seen by a person.
    if path.stat().st_size >= STUB_BYTES or snapshot_path(path).exists():
        return False
    log = log_path(path)
    return not log.exists() or log.stat().st_size == 0


def _create(path: Path) -> None:
    new = path.with_name(path.name + ".new")
    for leftover in (new, log_path(new)):
        leftover.unlink(missing_ok=True)
    try:
        con = connect(new)
        try:
            migrate(con, load_migrations())
        finally:
            con.close()
        _put_in_place(new, path)
    except OPERATIONAL as error:
        raise translate(error, path) from error
    except OSError as error:
        raise WarehouseFailed(f"{path} could not be created ({error.strerror}); free disk and run again") from error


def _write_snapshot(path: Path) -> None:
    snapshot = snapshot_path(path)
    if _is_copy(snapshot, path):
        return
    aside = snapshot.with_name(snapshot.name + ".new")
    try:
        shutil.copy2(path, aside)
        _put_in_place(aside, snapshot)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise WarehouseFailed(
            f"{snapshot} could not be written ({error.strerror}); all is recorded in {path}, but readers see the state "
            "before; free disk and run again"
        ) from error


def _is_copy(snapshot: Path, path: Path) -> bool:
    # The copy keeps the time of its original, and only a commit moves that; the rename makes both appear at once.
    if not snapshot.is_file():
        return False
    copy, original = snapshot.stat(), path.stat()
    return (copy.st_size, copy.st_mtime_ns) == (original.st_size, original.st_mtime_ns)


def _put_in_place(new: Path, path: Path) -> None:
    _sync(new)
    new.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
