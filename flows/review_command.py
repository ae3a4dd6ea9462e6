"""`figurewatch review`: the figures that were too uncertain to alert, and a person's word on each.

The list is read from the snapshot and every decision is written by itself, so that no run waits for somebody to think.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Callable
from functools import partial
from pathlib import Path

import typer

from config.bundle import Config, load_config
from config.settings import Settings
from flows.cases import save_rejected
from flows.foreign_text import clean
from flows.local_time import format_moment
from flows.messages import indicator_title, mark_figure, printed_figure
from flows.notifying import route
from flows.tables import count, print_json, print_lines, to_fields
from flows.turns import open_for_command
from flows.wording import format_figure, format_period, load_wordings
from warehouse.connection import open_snapshot
from warehouse.decisions import Fault
from warehouse.review import Held, accept_held, find_held, reject_held, select_held
from warehouse.rows import BatchResult, short_id
from warehouse.store import Occasion

_WORDS = load_wordings()["en"]
_WIDTH = 96
_INDENT = " " * 12


def list_held(settings: Settings, *, as_json: bool) -> None:
    """Print everything that waits for a decision, the earliest first."""
    config = load_config(settings.config_dir)
    with open_snapshot(settings.warehouse) as con:
        found = select_held(con)
    for held in found:
        if as_json:
            print_json({"id": held.id, **to_fields(held.evidence)})
        else:
            _show(held, config)
    if not as_json:
        hint = "; `figurewatch review start --by NAME` goes through them" if found else ""
        print_lines(f"{count(len(found), 'figure')} waiting for a decision{hint}")


def accept(settings: Settings, prefix: str, *, by: str, why: str, now: dt.datetime) -> None:
    """Accept the held figure, and print what followed.

    Raises:
        UnknownId: nothing that waits has such an id, or several have.
        WarehouseLocked: a run has been writing for too long.
    """
    config = load_config(settings.config_dir)
    destinations = partial(route, subscriptions=config.subscriptions)
    tiers = {source.id: source.tier for source in config.sources}
    occasion = Occasion(f"review-{now:%Y%m%dT%H%M%SZ}", now, tiers, destinations)
    with open_for_command(settings.warehouse) as con:
        held = find_held(con, prefix)
        result = accept_held(con, held, by=by, why=why, specs=config.indicators, occasion=occasion)
    print_lines(f"accepted  {_fact(held, config)}: {_outcome(result)}")


def reject(
    settings: Settings, prefix: str, *, by: str, why: str, fault: Fault, case: Path | None, now: dt.datetime
) -> None:
    """Reject the held figure; ``case`` is the file that gains a regression case.

    Raises:
        UnknownId: nothing that waits has such an id, or several have.
        CaseError: the file cannot be written; nothing is decided then.
        WarehouseLocked: a run has been writing for too long.
    """
    config = load_config(settings.config_dir)
    with open_for_command(settings.warehouse) as con:
        held = find_held(con, prefix)
        if case:
            note = f"rejected: {fault}" + (f"; {why}" if why else "")
            save_rejected(case, held.article, held.evidence.observation, config.indicators, note)
        reject_held(con, held, by=by, why=why, fault=fault, now=now)
    saved = f"; a case was added to {case}, look it over" if case else ""
    print_lines(f"rejected  {_fact(held, config)}{saved}")


def go_through(settings: Settings, *, by: str, case: Path | None, clock: Callable[[], dt.datetime]) -> None:
    """Show what waits one by one and ask for a decision, until the list or the answers end.

    Raises:
        WarehouseLocked: a run began writing meanwhile; decisions made so far are kept.
    """
    config = load_config(settings.config_dir)
    with open_snapshot(settings.warehouse) as con:
        found = select_held(con)
    decided = 0
    for place, held in enumerate(found, 1):
        print_lines("", f"{place} of {len(found)}")
        _show(held, config)
        answer = _ask("accept, reject, skip or quit", ["accept", "reject", "skip", "quit"])
        if answer == "quit":
            break
        if answer == "skip":
            continue
        if answer == "accept":
            accept(settings, held.id, by=by, why="", now=clock())
        else:
            fault = Fault(_ask("what is wrong", list(Fault)) or Fault.OTHER)
            reject(settings, held.id, by=by, why="", fault=fault, case=case, now=clock())
        decided += 1
    print_lines("", f"{decided} of {count(len(found), 'figure')} decided")


def _ask(question: str, answers: list[str]) -> str:
    """Return one of ``answers``, by any beginning that fits no other; "quit" (or the last) when there is no more."""
    while True:
        try:
            given = typer.prompt(question, prompt_suffix=f" ({'/'.join(answers)})? ").strip().lower()
        except typer.Abort:
            return answers[-1]
        fitting = [answer for answer in answers if answer.startswith(given)]
        if len(fitting) == 1:
            return fitting[0]
        print_lines(f"answer with one of {', '.join(answers)}")


def _show(held: Held, config: Config) -> None:
    evidence, article = held.evidence, held.article
    observation = evidence.observation
    before, figure, after = mark_figure(observation.sentence, printed_figure(observation, article.lang))
    said = format_moment(article.published) if article.published else "undated"
    print_lines(
        f"{short_id(held.id)}  {_fact(held, config)}",
        *_wrapped(f"{before}»{figure}«{after}"),
        *_wrapped(f"{evidence.verdict}: {evidence.reason}"),
        *_wrapped(f"confidence {observation.confidence:.2f}: {'; '.join(observation.reasons) or 'no reason given'}"),
        f"{_INDENT}{clean(article.outlet)}, {said}: {clean(article.title)}",
        f"{_INDENT}{article.url}",
    )


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT, break_long_words=False)


def _fact(held: Held, config: Config) -> str:
    observation = held.evidence.observation
    title = indicator_title({spec.id: spec for spec in config.indicators}, observation.indicator, "en")
    shown = f"{format_figure(observation, _WORDS)} ({observation.kind})"
    return f"{title}, {format_period(observation.period, _WORDS)}: {shown}"


def _outcome(result: BatchResult) -> str:
    if result.changes:
        alerts = f"; {count(result.alerts, 'alert')} made" if result.alerts else "; nobody subscribes to it"
        return f"change {short_id(result.changes[0].id)}, {result.changes[0].verdict}{alerts}"
    return "tells a change that is known" if result.corroborations else "no news against the baseline of today"
