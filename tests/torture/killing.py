"""Faults from inside, at the entry or the exit of a function of ours, by a profiler that it knows nothing of."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = str(Path(__file__).parents[2])
WATCHED = (f"{ROOT}/flows/", f"{ROOT}/warehouse/")
COUNT = "count"


def kill() -> None:
    """Kill this process as the kernel does when memory is out."""
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def strike_at(fault: str, strike: Callable[[], None] = kill) -> Iterator[Counter[str]]:
    """Call ``strike`` at ``fault`` ("flows/monitor.py:monitor:call:1"); any other text only counts the points."""
    seen: Counter[str] = Counter()
    wanted, _, number = fault.rpartition(":")

    def watch(frame: FrameType, event: str, _: Any) -> None:
        name = frame.f_code.co_filename
        if event not in {"call", "return"} or not name.startswith(WATCHED):
            return
        point = f"{name.removeprefix(ROOT + '/')}:{frame.f_code.co_name}:{event}"
        seen[point] += 1
        if point == wanted and seen[point] == int(number):
            strike()

    threading.setprofile(watch)
    sys.setprofile(watch)
    try:
        yield seen
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]  # None is its documented way back


def choose_point(points: Mapping[str, int], dice: random.Random) -> str:
    """Choose a function at random, then one of its calls: all functions alike often, however often they are called."""
    name = dice.choice(sorted(points))
    return f"{name}:{dice.randint(1, points[name])}"


def wait_for_orphans(group: int) -> None:
    """Wait until no process of ``group`` lives: a child that writes on would meet its successor.

    Raises:
        AssertionError: one still lives after 30 seconds.
    """
    for _ in range(600):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    raise AssertionError("children of the killed run live on after 30 seconds")
