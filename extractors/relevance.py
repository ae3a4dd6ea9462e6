"""Decides from the bytes of a page whether reading it can give an observation at all.

Finding the text of a page costs a hundred times more than looking for the words of the indicators in it, and most
pages have none of them. The gate asks only for what is necessary: some indicator, one of whose cues, required words
and parties all occur, word by word and anywhere on the page, furniture included. So it admits too much; it refuses to
drop a page on which an observation could be found, and admits whatever it cannot judge.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.decoding import decode
from extractors.figures.normalise import fold
from extractors.indicators import IndicatorSpec, Phrases, Scope
from extractors.phrases import load_phrases
from extractors.records import LANGUAGES

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+\*?")
_JOINTS = ("\u00ad", "\u200b", "\u2060", "\ufeff", "<wbr", "<WBR")
_JOINT = re.compile("[\u00ad\u200b\u2060\ufeff]|<wbr ?/?>", re.IGNORECASE)
_ASCII_BREAKS = bytes(byte if byte >= 0x80 or chr(byte).isalnum() or byte == ord("_") else 0x20 for byte in range(256))
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_LATIN = re.compile("[a-z]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_KEY = 3
_HOME = "KZ"

Word = tuple[str, bool]  # the folded word, and whether any ending may follow
Alternatives = tuple[frozenset[Word], ...]  # of these sets of words one must occur whole


@dataclass(frozen=True, slots=True)
class Gate:
    """The necessary words of all indicators; ``needs`` holds for each indicator what must all be met."""

    needs: tuple[tuple[Alternatives, ...], ...]
    exact: frozenset[str]
    stems: dict[str, tuple[str, ...]]

    def admits(self, body: bytes, charset: str | None = None, title: str = "") -> bool:
        """Tell whether the page, with the ``title`` of its feed entry, may state a figure of some indicator."""
        text, _ = decode(body, charset)
        found = self._find(_words(f"{title} {text}"))
        return any(all(any(words <= found for words in alternatives) for alternatives in needs) for needs in self.needs)

    def _find(self, words: set[str]) -> set[Word]:
        found: set[Word] = {(word, False) for word in self.exact & words}
        for word in words:
            for stem in self.stems.get(word[:_KEY], ()):
                if word.startswith(stem):
                    found.add((stem, True))
        return found


def build_gate(specs: Sequence[IndicatorSpec]) -> Gate:
    """Compile the necessary words of ``specs``, in all four languages at once."""
    needs = tuple(tuple(filter(None, _needs(spec))) for spec in specs)
    words = {word for need in needs for alternatives in need for phrase in alternatives for word in phrase}
    stems: defaultdict[str, list[str]] = defaultdict(list)
    for stem in sorted(text for text, is_stem in words if is_stem):
        stems[stem[:_KEY]].append(stem)
    exact = frozenset(text for text, is_stem in words if not is_stem)
    return Gate(needs, exact, {key: tuple(found) for key, found in stems.items()})


def _needs(spec: IndicatorSpec) -> Iterator[Alternatives]:
    yield _alternatives([spec.cues])
    yield _alternatives([stage.cues for stage in spec.stages])
    yield _alternatives([spec.requires])
    parties = [_alternatives([_party(code)]) for code in spec.parties]
    if spec.scope is Scope.TEXT and _HOME in spec.parties and not spec.stages:
        return  # a text about its own country need not name it
    if spec.scope is Scope.TEXT:
        yield tuple(phrase for party in parties for phrase in party)
    else:
        yield from parties


def _party(code: str) -> Phrases:
    """Return all names that may stand for a party: its capital and its president do so in pairs."""
    tables = [group[code] for group in load_phrases("parties").values() if code in group]
    return {lang: tuple(phrase for table in tables for phrase in table.get(lang, ())) for lang in LANGUAGES}


def _alternatives(tables: Iterable[Phrases]) -> Alternatives:
    phrases = {phrase for table in tables for found in table.values() for phrase in found}
    return tuple(frozenset(_phrase_words(phrase)) for phrase in sorted(phrases))


def _phrase_words(phrase: str) -> Iterator[Word]:
    for token in _TOKEN.findall(_fold(phrase)):
        word = _straighten(token.rstrip("*"))
        yield word, token.endswith("*")


def _words(text: str) -> set[str]:
    """Return the distinct folded words of ``text``, markup and all.

    The costly steps are done on distinct words only; ASCII alone is taken apart in the whole text, by bytes.
    """
    if "\\u0" in text:  # JSON inside the page may hold its text
        text = f"{text} {_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)}"
    text = html.unescape(text)
    if any(joint in text for joint in _JOINTS):
        text = _JOINT.sub("", text)
    pieces = set(text.encode("utf-8", "replace").translate(_ASCII_BREAKS).split())
    words: set[str] = set()
    for piece in _fold(b" ".join(pieces).decode("utf-8")).split():
        if piece.isascii():
            words.add(piece)
        else:
            words.update(map(_straighten, (piece,) if piece.isalnum() else _WORD.findall(piece)))
    return words


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower().replace("ı", "i").replace("\u0307", "")


def _straighten(word: str) -> str:
    mixed = _LATIN.search(word) and _CYRILLIC.search(word)
    return fold(word, "ru") if mixed else word
