"""The schedule: monitor, notify, digest and publish on Prefect, until interrupted.

Prefect starts each run in a process of its own; the warehouse's lock keeps them apart, and its tables say what
happened, whatever becomes of Prefect.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any, cast

from config.bundle import load_config
from config.settings import Settings, check_data_dir
from flows.console import LOGGER, run_log
from flows.local_time import TIME_ZONE
from flows.prefect_server import prefect_server

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Schedule

MONITOR_EVERY = dt.timedelta(minutes=30)
NOTIFY_EVERY = dt.timedelta(minutes=10)
FIRST_AFTER = dt.timedelta(seconds=20)  # Prefect plans the runs of a new deployment every 5 s, and none in the past
DIGEST_AT = "0 7 * * *"
PUBLISH_AT = "5 0 * * *"  # after midnight, so that "last year" and ages of sources turn on the site too


def serve_schedule(settings: Settings, clock: Callable[[], dt.datetime], environ: MutableMapping[str, str]) -> None:
    """Serve the deployments until SIGINT or SIGTERM; the first pass begins as soon as the server is up.

    Raises:
        ConfigError: a file of the configuration does not fit.
        PrefectUnavailableError: no Prefect server could be had.
    """
    check_data_dir(settings)
    load_config(settings.config_dir)
    with run_log(), prefect_server(settings.prefect_home, environ, ui=True) as server:
        from prefect import serve
        from prefect.schedules import Cron, Interval

        from flows.monitor import monitor
        from flows.outgoing import digest, notify, publish

        server.wait()
        now = clock()
        warnings.filterwarnings(
            "ignore", "coroutine 'Runner.astop'", RuntimeWarning
        )  # Prefect's own, when it is stopped
        LOGGER.warning("serving; Prefect shows the runs at %s", server.api_url.removesuffix("/api"))
        serve(
            _deploy(monitor, Interval(MONITOR_EVERY, anchor_date=now + FIRST_AFTER)),
            _deploy(notify, Interval(NOTIFY_EVERY, anchor_date=now + NOTIFY_EVERY / 2)),
            _deploy(digest, Cron(DIGEST_AT, timezone=TIME_ZONE.key)),
            _deploy(publish, Cron(PUBLISH_AT, timezone=TIME_ZONE.key)),
            print_starting_message=False,
        )


def _deploy(flow: Flow[..., Any], schedule: Schedule) -> RunnerDeployment:
    return cast(
        "RunnerDeployment", flow.to_deployment("figurewatch", schedule=schedule)
    )  # a coroutine only in async code
