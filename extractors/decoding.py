"""Bytes to clean text, for feeds and pages alike.

Outlets declare encodings that are not theirs, so a declaration is believed only while the bytes agree with it.
Refuses to let anything through that can hide or reorder text on a screen or in a log: control characters, marks of
direction, lone surrogates, invisible joints. Text comes out in Unicode's composed form (NFC), so offsets are stable.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Codecs that no document is written in: some take quadratic time, others read escapes.
_REFUSED = {"punycode", "idna", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined"}
_DECLARED = re.compile(
    rb"""(?:<\?xml[^>]{0,200}?encoding|<meta[^>]{0,300}?charset)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_HEAD = 4096
_SAMPLE = 20_000
# The single-byte encodings of the four languages; a wider choice finds exotic ones in short texts.
_LEGACY = ["cp1251", "koi8_r", "kz1048", "cp1254", "cp1252", "iso8859_5"]
_TOLERATED = 0.02  # share of broken characters among the non-ASCII ones of a text that is UTF-8 all the same
_ASCII_AND_TAILS = bytes(range(0xC0))  # the bytes that begin no non-ASCII character

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_TAG = re.compile(r"<(?:[a-zA-Z/!?][^<>]{0,2000})>")
_SPACE = re.compile(r"\s+")


def decode(body: bytes, charset: str | None = None) -> tuple[str, str | None]:
    """Return the text of ``body``, and a warning where neither UTF-8 nor the declared encoding fits it.

    A byte order mark wins, then UTF-8 (bytes of another encoding are hardly ever valid UTF-8), then ``charset`` (from
    the HTTP header), then the document's own declaration, then detection among the encodings of the four languages.
    What cannot be read at all becomes U+FFFD.
    """
    marked = next(((mark, encoding) for mark, encoding in _MARKS if body.startswith(mark)), None)
    if marked:
        return body[len(marked[0]) :].decode(marked[1], "replace"), None
    if encoding := _unmarked_utf16(body):
        return body.decode(encoding, "replace"), f"{encoding} without a mark"
    declared = _DECLARED.search(body[:_HEAD])
    for name in ("utf-8", charset, declared[1].decode("ascii", "replace") if declared else None):
        if name and (text := _decode_strictly(body, name)) is not None:
            return text, None
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken <= _TOLERATED * len(body.translate(None, _ASCII_AND_TAILS)):
        return text, f"{broken} broken characters"
    best = from_bytes(body[:_SAMPLE], cp_isolation=_LEGACY).best()
    if best is None:
        return text, f"unknown encoding, {broken} broken characters"
    return body.decode(best.encoding, "replace"), f"encoding guessed: {best.encoding}"


def clean_text(text: str) -> str:
    """Return ``text`` in NFC without invisible characters, its line ends as newlines."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))


def clean_line(text: str, limit: int = 1000) -> str:
    """Return ``text`` as one clean line without markup or character references, cut at ``limit`` characters."""
    plain = html.unescape(_TAG.sub(" ", text[: 4 * limit]))
    return _SPACE.sub(" ", clean_text(plain)).strip()[:limit]


def _unmarked_utf16(body: bytes) -> str | None:
    head = body[:64]
    if len(head) < 8:
        return None
    if head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > len(head) // 3 else None


def _decode_strictly(body: bytes, name: str) -> str | None:
    try:
        codec = codecs.lookup(name).name
        return None if codec in _REFUSED else body.decode("cp1252" if codec == "iso8859-1" else codec)
    except (LookupError, ValueError):
        return None
