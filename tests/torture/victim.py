"""One pass and one late delivery in a process of their own, that may be told to kill itself on the way.

``python -m tests.torture.victim FOLDER NOW [FAULT]``: FOLDER is one that ``kills.prepare`` made, NOW the moment of the
pass. FAULT is ``count`` (write to FOLDER/points.json how often each function of ours was entered and left) or
``flows/monitor.py:monitor:call:1`` (kill -9 at the first entry). What kills is a profiler, so that no line of the
program knows of it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
import threading
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

from config.settings import load_settings

ROOT = str(Path(__file__).parents[2])
WATCHED = (f"{ROOT}/flows/", f"{ROOT}/warehouse/")


def main(folder: Path, now: dt.datetime, fault: str) -> None:
    settings = load_settings(os.environ)
    from flows.monitor import monitor
    from flows.outgoing import notify

    seen: Counter[str] = Counter()
    wanted, _, number = fault.rpartition(":")

    def watch(frame: FrameType, event: str, _: Any) -> None:
        name = frame.f_code.co_filename
        if event not in {"call", "return"} or not name.startswith(WATCHED):
            return
        point = f"{name.removeprefix(ROOT + '/')}:{frame.f_code.co_name}:{event}"
        seen[point] += 1
        if point == wanted and seen[point] == int(number):
            os.kill(os.getpid(), signal.SIGKILL)

    if fault:
        threading.setprofile(watch)
        sys.setprofile(watch)
    monitor(settings, now)
    notify(settings, now + dt.timedelta(minutes=1))
    sys.setprofile(None)
    threading.setprofile(None)  # type: ignore[arg-type]  # None is its documented way back
    if fault == "count":
        (folder / "points.json").write_text(json.dumps(seen), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), dt.datetime.fromisoformat(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
