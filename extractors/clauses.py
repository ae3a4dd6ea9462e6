"""Cuts a text into sentences and measures how far two words of a sentence stand apart.

Newspaper prose nests too deeply for a cheap split into clauses, so a clause here is soft: a comma, a dash, a bracket or
an adversative word between two words adds to their distance, and what stands nearest belongs together. Refuses to
guess across sentences; carrying over is the reader's business.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from itertools import pairwise

from extractors.phrases import Word, syntax, words_of

_TERMINAL = re.compile(r"[.!?…]+[\"'»”)\]]*(?=\s|$)|;(?=\s)|\n")
_LAST_WORD = re.compile(r"([\w.]+)\.$")
_OPENING = "\"'«“”(–—-•[*·"

_SIGNS = "$€£¥₸₽₼+-−~≈>"

_PENALTIES = {",": 4, ";": 14, ":": 3, "–": 3, "(": 1, ")": 1, ".": 6, "\n": 8, "•": 14}
_CONTRAST = 5
_AND = 2
_DASH = 3
_LONGEST = 150


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: offsets into the text, its words, and the cost of reaching each word from the first."""

    index: int
    start: int
    end: int
    words: tuple[Word, ...]
    costs: tuple[int, ...]

    def position(self, offset: int) -> int:
        """Return the position of the word at or after ``offset``."""
        at = bisect.bisect_right(self.words, offset, key=lambda word: word.end)
        return min(at, len(self.words) - 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the positions of the first and last word that ``start``..``end`` covers (a sign is no word)."""
        first = self.position(start)
        last = bisect.bisect_left(self.words, end, key=lambda word: word.start) - 1
        return first, max(first, last)

    def distance(self, one: int, other: int) -> int:
        """Return the words between two positions, plus what stands between them."""
        return abs(self.costs[one] - self.costs[other])

    def breaks(self, one: int, other: int) -> int:
        """Return only the cost of the punctuation and conjunctions between two positions."""
        return self.distance(one, other) - abs(one - other)


def split_sentences(text: str, folded: str, lang: str) -> list[Sentence]:
    """Return the sentences of ``text`` (``folded`` is the same text folded); endless ones are cut."""
    sentences: list[Sentence] = []
    start = 0
    for end in [*_ends(text, lang), len(text)]:
        words = tuple(words_of(folded, start, end))
        start = end
        for first in range(0, len(words), _LONGEST):
            part = words[first : first + _LONGEST]
            limit = end if part[-1] is words[-1] else part[-1].end
            begin = _with_sign(text, part[0].start)
            sentences.append(Sentence(len(sentences), begin, limit, part, _costs(folded, part, lang)))
    return sentences


def _with_sign(text: str, start: int) -> int:
    """Return where a sentence begins whose first word has a sign before it: "$12 billion …", "+17 per cent"."""
    while start and text[start - 1] in _SIGNS:
        start -= 1
    return start


def _ends(text: str, lang: str) -> list[int]:
    return [match.end() for match in _TERMINAL.finditer(text) if _is_end(text, match, lang)]


def _is_end(text: str, match: re.Match[str], lang: str) -> bool:
    rest = text[match.end() : match.end() + 40].lstrip(" \t\u00a0")
    if match[0] == "\n":
        return _ends_line(text[max(0, match.start() - 120) : match.start()], rest, lang)
    if match[0].startswith(";") or not rest or rest[0] == "\n":
        return True
    first = rest.lstrip(_OPENING + " ")[:1]
    if not first or first.islower():
        return False
    before = _LAST_WORD.search(text[max(0, match.start() - 12) : match.start() + 1]) if match[0] == "." else None
    return before is None or _ends_after(before[1].lower(), rest, lang)


def _ends_after(word: str, rest: str, lang: str) -> bool:
    small = syntax(lang)
    if word in small["units_cut"]:
        return not rest.lower().startswith(tuple(small["currency_homes"]))
    return word not in small["abbreviations"] and not (len(word) == 1 and word.isalpha())


def _ends_line(before: str, rest: str, lang: str) -> bool:
    line = before.rsplit("\n", 1)[-1].rstrip()
    if not line or not rest or rest[0] == "\n":
        return True
    return not rest[0].islower() and line.rsplit(None, 1)[-1].lower() not in syntax(lang)["open_ended"]


def _costs(folded: str, words: tuple[Word, ...], lang: str) -> tuple[int, ...]:
    small = syntax(lang)
    cost, costs = 0, [0]
    for one, other in pairwise(words):
        cost += 1
        gap = folded[one.end : other.start]
        in_number = gap in (",", ".", ":") and one.text[-1].isdigit() and other.text[0].isdigit()
        if gap != " " and not in_number:
            cost += sum(_PENALTIES.get(char, 0) for char in gap) + (_DASH if " - " in gap else 0)
        cost += _CONTRAST if other.text in small["contrasts"] else _AND if other.text in small["ands"] else 0
        costs.append(cost)
    return tuple(costs)
