"""Waiting for the one writer of the warehouse."""

from dataclasses import replace

import pytest

from config.bundle import load_config
from config.settings import Settings
from flows.outgoing import cover, digest, notify
from flows.turns import open_in_turn
from tests.warehouse.samples import HOUR, NOW, count, feed, prepare, reading, record, trade
from tests.warehouse.test_connection import HOLD_OPEN, start
from warehouse.connection import open_warehouse
from warehouse.errors import WarehouseFailed, WarehouseLocked
from warehouse.outbox import claim_alerts
from warehouse.reports import select_status
from warehouse.rows import Destination

KILLED_AFTER_RECORDING = """
import os, sys
from pathlib import Path
from tests.warehouse.samples import reading, record, trade
from warehouse.connection import open_warehouse
from warehouse.rows import Destination
with open_warehouse(Path(sys.argv[1])) as con:
    record(con, reading("https://a.example/1", trade()), route=lambda _: (Destination("default", "file"),))
    os.kill(os.getpid(), 9)
"""


def test_who_finds_the_warehouse_taken_waits_until_it_is_free(tmp_path):
    path = tmp_path / "figures.duckdb"
    pauses = []
    with start(HOLD_OPEN, path) as holder:
        holder.stdout.readline()

        def finish(pause):
            pauses.append(pause)
            if len(pauses) == 2:
                holder.communicate("")

        with open_in_turn(path, 600, finish) as con:
            assert count(con)["changes"] == 1
    assert len(pauses) == 2


def test_a_notify_run_with_nothing_due_does_not_need_the_warehouse(tmp_path):
    settings = replace(Settings(), data_dir=tmp_path)
    with open_warehouse(settings.warehouse) as con:
        prepare(con)
    with open_warehouse(settings.warehouse):
        assert notify.fn(settings, NOW).receipts == ()


def test_a_notify_run_sends_what_is_due_and_what_was_cut_off(tmp_path):
    settings = replace(Settings(), data_dir=tmp_path)
    with open_warehouse(settings.warehouse) as con:
        prepare(con)
        record(con, reading("https://a.example/1", trade()), route=lambda _: (Destination("default", "file"),))
    with open_warehouse(settings.warehouse) as con:
        claim_alerts(con, NOW)
    assert notify.fn(settings, NOW).sent == 1


def test_a_notify_run_sends_what_a_killed_pass_had_recorded(tmp_path):
    settings = replace(Settings(), data_dir=tmp_path)
    with open_warehouse(settings.warehouse) as con:
        prepare(con)
    with start(KILLED_AFTER_RECORDING, settings.warehouse) as killed:
        killed.wait()
    assert notify.fn(settings, NOW).sent == 1


def test_a_digest_speaks_of_configured_sources_only(tmp_path):
    settings = replace(Settings(), data_dir=tmp_path)
    source, *_ = load_config(settings.config_dir).sources
    with open_warehouse(settings.warehouse) as con:
        prepare(con)
        record(con, fetches=[feed(name, ok=False, reason="timeout") for name in (source.id, "long-gone")])
        coverage = cover(select_status(con), (), [source])
    assert (coverage.failing, coverage.checked, coverage.total) == ((source.id,), 0, 1)
    assert coverage.last_heard == {}


def test_a_digest_knows_since_when_a_source_is_silent(tmp_path):
    settings = replace(Settings(), data_dir=tmp_path)
    source, *_ = load_config(settings.config_dir).sources
    with open_warehouse(settings.warehouse) as con:
        prepare(con)
        record(con, fetches=[feed(source.id)])
        later = NOW + HOUR
        record(con, now=later, fetches=[feed(source.id, at=later, ok=False, reason="timeout")])
        coverage = cover(select_status(con), (), [source])
    assert coverage.last_heard == {source.id: NOW.date()}


def test_patience_ends_with_the_name_of_the_holder(tmp_path):
    path = tmp_path / "figures.duckdb"
    pauses = []
    with (
        open_warehouse(path),
        pytest.raises(WarehouseLocked, match="being written by process"),
        open_in_turn(path, 30, pauses.append),
    ):
        pass
    assert sum(pauses) == 30


def test_what_fails_with_the_warehouse_open_is_not_done_again(tmp_path):
    attempts = []

    def fail():
        with open_in_turn(tmp_path / "figures.duckdb", 600, attempts.append) as con:
            prepare(con)
            attempts.append("done")
            raise WarehouseFailed("the disk is full")

    with pytest.raises(WarehouseFailed, match="full"):
        fail()
    assert attempts == ["done"]


@pytest.mark.parametrize("flow", [digest, notify])
def test_a_flow_that_sends_is_never_started_again_by_prefect(flow):
    """A digest that is sent and then fails would say on its second start that nothing changed."""
    assert not flow.retries
