"""One article laid out for linking: its sentences with the figures, periods, parties and telling words of each.

Everything here is looked up once and lazily; nothing is decided. The decisions are in ``observations`` and its parts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

from extractors.clauses import Sentence
from extractors.dimensions import MONEY
from extractors.indicators import IndicatorSpec, Phrases
from extractors.parties import PartyMention, find_capitals, find_parties, find_presidents
from extractors.phrases import Finder, Hit, finder, load_phrases, syntax
from extractors.records import PeriodMention, Quantity

_EVIDENCE = 8
BLOC = "BLOC"
ROUTE = "ROUTE"
_NAME = 2
_STOP = 3
_SAID = 5
_PARAGRAPH = 20  # sentences; a text without line breaks is no paragraph
_ANSWER = 6


class Figures(Protocol):
    """What ``extract_figures`` returns."""

    @property
    def quantities(self) -> Sequence[Quantity]:
        """The quantities in order."""
        ...

    @property
    def periods(self) -> Sequence[PeriodMention]:
        """The period mentions in order."""
        ...


class Vocabulary:
    """The phrases of all indicators and lexicons in one language, compiled once."""

    def __init__(self, specs: Sequence[IndicatorSpec], lang: str) -> None:
        """Compile the phrases of ``specs`` for ``lang``; equal lists of several indicators are looked up once."""
        self.source, self.specs, self.lang = specs, tuple(specs), lang
        self._lists: dict[tuple[str, ...], str] = {}
        self.keys: dict[tuple[str, str], str] = {}
        for spec in specs:
            tables: list[tuple[str, Phrases]] = [
                ("cues", spec.cues), ("requires", spec.requires), ("exclude", spec.exclude), ("counted", spec.counted),
                *((f"stage:{stage.name}", stage.cues) for stage in spec.stages),
            ]  # fmt: skip
            for name, table in tables:
                phrases = table.get(lang, ())
                if phrases:
                    self.keys[spec.id, name] = self._lists.setdefault(phrases, f"{spec.id}:{name}")
        phrases_of = {key: {lang: phrases} for phrases, key in self._lists.items()}
        self.finder: Finder = finder(phrases_of, lang)
        measures: Mapping[str, Phrases] = load_phrases("measures")
        self.rivals: Finder = finder(measures, lang)
        words: Mapping[str, Phrases] = load_phrases("modality")
        self.words: Finder = finder(words, lang)


@dataclass(eq=False)
class Scene:
    """One sentence with what stands in it; word positions throughout."""

    sentence: Sentence
    vocabulary: Vocabulary
    text: str
    quantities: tuple[Quantity, ...] = ()
    periods: tuple[PeriodMention, ...] = ()
    bloc: str | None = None
    route: str | None = None
    blocked: frozenset[str] = frozenset()
    """Nouns for a line ("corridor") that now stand for another one."""
    names_line: bool = False
    """Whether another line than the route is named."""
    bare: frozenset[tuple[int, int]] = frozenset()
    """Spans of the numbers that were printed without a unit."""
    _places: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @cached_property
    def parties(self) -> list[PartyMention]:
        """The parties of the sentence, with "the bloc" and "the route" as the one that the text names."""
        stands_for = {BLOC: self.bloc, ROUTE: self.route}
        told = [replace(m, code=stands_for.get(m.code, m.code) or "") for m in self.named if not self._is_line(m)]
        return [mention for mention in told if mention.code]

    def _is_line(self, mention: PartyMention) -> bool:
        """Return whether "the corridor" has another line's name beside it: "коридор «Север – Юг»"."""
        near = range(mention.first - _NAME, mention.last + _NAME + 1)
        if mention.code == ROUTE and self.sentence.words[mention.last].text.startswith(tuple(self.blocked)):
            return True
        return mention.code == ROUTE and any(
            hit.first in near or hit.last in near for hit in self.rivals(("other_lines",))
        )

    @cached_property
    def named(self) -> list[PartyMention]:
        """The parties named in the sentence; the country of a currency ("долларов США") is none."""
        money = [self.place(quantity) for quantity in self.quantities if quantity.unit in MONEY]
        named = find_parties(self.sentence, self.vocabulary.lang)
        return [m for m in named if not any(first <= m.first and m.last <= last for first, last in money)]

    @cached_property
    def capitals(self) -> frozenset[str]:
        """The countries whose capital is named."""
        return find_capitals(self.sentence, self.vocabulary.lang)

    @cached_property
    def presidents(self) -> frozenset[str]:
        """The countries whose president is named."""
        return find_presidents(self.sentence, self.vocabulary.lang)

    @cached_property
    def _cues(self) -> dict[str, list[Hit]]:
        return _grouped(self.vocabulary.finder.find(list(self.sentence.words)))

    @cached_property
    def _rivals(self) -> dict[str, list[Hit]]:
        return _grouped(self.vocabulary.rivals.find(list(self.sentence.words)))

    @cached_property
    def _words(self) -> dict[str, list[Hit]]:
        return _grouped(self.vocabulary.words.find(list(self.sentence.words)))

    @property
    def syntax(self) -> Mapping[str, frozenset[str]]:
        """The small words of the language."""
        return syntax(self.vocabulary.lang)

    def hits(self, spec: IndicatorSpec, name: str) -> list[Hit]:
        """Return the hits of one of the indicator's phrase lists ("cues", "exclude", "stage:signed", …)."""
        key = self.vocabulary.keys.get((spec.id, name))
        return self._cues.get(key, []) if key else []

    def rivals(self, names: Iterable[str]) -> list[Hit]:
        """Return the hits of other measures."""
        return [hit for name in names for hit in self._rivals.get(name, [])]

    def words(self, name: str) -> list[Hit]:
        """Return the hits of a group of ``lexicons/modality.yaml``."""
        return self._words.get(name, [])

    def place(self, quantity: Quantity) -> tuple[int, int]:
        """Return the positions of the first and last word of a quantity."""
        known = self._places.get(quantity.span)
        if known is None:
            known = self._places[quantity.span] = self.sentence.span(*quantity.span)
        return known

    def place_of(self, span: tuple[int, int]) -> tuple[int, int]:
        """Return the positions of the first and last word of a span."""
        return self.sentence.span(*span)

    def breaks(self, one: tuple[int, int], other: tuple[int, int]) -> int:
        """Return only the cost of the punctuation and contrasts between two places."""
        first, last = (one, other) if one[0] <= other[0] else (other, one)
        return self.sentence.breaks(first[1], last[0]) if first[1] < last[0] else 0

    def gap(self, one: tuple[int, int], other: tuple[int, int]) -> int:
        """Return the distance between two places (pairs of first and last position), 0 when they overlap."""
        if one[1] < other[0]:
            return self.sentence.distance(one[1], other[0])
        if other[1] < one[0]:
            return self.sentence.distance(other[1], one[0])
        return 0


@dataclass(eq=False)
class Article:
    """All scenes of a text, with what is known of it."""

    text: str
    scenes: list[Scene]
    title: list[Scene]
    lang: str
    published: dt.date | None
    codes: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def currencies(self) -> frozenset[str]:
        """The currencies that the text names."""
        return frozenset(q.unit for scene in self.scenes for q in scene.quantities if q.unit in MONEY)


def question(article: Article, scene: Scene) -> Scene | None:
    """Return the question that the few words of ``scene`` answer ("What part …? – About 70 per cent."), else None."""
    at = scene.sentence.index
    if not at or len(scene.sentence.words) > _ANSWER:
        return None
    asked = article.scenes[at - 1]
    return asked if scene.text[asked.sentence.start : asked.sentence.end].rstrip().endswith("?") else None


def paragraph_to(article: Article, scene: Scene) -> list[Scene]:
    """Return the scenes of the paragraph of ``scene`` up to it, the nearest where it has no end."""
    at = scene.sentence.index
    first = at
    while (
        first > max(at - _PARAGRAPH, 0)
        and "\n"
        not in article.text[
            article.scenes[first - 1].sentence.words[-1].end : article.scenes[first].sentence.words[0].start
        ]
    ):
        first -= 1
    return article.scenes[first : at + 1]


def is_report(scene: Scene, mention: PeriodMention) -> bool:
    """Return whether a date is that of a statement: "told parliament in January that …", "yanvarda bildirib ki"."""
    words = scene.sentence.words
    first, last = scene.place_of(mention.span)
    says = tuple(scene.syntax["says"])
    near = (*words[max(first - _SAID, 0) : first], *words[last + 1 : last + _SAID])
    that = any(word.text in scene.syntax["thats"] for word in words[last + 1 : last + _SAID])
    return that and any(word.text.startswith(says) for word in near)


def is_compared(scene: Scene, mention: PeriodMention) -> bool:
    """Return whether a period is only what the figure is compared with: "the same as a year ago"."""
    words = [word.text for word in scene.sentence.words]
    first, last = scene.place_of(mention.span)
    before = " ".join(words[max(first - _SAID, 0) : first]) + " "
    told = [f"{same} " for same in scene.syntax["sames"]] + [f"{same} a " for same in scene.syntax["sames"]]
    behind = bool(words[last + 1 : last + 2]) and words[last + 1] in scene.syntax["sames_after"]
    if behind or f" {before}".endswith(tuple(f" {same}" for same in told)):
        return scene.vocabulary.lang == "en" or _is_comparison(scene, first)
    return False


def _is_comparison(scene: Scene, at: int) -> bool:
    changes = (hit for name in ("growth", "fall") for hit in scene.words(name))
    return any(scene.gap((hit.first, hit.last), (at, at)) <= _SAID for hit in changes)


def clause_span(scene: Scene, span: tuple[int, int]) -> tuple[int, int]:
    """Return ``span`` widened to its clause, at most ``_EVIDENCE`` words to each side: the evidence people read."""
    words, sentence = scene.sentence.words, scene.sentence
    first, last = scene.place_of(span)
    start, end = first, last
    while start > 0 and first - start < _EVIDENCE and sentence.breaks(start - 1, start) < _STOP:
        start -= 1
    while end + 1 < len(words) and end - last < _EVIDENCE and sentence.breaks(end, end + 1) < _STOP:
        end += 1
    return min(words[start].start, span[0]), max(words[end].end, span[1])


def _grouped(hits: list[Hit]) -> dict[str, list[Hit]]:
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.key, []).append(hit)
    return groups
