import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.warehouse.samples import BASELINE, HOUR, NOW, count, dump, reading, record, spec_of, trade, visa
from warehouse.baseline import accept_change, reject_change, select_baseline, select_vintages, sync_baseline
from warehouse.decisions import About, Outcome, select_decisions
from warehouse.errors import WarehouseError
from warehouse.reports import select_alerts, select_changes
from warehouse.rows import AlertState

LATER = NOW + HOUR
TRADE, VISA = BASELINE


def history(con) -> list[tuple]:
    return con.execute(
        "SELECT indicator, value, origin, superseded IS NULL FROM baseline ORDER BY indicator, recorded, revision"
    ).fetchall()


def test_loading_the_same_figures_again_changes_not_a_row(con):
    before = dump(con)
    assert sync_baseline(con, BASELINE, LATER) == 0
    assert sync_baseline(con, tuple(reversed(BASELINE)) * 2, LATER) == 0
    assert dump(con) == before


def test_what_was_loaded_comes_back_as_it_was(con):
    precise = replace(TRADE, value=Decimal("5.290E+8"), period=VISA.period, flag="as printed")
    sync_baseline(con, (precise, VISA), LATER)
    assert set(select_baseline(con)) == {precise, VISA}
    (figure,) = (figure for figure in select_baseline(con) if figure.value)
    assert str(figure.value) == "5.290E+8"


def test_a_corrected_row_is_a_new_version_and_the_old_one_is_marked(con):
    corrected = replace(TRADE, value=Decimal(530_000_000))
    assert sync_baseline(con, (corrected, VISA), LATER) == 1
    assert set(select_baseline(con)) == {corrected, VISA}
    rows = con.execute(
        "SELECT baseline_id, superseded_by FROM baseline WHERE indicator = $1 ORDER BY recorded", [TRADE.indicator]
    )
    (_, successor), (new, none) = rows.fetchall()
    assert (successor, none) == (new, None)


def test_a_withdrawn_row_is_marked_and_never_deleted(con):
    assert sync_baseline(con, (VISA,), LATER) == 0
    assert set(select_baseline(con)) == {VISA}
    assert count(con)["baseline"] == 2


def test_a_row_that_returns_is_a_version_of_its_own(con):
    corrected = replace(TRADE, value=Decimal(530_000_000))
    sync_baseline(con, (corrected, VISA), LATER)
    assert sync_baseline(con, BASELINE, LATER + HOUR) == 1
    assert set(select_baseline(con)) == set(BASELINE)
    assert count(con)["baseline"] == 4


def test_an_accepted_change_is_confirmed_from_then_on(con):
    (change,) = record(con, reading("https://a.example/1", trade())).changes
    figure = accept_change(con, change, spec_of(change), by="an editor", why="two sources", now=LATER)
    assert figure in select_baseline(con)
    assert (figure.value, figure.place, figure.vintage) == (change.new.value, change.url, NOW.date())
    record(con, reading("https://b.example/1", trade("611.3")), now=LATER)
    assert con.execute("SELECT verdict FROM observations ORDER BY value").fetchall() == [("newer",), ("confirms",)]
    (change,) = select_changes(con)
    assert change.old == TRADE


def test_accepting_twice_appends_once(con):
    (change,) = record(con, reading("https://a.example/1", trade())).changes
    for _ in range(2):
        accept_change(con, change, spec_of(change), by="an editor", why="two sources", now=LATER)
    assert count(con)["baseline"] == 3


@pytest.mark.parametrize("observation", [trade("611", 2023), visa("talks_opened", NOW.date())])
def test_an_accepted_figure_replaces_that_of_its_period_or_stage_for_good(con, observation):
    (change,) = record(con, reading("https://a.example/1", observation)).changes
    figure = accept_change(con, change, spec_of(change), by="an editor", why="the office revised it", now=LATER)
    assert sync_baseline(con, BASELINE, LATER + HOUR) == 0
    assert [known for known in select_baseline(con) if known.indicator == observation.indicator] == [figure]
    rows = [row for row in history(con) if row[0] == observation.indicator]
    assert [(origin, standing) for *_, origin, standing in rows] == [("config", False), ("accepted", True)]


def test_a_figure_that_was_withdrawn_cannot_be_accepted(con):
    kept = "The rest of the report is about other things, and none of it is a figure that anybody watches here today."
    record(con, reading("https://a.example/1", trade(), text=f"{trade().sentence} {kept}"))
    record(con, reading("https://a.example/1", text=kept), now=LATER)
    withdrawn = next(change for change in select_changes(con) if change.correction)
    with pytest.raises(WarehouseError, match="there is none to accept"):
        accept_change(con, withdrawn, spec_of(withdrawn), by="an editor", why="seen", now=LATER)
    assert set(select_baseline(con)) == set(BASELINE)


def test_a_newer_figure_stands_beside_those_of_other_periods(con):
    (change,) = record(con, reading("https://a.example/1", trade())).changes
    accept_change(con, change, spec_of(change), by="an editor", why="two sources", now=LATER)
    assert {figure.period.label for figure in select_baseline(con) if figure.value} == {"2023", "2025"}


def test_a_rejected_change_stays_known_and_what_was_not_sent_is_taken_back(con):
    (change,) = record(con, reading("https://a.example/1", trade())).changes
    assert reject_change(con, change, by="an editor", why="a typing slip", now=LATER) is False
    later = record(con, reading("https://b.example/1", trade("611.2")), now=LATER)
    assert (later.changes, later.alerts) == ((), 0)
    assert [alert.state for alert in select_alerts(con)] == [AlertState.SUPERSEDED]
    assert set(select_baseline(con)) == set(BASELINE)
    decision = select_decisions(con, About.CHANGE)[change.id]
    assert (decision.outcome, decision.by, decision.why) == (Outcome.REJECTED, "an editor", "a typing slip")


def test_rejecting_twice_records_once(con):
    (change,) = record(con, reading("https://a.example/1", trade())).changes
    for moment in (LATER, LATER + HOUR):
        reject_change(con, change, by="an editor", why="a typing slip", now=moment)
    assert count(con)["decisions"] == 1


def test_rejecting_an_accepted_change_brings_back_what_it_replaced(con):
    (change,) = record(con, reading("https://a.example/1", trade("611", 2023))).changes
    accept_change(con, change, spec_of(change), by="an editor", why="the office revised it", now=LATER)
    assert reject_change(con, change, by="an editor", why="the office erred", now=LATER + HOUR) is True
    assert set(select_baseline(con)) == set(BASELINE)
    assert sync_baseline(con, BASELINE, LATER + 2 * HOUR) == 0
    assert count(con)["baseline"] == 4
    accept_change(con, change, spec_of(change), by="an editor", why="it did not", now=LATER + 3 * HOUR)
    assert {figure.value for figure in select_baseline(con)} == {change.new.value, None}


def test_a_figure_that_left_the_configuration_while_replaced_can_return(con):
    (change,) = record(con, reading("https://a.example/1", trade("611", 2023))).changes
    accept_change(con, change, spec_of(change), by="an editor", why="revised", now=LATER)
    reject_change(con, change, by="an editor", why="erred", now=LATER + HOUR)
    sync_baseline(con, (VISA,), LATER + 2 * HOUR)
    assert sync_baseline(con, BASELINE, LATER + 3 * HOUR) == 1
    assert set(select_baseline(con)) == set(BASELINE)


def test_the_baseline_of_any_moment_can_be_read(con):
    (change,) = record(con, reading("https://a.example/1", trade("611", 2023))).changes
    accept_change(con, change, spec_of(change), by="an editor", why="revised", now=LATER)
    vintages = [vintage for vintage in select_vintages(con) if vintage.figure.indicator == TRADE.indicator]
    assert [vintage.origin for vintage in vintages] == ["config", "accepted"]
    first, second = vintages
    assert (first.superseded_by, second.change_id, second.accepted_by) == (second.id, change.id, "an editor")
    said = dt.datetime.combine(TRADE.vintage, dt.time(), dt.UTC)
    moments = (said, said + HOUR, LATER, LATER + HOUR)
    stood = [[one.origin for one in vintages if one.stood_at(at)] for at in moments]
    assert stood == [[], ["config"], ["config"], ["accepted"]]


def test_the_other_office_takes_no_place_in_the_baseline_but_its_own(con):
    observation = replace(
        trade("611", 2023), speaker=None, sentence="The State Customs Committee counted $611 million."
    )
    (change,) = record(con, reading("https://a.example/1", observation)).changes
    figure = accept_change(con, change, spec_of(change), by="an editor", why="its own count", now=LATER)
    assert figure.speaker == "State Customs Committee"
    standing = [figure.value for figure in select_baseline(con) if figure.indicator == TRADE.indicator]
    assert sorted(standing) == [TRADE.value, change.new.value]
