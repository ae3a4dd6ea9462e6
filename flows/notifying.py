"""From alerts in the outbox to messages sent, with a receipt for every attempt.

Each (subscription, channel) gets at most one message per call for all its alerts (and one more for alerts that may have
arrived before), so that a crash repeats at most that one. A failing or hanging channel never holds up another; what
could not be sent stays in the outbox with its reason. Addresses come from the mapping that the caller passes, are seen
by the sending child alone, and are never logged or stored. Refuses to send a message with nothing in it.
"""

from __future__ import annotations

import hashlib
import logging
import multiprocessing
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import TimeoutError as TimeLimitReached
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from config.settings import Settings
from config.subscriptions import Channel, Subscription
from extractors.indicators import IndicatorSpec
from extractors.records import BaselineFigure, Kind, Observation, Period
from flows.channels import Address, ChannelError, Outcome, Parcel, file_address, send_parcel
from flows.local_time import local_day
from flows.messages import Coverage, Envelope, LastTold
from warehouse.connection import Connection
from warehouse.outbox import claim_alerts, reconcile, record_delivery, select_due_alerts, select_last_told
from warehouse.rows import Alert, AlertState, Change, ChangeType, Destination

WALL_SECONDS = 30.0
SENDERS = 4
_LOGGER = logging.getLogger("figurewatch.notifying")


@dataclass(frozen=True, slots=True)
class Mailroom:
    """What delivering needs besides the outbox.

    ``secrets`` maps names of variables to Apprise URLs (the process environment, as a rule); ``alerts_dir`` takes the
    files of ``file://`` channels; ``wall_seconds`` is the time one message may take.
    """

    specs: Mapping[str, IndicatorSpec]
    secrets: Mapping[str, str]
    alerts_dir: Path
    wall_seconds: float = WALL_SECONDS


def make_mailroom(specs: Sequence[IndicatorSpec], settings: Settings, secrets: Mapping[str, str]) -> Mailroom:
    """The mailroom of an installation; ``secrets`` are looked up when a message is sent."""
    return Mailroom({spec.id: spec for spec in specs}, secrets, settings.alerts_dir)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One message: to whom, how it ended, and of how many alerts it told."""

    subscription: str
    channel: str
    alerts: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """All messages of one call, in the order of subscriptions and channels."""

    receipts: tuple[Receipt, ...] = ()

    @property
    def sent(self) -> int:
        """How many messages arrived."""
        return sum(receipt.outcome.state is AlertState.SENT for receipt in self.receipts)

    @property
    def failures(self) -> tuple[Receipt, ...]:
        """The messages that did not, or may not have."""
        return tuple(receipt for receipt in self.receipts if receipt.outcome.state is not AlertState.SENT)


def route(change: Change, subscriptions: Sequence[Subscription]) -> list[Destination]:
    """Every channel of every subscription whose filters admit ``change``."""
    return destinations_of([subscription for subscription in subscriptions if refusal(subscription, change) is None])


def refusal(subscription: Subscription, change: Change) -> str | None:
    """Return which filter of ``subscription`` keeps ``change`` from it, in words; None when all admit it."""
    if subscription.relations and change.relation not in subscription.relations:
        return f"wants relations {', '.join(subscription.relations)}, this is {change.relation}"
    if subscription.indicators and change.indicator not in subscription.indicators:
        return f"wants other indicators: {', '.join(subscription.indicators)}"
    if change.verdict not in subscription.verdicts:
        return f"wants verdicts {', '.join(subscription.verdicts)}, this is {change.verdict}"
    if change.confidence < subscription.min_confidence:
        return f"wants a confidence of {subscription.min_confidence:.2f}, this has {change.confidence:.2f}"
    return None


def destinations_of(subscriptions: Sequence[Subscription], uncertain: str | None = None) -> list[Destination]:
    """Every channel of every subscription, or those that treat what is ``uncertain`` so."""
    return [
        Destination(subscription.id, channel.name)
        for subscription in subscriptions
        for channel in subscription.channels
        if uncertain in {None, channel.uncertain}
    ]


def at_once(subscriptions: Sequence[Subscription]) -> list[Subscription]:
    """The subscriptions that want each change as soon as it is recorded."""
    return [subscription for subscription in subscriptions if subscription.mode == "at_once"]


def deliver(
    con: Connection, subscriptions: Sequence[Subscription], mailroom: Mailroom, now: datetime
) -> DeliveryReport:
    """Send what is due to the subscriptions that want it at once."""
    return _deliver(con, at_once(subscriptions), mailroom, now, None)


def send_digest(
    con: Connection,
    subscriptions: Sequence[Subscription],
    coverage: Coverage,
    mailroom: Mailroom,
    now: datetime,
) -> DeliveryReport:
    """Send what has gathered for the digest subscriptions; one without changes says so, unless it wants silence."""
    digests = [subscription for subscription in subscriptions if subscription.mode == "digest"]
    return _deliver(con, digests, mailroom, now, coverage)


def send_drill(subscription: Subscription, mailroom: Mailroom, now: datetime) -> DeliveryReport:
    """Send an invented change, marked as a drill, over every channel of ``subscription``; the outbox is not touched."""
    envelope = Envelope(subscription.id, subscription.lang, drill=True)
    changes = (sample_change(now),)
    jobs = [
        _Job(subscription, channel, _try_address(channel, mailroom), changes, envelope, None)
        for channel in subscription.channels
    ]
    return DeliveryReport(tuple(receipt for _, receipt in _send(jobs, mailroom)))


def sample_change(now: datetime) -> Change:
    """A complete change that nobody reported."""
    year = now.year - 1
    indicator, mark = "az.trade_turnover", "611 million US dollars"
    period = Period(date(year, 1, 1), date(year + 1, 1, 1), str(year))
    before = Period(date(year - 2, 1, 1), date(year - 1, 1, 1), str(year - 2))
    sentence = f"In this invented sentence, trade in {year} came to {mark}."
    start = sentence.index(mark)
    old = BaselineFigure(
        indicator,
        Kind.LEVEL,
        before,
        now.date(),
        "A speaker",
        "A newspaper",
        "question 1",
        Decimal(529_000_000),
        unit="USD",
    )
    new = Observation(
        indicator, Kind.LEVEL, period, (start, start + len(mark)), mark, sentence, Decimal(611_000_000), unit="USD"
    )
    return Change(
        id=hashlib.sha256(sentence.encode()).hexdigest(),
        indicator=indicator,
        relation="az",
        kind=Kind.LEVEL,
        verdict="newer",
        period=period.label,
        old=old,
        new=new,
        url="https://news.example/drill",
        outlet="Example News",
        title="A drill",
        lang="en",
        source_id="drill",
        published=now,
        created=now,
        reason="a sample, nothing was compared",
    )


@dataclass(frozen=True, slots=True)
class _Job:
    subscription: Subscription
    channel: Channel
    address: Address | ChannelError
    changes: tuple[Change, ...]
    envelope: Envelope
    coverage: Coverage | None
    alerts: tuple[str, ...] = ()


def _deliver(
    con: Connection,
    subscriptions: Sequence[Subscription],
    mailroom: Mailroom,
    now: datetime,
    coverage: Coverage | None,
) -> DeliveryReport:
    reconcile(con, now, destinations_of(subscriptions, uncertain="hold"))
    addresses = {
        Destination(subscription.id, channel.name): _try_address(channel, mailroom)
        for subscription in subscriptions
        for channel in subscription.channels
    }
    unsendable = [place for place, address in addresses.items() if isinstance(address, ChannelError)]
    waiting = select_due_alerts(con, now, unsendable)  # nothing can be attempted for them, so none is used up
    alerts = claim_alerts(con, now, addresses.keys() - unsendable)
    told = _figures_told(con, alerts)
    jobs = list(_make_jobs((*waiting, *alerts), subscriptions, coverage, addresses, told))
    receipts = []
    for job, receipt in _send(jobs, mailroom):
        if job.alerts and not isinstance(job.address, ChannelError):
            state, detail = receipt.outcome.state, receipt.outcome.detail
            if state is AlertState.UNKNOWN and job.channel.uncertain == "hold":
                state = AlertState.HELD
            record_delivery(con, job.alerts, receipt.channel, state, detail, now)
        receipts.append(receipt)
    return DeliveryReport(tuple(sorted(receipts, key=lambda receipt: (receipt.subscription, receipt.channel))))


def _figures_told(con: Connection, alerts: Sequence[Alert]) -> dict[str, LastTold]:
    """What the receivers of ``alerts`` were told last of the same indicator, unless that was taken back."""
    return {
        alert: LastTold(change.new, local_day(at))
        for alert, (change, at) in select_last_told(con, alerts).items()
        if change.type is not ChangeType.WITHDRAWN
    }


def _make_jobs(
    alerts: Sequence[Alert],
    subscriptions: Collection[Subscription],
    coverage: Coverage | None,
    addresses: Mapping[Destination, Address | ChannelError],
    told: Mapping[str, LastTold],
) -> Iterator[_Job]:
    waiting: dict[tuple[str, str, bool], list[Alert]] = defaultdict(list)
    for alert in alerts:
        waiting[alert.subscription, alert.channel, alert.repeat].append(alert)
    for subscription in subscriptions:
        for channel in subscription.channels:
            groups = [waiting.get((subscription.id, channel.name, repeat), []) for repeat in (True, False)]
            for repeat, group in zip((True, False), groups, strict=True):
                is_quiet_line = coverage and not any(groups) and not repeat and subscription.quiet == "line"
                if group or is_quiet_line:
                    known = {alert.change.id: told[alert.id] for alert in group if alert.id in told}
                    envelope = Envelope(
                        subscription.id, subscription.lang, repeat=repeat, told=known, wishes=subscription
                    )
                    changes = tuple(alert.change for alert in group)
                    address = addresses[Destination(subscription.id, channel.name)]
                    ids = tuple(alert.id for alert in group)
                    yield _Job(subscription, channel, address, changes, envelope, coverage, ids)


def _send(jobs: Sequence[_Job], mailroom: Mailroom) -> Iterator[tuple[_Job, Receipt]]:
    """Send every job in a child of its own time limit, several side by side; receipts in the order of ``jobs``."""
    if not jobs:
        return
    # A plain fork of a process that has threads and an open database is unsafe.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["flows.channels"])
    with ProcessPool(max_workers=min(SENDERS, len(jobs)), context=context) as pool:
        pending = [(job, _start(pool, job, mailroom)) for job in jobs]
        for job, attempt in pending:
            outcome = attempt if isinstance(attempt, Outcome) else _wait(attempt, mailroom.wall_seconds)
            name = f"{job.subscription.id} over {job.channel.name}"
            if outcome.state is AlertState.SENT:
                _LOGGER.info("%s: sent, %d changes", name, len(job.changes))
            else:
                _LOGGER.warning("%s: %s: %s", name, outcome.state, outcome.detail)
            yield job, Receipt(job.subscription.id, job.channel.name, len(job.alerts), outcome)


def _start(pool: ProcessPool, job: _Job, mailroom: Mailroom) -> ProcessFuture[Outcome] | Outcome:
    if isinstance(job.address, ChannelError):
        return Outcome(AlertState.FAILED, str(job.address))
    specs = {id_: mailroom.specs[id_] for id_ in {change.indicator for change in job.changes} & mailroom.specs.keys()}
    parcel = Parcel(job.changes, specs, job.envelope, job.coverage)
    attempt: ProcessFuture[Outcome] = pool.schedule(send_parcel, (job.address, parcel), timeout=mailroom.wall_seconds)
    return attempt


def _wait(attempt: ProcessFuture[Outcome], seconds: float) -> Outcome:
    error = attempt.exception()
    if error is None:
        return attempt.result()
    if isinstance(error, TimeLimitReached):
        return Outcome(AlertState.UNKNOWN, f"no answer within {seconds:g} s; it may have arrived")
    if isinstance(error, ProcessExpired):
        return Outcome(AlertState.UNKNOWN, f"the sending process died (exit {error.exitcode}); it may have arrived")
    # Its type only: the message may hold the address.
    return Outcome(AlertState.FAILED, f"the channel's program failed: {type(error).__name__}")


def _try_address(channel: Channel, mailroom: Mailroom) -> Address | ChannelError:
    try:
        return find_address(channel, mailroom)
    except ChannelError as error:
        return error


def find_address(channel: Channel, mailroom: Mailroom) -> Address:
    """The channel's own address, or the one that its secret holds.

    Raises:
        ChannelError: the variable or its file is missing or empty.
    """
    if channel.url is not None:
        return file_address(channel.url, mailroom.alerts_dir)
    name = channel.secret or ""
    if url := mailroom.secrets.get(name, "").strip():
        return Address(url, is_secret=True)
    if not (path := mailroom.secrets.get(f"{name}_FILE", "")):
        raise ChannelError(
            f"{name} is not set; put the channel's Apprise URL into it, or a file's path into {name}_FILE"
        )
    try:
        url = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ChannelError(
            f"{name}_FILE: its file cannot be read ({type(error).__name__}); correct the path"
        ) from error
    if not url:
        raise ChannelError(f"{name}_FILE: its file is empty; put the channel's Apprise URL there")
    return Address(url, is_secret=True)
