"""`figurewatch explain`: one figure from its page to its readers, each step with what decided it.

Everything but the cues is on record; those are found again in the stored text by today's rules. What a line says can be
checked on the page, in the baseline or in the subscriptions.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from config.bundle import Config, load_config
from config.settings import Settings
from config.subscriptions import Subscription
from extractors.cues import Cue, find_cues
from extractors.indicators import IndicatorSpec
from extractors.records import BaselineFigure, Observation
from flows.foreign_text import clean
from flows.listings import describe_standing, describe_wait, rank_sources
from flows.local_time import format_moment
from flows.messages import cite_baseline, describe_change, indicator_title, mark_figure, printed_figure
from flows.notifying import refusal
from flows.tables import count, print_json, print_lines, to_fields
from flows.wording import format_figure, format_period, load_wordings
from warehouse.comparison import Grounds, compare
from warehouse.connection import open_snapshot
from warehouse.explaining import Chain, PageVersion, select_chain
from warehouse.reports import select_changes
from warehouse.rows import Alert, Delivery
from warehouse.standing import Standing, select_standings
from warehouse.views import Evidence

_WORDS = load_wordings()["en"]
_WIDTH = 100
_LABEL = 12


def show_explanation(settings: Settings, id_prefix: str, *, as_json: bool) -> None:
    """Print all that is known of the change, alert or held figure.

    Raises:
        UnknownId: nothing has such an id, or several things have.
    """
    config = load_config(settings.config_dir)
    with open_snapshot(settings.warehouse) as con:
        chain = select_chain(con, id_prefix)
        standings = select_standings(con, select_changes(con), rank_sources(config.sources)) if chain.change else {}
    standing = standings[chain.change.id] if chain.change else Standing()
    cues = _cues(chain, config)
    passed = {each.id: _passed_over(each, chain) for each in config.subscriptions} if chain.change else {}
    if as_json:
        fields = to_fields(chain) | {"first": chain.evidence, "cues": cues, "standing": standing}
        print_json(fields | {"not_told": {name: why for name, why in passed.items() if why}})
        return
    specs = {spec.id: spec for spec in config.indicators}
    for label, text in (
        *_about(chain, specs, standing),
        *_page(chain),
        *_reading(chain, specs, cues),
        *_comparison(chain, specs),
        *_stories(chain),
        *_readers(chain, passed),
    ):
        _print(label, text)


def _about(chain: Chain, specs: Mapping[str, IndicatorSpec], standing: Standing) -> Iterator[tuple[str, str]]:
    change, seen = chain.change, chain.evidence.observation
    if change is None:
        limit = specs[seen.indicator].minimum_confidence if seen.indicator in specs else 0
        yield "held", f"its confidence is under {limit:.2f}, the least that its indicator asks for"
        if chain.decision:
            decided = chain.decision
            about = f" ({decided.fault})" if decided.fault else ""
            yield (
                "",
                f"{decided.outcome}{about} by {decided.by}, {format_moment(decided.at)}: {decided.why or 'no word'}",
            )
        else:
            yield "", "waits for `figurewatch review accept ID` or `reject ID`"
        return
    yield "change", f"{change.id}"
    yield "", describe_change(change, specs, "en").headline
    if text := describe_standing(standing):
        why = f": {standing.decision.why}" if standing.decision and not standing.superseded_by else ""
        yield "stands", text + why


def _page(chain: Chain) -> Iterator[tuple[str, str]]:
    first = chain.evidence
    yield "page", first.url
    yield "", clean(first.title)
    yield "", f"{clean(first.outlet)}, {_moment(first.published)}, language {first.lang}"
    version = next(each for each in chain.versions if each.version == first.version)
    yield "fetched", f"{_moment(first.fetched)} by run {version.run_id}, version {first.version}"
    if len(chain.versions) > 1:
        for each in chain.versions:
            yield ("versions" if each.version == 1 else ""), _describe_version(each, chain.versions)


def _describe_version(version: PageVersion, versions: Sequence[PageVersion]) -> str:
    said = "; ".join(_figure(observation) for observation in version.said) or "nothing of this indicator"
    place = "current" if version is versions[-1] else "before the edit"
    if version.replayed:
        place = "the same page read again" + (", current" if version is versions[-1] else "")
    elif version is not versions[-1] and versions[version.version].replayed:
        place = "as it was read then"
    return f"{version.version}  {_moment(version.fetched)}  {said}  ({place})"


def _reading(chain: Chain, specs: Mapping[str, IndicatorSpec], cues: Sequence[Cue]) -> Iterator[tuple[str, str]]:
    seen = chain.evidence.observation
    start, end = seen.span
    yield "sentence", mark_spans(seen, chain.evidence.lang)
    speaker = f", said by {clean(seen.speaker)}" if seen.speaker else ""
    yield "figure", f"{_figure(seen)} ({seen.kind}, {seen.bound}){speaker}"
    yield "", f"characters {start} to {end} of the text: “{clean(chain.text[start:end])}”"
    yield "indicator", f"{seen.indicator}: {indicator_title(specs, seen.indicator, 'en')}"
    for cue in cues:
        where = "" if not cue.back or "headline" in cue.role else f", {count(cue.back, 'sentence')} before"
        yield "", f"{cue.role}: “{clean(cue.text)}”{where}"
    if not cues:
        yield "", "today's rules do not find it in the stored text; see `figurewatch replay`"
    yield "period", f"{format_period(seen.period, _WORDS)} ({seen.period.how})"
    yield "confidence", f"{seen.confidence:.2f}: {'; '.join(map(clean, seen.reasons)) or 'nothing spoke against it'}"


def _comparison(chain: Chain, specs: Mapping[str, IndicatorSpec]) -> Iterator[tuple[str, str]]:
    seen, base = chain.evidence.observation, chain.baseline
    if base is None:
        yield "baseline", "none: tracked, not accepted yet"
    else:
        yield "baseline", f"{_figure(base.figure)}, {format_period(base.figure.period, _WORDS)}"
        yield "", cite_baseline(base.figure, _WORDS)
        if base.figure.flag:
            yield "", f"flagged: {base.figure.flag}"
        if base.accepted_by:
            yield "", f"accepted {_moment(base.recorded)} by {base.accepted_by}: {base.accepted_why}"
        if base.superseded:
            yield "", f"replaced since, {_moment(base.superseded)}"
    if base and seen.indicator in specs:
        yield from _arithmetic(compare(seen, [base.figure], specs[seen.indicator]).grounds)
    yield "verdict", f"{chain.evidence.verdict}: {chain.evidence.reason}"
    if change := chain.change:
        before = f", before: {_figure(change.edited_from)}" if change.edited_from else ""
        yield "type", f"{change.type}{before}"
        yield "severity", f"{change.severity or 'not assessed'}"
        for reason in change.severity_reasons:
            yield "", reason


def _arithmetic(grounds: Grounds) -> Iterator[tuple[str, str]]:
    if grounds.seen_interval is None or grounds.base_interval is None:
        return
    unit = f" {grounds.unit}" if grounds.unit else ""
    yield "intervals", f"this stands for {_interval(grounds.seen_interval)}{unit}"
    yield "", f"the baseline for {_interval(grounds.base_interval)}{unit}"
    if grounds.rate:
        yield "", f"at the rate {grounds.rate}"


def _stories(chain: Chain) -> Iterator[tuple[str, str]]:
    if chain.change is None:
        return
    yield "told by", count(chain.change.stories, "independent source")
    stories: dict[str | None, list[Evidence]] = {}
    for evidence in (chain.evidence, *chain.others):
        stories.setdefault(evidence.story_id, []).append(evidence)
    for number, tellings in enumerate(stories.values(), 1):
        outlets: set[str] = set()
        for evidence in sorted(tellings, key=lambda each: each.published or each.fetched):
            copy = " (copy)" if outlets - {evidence.outlet} else ""
            gone = "" if evidence.current else " (not in the current version)"
            outlets.add(evidence.outlet)
            said = clean(evidence.observation.text)
            yield "", f"story {number}  {_moment(evidence.published)} {clean(evidence.outlet)}{copy}{gone}: “{said}”"
            yield "", f"         {evidence.url}"


def _readers(chain: Chain, passed: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    if chain.change is None:
        return
    for alert in chain.alerts:
        attempts = count(alert.attempts, "attempt")
        yield "alert", f"{alert.subscription}/{alert.channel}: {alert.state}, {attempts}{describe_wait(alert)}"
        for delivery in _deliveries(alert, chain.deliveries):
            detail = f", {clean(delivery.detail)}" if delivery.detail else ""
            again = ", repeated" if delivery.repeat else ""
            yield "", f"{_moment(delivery.at)}  attempt {delivery.attempt}: {delivery.state}{detail}{again}"
    told = {alert.subscription for alert in chain.alerts}
    for name, why in passed.items():
        if name not in told:
            yield "not told", f"{name}: {why}"


def _passed_over(subscription: Subscription, chain: Chain) -> str | None:
    """Why a subscription has no alert of the change; None when it has one."""
    change = chain.change
    if change is None or any(alert.subscription == subscription.id for alert in chain.alerts):
        return None
    if change.correction:
        return "a correction goes to those who were told the figure before it"
    if why := refusal(subscription, change):
        return why
    return "its filters admit it now; they did not when it was recorded, or it was recorded without alerts"


def mark_spans(seen: Observation, lang: str) -> str:
    """The sentence with the evidence in ‹…› and the printed figure in »…«."""
    before, evidence, after = mark_figure(seen.sentence, seen.text)
    if not evidence:
        return before
    head, figure, tail = mark_figure(evidence, printed_figure(seen, lang))
    return (
        f"{before}‹{head}»{figure}«{tail}›{after}" if figure and figure != evidence else f"{before}»{evidence}«{after}"
    )


def _cues(chain: Chain, config: Config) -> tuple[Cue, ...]:
    first = chain.evidence
    day = first.published.date() if first.published else None
    return find_cues(
        chain.text, first.observation, config.indicators, lang=first.lang, published=day, title=first.title
    )


def _deliveries(alert: Alert, deliveries: Iterable[Delivery]) -> list[Delivery]:
    return [delivery for delivery in deliveries if delivery.alert_id == alert.id]


def _figure(figure: BaselineFigure | Observation) -> str:
    return format_figure(figure, _WORDS)


def _interval(ends: tuple[Decimal, Decimal]) -> str:
    low, high = (f"{end.normalize():,f}" for end in ends)
    return low if low == high else f"{low} to {high}"


def _moment(moment: dt.datetime | None) -> str:
    return format_moment(moment) if moment else "undated"


def _print(label: str, text: str) -> None:
    """Print ``text`` beside its label, its further lines under its first; a story's under what it says."""
    within = " " * len("story 1  ") if text.startswith(("story ", " ")) else ""
    lines = textwrap.wrap(
        text.strip(),
        _WIDTH - _LABEL,
        initial_indent=within if text.startswith(" ") else "",
        subsequent_indent=within,
        break_long_words=False,
        break_on_hyphens=False,
    )
    for place, line in enumerate(lines or [""]):
        print_lines(f"{'' if place else label:<{_LABEL}}{line}".rstrip())
