"""What the site and its feeds show of a change: the fact, how it stands, who tells it, what corrects it.

Every change has an address and an id that stay. One that was rejected, withdrawn, corrected or overtaken keeps both and
says so wherever it is listed, since somebody may have read it before.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from extractors.indicators import IndicatorSpec
from extractors.records import Kind, Observation
from flows.foreign_text import clean, web_link
from flows.local_time import local_day
from flows.messages import Fact, describe_change, indicator_title, mark_figure, printed_figure
from flows.timelines import LANG
from flows.wording import format_day, format_figure, load_wordings
from warehouse.decisions import Outcome
from warehouse.rows import Change, ChangeType
from warehouse.severity import Severity
from warehouse.standing import Standing
from warehouse.tellings import Part, Telling

_MARKS = {
    ChangeType.EDITED: "corrected by its source",
    ChangeType.REVERTED: "correction taken back",
    ChangeType.WITHDRAWN: "withdrawn by its source",
}
_NOTES = {
    "rejected": "Rejected: looked at by a person and found not to be so.",
    "accepted": "Accepted: this is the known figure now.",
    "overtaken": "Overtaken: a better founded figure stands in its place.",
    "no longer told": "The articles that said this have been edited and do not say it any more.",
}
STRUCK = ("rejected", "overtaken", "no longer told")


@dataclass(frozen=True, slots=True)
class TellingRow:
    """An article that tells a change; ``part`` says in words what it is among the others."""

    source: str
    part: str
    is_source: bool
    quote: tuple[str, str, str]
    lang: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Related:
    """Another change that this one has to do with: how, its headline and the file of its page."""

    how: str
    headline: str
    filename: str


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A change as page and as feed entry; ``urn`` names it for ever, ``updated`` moves when anything of it does.

    ``mark`` is empty, or one or two words on how it stands; ``note`` says them in full.
    """

    fact: Fact
    urn: str
    filename: str
    indicator_title: str
    has_indicator_page: bool
    mark: str
    note: str
    tellings: tuple[TellingRow, ...]
    related: tuple[Related, ...]
    updated: datetime

    @property
    def is_struck(self) -> bool:
        """Whether it is not to be believed any more."""
        return self.mark in STRUCK

    @property
    def title(self) -> str:
        """Its headline, with how it stands where that is not in the headline itself."""
        return f"{self.mark.capitalize()}: {self.fact.headline}" if self.mark in _NOTES else self.fact.headline


def describe_changes(
    changes: Sequence[Change],
    specs: Mapping[str, IndicatorSpec],
    standings: Mapping[str, Standing],
    tellings: Mapping[str, Sequence[Telling]],
) -> list[ChangePage]:
    """Put together the pages of all changes: the newest run first, in it what matters most and is best attested."""
    by_id = {change.id: change for change in changes}
    ties = _tie_corrections(changes, tellings)
    for id_, standing in standings.items():
        if standing.superseded_by in by_id:
            ties[id_].append(("Overtaken by", standing.superseded_by))
            ties[standing.superseded_by].append(("Overtakes", id_))
    facts = {change.id: describe_change(change, specs, LANG) for change in changes}
    pages = []
    for change in sorted(changes, key=_rank):
        standing, told = standings.get(change.id, Standing()), tellings.get(change.id, ())
        mark = _mark(change, standing)
        others = [by_id[other] for _, other in ties[change.id]]
        moments = [change.created, *(each.moved for each in told), *(other.created for other in others)]
        page = ChangePage(
            fact=facts[change.id],
            urn=uuid.uuid5(uuid.NAMESPACE_OID, f"figurewatch change {change.id}").urn,
            filename=filename_of(change),
            indicator_title=indicator_title(specs, change.indicator, LANG),
            has_indicator_page=change.indicator in specs,
            mark=mark,
            note=_NOTES.get(mark, ""),
            tellings=tuple(map(_describe_telling, told)),
            related=tuple(
                Related(how, facts[other].headline, filename_of(by_id[other])) for how, other in ties[change.id]
            ),
            updated=max([*moments, standing.decision.at] if standing.decision else moments),
        )
        pages.append(page)
    return pages


def filename_of(change: Change) -> str:
    """The file of a change's page, in ``changes/``."""
    return f"{change.id[:16]}.html"


def _rank(change: Change) -> tuple[float, int, int, float, str]:
    severities = [None, *Severity]
    weight = severities.index(Severity(change.severity)) if change.severity else 0
    published = change.published.timestamp() if change.published else 0.0
    return (-change.created.timestamp(), -weight, -change.stories, -published, change.id)


def _mark(change: Change, standing: Standing) -> str:
    if standing.decision and standing.decision.outcome is Outcome.REJECTED:
        return "rejected"
    if standing.superseded_by:
        return "overtaken"
    if not change.correction and not change.stories:
        return "no longer told"
    if standing.decision:
        return "accepted"
    return _MARKS.get(change.type, "")


def _tie_corrections(
    changes: Sequence[Change], tellings: Mapping[str, Sequence[Telling]]
) -> defaultdict[str, list[tuple[str, str]]]:
    """Return, by id, how each change is tied to others: a correction to what its article had told before."""
    said: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for change in changes:
        of_change = {(change.url, *_what(change.new))} if not change.correction else set()
        of_change |= {(each.evidence.url, *_what(each.evidence.observation)) for each in tellings.get(change.id, ())}
        for place in of_change:
            said[place].append(change.id)
    ties: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for change in changes:
        if change.edited_from is None:
            continue
        for other in said.get((change.url, *_what(change.edited_from)), ()):
            if other != change.id:
                ties[change.id].append(("Corrects", other))
                ties[other].append(("Corrected by", change.id))
    return ties


def _what(figure: Observation) -> tuple[str, Kind, object, object, object, str | None, str | None]:
    return figure.indicator, figure.kind, figure.value, figure.low, figure.high, figure.stage, figure.period.label


def _describe_telling(telling: Telling) -> TellingRow:
    words, evidence = load_wordings()[LANG], telling.evidence
    published = format_day(local_day(evidence.published), words) if evidence.published else ""
    said = (evidence.observation.speaker, evidence.outlet, published)
    parts = {
        Part.SOURCE: "",
        Part.COPY: f"copy of {clean(telling.copy_of)}",
        Part.AGAIN: "same outlet again",
        Part.GONE: f"does not say {format_figure(evidence.observation, words)} any more",
    }
    return TellingRow(
        source=", ".join(clean(part) for part in said if part),
        part=parts[telling.part],
        is_source=telling.part is Part.SOURCE,
        quote=mark_figure(evidence.observation.sentence, printed_figure(evidence.observation, evidence.lang)),
        lang=evidence.lang,
        title=clean(evidence.title),
        url=web_link(evidence.url),
    )
