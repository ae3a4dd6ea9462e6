"""The records that go into the warehouse and come out of it.

They are frozen and hold plain data: every moment is an aware UTC ``datetime``, every amount a ``Decimal``, every id the
whole sha256 of what it names (shortened only for display, by ``short_id``). Nothing here touches a database, so that
flows and templates can build on these records alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from extractors.records import Article, BaselineFigure, Kind, Observation


class RunState(StrEnum):
    """How a run stands. ``crashed`` is given by the next run to one that never ended."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    DEGRADED = "degraded"
    FAILED = "failed"
    CRASHED = "crashed"


class AlertState(StrEnum):
    """Where an alert stands between its change and its reader."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DEAD = "dead"
    HELD = "held"
    SUPERSEDED = "superseded"


class CheckLevel(StrEnum):
    """What a finding of a check means: a defect, or something to look at."""

    FAIL = "fail"
    WARN = "warn"


class Awaits(StrEnum):
    """What an alert was held back for."""

    SECOND_SOURCE = "second_source"


class ChangeType(StrEnum):
    """How a change came about.

    ``moved``: a figure was told that was not known. ``edited``: its article told another one before. ``reverted``: an
    article went back to what it had told before. ``withdrawn``: an article took it out and nobody else tells it.
    """

    MOVED = "moved"
    EDITED = "edited"
    REVERTED = "reverted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class FetchRow:
    """One attempt to get a feed or a page.

    ``kind`` is "feed" or "page"; ``reason`` is a short code ("ok", "timeout", "http_404" …), ``detail`` says more.
    ``unchanged`` means: the body is the one we had. Such an attempt moves the state of its source or page and leaves
    no row of its own. ``asked`` is false for a page whose host was spared: that is no attempt at all, so the state of a
    known page does not move either. ``title`` and ``published`` are what the feed says of a page,
    ``packing`` and ``charset`` what the answer's header says of its bytes.
    """

    source_id: str
    kind: str
    url: str
    at: dt.datetime
    ok: bool
    reason: str
    final_url: str = ""
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    bytes: int = 0
    seconds: float = 0.0
    unchanged: bool = False
    asked: bool = True
    detail: str = ""
    title: str = ""
    published: dt.datetime | None = None
    packing: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one page gave.

    ``status`` is how it ended ("read", "gated", "unreadable", "too_short" …); only "read" pages are kept as articles
    with their ``raw`` bytes. ``abstained`` counts the figures that were not read, by reason. ``requested`` is the
    address as the feed gave it, where the article says it has another; ``charset`` the encoding that its server named.
    ``replayed`` marks what was read again from the bytes of a recorded version: a new reading, no edit by its outlet.
    """

    article: Article
    source_id: str
    raw: bytes
    fetched: dt.datetime
    observations: tuple[Observation, ...] = ()
    abstained: Mapping[str, int] = field(default_factory=dict)
    status: str = "read"
    requested: str = ""
    charset: str | None = None
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What is recorded together or not at all, under a run that has begun.

    A feed's row belongs in the batch of its last pages (or a later one): once recorded, an unchanged feed is not read
    again, and pages that were not recorded by then would be missed.
    """

    run_id: str
    now: dt.datetime
    fetches: Sequence[FetchRow] = ()
    readings: Sequence[Reading] = ()


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the next poll of a source needs to know of the last ones; ``failures`` counts those since a success."""

    source_id: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    last_success: dt.datetime | None = None
    failures: int = 0
    last_attempt: dt.datetime | None = None
    last_reason: str = ""


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page met before; ``text_hash`` is None while no article was read from it.

    ``status`` is "read" once there is an article, before that how the last try ended; ``failures`` counts the tries
    since one that gave an article (or ended otherwise, where the page came and could not be read). ``source_id`` is
    the source that listed it first; ``title`` and ``published`` are what a feed said of it last.
    """

    url: str
    source_id: str
    text_hash: str | None
    first_seen: dt.datetime
    last_fetched: dt.datetime
    status: str
    failures: int = 0
    title: str = ""
    published: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that moved against the baseline, with the first observation that said so.

    ``old`` is the baseline figure it was compared with; ``stories`` counts the independent sources that say it now: the
    outlets that told its stories first, each once; none when every article that told it tells something else by now.
    ``edited_from`` is what an earlier version of the same article said. A ``correction`` tells no figure of its own: it
    goes to those who were told ``edited_from``, and its ``new`` is what stands instead (the same, when withdrawn).
    ``reason`` words the verdict; ``severity`` is as of the recording.
    """

    id: str
    indicator: str
    relation: str
    kind: Kind
    verdict: str
    period: str | None
    old: BaselineFigure | None
    new: Observation
    url: str
    outlet: str
    title: str
    lang: str
    source_id: str
    published: dt.datetime | None
    created: dt.datetime
    reason: str
    stories: int = 1
    edited_from: Observation | None = None
    type: ChangeType = ChangeType.MOVED
    correction: bool = False
    severity: str | None = None
    severity_reasons: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The evidence sentence, in the article's language."""
        return self.new.sentence

    @property
    def confidence(self) -> float:
        """Of the first observation, 0 to 1."""
        return self.new.confidence


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a change goes: a subscription and one of its channels (both by name, never by address)."""

    subscription: str
    channel: str


Route = Callable[[Change], Sequence[Destination]]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a batch added; all zero when it had been recorded before."""

    changes: tuple[Change, ...] = ()
    corroborations: int = 0
    articles: int = 0
    observations: int = 0
    alerts: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """A change for one subscription on one channel.

    ``attempts`` counts this attempt too once claimed; ``repeat`` marks a message that may already have arrived
    because the program died while sending it: the message has to say so. ``awaits`` is what it is or was held back for;
    None once that has come.
    """

    id: str
    change: Change
    subscription: str
    channel: str
    state: AlertState
    attempts: int
    next_attempt: dt.datetime | None
    repeat: bool
    created: dt.datetime
    awaits: Awaits | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for what it ``awaits``, until ``next_attempt`` at most."""
        return self.awaits is not None and self.state is AlertState.PENDING and self.attempts == 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """The receipt of one attempt to deliver one alert; ``state`` is "sent", "failed" or "unknown"."""

    alert_id: str
    channel: str
    state: AlertState
    detail: str
    at: dt.datetime
    attempt: int
    repeat: bool


def short_id(identifier: str) -> str:
    """The first characters of an id, for people."""
    return identifier[:10]
