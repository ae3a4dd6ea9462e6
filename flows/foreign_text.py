"""Text of strangers, made harmless before anybody reads it.

Titles, sentences, names, reasons of errors and addresses come from pages that anyone can write. They may not change the
screen, reverse their reading order, mention people, or pass for markup or for another link. HTML is escaped by the
templates; this is what escaping does not do. Letters are never touched.
"""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile(r"\s+")
_MENTION = re.compile(r"@(?=\w)")
_MARKUP = re.compile(r"^(?=#)|(?<=\*)(?=\*)|(?<=~)(?=~)|(?<=\|)(?=\|)")  # a heading; bold, struck and hidden text
_URL_ESCAPES = str.maketrans({"@": "%40", "[": "%5B", "]": "%5D"})
_INVISIBLE = ("Cc", "Cf", "Co", "Cs")  # controls, bidi overrides and other format marks, private use, lone surrogates


def clean(text: str) -> str:
    """Foreign text on one line, without control, format and private characters."""
    visible = "".join(" " if char in "\n\r\t" else char for char in text if char in "\n\r\t" or _visible(char))
    return _BLANKS.sub(" ", visible)


def plain(text: str) -> str:
    """Foreign text that no channel takes for markup: no tag, no mention, no masked link, nothing struck or hidden."""
    text = _MARKUP.sub("\N{WORD JOINER}", text).replace("<", "‹").replace(">", "›").replace("](", "]\N{WORD JOINER}(")
    return _MENTION.sub("@\N{WORD JOINER}", text)


def web_link(url: str) -> str:
    """``url`` when it is http(s) and free of characters that end it or hide in it (else empty), mentions encoded."""
    if not re.fullmatch(r"https?://[^\s<>\"'`]+", url) or not all(map(_visible, url)):
        return ""
    return url.translate(_URL_ESCAPES)


def _visible(char: str) -> bool:
    return unicodedata.category(char) not in _INVISIBLE
