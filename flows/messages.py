"""What a subscriber reads: one message for one or more changes, as plain text and as HTML of the same content.

A message states its fact in the subject and lets the reader check it: old and new figure, the sum, the sentence in its
own language with the figure marked, who said it and where, the baseline's citation. Text from articles is foreign: it
is stripped of control characters and escaped in HTML, and in plain text it can neither mention anybody nor open a tag
or a masked link. Refuses to render a message with nothing in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from extractors.figures.quantities import extract_quantities
from extractors.indicators import IndicatorSpec
from extractors.records import BaselineFigure, Kind, Observation
from flows.foreign_text import clean, plain, web_link
from flows.local_time import format_moment, local_day
from flows.wording import (
    NBSP,
    TEMPLATES,
    Figure,
    Wording,
    are_comparable,
    format_arithmetic,
    format_day,
    format_figure,
    format_move,
    format_period,
    format_step,
    load_wordings,
)
from warehouse.rows import Change, ChangeType, short_id

SUBJECT_LENGTH = 200  # the shortest title limit among the common channels (ntfy)
QUOTE_LENGTH = 600  # characters of a sentence on each side of its figure
MOST_FACTS = 50  # more changes in one message are named by their number only
RELATIONS = {"eu": "KZ–EU", "az": "KZ–AZ"}


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered message; ``text`` and ``html`` say the same."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A change as the templates show it, every field ready to read; an empty field is not shown.

    ``quote`` is the evidence sentence as (before, the figure, after); ``lang`` is the language of quote and title.
    """

    headline: str
    verdict: str
    was: str
    now: str
    edited: str
    arithmetic: str
    citation: str
    quote: tuple[str, str, str]
    lang: str
    attribution: str
    title: str
    url: str
    sources: int
    confidence: str
    severity: str
    reason: str
    change: Change

    @property
    def short_id(self) -> str:
        """What `figurewatch explain` takes."""
        return short_id(self.change.id)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What stands behind a digest: sources checked and not reached (by id), articles read, pages not read."""

    checked: int
    failing: tuple[str, ...]
    articles: int
    unread: int

    @property
    def total(self) -> int:
        """All sources polled."""
        return self.checked + len(self.failing)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message says of itself; ``repeat`` marks one that may have arrived before, ``drill`` a mere test."""

    subscription: str
    lang: str
    repeat: bool = False
    drill: bool = False


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
    """One message for ``changes`` (at least one), the best attested of them first and in the subject.

    ``limit`` is the channel's longest plain text in characters: above it fewer changes are shown, then short forms.

    Raises:
        ValueError: ``changes`` is empty.
    """
    if not changes:
        raise ValueError("an alert needs at least one change")
    words = load_wordings()[envelope.lang]
    facts = _describe_all(changes, specs, envelope.lang)
    first = facts[0]
    subject = f"[{RELATIONS.get(first.change.relation, first.change.relation)}] {first.headline}"
    if len(facts) > 1:
        subject += ", " + words.marks["and_more"].format(changes=words.count("changes", len(facts) - 1))
    if envelope.drill:
        subject = f"{words.marks['drill']}: {subject}"
    return _Draft(subject, facts, None, envelope, words).cut_to(limit)


def render_digest(
    changes: Sequence[Change],
    coverage: Coverage,
    specs: Mapping[str, IndicatorSpec],
    envelope: Envelope,
    limit: int | None = None,
) -> Message:
    """The changes since the last digest (maybe none) and how much was looked at to say so; ``limit`` as for alerts."""
    words = load_wordings()[envelope.lang]
    facts = _describe_all(changes, specs, envelope.lang)
    subject = f"{words.marks['digest']}: "
    subject += words.count("changes", len(facts)) if facts else words.labels["nothing"]
    if facts:
        subject += f". {facts[0].headline}"
    return _Draft(subject, facts, coverage, envelope, words).cut_to(limit)


def describe_change(change: Change, specs: Mapping[str, IndicatorSpec], lang: str) -> Fact:
    """Word ``change`` for readers of ``lang``."""
    words = load_wordings()[lang]
    old, new = change.old, change.new
    is_gone = change.type is ChangeType.WITHDRAWN
    published = format_day(local_day(change.published), words) if change.published else ""
    return Fact(
        headline=_headline(change, specs, lang),
        verdict=_verdict(change, words),
        was=_with_period(old, words) if old else "",
        now="–" if is_gone else _with_period(new, words),
        edited=format_figure(change.edited_from, words) if change.edited_from else "",
        arithmetic=format_arithmetic(old, new, words) if old and not is_gone else "",
        citation=cite_baseline(old, words) if old else "",
        quote=mark_figure(new.sentence, printed_figure(new, change.lang)),
        lang=change.lang,
        attribution=_listed(clean(new.speaker or ""), clean(change.outlet), published),
        title=clean(change.title),
        url=web_link(change.url),
        sources=change.stories,
        confidence=_listed(format_percentage_of_one(change.confidence), "; ".join(map(clean, new.reasons))),
        severity=words.severities.get(change.severity or "", ""),
        reason=clean(change.reason),
        change=change,
    )


def indicator_title(specs: Mapping[str, IndicatorSpec], indicator: str, lang: str) -> str:
    """The title that people know an indicator by; its id where it has none any more."""
    titles = specs[indicator].titles if indicator in specs else {}
    return titles.get(lang) or titles.get("en") or indicator


def cite_baseline(figure: BaselineFigure, words: Wording) -> str:
    """Speaker, outlet, date and place of a baseline figure."""
    return _listed(figure.speaker, figure.outlet, format_day(figure.vintage, words), figure.place.replace(" ", NBSP))


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


def format_percentage_of_one(share: float) -> str:
    """0.92 → "92 %"."""
    return f"{round(share * 100)}{NBSP}%"


def _describe_all(changes: Sequence[Change], specs: Mapping[str, IndicatorSpec], lang: str) -> list[Fact]:
    ordered = sorted(changes, key=lambda change: (-change.stories, -change.confidence))
    return [describe_change(change, specs, lang) for change in ordered]


def _headline(change: Change, specs: Mapping[str, IndicatorSpec], lang: str) -> str:
    words, old, new = load_wordings()[lang], change.old, change.new
    name = indicator_title(specs, change.indicator, lang)
    if change.indicator in specs and new.kind is not specs[change.indicator].kind:
        name = _listed(name, words.kinds.get(new.kind.value, ""))
    if (new.period.start or new.period.end) and new.kind not in (Kind.DATE, Kind.MILESTONE):
        name = f"{name} {format_period(new.period, words)}"
    if change.type is ChangeType.WITHDRAWN:
        old = None
    fact = format_move(old, new, words) if old and are_comparable(old, new) else format_figure(new, words)
    if old and (step := format_step(old, new, words)):
        fact += f" ({step})"
    return _listed(f"{name}: {fact}", _mark(change, words), words.count("sources", change.stories))


def _verdict(change: Change, words: Wording) -> str:
    """What the change means: how it came about, unless it is simply news, and how it stands to the baseline."""
    said = words.verdicts.get(_wording_key(change), change.verdict)
    if change.type is ChangeType.MOVED:
        return said
    came = words.types[change.type]
    return came if change.correction else f"{came}. {said}"


def _mark(change: Change, words: Wording) -> str:
    if change.type is ChangeType.MOVED or change.edited_from is None:
        return words.marks.get(_wording_key(change), "")
    return words.marks[change.type].format(figure=format_figure(change.edited_from, words))


def _wording_key(change: Change) -> str:
    return "new_period" if change.verdict == "new" and change.old else change.verdict


def _with_period(figure: Figure, words: Wording) -> str:
    shown = format_figure(figure, words)
    period = format_period(figure.period, words)
    return shown if shown == period else _listed(shown, period)


def _listed(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class _Draft:
    subject: str
    facts: Sequence[Fact]
    coverage: Coverage | None
    envelope: Envelope
    words: Wording

    def cut_to(self, limit: int | None) -> Message:
        """The longest form within ``limit``: never cut in the middle of a fact."""
        subject = _fit_subject(plain(clean(self.subject)).replace(NBSP, " "))
        most = min(len(self.facts), MOST_FACTS)
        html = self._render("message.html.j2", subject, most)
        room = limit - len(subject) - 2 if limit else None  # some channels put the subject into the text
        for template in ("message.txt.j2", "brief.txt.j2"):
            for shown in range(most, 0 if self.facts else -1, -1):
                text = self._render(template, subject, shown)
                if room is None or len(text) <= room:
                    return Message(subject, text, html)
        return Message(subject, subject, html)

    def _render(self, template: str, subject: str, shown: int) -> str:
        hidden = len(self.facts) - shown
        return (
            template_environment()
            .get_template(template)
            .render(
                subject=subject,
                facts=self.facts[:shown],
                hidden=self.words.count("changes", hidden) if hidden else "",
                coverage=self.coverage,
                envelope=self.envelope,
                words=self.words,
            )
        )


def _fit_subject(subject: str) -> str:
    return subject if len(subject) <= SUBJECT_LENGTH else subject[: SUBJECT_LENGTH - 1].rsplit(" ", 1)[0] + "…"
