"""A warehouse that lost something is not written to, and says what to do."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess

import pytest

from tests.warehouse.samples import NOW, count, dump, prepare, reading, record, trade
from tests.warehouse.test_connection import HOLD_OPEN, start
from warehouse import soundness
from warehouse.connection import is_snapshot_behind, open_snapshot, open_warehouse
from warehouse.errors import WarehouseCorrupt, WarehouseFailed
from warehouse.files import log_path, snapshot_path
from warehouse.journal import journal_path, read_journal
from warehouse.outbox import claim_alerts
from warehouse.transactions import count_commits


def leave_a_log(path) -> int:
    """Kill a writer after its commits, and return how many those were."""
    with start(HOLD_OPEN, path) as holder:
        holder.stdout.readline()
        holder.kill()
    return read_journal(path)


def files(path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir() if file.suffix != ".lock"}


def test_the_journal_counts_the_commits_of_all_sessions(path):
    for days in (0, 1):
        with open_warehouse(path) as con:
            prepare(con, f"run-{days}", NOW + dt.timedelta(days=days))
            assert read_journal(path) == count_commits(con)
    assert read_journal(path) == 3  # the baseline came once


@pytest.mark.parametrize("kept", [None, 0, 9, 0.5, 0.9])
def test_a_log_that_lost_its_end_is_not_passed_over(path, kept):
    commits = leave_a_log(path)
    log = log_path(path)
    whole = log.read_bytes()
    if kept is None:
        log.unlink()
    else:
        log.write_bytes(whole[: kept if isinstance(kept, int) else int(kept * len(whole))])
    before = files(path)
    with pytest.raises(WarehouseCorrupt, match=rf"lacks its last \d of {commits} transactions") as caught:
        open_warehouse(path).__enter__()
    assert files(path) == before
    log.write_bytes(whole)
    with open_warehouse(path) as con:
        assert count(con)["baseline"] == 2
    remedy = re.search("`(.*)`", str(caught.value))[1]
    subprocess.run(remedy, shell=True, check=True)


def test_going_on_with_what_is_there_takes_the_named_command(path):
    leave_a_log(path)
    log_path(path).unlink()
    with pytest.raises(WarehouseCorrupt) as caught:
        open_warehouse(path).__enter__()
    subprocess.run(re.search("`(.*)`", str(caught.value))[1], shell=True, check=True)
    with open_warehouse(path) as con:
        prepare(con)
    assert read_journal(path) == 2


def test_a_log_damaged_in_the_middle_is_refused_and_kept(path):
    leave_a_log(path)
    log = log_path(path)
    whole = log.read_bytes()
    for place in range(5, len(whole), len(whole) // 25):
        damaged = bytearray(whole)
        damaged[place] ^= 0x55
        log.write_bytes(damaged)
        before = files(path)
        with pytest.raises(WarehouseCorrupt, match="nothing was changed"):
            open_warehouse(path).__enter__()
        assert files(path) == before, place


def test_an_older_copy_put_in_place_by_hand_is_noticed(path):
    with open_warehouse(path) as con:
        prepare(con)
    shutil.copy2(path, path.with_name("older"))
    with open_warehouse(path) as con:
        record(con, reading("https://a.example/1", trade()))
    shutil.copy2(path.with_name("older"), path)
    with pytest.raises(WarehouseCorrupt, match=r"lacks its last 1 of 3 .* older copy"), open_warehouse(path):
        pass


@pytest.mark.parametrize("with_snapshot", [True, False])
def test_a_file_that_is_gone_is_not_begun_anew_in_silence(path, with_snapshot):
    with open_warehouse(path) as con:
        prepare(con)
        before = dump(con)
    path.unlink()
    if not with_snapshot:
        snapshot_path(path).unlink()
        with pytest.raises(WarehouseCorrupt, match="is missing"), open_snapshot(path):
            pass
    with pytest.raises(WarehouseCorrupt, match=r"is missing, but .* there") as caught:
        open_warehouse(path).__enter__()
    subprocess.run(re.search("`(.*)`", str(caught.value))[1], shell=True, check=True)
    with open_warehouse(path) as con:
        assert (dump(con) == before) is with_snapshot


def test_a_snapshot_that_cannot_be_read_is_not_recommended(path):
    with open_warehouse(path) as con:
        prepare(con)
    for file in (path, snapshot_path(path)):
        file.write_bytes(b"noise" * 4000)
    with pytest.raises(WarehouseCorrupt, match="snapshot cannot be read either; restore a backup"):
        open_warehouse(path).__enter__()


def test_a_run_does_not_begin_on_a_disk_that_is_nearly_full(path, monkeypatch):
    with open_warehouse(path) as con:
        prepare(con)
    before = files(path)
    monkeypatch.setattr(soundness, "LEAST_ROOM", 2**60)
    with pytest.raises(WarehouseFailed, match=r"only \d+ MB of disk are free and \d+ MB are needed"):
        open_warehouse(path).__enter__()
    assert files(path) == before


def test_a_journal_that_is_behind_or_unreadable_stops_nobody(path):
    for content in (b"", b"noise", b"0000000000000000000\n"):
        journal_path(path).write_bytes(content) if path.exists() else None
        with open_warehouse(path) as con:
            prepare(con, content.hex() or "first")
            assert read_journal(path) == count_commits(con)


def test_what_a_crash_kept_from_the_snapshot_is_known(path):
    assert not is_snapshot_behind(path)
    with open_warehouse(path) as con:
        prepare(con)
        assert not is_snapshot_behind(path)  # who writes will show it
    assert not is_snapshot_behind(path)
    leave_a_log(path)
    assert is_snapshot_behind(path)
    with open_warehouse(path) as con:
        assert claim_alerts(con, NOW) == ()
    assert not is_snapshot_behind(path)
