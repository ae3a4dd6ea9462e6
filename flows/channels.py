"""One message over one channel by Apprise, in a child process that can be killed.

A channel is foreign code that talks to a foreign server: it may hang with the interpreter held, log its own token, call
a redirect a success. So the child alone sees the address, answers with plain data, and keeps Apprise's log to itself:
of it only warnings come back, with every part of the address blotted out. Two schemes of our own need no
secret: ``console://`` prints, ``file://NAME`` appends to a file in the alerts folder. Refuses to follow redirects and
to count an optional failure as success.
"""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat, PersistentStoreMode
from apprise.decorators import notify

from extractors.errors import FigurewatchError
from extractors.indicators import IndicatorSpec
from flows.messages import Coverage, Envelope, Message, render_alert, render_digest
from warehouse.rows import AlertState, Change

RULE = "\n" + "─" * 72 + "\n"
_MAIL_SCHEMES = ("mailto", "mailtos")
_SHORTEST_SECRET = 4  # shorter parts of an address occur in any text and give nothing away
_LOGGER = logging.getLogger("apprise")


class ChannelError(FigurewatchError):
    """A channel cannot be used; the message names the variable or file and never shows an address."""

    exit_code = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended: ``state`` is sent, failed or unknown; ``detail`` is one line without secrets."""

    state: AlertState
    detail: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """What to say, before it is cut to the channel's measure; a digest has its ``coverage``."""

    changes: tuple[Change, ...]
    specs: dict[str, IndicatorSpec]
    envelope: Envelope
    coverage: Coverage | None = None

    def render(self, limit: int | None) -> Message:
        """The message, with its plain text within ``limit`` characters."""
        if self.coverage is None:
            return render_alert(self.changes, self.specs, self.envelope, limit)
        return render_digest(self.changes, self.coverage, self.specs, self.envelope, limit)


@dataclass(frozen=True, slots=True)
class Address:
    """An Apprise URL that does not show itself; ``is_secret`` says that its parts must be blotted out of reports."""

    url: str = field(repr=False)
    is_secret: bool


def file_address(url: str, folder: Path) -> Address:
    """A ``file://NAME`` address whose file lies in ``folder``; any other secretless address as it is."""
    scheme, _, name = url.partition("://")
    if scheme != "file":
        return Address(url, is_secret=False)
    if not re.fullmatch(r"[\w.-]+", name) or name.startswith("."):
        raise ChannelError(f"{url}: write a plain file name, as in file://alerts.txt; it lies in {folder}")
    return Address(f"{url}?folder={quote(str(folder.resolve()), safe='')}", is_secret=False)


def send_parcel(address: Address, parcel: Parcel) -> Outcome:
    """Render ``parcel`` to the channel's measure and send it. To be called in a child process with a time limit."""
    report = _keep_log()
    service = _open(address)
    if service is None:
        return Outcome(AlertState.FAILED, "the address is no Apprise URL of a known service; correct its variable")
    as_html = service.notify_format is NotifyFormat.HTML and address.url.partition("://")[0] in _MAIL_SCHEMES
    service.notify_format = NotifyFormat.HTML if as_html else NotifyFormat.TEXT
    message = parcel.render(service.body_maxlen)
    client = Apprise(asset=service.asset)
    client.add(service)
    answer = client.notify(
        title=message.subject, body=message.html if as_html else message.text, body_format=service.notify_format
    )
    if answer is True:
        return Outcome(AlertState.SENT, "")
    return Outcome(AlertState.FAILED, blot("; ".join(report.lines) or "the service did not accept it", address))


def blot(text: str, address: Address) -> str:
    """``text`` on one line, without any part of a secret address."""
    text = " ".join(text.split())[:500]
    if not address.is_secret:
        return text
    scheme, _, rest = address.url.partition("://")
    parts = {
        part for whole in (rest, unquote(rest)) for part in (*re.split(r"[/:@?&=#,]", whole), *re.split(r"\W", whole))
    }
    for part in sorted(parts - {scheme}, key=len, reverse=True):
        if len(part) >= _SHORTEST_SECRET:
            text = text.replace(part, "***")
    return text


class _Report(logging.Handler):
    """Keeps warnings as text; nothing of Apprise's log goes anywhere else."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _keep_log() -> _Report:
    report = _Report()
    _LOGGER.handlers[:] = [report]
    _LOGGER.setLevel(logging.WARNING)
    _LOGGER.propagate = False
    return report


def _open(address: Address) -> NotifyBase | None:
    asset = AppriseAsset(
        app_id="figurewatch",
        app_desc="figurewatch",
        app_url="",
        async_mode=False,
        http_redirects=False,
        pgp_autogen=False,
        pem_autogen=False,
        storage_mode=PersistentStoreMode.MEMORY,
    )
    service = Apprise.instantiate(address.url, asset=asset, suppress_exceptions=True)
    if service is None:
        return None
    service.redirects = False  # a redirect followed would be called a success
    service.optional = False
    return service


@notify(on="console", name="figurewatch console")  # type: ignore[no-untyped-call,untyped-decorator]  # Apprise leaves it untyped
def _print_message(body: str, title: str, *_: Any, **__: Any) -> bool:
    os.write(1, f"{title}\n\n{body}{RULE}".encode())
    return True


@notify(on="file", name="figurewatch file")  # type: ignore[no-untyped-call,untyped-decorator]  # Apprise leaves it untyped
def _append_message(body: str, title: str, *_: Any, meta: dict[str, Any], **__: Any) -> bool:
    path = Path(meta["qsd"]["folder"]) / meta["host"]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(f"{title}\n\n{body}{RULE}".encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        _LOGGER.warning("%s: cannot be written (%s)", path, error.strerror)
        return False
    return True
