"""Feeds, dates and search of the site: over real HTTP where a reader would use it."""

import datetime as dt
import json
import threading
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest
from icalendar import Calendar
from typer.testing import CliRunner

from config.settings import Settings
from extractors.records import BaselineFigure, Kind, Observation, Period, PeriodKind
from flows.change_pages import describe_changes
from flows.cli import app
from flows.known_dates import find_dates, render_calendar
from flows.publishing import publish_site
from flows.search_index import fold
from flows.site import RELATION_TITLES
from flows.site_server import NoSiteError, SiteServerError, make_server
from tests.warehouse.samples import HOUR, NOW, SPECS, companies, prepare, reading, record, trade, visa
from warehouse.baseline import sync_baseline
from warehouse.connection import open_warehouse
from warehouse.reports import select_changes, select_timelines
from warehouse.standing import select_standings
from warehouse.store import begin_run
from warehouse.tellings import select_tellings
from warehouse.views import TimelinePoint

BY_ID = {spec.id: spec for spec in SPECS}
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("feed", "feeds/az", "feeds/eu", "feeds/az.trade_turnover", "feeds/ca.warming")
A, B = "https://steppe.example/a", "https://caspian.example/b"
ADDRESS = "https://watch.example"


def pages_of(con):
    changes = select_changes(con)
    return describe_changes(changes, BY_ID, select_standings(con, changes, {}), select_tellings(con))


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> tuple[Path, Path]:
    """The site as after one run, and as after a run in which an article was edited and another outlet told the same."""
    folder = tmp_path_factory.mktemp("site")
    with open_warehouse(folder / "figures.duckdb") as con:
        prepare(con)
        signed, counted = visa("signed", dt.date(2026, 2, 20)), companies(4200, NOW.date())
        record(con, reading(A, trade("611")), reading(B, signed), reading(f"{B}/companies", counted))
        publish_site(con, SPECS, (), folder / "before", NOW, ADDRESS)
        record(con, reading(A, trade("650")), reading("https://third.example/c", signed), now=NOW + HOUR)
        publish_site(con, SPECS, (), folder / "after", NOW + HOUR, ADDRESS)
        publish_site(con, SPECS, (), folder / "later", NOW + 30 * 24 * HOUR, ADDRESS)
    return folder / "before", folder / "after"


@pytest.fixture(scope="module")
def served(published):
    after = published[1]
    site = after.with_name("data") / "site"
    site.parent.mkdir()
    after.with_name("later").rename(site)
    settings = Settings(config_dir=Path("config"), data_dir=site.parent)
    with make_server(settings, 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def items(site: Path, name: str) -> dict[str, dict]:
    return {item["id"]: item for item in json.loads((site / f"{name}.json").read_text(encoding="utf-8"))["items"]}


def test_feeds_exist_for_everything_each_relation_and_each_indicator(published):
    names = {*BY_ID, *RELATION_TITLES}
    for suffix in (".json", ".xml"):
        assert {path.name.removesuffix(suffix) for path in (published[1] / "feeds").glob(f"*{suffix}")} == names
    assert len(items(published[1], "feed")) == 4
    assert len(items(published[1], "feeds/eu")) == 2
    assert {item["tags"][1] for item in items(published[1], "feeds/az.trade_turnover").values()} == {
        "az.trade_turnover"
    }
    assert items(published[1], "feeds/ca.warming") == {}


def test_both_kinds_of_feed_say_the_same(published):
    for name in FEEDS:
        atom = ET.parse(published[1] / f"{name.replace('feed', 'atom') if name == 'feed' else name}.xml").getroot()
        said = [
            [entry.findtext(f"{ATOM}{field}") for field in ("id", "title", "published", "updated", "content")]
            for entry in atom.iter(f"{ATOM}entry")
        ]
        assert said == [
            [item[field] for field in ("id", "title", "date_published", "date_modified", "content_html")]
            for item in items(published[1], name).values()
        ]
        assert all(item["url"].startswith(f"{ADDRESS}/changes/") for item in items(published[1], name).values())


def test_an_entry_keeps_its_id_and_its_update_moves_with_a_correction_and_another_source(published):
    before, after = (items(site, "feed") for site in published)
    assert before.keys() < after.keys()
    (correction,) = after.keys() - before.keys()
    assert after[correction]["date_modified"] == (NOW + HOUR).isoformat()
    moved = {item["tags"][1]: after[id_]["date_modified"] for id_, item in before.items()}
    later = (NOW + HOUR).isoformat()
    assert moved == {"az.trade_turnover": later, "eu.visa_facilitation": later, "eu.companies": NOW.isoformat()}
    for id_, item in before.items():
        is_corrected = item["tags"][1] == "az.trade_turnover"
        assert after[id_]["date_published"] == item["date_published"]
        assert after[id_]["title"].startswith("No longer told: ") is is_corrected


def test_feeds_are_the_same_bytes_while_nothing_changes(published, served):
    after = published[1]
    for path in (*after.glob("feeds/*"), after / "atom.xml", after / "feed.json", after / "dates.ics"):
        assert httpx.get(f"{served}/{path.relative_to(after)}").content == path.read_bytes()


def test_a_feed_that_did_not_change_is_answered_by_not_modified(served):
    for file, kind in (("atom.xml", "application/atom+xml"), ("dates.ics", "text/calendar; charset=utf-8")):
        first = httpx.get(f"{served}/{file}")
        assert first.headers["content-type"] == kind
        again = httpx.get(f"{served}/{file}", headers={"If-Modified-Since": first.headers["last-modified"]})
        assert again.status_code == 304


def test_nothing_but_the_files_of_the_site_is_served(served):
    for path in ("/", "/changes.html"):
        assert httpx.get(served + path).status_code == 200
    for path in ("/changes/", "/../figures.duckdb", "/%2e%2e/%2e%2e/etc/passwd"):
        assert httpx.get(served + path).status_code == 404


def test_a_correction_and_what_it_corrects_link_each_other(published):
    ids = {item["title"]: item["url"].rpartition("/")[2] for item in items(published[1], "feed").values()}
    wrong = next(file for title, file in ids.items() if title.startswith("No longer told"))
    right = next(file for title, file in ids.items() if "650" in title)
    for file, how, other in ((wrong, "Corrected by", right), (right, "Corrects", wrong)):
        assert f'{how}: <a href="../changes/{other}">' in (published[1] / "changes" / file).read_text(encoding="utf-8")


def test_a_site_that_was_never_published_and_a_port_that_is_taken_are_refused(tmp_path, served):
    with pytest.raises(NoSiteError, match="figurewatch run"):
        make_server(Settings(config_dir=Path("config"), data_dir=tmp_path), 0)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("")
    with pytest.raises(SiteServerError, match="--port"):
        make_server(Settings(config_dir=Path("config"), data_dir=tmp_path), int(served.rpartition(":")[2]))


def test_the_command_says_what_is_missing(tmp_path):
    result = CliRunner().invoke(app, ["site", "serve"], env={"FIGUREWATCH_DATA_DIR": str(tmp_path)})
    assert isinstance(result.exception, NoSiteError)


def deadline(year: int, value: str = "5000") -> BaselineFigure:
    period = Period(dt.date(year, 1, 1), dt.date(year + 1, 1, 1), str(year), PeriodKind.BY)
    return BaselineFigure(
        indicator="kz.rail_build_target", kind=Kind.TARGET, period=period, vintage=dt.date(2024, 3, 10),
        speaker="A president; of, many \\ commas " + "and words " * 9, outlet="Қазақ әдебиеті", place="B 4",
        value=Decimal(value), unit="km",
    )  # fmt: skip


def forum(first: dt.date, last: dt.date) -> BaselineFigure:
    period = Period(first, last + dt.timedelta(days=1), "")
    return replace(deadline(2030), indicator="eu.astana_forum", kind=Kind.DATE, period=period, value=None, unit=None)


def lines_of(*figures: BaselineFigure) -> list:
    timelines: dict[str, list[TimelinePoint]] = {}
    for figure in figures:
        timelines.setdefault(figure.indicator, []).append(TimelinePoint(figure.period, baseline=figure))
    return find_dates(BY_ID, timelines, ())


def test_the_calendar_has_deadlines_and_events_as_days_a_calendar_reads_back():
    dates = lines_of(
        deadline(2030),
        forum(dt.date(2025, 5, 29), dt.date(2025, 5, 30)),
        replace(deadline(2030), period=Period(None, None, "")),
        replace(deadline(2030), indicator="kz.no_such"),
    )
    content = render_calendar(dates, ADDRESS)
    assert content == render_calendar(dates, ADDRESS)
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    events = list(Calendar.from_ical(content).walk("VEVENT"))
    assert [(str(event["summary"]), event["dtstart"].dt, event["dtend"].dt) for event in events] == [
        ("Astana International Forum", dt.date(2025, 5, 29), dt.date(2025, 5, 31)),
        ("New railways to be built in Kazakhstan: 5,000\xa0km", dt.date(2030, 12, 31), dt.date(2031, 1, 1)),
    ]
    assert "of, many \\ commas" in events[1]["description"]
    assert len({event["uid"] for event in events}) == 2
    assert str(events[1]["url"]) == f"{ADDRESS}/indicators/kz.rail_build_target.html"


def test_a_year_without_a_day_is_said_to_end_and_an_event_keeps_its_id():
    (summit,) = lines_of(forum(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
    assert (summit.start, summit.what) == (dt.date(2026, 12, 31), "2026, ends this day")
    (one,), (same,), (other,) = lines_of(deadline(2030)), lines_of(deadline(2030, "6000")), lines_of(deadline(2035))
    assert one.uid == same.uid != other.uid


def test_changes_are_ordered_by_run_then_by_importance_and_tellers(tmp_path):
    with open_warehouse(tmp_path / "figures.duckdb") as con:
        prepare(con)
        record(con, reading(A, trade("611")), reading(B, trade("547", 2024)), reading(f"{B}2", trade("611")))
        record(con, reading(f"{A}3", visa("signed", dt.date(2026, 2, 20))), now=NOW + HOUR)
        pages = pages_of(con)
    assert pages[0].fact.change.indicator == "eu.visa_facilitation"
    weights = [("low", "normal", "high").index(page.fact.change.severity or "low") for page in pages[1:]]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("ДО ё", "до е"),
        ("İqtisadiyyat", "iqtisadiyyat"),
        ("yığıncaq", "yiğincaq"),
        ("611\xa0mln", "611 mln"),
        ("é", "e"),
    ],
)
def test_a_search_finds_words_however_they_are_printed(printed, typed):
    assert fold(printed) == fold(typed)


def test_a_change_that_moves_a_date_moves_its_event(tmp_path):
    known = forum(dt.date(2026, 5, 28), dt.date(2026, 5, 29))
    period = Period(dt.date(2026, 6, 4), dt.date(2026, 6, 6), "2026-06-04..2026-06-05")
    sentence = "The Astana International Forum was put off to 4–5 June 2026."
    moved = Observation(known.indicator, Kind.DATE, period, (43, 59), "4–5 June 2026", sentence)
    with open_warehouse(tmp_path / "figures.duckdb") as con:
        sync_baseline(con, (known,), NOW)
        begin_run(con, "run-1", NOW)
        record(con, reading(A, moved))
        pages, timelines = pages_of(con), select_timelines(con, 10)
    (before,), (after,) = find_dates(BY_ID, timelines, ()), find_dates(BY_ID, timelines, pages)
    assert (before.start, after.start) == (dt.date(2026, 5, 28), dt.date(2026, 6, 4))
    assert (before.uid, before.sequence) == (after.uid, after.sequence - 1)
    (struck,) = find_dates(BY_ID, timelines, [replace(pages[0], mark="rejected")])
    assert struck == before
