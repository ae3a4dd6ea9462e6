"""Figures that articles change after publication: who is told, of what, and how often."""

import datetime as dt
from collections import Counter

import pytest

from extractors.records import Observation
from tests.warehouse.samples import HOUR, NOW, companies, reading, record, trade, visa
from warehouse.outbox import claim_alerts, reconcile, record_delivery
from warehouse.reports import explain, select_alerts, select_changes, select_latest
from warehouse.rows import AlertState, Change, ChangeType, Destination

A, B, C = (f"https://{outlet}.example/trade" for outlet in "abc")
DESK, PAPER = Destination("desk", "mail"), Destination("paper", "chat")


def tell(con, hours: int, url: str, *figures: str | Observation, text: str = "", to=(DESK,)) -> tuple[Change, ...]:
    """Record what stands at ``url`` now; a figure is millions of dollars traded in 2025."""
    observations = [trade(figure) if isinstance(figure, str) else figure for figure in figures]
    page = reading(url, *observations, text=text)
    return record(con, page, now=NOW + hours * HOUR, route=lambda _: to).changes


def send(con, state: AlertState = AlertState.SENT) -> list[tuple[str, str, str, str]]:
    """Deliver all that is due by tomorrow, and say to whom it said what."""
    alerts = claim_alerts(con, NOW + 30 * HOUR)
    for alert in alerts:
        record_delivery(con, [alert.id], alert.channel, state, "", NOW)
    return sorted(
        (str(alert.change.type), alert.subscription, _was(alert.change), alert.change.new.text.split()[0])
        for alert in alerts
    )


def _was(change: Change) -> str:
    return change.edited_from.text.split()[0] if change.edited_from else ""


def test_a_figure_that_was_sent_is_corrected_for_those_who_got_it_and_told_to_the_others(con):
    tell(con, 0, A, "611", to=(DESK,))
    assert send(con) == [("moved", "desk", "", "611")]
    tell(con, 1, A, "650", to=(PAPER,))
    assert send(con) == [("edited", "desk", "611", "650"), ("edited", "paper", "611", "650")]


def test_a_figure_that_was_not_sent_is_never_sent_once_it_is_corrected(con):
    tell(con, 0, A, "611")
    tell(con, 1, A, "650")
    assert send(con) == [("edited", "desk", "611", "650")]
    assert {alert.state for alert in select_alerts(con)} == {AlertState.SENT, AlertState.SUPERSEDED}


@pytest.mark.parametrize("state", [AlertState.UNKNOWN, AlertState.HELD])
def test_what_may_have_arrived_is_corrected_and_not_repeated(con, state):
    tell(con, 0, A, "611", to=(PAPER,))
    send(con, state)
    tell(con, 1, A, "650", to=(DESK,))
    assert send(con) == [("edited", "desk", "611", "650"), ("edited", "paper", "611", "650")]


def test_what_a_crash_cut_off_is_corrected_and_not_repeated(con):
    tell(con, 0, A, "611", to=(PAPER,))
    claim_alerts(con, NOW)
    tell(con, 1, A, "650", to=())
    reconcile(con, NOW + 2 * HOUR)
    assert send(con) == [("edited", "paper", "611", "650")]


def test_an_article_that_goes_back_is_one_reversal_for_those_who_got_the_edit(con):
    tell(con, 0, A, "611", to=(DESK, PAPER))
    send(con)
    tell(con, 1, A, "650", to=(DESK,))
    assert ("edited", "desk", "611", "650") in send(con)
    (change,) = tell(con, 2, A, "611", to=(DESK, PAPER))
    assert (change.type, change.correction, change.edited_from.text[:3]) == (ChangeType.REVERTED, True, "650")
    assert send(con) == [("reverted", "desk", "650", "611"), ("reverted", "paper", "650", "611")]


def test_going_back_before_anything_was_sent_tells_the_first_figure_as_if_nothing_had_been(con):
    for hours, figure in enumerate(("611", "650", "611")):
        tell(con, hours, A, figure)
    assert send(con) == [("moved", "desk", "", "611")]


def test_who_got_neither_figure_hears_the_one_that_stands_and_who_got_the_edit_hears_the_reversal(con):
    tell(con, 0, A, "611", to=(DESK,))
    tell(con, 1, A, "650", to=(PAPER,))
    record_delivery(
        con, [alert.id for alert in claim_alerts(con, NOW + HOUR, [PAPER])], "chat", AlertState.SENT, "", NOW
    )
    tell(con, 2, A, "611")
    assert send(con) == [("moved", "desk", "", "611"), ("reverted", "paper", "650", "611")]


def test_an_article_that_flaps_sends_one_edit_and_one_reversal(con):
    sent = []
    for hours, figure in enumerate(("611", "650") * 4):
        tell(con, hours, A, figure)
        sent += send(con)
    assert Counter(kind for kind, *_ in sent) == {"moved": 1, "edited": 1, "reverted": 1}
    assert Counter(change.type for change in select_changes(con)) == {"moved": 1, "edited": 1, "reverted": 1}


def test_a_third_figure_goes_to_all_who_got_one_of_the_others(con):
    tell(con, 0, A, "611", to=(DESK,))
    send(con)
    tell(con, 1, A, "650", to=())
    record(con, now=NOW + HOUR)
    tell(con, 2, A, "700", to=(PAPER,))
    sent = send(con)
    assert ("edited", "paper", "650", "700") in sent
    assert [was for kind, to, was, _ in sent if to == "desk"] == ["650"]


def test_a_figure_that_others_still_tell_needs_no_correction(con):
    tell(con, 0, A, "611")
    tell(con, 1, B, "611")
    send(con)
    assert [change.type for change in tell(con, 2, A, "650", to=())] == [ChangeType.EDITED]
    assert send(con) == []


def test_an_edit_to_a_figure_that_is_known_already_corrects_what_was_sent(con):
    tell(con, 0, A, "611")
    tell(con, 0, B, "650")
    send(con)
    (change,) = tell(con, 1, A, "650", to=())
    assert (change.type, change.correction, change.stories) == (ChangeType.EDITED, True, 1)
    assert send(con) == [("edited", "desk", "611", "650")]
    assert tell(con, 2, C, "650") == ()


def test_an_edit_to_what_the_baseline_says_corrects_what_was_sent(con):
    tell(con, 0, A, trade("700", 2023))
    assert send(con) == [("moved", "desk", "", "700")]
    (change,) = tell(con, 1, A, trade("529", 2023), to=())
    assert (change.verdict, change.correction) == ("confirms", True)
    assert send(con) == [("edited", "desk", "700", "529")]


FILLER = "Wheat went west, fruit came back. " * 4


def test_a_figure_that_is_taken_out_is_withdrawn_for_those_who_got_it(con):
    tell(con, 0, A, "611", text=FILLER + "In all 611 million dollars.")
    send(con)
    (change,) = tell(con, 1, A, text=FILLER)
    assert (change.type, change.new, change.stories) == (ChangeType.WITHDRAWN, change.edited_from, 1)
    assert send(con) == [("withdrawn", "desk", "611", "611")]
    assert explain(con, change.id).first.observation == change.new


def test_a_figure_that_is_taken_out_before_it_was_sent_is_not_sent(con):
    tell(con, 0, A, "611", text=FILLER + "In all 611 million dollars.")
    tell(con, 1, A, text=FILLER)
    assert send(con) == []


def test_a_figure_that_is_taken_out_and_told_elsewhere_stands(con):
    tell(con, 0, A, "611", text=FILLER + "In all 611 million dollars.")
    tell(con, 0, B, "611")
    send(con)
    assert tell(con, 1, A, text=FILLER) == ()
    assert send(con) == []


def test_a_page_that_lost_most_of_its_text_withdraws_nothing(con):
    tell(con, 0, A, "611", text=FILLER + "In all 611 million dollars.")
    assert tell(con, 1, A, text="Subscribe to read on.") == ()
    assert send(con) == [("moved", "desk", "", "611")]
    tell(con, 2, A, "650", text=FILLER + "In all 650 million dollars.")
    assert send(con) == [("edited", "desk", "611", "650")]


def test_a_figure_that_was_taken_back_and_is_told_by_another_article_is_sent_after_all(con):
    tell(con, 0, A, "611")
    tell(con, 1, A, "650")
    tell(con, 2, B, "611")
    assert send(con) == [("edited", "desk", "611", "650"), ("moved", "desk", "", "611")]


@pytest.mark.parametrize(
    "again",
    [
        trade("611", sentence="All in all 611 million dollars changed hands."),
        trade("611.2"),
        trade("611", confidence=0.95),
    ],
)
def test_new_words_or_digits_for_the_same_figure_make_nothing(con, again):
    tell(con, 0, A, "611")
    assert tell(con, 1, A, again) == ()
    assert send(con) == [("moved", "desk", "", "611")]
    assert select_changes(con)[0].stories == 1


def test_an_article_that_tells_another_figure_now_is_no_source_of_the_first(con):
    tell(con, 0, A, "611")
    tell(con, 0, B, trade("611", sentence="A diplomat said that goods for 611 million dollars were sold in all."))
    tell(con, 1, A, "650")
    assert {change.new.text[:3]: change.stories for change in select_changes(con)} == {"650": 1, "611": 1}
    tell(con, 2, B, "650")
    assert {change.new.text[:3]: change.stories for change in select_changes(con)} | {"611": 0, "650": 1}
    latest = {latest.indicator: latest.change for latest in select_latest(con) if latest.change}
    assert latest["az.trade_turnover"].new.text[:3] == "650"


def test_the_figures_of_other_periods_and_indicators_are_not_taken_for_an_edit(con):
    day = dt.date(2026, 3, 1)
    tell(con, 0, A, "611", trade("547", 2024), companies(4200, day), visa("talks_opened", day))
    send(con)
    (change,) = tell(con, 1, A, "611", trade("547", 2024), companies(5300, day), visa("talks_opened", day))
    assert (change.type, change.indicator, change.edited_from.value) == (ChangeType.EDITED, "eu.companies", 4200)


def test_a_figure_that_still_stands_in_the_text_but_was_not_found_stays_told(con):
    told = trade("611").sentence
    tell(con, 0, A, "611")
    send(con)
    assert tell(con, 1, A, text=f"{FILLER} {told}") == ()
    assert send(con) == []
    assert select_changes(con)[0].stories == 1
    assert len(explain(con, select_changes(con)[0].id).others) == 0
    tell(con, 2, A, "650", text=FILLER + trade("650").sentence)
    assert send(con) == [("edited", "desk", "611", "650")]


def test_two_versions_in_one_batch_are_an_edit_too(con):
    result = record(con, reading(A, trade("611")), reading(A, trade("650")))
    assert [(change.type, change.stories) for change in result.changes] == [("moved", 0), ("edited", 1)]
    assert send(con) == [("edited", "desk", "611", "650")]
