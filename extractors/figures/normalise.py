"""Folds text for matching without moving a single offset.

Matching ignores case, Azerbaijani dotted and dotless i, no-break spaces, dash and apostrophe variants and Latin
look-alikes inside Cyrillic words. Folding replaces one character by exactly one, so a span found in the folded
text is a span of the original text (``"İyun".lower()`` would grow a combining dot and shift everything behind it).
"""

from __future__ import annotations

import re

_SPACES = dict.fromkeys((*range(0x2000, 0x200C), 0xA0, 0x202F, 0x205F, 0x3000, 0xFEFF, *map(ord, "\t\r\x0b\x0c")), " ")
_DASHES = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2212), "-") | dict.fromkeys((0x2014, 0x2015), "\u2013")
_QUOTES = dict.fromkeys((0x2018, 0x2019, 0x2BC, 0x2BB, 0x60, 0xB4), "'")
_TABLE = {ord("İ"): "i"} | _SPACES | _DASHES | _QUOTES
_TWO_IS = frozenset({"az", "tr"})  # languages with a dotted and a dotless i
_DOTLESS = _TABLE | {ord("I"): "ı"}

_LOOKALIKES = str.maketrans("aceopxyiəkmthö", "асеорхуіәкмтһө")
_CYRILLIC = "а-яёіәғқңөұүһ"
_MIXTURE = re.compile(f"[{_CYRILLIC}][a-zəö]|[a-zəö][{_CYRILLIC}]")
_WORD = re.compile(f"[a-zəö{_CYRILLIC}]+")


# What badly stripped pages leave in a text; blanked, so that "5&nbsp;млн" is read. A no-break blank becomes unit
# separators, which only the groups of a number may bridge.
_REMNANT = re.compile(r"&(?:nbsp|#160|#xa0);|&(?:thinsp|ensp|emsp);|</?[a-z][a-z0-9]{0,9} ?/?>", re.IGNORECASE)
NO_BREAK = "\x1f"


def fold(text: str, lang: str) -> str:
    """Return ``text`` folded for matching in ``lang``, of exactly the same length.

    A line break stays a line break (paragraphs matter); en and em dash become the en dash, hyphens and minus "-".
    """
    if "&" in text or "<" in text:
        text = _REMNANT.sub(_blank, text)
    table = _DOTLESS if lang in _TWO_IS else _TABLE
    folded = text.translate(table).lower()
    if len(folded) != len(text):
        folded = "".join(low if len(low := char.lower()) == 1 else char for char in text.translate(table))
    if lang in ("ru", "kk") and _MIXTURE.search(folded):
        folded = _WORD.sub(_fold_lookalikes, folded)
    return folded


def _blank(match: re.Match[str]) -> str:
    return (NO_BREAK if match[0][0] == "&" else " ") * len(match[0])


def _fold_lookalikes(match: re.Match[str]) -> str:
    word = match[0]
    return word.translate(_LOOKALIKES) if _MIXTURE.search(word) else word
