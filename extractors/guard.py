"""A cheap look at bytes before a parser sees them.

Small inputs can hold the parsers for minutes: their time grows with the square of the number of attributes of a tag
or of paragraphs of a page. The limits are those that stopped nearly all of a set of hostile inputs and rejected none of
some thousand real pages and feeds. They do not replace the time limit of the workers.
"""

from __future__ import annotations

import re

_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{64000,}")
_MAX_ATTRIBUTES = 1000
# First bytes of what is no text, whatever its header says (the MIME Sniffing Standard, §6 and §7).
_BINARY = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x1f\x8b\x08", "packed bytes"),
    (b"\x28\xb5\x2f\xfd", "packed bytes"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or sound"),
    (b"ID3", "sound"),
    (b"OggS", "sound or film"),
    (b"\x1aE\xdf\xa3", "film"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"wOF", "a font"),
)


def find_objection(body: bytes, *, max_bytes: int, max_tags: int) -> str | None:
    """Return why ``body`` must not be parsed ("empty", "too_large", "too_complex"), or None."""
    if not body.strip():
        return "empty"
    if len(body) > max_bytes:
        return "too_large"
    if body.count(b"<") > max_tags:
        return "too_complex"
    if any(tag[0].count(b"=") > _MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(body)):
        return "too_complex"
    return None


def find_binary(head: bytes | bytearray) -> str | None:
    """Return what ``head``, the first bytes of a body, begins, when that is no text; else None."""
    return next((name for mark, name in _BINARY if head.startswith(mark)), None)
