"""The schedule as ops run it: started, left alone for its first pass, stopped by a signal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from warehouse.connection import open_snapshot
from warehouse.errors import SnapshotMissing, WarehouseLocked
from warehouse.reports import select_status
from warehouse.rows import RunState
from warehouse.views import Run

LIMIT = 90


def finished_runs(warehouse: Path) -> list[Run]:
    try:
        with open_snapshot(warehouse) as con:
            return [run for run in select_status(con).runs if run.state is not RunState.RUNNING]
    except (SnapshotMissing, WarehouseLocked):  # the first pass still writes
        return []


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_schedule_begins_with_a_pass_and_ends_in_order(stop, newsroom_environ, tmp_path):
    newsroom_environ = newsroom_environ | {"FIGUREWATCH_DATA_DIR": str(tmp_path)}
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("FIGUREWATCH_", "PREFECT_"))}
    serving = subprocess.Popen(
        [Path(sys.executable).with_name("figurewatch"), "serve"],
        env=environ | newsroom_environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=newsroom_environ["FIGUREWATCH_DATA_DIR"],
        start_new_session=True,
    )
    try:
        warehouse = Path(newsroom_environ["FIGUREWATCH_DATA_DIR"]) / "figurewatch.duckdb"
        deadline = time.monotonic() + LIMIT
        while not finished_runs(warehouse) and serving.poll() is None and time.monotonic() < deadline:
            time.sleep(0.5)
        runs = finished_runs(warehouse)
    finally:
        serving.send_signal(stop)
        out, err = serving.communicate(timeout=30)
    assert [run.state for run in runs] == [RunState.DEGRADED]
    assert serving.returncode == 0, err
    assert "Traceback" not in out + err
    assert len(err.splitlines()) == 1, err
