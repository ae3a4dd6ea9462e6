"""What a subscriber reads: one message for one or more changes, as plain text and as HTML of the same content.

A message states its fact in the subject and lets the reader check it: old and new figure, the sum, the sentence in its
own language with the figure marked, who said it and where, the baseline's citation, why it is a change and how sure.
Text from articles is foreign: it is stripped of control characters and escaped in HTML, and in plain text it can
neither mention anybody nor open a tag or a masked link. Refuses to render a message with nothing in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from config.subscriptions import Subscription
from extractors.indicators import IndicatorSpec
from extractors.verdicts import NEWS
from flows.facts import Fact, LastTold, cite_baseline, describe_change, mark_figure, printed_figure
from flows.foreign_text import clean, plain
from flows.headlines import indicator_title
from flows.local_time import format_moment
from flows.wording import NBSP, TEMPLATES, Wording, format_day, load_wordings
from warehouse.rows import Change
from warehouse.severity import Severity

__all__ = [
    "Coverage",
    "Envelope",
    "Fact",
    "LastTold",
    "Message",
    "cite_baseline",
    "describe_change",
    "indicator_title",
    "mark_figure",
    "printed_figure",
    "render_alert",
    "render_digest",
    "template_environment",
    "word_wishes",
]

SUBJECT_LENGTH = 200  # the shortest title limit among the common channels (ntfy)
SHORTEST_NAME = 20  # characters of an indicator's title that are kept whatever the limit
MOST_FACTS = 50  # more changes in one message are named by their number only
RELATIONS = {"eu": "KZ–EU", "az": "KZ–AZ"}


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered message; ``text`` and ``html`` say the same."""

    subject: str
    text: str
    html: str


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
class Envelope:
    """What a message says of itself; ``repeat`` marks one that may have arrived before, ``drill`` a mere test.

    ``told`` is what its receiver was told last of the same indicators, by the id of the change that is told now;
    ``wishes`` is the subscription whose filters are the reason for it.
    """

    subscription: str
    lang: str
    repeat: bool = False
    drill: bool = False
    told: Mapping[str, LastTold] = field(default_factory=dict)
    wishes: Subscription | None = None


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


def word_wishes(subscription: Subscription, words: Wording) -> str:
    """What ``subscription`` asks for: "KZ–EU; 3 indicators"."""
    wishes = [", ".join(RELATIONS[relation] for relation in subscription.relations)]
    wishes.append(words.count("indicators", len(subscription.indicators)) if subscription.indicators else "")
    wishes.append("" if set(subscription.verdicts) == set(NEWS) else words.labels["wants_some"])
    share = f"{round(subscription.min_confidence * 100)}{NBSP}%"
    wishes.append(words.labels["wants_sure"].format(share=share) if subscription.min_confidence else "")
    return "; ".join(filter(None, wishes)) or words.labels["wants_all"]


def _describe_most(changes: Sequence[Change], specs: Mapping[str, IndicatorSpec], envelope: Envelope) -> list[Fact]:
    first = sorted(changes, key=_rank)[:MOST_FACTS]
    return [describe_change(change, specs, envelope.lang, envelope.told.get(change.id)) for change in first]


def _rank(change: Change) -> tuple[bool, int, int, float]:
    """Corrections first: somebody was told what is not so. Then by importance, tellers and certainty."""
    severities = [None, *Severity]
    weight = severities.index(Severity(change.severity)) if change.severity else 0
    return (not change.correction, -weight, -change.stories, -change.confidence)


class _Form(NamedTuple):
    """How many changes a message shows, and how many of them in full (the others as headlines)."""

    shown: int
    whole: int


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
        """The longest form within ``limit``: the first changes in full and headlines of others, or headlines alone."""
        subject = self._subject(SUBJECT_LENGTH)
        room = limit - len(subject) - 2 if limit else None  # some channels put the subject into the text
        if form := self._find_form(subject, room):
            return Message(
                subject, self._render("message.txt.j2", subject, form), self._render("message.html.j2", subject, form)
            )
        pointer = f"figurewatch explain {self.facts[0].short_id}" if self.facts else "figurewatch status"
        subject = self._subject(max((limit or SUBJECT_LENGTH) - len(pointer) - 2, 1))
        return Message(subject, pointer, pointer)

    def _find_form(self, subject: str, room: int | None) -> _Form | None:
        """As many changes as fit with the first in full (or none), then as many of them in full as fit."""
        most = len(self.facts)

        def fits(form: _Form) -> bool:
            return room is None or len(self._render("message.txt.j2", subject, form)) <= room

        for whole in (most, min(most, 1), 0):
            shown = next(
                (shown for shown in range(most, max(whole, min(most, 1)) - 1, -1) if fits(_Form(shown, whole))), None
            )
            if shown is not None:
                larger = (_Form(shown, more) for more in range(shown, whole, -1))
                return next(filter(fits, larger), _Form(shown, whole))
        return None

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

    def _render(self, template: str, subject: str, form: _Form) -> str:
        is_subject = form == _Form(1, 0)  # which says how many more there are
        hidden = 0 if is_subject else self.total - form.shown
        return (
            template_environment()
            .get_template(template)
            .render(
                subject=subject,
                is_in_subject=self.total == 1 and _one_line(self.facts[0].headline) in subject,
                facts=self.facts[: form.shown],
                whole=form.whole,
                hidden=self.words.count("changes", hidden) if hidden else "",
                coverage=self.coverage.in_words(self.words) if self.coverage else "",
                envelope=self.envelope,
                wishes=word_wishes(self.envelope.wishes, self.words) if self.envelope.wishes else "",
                words=self.words,
            )
        )


def _one_line(subject: str) -> str:
    return plain(clean(subject)).replace(NBSP, " ")


def _cut(text: str, most: int) -> str:
    """``text`` to the end of a word within ``most`` characters."""
    return text if len(text) <= most else text[: max(most - 1, 0)].rsplit(" ", 1)[0] + "…"
