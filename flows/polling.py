"""Polls the sources as Prefect tasks, so that each is shown and retried by itself.

Only transient failures are retried. A source that fails for good never hides the others, nor does a defect of
figurewatch that shows at one of them: it is recorded as a failure with the reason ``defect``.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence

from prefect import State, task
from prefect.cache_policies import NO_CACHE

from config.sources import Source
from flows.fetch_error import FetchError
from flows.fetching import SourceFetch, failed_source, fetch_source
from flows.web_client import WebClient
from warehouse.rows import SourceState

POLLERS = 16
_PAUSES = (2, 10)
_LOGGER = logging.getLogger("figurewatch.polling")


def poll_sources(
    sources: Sequence[Source], states: Mapping[str, SourceState], client: WebClient, now: dt.datetime, *, spacing: float
) -> tuple[SourceFetch, ...]:
    """Poll all sources side by side, each as a task of the running flow; one that fails is a result like the others.

    ``spacing`` is the pause in seconds between two requests to one domain; a retry waits a multiple of it.
    """
    _LOGGER.info("polling %d sources", len(sources))
    fetch = _fetch.with_options(retry_delay_seconds=[pauses * spacing for pauses in _PAUSES])
    polls = []
    for source, future in [(source, fetch.submit(source, states.get(source.id), client, now)) for source in sources]:
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
    return isinstance(error, FetchError) and error.transient


@task(
    name="fetch source",
    task_run_name="fetch {source.id}",
    retries=len(_PAUSES),
    retry_condition_fn=_is_transient,
    cache_policy=NO_CACHE,
)
def _fetch(source: Source, state: SourceState | None, client: WebClient, now: dt.datetime) -> SourceFetch:
    return fetch_source(source, state, client, now)
