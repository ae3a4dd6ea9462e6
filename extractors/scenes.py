"""One article laid out for linking: its sentences with the figures, periods, parties and telling words of each.

Everything here is looked up once and lazily; nothing is decided. The decisions are in ``observations`` and its parts.
"""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Protocol, TypeVar

from extractors.clauses import Sentence, split_sentences
from extractors.dimensions import MONEY
from extractors.figures.normalise import fold
from extractors.indicators import IndicatorSpec, Phrases
from extractors.parties import PartyMention, find_capitals, find_parties
from extractors.phrases import Finder, Hit, finder, load_phrases, syntax
from extractors.records import Bound, Period, PeriodMention, Quantity, Role

_EVIDENCE = 8
_BLOC = "BLOC"
_BLOCS = frozenset({"EU", "OTS", "EAEU", "CIS"})
_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th)?")
_STOP = 3
_SAID = 5
_ANSWER = 6
_YEAR = re.compile(r"(?:19|20)\d\d")
_DASH = re.compile(r"\s*[–—:-]\s*")
_Figure = TypeVar("_Figure", Quantity, PeriodMention)


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
    bare: frozenset[tuple[int, int]] = frozenset()
    """Spans of the numbers that were printed without a unit."""

    @cached_property
    def parties(self) -> list[PartyMention]:
        """The parties of the sentence, with "the bloc" as the one bloc that the text names."""
        told = [replace(m, code=self.bloc) if m.code == _BLOC and self.bloc else m for m in self.named]
        return [mention for mention in told if mention.code != _BLOC]

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
        return self.sentence.span(*quantity.span)

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


def lay_out(text: str, figures: Figures, vocabulary: Vocabulary, published: dt.date | None, title: str) -> Article:
    """Return ``text`` laid out in scenes; the title becomes scenes of its own that hold no figures."""
    bare = frozenset(quantity.span for quantity in figures.quantities if quantity.unit is None)
    scenes = [
        _with_choices(_with_series(_with_parts(_with_ranges(_with_anniversaries(scene)))))
        for scene in _scenes(text, vocabulary, figures.quantities, figures.periods)
    ]
    heads = _scenes(title, vocabulary, (), ()) if title else []
    named = {mention.code for scene in (*heads, *scenes) for mention in scene.named}
    blocs = named & _BLOCS
    for scene in (*heads, *scenes):
        scene.bloc = next(iter(blocs)) if len(blocs) == 1 else None
        scene.bare = bare
    codes = frozenset(named - {_BLOC})
    return Article(text, scenes, heads, vocabulary.lang, published, codes)


def _scenes(
    text: str, vocabulary: Vocabulary, quantities: Sequence[Quantity], periods: Sequence[PeriodMention]
) -> list[Scene]:
    return [
        Scene(sentence, vocabulary, text, _inside(quantities, sentence), _inside(periods, sentence))
        for sentence in split_sentences(text, fold(text, vocabulary.lang), vocabulary.lang)
    ]


def _inside(figures: Sequence[_Figure], sentence: Sentence) -> tuple[_Figure, ...]:
    """Return the figures (in order of the text) that begin in ``sentence``."""
    first = bisect.bisect_left(figures, sentence.start, key=lambda figure: figure.span[0])
    stop = bisect.bisect_left(figures, sentence.end, lo=first, key=lambda figure: figure.span[0])
    return tuple(figures[first:stop])


def _with_series(scene: Scene) -> Scene:
    """Read the bare years of a series ("2022 – 462 million, 2023 – 529 million") as the periods of their figures."""
    starts = {quantity.span[0] for quantity in scene.quantities}
    added = []
    for word in scene.sentence.words:
        dash = _YEAR.fullmatch(word.text) and _DASH.match(scene.text, word.end)
        taken = any(mention.span[0] < word.end and word.start < mention.span[1] for mention in scene.periods)
        if dash and not taken and any(dash.end() <= start <= dash.end() + 1 for start in starts):
            year = int(word.text)
            period = Period(dt.date(year, 1, 1), dt.date(year + 1, 1, 1), word.text)
            added.append(PeriodMention((word.start, word.end), period))
    if added:
        scene.periods = tuple(sorted((*scene.periods, *added), key=lambda mention: mention.span))
    return scene


def _with_choices(scene: Scene) -> Scene:
    """Read "in 2027 or 2028" as the two years together."""
    joined: list[PeriodMention] = []
    for mention in scene.periods:
        last = joined[-1] if joined else None
        between = scene.text[last.span[1] : mention.span[0]].strip() if last else ""
        if last and between in scene.syntax["ors"] and last.period.end == mention.period.start and not mention.is_base:
            label = f"{last.period.label}..{mention.period.label}"
            period = replace(mention.period, start=last.period.start, label=label)
            joined[-1] = replace(mention, span=(last.span[0], mention.span[1]), period=period)
        else:
            joined.append(mention)
    scene.periods = tuple(joined)
    return scene


def _with_parts(scene: Scene) -> Scene:
    """Read a fraction that "of" follows as a share, whatever grows beside it ("four-fifths of the trade")."""
    words, wholes = scene.sentence.words, scene.syntax["wholes"]
    scene.quantities = tuple(
        replace(quantity, role=Role.SHARE)
        if quantity.unit is None and quantity.role is Role.GROWTH
        and (after := scene.place(quantity)[1] + 1) < len(words) and words[after].text in wholes
        else quantity
        for quantity in scene.quantities
    )  # fmt: skip
    return scene


def _with_ranges(scene: Scene) -> Scene:
    """Join "от 2 до 2,5 градусов": a forecast of degrees names a range, whatever grows."""
    merged: list[Quantity] = []
    for quantity in scene.quantities:
        last = merged[-1] if merged else None
        between = scene.text[last.span[1] : quantity.span[0]].strip() if last else ""
        if last and quantity.unit == last.unit == "degC" and between in ("до", "to") and last.value is not None:
            text = scene.text[last.span[0] : quantity.span[1]]
            merged[-1] = replace(
                last, span=(last.span[0], quantity.span[1]), text=text, value=None, low=last.value, high=quantity.value,
                bound=Bound.RANGE,
            )  # fmt: skip
        else:
            merged.append(quantity)
    scene.quantities = tuple(merged)
    return scene


def _with_anniversaries(scene: Scene) -> Scene:
    """Add "30th anniversary" and "30-летие", ordinals that count years, to the quantities of a scene."""
    words = scene.sentence.words
    added = []
    for hit in scene.words("anniversary"):
        number = _ORDINAL.fullmatch(words[hit.first - 1].text) if hit.first else None
        start, end = (words[hit.first - 1].start, words[hit.last].end) if number else (0, 0)
        taken = any(start < quantity.span[1] and quantity.span[0] < end for quantity in scene.quantities)
        if number and not taken:
            added.append(Quantity((start, end), scene.text[start:end], Decimal(number[1]), unit="years"))
    if added:
        scene.quantities = tuple(sorted((*scene.quantities, *added), key=lambda quantity: quantity.span))
    return scene


def question(article: Article, scene: Scene) -> Scene | None:
    """Return the question that the few words of ``scene`` answer ("What part …? – About 70 per cent."), else None."""
    at = scene.sentence.index
    if not at or len(scene.sentence.words) > _ANSWER:
        return None
    asked = article.scenes[at - 1]
    return asked if scene.text[asked.sentence.start : asked.sentence.end].rstrip().endswith("?") else None


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
