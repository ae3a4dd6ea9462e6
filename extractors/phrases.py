"""Finds plain phrases in running text, thousands of them at once.

Lexicons and indicator files hold phrases of plain words: a word ending in ``*`` stands for any ending, one that begins
with it (``*əcək``, at least three letters) for any beginning, ``*`` alone for any one word, and ``…`` for up to
``GAP`` words of the same sentence. No regular expressions in data: a linguist can add a phrase without breaking
another one. Words are looked up by their first three letters, so that the cost does not grow with the lexicon.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from extractors.figures.normalise import fold
from extractors.indicators import Phrases

GAP = 10
_WORD = re.compile(r"\w+")
_BREAK = re.compile(r"[.!?;:…](?=\s|$)|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a folded text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: ``first`` and ``last`` are positions of its words, ``start`` and ``end`` offsets."""

    key: str
    first: int
    last: int
    start: int
    end: int


Step = tuple[str, bool, int]  # the word, whether it is a stem, how many words may stand before it


class Finder:
    """All phrases of one language under their keys, ready to be looked up."""

    def __init__(self, phrases: Iterable[tuple[str, str]], lang: str) -> None:
        """Take (key, phrase) pairs."""
        self._exact: dict[str, list[tuple[str, tuple[Step, ...]]]] = defaultdict(list)
        self._stems: dict[str, list[tuple[str, str, tuple[Step, ...]]]] = defaultdict(list)
        self._endings: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for key, phrase in phrases:
            if phrase.startswith("*"):
                ending = fold(phrase[1:], lang)
                self._endings[ending[-3:]].append((ending, key))
                continue
            (word, is_stem, _), *rest = _steps(fold(phrase, lang))
            if is_stem:
                self._stems[word[:3]].append((word, key, tuple(rest)))
            else:
                self._exact[word].append((key, tuple(rest)))
        self._short = tuple(prefix for prefix in self._stems if len(prefix) < 3)

    def find(self, words: list[Word]) -> list[Hit]:
        """Return every phrase in ``words`` (one sentence or clause), in order, overlaps included."""
        hits: list[Hit] = []
        for at, word in enumerate(words):
            for key, rest in self._exact.get(word.text, ()):
                _follow(words, at, key, rest, hits)
            for prefix in (word.text[:3], *self._short):
                for stem, key, rest in self._stems.get(prefix, ()):
                    if word.text.startswith(stem):
                        _follow(words, at, key, rest, hits)
            for ending, key in self._endings.get(word.text[-3:], ()):
                if word.text.endswith(ending):
                    hits.append(Hit(key, at, at, word.start, word.end))
        return hits


def words_of(folded: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Return the words of ``folded[start:end]`` with offsets into the whole text."""
    limit = len(folded) if end is None else end
    return [Word(match.start(), match.end(), match[0]) for match in _WORD.finditer(folded, start, limit)]


def longest(hits: list[Hit]) -> list[Hit]:
    """Drop the hits whose words are part of a longer hit; among equals all stay."""
    kept = [hit for hit in hits if not any(_covers(other, hit) for other in hits)]
    return sorted(kept, key=lambda hit: (hit.first, hit.last))


@cache
def syntax(lang: str) -> Mapping[str, frozenset[str]]:
    """Return the small words of ``lexicons/syntax.yaml`` for ``lang``, by list."""
    return {name: frozenset(fold(word, lang) for word in table[lang]) for name, table in load_phrases("syntax").items()}


@cache
def load_phrases(name: str) -> Mapping[str, Any]:
    """Return ``lexicons/<name>.yaml`` as it is (packaged data, read once)."""
    text = resources.files("extractors").joinpath("lexicons", f"{name}.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return data


def finder(tables: Mapping[str, Phrases], lang: str) -> Finder:
    """Return the finder of ``tables`` (key → language → phrases) for ``lang``."""
    return Finder(((key, phrase) for key, table in tables.items() for phrase in table.get(lang, ())), lang)


def _covers(long: Hit, short: Hit) -> bool:
    inside = long.first <= short.first and short.last <= long.last
    return inside and (long.last - long.first) > (short.last - short.first)


def _steps(phrase: str) -> list[Step]:
    steps: list[Step] = []
    gap = 0
    for part in re.findall(r"…|\w+\*?|\*", phrase):
        if part == "…":
            gap = GAP
        elif part == "*":
            steps.append(("", True, gap))
            gap = 0
        else:
            steps.append((part.rstrip("*"), part.endswith("*"), gap))
            gap = 0
    return steps


def _follow(words: list[Word], at: int, key: str, rest: tuple[Step, ...], hits: list[Hit]) -> None:
    last = at
    for text, is_stem, gap in rest:
        found = next(
            (
                position
                for position in range(last + 1, min(last + 2 + gap, len(words)))
                if (words[position].text.startswith(text) if is_stem else words[position].text == text)
            ),
            None,
        )
        if found is None:
            return
        last = found
    hits.append(Hit(key, at, last, words[at].start, words[last].end))
