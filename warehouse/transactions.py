"""All or nothing, each commit counted, and the truth about a COMMIT that raised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from warehouse.errors import CommitFailed
from warehouse.files import connect
from warehouse.journal import note_commit
from warehouse.statements import run, select


@contextmanager
def transaction(
    con: duckdb.DuckDBPyConnection, landed: Callable[[duckdb.DuckDBPyConnection], bool] | None = None
) -> Iterator[None]:
    """Commit what is done inside, or nothing of it, and note the commit in the journal.

    A COMMIT that raises may have reached the disk all the same. Where ``landed`` is given, ``con`` is then closed, the
    file opened again and ``landed`` asked whether it did.

    Raises:
        CommitFailed: COMMIT raised, and this is what became of it; ``con`` is closed.
    """
    with _rolled_back(con):
        yield
        run(con, "update_commits")
        number = count_commits(con)
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
    note_commit(path, number)


@contextmanager
def uncounted_transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit what is done inside, or nothing of it, in a file that may not be able to count yet."""
    with _rolled_back(con):
        yield
    con.execute("COMMIT")


def count_commits(con: duckdb.DuckDBPyConnection) -> int:
    """Return how many transactions were committed to the file, ever."""
    return sum(row["number"] for row in select(con, "select_commits"))


@contextmanager
def _rolled_back(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    con.execute("BEGIN")
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # a connection that died cannot roll back and has nothing to keep
            con.execute("ROLLBACK")
        raise


def _first(con: duckdb.DuckDBPyConnection, query: str) -> object:
    row = con.execute(query).fetchone()
    return row[0] if row else None
