"""Addresses as identities: one form for one page, and the domain that one owner holds.

Refuses everything that is not http(s), so that no ``javascript:`` or ``file:`` link of a stranger is ever stored.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import tld

from extractors.decoding import clean_line

_TRACKERS = re.compile(
    r"^(?:utm_\w+|at_(?:medium|campaign|custom\d)|ns_(?:source|campaign|mchannel)"
    r"|fbclid|gclid|yclid|ysclid|dclid|ttclid|twclid|gbraid|wbraid|msclkid|igshid|mc_[ce]id|_openstat|_hs(?:enc|mi))$",
    re.IGNORECASE,
)


def clean_address(link: str, base: str) -> str | None:
    """Return the absolute http(s) address of ``link`` without fragment and tracking parameters, or None."""
    try:
        parts = urlsplit(urljoin(base, clean_line(link, 2000)))
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname or re.search(r"[\s\\]", parts.netloc):
            return None
    except ValueError:
        return None
    query = parts.query
    if any(_TRACKERS.match(pair.partition("=")[0]) for pair in query.split("&")):
        query = urlencode([pair for pair in parse_qsl(query, keep_blank_values=True) if not _TRACKERS.match(pair[0])])
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", query, "")).replace(" ", "%20")


def registrable_domain(url: str) -> str:
    """Return the domain that one owner holds ("inform.kz" for en.inform.kz); for an IP address, host and port."""
    parts = urlsplit(url)
    labels = (parts.hostname or "").rstrip(".").split(".")
    unlisted = ".".join(labels[-2:]) if labels[-1].isalpha() else parts.netloc
    return tld.get_fld(url, fail_silently=True) or unlisted
