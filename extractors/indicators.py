"""What linking must know of an indicator, as one frozen record.

The owner writes these records in ``config/indicators/*.yaml``; this module gives them a type and no behaviour, so that
``extractors`` and ``warehouse`` can use them without importing ``config``. It refuses to hold regular expressions:
every phrase is plain words, where a word ending in ``*`` stands for any ending, and ``…`` for a few words between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from extractors.records import Kind

Phrases = dict[str, tuple[str, ...]]


class PeriodRule(StrEnum):
    """Which period a figure of the indicator takes, and how two of its periods compare."""

    FLOW = "flow"
    """Runs over a period; without a stated one it is abstained on."""
    STOCK = "stock"
    """Holds at a date; an undated present statement is as of the publication."""
    STANDING = "standing"
    """Restated for years; equal values agree whatever the date."""
    TARGET = "target"
    """A value with a deadline, or without one."""
    DATE = "date"
    """The figure is a period itself."""
    MILESTONE = "milestone"
    """The figure is a stage; dated by its clause, else by the publication."""


class Scope(StrEnum):
    """How the parties of an indicator must be present."""

    PAIR = "pair"
    """Both parties and no third one, next to the measure or carried over from before."""
    PARTY = "party"
    """The one party next to the measure or carried over from before."""
    TEXT = "text"
    """One of the parties anywhere before the figure or in the headline."""


class Policy(StrEnum):
    """How long a change of the indicator waits before it is told."""

    AT_ONCE = "at_once"
    """The first telling is sent."""
    CORROBORATED = "corroborated"
    """An official source is sent at once; others wait for a second independent story, at most 24 hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownGap:
    """Mirror statistics: an office whose figures always differ from those that the baseline goes by.

    Figures of one office are held against each other. Against the other office's figure of the same period only a
    difference outside ``usual`` is a contradiction; without ``usual`` the two are not held against each other.

    Attributes:
        reporter: names of the differing office, by language, as they stand in a sentence or as the speaker.
        usual: least and greatest usual difference relative to the baseline's office (-0.12 is 12 % less); None where
            no stable one is published.
        source: where the difference is published, or what is known of it.
    """

    reporter: Phrases
    source: str
    usual: tuple[Decimal, Decimal] | None = None

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    def __post_init__(self) -> None:
        """Refuse a range that is upside down or says that the other office has nothing."""
        if self.usual is not None and not -1 < self.usual[0] <= self.usual[1]:
            raise ValueError(f"usual: {self.usual[0]}..{self.usual[1]} is no range of differences above -1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a milestone: phrases that state it was reached.

    ``rank`` orders the stages; two stages of one rank say the same in different words (mandate given, talks not begun).
    ``ahead`` marks a stage that is told in the future ("talks are to begin"): for it the future is no objection.
    ``beside`` marks phrases of everyday words ("signed") that must stand right at the milestone's name.
    """

    name: str
    rank: int
    cues: Phrases
    ahead: bool = False
    beside: bool = False

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSpec:
    """One indicator: what is measured, for whom, in which unit, and the words that say so.

    Attributes:
        id: name of the indicator, ``relation.measure``.
        titles: what people read, by language.
        relation: ``eu`` or ``az``, the relation it is watched for.
        unit: code of the unit of its observations; None for dates and milestones.
        kind: kind of its usual observation.
        period: rule of periods.
        scope: how ``parties`` must be present.
        parties: codes of ``lexicons/parties.yaml``.
        home: the country whose figure it is; a passage about another country is not read for it.
        cues: phrases of the measure, by language; one must govern the figure.
        requires: phrases of which one must stand in the same sentence too.
        rivals: names of other measures (``lexicons/measures.yaml``); the figure belongs to the one that governs it.
        exclude: phrases that make the figure of a clause another measure.
        elsewhere: names of other places and lines (``lexicons/measures.yaml``) whose figures are not the party's.
        counted: lemmas or words of the things counted, for counts whose unit is a noun.
        plausible: lowest and highest value in ``unit``; a figure outside is another thing.
        derived: kind of observation → id under which it is recorded, where that is another indicator or this one.
        stages: stages of a milestone.
        tolerance: relative difference that still agrees (mirror statistics, late revisions).
        minimum_confidence: an observation below it sends no alert and waits for review. Under the default, readings of
            new articles were wrong more often than right (docs/accuracy.md).
        policy: whether a change is told at once or waits for another story.
        known_gap: an office whose figures always differ from the baseline's.
        currencies: other currencies than ``unit`` in which the figure is published too; such a figure is observed as
            printed and compared at a named rate.
    """

    id: str
    titles: dict[str, str]
    relation: str
    kind: Kind
    period: PeriodRule
    parties: tuple[str, ...]
    cues: Phrases
    unit: str | None = None
    home: str | None = None
    scope: Scope = Scope.TEXT
    requires: Phrases = field(default_factory=dict)
    exclude: Phrases = field(default_factory=dict)
    rivals: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    counted: Phrases = field(default_factory=dict)
    plausible: tuple[Decimal, Decimal] | None = None
    derived: dict[Kind, str] = field(default_factory=dict)
    stages: tuple[Stage, ...] = ()
    tolerance: Decimal = Decimal(0)
    minimum_confidence: float = 0.75
    policy: Policy = Policy.AT_ONCE
    known_gap: KnownGap | None = None
    currencies: tuple[str, ...] = ()

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
