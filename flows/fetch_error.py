"""Why a fetch failed: one type, whose reason decides whether trying again can help.

The decision between transient and terminal is made here, in one table, and nowhere else. Every message names the
address and the next thing to do.
"""

from __future__ import annotations

from extractors.errors import FigurewatchError

NOT_ASKED = ("asked_to_wait", "host_down", "host_slow")  # with these reasons no request was made
_TRANSIENT_STATUSES = (408, 425, 429)

_TRANSIENT = {
    "asked_to_wait": "the host asks for a pause; the next run tries again",
    "connection": "the connection broke; the next run tries again",
    "dns": "the name does not resolve; check the spelling of the host, or the resolver of this machine",
    "host_down": "several fetches from this host failed in a row, so the rest waits for the next run",
    "host_slow": "this host took all the time that a run has for it, so the rest waits for the next run",
    "timeout": "the host was too slow; the next run tries again",
    "truncated": "the answer ended before its end mark; the next run tries again",
}
_TERMINAL = {
    "bad_address": "only http(s) addresses with a plain host and port 80 or 443 are fetched; correct the address",
    "bad_encoding": "the answer's Content-Encoding cannot be read; ask the outlet, or drop the source",
    "defect": "figurewatch itself stumbled; report it with the log of this run",
    "http_304": "the server says that nothing changed, but was not asked; open the address in a browser",
    "not_text": "this is no page and no feed; use an address of text",
    "redirect_loop": "the redirects lead in a circle or too far; open the address in a browser and use where it ends",
    "refused_address": "the host has an address that is not public; if it is yours, set FIGUREWATCH_ALLOW_PRIVATE",
    "robots": "robots.txt forbids this address; ask the outlet for leave, or drop the source",
    "tls": "the certificate cannot be verified; open the address in a browser and look at it",
    "too_large": "the answer is larger than the limit; use a shorter feed of this outlet",
}


class FetchError(FigurewatchError):
    """A fetch failed.

    Attributes:
        reason: a short code of the tables above, or ``http_`` and the status.
        address: what was asked for.
        detail: what happened, for people; may be empty.
        retry_after: seconds that the host asks to wait, or None.
    """

    def __init__(self, reason: str, address: str, detail: str = "", retry_after: float | None = None) -> None:
        """All four go to ``args``, so that the error survives a trip between processes."""
        super().__init__(reason, address, detail, retry_after)
        self.reason = reason
        self.address = address
        self.detail = detail
        self.retry_after = retry_after

    @property
    def transient(self) -> bool:
        """Whether trying again later can help."""
        return is_transient(self.reason)

    @property
    def status(self) -> int | None:
        """The HTTP status that was the reason."""
        return int(self.reason.removeprefix("http_")) if self.reason.startswith("http_") else None

    @property
    def advice(self) -> str:
        """What to do next."""
        known = _TRANSIENT.get(self.reason) or _TERMINAL.get(self.reason)
        if known:
            return known
        return "the next run tries again" if self.transient else "check the address by `figurewatch source test`"

    def __str__(self) -> str:
        """One line: address, reason, what happened, what to do."""
        happened = f"{self.reason} ({self.detail})" if self.detail else self.reason
        return f"{self.address}: {happened}; {self.advice}"


def is_transient(reason: str) -> bool:
    """Tell whether what failed for ``reason`` may succeed later."""
    if reason.startswith("http_"):
        status = int(reason.removeprefix("http_"))
        return status in _TRANSIENT_STATUSES or status >= 500
    return reason in _TRANSIENT
