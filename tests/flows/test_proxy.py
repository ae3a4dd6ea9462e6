"""A real proxy on loopback, which must not be able to decide where figurewatch goes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from config.settings import load_settings
from flows.fetch_error import FetchError
from flows.proxy import connect_through
from flows.web_client import WebClient, make_client
from tests.flows.web_server import page, serving

AGENT = "figurewatch/test"


class Proxy:
    """Answers CONNECT with ``status`` and ties the tunnel to ``port``, whatever was asked for."""

    def __init__(self, port: int, status: bytes) -> None:
        self.asked: list[bytes] = []
        self._port = port
        self._status = status
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = ("127.0.0.1", self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with client:
                self.asked.append(client.recv(4096).split(b"\r\n")[0])
                client.sendall(self._status)
                if b" 200 " in self._status:
                    with socket.create_connection(("127.0.0.1", self._port)) as far:
                        far.sendall(client.recv(4096))
                        while chunk := far.recv(4096):
                            client.sendall(chunk)


@contextmanager
def proxied(status: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n") -> Iterator[Proxy]:
    with serving({"/page": page(b"through the tunnel")}) as server:
        proxy = Proxy(server.server_port, status)
        try:
            yield proxy
        finally:
            proxy.close()


def test_a_proxy_of_the_settings_is_given_the_checked_address_and_not_the_name():
    with (
        proxied() as proxy,
        WebClient(
            AGENT, spacing=0, resolve=lambda *_: ["93.184.215.14"], connect=connect_through(proxy.address)
        ) as client,
    ):
        assert client.fetch("http://outlet.example/page").body == b"through the tunnel"
    assert set(proxy.asked) == {b"CONNECT 93.184.215.14:80 HTTP/1.1"}


def test_behind_a_proxy_the_same_addresses_are_refused():
    with (
        proxied() as proxy,
        WebClient(AGENT, spacing=0, resolve=lambda *_: ["10.0.0.1"], connect=connect_through(proxy.address)) as client,
        pytest.raises(FetchError, match="refused_address"),
    ):
        client.fetch("http://outlet.example/page")
    assert proxy.asked == []


@pytest.mark.parametrize(
    "status", [b"HTTP/1.1 407 Who are you\r\n\r\n", b"HTTP/1.1 502 Bad\r\n\r\n", b"SSH-2.0\r\n\r\n", b""]
)
def test_a_proxy_that_gives_no_tunnel_is_a_broken_connection_that_names_it(status):
    with (
        proxied(status) as proxy,
        WebClient(
            AGENT, spacing=0, resolve=lambda *_: ["93.184.215.14"], connect=connect_through(proxy.address)
        ) as client,
        pytest.raises(FetchError, match=f"connection .its robots.txt: the proxy 127.0.0.1:{proxy.address[1]}"),
    ):
        client.fetch("http://outlet.example/page")


def test_the_setting_makes_the_client_use_it():
    with proxied(b"HTTP/1.1 403 No\r\n\r\n") as proxy:
        settings = load_settings(
            {
                "FIGUREWATCH_PROXY": f"http://127.0.0.1:{proxy.address[1]}",
                "FIGUREWATCH_ALLOW_PRIVATE": "127.0.0.1:9",
                "FIGUREWATCH_SPACING_SECONDS": "0",
            }
        )
        with make_client(settings) as client, pytest.raises(FetchError, match="403 No"):
            client.fetch("http://127.0.0.1:9/page")
    assert proxy.asked == [b"CONNECT 127.0.0.1:9 HTTP/1.1"]
