"""Kill -9 in the middle of a pass: ``python -m tests.torture.kills [POINTS [SEED]]``, or as a test.

A pass and a delivery over the sample newsroom are killed at points chosen by a seed, each at the entry or the exit of
one of our functions (all functions alike often, whatever the number of their calls), then done again. Changes, alerts
and receipts must then be those of a run that nobody disturbed; a message may stand twice only when the second is marked
as a repeat.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings, load_settings
from flows.channels import RULE
from flows.demo import EVENING, NEWSROOM, prepare
from flows.newsroom import NewsroomServer, load_newsroom, serve_newsroom, sources
from flows.prefect_server import prefect_server
from flows.wording import load_wordings
from tests.torture.killing import COUNT, choose_point, wait_for_orphans
from warehouse.connection import open_snapshot
from warehouse.reports import explain, select_alerts, select_changes, select_status
from warehouse.rows import Change, short_id

SUBSCRIPTIONS = """\
- {id: first, lang: en, channels: [{name: one, url: "file://first-one"}, {name: two, url: "file://first-two"}]}
- {id: second, lang: ru, channels: [{name: one, url: "file://second-one"}]}
"""
LATER = dt.timedelta(minutes=30)
SECONDS = 120
REPEATED = tuple(words.labels["repeat"] for words in load_wordings().values())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an installation knows and told, without its times."""

    changes: frozenset[tuple[str, ...]]
    alerts: Counter[tuple[str, ...]]
    told: Counter[tuple[str, str]]
    repeats: Counter[str]
    findings: tuple[str, ...]


def main(points: int, seed: int) -> int:
    print(f"seed {seed}, {points} points")
    with tempfile.TemporaryDirectory() as folder, arena(Path(folder)) as fight:
        whole = fight.undisturbed()
        wrong = killed = 0
        for point in fight.choose(points, random.Random(seed)):
            faults = list(fight.differences(point, whole))
            wrong += bool(faults)
            killed += fight.killed
            print(f"{'WRONG' if faults else 'same '}  {point}", *faults, sep="\n       " if faults else "")
    print(f"{killed} runs killed before their end")
    print(f"{points - wrong} passed, {wrong} failed")
    return bool(wrong)


class Arena:
    """A newsroom, a Prefect server and folders to be killed in."""

    def __init__(self, folder: Path, site: NewsroomServer, environ: dict[str, str]) -> None:
        """``environ`` names the Prefect server."""
        self.folder, self.site, self.killed, self.seconds = folder, site, False, SECONDS
        self.points: dict[str, int] = {}
        self.clean = {
            name: value for name, value in os.environ.items() if not name.startswith("FIGUREWATCH_")
        } | environ
        self.now = dt.datetime.combine(site.newsroom.days[0], EVENING)
        self.settings = prepare(folder / "kit", load_settings({}), sources(site.newsroom, site.base_url))
        (self.settings.config_dir / "subscriptions.yaml").write_text(SUBSCRIPTIONS, encoding="utf-8")

    def undisturbed(self) -> Outcome:
        """Do it once without a fault, and learn the points that it passes."""
        data = self.fresh("whole")
        self.run(data, self.now, COUNT)
        self.points = json.loads((data / "points.json").read_text(encoding="utf-8"))
        self.run(data, self.now + LATER)
        outcome = read_outcome(data)
        if not outcome.changes or not outcome.told or outcome.findings:
            raise AssertionError(f"the undisturbed run is no measure: {outcome}")
        return outcome

    def choose(self, number: int, dice: random.Random) -> Iterator[str]:
        """Give ``number`` points."""
        for _ in range(number):
            yield choose_point(self.points, dice)

    def differences(self, point: str, whole: Outcome) -> Iterator[str]:
        """Kill at ``point``, do it again and say what is not as it was in ``whole``."""
        data = self.fresh("killed")
        code = self.run(data, self.now, point)
        self.killed = code == -signal.SIGKILL
        if code not in {0, -signal.SIGKILL}:
            yield f"the killed run ended with {code}"
        if code := self.run(data, self.now + LATER):
            yield f"the run after it ended with {code}"
            return
        outcome = read_outcome(data)
        if outcome.changes != whole.changes:
            yield f"changes: {sorted(outcome.changes ^ whole.changes)}"
        if outcome.alerts != whole.alerts:
            yield f"alerts: {whole.alerts - outcome.alerts} missing, {outcome.alerts - whole.alerts} too many"
        yield from outcome.findings
        for place, times in (whole.told | outcome.told).items():
            allowed = 1 + (outcome.repeats[place[0]] == 1)
            if not 1 <= outcome.told[place] <= allowed or not times:
                yield f"{place} told {outcome.told[place]} times, {outcome.repeats[place[0]]} messages marked"

    def fresh(self, name: str) -> Path:
        """Return an empty data folder."""
        data = self.folder / name
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir()
        return data

    def run(self, data: Path, now: dt.datetime, fault: str = "") -> int:
        """Run the victim, wait until all of its children are gone too, and return its exit code."""
        (address, port), *_ = self.settings.allow_private
        environ = self.clean | {
            "FIGUREWATCH_CONFIG_DIR": str(self.settings.config_dir),
            "FIGUREWATCH_DATA_DIR": str(data),
            "FIGUREWATCH_SPACING_SECONDS": "0",
            "FIGUREWATCH_ALLOW_PRIVATE": f"{address}:{port}",
        }
        command = [sys.executable, "-m", "tests.torture.victim", str(data), now.isoformat(), fault]
        with (data / "victim.log").open("ab") as log:
            victim = subprocess.Popen(command, env=environ, stdout=log, stderr=log, start_new_session=True)
            try:
                code = victim.wait(self.seconds)
            finally:
                victim.kill()
        wait_for_orphans(victim.pid)
        return code


@contextmanager
def arena(folder: Path) -> Iterator[Arena]:
    """Give an arena below ``folder``."""
    environ = {"PATH": os.environ["PATH"]}
    with prefect_server(folder / "prefect", environ) as server, serve_newsroom(load_newsroom(NEWSROOM)) as site:
        server.wait()
        yield Arena(folder, site, {"PREFECT_API_URL": server.api_url})


def read_outcome(data: Path) -> Outcome:
    """Read what stands in the warehouse and in the files of the channels."""
    with open_snapshot(Settings(data_dir=data).warehouse) as con:
        changes = {change.id: change for change in select_changes(con)}
        alerts = Counter(
            (*_key(alert.change), alert.subscription, alert.channel, alert.state) for alert in select_alerts(con)
        )
        for change in changes:
            explain(con, change)
        findings = tuple(map(str, filter(lambda check: check.found, select_status(con).checks)))
    told: Counter[tuple[str, str]] = Counter()
    repeats: Counter[str] = Counter()
    for path in sorted((data / "alerts").iterdir()):
        for message in path.read_text(encoding="utf-8").split(RULE):
            told.update(
                (path.name, "|".join(_key(change))) for change in changes.values() if short_id(change.id) in message
            )
            repeats[path.name] += any(words in message for words in REPEATED)
    return Outcome(frozenset(map(_key, changes.values())), alerts, told, +repeats, findings)


def _key(change: Change) -> tuple[str, ...]:
    new = change.new
    return (
        change.indicator,
        change.kind,
        change.verdict,
        change.period or "",
        str(new.value),
        str(new.stage),
        change.url,
    )


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(*(numbers + [100, 7][len(numbers) :])))
