"""Folds text for matching without moving a single offset.

Matching ignores case, Azerbaijani dotted and dotless i, no-break spaces, dash and apostrophe variants and Latin
look-alikes inside Cyrillic words. Folding replaces one character by exactly one, so a span found in the folded
text is a span of the original text (``"İyun".lower()`` would grow a combining dot and shift everything behind it).
"""

from __future__ import annotations

import re

_SPACES = dict.fromkeys(map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\x0b\x0c"), " ")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012"), "-") | {ord("\u2212"): "-", ord("\u2014"): "\u2013", ord("\u2015"): "\u2013"}
_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u02bb`\u00b4"), "'")
_TABLE = {ord("İ"): "i"} | _SPACES | _DASHES | _QUOTES
_AZERBAIJANI = {ord("I"): "ı"}

_LOOKALIKES = str.maketrans("aceopxyiəkmth", "асеорхуіәкмтһ")
_MIXED_WORD = re.compile(r"[a-zəі]*[а-яёәғқңөұүһі][a-zа-яёəәғқңөұүһі]*")
_LATIN = re.compile(r"[a-zə]")


def fold(text: str, lang: str) -> str:
    """Return ``text`` folded for matching in ``lang``, of exactly the same length.

    A line break stays a line break (paragraphs matter); en and em dash become the en dash, hyphens and minus "-".
    """
    table = _TABLE | _AZERBAIJANI if lang == "az" else _TABLE
    folded = text.translate(table).lower()
    if len(folded) != len(text):
        folded = "".join(low if len(low := char.lower()) == 1 else char for char in text.translate(table))
    if lang in ("ru", "kk") and _LATIN_LETTER.search(folded):
        folded = _WORD.sub(_fold_lookalikes, folded)
    return folded


def _fold_lookalikes(match: re.Match[str]) -> str:
    word = match[0]
    mixed = _LATIN_LETTER.search(word) and _CYRILLIC_LETTER.search(word)
    return word.translate(_LOOKALIKES) if mixed else word
