"""Polls the sources as Prefect tasks, so that each is shown and retried by itself.

Only transient failures are retried, after a pause that varies, and only while the source is not known to be down: one
that failed in each of the last runs gets one attempt. A source that fails for good never hides the others, nor does a
defect of figurewatch that shows at one of them: it is recorded as a failure with the reason ``defect``.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence

from pebble import ProcessPool
from prefect import State, task
from prefect.cache_policies import NO_CACHE

from config.sources import Source
from flows.fetch_error import NOT_ASKED, FetchError
from flows.fetching import SourceFetch, failed_source, fetch_source
from flows.web_client import WebClient
from warehouse.rows import SourceState

POLLERS = 64  # mostly they wait: twenty silent hosts must not hold up the others
_PAUSES = (2, 10)
_JITTER = 0.5  # of a pause, so that those that failed together do not come back together
_DOWN = 3  # runs
_LOGGER = logging.getLogger("figurewatch.polling")


def poll_sources(
    sources: Sequence[Source],
    states: Mapping[str, SourceState],
    client: WebClient,
    now: dt.datetime,
    *,
    pool: ProcessPool,
    spacing: float,
) -> tuple[SourceFetch, ...]:
    """Poll all sources side by side, each as a task of the running flow; one that fails is a result like the others.

    ``pool`` reads the feeds. ``spacing`` is the pause in seconds between two requests to one domain; a retry waits a
    multiple of it.
    """
    _LOGGER.info("polling %d sources", len(sources))
    fetch = _fetch.with_options(
        retry_delay_seconds=[pauses * spacing for pauses in _PAUSES], retry_jitter_factor=_JITTER
    )
    once = _fetch.with_options(retries=0)
    polls = []
    running = []
    for source in sources:
        state = states.get(source.id)
        task_ = once if state and state.failures >= _DOWN else fetch
        running.append((source, task_.submit(source, state, client, now, pool)))
    for source, future in running:
        found = future.result(raise_on_failure=False)
        polls.append(found if isinstance(found, SourceFetch) else failed_source(source, _blame(source, found), now))
        if not polls[-1].ok:
            _LOGGER.warning("%s: %s", source.id, polls[-1].detail)
    return tuple(polls)


def _blame(source: Source, error: Exception) -> FetchError:
    if isinstance(error, FetchError):
        return error
    _LOGGER.error("%s: polling it failed unforeseen", source.id, exc_info=error)
    return FetchError("defect", source.url, f"{type(error).__name__}: {error}")


def _is_transient(_task: object, _run: object, state: State[SourceFetch]) -> bool:
    error = state.result(raise_on_failure=False)
    return isinstance(error, FetchError) and error.transient and error.reason not in NOT_ASKED


@task(
    name="fetch source",
    task_run_name="fetch {source.id}",
    retries=len(_PAUSES),
    retry_condition_fn=_is_transient,
    cache_policy=NO_CACHE,
)
def _fetch(
    source: Source, state: SourceState | None, client: WebClient, now: dt.datetime, pool: ProcessPool
) -> SourceFetch:
    return fetch_source(source, state, client, now, pool)
