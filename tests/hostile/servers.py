"""Many web servers in one process, each on a port of 127.0.0.1: to the client each is a domain of its own.

They note when each request came and how many were answered at once, so that politeness is measured where it is felt.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.connection import Connection

Respond = Callable[[int, str, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class Seen:
    """What one server saw."""

    times: list[float] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    @property
    def shortest_gap(self) -> float:
        """The least time between the starts of two requests, in seconds."""
        times = sorted(self.times)
        return min((after - before for before, after in pairwise(times)), default=float("inf"))


@dataclass(slots=True)
class Town:
    """The servers' ports, in order, and what each saw, by number."""

    ports: list[int] = field(default_factory=list)
    seen: defaultdict[int, Seen] = field(default_factory=lambda: defaultdict(Seen))

    @property
    def allowed(self) -> frozenset[tuple[str, int]]:
        return frozenset(("127.0.0.1", port) for port in self.ports)

    def origin(self, number: int) -> str:
        return f"http://127.0.0.1:{self.ports[number]}"


@contextmanager
def town(count: int, respond: Respond, warm: Callable[[], object] = int) -> Iterator[Town]:
    """Serve ``count`` hosts from another process until the context ends; what they saw is known then.

    ``respond`` is a function of a module; it gets the host's number, the path and the connection. ``warm`` is called
    before the first request, so that nothing is made while the clock of a gap runs.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_live, args=(count, respond, warm, there))
    process.start()
    built = Town(here.recv())
    try:
        yield built
    finally:
        here.send("end")
        built.seen.update(here.recv())
        process.join()


def _live(count: int, respond: Respond, warm: Callable[[], object], pipe: Connection) -> None:
    warm()
    asyncio.run(_serve(count, respond, pipe))


async def _serve(count: int, respond: Respond, pipe: Connection) -> None:
    seen: defaultdict[int, Seen] = defaultdict(Seen)
    tasks: set[asyncio.Task[None]] = set()

    def host(number: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(_answer(number, reader, writer, respond, seen[number]))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        return connected

    servers = [await asyncio.start_server(host(number), "127.0.0.1", 0) for number in range(count)]
    pipe.send([server.sockets[0].getsockname()[1] for server in servers])
    await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
    for task in [*tasks]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    pipe.send(dict(seen))
    for server in servers:
        server.close()


async def _answer(
    number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, respond: Respond, seen: Seen
) -> None:
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ", 2)[1].decode("ascii", "replace")
        seen.times.append(time.monotonic())
        seen.paths.append(path)
        seen.at_once += 1
        seen.most_at_once = max(seen.most_at_once, seen.at_once)
        try:
            await respond(number, path, writer)
            await writer.drain()
        finally:
            seen.at_once -= 1
            writer.close()


def answer(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer as bytes."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
