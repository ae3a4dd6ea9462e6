"""A run on record from its first moment to its end, however it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import duckdb

from warehouse.rows import RunState
from warehouse.store import begin_run, finish_run


@contextmanager
def run_on_record(
    con: duckdb.DuckDBPyConnection, run_id: str, started: dt.datetime, clock: Callable[[], dt.datetime]
) -> Iterator[None]:
    """Begin a run; should what is done inside raise, the run has failed at ``clock()``.

    One that ends well is finished inside, by ``finish_run``, with its counts. A connection that died with the run
    leaves it "running", which the next run turns into "crashed".
    """
    begin_run(con, run_id, started)
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):
            finish_run(con, run_id, clock(), RunState.FAILED, {})
        raise
