"""One pass at the command line: a Prefect server for as long as it takes, the flow, and what the terminal shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, cast

from config.bundle import load_config
from config.settings import Settings, check_data_dir
from flows.console import LOGGER, run_log
from flows.prefect_server import prefect_server

if TYPE_CHECKING:
    from flows.report import RunReport


def run_pass(settings: Settings, now: dt.datetime, environ: MutableMapping[str, str]) -> RunReport:
    """Run the monitor flow once, as of ``now``, and return its report.

    Raises:
        ConfigError: a file of the configuration does not fit.
        PrefectUnavailableError: no Prefect server could be had.
        FigurewatchError: what made the run fail.
    """
    check_data_dir(settings)
    load_config(settings.config_dir)  # what is wrong with it should not have to wait for a server
    with run_log(), prefect_server(settings.prefect_home, environ) as server:
        from flows.monitor import monitor

        LOGGER.info("waiting for the Prefect server")
        server.wait()
        return cast("RunReport", monitor(settings, now))
