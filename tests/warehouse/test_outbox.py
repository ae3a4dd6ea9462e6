import datetime as dt

import pytest

from tests.warehouse.samples import DESK, HOUR, NOW, reading, record, trade, visa
from warehouse.outbox import (
    LONGEST_TRYING,
    LONGEST_WAIT,
    claim_alerts,
    reconcile,
    record_delivery,
    requeue_alerts,
    wait_before,
)
from warehouse.reports import explain, select_alerts
from warehouse.rows import AlertState, Destination

FAR = NOW + dt.timedelta(days=365)
SENDING, SENT, FAILED, UNKNOWN, DEAD, HELD, PENDING = (
    AlertState(name) for name in ("sending", "sent", "failed", "unknown", "dead", "held", "pending")
)


@pytest.fixture
def alerts(con):
    """Two alerts for one desk, nothing sent."""
    record(con, reading("https://a.example/1", trade()), reading("https://b.example/1", visa("signed", NOW.date())))
    return con


def states(con) -> list[str]:
    return [alert.state for alert in select_alerts(con)]


def send(con, now, state, detail="receipt"):
    claimed = claim_alerts(con, now)
    record_delivery(con, [alert.id for alert in claimed], DESK.channel, state, detail, now)
    return claimed


def receipts(con) -> list[tuple]:
    return con.execute("SELECT state, attempt, repeat FROM deliveries ORDER BY attempt, alert_id").fetchall()


def test_what_is_claimed_is_marked_before_it_is_sent(alerts):
    claimed = claim_alerts(alerts, NOW)
    assert [(alert.state, alert.attempts, alert.repeat) for alert in claimed] == [(SENDING, 1, False)] * 2
    assert {alert.change.indicator for alert in claimed} == {"az.trade_turnover", "eu.visa_facilitation"}
    assert states(alerts) == [SENDING] * 2
    assert claim_alerts(alerts, FAR) == ()


def test_what_was_sent_is_never_claimed_again(alerts):
    send(alerts, NOW, SENT)
    assert states(alerts) == [SENT] * 2
    assert claim_alerts(alerts, FAR) == ()
    assert reconcile(alerts, FAR) == 0
    assert receipts(alerts) == [("sent", 1, False)] * 2


def test_a_failure_is_tried_again_later_each_time_after_a_longer_wait(alerts):
    now = NOW
    for attempt in range(1, 4):
        send(alerts, now, FAILED)
        assert states(alerts) == [FAILED] * 2
        wait = wait_before(attempt)
        assert claim_alerts(alerts, now + wait - dt.timedelta(seconds=1)) == ()
        now += wait
    assert [alert.attempts for alert in claim_alerts(alerts, now)] == [4, 4]


def test_waits_double_and_end_at_the_longest():
    minutes = [wait_before(attempt) / dt.timedelta(minutes=1) for attempt in range(1, 8)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64]
    assert wait_before(12) == wait_before(10_000) == LONGEST_WAIT


def test_an_alert_is_tried_for_a_week_and_then_dead_until_somebody_requeues_it(alerts):
    now, tried = NOW + dt.timedelta(days=30), []  # its channel had no address until then
    while send(alerts, now, FAILED):
        tried.append(now)
        now = max((alert.next_attempt for alert in select_alerts(alerts, {FAILED})), default=now)
    assert tried[-1] - tried[0] >= LONGEST_TRYING
    assert tried[-2] - tried[0] < LONGEST_TRYING
    assert len(tried) < 40
    assert states(alerts) == [DEAD] * 2
    assert claim_alerts(alerts, FAR) == ()
    (first, second) = select_alerts(alerts, {DEAD})
    assert requeue_alerts(alerts, [first.id], FAR) == 1
    assert [alert.attempts for alert in send(alerts, FAR, FAILED)] == [1]
    assert [alert.state for alert in select_alerts(alerts)].count(FAILED) == 1
    assert [alert.id for alert in send(alerts, FAR + HOUR, SENT)] == [first.id]
    assert [alert.id for alert in select_alerts(alerts, {DEAD})] == [second.id]


def test_a_requeued_alert_that_may_have_arrived_stays_marked(alerts):
    send(alerts, NOW, UNKNOWN)
    requeue_alerts(alerts, [alert.id for alert in select_alerts(alerts)], NOW)
    assert [alert.repeat for alert in claim_alerts(alerts, NOW)] == [True] * 2


def test_a_crash_while_sending_is_repeated_once_and_marked(alerts):
    claim_alerts(alerts, NOW)
    assert reconcile(alerts, NOW + HOUR) == 2
    assert states(alerts) == [UNKNOWN] * 2
    again = send(alerts, NOW + HOUR, SENT)
    assert [(alert.repeat, alert.attempts) for alert in again] == [(True, 2)] * 2
    assert receipts(alerts) == [("unknown", 1, False)] * 2 + [("sent", 2, True)] * 2


def test_a_second_crash_is_not_repeated_but_held_for_a_person(alerts):
    for hours in (1, 2):
        claim_alerts(alerts, NOW + hours * HOUR)
        reconcile(alerts, NOW + hours * HOUR)
    assert states(alerts) == [HELD] * 2
    assert claim_alerts(alerts, FAR) == ()


def test_a_repeat_that_fails_for_sure_stays_marked(alerts):
    send(alerts, NOW, UNKNOWN)
    send(alerts, NOW, FAILED)
    assert [alert.repeat for alert in claim_alerts(alerts, FAR)] == [True] * 2


def test_a_crash_before_sending_loses_nothing(alerts):
    assert reconcile(alerts, NOW) == 0
    assert len(claim_alerts(alerts, NOW)) == 2


def test_a_channel_that_failed_rests_with_all_that_comes_for_it(con):
    both = (DESK, Destination("desk", "chat"))
    record(con, reading("https://a.example/1", trade()), route=lambda _: both)
    chat, mail = claim_alerts(con, NOW)
    record_delivery(con, [mail.id], "mail", FAILED, "refused", NOW)
    record_delivery(con, [chat.id], "chat", SENT, "ok", NOW)
    record(con, reading("https://b.example/1", visa("signed", NOW.date())), route=lambda _: both)
    soon = NOW + wait_before(1) / 2
    assert [alert.channel for alert in claim_alerts(con, soon)] == ["chat"]
    after = NOW + wait_before(1)
    assert [(alert.channel, alert.attempts) for alert in claim_alerts(con, after)] == [("mail", 2), ("mail", 1)]


def test_a_requeued_alert_wakes_its_channel(alerts):
    send(alerts, NOW, FAILED)
    first, second = select_alerts(alerts)
    assert requeue_alerts(alerts, [second.id], NOW) == 1
    claimed = {alert.id: alert.attempts for alert in claim_alerts(alerts, NOW)}
    assert claimed == {first.id: 2, second.id: 1}


def test_a_channel_that_holds_what_is_uncertain_repeats_nothing(alerts):
    claim_alerts(alerts, NOW)
    assert reconcile(alerts, NOW, [DESK]) == 2
    assert states(alerts) == [HELD] * 2
    assert receipts(alerts) == [("unknown", 1, False)] * 2
    requeue_alerts(alerts, [], NOW)
    assert [alert.state for alert in claim_alerts(alerts, NOW)] == [SENDING] * 2


def test_one_channel_that_fails_does_not_hold_up_the_other(con):
    both = (DESK, Destination("desk", "chat"))
    record(con, reading("https://a.example/1", trade()), route=lambda _: both)
    chat, mail = claim_alerts(con, NOW)
    record_delivery(con, [mail.id], "mail", FAILED, "refused", NOW)
    record_delivery(con, [chat.id], "chat", SENT, "ok", NOW)
    assert [(alert.channel, alert.state) for alert in select_alerts(con)] == [("chat", SENT), ("mail", FAILED)]
    assert [alert.channel for alert in claim_alerts(con, FAR)] == ["mail"]


def test_only_alerts_for_the_named_destinations_are_claimed(con):
    weekly, gone = Destination("weekly", "mail"), Destination("weekly", "pager")
    record(con, reading("https://a.example/1", trade()), route=lambda _: (DESK, weekly, gone))
    assert [(alert.subscription, alert.channel) for alert in claim_alerts(con, NOW, [weekly])] == [("weekly", "mail")]
    assert claim_alerts(con, NOW, []) == ()
    assert [alert.subscription for alert in claim_alerts(con, NOW, [DESK])] == ["desk"]
    assert [(alert.channel, alert.state) for alert in select_alerts(con, {PENDING})] == [("pager", PENDING)]


def test_an_alert_is_claimed_with_what_is_known_by_then(con):
    record(con, reading("https://a.example/1", trade()))
    other = trade(sentence="Over twelve months it was 611 million dollars, a diplomat told us.")
    record(con, reading("https://b.example/1", other), now=NOW + HOUR)
    assert [alert.change.stories for alert in claim_alerts(con, NOW + HOUR)] == [2]


def test_an_outcome_that_is_none_is_refused(alerts):
    with pytest.raises(ValueError, match="pending is no outcome"):
        record_delivery(alerts, [], "mail", PENDING, "", NOW)


def test_the_receipts_of_an_alert_are_part_of_its_explanation(alerts):
    (first, *_) = send(alerts, NOW, FAILED, "refused by the server")
    explanation = explain(alerts, first.change.id[:12])
    assert [(each.state, each.detail, each.attempt) for each in explanation.deliveries] == [
        (FAILED, "refused by the server", 1)
    ]
    assert [alert.id for alert in explanation.alerts] == [first.id]
