"""Says who told a figure, when the text names them: "X said", "по словам X", "X деді", "X-in sözlərinə görə".

The words of speech and of sources are in ``lexicons/speakers.yaml``; a speaker is the name beside them, as printed. A
quotation has the speaker that its own end or beginning names; "he said" is the person who spoke last. Refuses a name
that stands in another clause than the figure, a bare title, and agencies that only hand on the news: nobody is better
than the wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.figures.normalise import fold
from extractors.phrases import Finder, Hit, finder, load_phrases
from extractors.records import Observation, Span
from extractors.scenes import Article, Scene

_LONGEST = 9
_BACK = 4
_STOPS = re.compile(r"[,;:–—()\"«»“”„\n?!…]| - ")
_QUOTATION = re.compile(r"«[^«»]{3,2000}»|“[^“”]{3,2000}”|„[^„“”]{3,2000}[“”]|\"[^\"\n]{3,2000}\"")
_DIALOGUE = re.compile(r"(?m)^[ \t]*[–—-][^\n]*")
_HEAD_LAST = frozenset({"kk", "az"})  # their verbs and nouns of source stand behind the whole clause


@dataclass(frozen=True, slots=True)
class _Told:
    """One attribution: where its words stand (offsets) and whose they are; no name for a pronoun or a bare title."""

    span: Span
    name: str | None
    by_pronoun: bool = False


def attribute(article: Article, observations: Sequence[Observation]) -> list[Observation]:
    """Return ``observations`` with their speakers; who is not named beyond doubt stays None."""
    told = _Attributions(article)
    return [replace(seen, speaker=told.speaker_of(seen)) for seen in observations]


class _Attributions:
    """The attributions of one article, read sentence by sentence as they are needed."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.scenes = article.scenes
        self.words = _words(article.lang)
        self._read: dict[int, list[_Told]] = {}
        text = article.text
        self.quotations = [match.span() for match in (*_QUOTATION.finditer(text), *_DIALOGUE.finditer(text))]

    def speaker_of(self, seen: Observation) -> str | None:
        scene = next((s for s in self.scenes if s.sentence.start <= seen.span[0] < s.sentence.end), None)
        if scene is None:
            return None
        at = scene.sentence.index
        here = self.told_in(at)
        if here:
            near = [told for told in here if self._is_of(scene, told, seen.span)]
            names = {self._resolved(told, at) for told in near}
            return names.pop() if len(names) == 1 else None
        return self._of_quotation(seen.span, at) or self._pointed_at(at)

    def told_in(self, at: int) -> list[_Told]:
        """Return the attributions of the sentence ``at``."""
        if at not in self._read:
            self._read[at] = _attributions(self.scenes[at], self.words)
        return self._read[at]

    def _is_of(self, scene: Scene, told: _Told, span: Span) -> bool:
        """Return whether no other clause begins between the attribution and the figure."""
        start, end = min(told.span[1], span[1]), max(told.span[0], span[0])
        contrasts = scene.syntax["contrasts"]
        return not any(start <= word.start < end and word.text in contrasts for word in scene.sentence.words)

    def _resolved(self, told: _Told, at: int) -> str | None:
        """A pronoun stands for the one who spoke last, not more than a few sentences before."""
        if told.name is not None or not told.by_pronoun:
            return told.name
        for back in range(at - 1, max(at - 1 - _BACK, -1), -1):
            names = [before.name for before in self.told_in(back) if before.name is not None]
            if names:
                return names[-1]
        return None

    def _of_quotation(self, span: Span, at: int) -> str | None:
        quotation = next((q for q in self.quotations if q[0] <= span[0] and span[1] <= q[1]), None)
        if quotation is None:
            return None
        start, end = quotation
        is_dialogue = self.article.text[start:end].lstrip()[0] in "–—-"
        for other in range(max(at - 1, 0), len(self.scenes)):
            sentence = self.scenes[other].sentence
            if sentence.start > end + 4:
                break
            for told in self.told_in(other) if sentence.end > start - 4 else ():
                inside = start <= told.span[0] < end
                if inside == is_dialogue and "\n" not in self.article.text[min(told.span[1], start) : told.span[0]]:
                    return self._resolved(told, other)
        return None

    def _pointed_at(self, at: int) -> str | None:
        """Return who is named by the next sentence when it says who told this one: "This was announced by …"."""
        if at + 1 >= len(self.scenes):
            return None
        words = self.scenes[at + 1].sentence.words
        opening = " ".join(word.text for word in words[:4]) + " "
        if not opening.startswith(tuple(f"{phrase} " for phrase in self.words.pointing)):
            return None
        names = {self._resolved(told, at + 1) for told in self.told_in(at + 1)}
        return names.pop() if len(names) == 1 else None


@dataclass(frozen=True, slots=True)
class _Words:
    """``lexicons/speakers.yaml`` of one language, ready for look-ups."""

    lang: str
    finder: Finder
    pronouns: frozenset[str]
    titles: tuple[str, ...]
    institutions: tuple[str, ...]
    bodies: tuple[str, ...]
    ends: frozenset[str]
    places: frozenset[str]
    links: frozenset[str]
    pointing: tuple[str, ...]
    relays: tuple[str, ...]

    def is_institution(self, word: str) -> bool:
        return word.startswith(self.bodies) or _longest(word, self.institutions) > _longest(word, self.titles)

    def is_title(self, word: str) -> bool:
        return _longest(word, self.titles) >= max(_longest(word, self.institutions), 1)


@cache
def _words(lang: str) -> _Words:
    table = {name: tuple(fold(word, lang) for word in words[lang]) for name, words in load_phrases("speakers").items()}
    groups = {key: {lang: table[key]} for key in ("verbs", "sources_before", "sources_after")}
    return _Words(
        lang, finder(groups, lang), frozenset(table["pronouns"]), table["titles"], table["institutions"],
        table["bodies"], frozenset(table["ends"]), frozenset(table["place_before"]), frozenset(table["links"]),
        table["pointing"], table["relays"],
    )  # fmt: skip


def _longest(word: str, stems: Sequence[str]) -> int:
    return max((len(stem) for stem in stems if word.startswith(stem)), default=0)


def _attributions(scene: Scene, words: _Words) -> list[_Told]:
    found = []
    for hit in words.finder.find(list(scene.sentence.words)):
        told = _attribution(scene, hit, words)
        if told is not None:
            found.append(told)
    return found


def _attribution(scene: Scene, hit: Hit, words: _Words) -> _Told | None:
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


def _after(scene: Scene, at: int, words: _Words) -> range | None:
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
    part = _trimmed(scene, range(first, last), words)
    if part and preposition and not any(words.is_institution(line[n].text) for n in part):
        return None
    return part


def _continues(scene: Scene, at: int, words: _Words) -> bool:
    word = scene.sentence.words[at].text
    if word in words.ends:
        behind = at + 1 < len(scene.sentence.words) and _is_capital(scene, at + 1)
        return words.lang == "en" and word in {"to", "s"} and behind  # "the ambassador to Kazakhstan", "Astana's"
    return not word[0].isdigit()


def _goes_on(scene: Scene, first: int, at: int, words: _Words) -> bool:
    """Return whether the word ``at`` is part of the name: only roles and links go small behind a capital."""
    if _is_capital(scene, at) or _is_role(scene, at, words) or scene.sentence.words[at].text in words.links:
        return True
    return not any(_is_capital(scene, before) for before in range(first, at)) or scene.sentence.words[at].text == "to"


def _before(scene: Scene, at: int, words: _Words) -> range | None:
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
    while first <= at and not (_is_capital(scene, first) or _is_role(scene, first, words)):
        first, behind = first + 1, False
    part = _trimmed(scene, range(first, at + 1), words)
    if part and behind and not words.is_institution(line[part[0]].text):
        return None
    return part


def _opening(scene: Scene, limit: int, words: _Words) -> range | None:
    """Return the name at the start of a clause whose verb comes last: "Сауда министрлігі … деп хабарлады"."""
    last = 0
    while last < min(limit, _LONGEST) and (
        _is_capital(scene, last) or _is_role(scene, last, words) or scene.sentence.words[last].text in words.links
    ):
        last += 1
    part = _trimmed(scene, range(last), words)
    return part if part and any(_is_role(scene, at, words) for at in part) else None


def _trimmed(scene: Scene, part: range, words: _Words) -> range | None:
    """Cut what hangs on behind the name; a body may be told by lower-case words after it ("Министерство торговли")."""
    line = scene.sentence.words
    if words.lang in _HEAD_LAST:
        heads = [at for at in part if words.is_institution(line[at].text)]
        if heads and not any(words.is_title(line[at].text) for at in part if at > heads[-1]):
            return range(part.start, heads[-1] + 1)
    has_body = words.lang == "ru" and any(words.is_institution(line[at].text) for at in part)
    names = [at for at in part if _is_capital(scene, at) or _is_role(scene, at, words) or has_body]
    return range(part.start, names[-1] + 1) if names else part if len(part) == 1 else None


def _named(scene: Scene, part: range, hit: Hit, words: _Words) -> _Told | None:
    line = [scene.sentence.words[at] for at in part]
    if not line:
        return None
    span = min(hit.start, line[0].start), max(hit.end, line[-1].end)
    if len(line) == 1 and line[0].text in words.pronouns:
        return _Told(span, None, by_pronoun=True)
    if any(word.text.startswith(words.relays) for word in line):
        return None
    own = any(_is_capital(scene, at) and not _is_role(scene, at, words) for at in part)
    body = words.lang == "ru" and len(part) > 1 and any(words.is_institution(word.text) for word in line)
    if not own and not body and not any(word.text.startswith(words.bodies) for word in line):
        return _Told(span, None)
    return _Told(span, scene.text[line[0].start : line[-1].end])


def _is_capital(scene: Scene, at: int) -> bool:
    return scene.text[scene.sentence.words[at].start].isupper()


def _is_role(scene: Scene, at: int, words: _Words) -> bool:
    word = scene.sentence.words[at].text
    return words.is_title(word) or words.is_institution(word)
