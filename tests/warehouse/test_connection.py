import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.samples import NOW, TABLES, count, dump, prepare, reading, record, trade
from warehouse.connection import open_snapshot, open_warehouse
from warehouse.errors import SnapshotMissing, WarehouseCorrupt, WarehouseFailed, WarehouseLocked
from warehouse.files import snapshot_path
from warehouse.outbox import claim_alerts, reconcile

ROOT = Path(__file__).parents[2]

HOLD_OPEN = """
import sys
from pathlib import Path
from tests.warehouse.samples import prepare, reading, record, trade
from warehouse.connection import open_warehouse

def wait(change):
    print("inside", flush=True)
    sys.stdin.read()
    return ()

with open_warehouse(Path(sys.argv[1])) as con:
    prepare(con)
    record(con, reading("https://a.example/1", trade()), route=wait)
"""


def start(program: str, path: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def names(path: Path) -> set[str]:
    return {file.name for file in path.parent.iterdir()}


def test_a_second_process_is_told_who_is_writing(path):
    with start(HOLD_OPEN, path) as holder:
        assert holder.stdout.readline() == "inside\n"
        told = rf"{path} is being written by process {holder.pid} since 20\d\d-"
        with pytest.raises(WarehouseLocked, match=told), open_warehouse(path):
            pass
        holder.communicate("")
    assert holder.returncode == 0
    with open_warehouse(path) as con:
        assert count(con)["changes"] == 1


def test_a_killed_writer_leaves_no_half_batch_and_no_lock(path):
    with start(HOLD_OPEN, path) as holder:
        holder.stdout.readline()
        holder.send_signal(signal.SIGKILL)
    with open_warehouse(path) as con:
        assert count(con) | {"runs": 0, "baseline": 0} == dict.fromkeys(TABLES, 0)
        assert count(con)["runs"] == 1


def test_a_forked_worker_does_not_keep_the_lock_of_its_parent(path):
    with open_warehouse(path):
        read_end, write_end = os.pipe()
        child = os.fork()
        if not child:
            os.close(write_end)
            os.read(read_end, 1)
            os._exit(0)
        os.close(read_end)
    with open_warehouse(path) as con:
        assert count(con)["runs"] == 0
    os.close(write_end)
    os.waitpid(child, 0)


def test_a_program_that_does_not_know_the_lock_is_named_too(path):
    with open_warehouse(path):
        pass
    shell = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with start(shell, path) as holder:
        holder.stdout.readline()
        with pytest.raises(WarehouseLocked, match=f"open in another program.*{holder.pid}"), open_warehouse(path):
            pass
        holder.communicate("")


def test_readers_see_the_last_finished_state_while_a_writer_works(path):
    with open_warehouse(path) as con:
        prepare(con)
    with open_warehouse(path) as con:
        record(con, reading("https://a.example/1", trade()))
        with open_snapshot(path) as reader:
            assert count(reader)["articles"] == 0
            assert count(reader)["baseline"] == 2
    with open_snapshot(path) as reader:
        assert count(reader)["articles"] == 1
        with pytest.raises(duckdb.Error, match="read-only"):
            reader.execute("DELETE FROM articles")


def test_an_open_reader_keeps_its_state_when_the_snapshot_is_replaced(path):
    with open_warehouse(path) as con:
        prepare(con)
    reading_child = """
import sys
from pathlib import Path
from tests.warehouse.samples import count
from warehouse.connection import open_snapshot
with open_snapshot(Path(sys.argv[1])) as con:
    print(count(con)["articles"], flush=True)
    sys.stdin.read()
    print(count(con)["articles"], flush=True)
"""
    with start(reading_child, path) as reader:
        assert reader.stdout.readline() == "0\n"
        before = snapshot_path(path).stat().st_ino
        with open_warehouse(path) as con:
            record(con, reading("https://a.example/1", trade()))
        assert snapshot_path(path).stat().st_ino != before
        assert reader.communicate("")[0] == "0\n"
    assert reader.returncode == 0


def test_what_was_committed_before_an_error_is_in_the_snapshot(path):
    def break_off() -> None:
        with open_warehouse(path) as con:
            prepare(con)
            record(con, reading("https://a.example/1", trade()))
            con.execute("BEGIN")
            con.execute("DELETE FROM articles")
            raise RuntimeError("the run broke")

    with pytest.raises(RuntimeError, match="the run broke"):
        break_off()
    with open_snapshot(path) as reader:
        assert count(reader)["articles"] == 1


def test_a_connection_that_died_leaves_the_snapshot_of_the_run_before(path):
    with open_warehouse(path) as con:
        prepare(con)

    def break_off() -> None:
        with open_warehouse(path) as con:
            record(con, reading("https://a.example/1", trade()))
            con.close()
            raise RuntimeError("the run broke")

    with pytest.raises(RuntimeError, match="the run broke"):
        break_off()
    with open_snapshot(path) as reader:
        assert count(reader)["articles"] == 0
    with open_warehouse(path):
        pass
    with open_snapshot(path) as reader:
        assert count(reader)["articles"] == 1


def test_a_snapshot_may_be_opened_again_by_who_has_it_open(path):
    with open_warehouse(path) as con:
        prepare(con)
    with open_snapshot(path) as one, open_snapshot(path) as other:
        assert count(one) == count(other)


def test_the_snapshot_is_left_alone_when_nothing_was_committed(path):
    with open_warehouse(path) as con:
        prepare(con)
    before = snapshot_path(path).stat().st_ino
    with open_warehouse(path) as con:
        assert reconcile(con, NOW) == 0
        assert claim_alerts(con, NOW) == ()
    assert snapshot_path(path).stat().st_ino == before


def test_a_snapshot_that_a_crash_left_behind_is_made_good_by_the_next_writer(path):
    with open_warehouse(path) as con:
        prepare(con)
    kept = path.with_name("kept")
    shutil.copy2(snapshot_path(path), kept)
    with open_warehouse(path) as con:
        record(con, reading("https://a.example/1", trade()))
    kept.replace(snapshot_path(path))
    with open_warehouse(path):
        pass
    with open_snapshot(path) as reader:
        assert count(reader)["articles"] == 1


def test_without_a_finished_run_there_is_nothing_to_read(path):
    told = "no run has finished yet; start one with `figurewatch run`"
    with pytest.raises(SnapshotMissing, match=told), open_snapshot(path):
        pass


def test_a_creation_that_was_cut_off_is_begun_again(path):
    path.write_bytes(b"\0" * 4096)
    path.with_name(path.name + ".new").write_bytes(b"half of a file")
    with open_warehouse(path) as con:
        prepare(con)
    assert names(path) == {path.name, *(f"{path.name}.{kind}" for kind in ("lock", "journal", "snapshot"))}


@pytest.mark.parametrize("damage", ["cut", "noise", "short"])
def test_a_damaged_file_is_refused_with_the_way_back_and_left_as_it_is(path, damage):
    with open_warehouse(path) as con:
        prepare(con)
    before = dump_of(path)
    content = path.read_bytes()
    spoiled = {"cut": content[: len(content) // 2], "noise": b"noise" * 4000, "short": content[:5000]}[damage]
    path.write_bytes(spoiled)
    with pytest.raises(WarehouseCorrupt, match="nothing was changed") as caught, open_warehouse(path):
        pass
    assert path.read_bytes() == spoiled
    assert "\n" not in str(caught.value)
    remedy = str(caught.value).split("`")[1]
    subprocess.run(remedy, shell=True, check=True)
    assert dump_of(path) == before


def dump_of(path: Path) -> dict[str, list]:
    with open_warehouse(path) as con:
        return dump(con)


def test_without_a_snapshot_the_remedy_says_so(path):
    path.write_bytes(b"noise" * 4000)
    with pytest.raises(WarehouseCorrupt, match="no snapshot; restore a backup, or begin anew with `mv"):
        open_warehouse(path).__enter__()


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    place = tmp_path / "file" / "figures.duckdb"
    with pytest.raises(WarehouseFailed, match=f"{place} cannot be written"), open_warehouse(place):
        pass


def test_a_snapshot_that_cannot_be_written_takes_nothing_back(path):
    snapshot_path(path).mkdir()
    with pytest.raises(WarehouseFailed, match=r"could not be written .* all is recorded"), open_warehouse(path) as con:
        prepare(con)
    snapshot_path(path).rmdir()
    with open_warehouse(path) as con:
        assert count(con)["runs"] == 1
    assert names(path) == {path.name, *(f"{path.name}.{kind}" for kind in ("lock", "journal", "snapshot"))}


def test_text_that_reached_sql_could_touch_no_file_and_no_setting(con, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    for attempt in (
        f"SELECT * FROM read_csv('{secret}')",
        f"COPY runs TO '{tmp_path / 'out.csv'}'",
        f"ATTACH '{tmp_path / 'other.duckdb'}'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET preserve_insertion_order = false",
    ):
        with pytest.raises(duckdb.Error):
            con.execute(attempt)


def test_a_commit_that_fails_says_what_became_of_the_batch(path):
    program = """
import resource, signal, sys
from pathlib import Path
from tests.warehouse.samples import count, prepare, reading, record, trade
from warehouse.connection import open_warehouse
from warehouse.errors import CommitFailed
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path(sys.argv[1])
try:
    with open_warehouse(path) as con:
        prepare(con)
        unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
        def fill(change):
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, unlimited[1]))
            return ()
        record(con, reading("https://a.example/1", trade(), text="long " * 100_000), route=fill)
except CommitFailed as error:
    print(error, error.recorded)
"""
    with start(program, path) as writer:
        output, _ = writer.communicate("")
    assert "committing failed" in output
    assert "nothing of it is recorded; run again False" in output
    with open_warehouse(path) as con:
        assert count(con)["runs"] == 1
        assert count(con)["articles"] == 0
        record(con, reading("https://a.example/1", trade(), text="long " * 100_000))
        assert count(con)["changes"] == 1
