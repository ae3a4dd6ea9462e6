"""The client against servers that behave as badly as they can."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import pickle
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import httpcore
import pytest

from flows.addresses import is_public, parse_address
from flows.fetch_error import FetchError
from flows.politeness import Politeness
from flows.web_client import Fetched, WebClient
from tests.flows.web_server import Answer, Exchange, WebServer, page, redirect, serving

AGENT = "figurewatch/test (+https://figurewatch.example)"


def fetch(answers: dict[str, Answer], path: str = "/page", *, deadline: float = 5.0, **limits: int) -> Fetched:
    with (
        serving(answers) as server,
        WebClient(AGENT, allowed_private=server.allowed, spacing=0, deadline=deadline) as client,
    ):
        return client.fetch(server.origin + path, **limits)


def failure(answers: dict[str, Answer], path: str = "/page", *, deadline: float = 5.0, **limits: int) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(answers, path, deadline=deadline, **limits)
    return caught.value


def packed(body: bytes, bits: int) -> bytes:
    packer = zlib.compressobj(wbits=bits)
    return packer.compress(body) + packer.flush()


BODY = "Товарооборот вырос".encode() * 100
PACKED = {
    "identity": (BODY, None),
    "gzip": (gzip.compress(BODY), "gzip"),
    "x-gzip": (gzip.compress(BODY), "X-GZIP"),
    "deflate": (packed(BODY, 15), "deflate"),
    "deflate without a head": (packed(BODY, -15), "deflate"),
    "gzip with padding": (gzip.compress(BODY) + b"\0" * 20, "gzip"),
}


@pytest.mark.parametrize("name", PACKED)
def test_a_body_is_unpacked(name):
    body, encoding = PACKED[name]
    headers = {"Content_Encoding": encoding} if encoding else {}
    found = fetch({"/page": page(body, Content_Type="Text/HTML; charset=utf-8", ETag='"1"', **headers)})
    assert (found.status, found.body, found.content_type, found.charset, found.etag) == (
        200,
        BODY,
        "text/html",
        "utf-8",
        '"1"',
    )
    assert (found.wire_bytes, found.packing) == (len(body), encoding or "identity")


BAD_BODIES = {
    "packed twice": (gzip.compress(gzip.compress(BODY)), "gzip, gzip", "bad_encoding"),
    "an unknown packing": (BODY, "br", "bad_encoding"),
    "not what it says": (BODY, "gzip", "bad_encoding"),
    "cut": (gzip.compress(BODY)[:-9], "gzip", "truncated"),
    "an empty gzip": (b"", "gzip", "truncated"),
    "more after the end": (gzip.compress(BODY) + b"more", "gzip", "bad_encoding"),
    "a bomb": (gzip.compress(b"\0" * 30_000_000), "gzip", "too_large"),
    "one byte too many": (b"a" * 1001, "identity", "too_large"),
    "packed once more inside": (gzip.compress(gzip.compress(BODY)), "gzip", "not_text"),
    "a bomb inside a bomb": (gzip.compress(gzip.compress(b"\0" * 30_000_000)), "gzip", "not_text"),
    "a PDF": (b"%PDF-1.7 " + BODY, "identity", "not_text"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + BODY, "identity", "not_text"),
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_body_that_cannot_be_trusted_is_refused(name):
    body, encoding, reason = BAD_BODIES[name]
    assert (
        failure(
            {"/page": page(body, Content_Encoding=encoding)}, max_bytes=1000 if name.startswith("one") else 3_000_000
        ).reason
        == reason
    )


def test_a_body_of_exactly_the_limit_is_taken():
    assert len(fetch({"/page": page(b"a" * 1000)}, max_bytes=1000).body) == 1000


def test_a_bomb_takes_no_memory():
    bomb = gzip.compress(b"\0" * 200_000_000, 1)
    with (
        serving({"/page": page(bomb, Content_Encoding="gzip")}) as server,
        WebClient(AGENT, allowed_private=server.allowed, spacing=0) as client,
    ):
        tracemalloc.start()
        with pytest.raises(FetchError, match="too_large"):
            client.fetch(f"{server.origin}/page")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 30_000_000


def drip_body(exchange: Exchange) -> None:
    exchange.send_response(200)
    exchange.send_header("Content-Length", "1000")
    exchange.end_headers()
    drip(exchange, b"a" * 1000)


def drip_headers(exchange: Exchange) -> None:
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\n")
    drip(exchange, b"X-Header: " + b"a" * 1000)


def slow_interim(exchange: Exchange) -> None:
    while not exchange.server.stopping.wait(0.01):
        exchange.wfile.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")


def endless_interim(exchange: Exchange) -> None:
    while not exchange.server.stopping.is_set():
        exchange.wfile.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)


def endless_chunk_lengths(exchange: Exchange) -> None:
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not exchange.server.stopping.is_set():
        exchange.wfile.write(b"1;" + b"x" * 1000 + b"\r\na\r\n")


def endless_body(exchange: Exchange) -> None:
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not exchange.server.stopping.is_set():
        exchange.wfile.write(b"a" * 10_000)


def crumbs(exchange: Exchange) -> None:
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not exchange.server.stopping.is_set():
        exchange.wfile.write(b"1\r\na\r\n" * 1000)


ENDLESS = [
    (endless_interim, "too_large"),
    (endless_chunk_lengths, "too_large"),
    (endless_body, "too_large"),
    (crumbs, "bad_encoding"),
]


@pytest.mark.parametrize(("answer", "reason"), ENDLESS)
def test_an_endless_answer_ends_by_its_size(answer, reason):
    error = failure({"/page": answer}, deadline=20, max_bytes=100_000)
    assert (error.reason, error.transient) == (reason, False)


def silence(exchange: Exchange) -> None:
    exchange.server.stopping.wait(30)


def drip(exchange: Exchange, content: bytes) -> None:
    for byte in content:
        exchange.wfile.write(bytes([byte]))
        if exchange.server.stopping.wait(0.05):
            return


@pytest.mark.parametrize("answer", [drip_body, drip_headers, slow_interim, silence])
def test_a_slow_server_is_left_at_the_deadline(answer):
    started = time.monotonic()
    error = failure({"/page": answer}, deadline=0.5)
    assert (error.reason, error.transient) == ("timeout", True)
    assert time.monotonic() - started < 2


def test_the_deadline_holds_for_all_redirects_together():
    def later(location: str) -> Answer:
        def answer(exchange: Exchange) -> None:
            exchange.server.stopping.wait(0.2)
            redirect(location)(exchange)

        return answer

    hops = {f"/{n}": later(f"/{n + 1}") for n in range(5)} | {"/5": page(b"end")}
    assert failure(hops, "/0", deadline=0.5).reason == "timeout"


def short_body(exchange: Exchange) -> None:
    exchange.send(b"abc", Content_Length="100")
    exchange.close_connection = True


def no_http(exchange: Exchange) -> None:
    exchange.wfile.write(b"220 mail.example ESMTP\r\n")
    exchange.close_connection = True


def two_lengths(exchange: Exchange) -> None:
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")
    exchange.close_connection = True


def endless_headers(exchange: Exchange) -> None:
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not exchange.server.stopping.is_set():
        exchange.wfile.write(b"X-Header: " + b"a" * 1000 + b"\r\n")


@pytest.mark.parametrize("answer", [short_body, no_http, two_lengths, endless_headers])
def test_an_answer_that_breaks_the_protocol_is_a_broken_connection(answer):
    error = failure({"/page": answer})
    assert (error.reason, error.transient) == ("connection", True)


STATUSES = [(404, False), (410, False), (403, False), (401, False), (500, True), (502, True), (429, True), (408, True)]


@pytest.mark.parametrize(("status", "transient"), STATUSES)
def test_the_status_decides_whether_trying_again_helps(status, transient):
    error = failure({"/page": page(b"no", status)})
    assert (error.reason, error.transient) == (f"http_{status}", transient)


def test_redirects_are_followed_and_the_last_address_is_told():
    found = fetch({"/page": redirect("/a", 301), "/a": redirect("b?x=1", 308), "/b?x=1": page(b"end")})
    assert found.body == b"end"
    assert found.url.endswith("/page")
    assert found.final_url.endswith("/b?x=1")


@pytest.mark.parametrize("hops", [["/page"], ["/a", "/page"], [f"/{n}" for n in range(7)]])
def test_redirects_in_a_circle_or_too_many_end(hops):
    chain = ["/page", *hops]
    answers = {at: redirect(to) for at, to in zip(chain, hops, strict=False)}
    assert failure(answers).reason == "redirect_loop"


REDIRECTS_AWAY = {
    "http://10.0.0.1/": "refused_address",
    "http://169.254.169.254/latest/meta-data": "refused_address",
    "//127.0.0.2/x": "refused_address",
    "http://localhost/": "refused_address",
    "file:///etc/passwd": "bad_address",
    "gopher://a.example/": "bad_address",
    "http://user:word@a.example/": "bad_address",
    "http://a.example:22/": "bad_address",
    "http://[": "bad_address",
    "http://xn--/": "bad_address",
    "/ü\x01": "bad_address",
}


@pytest.mark.parametrize("location", REDIRECTS_AWAY)
@pytest.mark.parametrize("hop", [1, 2, 5])
def test_every_redirect_is_checked(location, hop):
    connected = []

    def connect(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        connected.append((address, port))
        return httpcore.SyncBackend().connect_tcp(address, port, timeout=seconds)

    answers = {f"/{n}": redirect(f"/{n + 1}") for n in range(1, hop)}
    answers[f"/{hop}"] = redirect(location.encode().decode("latin-1"))
    with (
        serving(answers) as server,
        WebClient(AGENT, allowed_private=server.allowed, spacing=0, connect=connect) as client,
    ):
        with pytest.raises(FetchError) as caught:
            client.fetch(f"{server.origin}/1")
        assert caught.value.reason == REDIRECTS_AWAY[location]
        assert set(connected) == {("127.0.0.1", server.server_port)}


# Ways to write an address that is not public; the last ones are names, with what they resolve to.
REFUSED: dict[str, list[str] | None] = {
    **dict.fromkeys(
        [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://017700000001/",
            "http://0/",
            "http://0.0.0.0/",
            "http://10.1.2.3/",
            "http://100.64.0.1/",
            "http://169.254.169.254/",
            "http://172.16.0.1/",
            "http://172.31.255.255/",
            "http://192.0.0.1/",
            "http://192.0.2.1/",
            "http://192.88.99.1/",
            "http://192.168.0.1/",
            "http://198.18.0.1/",
            "http://198.51.100.1/",
            "http://203.0.113.1/",
            "http://224.0.0.1/",
            "http://240.0.0.1/",
            "http://255.255.255.255/",
            "http://[::]/",
            "http://[::1]/",
            "http://[::127.0.0.1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[::ffff:0:127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[64:ff9b:1::1]/",
            "http://[100::1]/",
            "http://[2001::1]/",
            "http://[2001:db8::1]/",
            "http://[2002:7f00:1::]/",
            "http://[3fff::1]/",
            "http://[5f00::1]/",
            "http://[fc00::1]/",
            "http://[fd12:3456::1]/",
            "http://[fe80::1]/",
            "http://[fec0::1]/",
            "http://[ff02::1]/",
            "http://localhost/",
            "http://localhost./",
            "http://LOCALHOST/",
        ],
        None,
    ),
    "http://inner.example/": ["10.0.0.1"],
    "http://mixed.example/": ["93.184.215.14", "127.0.0.1"],
    "http://mixed6.example/": ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::1"],
    "http://zone.example/": ["fe80::1%eth0"],
    "http://odd.example/": ["not an address"],
    "http://mapped.example/": ["::ffff:10.0.0.1"],
    "http://azure.example/": ["168.63.129.16"],
    "http://aws.example/": ["fd00:ec2::254"],
    "http://alibaba.example/": ["100.100.100.200"],
    "http://nowhere.example/": [],
}
BAD = [
    "",
    "vestnik.example",
    "//a.example/",
    "ftp://a.example/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://",
    "http:///path",
    "http://user@a.example/",
    "http://user:word@a.example/",
    "http://@a.example/",
    "http://a.example@127.0.0.1/",
    "http://127.0.0.1\\@a.example/",
    "http://a.example\\.b.example/",
    "http://a.example:22/",
    "http://a.example:0/",
    "http://a.example:99999/",
    "http://a.example:80a/",
    "http://a b.example/",
    "http://a.example/\r\nHost: b.example",
    "http://a.example/\x00",
    "http://[::1%25lo]/",
    "http://[::1/",
    "http://１２７.0.0.1/",
    "http://xn--/",
    "http://xn--zzzzz999999.com/",
    "http://xn--a-ecp.example/",
    "http://a.example/" + "a" * 5000,
]


def test_no_form_of_a_private_address_is_connected_to():
    connected: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        found = REFUSED.get(f"http://{host}/")
        return socket_resolve(host, port) if found is None else found

    reasons = {}
    with WebClient(AGENT, spacing=0, resolve=resolve, connect=refuse_to_connect(connected)) as client:
        for url in [*REFUSED, *BAD]:
            with pytest.raises(FetchError) as caught:
                client.fetch(url)
            reasons[url] = caught.value.reason
    assert connected == []
    assert {
        url: reason for url, reason in reasons.items() if reason not in ("refused_address", "bad_address", "dns")
    } == {}
    assert {reasons[url] for url in BAD} == {"bad_address"}


def refuse_to_connect(connected: list[str]) -> Callable[[str, int, float], httpcore.NetworkStream]:
    """Note the address and connect to nothing."""

    def connect(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        connected.append(address)
        raise httpcore.ConnectError(f"the stub does not connect to {address}:{port} within {seconds} s")

    return connect


def socket_resolve(host: str, port: int) -> list[str]:
    """Resolve literals and the loopback name only: tests ask no name server."""
    if host.lower().rstrip(".") == "localhost":
        return ["127.0.0.1", "::1"]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(address[4][0]) for address in found]


def test_a_name_is_resolved_anew_for_every_request_and_the_checked_address_is_used():
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    connected: list[str] = []
    connect = refuse_to_connect(connected)

    with WebClient(AGENT, spacing=0, resolve=lambda *_: next(answers), connect=connect) as client:
        reasons = []
        for _ in range(2):
            with pytest.raises(FetchError) as caught:
                client.fetch("http://turning.example/")
            reasons.append(caught.value.reason)
    assert reasons == ["connection", "refused_address"]
    assert connected == ["93.184.215.14"]


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"])
def test_public_addresses_are_public(address):
    assert is_public(address)


def test_a_private_address_is_allowed_only_with_its_port():
    with serving({"/page": page(b"ok")}) as server:
        other = frozenset({("127.0.0.1", server.server_port + 1)})
        with (
            WebClient(AGENT, allowed_private=other, spacing=0) as client,
            pytest.raises(FetchError, match="bad_address"),
        ):
            client.fetch(f"{server.origin}/page")
        other = frozenset({("127.0.0.2", server.server_port)})
        with WebClient(AGENT, allowed_private=other, spacing=0) as client, pytest.raises(FetchError, match="refused"):
            client.fetch(f"{server.origin}/page")


def test_a_port_of_a_private_address_is_open_there_and_nowhere_else():
    connected: list[str] = []
    with (
        WebClient(
            AGENT,
            allowed_private=frozenset({("127.0.0.1", 8000)}),
            spacing=0,
            resolve=lambda *_: ["93.184.215.14"],
            connect=refuse_to_connect(connected),
        ) as client,
        pytest.raises(FetchError, match="refused_address"),
    ):
        client.fetch("http://outlet.example:8000/")
    assert connected == []


@pytest.mark.parametrize("etag", ['"\u00e9"', '"a\tb"', '"' + "a" * 600 + '"'])
def test_a_validator_that_cannot_be_sent_back_is_forgotten(etag):
    found = fetch({"/page": page(b"ok", ETag=etag)})
    assert found.etag == ""
    assert fetch({"/page": page(b"ok")}, etag=etag).status == 200


def test_not_modified_is_no_answer_to_one_who_did_not_ask():
    assert failure({"/page": page(b"", 304)}).reason == "http_304"


def test_a_pause_that_a_host_asked_for_holds_in_the_next_run():
    with serving({"/page": page(b"", 503, Retry_After="900"), "/robots.txt": page(b"")}) as server:
        domain = f"127.0.0.1:{server.server_port}"
        with WebClient(AGENT, allowed_private=server.allowed, spacing=0) as client:
            with pytest.raises(FetchError, match="http_503"):
                client.fetch(f"{server.origin}/page")
            left = client.holds()
        assert left.keys() == {domain}
        assert 890 < left[domain] <= 900
        asked = server.hits.copy()
        with (
            WebClient(AGENT, allowed_private=server.allowed, spacing=0, holds=left) as client,
            pytest.raises(FetchError, match="asked_to_wait"),
        ):
            client.fetch(f"{server.origin}/page")
        assert server.hits == asked


def test_a_silent_name_server_does_not_hold_up_other_names():
    silent = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        if host.startswith("dead"):
            silent.wait(10)
        return socket_resolve("127.0.0.1", port)

    with serving({"/page": page(b"ok")}) as server:
        client = WebClient(AGENT, allowed_private=server.allowed, spacing=0, deadline=3, resolve=resolve)
        dead = [f"http://dead{n}.example:{server.server_port}/" for n in range(20)]
        threads = [threading.Thread(target=attempt, args=(client, url)) for url in dead]
        for thread in threads:
            thread.start()
        try:
            with client:
                assert client.fetch(f"{server.origin}/page").body == b"ok"
        finally:
            silent.set()
            for thread in threads:
                thread.join()


def attempt(client: WebClient, url: str) -> None:
    with contextlib.suppress(FetchError, RuntimeError):
        client.fetch(url)


def test_a_password_in_an_address_is_not_repeated():
    with pytest.raises(FetchError) as caught:
        parse_address("https://reader:hunter2@a.example/")
    assert "hunter2" not in str(caught.value)


def test_proxies_and_netrc_of_the_environment_have_no_effect(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login reader password hunter2\n")
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    monkeypatch.setenv("NETRC", str(netrc))
    seen = []

    def answer(exchange: Exchange) -> None:
        seen.append(dict(exchange.headers))
        exchange.send(b"ok", Set_Cookie="a=1")

    with serving({"/page": answer}) as server, WebClient(AGENT, allowed_private=server.allowed, spacing=0) as client:
        client.fetch(f"{server.origin}/page")
        client.fetch(f"{server.origin}/page")
    assert [set(headers) & {"Authorization", "Cookie", "Proxy-Authorization"} for headers in seen] == [set(), set()]
    assert seen[0]["User-Agent"] == AGENT


def test_validators_make_a_request_conditional():
    def answer(exchange: Exchange) -> None:
        unchanged = exchange.headers["If-None-Match"] == '"1"' and exchange.headers["If-Modified-Since"] == "yesterday"
        exchange.send(b"", 304) if unchanged else exchange.send(b"new")

    with serving({"/page": answer}) as server, WebClient(AGENT, allowed_private=server.allowed, spacing=0) as client:
        assert client.fetch(f"{server.origin}/page").status == 200
        found = client.fetch(f"{server.origin}/page", etag='"1"', last_modified="yesterday")
    assert (found.status, found.body) == (304, b"")


ROBOTS = {
    "allowed": (page(b"User-agent: *\nDisallow: /other"), None),
    "forbidden": (page(b"User-agent: *\nDisallow: /"), "robots"),
    "forbidden to us": (page(b"User-agent: figurewatch\nDisallow: /page\n\nUser-agent: *\nAllow: /"), "robots"),
    "forbidden to others": (page(b"User-agent: otherbot\nDisallow: /"), None),
    "missing": (page(b"", 404), None),
    "behind a door": (page(b"", 403), None),
    "failing": (page(b"", 503), "http_503"),
    "not text": (page(b"\xff\xfe<html>"), None),
    "elsewhere": (redirect("/rules"), "robots"),
}


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_txt_is_obeyed(name):
    robots, reason = ROBOTS[name]
    answers = {"/robots.txt": robots, "/page": page(b"ok"), "/rules": page(b"User-agent: *\nDisallow: /page")}
    if reason is None:
        assert fetch(answers).body == b"ok"
    else:
        assert failure(answers).reason == reason


def test_robots_txt_is_read_once_for_a_host():
    pages = {f"/{n}": page(b"ok") for n in range(5)}
    with serving(pages) as server, WebClient(AGENT, allowed_private=server.allowed, spacing=0) as client:
        threads = [threading.Thread(target=client.fetch, args=(f"{server.origin}/{n}",)) for n in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert server.hits["/robots.txt"] == 1
    assert server.most_at_once <= 2


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def paced() -> Iterator[tuple[WebServer, Clock]]:
    answers = {
        "/page": page(b"ok"),
        "/robots.txt": page(b"User-agent: *\nCrawl-delay: 5"),
        "/busy": page(b"", 429, Retry_After="20"),
        "/later": page(b"", 503, Retry_After="Wed, 14 May 2025 10:00:30 GMT", Date="Wed, 14 May 2025 10:00:00 GMT"),
        "/undated": page(b"", 503, Retry_After="Wed, 14 May 2025 10:00:40 GMT"),
        "/decade": page(b"", 503, Retry_After="315360000"),
        "/garbage": page(b"", 503, Retry_After="soon"),
    }
    with serving(answers) as server:
        yield server, Clock()


def test_requests_to_a_domain_are_spaced_and_the_crawl_delay_wins(paced):
    server, clock = paced
    with WebClient(AGENT, allowed_private=server.allowed, spacing=1.0, clock=clock, sleep=clock.sleep) as client:
        for _ in range(3):
            client.fetch(f"{server.origin}/page")
    assert clock.slept == [1.0, 5.0, 5.0]


@pytest.mark.parametrize(
    ("path", "pause"), [("/busy", 20), ("/later", 30), ("/undated", 40), ("/decade", 86_400), ("/garbage", None)]
)
def test_retry_after_is_obeyed_or_the_fetch_is_left_to_the_next_run(paced, path, pause):
    server, clock = paced
    ten = dt.datetime(2025, 5, 14, 10, tzinfo=dt.UTC)
    with WebClient(
        AGENT, allowed_private=server.allowed, spacing=0, clock=clock, sleep=clock.sleep, now=lambda: ten
    ) as client:
        with pytest.raises(FetchError) as caught:
            client.fetch(server.origin + path)
        assert caught.value.retry_after == pause
        if pause == 86_400:
            with pytest.raises(FetchError, match="asked_to_wait"):
                client.fetch(f"{server.origin}/page")
        else:
            client.fetch(f"{server.origin}/page")
            assert clock.slept[-1] == (pause or 5.0)


def test_the_pause_counts_from_when_the_host_was_reached():
    clock = Clock()
    politeness = Politeness(10.0, clock, clock.sleep)
    with politeness.turn("a.example", "https://a.example/") as reached:
        clock.now += 4
        reached()
    with politeness.turn("a.example", "https://a.example/"):
        pass
    assert clock.slept == [10.0]


def test_domains_do_not_wait_for_each_other():
    clock = Clock()
    politeness = Politeness(10.0, clock, clock.sleep)
    for domain in ("a.example", "b.example", "c.example"):
        with politeness.turn(domain, f"https://{domain}/"):
            pass
    assert clock.slept == []


def test_a_refused_connection_is_transient():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        allowed = frozenset({("127.0.0.1", port)})
        with WebClient(AGENT, allowed_private=allowed, spacing=0) as client, pytest.raises(FetchError) as caught:
            client.fetch(f"http://127.0.0.1:{port}/")
    assert (caught.value.reason, caught.value.transient) == ("connection", True)


def test_tls_is_verified():
    with (
        serving({"/page": page(b"ok")}) as server,
        WebClient(AGENT, allowed_private=server.allowed, spacing=0) as client,
        pytest.raises(FetchError) as caught,
    ):
        client.fetch(f"https://127.0.0.1:{server.server_port}/page")
    assert caught.value.reason == "tls"


def test_an_error_survives_a_trip_between_processes_and_names_the_remedy():
    error = pickle.loads(pickle.dumps(FetchError("http_429", "https://a.example/", "busy", 20.0)))
    assert (error.reason, error.address, error.retry_after, error.transient) == (
        "http_429",
        "https://a.example/",
        20.0,
        True,
    )
    assert str(FetchError("robots", "https://a.example/")).startswith("https://a.example/: robots; robots.txt forbids")
