"""Kill -9 over the outbox: ``python -m tests.torture.outbox_kills [KILLS [ALERTS [SEED]]]``, or as a test.

Batches of changes are recorded and delivered to two file channels, each batch in a process of its own that is killed at
a random function of ours; the next one goes on from what it finds. At the end nothing may be lost, nothing told twice
but in a message marked as a repeat, and of those there is at most one per kill and channel. A repeat that was cut off
too is held for a person, as promised; that person is played here, once, at the end.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path

from config.subscriptions import Channel, Subscription
from extractors.errors import FigurewatchError
from flows.channels import RULE
from flows.messages import MOST_FACTS
from flows.notifying import Mailroom, deliver, route
from flows.wording import load_wordings
from tests.torture.killing import COUNT, choose_point, kill, strike_at, wait_for_orphans
from tests.warehouse.samples import BASELINE, NOW, SPECS, reading, record, trade
from warehouse.baseline import sync_baseline
from warehouse.checks import run_checks
from warehouse.connection import open_warehouse
from warehouse.outbox import requeue_alerts
from warehouse.reports import select_alerts, select_changes
from warehouse.rows import AlertState, short_id
from warehouse.store import begin_run

EXPECTED = 3
NAMES = ("one", "two")
DESK = Subscription("desk", "en", tuple(Channel(name, url=f"file://{name}") for name in NAMES))
SENDING = ("flows/notifying.py", "warehouse/outbox.py", "warehouse/transactions.py", "warehouse/journal.py")
REPEATED = load_wordings()["en"].labels["repeat"]


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of it: kills that struck, alerts, those held meanwhile, marked repeats by channel, what is wrong."""

    kills: int
    alerts: int
    held: int
    repeats: Counter[str]
    wrong: tuple[str, ...]


def main(kills: int, alerts: int, seed: int) -> int:
    print(f"seed {seed}, {kills} kills over {alerts} alerts")
    with tempfile.TemporaryDirectory() as folder:
        tally = torment(Path(folder), kills, alerts, seed)
    print(f"{tally.kills} processes killed before their end, {tally.alerts} alerts, {tally.held} held for a person")
    print(f"marked repeats by channel: {dict(tally.repeats)}")
    print(*tally.wrong or ["nothing lost, nothing twice unmarked"], sep="\n")
    return bool(tally.wrong)


def torment(folder: Path, kills: int, alerts: int, seed: int) -> Tally:
    """Kill ``kills`` deliveries of ``alerts`` in all, and count what came of it."""
    dice = random.Random(seed)
    changes = alerts // len(NAMES)
    until = [changes * number // kills for number in range(1, kills + 1)]
    in_a_child(folder, 1, COUNT)
    points = json.loads((folder / "points.json").read_text(encoding="utf-8"))
    sending = {point: times for point, times in points.items() if point.startswith(SENDING)}
    struck = 0
    for number in until:  # every other one while messages are on their way: that is the dangerous moment
        point = choose_point(sending if dice.random() < 0.5 else points, dice)
        struck += in_a_child(folder, number, point) == -signal.SIGKILL
    in_a_child(folder, changes, "")
    with open_warehouse(folder / "figures.duckdb") as con:
        held = select_alerts(con, {AlertState.HELD})
        for start in range(0, len(held), MOST_FACTS):  # a message names that many changes and counts the others
            requeue_alerts(con, [alert.id for alert in held[start : start + MOST_FACTS]], moment(changes))
            deliver(con, [DESK], room(folder), moment(changes))
        wished = -(-len(held) // MOST_FACTS)
        return Tally(struck, len(select_alerts(con)), len(held), *judge(con, folder, changes, struck + wished))


def judge(con, folder: Path, changes: int, most_repeats: int) -> tuple[Counter[str], tuple[str, ...]]:
    ids = {short_id(change.id) for change in select_changes(con)}
    wrong = [] if len(ids) == changes else [f"{len(ids)} changes of {changes}"]
    wrong += [f"{alert.id} is {alert.state}" for alert in select_alerts(con) if alert.state is not AlertState.SENT]
    wrong += [str(check) for check in run_checks(con) if check.found]
    repeats: Counter[str] = Counter()
    for name in NAMES:
        messages = (folder / "alerts" / name).read_text(encoding="utf-8").split(RULE)
        marked = [message for message in messages if REPEATED in message]
        repeats[name] = len(marked)
        told = Counter(id_ for message in messages for id_ in ids if id_ in message)
        unmarked = Counter(id_ for message in messages if REPEATED not in message for id_ in ids if id_ in message)
        wrong += [f"{id_} is lost on {name}" for id_ in ids - told.keys()]
        wrong += [f"{id_} came {times} times unmarked on {name}" for id_, times in unmarked.items() if times > 1]
        if len(marked) > most_repeats:
            wrong.append(f"{len(marked)} repeats on {name}, not {most_repeats} at most")
    return repeats, tuple(wrong)


def in_a_child(folder: Path, until: int, fault: str, strike: Callable[[], None] = kill) -> int:
    """Record and deliver up to change ``until`` in a fork, wait for its children too, and return how it ended.

    0: well; EXPECTED: by an error that a person can read; -9: killed.

    Raises:
        AssertionError: by any other error.
    """
    forkserver._forkserver._stop()
    child = os.fork()
    if not child:
        os.setsid()
        try:
            work(folder, until, fault, strike)
        except FigurewatchError as error:
            print(f"       {fault}: {error}", flush=True)
            os._exit(EXPECTED)
        except BaseException:  # noqa: BLE001 - a fork must not go on as its parent
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    wait_for_orphans(child)
    if code not in {0, EXPECTED, -signal.SIGKILL}:
        raise AssertionError(f"the child ended with {code} at {fault or 'its end'}")
    return code


def work(folder: Path, until: int, fault: str, strike: Callable[[], None]) -> None:
    with strike_at(fault, strike) as seen:
        record_and_deliver(folder, until)
    if fault == COUNT:
        (folder / "points.json").write_text(json.dumps(seen), encoding="utf-8")


def record_and_deliver(folder: Path, until: int) -> None:
    with open_warehouse(folder / "figures.duckdb") as con:
        sync_baseline(con, BASELINE, NOW)
        done = len(select_changes(con))
        if done < until:
            run_id, now = f"run-{done}-{os.getpid()}", moment(until)
            begin_run(con, run_id, now)
            record(con, *map(article, range(done, until)), run_id=run_id, now=now, route=lambda c: route(c, [DESK]))
        deliver(con, [DESK], room(folder), moment(until))


def moment(until: int) -> dt.datetime:
    return NOW + dt.timedelta(minutes=until)


def room(folder: Path) -> Mailroom:
    return Mailroom({spec.id: spec for spec in SPECS}, {}, folder / "alerts")


def article(number: int):
    """An article of its own outlet with a figure of its own year."""
    return reading(f"https://outlet-{number}.example/news", trade("611", 2025 + number))


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(*(numbers + [200, 1000, 5][len(numbers) :])))
