"""The main path, from top to bottom: sources, entries, pages, readings, changes, alerts, site.

Prefect schedules, retries and shows the run; what happened is recorded by the warehouse itself, whose lock also keeps
two runs apart. Facts, changes and alerts of a batch of pages are committed together, before anything is sent.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import time
from collections import Counter
from functools import partial
from typing import Any, cast

from prefect import State, flow
from prefect.futures import PrefectFuture
from prefect.states import Completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from config.bundle import load_config
from config.settings import Settings, load_settings
from flows.due import due_pages, horizon
from flows.notifying import deliver, make_mailroom, route
from flows.page_fetching import fetch_pages
from flows.polling import POLLERS, poll_sources
from flows.publishing import publish_site
from flows.reading import read_pages
from flows.recording import feed_rows, name_outlets, page_rows
from flows.report import RunReport, show_artifacts
from flows.turns import open_in_turn
from flows.web_client import make_client
from flows.workers import open_reading_pool
from warehouse.baseline import sync_baseline
from warehouse.checks import record_checks
from warehouse.connection import open_snapshot
from warehouse.hosts import record_holds, select_holds
from warehouse.rows import Batch, BatchResult
from warehouse.runs import run_on_record
from warehouse.store import finish_run, record_batch
from warehouse.visits import select_known_pages, select_source_states

PATIENCE_SECONDS = 20.0  # a delivery by `notify` takes a few seconds, as a rule
_RUNNER: TaskRunner[PrefectFuture[Any]] = cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(POLLERS))
_LOGGER = logging.getLogger("figurewatch.monitor")


@flow(name="monitor", validate_parameters=False, task_runner=_RUNNER)
def monitor(settings: Settings | None = None, now: dt.datetime | None = None) -> State[RunReport]:
    """Do one pass; the flow ends Completed, under the name "Degraded" when a source failed.

    ``settings`` and ``now`` come from the command line; a scheduled run reads the environment and the clock.
    """
    settings = settings or load_settings(os.environ)
    now = now or dt.datetime.now(dt.UTC)
    began = time.monotonic()

    def clock() -> dt.datetime:
        return now + dt.timedelta(seconds=time.monotonic() - began)

    config = load_config(settings.config_dir)
    specs, tiers = config.indicators, {source.id: source.tier for source in config.sources}
    destinations = partial(route, subscriptions=config.subscriptions)
    run_id, pages, results = f"{now:%Y%m%dT%H%M%SZ}-{os.getpid()}", Counter[str](), list[BatchResult]()
    with (
        open_in_turn(settings.warehouse, PATIENCE_SECONDS) as con,
        run_on_record(con, run_id, now, clock),
        make_client(settings, select_holds(con, now)) as client,
        open_reading_pool(settings.workers) as pool,
    ):
        sync_baseline(con, config.baseline.figures, now)
        states = select_source_states(con)
        polls = poll_sources(config.sources, states, client, now, pool=pool, spacing=settings.spacing_seconds)
        recheck = dt.timedelta(hours=settings.recheck_hours)
        urls = [entry.url for poll in polls for entry in poll.entries]
        known = select_known_pages(con, urls=urls, since=horizon(now, recheck))
        wanted = due_pages(polls, known, now, recheck)
        due, left = wanted[: settings.max_pages], wanted[settings.max_pages :]
        for fetched in fetch_pages(due, client, now):
            found = read_pages([page for page in fetched if page.ok], specs, pool)
            readings = name_outlets(found, config.sources)
            batch = Batch(run_id, now, page_rows(fetched, readings, known), readings)
            results.append(record_batch(con, batch, specs=specs, tiers=tiers, route=destinations))
            pages.update(page.reason for page in fetched if not page.ok)
            pages.update(reading.status for reading in readings)
            _LOGGER.info("%d of %d pages fetched and read", pages.total(), len(due))
        record_holds(con, client.holds(), clock())
        rows = feed_rows(polls, unfinished={page.source_id for page in left})
        record_batch(con, Batch(run_id, now, rows), specs=specs, tiers=tiers, route=lambda _: ())
        _LOGGER.info("delivering")
        sent = deliver(con, config.subscriptions, make_mailroom(specs, settings, os.environ), now)
        checks = record_checks(con, run_id, clock())
        report = RunReport(run_id, polls, pages, len(left), tuple(results), sent, checks)
        finish_run(con, run_id, clock(), report.state, report.counts())
    _LOGGER.info("publishing")
    with open_snapshot(settings.warehouse) as con:
        publish_site(con, specs, config.sources, settings.site_dir, now, settings.site_address)
    show_artifacts(report)
    return Completed(name="Degraded" if report.is_degraded else None, message=report.summary(), data=report)
