import datetime as dt
import zlib
from dataclasses import replace

import pytest

from tests.warehouse.samples import (
    DESK,
    HOUR,
    NOW,
    SPECS,
    companies,
    count,
    dump,
    feed,
    reading,
    record,
    to_desk,
    trade,
    visa,
)
from warehouse.errors import UnknownId
from warehouse.outbox import claim_alerts, record_delivery
from warehouse.reports import select_alerts, select_changes, select_status, select_timelines
from warehouse.rows import AlertState, Batch, BatchResult, Destination, FetchRow, KnownPage, RunState
from warehouse.store import begin_run, finish_run, record_batch
from warehouse.visits import select_known_pages, select_source_states

A, B, C = (f"https://{outlet}.example/trade" for outlet in "abc")


def known(con) -> dict[str, KnownPage]:
    """All pages that the tests could have met."""
    return select_known_pages(con, urls=[], since=NOW)


def test_a_batch_leaves_the_page_its_figures_a_change_and_an_alert(con):
    result = record(con, reading(A, trade()), fetches=[feed()])
    (change,) = result.changes
    assert (result.articles, result.observations, result.corroborations, result.alerts) == (1, 1, 0, 1)
    assert (change.verdict, change.period, change.new, change.stories) == ("newer", "2025", trade(), 1)
    assert (change.old.value, change.old.place) == (529_000_000, "B 1")
    assert (change.url, change.outlet, change.published, change.created) == (A, "a.example", NOW, NOW)
    assert select_changes(con) == (change,)
    (alert,) = select_alerts(con)
    assert (alert.change, alert.subscription, alert.channel, alert.state) == (change, "desk", "mail", "pending")
    (raw, abstained) = con.execute("SELECT raw, abstained FROM articles").fetchone()
    assert zlib.decompress(raw) == reading(A, trade()).raw
    assert abstained == {"no period": 2}


def test_the_same_batch_again_changes_not_a_row(con):
    batch = [reading(A, trade()), reading(B, visa("talks_opened", NOW.date()))]
    assert len(record(con, *batch, fetches=[feed()]).changes) == 2
    before = dump(con)
    assert record(con, *batch, fetches=[feed()]) == BatchResult()
    assert dump(con) == before


def test_a_failure_recorded_twice_counts_once(con):
    for _ in range(2):
        record(con, fetches=[feed(ok=False, reason="timeout")])
    assert select_source_states(con)["source"].failures == 1


def test_a_later_run_over_unchanged_pages_writes_only_its_own_row(con):
    record(con, reading(A, trade()), reading(B, trade("529", 2023)), fetches=[feed()])
    before = dump(con)
    later = NOW + HOUR
    begin_run(con, "run-2", later)
    unchanged = [feed(at=later, unchanged=True)]
    result = record(
        con, reading(A, trade()), reading(B, trade("529", 2023)), run_id="run-2", now=later, fetches=unchanged
    )
    finish_run(con, "run-2", later, RunState.SUCCEEDED, {"sources": 1})
    assert result == BatchResult()
    differing = {table for table, rows in dump(con).items() if rows != before[table]}
    assert differing == {"runs", "sources"}
    assert count(con)["runs"] == 2
    assert select_source_states(con)["source"].last_success == later


def test_a_page_that_two_sources_list_is_one_article(con):
    result = record(
        con, reading(A, trade()), replace(reading(A, trade()), source_id="other", requested=A + "?from=other")
    )
    assert (result.articles, len(result.changes), result.corroborations) == (1, 1, 0)
    assert len(known(con)) == 2


def test_an_error_in_the_middle_leaves_nothing_of_the_batch(con):
    before = dump(con)

    def route(_):
        raise RuntimeError("the router broke")

    with pytest.raises(RuntimeError, match="the router broke"):
        record(con, reading(A, trade()), fetches=[feed()], route=route)
    assert dump(con) == before
    assert len(record(con, reading(A, trade()), fetches=[feed()]).changes) == 1


def test_a_batch_of_a_run_that_has_not_begun_is_refused(con):
    with pytest.raises(UnknownId, match="run 'run-9' has not begun"):
        record(con, reading(A, trade()), run_id="run-9")


def test_a_change_goes_to_every_destination_once(con):
    destinations = (DESK, Destination("desk", "chat"), Destination("archive", "file"))
    batch = Batch("run-1", NOW, (), (reading(A, trade()), reading(B, trade())))
    assert record_batch(con, batch, specs=SPECS, tiers={}, route=lambda _: destinations).alerts == 3
    record(con, reading(C, trade()), route=lambda _: destinations)
    assert {(alert.subscription, alert.channel) for alert in select_alerts(con)} == {
        (destination.subscription, destination.channel) for destination in destinations
    }


@pytest.mark.parametrize(
    ("observation", "verdict"),
    [
        (trade("529", 2023), "confirms"),
        (trade("109", 2020), "older"),
        (trade("611", 2025, confidence=0.1), "newer"),
    ],
)
def test_what_is_no_news_is_kept_with_its_verdict_and_alerts_nobody(con, observation, verdict):
    assert record(con, reading(A, observation)).changes == ()
    (row,) = con.execute("SELECT verdict, held_for_review FROM observations").fetchall()
    assert row == (verdict, observation.confidence < 0.5)
    assert count(con)["alerts"] == 0


@pytest.mark.parametrize("order", [(A, B, C), (C, B, A), (B, A, C)])
def test_the_first_published_makes_the_change_whatever_came_in_first(con, order):
    published = {A: NOW - 2 * HOUR, B: NOW - 3 * HOUR, C: NOW - HOUR}
    figures = {A: "611", B: "611.2", C: "610.8"}
    result = record(con, *(reading(url, trade(figures[url]), published=published[url]) for url in order))
    (change,) = result.changes
    assert (change.url, result.corroborations, result.alerts) == (B, 2, 1)


def test_wire_copies_are_one_story_and_another_author_is_a_second(con):
    wire = "In 2025, according to the state customs committee, trade came to 611 million dollars."
    copy = "BAKU: In 2025, according to the State Customs Committee, trade came to 611 million dollars."
    own = "Turnover reached 611 million dollars over the twelve months, a diplomat told this newspaper."
    first = record(con, reading(A, trade(sentence=wire)), reading(B, trade(sentence=copy)))
    assert (first.changes[0].stories, first.corroborations) == (1, 1)
    record(con, reading(C, trade(sentence=own)), now=NOW + HOUR)
    assert select_changes(con)[0].stories == 2
    assert count(con)["alerts"] == 1


def test_an_outlet_counts_once_however_often_and_in_however_many_languages_it_tells_it(con):
    wire = "In 2025, according to the state customs committee, trade came to 611 million dollars."
    told = {
        "https://a.example/en": wire,
        "https://a.example/kk": "Turnover reached 611 million dollars over the twelve months, the ministry said.",
        "https://b.example/copy": f"BAKU: {wire}",
        "https://a.example/later": "Why it matters that 611 million dollars were traded: a look behind the number.",
        "https://c.example/own": "A diplomat told us that both sides sold goods for 611 million dollars last year.",
    }
    expected = (1, 1, 1, 1, 2)
    for hours, ((url, sentence), stories) in enumerate(zip(told.items(), expected, strict=True)):
        record(con, reading(url, trade(sentence=sentence)), now=NOW + hours * HOUR)
        assert select_changes(con)[0].stories == stories, url


def test_the_sources_of_a_change_are_counted_the_same_in_its_batch_and_later(con):
    told = {
        "https://a.example/1": "The ministry said on Monday that trade of 2025 came to 611 million dollars.",
        "https://a.example/2": "By the tables of customs, both sides sold each other goods for 611 million dollars.",
        "https://b.example/": "Grain above all: ports along the sea count 611 million dollars, as they had hoped.",
    }
    readings = [reading(url, trade(sentence=sentence)) for url, sentence in told.items()]
    (change,) = record(con, *readings).changes
    assert change.stories == select_changes(con)[0].stories == 2


def test_a_copy_with_a_headline_of_its_own_is_the_same_story(con):
    body = "In 2025, according to the state customs committee, trade came to 611 million dollars."
    titles = ("Record trade: 611 million dollars", "Two neighbours sell each other more: 611 million dollars in 2025")
    readings = (
        reading(url, trade(sentence=title), trade(sentence=body)) for url, title in zip((A, B), titles, strict=True)
    )
    assert record(con, *readings).changes[0].stories == 1


def test_one_article_that_says_it_twice_is_one_story(con):
    result = record(
        con, reading(A, trade(), trade(sentence="Again: 611 million dollars, all in all, said the minister."))
    )
    assert (len(result.changes), result.changes[0].stories, result.corroborations) == (1, 1, 1)


def test_another_value_of_the_same_period_is_another_change(con):
    record(con, reading(A, trade("611")))
    assert len(record(con, reading(B, trade("650")), now=NOW + HOUR).changes) == 1


def test_a_stock_restated_on_another_day_is_no_second_change(con):
    record(con, reading(A, companies(4200, dt.date(2026, 2, 1))))
    again = record(con, reading(B, companies(4200, dt.date(2026, 3, 1))), now=NOW + HOUR)
    assert (again.changes, again.corroborations) == ((), 1)
    assert len(record(con, reading(C, companies(5300, dt.date(2026, 3, 2))), now=NOW + 2 * HOUR).changes) == 1


def test_a_stage_is_told_once_and_the_next_stage_again(con):
    days = (dt.date(2026, 2, 1), dt.date(2026, 2, 9))
    (opened,) = record(con, reading(A, visa("talks_opened", days[0]))).changes
    assert (opened.verdict, opened.old.stage) == ("stage_change", "mandate_approved")
    assert record(con, reading(B, visa("talks_opened", days[1])), now=NOW + HOUR).changes == ()
    assert len(record(con, reading(C, visa("initialled", days[1])), now=NOW + 2 * HOUR).changes) == 1


def test_an_edited_figure_is_a_change_that_names_what_stood_there(con):
    record(con, reading(A, trade("611")))
    (change,) = record(con, reading(A, trade("650")), now=NOW + HOUR).changes
    assert (change.new.value, change.edited_from) == (650_000_000, trade("611"))
    assert [change.edited_from for change in select_changes(con)] == [trade("611"), None]
    versions = con.execute("SELECT version FROM articles ORDER BY version").fetchall()
    assert versions == [(1,), (2,)]
    current = [point.evidence.current for point in select_timelines(con, 9)["az.trade_turnover"] if point.evidence]
    assert current == [False, True]


def alert_states(con) -> dict[str, str]:
    return {alert.change.new.text[:3]: str(alert.state) for alert in select_alerts(con)}


@pytest.mark.parametrize("state", ["pending", "failed"])
def test_a_figure_that_was_corrected_before_it_was_sent_is_superseded(con, state):
    record(con, reading(A, trade("611")))
    if state == "failed":
        record_delivery(con, [alert.id for alert in claim_alerts(con, NOW)], "mail", AlertState.FAILED, "", NOW)
    record(con, reading(A, trade("650")), now=NOW + HOUR)
    assert alert_states(con) == {"611": "superseded", "650": "pending"}
    assert [alert.change.new.text[:3] for alert in claim_alerts(con, NOW + 30 * HOUR)] == ["650"]


def test_a_corrected_figure_that_was_sent_stays_sent(con):
    record(con, reading(A, trade("611")))
    record_delivery(con, [alert.id for alert in claim_alerts(con, NOW)], "mail", AlertState.SENT, "", NOW)
    record(con, reading(A, trade("650")), now=NOW + HOUR)
    assert alert_states(con) == {"611": "sent", "650": "pending"}


@pytest.mark.parametrize("still", ["in another article", "in the same article"])
def test_a_corrected_figure_that_is_still_told_is_sent(con, still):
    record(con, reading(A, trade("611")))
    if still == "in another article":
        record(con, reading(B, trade("611")), now=NOW + HOUR)
        corrected = reading(A, trade("650"))
    else:
        corrected = reading(
            A, trade("650"), trade("611", sentence="It had been 611 million dollars by the first count.")
        )
    record(con, corrected, now=NOW + 2 * HOUR)
    assert alert_states(con) == {"611": "pending", "650": "pending"}


def test_an_edit_beside_the_figure_is_a_version_and_no_change(con):
    record(con, reading(A, trade("611"), text="In 2025 … 611 million dollars. Early version."))
    result = record(con, reading(A, trade("611"), text="In 2025 … 611 million dollars. Late version."), now=NOW + HOUR)
    assert (result.articles, result.changes, result.corroborations) == (1, (), 1)
    assert select_changes(con)[0].stories == 1


@pytest.mark.parametrize("status", ["gated", "unreadable", "too_short"])
def test_a_page_that_was_not_read_is_known_and_not_kept(con, status):
    record(con, reading(A, status=status))
    assert (count(con)["pages"], count(con)["articles"]) == (1, 0)
    page = known(con)[A]
    assert (page.status, page.text_hash, page.last_fetched) == (status, None, NOW)
    assert select_status(con).pages == {status: 1}


def test_a_page_is_known_by_the_address_that_the_feed_gave(con):
    record(con, replace(reading(A, trade()), requested=A + "?utm=feed"))
    assert list(known(con)) == [A + "?utm=feed"]


def test_a_page_that_failed_keeps_its_failures_until_it_is_read(con):
    for hours in range(2):
        at = NOW + hours * HOUR
        record(
            con, now=at, fetches=[FetchRow("source", "page", A, at, ok=False, reason=("http_503", "timeout")[hours])]
        )
    page = known(con)[A]
    assert (page.status, page.failures, page.first_seen, page.last_fetched) == ("timeout", 2, NOW, NOW + HOUR)
    record(con, reading(A, trade()), now=NOW + 2 * HOUR)
    assert (known(con)[A].status, known(con)[A].failures) == ("read", 0)
    gone = FetchRow("source", "page", A, NOW + 3 * HOUR, ok=False, reason="http_404")
    record(con, now=NOW + 3 * HOUR, fetches=[gone])
    page = known(con)[A]
    assert (page.status, page.failures, bool(page.text_hash)) == ("read", 1, True)


def test_a_page_that_was_not_asked_for_keeps_its_failures_and_leaves_no_row(con):
    failed = FetchRow("source", "page", A, NOW, ok=False, reason="timeout")
    record(con, fetches=[failed])
    before = known(con)[A]
    spared = FetchRow("source", "page", A, NOW + HOUR, ok=False, reason="host_down", asked=False)
    record(con, now=NOW + HOUR, fetches=[spared, replace(spared, url=B)])
    pages = known(con)
    assert pages[A] == before
    assert (pages[B].status, pages[B].failures, pages[B].first_seen) == ("host_down", 0, NOW + HOUR)
    assert count(con)["fetches"] == 1


def test_only_the_pages_asked_about_and_the_young_ones_are_selected(con):
    for hours, url in enumerate((A, B, C)):
        at = NOW + hours * HOUR
        record(con, now=at, fetches=[FetchRow("source", "page", url, at, ok=False, reason="timeout")])
    young = NOW + 2 * HOUR
    assert list(select_known_pages(con, urls=[], since=young)) == [C]
    assert list(select_known_pages(con, urls=[A, "https://a.example/never-met"], since=young)) == [A, C]


def test_a_page_without_an_article_counts_how_often_it_ended_like_that(con):
    ended = ["timed_out", "timed_out", "gated", "gated", "crashed"]
    pages = []
    for hours, status in enumerate(ended):
        at = NOW + hours * HOUR
        fetch = FetchRow("source", "page", A, at, ok=True, reason="ok")
        record(con, replace(reading(A, status=status), fetched=at), now=at, fetches=[fetch])
        pages.append(known(con)[A])
    assert [(page.status, page.failures) for page in pages] == list(zip(ended, (1, 2, 1, 2, 1), strict=True))
    record(con, replace(reading(A), fetched=NOW + 9 * HOUR), now=NOW + 9 * HOUR)
    assert (known(con)[A].status, known(con)[A].failures) == ("read", 0)


def test_an_article_that_could_not_be_read_again_stays_one_and_counts_it(con):
    record(con, reading(A, trade()))
    before = known(con)[A]
    for hours, status in ((1, "gated"), (2, "crashed")):
        record(con, replace(reading(A, status=status), fetched=NOW + hours * HOUR), now=NOW + hours * HOUR)
    assert known(con)[A] == replace(before, failures=2, last_fetched=NOW + 2 * HOUR)


def test_a_page_keeps_what_its_feed_said_of_it(con):
    def visited(hours: int, **fields: object):
        at = NOW + hours * HOUR
        fetch = FetchRow("source", "page", A, at, ok=False, reason="timeout", **fields)
        record(con, now=at, fetches=[fetch])
        page = known(con)[A]
        return page.title, page.published

    assert visited(0, title="A title", published=NOW) == ("A title", NOW)
    assert visited(1) == ("A title", NOW)
    assert visited(2, title="A new title", published=NOW - HOUR) == ("A new title", NOW - HOUR)


def test_the_state_of_a_source_follows_its_polls(con):
    def polled(hours: int, **fetch):
        at = NOW + hours * HOUR
        record(con, now=at, fetches=[feed(at=at, **fetch)])
        return select_source_states(con)["source"]

    state = polled(0, etag='"1"', body_hash="a")
    assert (state.etag, state.body_hash, state.last_success, state.failures) == ('"1"', "a", NOW, 0)
    for failures in (1, 2):
        state = polled(failures, ok=False, reason="timeout", etag=None, body_hash=None)
        assert (state.failures, state.last_success, state.last_reason) == (failures, NOW, "timeout")
        assert (state.etag, state.body_hash) == ('"1"', "a")
    state = polled(3, unchanged=True, reason="not_modified", http_status=304, etag=None, body_hash=None)
    assert (state.failures, state.body_hash, state.last_success) == (0, "a", NOW + 3 * HOUR)
    assert [row[0] for row in con.execute("SELECT reason FROM fetches ORDER BY attempted").fetchall()] == [
        "ok",
        "timeout",
        "timeout",
    ]


def test_a_run_that_never_ended_is_shown_as_crashed_by_the_next(con):
    begin_run(con, "run-2", NOW + HOUR)
    finish_run(con, "run-2", NOW + 2 * HOUR, RunState.DEGRADED, {"sources": 3, "failed": 1})
    newest, crashed = select_status(con).runs
    assert (newest.state, newest.finished, newest.counts) == (
        RunState.DEGRADED,
        NOW + 2 * HOUR,
        {"sources": 3, "failed": 1},
    )
    assert (crashed.id, crashed.state, crashed.finished) == ("run-1", RunState.CRASHED, None)


def test_text_that_is_no_text_stops_nothing(con):
    text = "In 2025 \ud800 the trade \x00 came to 611 million dollars; DROP TABLE runs; --' \"$rows"
    assert len(record(con, reading(A, trade(sentence=text))).changes) == 1
    assert select_changes(con)[0].new.sentence == text.replace("\ud800", "?")


def test_moments_of_any_zone_come_back_as_utc(con):
    astana = dt.timezone(dt.timedelta(hours=5))
    record(con, reading(A, trade(), published=dt.datetime(2026, 3, 1, 2, 0, tzinfo=astana)))
    published = select_changes(con)[0].published
    assert published == dt.datetime(2026, 2, 28, 21, 0, tzinfo=dt.UTC)
    assert published.tzinfo is dt.UTC


def test_five_hundred_pages_are_recorded_as_one_batch(con):
    readings = [
        reading(f"https://o{n}.example/{n}", trade(str(100 + n)), trade(str(100 + n), 2024), visa("signed", NOW.date()))
        for n in range(500)
    ]
    result = record(con, *readings, route=to_desk)
    assert (result.articles, result.observations) == (500, 1500)
    assert len(result.changes) + result.corroborations == 1500
