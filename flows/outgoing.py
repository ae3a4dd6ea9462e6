"""The flows that follow from what is recorded: late deliveries, digests, the site.

`monitor` delivers and publishes by itself; these run between its passes and on a schedule of their own.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence

from prefect import flow

from config.bundle import load_config
from config.settings import Settings, load_settings
from config.sources import Source
from config.subscriptions import Subscription
from flows.local_time import local_day
from flows.messages import Coverage
from flows.notifying import DeliveryReport, at_once, deliver, destinations_of, make_mailroom, send_digest
from flows.publishing import SiteReport, publish_site
from flows.turns import open_in_turn
from warehouse.connection import is_snapshot_behind, open_snapshot
from warehouse.errors import SnapshotMissing
from warehouse.outbox import is_anything_due
from warehouse.reports import select_runs, select_status
from warehouse.views import Run, Status

_DIGEST_SPAN = dt.timedelta(days=1)
_NOTIFY_PATIENCE = 300.0  # the next one comes in ten minutes
_DIGEST_PATIENCE = 3600.0  # the next one comes tomorrow, and a pass holds the warehouse for minutes


@flow(name="notify", validate_parameters=False)
def notify(settings: Settings | None = None, now: dt.datetime | None = None) -> DeliveryReport:
    """Send the alerts that are due, above all those whose last attempt failed."""
    settings, now = settings or load_settings(os.environ), now or dt.datetime.now(dt.UTC)
    config = load_config(settings.config_dir)
    if not _has_due(settings, config.subscriptions, now):
        return DeliveryReport()
    with open_in_turn(settings.warehouse, _NOTIFY_PATIENCE) as con:
        return deliver(con, config.subscriptions, make_mailroom(config.indicators, settings, os.environ), now)


@flow(name="digest", validate_parameters=False)
def digest(settings: Settings | None = None, now: dt.datetime | None = None) -> DeliveryReport:
    """Send what has gathered for the digest subscriptions, with the coverage that stands behind it."""
    settings, now = settings or load_settings(os.environ), now or dt.datetime.now(dt.UTC)
    config = load_config(settings.config_dir)
    with open_in_turn(settings.warehouse, _DIGEST_PATIENCE) as con:
        coverage = cover(select_status(con), select_runs(con, now - _DIGEST_SPAN), config.sources)
        return send_digest(
            con, config.subscriptions, coverage, make_mailroom(config.indicators, settings, os.environ), now
        )


@flow(name="publish", validate_parameters=False)
def publish(settings: Settings | None = None, now: dt.datetime | None = None) -> SiteReport:
    """Build the site anew from the state after the last run."""
    settings, now = settings or load_settings(os.environ), now or dt.datetime.now(dt.UTC)
    config = load_config(settings.config_dir)
    with open_snapshot(settings.warehouse) as con:
        return publish_site(con, config.indicators, config.sources, settings.site_dir, now, settings.site_address)


def _has_due(settings: Settings, subscriptions: Sequence[Subscription], now: dt.datetime) -> bool:
    """Look at the snapshot: mostly there is nothing to send, and then the warehouse is left to others.

    After a crash the snapshot does not show all that is recorded, and only the warehouse itself can tell.
    """
    if is_snapshot_behind(settings.warehouse):
        return True
    try:
        with open_snapshot(settings.warehouse) as con:
            return is_anything_due(con, now, destinations_of(at_once(subscriptions)))
    except SnapshotMissing:
        return True


def cover(status: Status, runs: Sequence[Run], sources: Sequence[Source]) -> Coverage:
    """What ``runs`` have looked at; of the sources in ``status`` only the configured ones count."""
    configured = {source.id for source in sources}
    polled = [state for state in status.sources if state.source_id in configured]
    failing = tuple(state.source_id for state in polled if state.failures)
    last_heard = {state.source_id: local_day(state.last_success) for state in polled if state.last_success}
    articles, unread = (sum(run.counts.get(name, 0) for run in runs) for name in ("articles", "unread"))
    return Coverage(len(polled) - len(failing), failing, articles, unread, last_heard)
