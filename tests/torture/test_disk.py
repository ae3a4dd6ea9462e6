"""A disk that fills up at any moment of a recording and a delivery; the full count is ``python -m …test_disk``."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.torture.killing import COUNT, choose_point
from tests.torture.outbox_kills import EXPECTED, in_a_child, judge
from tests.warehouse.samples import dump
from warehouse.connection import open_snapshot, open_warehouse

POINTS, SEED, PER_POINT = 20, 3, 2
SIZE = "96m"
LEFT = (0, 4096, 100_000, 1_000_000)
"""Bytes that the fault leaves free."""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a disk of SIZE on ``folder``; skip the test where that is not permitted."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path, left: int) -> None:
    """Leave only ``left`` bytes on the disk of ``folder``."""
    with (folder / "filler").open("ab", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(1 << 16))
        except OSError:
            filler.truncate(max(filler.tell() - left, 0))


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_a_disk_that_fills_up_takes_nothing_back_and_the_next_run_completes(tmp_path):
    with small_disk(tmp_path) as folder:
        assert try_points(folder, POINTS, SEED)["failed"] > 0


def try_points(folder: Path, points: int, seed: int) -> Counter[str]:
    dice = random.Random(seed)
    in_a_child(folder, PER_POINT, COUNT)
    known = json.loads((folder / "points.json").read_text(encoding="utf-8"))
    ended: Counter[str] = Counter()
    for number in range(2, points + 2):
        point, left = choose_point(known, dice), dice.choice(LEFT)
        earlier = state(folder)
        code = in_a_child(folder, number * PER_POINT, point, lambda left=left: fill(folder, left))
        for table, rows in state_on_full_disk(folder).items():
            kept = set(map(repr, rows))
            assert {row for row in map(repr, earlier[table]) if row not in kept} == set(), (point, left, table)
        (folder / "filler").unlink(missing_ok=True)
        assert in_a_child(folder, number * PER_POINT, "") == 0, (point, left)
        ended["failed" if code == EXPECTED else "went on"] += 1
    with open_warehouse(folder / "figures.duckdb") as con:
        _, wrong = judge(con, folder, (points + 1) * PER_POINT, points)
    assert wrong == ()
    return ended


def state(folder: Path) -> dict[str, list]:
    with open_warehouse(folder / "figures.duckdb") as con:
        return facts(con)


def state_on_full_disk(folder: Path) -> dict[str, list]:
    """What readers see while the disk is still full."""
    with open_snapshot(folder / "figures.duckdb") as con:
        return facts(con)


def facts(con) -> dict[str, list]:
    """The tables whose rows never change once they are written."""
    return {table: rows for table, rows in dump(con).items() if table in {"articles", "observations", "deliveries"}}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, small_disk(Path(place)) as disk:
        numbers = [int(argument) for argument in sys.argv[1:]]
        print(dict(try_points(disk, *(numbers + [POINTS, SEED][len(numbers) :]))), os.times())
