"""Opens the warehouse file: one writer at a time, readers on a copy that is never half written.

The writer holds ``<file>.lock`` (``flock``: the kernel frees it when the process dies, however it dies) for as long as
the file is open. When it ends well, ``<file>.snapshot`` is renamed into place for readers and for going back. The copy
is made after the connection is closed: DuckDB guards its file by a record lock, and those fall when any descriptor of
the file is closed in the same process. It refuses to open what it cannot read, and never writes over it.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from warehouse.errors import (
    CommitFailed,
    SnapshotMissing,
    WarehouseCorrupt,
    WarehouseError,
    WarehouseFailed,
    WarehouseLocked,
)
from warehouse.migrate import load_migrations, migrate, pending

# DuckDB writes three header blocks of 4,096 bytes before anything else; a shorter file was cut while being created.
STUB_BYTES = 12_288

Connection = duckdb.DuckDBPyConnection
"""What the functions of the warehouse take, by a name for those who may not import duckdb."""

_Config = dict[str, str | bool | int | float | list[str]]
_OFFLINE: _Config = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
_OPERATIONAL = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
    duckdb.OutOfMemoryException,
    duckdb.TransactionException,
)
_held: set[int] = set()


@contextmanager
def open_warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for writing, creating or migrating it first; write its snapshot on leaving without error.

    Raises:
        WarehouseLocked: another process (or another place in this one) has it open for writing.
        WarehouseCorrupt: the file cannot be read.
        WarehouseTooNew: a later program wrote it.
        WarehouseFailed: disk or memory gave out while it was open.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _lock(path):
        if not path.exists() or _is_stub(path):
            _create(path)
        con = connect(path)
        try:
            migrate(con, load_migrations())
            _seal(con)
            yield con
            con.execute("CHECKPOINT")
        except _OPERATIONAL as error:
            raise _translate(error, path) from error
        finally:
            con.close()
        _write_snapshot(path)


@contextmanager
def open_snapshot(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the state after the last finished run of the warehouse at ``path``, for reading only.

    Raises:
        SnapshotMissing: there is none yet, or it was made before an upgrade.
        WarehouseCorrupt: the snapshot cannot be read.
        WarehouseTooNew: a later program wrote it.
    """
    snapshot = snapshot_path(path)
    if not snapshot.exists():
        raise SnapshotMissing(f"{path}: no run has finished yet; start one with `figurewatch run`")
    con = connect(snapshot, read_only=True)
    try:
        if pending(con, load_migrations()):
            raise SnapshotMissing(f"{snapshot} was made before an upgrade; make a new one with `figurewatch run`")
        _seal(con)
        yield con
    except _OPERATIONAL as error:
        raise _translate(error, snapshot) from error
    finally:
        con.close()


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
        return duckdb.connect(str(path), read_only=read_only, config=_OFFLINE)
    except duckdb.Error as error:
        raise _translate(error, path, while_opening=True) from error


@contextmanager
def transaction(
    con: duckdb.DuckDBPyConnection, landed: Callable[[duckdb.DuckDBPyConnection], bool] | None = None
) -> Iterator[None]:
    """Commit what is done inside, or nothing of it.

    A COMMIT that raises may have reached the disk all the same. Where ``landed`` is given, ``con`` is then closed, the
    file opened again and ``landed`` asked whether it did.

    Raises:
        CommitFailed: COMMIT raised, and this is what became of it; ``con`` is closed.
    """
    con.execute("BEGIN")
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # a connection that died cannot roll back and has nothing to keep
            con.execute("ROLLBACK")
        raise
    path = Path(str(_first(con, "SELECT path FROM duckdb_databases() WHERE database_name = current_database()")))
    try:
        con.execute("COMMIT")
    except duckdb.Error as error:
        if landed is None:
            raise
        con.close()
        again = connect(path)
        try:
            recorded = landed(again)
        finally:
            again.close()
        outcome = "it is recorded all the same" if recorded else "nothing of it is recorded"
        reason = str(error).partition("\n")[0]
        raise CommitFailed(f"{path}: committing failed ({reason}); {outcome}; run again", recorded=recorded) from error


def _first(con: duckdb.DuckDBPyConnection, query: str) -> object:
    row = con.execute(query).fetchone()
    return row[0] if row else None


def _seal(con: duckdb.DuckDBPyConnection) -> None:
    # Text of strangers is only ever a parameter; if that ever failed, no file and no setting would be in its reach.
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    lock = path.with_name(path.name + ".lock")
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
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
    log = _log_path(path)
    return not log.exists() or log.stat().st_size == 0


def _create(path: Path) -> None:
    new = path.with_name(path.name + ".new")
    for leftover in (new, _log_path(new)):
        leftover.unlink(missing_ok=True)
    con = connect(new)
    try:
        migrate(con, load_migrations())
    finally:
        con.close()
    _put_in_place(new, path)


def _write_snapshot(path: Path) -> None:
    snapshot = snapshot_path(path)
    aside = snapshot.with_name(snapshot.name + ".new")
    shutil.copyfile(path, aside)
    _put_in_place(aside, snapshot)


def _put_in_place(new: Path, path: Path) -> None:
    for written in (new, new.parent):
        descriptor = os.open(written, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    new.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _log_path(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _translate(error: duckdb.Error, path: Path, *, while_opening: bool = False) -> WarehouseError:
    reason = str(error).partition("\n")[0]
    if "lock on file" in reason:
        return WarehouseLocked(f"{path} is open in another program ({reason}); close it there")
    if while_opening or "orrupt" in reason or "checksum" in reason:
        return WarehouseCorrupt(f"{path} cannot be read ({reason}); nothing was changed; {_remedy(path)}")
    return WarehouseFailed(f"{path}: {reason}; what was not committed is not recorded; free disk or memory, run again")


def _remedy(path: Path) -> str:
    snapshot = snapshot_path(path)
    damaged = [file for file in (path, _log_path(path)) if file.exists()]
    moves = [f"mv {shlex.quote(str(file))} {shlex.quote(f'{file}.damaged')}" for file in damaged]
    if snapshot.exists():
        moves.append(f"cp {shlex.quote(str(snapshot))} {shlex.quote(str(path))}")
        return f"go back to the last finished run with `{' && '.join(moves)}`"
    return f"there is no snapshot; begin anew with `{' && '.join(moves)}`, or restore a backup"
