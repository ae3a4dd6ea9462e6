"""Processes that read what strangers wrote, and that can be killed.

A small page can hold a parser for minutes, and its regular expressions do not let go of the interpreter: threads and
signals do not help, only another process with limits of its own does. Three limits hold: seconds by the wall (the pool
kills), seconds of work (the kernel does, however busy the machine and whatever becomes of this process) and memory.
"""

from __future__ import annotations

import math
import multiprocessing
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from pebble import ProcessExpired, ProcessPool

_TASKS_PER_WORKER = 100  # then it is replaced, and whatever its libraries hoarded is freed
_MEMORY = 1 << 30


@contextmanager
def open_reading_pool(workers: int) -> Iterator[ProcessPool]:
    """Give a pool of ``workers`` processes; they start with the first task and end with the context."""
    context = multiprocessing.get_context("forkserver")  # this process has threads, which plain forking breaks
    context.set_forkserver_preload(["flows.reading", "flows.feed_reading"])
    pool = ProcessPool(workers, _TASKS_PER_WORKER, initializer=_limit_worker, context=context)
    try:
        yield pool
        pool.close()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
    finally:
        pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
        pool.join()


def limit_work(seconds: float) -> None:
    """Let this worker compute for ``seconds`` from now; the kernel ends it then. Called at the start of a task."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime + seconds), hard))


def name_end(error: BaseException) -> str:
    """Return "timed_out" when ``error`` is what a task gets that took too long or worked too much, else "crashed"."""
    overworked = isinstance(error, ProcessExpired) and error.exitcode == -signal.SIGXCPU
    return "timed_out" if overworked or isinstance(error, TimeoutError) else "crashed"


def _limit_worker() -> None:
    for limit, most in ((resource.RLIMIT_DATA, _MEMORY), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (most, hard))
