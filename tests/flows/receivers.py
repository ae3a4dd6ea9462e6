"""Servers on loopback that take what channels send: a webhook of many tempers and a mail server."""

from __future__ import annotations

import contextlib
import json
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Webhook:
    """Answers by path: /ok, /status/N, /redirect, /drop, /hang, /drip. ``bodies`` are what came to /ok."""

    port: int = 0
    bodies: list[dict] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


@contextlib.contextmanager
def webhook() -> Iterator[Webhook]:
    received = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            received.paths.append(self.path)
            _, temper, *rest = self.path.split("/")
            if temper == "ok" and body:
                received.bodies.append(json.loads(body))
            elif temper == "drop":
                self.close_connection = True
                self.connection.close()
                return
            elif temper == "hang":
                received.closing.wait(30)
                return
            elif temper == "drip":
                self._drip()
                return
            status = {"ok": 200, "redirect": 302}.get(temper) or int(rest[0])
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/ok")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - the name that http.server looks for

        def _drip(self):
            with contextlib.suppress(OSError):
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while not received.closing.wait(0.2):
                    self.wfile.write(b"X-Drip: 1\r\n")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        received.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield received
        finally:
            received.closing.set()
            server.shutdown()
            thread.join()


@dataclass
class Mailbox:
    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)


@contextlib.contextmanager
def mail_server() -> Iterator[Mailbox]:
    received = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self._say(b"220 mail.example")
            while line := self.rfile.readline():
                command = line.strip().upper()
                if command == b"DATA":
                    self._say(b"354 go on")
                    lines = []
                    while (text := self.rfile.readline()) != b".\r\n":
                        lines.append(text.removeprefix(b"."))
                    received.messages.append(message_from_bytes(b"".join(lines), policy=policy.default))
                self._say(b"221 bye" if command == b"QUIT" else b"250 mail.example")

        def _say(self, text: bytes):
            self.wfile.write(text + b"\r\n")

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        received.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield received
        finally:
            server.shutdown()
            thread.join()
