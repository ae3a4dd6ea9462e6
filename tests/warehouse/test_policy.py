"""Figures that are often contested wait for a second source, an authority, or a day."""

import datetime as dt
from dataclasses import replace

import pytest

from extractors.indicators import Policy
from extractors.records import Tier
from tests.warehouse.samples import HOUR, NOW, SPECS, reading, record, trade
from warehouse.outbox import claim_alerts
from warehouse.reports import select_alerts, select_changes
from warehouse.rows import AlertState, Awaits, BatchResult

CONTESTED = tuple(replace(spec, policy=Policy.CORROBORATED) for spec in SPECS)
A, B, C = (f"https://{outlet}.example/trade" for outlet in "abc")
TOLD = {
    A: "The state customs committee says that in 2025 trade came to 611 million dollars.",
    B: "Grain above all: ports along the sea count 611 million dollars, as they had hoped.",
    C: "By the tables of a chamber, both sides sold each other goods for 611 million dollars.",
}


def tell(con, hours: int, url: str, tier: Tier | None = Tier.MEDIA, figure: str = "611") -> BatchResult:
    sentence = TOLD[url].replace("611", figure)
    found = replace(reading(url, trade(figure, sentence=sentence)), source_id=url)
    tiers = {url: tier} if tier else {}
    return record(con, found, now=NOW + hours * HOUR, specs=CONTESTED, tiers=tiers)


def due(con, hours: float) -> int:
    return sum(alert.next_attempt <= NOW + hours * HOUR for alert in select_alerts(con) if alert.next_attempt)


def test_a_figure_of_one_source_waits_a_day_and_says_for_what(con):
    tell(con, 0, A)
    (alert,) = select_alerts(con)
    assert (alert.state, alert.awaits, alert.is_waiting) == (AlertState.PENDING, Awaits.SECOND_SOURCE, True)
    assert (due(con, 23.9), due(con, 24)) == (0, 1)
    (claimed,) = claim_alerts(con, NOW + 24 * HOUR)
    assert (claimed.awaits, claimed.is_waiting) == (Awaits.SECOND_SOURCE, False)


def test_an_authority_is_believed_at_once(con):
    tell(con, 0, A, Tier.OFFICIAL)
    assert due(con, 0) == 1
    assert select_alerts(con)[0].awaits is None


@pytest.mark.parametrize("tier", [Tier.MEDIA, Tier.AGENCY, Tier.OFFICIAL, None])
def test_a_second_source_lets_the_alert_go(con, tier):
    tell(con, 0, A)
    tell(con, 5, B, tier)
    assert (due(con, 4.9), due(con, 5)) == (0, 1)
    assert select_alerts(con)[0].awaits is None


def test_two_sources_in_one_batch_are_enough(con):
    pages = [reading(url, trade(sentence=TOLD[url])) for url in (A, B)]
    record(con, *pages, specs=CONTESTED, tiers={})
    assert due(con, 0) == 1


def test_a_copy_is_no_second_source(con):
    tell(con, 0, A)
    record(con, reading(B, trade(sentence="AKTAU: " + TOLD[A])), now=NOW + HOUR, specs=CONTESTED, tiers={})
    assert due(con, 23) == 0
    assert select_changes(con)[0].stories == 1


def test_a_figure_that_is_corrected_while_it_waits_is_never_sent(con):
    tell(con, 0, A)
    tell(con, 5, A, figure="650")
    assert {alert.change.new.text[:3]: str(alert.state) for alert in select_alerts(con)} == {
        "611": "superseded",
        "650": "pending",
    }
    assert (due(con, 28.9), due(con, 29)) == (0, 1)


def test_an_outlet_that_corrected_itself_is_no_source_of_what_it_said(con):
    tell(con, 0, A)
    tell(con, 1, A, figure="650")
    tell(con, 2, B)
    assert {alert.change.new.text[:3]: alert.is_waiting for alert in select_alerts(con)} == {"611": True, "650": True}
    tell(con, 3, C)
    assert {alert.change.new.text[:3]: alert.is_waiting for alert in select_alerts(con)} == {"611": False, "650": True}


def test_a_figure_told_again_after_it_was_taken_back_waits_from_when_it_was_first_told(con):
    tell(con, 0, A)
    tell(con, 1, A, figure="650")
    tell(con, 10, B)
    (alert,) = (alert for alert in select_alerts(con) if alert.change.new.text[:3] == "611")
    assert alert.next_attempt == NOW + dt.timedelta(hours=24)


def test_those_who_got_a_figure_hear_of_its_correction_without_waiting(con):
    tell(con, 0, A, Tier.OFFICIAL)
    claim_alerts(con, NOW)
    tell(con, 1, A, figure="650")
    (alert,) = (alert for alert in select_alerts(con) if alert.change.new.text[:3] == "650")
    assert (alert.next_attempt, alert.is_waiting) == (NOW + HOUR, False)


def test_an_alert_that_was_sent_stays_sent_when_others_tell_it_too(con):
    tell(con, 0, A)
    claim_alerts(con, NOW + 25 * HOUR)
    tell(con, 26, B)
    assert [alert.state for alert in select_alerts(con)] == [AlertState.SENDING]


def test_severity_grows_with_those_who_tell_it(con):
    (first,) = tell(con, 0, A).changes
    tell(con, 1, B, Tier.OFFICIAL)
    (later,) = select_changes(con)
    assert (first.severity, later.severity) == ("low", "high")
    assert "+2 the source is official" in later.severity_reasons
