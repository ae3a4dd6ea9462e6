"""The body of an answer: unpacked as it comes, and left as soon as it is not what was asked for.

Refuses what grows beyond its limit after unpacking, is packed more than once, lacks its end mark, comes in crumbs, or
is a picture or an archive whatever its header says.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import httpx

from extractors.guard import find_binary
from flows.fetch_error import FetchError

_FREE_CHUNKS = 5000
_MEAN_CHUNK = 64  # bytes; each costs as much to take apart, and a body in crumbs would cost seconds


def read_body(url: str, chunks: Iterable[bytes], answer: httpx.Headers, max_bytes: int) -> tuple[bytes, int]:
    """Return the body and its size on the wire; ``answer`` are the headers, ``max_bytes`` counts on both sides of it.

    Raises:
        FetchError: too_large, truncated, bad_encoding or not_text.
    """
    encoding = answer.get("content-encoding", "").strip().lower() or "identity"
    if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise FetchError("bad_encoding", url, encoding[:100])
    unpack = None if encoding == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib, by its head
    body, wire = bytearray(), 0
    try:
        for number, chunk in enumerate(filter(None, chunks)):
            if number > _FREE_CHUNKS and wire < _MEAN_CHUNK * number:
                raise FetchError("bad_encoding", url, f"{number:,} chunks of {wire // number} bytes")
            if encoding == "deflate" and not wire and chunk[0] & 0x0F != zlib.DEFLATED:
                unpack = zlib.decompressobj(-zlib.MAX_WBITS)  # many servers send "deflate" without its head
            wire += len(chunk)
            body += chunk if unpack is None else unpack.decompress(chunk, max_bytes + 1 - len(body))
            if len(body) > max_bytes or wire > max_bytes:
                raise FetchError("too_large", url, f"more than {max_bytes:,} bytes")
            if binary := find_binary(body):
                raise FetchError(
                    "not_text", url, f"{binary}, declared as {answer.get('content-type', 'nothing')[:100]}"
                )
    except zlib.error as error:
        raise FetchError("bad_encoding", url, str(error)) from error
    if unpack is not None and not unpack.eof:
        raise FetchError("truncated", url, f"{encoding} without its end mark")
    if unpack is not None and unpack.unused_data.strip(b"\0"):
        raise FetchError("bad_encoding", url, f"data after the end of {encoding}")
    return bytes(body), wire
