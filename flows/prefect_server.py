"""Gives every flow a Prefect API that can be trusted, without asking the user to start one.

With ``PREFECT_API_URL`` set, that server is used. Without it a real server is started as a child on loopback, its
health awaited, and stopped in order. Prefect's ephemeral server is refused: it loses task records, times out with a
fresh home and prints tracebacks at exit. Prefect reads its settings when it is imported, so nothing here imports
it before the environment is complete.
"""

from __future__ import annotations

import contextlib
import ctypes
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from urllib.parse import urlsplit

from extractors.errors import FigurewatchError

START_LIMIT = 120.0
STOP_LIMIT = 10.0
_LOGGING = Path(__file__).with_name("prefect_logging.yaml")


class PrefectUnavailableError(FigurewatchError):
    """No Prefect API answers; the message says where the server's log is or which address was tried."""


@contextlib.contextmanager
def prefect_server(home: Path, environ: MutableMapping[str, str], *, ui: bool = False) -> Iterator[PrefectServer]:
    """Prepare ``environ`` for Prefect and yield a server that may still be starting.

    Call this before anything imports Prefect, and ``wait()`` before the first flow. ``home`` keeps Prefect's database
    and the server's log; ``ui`` serves Prefect's pages too, which makes the start slower.

    Raises:
        PrefectUnavailableError: ``PREFECT_API_URL`` is none; or from ``wait()``, when no API answers in time.
    """
    home.mkdir(parents=True, exist_ok=True)
    environ.update(
        {
            "PREFECT_HOME": str(home.resolve()),
            "PREFECT_LOGGING_SETTINGS_PATH": str(_LOGGING),
            "PREFECT_LOGGING_EXTRA_LOGGERS": "figurewatch",
            "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
            "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_CLIENT_MAX_RETRIES": "3",  # 14 s for each call to a server that died, not a minute
            "DO_NOT_TRACK": "1",
        }
    )
    configured = environ.get("PREFECT_API_URL")
    if configured:
        check_api_url(configured)
        yield PrefectServer(configured, None, None)
        return
    log = home / "server.log"
    port = _free_port()
    process = _start(port, log, environ, ui=ui)
    server = PrefectServer(f"http://127.0.0.1:{port}/api", process, log)
    environ["PREFECT_API_URL"] = server.api_url
    try:
        yield server
    finally:
        with _deaf_to_interrupts():
            if "prefect" in sys.modules:
                _drain()
            _stop(process)
        del environ["PREFECT_API_URL"]


def check_api_url(url: str) -> None:
    """Refuse what cannot be the address of a Prefect API, without showing what may be a password in it.

    Raises:
        PrefectUnavailableError: it is no http(s) address, or has a user name in it.
    """
    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fits = False
    if not fits or "@" in url:
        raise PrefectUnavailableError(
            "PREFECT_API_URL: write http(s)://HOST:PORT/api, without a user name (PREFECT_API_AUTH_STRING takes one), "
            "or unset it to have a server started"
        )


class PrefectServer:
    """A Prefect API: ``api_url``, and the child that serves it when it is ours."""

    def __init__(self, api_url: str, process: subprocess.Popen[bytes] | None, log: Path | None) -> None:
        self.api_url = api_url
        self._process = process
        self._log = log

    @property
    def process_id(self) -> int | None:
        """Of the child, when the server is ours."""
        return self._process.pid if self._process else None

    def wait(self) -> None:
        """Return once the API is healthy; raise PrefectUnavailableError when its process ended or time is up."""
        limit = START_LIMIT if self._process else 10.0
        deadline = time.monotonic() + limit
        while not is_healthy(self.api_url):
            if self._process and self._process.poll() is not None:
                raise PrefectUnavailableError(f"the Prefect server ended at its start; its log is {self._log}")
            if time.monotonic() > deadline:
                remedy = f"its log is {self._log}" if self._log else "start that server or unset PREFECT_API_URL"
                raise PrefectUnavailableError(
                    f"no Prefect API answered at {self.api_url} within {limit:.0f} s; {remedy}"
                )
            time.sleep(0.1)


def _start(port: int, log: Path, environ: Mapping[str, str], *, ui: bool) -> subprocess.Popen[bytes]:
    own = {"PREFECT_UI_ENABLED": str(ui).lower(), "PREFECT_LOGGING_SETTINGS_PATH": ""}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 (our own interpreter, no shell)
            command,
            env={key: value for key, value in ({**environ} | own).items() if value},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (no threads yet)
        )


def _die_with_parent() -> None:
    """Ask the kernel to end the server when this process is killed, so that no orphan keeps the port."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_healthy(api_url: str) -> bool:
    """Whether a Prefect API answers there now."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{api_url}/health", timeout=5) as answer:  # the address is ours or the user's setting
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Stop in order even when Ctrl-C is pressed twice; what is done inside ends by itself within STOP_LIMIT or so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def _drain() -> None:
    """Send Prefect's queued logs and events while the server still stands; afterwards they would be tracebacks."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for worker in (APILogWorker, EventsWorker):
        worker.drain_all(timeout=5)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
