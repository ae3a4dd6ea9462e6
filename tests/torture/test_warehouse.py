"""Writers that meet, readers meanwhile, files that are damaged, writes that fail at every size, and a year of runs.

``python -m tests.torture.test_warehouse`` runs the year and prints its figures.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.errors import FigurewatchError
from flows.turns import open_in_turn
from tests.torture.killing import kill
from tests.warehouse.samples import NOW, count, dump, prepare, reading, record, trade
from warehouse.checks import record_checks
from warehouse.connection import open_snapshot, open_warehouse
from warehouse.errors import WarehouseCorrupt
from warehouse.files import log_path, snapshot_path
from warehouse.outbox import claim_alerts, record_delivery
from warehouse.rows import AlertState, RunState
from warehouse.store import begin_run, finish_run

pytestmark = [pytest.mark.torture, pytest.mark.timeout(600)]

ROUNDS, SESSIONS, DAMAGES, SEED = 50, 40, 60, 13
DAYS, YEAR = 60, 365
TROUBLE = 3


def in_a_fork(work: Callable[[], object]) -> int:
    """Do ``work`` in a fork and return how it ended: 0, TROUBLE for an error that a person can read, 1, or -signal."""
    return wait(fork(work))


def fork(work: Callable[[], object]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work()
    except FigurewatchError:
        os._exit(TROUBLE)
    except BaseException:  # noqa: BLE001 - a fork must not go on as its parent
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def wait(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def article(number: int):
    return reading(f"https://outlet-{number}.example/news", trade("611", 2025 + number))


def write(path: Path, number: int) -> None:
    with open_warehouse(path) as con:
        prepare(con, f"run-{number}", NOW + dt.timedelta(minutes=number))
        record(con, article(number), run_id=f"run-{number}")


def test_two_that_write_at_once_both_get_their_turn(tmp_path):
    path = tmp_path / "figures.duckdb"

    def write_in_turn(number: int) -> None:
        logging.basicConfig(filename=tmp_path / f"{number}.log", format="%(message)s", level=logging.INFO, force=True)
        with open_in_turn(path, 10_000, lambda _: time.sleep(0.02)) as con:
            prepare(con, f"run-{number}", NOW + dt.timedelta(minutes=number))
            record(con, article(number), run_id=f"run-{number}")

    for number in range(0, 2 * ROUNDS, 2):
        writers = [
            fork(lambda number=number: write_in_turn(number)),
            fork(lambda number=number: write_in_turn(number + 1)),
        ]
        assert [wait(writer) for writer in writers] == [0, 0]
    with open_snapshot(path) as con:
        assert (count(con)["runs"], count(con)["changes"]) == (2 * ROUNDS, 2 * ROUNDS)
    said = [line for log in tmp_path.glob("*.log") for line in log.read_text().splitlines()]
    assert said
    assert all(
        re.fullmatch(rf"waiting: {path} is being written by process (\d+|unknown) since .*; wait until it ends", line)
        for line in said
    )
    print(f"{ROUNDS} rounds, {len(said)} lines of waiting")


def test_readers_never_see_an_error_nor_half_a_run(tmp_path):
    path = tmp_path / "figures.duckdb"
    write(path, 0)
    stop = tmp_path / "stop"

    def read() -> None:
        reads = 0
        while not stop.exists():
            with open_snapshot(path) as con:
                counts = count(con)
                assert counts["runs"] == counts["articles"] == counts["changes"] > 0, counts
            reads += 1
        (tmp_path / f"{os.getpid()}.reads").write_text(str(reads))

    readers = [fork(read), fork(read)]
    for number in range(1, SESSIONS):
        assert in_a_fork(lambda number=number: write(path, number)) == 0
    stop.touch()
    assert [wait(reader) for reader in readers] == [0, 0]
    reads = sum(int(file.read_text()) for file in tmp_path.glob("*.reads"))
    print(f"{SESSIONS} sessions, {reads} reads")
    assert reads > 0


def test_a_write_that_fails_at_any_size_of_any_file_leaves_what_was_there(tmp_path):
    path = tmp_path / "figures.duckdb"
    ended: Counter[int] = Counter()

    def limited(number: int, size: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        write(path, number)

    sizes = [0, 1, 10, 4095, 4096, 8192, 12287, 12288, *range(16_384, 6_000_000, 262_144)]
    for size in sizes:  # the very first creation
        for file in tmp_path.iterdir():
            file.unlink()
        ended[in_a_fork(lambda size=size: limited(0, size))] += 1
        assert in_a_fork(lambda: write(path, 0)) == 0, size
    for number, size in enumerate(sizes, 1):  # and what follows
        with open_snapshot(path) as con:
            before = count(con)["changes"]
        ended[in_a_fork(lambda number=number, size=size: limited(number, size))] += 1
        with open_snapshot(path) as con:
            assert count(con)["changes"] >= before, size
        assert in_a_fork(lambda number=number: write(path, number + 1000)) == 0, size
        with open_snapshot(path) as con:
            assert count(con)["changes"] >= before + 1, size
    print(f"{len(sizes)} sizes, twice: {dict(ended)}")
    assert ended.keys() == {0, TROUBLE}


def test_damage_is_refused_or_harmless_and_never_passed_over(tmp_path):
    path, dice = tmp_path / "figures.duckdb", random.Random(SEED)
    ended: Counter[str] = Counter()
    write(path, 0)
    assert in_a_fork(lambda: die_after_commits(path)) < 0
    whole = {file: file.read_bytes() for file in tmp_path.iterdir()}
    with open_warehouse(path) as con:
        expected = dump(con)
    for number in range(DAMAGES):
        for file in tmp_path.iterdir():
            file.unlink()
        for file, content in whole.items():
            file.write_bytes(content)
        target, kind = (path, log_path(path))[number % 2], dice.choice(sorted(DAMAGE))
        target.write_bytes(DAMAGE[kind](whole[target], dice))
        damaged = path.read_bytes(), log_path(path).read_bytes()
        is_open = False
        try:
            with open_warehouse(path) as con:
                is_open = True
                assert dump(con) == expected, (target.name, kind)
            ended["harmless"] += 1
        except WarehouseCorrupt as error:
            if is_open or "nothing was changed" not in str(error):
                ended["found while reading"] += 1
                continue
            assert (path.read_bytes(), log_path(path).read_bytes()) == damaged
            if "lacks its last" in str(error):
                ended["found by the journal"] += 1
                continue
            subprocess.run(str(error).split("`")[1], shell=True, check=True)
            with open_warehouse(path) as con:
                assert count(con)["changes"] == 1  # that of the snapshot
            ended["refused and restored"] += 1
    print(f"seed {SEED}, {DAMAGES} damages: {dict(ended)}")
    assert ended["refused and restored"]


def die_after_commits(path: Path) -> None:
    with open_warehouse(path) as con:
        prepare(con, "run-1", NOW + dt.timedelta(minutes=1))
        for number in range(1, 6):
            record(con, article(number), run_id="run-1")
        kill()


def flip(content: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << dice.randrange(8)]) + content[place + 1 :]


def zero(content: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(content))
    length = min(4096, len(content) - place)
    return content[:place] + bytes(length) + content[place + length :]


DAMAGE: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "cut": lambda content, dice: content[: dice.randrange(len(content))],
    "empty": lambda *_: b"",
    "flip": flip,
    "garbage": lambda content, dice: dice.randbytes(len(content)),
    "zero": zero,
}


def test_the_last_day_of_a_year_takes_no_longer_than_the_first(tmp_path):
    first, last, grown = live_through(tmp_path, DAYS)
    print(f"{DAYS} days: {first:.3f} s of processor a day at first, {last:.3f} s at last; {grown}")
    assert last <= 1.5 * first
    assert not grown


def live_through(folder: Path, days: int) -> tuple[float, float, dict[str, int]]:
    """Return the median seconds of a day in the first and in the last tenth, and what grew that must not."""
    path, seconds = folder / "figures.duckdb", []
    for day in range(days):
        began = time.process_time()  # of all threads, and whatever else the machine does
        live_a_day(path, day)
        seconds.append(time.process_time() - began)
        if day == 1:
            before = handles(folder)
    tenth = max(days // 10, 3)
    grown = {name: now - before[name] for name, now in handles(folder).items() if now > before[name]}
    return statistics.median(seconds[:tenth]), statistics.median(seconds[-tenth:]), grown


def live_a_day(path: Path, day: int) -> None:
    """Forty articles, four of them with a figure that is news, alerts claimed and sent, checks, snapshot."""
    now, run_id = NOW + dt.timedelta(days=day), f"run-{day}"
    idle = [
        reading(f"https://a.example/{day}/{n}", text=f"Nothing of note, {day}, {n}. " * 40, published=now)
        for n in range(36)
    ]
    news = [reading(f"https://b.example/{day}/{n}", trade("611", 2025 + 4 * day + n), published=now) for n in range(4)]
    with open_warehouse(path) as con:
        begin_run(con, run_id, now)
        record(con, *idle, *news, run_id=run_id, now=now)
        claimed = claim_alerts(con, now)
        record_delivery(con, [alert.id for alert in claimed], "mail", AlertState.SENT, "", now)
        record_checks(con, run_id, now)
        finish_run(con, run_id, now, RunState.SUCCEEDED, {})


def handles(folder: Path) -> dict[str, int]:
    return {
        "descriptors": len(list(Path("/proc/self/fd").iterdir())),
        "temporary files": len(list(Path(tempfile.gettempdir()).glob("*duckdb*"))),
        "files": len(list(folder.iterdir())),
    }


def test_the_snapshot_is_as_good_as_the_file(tmp_path):
    path = tmp_path / "figures.duckdb"
    write(path, 0)
    shutil.copy2(snapshot_path(path), tmp_path / "copy.duckdb")
    with open_warehouse(path) as con, open_warehouse(tmp_path / "copy.duckdb") as copy:
        assert dump(con) == dump(copy)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(YEAR, live_through(Path(place), YEAR))
