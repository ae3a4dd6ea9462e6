"""A change as messages and pages show it: every part worded for its readers, text from articles made harmless.

The baseline is cited by speaker, outlet, day and answer, the evidence is quoted with its figure marked. Refuses to cut
a sentence at its figure, and to link anything but a plain web address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from extractors.figures.quantities import extract_quantities
from extractors.indicators import IndicatorSpec
from extractors.records import BaselineFigure, Observation
from extractors.verdicts import Verdict
from flows.foreign_text import clean, web_link
from flows.headlines import is_move, listed, name_figure, tell_change, wording_key
from flows.local_time import local_day
from flows.moves import format_arithmetic
from flows.reasons import find_grounds, word_confidence, word_grounds
from flows.wording import NBSP, Figure, Wording, format_day, format_figure, format_period, load_wordings
from warehouse.rows import Change, ChangeType, short_id

QUOTE_LENGTH = 600  # characters of a sentence on each side of its figure
_ANSWER = re.compile(r"[^\d/]*(\d+)")  # "A Q2", "B 4": the place of a figure in an interview


@dataclass(frozen=True, slots=True)
class LastTold:
    """The figure that a receiver was told last of an indicator, and the day of that message."""

    figure: Observation
    day: date


@dataclass(frozen=True, slots=True)
class Fact:
    """A change as the templates show it, every field ready to read; an empty field is not shown.

    ``name`` and ``event`` make the headline: the indicator, and what became of it. ``quote`` is the evidence sentence
    as (before, the figure, after); ``lang`` is the language of quote and title. The ``_label`` fields say what ``was``,
    ``edited`` and ``quote`` are in this change.
    """

    name: str
    event: str
    verdict: str
    was_label: str
    was: str
    now: str
    edited_label: str
    edited: str
    told: str
    arithmetic: str
    citation: str
    quote_label: str
    quote: tuple[str, str, str]
    lang: str
    attribution: str
    title: str
    url: str
    sources: str
    confidence: str
    severity: str
    reason: str
    change: Change

    @property
    def headline(self) -> str:
        """The whole fact in one line."""
        return self.name + self.event

    @property
    def short_id(self) -> str:
        """What `figurewatch explain` takes."""
        return short_id(self.change.id)


def describe_change(
    change: Change, specs: Mapping[str, IndicatorSpec], lang: str, told: LastTold | None = None
) -> Fact:
    """Word ``change`` for readers of ``lang``, who were ``told`` another figure of the same indicator before."""
    words, labels = load_wordings()[lang], load_wordings()[lang].labels
    old, new = change.old, change.new
    grounds = find_grounds(change, specs.get(change.indicator))
    is_gone = change.type is ChangeType.WITHDRAWN
    published = format_day(local_day(change.published), words) if change.published else ""
    return Fact(
        name=name_figure(change, specs, lang, words),
        event=tell_change(change, grounds, words),
        verdict=_verdict(change, wording_key(change, grounds), words),
        was_label=labels["was" if is_move(change) and change.verdict != Verdict.CONTRADICTS else "known"],
        was=_with_period(old, words) if old else "",
        now=labels["nothing_stands"] if is_gone else _with_period(new, words),
        edited_label=labels["told" if change.correction else "edited"],
        edited=_with_period(change.edited_from, words) if change.edited_from else "",
        told=_word_told(change, told, words) if told else "",
        arithmetic=format_arithmetic(old, new, words) if old and not is_gone else "",
        citation=cite_baseline(old, words) if old else "",
        quote_label=labels["evidence_gone" if is_gone else "evidence"],
        quote=mark_figure(new.sentence, printed_figure(new, change.lang)),
        lang=change.lang,
        attribution=listed(clean(new.speaker or ""), clean(change.outlet), published),
        title=clean(change.title),
        url=web_link(change.url),
        sources="" if is_gone or not change.stories else str(change.stories),
        confidence=word_confidence(new, words),
        severity=words.severities.get(change.severity or "", ""),
        reason="" if is_gone else word_grounds(change, grounds, words),
        change=change,
    )


def cite_baseline(figure: BaselineFigure, words: Wording) -> str:
    """Speaker, outlet and date of a baseline figure, and the answer or the address where it stands."""
    outlet = words.labels["outlet"].format(name=clean(figure.outlet)) if figure.outlet else ""
    answer = _ANSWER.fullmatch(figure.place)
    place = words.labels["answer"].format(n=answer[1]) if answer else web_link(figure.place)
    return listed(clean(figure.speaker), outlet, format_day(figure.vintage, words), place.replace(" ", NBSP))


def printed_figure(observation: Observation, lang: str) -> str:
    """The number and unit as printed, within the evidence; the whole evidence where its value is not printed so."""
    for quantity in extract_quantities(observation.text, lang):
        if quantity.value is not None and quantity.value == observation.value:
            return quantity.text
    return observation.text


def mark_figure(sentence: str, figure: str) -> tuple[str, str, str]:
    """Split ``sentence`` around ``figure``; all of it comes first where the figure is not found in it."""
    before, mark, after = sentence.partition(figure) if figure else (sentence, "", "")
    before, mark, after = clean(before), clean(mark), clean(after)
    if len(before) > QUOTE_LENGTH:
        before = "…" + before[-QUOTE_LENGTH:]
    if len(after) > QUOTE_LENGTH:
        after = after[:QUOTE_LENGTH] + "…"
    return before, mark, after


def _verdict(change: Change, key: str, words: Wording) -> str:
    """What the change means: how it came about, unless it is simply news, and how it stands to the baseline."""
    said = words.verdicts.get(key, change.verdict)
    if change.type is ChangeType.MOVED:
        return said
    came = words.types[change.type]
    return came if change.correction else f"{came}. {said}"


def _word_told(change: Change, told: LastTold, words: Wording) -> str:
    """The figure of an earlier message, unless this message shows it anyway."""
    said = _with_period(told.figure, words)
    shown = [_with_period(figure, words) for figure in (change.old, change.edited_from, change.new) if figure]
    return "" if said in shown else words.labels["told_on"].format(figure=said, day=format_day(told.day, words))


def _with_period(figure: Figure, words: Wording) -> str:
    shown = format_figure(figure, words)
    period = format_period(figure.period, words)
    return shown if shown == period else listed(shown, period)
