"""What the robots.txt of each host allows: read once for a client, and obeyed as RFC 9309 wants it.

Without one everything is allowed, and a server that fails forbids all. The file comes from a stranger: groups for other
robots are put together before it is parsed, because the parser's time grows with the product of names and rules, and
a file with more rules than anybody reads is refused.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

import httpx
from protego import Protego

from flows.fetch_error import FetchError

PRODUCT = "figurewatch"  # the name that robots.txt may address
ROBOTS_BYTES = 600_000  # RFC 9309 §2.5 asks for 500 KiB at least
_MAX_LINES = 20_000
_MAX_DELAY = 86_400.0
_AGENT = re.compile(r"^\s*user[- ]?agent\s*:?\s*(.*)$", re.IGNORECASE)


class Robots:
    """The rules of all hosts; ``fetch_text(url, address)`` gives the file at ``address`` on behalf of ``url``."""

    def __init__(self, fetch_text: Callable[[str, str], str]) -> None:
        """Read nothing yet."""
        self._fetch_text = fetch_text
        self._rules: dict[str, Protego | FetchError] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def crawl_delay(self, url: str, target: httpx.URL) -> float:
        """Return the delay in seconds that the host of ``target`` asks for; ``url`` is what people asked for.

        Raises:
            FetchError: the address is forbidden, or the rules cannot be had. Only a transient failure is tried again.
        """
        origin = f"{target.scheme}://{target.netloc.decode('ascii')}"
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            rules = self._rules.get(origin)
            if rules is None:
                rules = self._rules[origin] = self._read(url, origin)
        if isinstance(rules, FetchError):
            raise FetchError(rules.reason, url, rules.detail)
        if not rules.can_fetch(str(target), PRODUCT):
            raise FetchError("robots", url, str(target) if str(target) != url else "")
        return min(max(float(rules.crawl_delay(PRODUCT) or 0.0), 0.0), _MAX_DELAY)

    def _read(self, url: str, origin: str) -> Protego | FetchError:
        try:
            text = self._fetch_text(url, f"{origin}/robots.txt")
        except FetchError as error:
            if error.transient:
                raise FetchError(error.reason, url, f"its robots.txt: {error.detail}", error.retry_after) from error
            if error.reason.startswith("http_"):
                return Protego.parse("")
            return FetchError(error.reason, url, f"its robots.txt: {error.detail}")
        return parse_rules(text) or FetchError("robots", url, "its robots.txt has too many rules")


def parse_rules(text: str) -> Protego | None:
    """Read robots.txt, in time that grows with its length only; None when nobody would read it whole."""
    lines = text.splitlines()
    if len(lines) > _MAX_LINES:
        return None
    return Protego.parse("\n".join(map(_merge_others, lines)))


def _merge_others(line: str) -> str:
    """Name every other robot alike; a name that is part of ours is one of ours for the parser."""
    agent = _AGENT.match(line.partition("#")[0])
    if agent is None:
        return line
    name = agent[1].strip().lower().replace("*", "") or "*"
    return f"User-agent: {name if name == '*' or name in PRODUCT else 'another'}"
