import datetime as dt
from dataclasses import replace

import pytest

from extractors.records import Kind, Period
from tests.warehouse.samples import BASELINE, HOUR, NOW, reading, record, trade, visa
from warehouse.errors import UnknownId
from warehouse.reports import explain, select_change, select_changes, select_latest, select_status, select_timelines
from warehouse.rows import short_id

A, B = "https://a.example/1", "https://b.example/1"


def test_a_change_is_found_by_the_beginning_of_its_id(con):
    (change,) = record(con, reading(A, trade())).changes
    for prefix in (change.id, short_id(change.id)):
        assert select_change(con, prefix) == change


@pytest.mark.parametrize("prefix", ["", "z", "%", "0' OR '1'='1"])
def test_an_id_that_names_nothing_is_refused(con, prefix):
    record(con, reading(A, trade()))
    with pytest.raises(UnknownId, match="no change has an id that begins with"):
        select_change(con, prefix)


def test_an_id_that_names_several_is_refused_with_those(con):
    record(con, *(reading(f"https://o{n}.example/", trade(str(100 + 5 * n))) for n in range(17)))
    ids = [change.id for change in select_changes(con)]
    shared = next(start for start in "0123456789abcdef" if sum(id_.startswith(start) for id_ in ids) > 1)
    with pytest.raises(UnknownId, match=f"changes have an id that begins with '{shared}' \\({shared}"):
        explain(con, shared)


def test_changes_come_newest_first_and_from_a_moment_on(con):
    record(con, reading(A, trade("611")))
    record(con, reading(B, trade("650")), now=NOW + HOUR)
    assert [change.new.text[:3] for change in select_changes(con)] == ["650", "611"]
    assert [change.new.text[:3] for change in select_changes(con, NOW + HOUR)] == ["650"]


def test_an_explanation_leads_from_the_page_to_the_destination(con):
    second = trade(sentence="Over twelve months it was 611 million dollars, a diplomat told us.")
    record(con, reading(A, trade()), reading(B, second, published=NOW + HOUR))
    explanation = explain(con, select_changes(con)[0].id)
    assert explanation.change.old == BASELINE[0]
    assert (explanation.first.url, explanation.first.observation) == (A, trade())
    assert [(other.url, other.verdict) for other in explanation.others] == [(B, "newer")]
    assert explanation.first.story_id != explanation.others[0].story_id
    assert explanation.first.reason == "2025 is after 2023; +15.5 % on 529000000 USD of 2023"
    assert [(alert.subscription, alert.channel) for alert in explanation.alerts] == [("desk", "mail")]


def test_a_timeline_holds_baseline_and_evidence_in_the_order_of_periods(con):
    record(con, reading(A, trade("109", 2020), trade("611", 2025), trade("700", 2025, confidence=0.1)))
    timelines = select_timelines(con, 200)
    points = timelines["az.trade_turnover"]
    assert [point.period.label for point in points] == ["2020", "2023", "2025", "2025"]
    assert [bool(point.baseline) for point in points] == [False, True, False, False]
    assert [(point.evidence.verdict, point.evidence.held) for point in points if point.evidence] == [
        ("older", False),
        ("newer", False),
        ("newer", True),
    ]
    assert set(timelines) == {"az.trade_turnover", "eu.visa_facilitation"}


def test_a_timeline_has_the_newest_evidence_and_every_figure_that_counts_once(con):
    record(con, *(reading(f"https://o{n}.example/", trade("611", 2025, confidence=0.1)) for n in range(9)))
    record(con, *(reading(f"https://p{n}.example/", trade("480", 2022)) for n in range(9)), now=NOW + HOUR)
    points = select_timelines(con, 3)["az.trade_turnover"]
    assert [point.period.label for point in points] == ["2022", "2023", "2025", "2025", "2025"]


def test_the_latest_of_an_indicator_is_by_period_and_not_by_day_of_hearing(con):
    record(con, reading(A, trade("611", 2025)))
    record(con, reading(B, trade("570", 2024)), reading("https://c.example/", trade("109", 2020)), now=NOW + HOUR)
    latest = {(each.indicator, each.kind): each for each in select_latest(con)}
    turnover = latest["az.trade_turnover", Kind.LEVEL]
    assert (turnover.baseline, turnover.change.period, turnover.observations) == (BASELINE[0], "2025", 3)
    untouched = latest["eu.visa_facilitation", Kind.MILESTONE]
    assert (untouched.baseline, untouched.change, untouched.observations) == (BASELINE[1], None, 0)


def test_a_milestone_is_explained_by_its_stages(con):
    record(con, reading(A, visa("talks_opened", dt.date(2026, 2, 1))))
    explanation = explain(con, select_changes(con)[0].id)
    assert "mandate_approved → talks_opened" in explanation.first.reason


def test_the_status_counts_pages_alerts_and_figures_not_read(con):
    record(
        con, reading(A, trade()), reading(B, status="gated"), reading("https://c.example/", visa("signed", NOW.date()))
    )
    status = select_status(con)
    assert status.pages == {"gated": 1, "read": 2}
    assert status.alerts == {"pending": 2}
    assert status.abstained == {"no period": 4}


def test_a_month_is_not_the_latest_beside_a_year_but_a_part(con):
    january = Period(dt.date(2026, 1, 1), dt.date(2026, 2, 1), "2026-01")
    record(con, reading(A, trade("611", 2025)), reading(B, replace(trade("40"), period=january)))
    latest = {each.indicator: each for each in select_latest(con)}["az.trade_turnover"]
    assert (latest.change.period, latest.part.period) == ("2025", "2026-01")
