"""Finds the name beside a word of speech or of source: "said X", "по данным X", "X деді".

The words are in ``lexicons/speakers.yaml``. A name is a run of capitals with the titles and bodies that belong to it;
"the minister" and a country or a bloc by itself are no names, and what stands behind "в" is one only when it is a body.
Refuses to look past a sign: a name in another clause is somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.figures.normalise import fold
from extractors.phrases import Finder, Hit, finder, load_phrases
from extractors.records import Span
from extractors.scenes import Scene

_LONGEST = 9
_PLACE = 4
_STOPS = re.compile(r"[,;:–—()\"«»“”„\n?!…]| - ")
_HEAD_LAST = frozenset({"kk", "az"})  # their verbs and nouns of source stand behind the whole clause


@dataclass(frozen=True, slots=True)
class Told:
    """One attribution: where its words stand (offsets) and whose they are; no name for a pronoun or a bare title."""

    span: Span
    name: str | None
    by_pronoun: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """``lexicons/speakers.yaml`` of one language, ready for look-ups."""

    lang: str
    finder: Finder
    pronouns: frozenset[str]
    titles: tuple[str, ...]
    institutions: tuple[str, ...]
    bodies: tuple[str, ...]
    ends: frozenset[str]
    end_endings: tuple[str, ...]
    places: frozenset[str]
    links: frozenset[str]
    pointing: tuple[str, ...]
    relays: tuple[str, ...]

    def is_institution(self, word: str) -> bool:
        """Return whether ``word`` is one for a body ("ministry")."""
        return word.startswith(self.bodies) or _longest(word, self.institutions) > _longest(word, self.titles)

    def is_title(self, word: str) -> bool:
        """Return whether ``word`` is one for a person ("minister")."""
        return _longest(word, self.titles) >= max(_longest(word, self.institutions), 1)


@cache
def speaker_words(lang: str) -> Words:
    """Return the words of speech, sources and names of ``lang``, read once."""
    table = {name: tuple(fold(word, lang) for word in words[lang]) for name, words in load_phrases("speakers").items()}
    groups = {key: {lang: table[key]} for key in ("verbs", "sources_before", "sources_after", "sources_of_pronoun")}
    sets = {key: frozenset(table[key]) for key in ("pronouns", "ends", "place_before", "links")}
    return Words(
        lang, finder(groups, lang), sets["pronouns"], table["titles"], table["institutions"], table["bodies"],
        sets["ends"], table["end_endings"], sets["place_before"], sets["links"], table["pointing"], table["relays"],
    )  # fmt: skip


def _longest(word: str, stems: Sequence[str]) -> int:
    return max((len(stem) for stem in stems if word.startswith(stem)), default=0)


def read_attributions(scene: Scene, words: Words) -> list[Told]:
    """Return the attributions of the sentence ``scene``, in the order of their words of speech."""
    found = []
    for hit in words.finder.find(list(scene.sentence.words)):
        told = _attribution(scene, hit, words)
        if told is not None:
            found.append(told)
    return found


def _attribution(scene: Scene, hit: Hit, words: Words) -> Told | None:
    if hit.key == "sources_of_pronoun":
        return Told((hit.start, hit.end), None, by_pronoun=True)
    if hit.key == "sources_before":
        parts = [_after(scene, hit.last + 1, words)]
    elif hit.key == "sources_after":
        parts = [_before(scene, hit.first - 1, words)]
    elif hit.first == 0 or _is_cut(scene, hit.first - 1):  # ", said Tokayev"
        parts = [_after(scene, hit.last + 1, words)]
    else:
        parts = [_before(scene, hit.first - 1, words), _after(scene, hit.last + 1, words)]
        if words.lang in _HEAD_LAST:
            parts = [*reversed(parts), _opening(scene, hit.first - 1, words)]
    for part in parts:
        told = _named(scene, part, hit, words) if part else None
        if told is not None:
            return told
    return None


def _is_cut(scene: Scene, at: int) -> bool:
    """Return whether a sign stands between the word ``at`` and the next one."""
    words = scene.sentence.words
    return bool(_STOPS.search(scene.text, words[at].end, words[at + 1].start))


def _after(scene: Scene, at: int, words: Words) -> range | None:
    """Return the words of the name that begins at ``at``."""
    line = scene.sentence.words
    preposition = at < len(line) and line[at].text in words.places
    first = at + preposition
    while first < len(line) and line[first].text in words.links:
        first += 1
    if first >= len(line) or _is_cut(scene, at - 1):
        return None
    if line[first].text in words.pronouns:
        return range(first, first + 1)
    last = first
    while last < len(line) and last - first < _LONGEST and _continues(scene, last, words):
        if words.lang == "en" and last > first and not _goes_on(scene, first, last, words):
            break
        last += 1
        if last < len(line) and _is_cut(scene, last - 1):
            break
    while first < last and not _is_named(scene, first, words):
        first += 1
    part = _trimmed(scene, range(first, last), words)
    if part and preposition and not any(words.is_institution(line[n].text) for n in part):
        return None
    return part


def _continues(scene: Scene, at: int, words: Words) -> bool:
    word = scene.sentence.words[at].text
    if word in words.ends:
        behind = at + 1 < len(scene.sentence.words) and (_is_capital(scene, at + 1) or word == "s")
        return words.lang == "en" and word in {"to", "s"} and behind  # "the ambassador to Kazakhstan", "Astana's"
    if len(word) > _PLACE and word.endswith(words.end_endings):  # "Bakıda", but not "Сауда министрлігі"
        return at + 1 < len(scene.sentence.words) and words.is_institution(scene.sentence.words[at + 1].text)
    return not word[0].isdigit()


def _goes_on(scene: Scene, first: int, at: int, words: Words) -> bool:
    """Return whether the word ``at`` is part of the name: only roles and links go small behind a capital."""
    if _is_named(scene, at, words) or scene.sentence.words[at].text in words.links:
        return True
    is_first = not any(_is_capital(scene, before) for before in range(first, at))
    return is_first or scene.sentence.words[at].text in {"to", "s"}


def _before(scene: Scene, at: int, words: Words) -> range | None:
    """Return the words of the name that ends at ``at``."""
    line = scene.sentence.words
    if at >= 0 and line[at].text in words.pronouns:
        return range(at, at + 1)
    first = at + 1
    while first and at + 1 - first < _LONGEST and _continues(scene, first - 1, words):
        if first <= at and _is_cut(scene, first - 1):
            break
        first -= 1
    if not 0 <= first <= at:
        return None
    behind = first > 0 and line[first - 1].text in words.places and not _is_cut(scene, first - 1)
    while first <= at and (line[first].text in words.links or not _is_named(scene, first, words)):
        first, behind = first + 1, False
    part = _trimmed(scene, range(first, at + 1), words)
    if part and behind and not words.is_institution(line[part[0]].text):
        return None
    return part


def _opening(scene: Scene, limit: int, words: Words) -> range | None:
    """Return the name at the start of a clause whose verb comes last: "Сауда министрлігі … деп хабарлады"."""
    last = 0
    while (
        last < min(limit, _LONGEST)
        and _continues(scene, last, words)
        and (_is_named(scene, last, words) or scene.sentence.words[last].text in words.links)
    ):
        last += 1
    part = _trimmed(scene, range(last), words)
    return part if part and any(_is_role(scene, at, words) for at in part) else None


def _trimmed(scene: Scene, part: range, words: Words) -> range | None:
    """Cut what hangs on behind the name; a body may be told by lower-case words after it ("Министерство торговли")."""
    line = scene.sentence.words
    if words.lang in _HEAD_LAST:
        heads = [at for at in part if words.is_institution(line[at].text)]
        if heads and not any(words.is_title(line[at].text) for at in part if at > heads[-1]):
            return range(part.start, heads[-1] + 1)
    has_body = words.lang == "ru" and any(words.is_institution(line[at].text) for at in part)
    names = [at for at in part if _is_named(scene, at, words) or has_body]
    return range(part.start, names[-1] + 1) if names else part if len(part) == 1 else None


def _named(scene: Scene, part: range, hit: Hit, words: Words) -> Told | None:
    line = [scene.sentence.words[at] for at in part]
    if not line:
        return None
    span = min(hit.start, line[0].start), max(hit.end, line[-1].end)
    if len(line) == 1 and line[0].text in words.pronouns:
        return Told(span, None, by_pronoun=True)
    if any(word.text.startswith(words.relays) for word in line):
        return None
    covered = {at for m in scene.named for at in range(m.first, m.last + 1)}
    is_own = [not (_is_role(scene, at, words) or scene.sentence.words[at].text in words.links) for at in part]
    told = [at for at, own in zip(part, is_own, strict=True) if own]
    own = any(_is_capital(scene, at) and (at not in covered or len(told) < len(part)) for at in told)
    body = words.lang == "ru" and bool(told) and any(words.is_institution(word.text) for word in line)
    if not own and not body and not any(word.text.startswith(words.bodies) for word in line):
        return Told(span, None)
    return Told(span, scene.text[line[0].start : line[-1].end])


def _is_capital(scene: Scene, at: int) -> bool:
    return scene.text[scene.sentence.words[at].start].isupper()


def _is_named(scene: Scene, at: int, words: Words) -> bool:
    return _is_capital(scene, at) or _is_role(scene, at, words)


def _is_role(scene: Scene, at: int, words: Words) -> bool:
    word = scene.sentence.words[at].text
    return words.is_title(word) or words.is_institution(word)
