"""A cheap look at bytes before a parser sees them.

Small inputs can hold the parsers for minutes: their time grows with the square of the number of attributes of a tag
or of paragraphs of a page. The limits are those that stopped nearly all of a set of hostile inputs and rejected none of
some thousand real pages and feeds. They do not replace the time limit of the workers.
"""

from __future__ import annotations

import re

_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{64000,}")
_MAX_ATTRIBUTES = 1000


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
