"""Pages in two languages: which part of a text is in which.

Official sites print a release in Kazakh and Russian, or Azerbaijani and English, one below the other. Read in one
language, the other half would give nothing, or something else. Letters decide, paragraph by paragraph; a part too short
to be a version of the text (a quotation, a list of names) stays with what is around it. Refuses to split a text on the
evidence of its words alone.
"""

from __future__ import annotations

import re
from itertools import groupby

_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_OWN = {"kk": re.compile("[әғқңөұүһі]", re.IGNORECASE), "az": re.compile("[əğışçöüƏĞİŞÇÖÜ]")}
_TELLING = 0.05  # share of letters; a tenth and more in running Kazakh or Azerbaijani
_A_PARAGRAPH = 40  # letters; a shorter one does not tell
_A_VERSION = 200  # letters

Part = tuple[int, int, str]


def split_languages(text: str, lang: str) -> list[Part]:
    """Return the parts of ``text`` (one paragraph a line) as (start, end, language), in order and without gaps.

    ``lang`` is the language of the whole; a text in one language is one part in it.
    """
    lines = _lines(text)
    told = [_tell(text[start:end]) for start, end in lines]
    known = [one for one in told if one]
    if len(set(known)) < 2:
        return [(0, len(text), lang)]
    parts: list[Part] = []
    for language, group in groupby(zip(lines, _fill(told), strict=True), key=lambda pair: pair[1]):
        spans = [span for span, _ in group]
        parts.append((spans[0][0], spans[-1][1], language))
    versions = [part for part in parts if _letters(text[part[0] : part[1]]) >= _A_VERSION]
    if len({language for _, _, language in versions}) < 2:
        return [(0, len(text), lang)]
    starts = [0, *(start for start, _, _ in versions[1:]), len(text)]
    return _merged([(starts[n], starts[n + 1], part[2]) for n, part in enumerate(versions)])


def _lines(text: str) -> list[tuple[int, int]]:
    lines, start = [], 0
    for line in text.splitlines(keepends=True):
        lines.append((start, start + len(line)))
        start += len(line)
    return lines


def _letters(text: str) -> int:
    return len(_LETTER.findall(text))


def _tell(line: str) -> str | None:
    letters = _letters(line)
    if letters < _A_PARAGRAPH:
        return None
    plain, marked = ("ru", "kk") if len(_CYRILLIC.findall(line)) * 2 > letters else ("en", "az")
    return marked if len(_OWN[marked].findall(line)) > _TELLING * letters else plain


def _fill(told: list[str | None]) -> list[str]:
    """Let a paragraph that does not tell go with the one before it."""
    last = next(one for one in told if one)
    filled = []
    for one in told:
        last = one or last
        filled.append(last)
    return filled


def _merged(parts: list[Part]) -> list[Part]:
    merged: list[Part] = []
    for part in parts:
        if merged and merged[-1][2] == part[2]:
            merged[-1] = (merged[-1][0], part[1], part[2])
        else:
            merged.append(part)
    return merged
