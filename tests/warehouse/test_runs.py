"""How a run that breaks stands on record."""

import pytest

from tests.warehouse.samples import HOUR, NOW, reading, record, trade
from warehouse.connection import open_snapshot, open_warehouse
from warehouse.errors import CommitFailed
from warehouse.reports import select_status
from warehouse.rows import RunState
from warehouse.runs import run_on_record
from warehouse.store import finish_run


def broken_run(path, error, *, close=False):
    with open_warehouse(path) as con, run_on_record(con, "run-1", NOW, lambda: NOW + HOUR):
        record(con, reading("https://a.example/1", trade()))
        if close:
            con.close()
        raise error


def runs(path):
    with open_snapshot(path) as con:
        return [(run.state, run.finished) for run in select_status(con).runs]


@pytest.mark.parametrize("error", [RuntimeError("a defect"), KeyboardInterrupt()])
def test_a_run_that_breaks_has_failed_and_readers_see_it(path, error):
    with pytest.raises(type(error)):
        broken_run(path, error)
    assert runs(path) == [(RunState.FAILED, NOW + HOUR)]


def test_the_error_that_closed_the_connection_is_the_one_that_is_raised(path):
    error = CommitFailed("the disk is full", recorded=False)
    with pytest.raises(CommitFailed):
        broken_run(path, error, close=True)


def test_a_run_that_ends_well_is_left_as_it_said_itself(path):
    with open_warehouse(path) as con, run_on_record(con, "run-1", NOW, lambda: NOW + HOUR):
        finish_run(con, "run-1", NOW, RunState.DEGRADED, {})
    assert runs(path) == [(RunState.DEGRADED, NOW)]
