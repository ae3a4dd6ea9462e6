"""Hosts that do harm beside hosts that do not, over real connections on loopback."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import time
from collections import Counter
from itertools import chain

import httpcore
import pytest

from extractors.records import Entry
from flows.fetch_error import FetchError
from flows.page_fetching import WantedPage, fetch_pages
from flows.web_client import WebClient
from tests.flows.test_web_client import BAD, REDIRECTS_AWAY, REFUSED
from tests.hostile.servers import Town, answer, town

NOW = dt.datetime(2025, 5, 14, 3, 30, tzinfo=dt.UTC)
AGENT = "figurewatch/test"
PAGE = answer(b"<html><p>page</p></html>")
HEAD = b"HTTP/1.1 200 OK\r\n"


async def drip(writer: asyncio.StreamWriter, head: bytes, pieces: bytes) -> None:
    """Send ``pieces`` again and again, slowly and for ever."""
    writer.write(head)
    while True:
        writer.write(pieces)
        await writer.drain()
        await asyncio.sleep(0.05)


async def flood(writer: asyncio.StreamWriter, head: bytes, piece: bytes) -> None:
    writer.write(head)
    while True:
        writer.write(piece)
        await writer.drain()


async def silent() -> None:
    await asyncio.sleep(60)


BOMB = gzip.compress(b"\0" * 50_000_000, 1)
HARM = {
    "slow headers": (lambda writer: drip(writer, HEAD, b"X: y\r\n"), {"timeout", "connection"}),
    "slow body": (lambda writer: drip(writer, HEAD + b"Content-Length: 9999\r\n\r\n", b"a"), {"timeout"}),
    "slow chunks": (
        lambda writer: drip(writer, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        {"timeout"},
    ),
    "slow hints": (lambda writer: drip(writer, b"", b"HTTP/1.1 103 Early\r\n\r\n"), {"timeout"}),
    "endless headers": (lambda writer: flood(writer, HEAD, b"X: " + b"y" * 1000 + b"\r\n"), {"connection"}),
    "endless body": (lambda writer: flood(writer, HEAD + b"\r\n", b"a" * 10_000), {"too_large"}),
    "endless hints": (lambda writer: flood(writer, b"", b"HTTP/1.1 103 Early\r\n\r\n" * 50), {"too_large"}),
    "crumbs": (
        lambda writer: flood(writer, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 1000),
        {"bad_encoding"},
    ),
    "silence": (lambda _: silent(), {"timeout"}),
    "cut body": (lambda writer: say(writer, HEAD + b"Content-Length: 99\r\n\r\nab"), {"connection"}),
    "cut chunks": (lambda writer: say(writer, HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\nab"), {"connection"}),
    "cut gzip": (lambda writer: say(writer, answer(BOMB[:-9], Content_Encoding="gzip")), {"too_large", "truncated"}),
    "too long": (lambda writer: say(writer, HEAD + b"Content-Length: 2\r\n\r\nabcdef"), {"ok"}),
    "two lengths": (
        lambda writer: say(writer, HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc"),
        {"connection"},
    ),
    "odd length": (lambda writer: say(writer, HEAD + b"Content-Length: -1\r\n\r\nabc"), {"connection"}),
    "bomb": (lambda writer: say(writer, answer(BOMB, Content_Encoding="gzip")), {"too_large"}),
    "bomb in a bomb": (lambda writer: say(writer, answer(gzip.compress(BOMB), Content_Encoding="gzip")), {"not_text"}),
    "packed twice": (
        lambda writer: say(writer, answer(gzip.compress(BOMB), Content_Encoding="gzip, gzip")),
        {"bad_encoding"},
    ),
    "brotli": (lambda writer: say(writer, answer(b"\x8b\x02\x80", Content_Encoding="br")), {"bad_encoding"}),
    "nothing": (lambda writer: say(writer, b""), {"connection"}),
    "no http": (lambda writer: say(writer, b"220 mail.example ESMTP\r\n"), {"connection"}),
}


async def say(writer: asyncio.StreamWriter, whole: bytes) -> None:
    writer.write(whole)


async def harm_or_serve(number: int, path: str, writer: asyncio.StreamWriter) -> None:
    """Hosts do the harm of their number; those beyond are good."""
    harms = [harm for harm, _ in HARM.values()]
    if path == "/robots.txt":
        writer.write(answer(b"", "404 Not Found"))
    elif number < len(harms):
        await harms[number](writer)
    else:
        await asyncio.sleep(0.005)
        writer.write(PAGE)


def wanted(place: Town, hosts: range, pages: int) -> list[WantedPage]:
    return [
        WantedPage(f"host{number}", Entry(f"{place.origin(number)}/{n}", str(number)))
        for n in range(pages)
        for number in hosts
    ]


def test_every_harm_ends_within_its_limit_and_the_run_goes_on():
    hosts = range(len(HARM) + 2)
    with town(len(hosts), harm_or_serve) as place:
        began = time.monotonic()
        with WebClient(AGENT, allowed_private=place.allowed, spacing=0, deadline=1.0) as client:
            found = list(chain.from_iterable(fetch_pages(wanted(place, hosts, 1), client, NOW)))
        took = time.monotonic() - began
    reasons = {int(one.entry.title): one.reason for one in found}
    wrong = {name: reasons[n] for n, (name, (_, right)) in enumerate(HARM.items()) if reasons[n] not in right}
    assert wrong == {}
    assert [reasons[number] for number in hosts[-2:]] == ["ok", "ok"]
    print(f"{len(HARM)} harmful hosts ended in {took:.1f} s, deadline 1 s")
    assert took < 20  # generous: what is checked is that it ends


@pytest.mark.torture
def test_twenty_harmful_hosts_hold_up_thirty_good_ones_by_less_than_a_tenth(capsys):
    bad, good, pages = len(HARM), 30, 20

    def last_good(hosts: range) -> tuple[float, Counter[str]]:
        with town(bad + good, harm_or_serve) as place:
            began = time.monotonic()
            with WebClient(AGENT, allowed_private=place.allowed, spacing=0.2, deadline=3.0) as client:
                found = list(chain.from_iterable(fetch_pages(wanted(place, hosts, pages), client, NOW)))
        assert sum(one.ok for one in found if int(one.entry.title) >= bad) == good * pages
        seen = [when for number in range(bad, bad + good) for when in place.seen[number].times]
        return max(seen) - began, Counter(one.reason for one in found)

    alone, _ = last_good(range(bad, bad + good))
    beside, reasons = last_good(range(bad + good))
    with capsys.disabled():
        print(f"\n{good} good hosts alone {alone:.2f} s, beside {bad} harmful ones {beside:.2f} s; {dict(reasons)}")
    assert beside < 1.1 * alone + 1  # a second for a machine that others use


def test_the_cases_of_addresses_that_must_not_be_reached_are_many():
    count = len(REFUSED) + len(BAD) + 3 * len(REDIRECTS_AWAY)
    print(f"{count} cases of addresses, 0 connects")
    assert len(REFUSED) >= 50
    assert count >= 100


@pytest.mark.parametrize("hop", [1, 2, 5])
def test_a_name_that_turns_private_on_a_redirect_is_not_followed(hop):
    asked: list[str] = []
    answers = iter([["93.184.215.14"]] * (hop + 1) + [["10.0.0.1"]] * 9)  # robots.txt comes first

    def connect(address: str, port: int, _: float) -> httpcore.NetworkStream:
        asked.append(f"{address}:{port}")
        status = b"404 Not Found" if len(asked) == 1 else b"302 Found\r\nLocation: /next%d" % len(asked)
        return httpcore.MockStream([b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n"])

    with (
        WebClient(AGENT, spacing=0, resolve=lambda *_: next(answers), connect=connect) as client,
        pytest.raises(FetchError, match="refused_address"),
    ):
        client.fetch("http://turning.example/")
    assert asked == ["93.184.215.14:80"] * (hop + 1)
