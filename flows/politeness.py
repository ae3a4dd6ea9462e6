"""How often one outlet is asked: at most two requests at once per registrable domain, spaced, and a pause when it asks.

The limits hold across all threads that share one ``Politeness``. A pause longer than anybody should sit through is not
waited for: the fetch fails as transient, and the next run comes back.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.fetch_error import FetchError

_AT_ONCE = 2
_PATIENCE = 60.0  # seconds
_LONGEST_DELAY = 86_400.0


class _Lane:
    def __init__(self) -> None:
        self.places = threading.BoundedSemaphore(_AT_ONCE)
        self.lock = threading.Lock()
        self.next_start = 0.0
        self.held_until = 0.0


class Politeness:
    """The turns of all domains; ``spacing`` is in seconds between the starts of two requests to one domain."""

    def __init__(self, spacing: float, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """``clock`` is monotonic."""
        self._spacing = spacing
        self._clock = clock
        self._sleep = sleep
        self._lanes: defaultdict[str, _Lane] = defaultdict(_Lane)
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, domain: str, address: str, delay: float = 0.0) -> Iterator[Callable[[], None]]:
        """Wait for a turn at ``domain``; ``delay`` is the crawl delay that its robots.txt asks for, in seconds.

        What is given is to be called once the host is reached: the pause counts from what it sees, and connecting may
        have taken a while.

        Raises:
            FetchError: ``asked_to_wait``, when the wait would be longer than a minute.
        """
        lane = self._lane(domain)
        pause = max(self._spacing, min(delay, _LONGEST_DELAY))

        def reached() -> None:
            with lane.lock:
                lane.next_start = max(lane.next_start, self._clock() + pause)

        with lane.places:
            while wait := self._claim(lane, address, pause):
                self._sleep(wait)
            yield reached

    def _claim(self, lane: _Lane, address: str, pause: float) -> float:
        """Take the turn and return 0, or return how long to wait: who wakes late must not be too close to the next."""
        with lane.lock:
            now = self._clock()
            wait = lane.next_start - now
            if wait > _PATIENCE:
                raise FetchError("asked_to_wait", address, f"{wait:.0f} s", retry_after=wait)
            if wait > 0:
                return wait
            lane.next_start = now + pause
            return 0.0

    def hold(self, domain: str, seconds: float) -> None:
        """Start nothing at ``domain`` for ``seconds``."""
        lane = self._lane(domain)
        with lane.lock:
            lane.held_until = max(lane.held_until, self._clock() + seconds)
            lane.next_start = max(lane.next_start, lane.held_until)

    def holds(self) -> dict[str, float]:
        """Return the seconds for which domains are still to be left alone because they asked for it."""
        now = self._clock()
        with self._lock:
            return {domain: lane.held_until - now for domain, lane in self._lanes.items() if lane.held_until > now}

    def _lane(self, domain: str) -> _Lane:
        with self._lock:
            return self._lanes[domain]
