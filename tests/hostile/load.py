"""A whole pass over many sources on loopback: ``python -m tests.hostile.load [SOURCES [ENTRIES]]``.

Every source is a host of its own. Prints how long `figurewatch run` took, the peak memory of its largest process, and
the politeness that the hosts felt. Fails when a page was not read once, or a host was asked too often.
"""

from __future__ import annotations

import asyncio
import email.utils
import functools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

import config
from tests.bench.pages import make_pages
from tests.hostile.servers import Town, answer, town
from warehouse.connection import open_snapshot

SPACING = 0.5
PAGES = 200
MOST_MEMORY = 1_500_000_000


@functools.cache
def bodies() -> list[bytes]:
    return [page.body for page in make_pages(PAGES, 1)]


@functools.cache
def feed(entries: int, published: str) -> bytes:
    items = "".join(
        f"<item><title>Trade {n}</title><link>/{n}</link><pubDate>{published}</pubDate></item>" for n in range(entries)
    )
    return f'<rss version="2.0"><channel><title>A</title>{items}</channel></rss>'.encode()


async def respond(number: int, path: str, writer: asyncio.StreamWriter) -> None:
    """Give the feed, or a page that says whose it is."""
    if path == "/robots.txt":
        writer.write(answer(b"", "404 Not Found"))
    elif path.startswith("/feed"):
        writer.write(answer(feed(int(path.rpartition("/")[2]), email.utils.formatdate())))
    else:
        mark = f"<p>Report {path[1:]} of bureau {number}, told to nobody else.</p></article>".encode()
        body = bodies()[(number * 7 + int(path[1:])) % PAGES]
        await asyncio.sleep(0.02)
        writer.write(answer(body.replace(b"</article>", mark, 1), Content_Type="text/html; charset=utf-8"))


def prepare(folder: Path, place: Town, entries: int) -> dict[str, str]:
    """Write the configuration and return the environment of the command."""
    shutil.copytree(
        Path(config.__file__).parent, folder / "config", ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    sources = [
        {
            "id": f"host-{number}",
            "outlet": f"Host {number}",
            "url": f"{place.origin(number)}/feed/{entries}",
            "kind": "feed",
            "lang": "en",
            "tier": "media",
            "relations": ["eu"],
            "verified": True,
            "note": "on loopback",
        }
        for number in range(len(place.ports))
    ]
    (folder / "config" / "sources.yaml").write_text(yaml.safe_dump(sources), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FIGUREWATCH_", "PREFECT_"))}
    return kept | {
        "FIGUREWATCH_CONFIG_DIR": str(folder / "config"),
        "FIGUREWATCH_DATA_DIR": str(folder / "data"),
        "FIGUREWATCH_SPACING_SECONDS": str(SPACING),
        "FIGUREWATCH_MAX_PAGES": "100000",
        "FIGUREWATCH_WORKERS": "2",
        "FIGUREWATCH_ALLOW_PRIVATE": " ".join(f"127.0.0.1:{port}" for port in place.ports),
    }


def main(sources: int, entries: int) -> int:
    with tempfile.TemporaryDirectory() as name, town(sources, respond, bodies) as place:
        folder = Path(name)
        command = [Path(sys.executable).with_name("figurewatch"), "run"]
        began = time.monotonic()
        done = subprocess.run(command, env=prepare(folder, place, entries), capture_output=True, text=True, check=False)
        took = time.monotonic() - began
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        print(done.stdout.strip() or done.stderr[-2000:])
        with open_snapshot(folder / "data" / "figurewatch.duckdb") as con:
            states = dict(con.execute("SELECT status, count(*) FROM pages GROUP BY 1 ORDER BY 1").fetchall())
    asked = [len(one.paths) - len(set(one.paths)) for one in place.seen.values()]
    gaps = [one.shortest_gap for one in place.seen.values()]
    at_once = max(one.most_at_once for one in place.seen.values())
    print(f"{sources} sources, {entries} entries each: {took:.0f} s, peak {peak / 1e6:.0f} MB in one process, {states}")
    print(f"at most {at_once} requests at once; shortest gap {min(gaps):.2f} s at a spacing of {SPACING} s")
    wrong = {
        "the command failed": done.returncode not in (0, 3),
        "pages are missing": sum(states.values()) != sources * entries or set(states) - {"read", "gated"},
        "a page was asked for twice": any(asked),
        "a host was asked for too much at once": at_once > 2,
        "a host was asked too soon": min(gaps) < SPACING * 0.8,  # a connection may take longer than the next
        "too much memory": peak > MOST_MEMORY,
    }
    print(*(f"FAILED: {what}" for what, is_so in wrong.items() if is_so), sep="\n")
    return int(any(wrong.values()))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])) if sys.argv[2:] else main(200, 50))
