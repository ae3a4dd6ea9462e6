"""Small damage to feeds, sitemaps and pages of every kind: what no generator of kinds would think of."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.hostile.feeds import FEEDS
from tests.hostile.pages import PAGES

TINY = 0.01
LONGEST = 200_000
SITEMAP = (
    b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    b'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    + b"<url><loc>https://outlet.example/1</loc><lastmod>2025-05-14</lastmod><news:news><news:title>x</news:title>"
    b"<news:publication_date>2025-05-14</news:publication_date></news:news></url>" * 5 + b"</urlset>"
)
SHARDS = [
    *(b"<", b">", b"&", b"&#", b"]]>", b"<!--", b"<![CDATA[", b"\xff", b"\0", b"%", b"\xd8\x00", b"\xef\xbb\xbf"),
    *(b"xml:base='http://[x'", b"xmlns:a=''", b"<?xml version='1.0' encoding='utf-16'?>", b"<base href='http://['>"),
    *(
        b"<link href='//[::'/>",
        b"http://[",
        b"<a:b c:d='e'/>",
        b"type='application/xml' mode='base64'",
        b"&#99999999999",
    ),
]


def mutants(seed: int, count: int) -> Iterator[bytes]:
    """Give ``count`` damaged documents, the same from the same seed."""
    rng = random.Random(seed)
    kinds = [*FEEDS.values(), *PAGES.values()]
    for _ in range(count):
        whole = SITEMAP if rng.random() < 0.1 else rng.choice(kinds)(rng, TINY)
        yield _damaged(rng, bytearray(whole[:LONGEST]))


def _damaged(rng: random.Random, body: bytearray) -> bytes:
    for _ in range(rng.randrange(1, 12)):
        at, other, few = rng.randrange(len(body) + 1), rng.randrange(len(body) + 1), rng.randrange(1, 50)
        match rng.randrange(5):
            case 0:
                body[at : at + 1] = rng.randbytes(1)
            case 1:
                del body[at : at + few]
            case 2:
                body[at:at] = body[other : other + few]
            case 3:
                body[at:at] = rng.choice(SHARDS)
            case _:
                body[at : at + 1] = body[at : at + 1] * few
    return bytes(body)
