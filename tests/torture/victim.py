"""One pass and one late delivery in a process of their own, that may be told to kill itself on the way.

``python -m tests.torture.victim FOLDER NOW [FAULT]``: NOW is the moment of the pass. FAULT is ``count`` (write to
FOLDER/points.json how often each function of ours was entered and left) or a point of ``strike_at``.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
from contextlib import nullcontext
from pathlib import Path

from config.settings import load_settings
from tests.torture.killing import COUNT, strike_at


def main(folder: Path, now: dt.datetime, fault: str) -> None:
    settings = load_settings(os.environ)
    from flows.monitor import monitor
    from flows.outgoing import notify

    target = int(os.environ.get("TORTURE_KILL", os.getpid()))
    with strike_at(fault, lambda: os.kill(target, signal.SIGKILL)) if fault else nullcontext({}) as seen:
        monitor(settings, now)
        notify(settings, now + dt.timedelta(minutes=1))
    if fault == COUNT:
        (folder / "points.json").write_text(json.dumps(seen), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), dt.datetime.fromisoformat(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
