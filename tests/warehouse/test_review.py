from dataclasses import replace

import pytest

from tests.warehouse.samples import HOUR, NOW, SPECS, reading, record, to_desk, trade
from warehouse.decisions import Fault
from warehouse.errors import UnknownId
from warehouse.reports import select_alerts, select_changes, select_timelines
from warehouse.review import accept_held, find_held, reject_held, select_held
from warehouse.rows import short_id
from warehouse.store import Occasion

LATER = NOW + HOUR
URL = "https://a.example/1"
UNSURE = trade(confidence=0.4)


def accept(con, held, now=LATER):
    occasion = Occasion("review", now, {}, to_desk)
    return accept_held(con, held, by="Aigerim", why="reads well", specs=SPECS, occasion=occasion)


def reject(con, held):
    reject_held(con, held, by="Aigerim", why="that is exports", fault=Fault.INDICATOR, now=LATER)


@pytest.fixture
def held(con):
    assert record(con, reading(URL, UNSURE)).changes == ()
    return select_held(con)[0]


def test_a_figure_under_the_limit_waits_with_its_sentence_and_reasons(con, held):
    assert [one.id for one in select_held(con)] == [held.id]
    assert (held.evidence.observation, held.article.url) == (UNSURE, URL)
    assert find_held(con, short_id(held.id)) == held


def test_an_accepted_figure_makes_its_change_and_alert_as_a_certain_one(con, held):
    result = accept(con, held)
    (change,) = result.changes
    assert (result.alerts, change.verdict, change.stories, change.confidence) == (1, "newer", 1, 1.0)
    assert change.new.reasons[-1] == "accepted in review by Aigerim"
    assert [alert.change.id for alert in select_alerts(con)] == [change.id]
    assert select_held(con) == ()


def test_what_was_held_stays_on_record(con, held):
    accept(con, held)
    rows = con.execute("SELECT confidence, held_for_review FROM observations ORDER BY confidence").fetchall()
    assert rows == [(0.4, True), (1.0, False)]


def test_an_accepted_figure_that_is_known_corroborates(con, held):
    other = trade(sentence="Deliveries in both directions were worth 611 million dollars, another outlet wrote.")
    (change,) = record(con, reading("https://b.example/1", other)).changes
    result = accept(con, held)
    assert (result.changes, result.corroborations) == ((), 1)
    (known,) = select_changes(con)
    assert (known.id, known.stories) == (change.id, 2)


def test_a_decision_holds_for_a_later_version_of_the_article(con, held):
    accept(con, held)
    edited = reading(URL, replace(UNSURE, span=(9, 28)), text=f"Updated. {UNSURE.sentence}")
    result = record(con, edited, now=LATER + HOUR)
    assert (result.articles, result.changes, select_held(con)) == (1, (), ())
    (change,) = select_changes(con)
    assert (change.stories, change.correction) == (1, False)


def test_a_rejected_figure_is_no_news_however_certain_it_is_read_later(con, held):
    reject(con, held)
    assert (select_held(con), select_changes(con)) == ((), ())
    again = reading(URL, trade(confidence=0.95), text=f"Updated. {UNSURE.sentence}")
    assert record(con, again, now=LATER + HOUR).changes == ()
    assert select_held(con) == ()


def test_another_article_may_say_what_was_rejected_in_one(con, held):
    reject(con, held)
    assert len(record(con, reading("https://b.example/1", trade())).changes) == 1


@pytest.mark.usefixtures("held")
def test_only_the_current_version_of_an_article_waits(con):
    record(con, reading(URL, text="Nothing of that is left, says the paper at some length today."), now=LATER)
    assert select_held(con) == ()


def test_what_does_not_wait_is_refused(con, held):
    reject(con, held)
    for prefix in (short_id(held.id), "zz", ""):
        with pytest.raises(UnknownId, match="see `figurewatch review`"):
            find_held(con, prefix)


def test_an_accepted_figure_belongs_to_the_time_line(con, held):
    accept(con, held)
    points = select_timelines(con, newest=9)["az.trade_turnover"]
    assert sorted(point.evidence.held for point in points if point.evidence) == [False, True]
