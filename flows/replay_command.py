"""`figurewatch replay`: reads stored pages with today's program and prints what is different.

A gate for changes of lexicons, indicators and rules: it ends with 10 when there is a difference, with 0 when there is
none.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from config.bundle import load_config
from config.load import ConfigError
from config.settings import Settings
from flows.console import run_log
from flows.differences import Difference
from flows.foreign_text import clean
from flows.replaying import record_replay, replay_pages
from flows.tables import count, print_json, print_lines
from flows.workers import open_reading_pool

_SHOWN = 5  # of one kind and indicator
_SENTENCE = 90


def replay(
    settings: Settings,
    since: dt.datetime,
    source: str | None,
    now: dt.datetime,
    *,
    dry_run: bool,
    alert: bool,
    as_json: bool,
) -> bool:
    """Read the pages since ``since`` again, print the differences, record them unless ``dry_run``.

    Returns whether there are differences.

    Raises:
        ConfigError: ``source`` is unknown.
        SnapshotMissing: nothing is recorded yet.
        WarehouseLocked: a run is writing, and the differences were to be recorded.
    """
    config = load_config(settings.config_dir)
    if source is not None and source not in {each.id for each in config.sources}:
        raise ConfigError(f"no source has the id {source!r}; the ids stand in {settings.config_dir / 'sources.yaml'}")
    with run_log(), open_reading_pool(settings.workers) as pool:
        found = replay_pages(settings, config, since, source, now, pool=pool)
    if as_json:
        for difference in found.differences:
            print_json(difference)
    else:
        unread = f", {count(found.unread, 'page')} without an article today" if found.unread else ""
        broken = f", {count(found.broken, 'page')} that killed its reader, taken as then" if found.broken else ""
        print_lines(f"{count(found.pages, 'page')} read again{unread}{broken}; {count(found.same, 'figure')} the same")
        print_differences(found.differences)
    if found.changed and not dry_run:
        articles, changes = record_replay(settings, config, found, now, alert=alert)
        if not as_json:
            told = "subscribers are told" if alert else "nobody is told"
            print_lines("", f"recorded {count(articles, 'article')} anew, {count(changes, 'new change')}; {told}")
    return bool(found.differences)


def print_differences(differences: Sequence[Difference]) -> None:
    """Print ``differences`` in groups: figures before changes, by indicator, a few of each kind."""
    if not differences:
        print_lines("no difference")
        return
    for what in ("figure", "change"):
        some = sorted((each for each in differences if each.what == what), key=_group)
        counts = Counter(each.how for each in some)
        totals = ", ".join(f"{counts[how]} {how}" for how in ("new", "lost", "changed") if counts[how])
        print_lines("", f"{what}s: {totals or 'no difference'}")
        for (indicator, how), group in groupby(some, key=_group):
            members = list(group)
            print_lines(f"  {indicator}, {how}")
            for each in members[:_SHOWN]:
                _print(each)
            if len(members) > _SHOWN:
                print_lines(f"    … {len(members) - _SHOWN} more, see --json")


def _print(difference: Difference) -> None:
    shown = " → ".join(part for part in (difference.old, difference.new) if part)
    sentence = clean(difference.sentence)
    alerts = f"  [{', '.join(difference.alerts)}]" if difference.alerts else ""
    print_lines(
        f"    {shown}{alerts}",
        f"      {sentence if len(sentence) <= _SENTENCE else sentence[:_SENTENCE] + '…'}",
        f"      {difference.url}",
    )


def _group(difference: Difference) -> tuple[str, str]:
    return difference.indicator, difference.how
