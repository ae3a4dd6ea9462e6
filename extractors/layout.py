"""Lays an article out in scenes and reads what stands between two figures or at a single word.

Years of a series, "in 2027 or 2028", "from 2 to 2.5 degrees", "30th anniversary", "four-fifths of the trade" become
figures here, so that linking finds each of them like any other. Refuses nothing and decides nothing.
"""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from extractors.clauses import Sentence, split_sentences
from extractors.figures.normalise import fold
from extractors.figures.quantities import extract_quantities
from extractors.phrases import syntax
from extractors.records import Bound, Period, PeriodMention, Quantity, Role
from extractors.scenes import BLOC, ROUTE, Article, Figures, Scene, Vocabulary

_ROUTE = "TITR"
_CHANGES = frozenset({"percent", "times"})
_BEHIND = 4
_LEAD = 4
_CLOSING = ("", ":", "|", "–", "—", "\n")
_QUOTES = ("«", "“", "„", '"')
_BASE = 3  # from a change to the period it is measured from: "7% on the first half"
_BLOCS = frozenset({"EU", "OTS", "EAEU", "CIS"})
_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DASH = re.compile(r"\s*[–—:-]\s*")
_Figure = TypeVar("_Figure", Quantity, PeriodMention)


def lay_out(text: str, figures: Figures, vocabulary: Vocabulary, published: dt.date | None, title: str) -> Article:
    """Return ``text`` laid out in scenes; the title becomes scenes of its own that hold no figures."""
    bare = frozenset(quantity.span for quantity in figures.quantities if quantity.unit is None)
    scenes = [
        _with_bases(
            _with_choices(_with_years(_with_series(_with_parts(_with_ranges(_with_anniversaries(_with_ends(scene)))))))
        )
        for scene in _scenes(text, vocabulary, figures.quantities, figures.periods)
    ]
    heads = _scenes(title, vocabulary, (), ()) if title else []
    named = {mention.code for scene in (*heads, *scenes) for mention in scene.named}
    blocs = named & _BLOCS
    last_bloc = next(iter(blocs)) if len(blocs) == 1 else None
    route, blocked = None, frozenset[str]()
    for scene in (*heads, *scenes):
        last_bloc = next((m.code for m in reversed(scene.named) if m.code in _BLOCS), last_bloc)
        scene.bloc = last_bloc
        scene.bare = bare
        here = {mention.code for mention in scene.named}
        scene.route = route = _ROUTE if _ROUTE in here else route
        scene.blocked = frozenset() if _ROUTE in here else blocked
        other = frozenset() if _ROUTE in here else _other_lines(scene)
        scene.names_line = bool(other)
        blocked = (frozenset() if _ROUTE in here else scene.blocked) | other
    codes = frozenset(named - {BLOC, ROUTE})
    return Article(text, scenes, heads, vocabulary.lang, published, codes)


def _other_lines(scene: Scene) -> frozenset[str]:
    """Return by which nouns other lines are named ("the X corridor"), all of them for a line without a noun."""
    lines = scene.syntax["lines"]
    found = [scene.text[hit.start : hit.end].lower() for hit in scene.rivals(("other_corridors",))]
    told = {line for text in found for line in (next(({line} for line in lines if line in text), lines))}
    covered = {at for mention in scene.named for at in range(mention.first, mention.last + 1)}
    words = scene.sentence.words
    for at, word in enumerate(words):
        noun = next((line for line in lines if word.text.startswith(line)), None)
        if noun is None or at in covered:
            continue
        quoted = scene.text[word.end : word.end + 2].strip() in _QUOTES
        if quoted or (at > 1 and scene.text[words[at - 1].start].isupper()):
            told.add(noun)
    return frozenset(told)


def _scenes(
    text: str, vocabulary: Vocabulary, quantities: Sequence[Quantity], periods: Sequence[PeriodMention]
) -> list[Scene]:
    return [
        _without_halves(Scene(sentence, vocabulary, text, _inside(quantities, sentence), _inside(periods, sentence)))
        for sentence in _own_sentences(text, vocabulary.lang)
    ]


def _without_halves(scene: Scene) -> Scene:
    """Drop the "last year" that is only the beginning of "the last year and a half"."""
    windows = [(hit.start, hit.end) for hit in scene.words("year_and_half")] if scene.periods else []
    scene.periods = tuple(
        m for m in scene.periods if not any(start < m.span[1] and m.span[0] < end for start, end in windows)
    )
    return scene


def _own_sentences(text: str, lang: str) -> list[Sentence]:
    """Return the sentences of ``text`` without the headlines of other articles ("Read also: …") among them.

    A bare "Related" takes the lines below it with it, up to an empty one.
    """
    own: list[Sentence] = []
    ends_before = -1
    for sentence in split_sentences(text, fold(text, lang), lang):
        if head := _sidebar(text, sentence, lang):
            bare = len(sentence.words) == head
            stop = text.find("\n\n" if bare else "\n", sentence.words[-1].end if bare else sentence.start)
            ends_before = stop if stop >= 0 else len(text)
        if sentence.start >= ends_before:
            own.append(replace(sentence, index=len(own)))
    return own


def _sidebar(text: str, sentence: Sentence, lang: str) -> int:
    """Return of how many words the head of a side bar is that opens ``sentence``, 0 without one."""
    for length in range(1, min(_LEAD, len(sentence.words)) + 1):
        opening = " ".join(word.text for word in sentence.words[:length])
        behind = text[sentence.words[length - 1].end : sentence.words[length - 1].end + 2].strip(" ")[:1]
        closed = behind in _CLOSING and opening in syntax(lang)["sidebar_heads"]
        if closed or opening in syntax(lang)["sidebars"]:
            return length
    return 0


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
            added.append(PeriodMention((word.start, word.end), _year(int(word.text))))
    if added:
        scene.periods = tuple(sorted((*scene.periods, *added), key=lambda mention: mention.span))
    return scene


def _with_years(scene: Scene) -> Scene:
    """Read a year without "in": as a subject or its object ("2024 saw …", "closed 2024 with …"), alone in brackets."""
    words, text = scene.sentence.words, scene.text
    taken = [*(mention.span for mention in scene.periods), *(quantity.span for quantity in scene.quantities)]
    added = []
    for at, word in enumerate(words):
        if not _YEAR.fullmatch(word.text) or any(start < word.end and word.start < end for start, end in taken):
            continue
        bracketed = text[max(word.start - 1, 0) : word.start] == "(" and text[word.end : word.end + 1] == ")"
        verbs = scene.syntax["year_verbs"]
        told = words[at - 1].text in verbs if at else bool(words[1:]) and words[1].text in scene.syntax["saw"]
        if bracketed or told:
            added.append(PeriodMention((word.start, word.end), _year(int(word.text))))
    if added:
        scene.periods = tuple(sorted((*scene.periods, *added), key=lambda mention: mention.span))
    return scene


def _year(year: int) -> Period:
    return Period(dt.date(year, 1, 1), dt.date(year + 1, 1, 1), str(year))


def _with_bases(scene: Scene) -> Scene:
    """Mark a period as the base of a change: "down 7% on the first half of 2024", "он аймен салыстырғанда"."""
    words, changes = scene.sentence.words, [scene.place(q)[1] for q in scene.quantities if q.unit in _CHANGES]
    marked: list[PeriodMention] = []
    for mention in scene.periods:
        first, last = scene.place_of(mention.span)
        before = [at for at in changes if 0 < first - at <= _BASE and words[at + 1].text in scene.syntax["compares"]]
        behind = [
            w
            for at, w in enumerate(words[last + 1 : last + 1 + _BEHIND], last + 1)
            if not scene.breaks((last, last), (at, at))
        ]
        after = any(word.text.startswith(tuple(scene.syntax["compares_after"])) for word in behind)
        based = bool(scene.syntax["compares_after"]) and after
        marked.append(replace(mention, is_base=mention.is_base or bool(before) or based))
    scene.periods = tuple(marked)
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


def _with_ends(scene: Scene) -> Scene:
    """Part "from 2.8 million tons in 2023 to 4.5 million tons in 2024", which is no range: each end has its year."""
    parted: list[Quantity] = []
    for quantity in scene.quantities:
        start, end = quantity.span
        inside = [m.span for m in scene.periods if start < m.span[0] and m.span[1] < end]
        ends = [(start, inside[0][0]), (inside[0][1], end)] if quantity.bound is Bound.RANGE and inside else []
        found = [_shifted(one, first) for first, last in ends for one in _read(scene, first, last)]
        parted += found if len(found) == len(ends) > 0 else [quantity]
    scene.quantities = tuple(parted)
    return scene


def _read(scene: Scene, start: int, end: int) -> list[Quantity]:
    return extract_quantities(scene.text[start:end], scene.vocabulary.lang)


def _shifted(quantity: Quantity, by: int) -> Quantity:
    return replace(quantity, span=(quantity.span[0] + by, quantity.span[1] + by), role=Role.LEVEL)


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
