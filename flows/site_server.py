"""Serves the published site on this machine for a look, as a plain web server would; for the public, use one of those.

Listens on loopback only, lists no folder, and finds each file anew, so that a site published meanwhile is seen at once.
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from config.settings import Settings
from extractors.errors import FigurewatchError

_TYPES = {".ics": "text/calendar; charset=utf-8", ".xml": "application/atom+xml", ".json": "application/json"}


class NoSiteError(FigurewatchError):
    """Nothing has been published yet; the message says what publishes."""


class SiteServerError(FigurewatchError):
    """The port cannot be had."""


def make_server(settings: Settings, port: int) -> ThreadingHTTPServer:
    """Return a server of the published site at 127.0.0.1, not yet serving; port 0 takes any that is free.

    Raises:
        NoSiteError: there is none.
        SiteServerError: the port is taken or not allowed.
    """
    folder = settings.site_dir
    if not (folder / "index.html").is_file():
        raise NoSiteError(f"no site in {folder} yet; `figurewatch run` publishes one")
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=folder))
    except OSError as error:
        raise SiteServerError(f"port {port} cannot be had ({error.strerror}); give another one by --port") from error
    server.daemon_threads = True
    return server


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | _TYPES
    timeout = 30

    def __init__(self, *args: Any, directory: Path) -> None:
        super().__init__(*args, directory=str(directory))

    def list_directory(self, path: Any) -> None:
        """Refuse: only files are served."""
        del path
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Let nothing be taken for another type, and ask for changes each time."""
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Keep the terminal clean."""
