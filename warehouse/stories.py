"""Tells which articles are one story: wire copies, rewrites of one release, translations of either.

Texts are compared by MinHash signatures of their word pairs, each word cut to its stem's length, so that endings and
small repairs do not count; a rewrite keeps fewer of them, and must tell the same figures too. A translation shares no
words and is known by its figures alone. A story is everything that hangs together so: the same articles give the same
stories, whatever order and batches they came in. Nothing here touches the database. It refuses to join articles without
a common indicator, or published too far apart.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from operator import eq
from typing import Any

from rensa import RMinHash

from extractors.indicators import IndicatorSpec
from extractors.records import Kind, Observation
from warehouse.changes import period_key
from warehouse.columns import content_hash, figure_columns

WINDOW = dt.timedelta(days=14)
TRANSLATED_WITHIN = dt.timedelta(days=3)

# Measured on 97 articles of many outlets, as shares of the shorter text's pairs: unrelated articles of one language
# share at most 0.17, independent accounts of one release 0.2 to 0.3, close rewrites 0.6, copies that are cut 0.9.
SAME_TEXT = 0.4
SAME_RELEASE = 0.2
LEAST_FACTS = 2
"""Figures that articles must tell alike to be one story without the same text: one is told by everybody."""

_SLOTS = 256
_SEED = 1
_STEM = 5
_WORD = re.compile(r"\w+")

METHOD = f"rensa {RMinHash.ALGORITHM_VERSION}, {_SLOTS} slots, seed {_SEED}, pairs of {_STEM} letters"
"""Names how a signature was made; those of another method are made anew from the text."""

Fact = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """What is left of a text to compare it by; ``shingles`` counts its distinct pairs of words."""

    shingles: int
    slots: Sequence[int]


@dataclass(frozen=True)
class Telling:
    """One version of an article, as part of a story; ``facts`` are its figures, each beginning with its indicator."""

    article_id: str
    url: str
    lang: str
    said: dt.datetime
    signature: Signature
    facts: frozenset[Fact]
    story_id: str

    @cached_property
    def indicators(self) -> frozenset[str | None]:
        """What its figures are of."""
        return frozenset(fact[0] for fact in self.facts)


def sign(text: str) -> Signature:
    """Return the signature of an article's text."""
    words = [word[:_STEM] for word in _WORD.findall(text.casefold())]
    shingles = {" ".join(pair) for pair in pairwise(words)} or set(words)
    sketch = RMinHash(_SLOTS, _SEED)
    sketch.update(sorted(shingles))
    return Signature(len(shingles), sketch.digest())


def overlap(one: Signature, other: Signature) -> float:
    """Return the share of the shorter text's pairs that the other has too, 0 to 1, within some 0.05."""
    return _overlap(one, other, sum(map(eq, one.slots, other.slots)))


def fact_of(figure: Mapping[str, Any], spec: IndicatorSpec | None) -> Fact:
    """Return what one figure says, however it is printed, from its columns in ``observations``."""
    amounts = (_plain(figure[name]) for name in ("value", "low", "high"))
    dated = figure["kind"] == Kind.DATE
    period = figure["period_label"] if dated else period_key(figure["kind"], figure["period_label"], spec)
    return (figure["indicator"], figure["kind"], period, *amounts, figure["unit"], figure["stage"])


def facts_of(observations: Iterable[Observation], specs: Mapping[str, IndicatorSpec]) -> frozenset[Fact]:
    """Return what an article's figures say."""
    return frozenset(fact_of(figure_columns(each), specs.get(each.indicator)) for each in observations)


def own_story(url: str) -> str:
    """Return the id of the story that an article is by itself; joined stories go by the least of their ids."""
    return content_hash("story", url)


def are_one_story(one: Telling, other: Telling, shared: float) -> bool:
    """Whether two articles come from one text, or one from the other; ``shared`` is the overlap of their texts."""
    if one.url == other.url:
        return True
    apart = abs(one.said - other.said)
    if apart > WINDOW or one.indicators.isdisjoint(other.indicators):
        return False
    if one.lang != other.lang:
        return apart <= TRANSLATED_WITHIN and len(one.facts) >= LEAST_FACTS and one.facts == other.facts
    same_release = shared >= SAME_RELEASE and len(one.facts & other.facts) >= LEAST_FACTS
    return shared >= SAME_TEXT or same_release


def join_stories(new: Sequence[Telling], known: Sequence[Telling]) -> dict[str, str]:
    """Return, by its id, the story that each story of ``new`` and ``known`` now belongs to, where that is another one.

    ``known`` are compared with ``new`` only: what they have in common was found when they were new.
    """
    joined: dict[str, str] = {}

    def root(story: str) -> str:
        while story in joined:
            story = joined[story]
        return story

    for one, other, shared in _pairs(new, known):
        least, greatest = sorted((root(one.story_id), root(other.story_id)))
        if least != greatest and are_one_story(one, other, shared):
            joined[greatest] = least
    return {story: root(story) for story in joined}


def _pairs(new: Sequence[Telling], known: Sequence[Telling]) -> Iterator[tuple[Telling, Telling, float]]:
    """Yield the pairs that may be one story, with the share of their texts: found by equal slots, not pair by pair."""
    holders: list[dict[int, list[int]]] = [{} for _ in range(_SLOTS)]
    for place, one in enumerate(new):
        for holder, value in zip(holders, one.signature.slots, strict=False):
            holder.setdefault(value, []).append(place)
    for other in (*known, *new):
        slots = zip(holders, other.signature.slots, strict=False)
        alike = Counter(place for holder, value in slots for place in holder.get(value, ()))
        for place, one in enumerate(new):
            if alike[place] or one.lang != other.lang or one.url == other.url:
                yield one, other, _overlap(one.signature, other.signature, alike[place])


def _overlap(one: Signature, other: Signature, alike: int) -> float:
    if not one.shingles or not other.shingles:
        return 0.0
    shared = alike / (_SLOTS + alike) * (one.shingles + other.shingles)
    return min(1.0, shared / min(one.shingles, other.shingles))


def _plain(amount: Decimal | str | None) -> str | None:
    return None if amount is None else format(Decimal(amount).normalize(), "f")
