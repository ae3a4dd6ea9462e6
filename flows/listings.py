"""What the warehouse knows, listed for people or as JSON lines; reads the snapshot, so it never waits for a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from config.bundle import load_config
from config.settings import Settings
from config.sources import Source
from extractors.records import BaselineFigure, Observation, Tier
from flows.foreign_text import clean
from flows.local_time import format_moment
from flows.tables import count, print_json, print_lines, print_rows, to_fields
from flows.wording import format_figure, format_period, load_wordings
from warehouse.connection import open_snapshot
from warehouse.outbox import WAITING
from warehouse.reports import select_alerts, select_changes, select_status
from warehouse.review import select_held
from warehouse.rows import Alert, Change, ChangeType, CheckLevel, short_id
from warehouse.standing import Standing, select_standings
from warehouse.views import CheckResult

_WORDS = load_wordings()["en"]
_NOUNS = ("sources", "pages", "articles", "observations", "changes", "corroborations", "alerts")


def show_changes(settings: Settings, since: dt.datetime | None, *, as_json: bool) -> None:
    """Print the changes recorded at ``since`` or later, with what was decided about each and what overtook it."""
    ranks = rank_sources(load_config(settings.config_dir).sources)
    with open_snapshot(settings.warehouse) as con:
        known = select_changes(con)
        standings = select_standings(con, known, ranks)
    found = [change for change in known if since is None or change.created >= since]
    if as_json:
        for change in found:
            print_json(to_fields(change) | {"standing": standings[change.id]})
        return
    stands = [describe_standing(standings[change.id]) for change in found]
    last = ("stands",) if any(stands) else ()  # most have nothing to say there, and the table is wide
    print_rows(
        ("id", "recorded", "indicator", "period", "verdict", "was", "is", "sources", "first at", *last),
        [(*_change_cells(change), *([stand] if last else [])) for change, stand in zip(found, stands, strict=True)],
        empty="no changes" if since is None else f"no changes since {since:%Y-%m-%d}",
    )


def show_alerts(settings: Settings, *, as_json: bool) -> None:
    """Print the outbox; an alert that waits for a channel that is in no subscription any more says so."""
    orphans = _orphaned(settings)
    with open_snapshot(settings.warehouse) as con:
        found = select_alerts(con)
    if as_json:
        for alert in found:
            print_json(alert)
        return
    print_rows(
        ("alert", "change", "indicator", "subscription", "channel", "state", "attempts", "next attempt"),
        [
            (
                short_id(alert.id),
                short_id(alert.change.id),
                alert.change.indicator,
                alert.subscription,
                alert.channel,
                alert.state,
                str(alert.attempts),
                "no such channel any more" if orphans(alert) else _next_attempt(alert),
            )
            for alert in found
        ],
        empty="no alerts",
    )


def show_status(settings: Settings, *, as_json: bool) -> None:
    """Print runs, sources, pages and alerts; a configured source that was never polled is listed too."""
    config = load_config(settings.config_dir)
    with open_snapshot(settings.warehouse) as con:
        status = select_status(con)
        orphans = sum(map(_orphaned(settings), select_alerts(con)))
        held = len(select_held(con))
    if as_json:
        print_json(to_fields(status) | {"held": held})
        return
    print_rows(
        ("run", "started", "state", "counts"),
        [(run.id, _moment(run.started), run.state, _counted(run.counts)) for run in status.runs[:5]],
        empty="no runs",
    )
    states = {state.source_id: state for state in status.sources}
    rows = []
    for source in config.sources:
        state = states.get(source.id)
        if state is None:
            rows.append((source.id, source.outlet, "never polled", "", ""))
            continue
        health = f"failing ({state.last_reason}, {state.failures} in a row)" if state.failures else "healthy"
        rows.append((source.id, source.outlet, health, _moment(state.last_attempt), _moment(state.last_success)))
    print_lines("")
    print_rows(("source", "outlet", "state", "last attempt", "last success"), rows, empty="no sources")
    lost = f"; {orphans} waiting for no such channel any more" if orphans else ""
    print_lines("", f"pages   {_counted(status.pages)}", f"alerts  {_counted(status.alerts)}{lost}")
    print_lines(
        f"review  {count(held, 'figure')} waiting", f"numbers that are no figures: {_counted(status.abstained)}"
    )
    print_lines("checks  " + _checked(status.checks))
    print_lines(*(f"        {check.level}: {check}" for check in status.checks if check.found))


def rank_sources(sources: Sequence[Source]) -> dict[str, int]:
    """Return the place of each source's tier by its id, the best first."""
    tiers = list(Tier)
    return {source.id: tiers.index(source.tier) for source in sources}


def describe_standing(standing: Standing) -> str:
    """What a person decided about a change, or what overtook it; empty where it simply stands."""
    if standing.superseded_by:
        return f"superseded by {short_id(standing.superseded_by)}"
    return f"{standing.decision.outcome} by {standing.decision.by}" if standing.decision else ""


def _orphaned(settings: Settings) -> Callable[[Alert], bool]:
    """Tell the alerts that wait for a channel of no configured subscription: nobody will send them."""
    subscriptions = load_config(settings.config_dir).subscriptions
    known = {(subscription.id, channel.name) for subscription in subscriptions for channel in subscription.channels}
    return lambda alert: alert.state in WAITING and (alert.subscription, alert.channel) not in known


def _change_cells(change: Change) -> tuple[str, ...]:
    return (
        short_id(change.id),
        _moment(change.created),
        change.indicator,
        format_period(change.new.period, _WORDS),
        change.verdict if change.type is ChangeType.MOVED else f"{change.verdict}, {change.type}",
        _figure(change.old),
        _figure(change.new),
        str(change.stories),
        clean(change.outlet),
    )


def _figure(figure: BaselineFigure | Observation | None) -> str:
    return format_figure(figure, _WORDS) if figure else "–"


def _next_attempt(alert: Alert) -> str:
    return _moment(alert.next_attempt) + (", or with a second source" if alert.is_waiting else "")


def describe_wait(alert: Alert) -> str:
    """Why an alert waits, or had waited."""
    if alert.is_waiting:
        return f"; its indicator asks for a second source or an official one, else sent {_moment(alert.next_attempt)}"
    return "; sent without a second source, after a day" if alert.awaits and alert.attempts else ""


def _checked(checks: Sequence[CheckResult]) -> str:
    if not checks:
        return "not done yet"
    levels = [check.level for check in checks if check.found]
    failed, warned = levels.count(CheckLevel.FAIL), levels.count(CheckLevel.WARN)
    return f"{len(checks) - failed - warned} passed, {failed} failed, {warned} to look at"


def _counted(counts: Mapping[str, int]) -> str:
    shown = (
        f"{number} {name[:-1] if number == 1 and name in _NOUNS else name}" for name, number in counts.items() if number
    )
    return ", ".join(shown) or "none"


def _moment(moment: dt.datetime | None) -> str:
    return format_moment(moment) if moment else "–"
