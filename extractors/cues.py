"""Finds again which words of a text made a figure the figure of its indicator, for people who want to know.

The text is laid out as for linking, and the same rules are asked for the measure; the parties are the nearest mentions.
Nothing is decided here: an observation that today's rules do not find gives no cues.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.carrying import carried_measure
from extractors.figures import extract_figures
from extractors.governing import find_measure
from extractors.indicators import IndicatorSpec
from extractors.layout import lay_out
from extractors.phrases import Hit
from extractors.records import Observation
from extractors.scenes import Article, Scene, Vocabulary
from extractors.series import complete

_REACH = 8  # sentences back


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that decided: what they are for, as printed, and how many sentences before the figure they stand."""

    role: str
    text: str
    back: int = 0


def find_cues(
    text: str, seen: Observation, specs: Sequence[IndicatorSpec], *, lang: str, published: dt.date | None, title: str
) -> tuple[Cue, ...]:
    """Return the cues of ``seen`` in ``text``: its measure or stage first, then a mention of each of its parties."""
    article = lay_out(text, extract_figures(text, lang, published), Vocabulary(specs, lang), published, title)
    complete(article)
    scene = next((each for each in article.scenes if _holds(each, seen)), None)
    if scene is None:
        return ()
    for spec in specs:
        if seen.indicator not in (spec.id, *spec.derived.values()):
            continue
        named = _stage_cues(scene, spec, seen) if seen.stage else _measure_cues(article, scene, spec, seen)
        if named:
            return (*named, *_party_cues(article, scene, spec))
    return ()


def _holds(scene: Scene, seen: Observation) -> bool:
    return scene.sentence.start <= seen.span[0] < scene.sentence.end


def _stage_cues(scene: Scene, spec: IndicatorSpec, seen: Observation) -> list[Cue]:
    stages = [Cue("stage", _words(scene, hit)) for hit in scene.hits(spec, f"stage:{seen.stage}")[:1]]
    return [Cue("measure", _words(scene, hit)) for hit in scene.hits(spec, "cues")[:1]] + stages


def _measure_cues(article: Article, scene: Scene, spec: IndicatorSpec, seen: Observation) -> list[Cue]:
    for quantity in scene.quantities:
        if not seen.span[0] <= quantity.span[0] < seen.span[1]:
            continue
        measure = find_measure(scene, quantity, spec, seen.kind)
        if measure and measure.place:
            first, last = (scene.sentence.words[place] for place in measure.place)
            return [Cue("measure", scene.text[first.start : last.end])]
        measure = measure or carried_measure(article, scene, quantity, spec, seen.kind)
        if measure:
            told = article.scenes[max(scene.sentence.index - measure.carried, 0)]
            return [Cue("measure", _words(told, hit), measure.carried) for hit in told.hits(spec, "cues")[:1]]
    return [Cue("measure", _words(scene, hit)) for hit in scene.hits(spec, "cues")[:1]]


def _party_cues(article: Article, scene: Scene, spec: IndicatorSpec) -> list[Cue]:
    at = scene.sentence.index
    near = [(back, article.scenes[at - back]) for back in range(min(at, _REACH) + 1)]
    headline = [(at + 1, told) for told in article.title]
    cues = []
    for code in spec.parties:
        found = ((back, told, mention) for back, told in [*near, *headline] for mention in told.parties)
        for back, told, mention in found:
            if mention.code == code:
                words = told.sentence.words
                printed = told.text[words[mention.first].start : words[mention.last].end]
                cues.append(Cue(f"party {code}" if back <= at else f"party {code}, in the headline", printed, back))
                break
    return cues


def _words(scene: Scene, hit: Hit) -> str:
    return scene.text[hit.start : hit.end]
