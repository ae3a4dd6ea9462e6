"""What a subscriber reads: one message for one or more changes, as plain text and as HTML of the same content.

A message states its fact in the subject and lets the reader check it: old and new figure, the sum, the sentence in its
own language with the figure marked, who said it and where, the baseline's citation, why it is a change and how sure.
Text from articles is foreign: it is stripped of control characters and escaped in HTML, and in plain text it can
neither mention anybody nor open a tag or a masked link. Refuses to render a message with nothing in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from extractors.figures.quantities import extract_quantities
from extractors.indicators import IndicatorSpec
from extractors.records import BaselineFigure, Observation
from flows.foreign_text import clean, plain, web_link
from flows.headlines import indicator_title, is_move, listed, name_figure, tell_change, wording_key
from flows.local_time import format_moment, local_day
from flows.moves import format_arithmetic
from flows.reasons import find_grounds, word_confidence, word_grounds
from flows.wording import (
    NBSP,
    TEMPLATES,
    Figure,
    Wording,
    format_day,
    format_figure,
    format_period,
    load_wordings,
)
from warehouse.rows import Change, ChangeType, short_id
from warehouse.severity import Severity

__all__ = ["indicator_title"]

SUBJECT_LENGTH = 200  # the shortest title limit among the common channels (ntfy)
SHORTEST_NAME = 20  # characters of an indicator's title that are kept whatever the limit
QUOTE_LENGTH = 600  # characters of a sentence on each side of its figure
MOST_FACTS = 50  # more changes in one message are named by their number only
RELATIONS = {"eu": "KZ–EU", "az": "KZ–AZ"}
_ANSWER = re.compile(r"[^\d/]*(\d+)")  # "A Q2", "B 4": the place of a figure in an interview


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered message; ``text`` and ``html`` say the same."""

    subject: str
    text: str
    html: str


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


@dataclass(frozen=True, slots=True)
class Coverage:
    """What stands behind a digest: sources checked and not reached (by id), articles read, pages not read.

    ``last_heard`` gives the day of the last answer of those not reached, where there was one.
    """

    checked: int
    failing: tuple[str, ...]
    articles: int
    unread: int
    last_heard: Mapping[str, date] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All sources polled."""
        return self.checked + len(self.failing)

    def in_words(self, words: Wording) -> str:
        """What was looked at, and what was not."""
        text = words.labels["coverage"].format(
            checked=self.checked,
            total=words.count("of_sources", self.total),
            articles=words.count("articles", self.articles),
            unread=words.count("unread", self.unread),
        )
        if not self.failing:
            return text
        silent = ", ".join(self._name_silent(source, words) for source in self.failing)
        return f"{text} {words.labels['failing'].format(sources=silent)}"

    def _name_silent(self, source: str, words: Wording) -> str:
        if (day := self.last_heard.get(source)) is None:
            return source
        return words.labels["silent_since"].format(source=source, day=format_day(day, words))


@dataclass(frozen=True, slots=True)
class LastTold:
    """The figure that a receiver was told last of an indicator, and the day of that message."""

    figure: Observation
    day: date


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message says of itself; ``repeat`` marks one that may have arrived before, ``drill`` a mere test.

    ``told`` is what its receiver was told last of the same indicators, by the id of the change that is told now.
    """

    subscription: str
    lang: str
    repeat: bool = False
    drill: bool = False
    told: Mapping[str, LastTold] = field(default_factory=dict)


@cache
def template_environment() -> Environment:
    """Templates of messages and site: HTML and XML escaped, an unknown name an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html.j2", "xml.j2")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = plain
    environment.filters["moment"] = format_moment
    return environment


def render_alert(
    changes: Sequence[Change], specs: Mapping[str, IndicatorSpec], envelope: Envelope, limit: int | None = None
) -> Message:
    """One message for ``changes`` (at least one): corrections, then what matters most and is best attested.

    ``limit`` is the channel's longest plain text in characters: above it fewer changes are shown, then short forms.

    Raises:
        ValueError: ``changes`` is empty.
    """
    if not changes:
        raise ValueError("an alert needs at least one change")
    words = load_wordings()[envelope.lang]
    facts = _describe_most(changes, specs, envelope)
    relations = {change.relation for change in changes}
    tag = f"[{RELATIONS.get(facts[0].change.relation, facts[0].change.relation)}] " if len(relations) == 1 else ""
    before = (f"{words.marks['drill']}: " if envelope.drill else "") + tag
    after = ""
    if len(changes) > 1:
        after = ", " + words.marks["and_more"].format(changes=words.count("changes", len(changes) - 1))
    return _Draft((before, after), facts, len(changes), None, envelope, words).cut_to(limit)


def render_digest(
    changes: Sequence[Change],
    coverage: Coverage,
    specs: Mapping[str, IndicatorSpec],
    envelope: Envelope,
    limit: int | None = None,
) -> Message:
    """The changes since the last digest (maybe none) and how much was looked at to say so; ``limit`` as for alerts."""
    words = load_wordings()[envelope.lang]
    facts = _describe_most(changes, specs, envelope)
    before = f"{words.marks['digest']}: "
    before += f"{words.count('changes', len(changes))}. " if changes else words.labels["nothing"]
    return _Draft((before, ""), facts, len(changes), coverage, envelope, words).cut_to(limit)


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
        was_label=labels["was" if is_move(change) else "known"],
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
        reason=word_grounds(change, grounds, words),
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


def _describe_most(changes: Sequence[Change], specs: Mapping[str, IndicatorSpec], envelope: Envelope) -> list[Fact]:
    first = sorted(changes, key=_rank)[:MOST_FACTS]
    return [describe_change(change, specs, envelope.lang, envelope.told.get(change.id)) for change in first]


def _rank(change: Change) -> tuple[bool, int, int, float]:
    """Corrections first: somebody was told what is not so. Then by importance, tellers and certainty."""
    severities = [None, *Severity]
    weight = severities.index(Severity(change.severity)) if change.severity else 0
    return (not change.correction, -weight, -change.stories, -change.confidence)


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


@dataclass(frozen=True, slots=True)
class _Draft:
    """A message before its form is chosen; ``around`` is what its subject says before and after the first fact."""

    around: tuple[str, str]
    facts: Sequence[Fact]
    total: int
    coverage: Coverage | None
    envelope: Envelope
    words: Wording

    def cut_to(self, limit: int | None) -> Message:
        """The longest form within ``limit``: fewer changes, then their headlines, then the first one's subject."""
        subject = self._subject(SUBJECT_LENGTH)
        room = limit - len(subject) - 2 if limit else None  # some channels put the subject into the text
        for is_brief in (False, True):
            for shown in range(len(self.facts), 0 if self.facts else -1, -1):
                text = self._render("message.txt.j2", subject, shown, is_brief=is_brief)
                if room is None or len(text) <= room:
                    return Message(subject, text, self._render("message.html.j2", subject, shown, is_brief=is_brief))
        pointer = f"figurewatch explain {self.facts[0].short_id}" if self.facts else "figurewatch status"
        subject = self._subject(max((limit or SUBJECT_LENGTH) - len(pointer) - 2, 1))
        return Message(subject, pointer, pointer)

    def _subject(self, most: int) -> str:
        """The first fact; where it is too long the indicator's title is shortened first, the figures last."""
        before, after = self.around
        if not self.facts:
            return _cut(_one_line(before), most)
        name, event = self.facts[0].name, self.facts[0].event
        subject = _one_line(before + name + event + after)
        if len(subject) > most:
            name = _cut(name, max(len(name) - (len(subject) - most), SHORTEST_NAME))
            subject = _one_line(before + name + event + after)
        return _cut(subject, most)

    def _render(self, template: str, subject: str, shown: int, *, is_brief: bool) -> str:
        hidden = 0 if is_brief and shown == 1 else self.total - shown  # the subject says how many more there are
        return (
            template_environment()
            .get_template(template)
            .render(
                subject=subject,
                facts=self.facts[:shown],
                is_brief=is_brief,
                hidden=self.words.count("changes", hidden) if hidden else "",
                coverage=self.coverage.in_words(self.words) if self.coverage else "",
                envelope=self.envelope,
                words=self.words,
            )
        )


def _one_line(subject: str) -> str:
    return plain(clean(subject)).replace(NBSP, " ")


def _cut(text: str, most: int) -> str:
    """``text`` to the end of a word within ``most`` characters."""
    return text if len(text) <= most else text[: max(most - 1, 0)].rsplit(" ", 1)[0] + "…"
