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

from extractors.phrases import Word, words_of

_TERMINAL = re.compile(r"[.!?…]+[\"'»”)\]]*(?=\s|$)|;(?=\s)|\n")
_ABBREVIATIONS = frozenset(
    "млн млрд трлн тыс долл г гг т кв руб им ст обл см напр др н е к куб проц "
    "jan feb mar apr jun jul aug sep sept oct nov dec mr mrs ms dr no vs inc co mln bn st u s e g i a "
    "т.н т.е т.ч т.д".split()
)
_LAST_WORD = re.compile(r"([\w.]+)\.$")
_CONTINUES = frozenset("by of the in to at and from with than over for a в на до за с к и от по из для о və ilə мен және".split())
_CURRENCY_HOME = ("США", "АҚШ", "ABŞ", "US")
_OPENING = "\"'«“”(–—-•[*·"

_PENALTIES = {",": 4, ";": 14, ":": 3, "–": 3, "(": 1, ")": 1, ".": 6, "\n": 8, "•": 14}
_CONJUNCTIONS = frozenset(
    "while whereas although but а но однако тогда хотя ал алайда бірақ isə lakin amma halbuki plus thereof".split()
)
_AND = frozenset({"and", "и", "және", "və", "һәм"})
_SIDE = 5


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


def split_sentences(text: str, folded: str) -> list[Sentence]:
    """Return the sentences of ``text`` (``folded`` is the same text folded)."""
    sentences: list[Sentence] = []
    start = 0
    for end in [*_ends(text), len(text)]:
        words = tuple(words_of(folded, start, end))
        if words:
            sentences.append(Sentence(len(sentences), words[0].start, end, words, _costs(folded, words)))
        start = end
    return sentences


def _ends(text: str) -> list[int]:
    return [match.end() for match in _TERMINAL.finditer(text) if _is_end(text, match)]


def _is_end(text: str, match: re.Match[str]) -> bool:
    rest = text[match.end() : match.end() + 40].lstrip(" \t\u00a0")
    if match[0] == "\n":
        return _ends_line(text[max(0, match.start() - 120) : match.start()], rest)
    if match[0].startswith(";") or not rest or rest[0] == "\n":
        return True
    first = rest.lstrip(_OPENING + " ")[:1]
    if not first or first.islower():
        return False
    if match[0] != ".":
        return True
    before = _LAST_WORD.search(text[max(0, match.start() - 12) : match.start() + 1])
    word = before[1].lower() if before else ""
    if word in ("долл", "млн", "млрд", "тыс", "т", "mln", "bn") and first.isupper():
        return rest.startswith(_CURRENCY_HOME) is False
    return word not in _ABBREVIATIONS and not (len(word) == 1 and word.isalpha())


def _ends_line(before: str, rest: str) -> bool:
    line = before.rsplit("\n", 1)[-1].rstrip()
    if not line or not rest or rest[0] == "\n":
        return True
    if rest[0].islower():
        return False
    last = line.rsplit(None, 1)[-1].lower()
    return last not in _CONTINUES


def _costs(folded: str, words: tuple[Word, ...]) -> tuple[int, ...]:
    cost, costs = 0, [0]
    for one, other in pairwise(words):
        cost += 1
        gap = folded[one.end : other.start]
        if gap != " ":
            between_digits = gap in (",", ".", ":") and one.text[-1].isdigit() and other.text[0].isdigit()
            if not between_digits:
                cost += sum(_PENALTIES.get(char, 0) for char in gap)
                cost += 3 if " - " in gap else 0
        if other.text in _CONJUNCTIONS:
            cost += _SIDE
        elif other.text in _AND:
            cost += 2
        costs.append(cost)
    return tuple(costs)
