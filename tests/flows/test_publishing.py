import datetime as dt
import json
import re
import threading
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest

from config.sources import Source, SourceKind
from extractors.records import Kind, Observation, Period, Tier
from flows.charts import BASELINE, REPORTED, TARGET, Point, TimelineChart, draw_spark, draw_timeline
from flows.pages import describe_indicator
from flows.publishing import publish_site
from tests.warehouse.samples import NOW, SPECS, feed, prepare, reading, record, trade, visa, year
from warehouse.baseline import reject_change
from warehouse.connection import open_warehouse
from warehouse.reports import select_latest
from warehouse.rows import RunState
from warehouse.store import finish_run
from warehouse.views import Evidence, TimelinePoint

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = (
    "<script>alert(1)</script> \x00\N{RIGHT-TO-LEFT OVERRIDE}'\" onload=x ]]> & {{ 7 * 7 }} <b>611 million dollars</b>"
)
CASPIAN = "Сауда айналымы 611 million dollars болды, деп хабарлады министрлік."
POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'"
POLICY_OF_SEARCH = POLICY.replace("base-uri", "script-src 'self'; connect-src 'self'; base-uri")


def source(id_: str) -> Source:
    return Source(
        id=id_, outlet=f"Outlet {id_}", url=f"https://{id_}.example/feed", kind=SourceKind.FEED, lang="en",
        tier=Tier.MEDIA, relations=("az",), verified=False, note="",
    )  # fmt: skip


SOURCES = (source("steppe"), source("caspian"), source("silent"))


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    with open_warehouse(tmp_path_factory.mktemp("warehouse") / "figures.duckdb") as con:
        prepare(con)
        hostile = replace(trade("611", sentence=HOSTILE), speaker=HOSTILE, reasons=(HOSTILE,))
        bad = reading("https://steppe.example/a?x=1&y=2", hostile)
        bad = replace(bad, article=replace(bad.article, title=HOSTILE, outlet=HOSTILE))
        link = reading("javascript:alert(1)//x/y", visa("signed", dt.date(2026, 2, 20)))
        record(
            con, bad, link, reading("https://caspian.example/b", trade("480", 2022)),
            reading("https://caspian.example/c", trade("612", sentence=CASPIAN)),
            fetches=(feed("steppe"), feed("caspian", ok=False, reason="http_503")),
        )  # fmt: skip
        finish_run(con, "run-1", NOW, RunState.DEGRADED, {"articles": 4})
        yield con


@pytest.fixture(scope="module")
def site(con, tmp_path_factory) -> Path:
    return publish_site(con, SPECS, SOURCES, tmp_path_factory.mktemp("www") / "site", NOW).index.parent


class _Page(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str, attribute: str) -> list[str]:
        return [
            attributes[attribute] or "" for name, attributes in self.tags if name == tag and attribute in attributes
        ]


def pages_of(site: Path) -> dict[str, _Page]:
    return {
        str(path.relative_to(site)): _Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))
    }


def bytes_of(site: Path) -> dict[str, bytes]:
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_the_first_page_has_every_indicator_and_every_change(site, con):
    first = pages_of(site)["index.html"]
    links = first.all("a", "href")
    assert {f"indicators/{spec.id}.html" for spec in SPECS} <= set(links)
    changes = con.execute("SELECT change_id FROM changes").fetchall()
    assert changes
    everything = pages_of(site)["changes.html"].all("a", "href")
    for listing in (links, everything):
        assert {f"changes/{change_id[:16]}.html" for (change_id,) in changes} <= set(listing)
    assert "529\N{NO-BREAK SPACE}mln\N{NO-BREAK SPACE}USD" in first.text


def test_no_link_of_the_site_leads_nowhere(site):
    for name, page in pages_of(site).items():
        targets = page.all("a", "href") + page.all("link", "href") + page.all("img", "src")
        for target in targets:
            parts = urlsplit(target)
            if not parts.scheme and parts.path:
                assert (site / name).parent.joinpath(unquote(parts.path)).is_file(), f"{name}: {target}"


def test_no_page_carries_script_style_or_a_foreign_resource(site):
    for name, page in pages_of(site).items():
        tags = {tag for tag, _ in page.tags}
        if name == "changes.html":
            assert page.all("script", "src") == ["search.js"]
            assert [given.get("src") for tag, given in page.tags if tag == "script"] == ["search.js"]
            tags.remove("script")
        attributes = {attribute for _, given in page.tags for attribute in given}
        assert not tags & {"script", "style", "iframe", "object", "embed", "form", "base", "b"}, name
        assert not {attribute for attribute in attributes if attribute.startswith("on")} | (attributes & {"style"}), (
            name
        )
        policy = POLICY_OF_SEARCH if name == "changes.html" else POLICY
        assert page.all("meta", "content").count(policy) == 1, name
        assert all(not urlsplit(link).scheme for link in page.all("link", "href") + page.all("img", "src")), name


def test_only_web_links_leave_the_site_and_they_give_nothing_away(site):
    outside = [
        given for page in pages_of(site).values() for tag, given in page.tags
        if tag == "a" and urlsplit(given["href"]).scheme
    ]  # fmt: skip
    assert {given["href"].partition("://")[0] for given in outside} == {"https"}
    assert {given["rel"] for given in outside} == {"noopener noreferrer nofollow"}


def test_evidence_is_marked_and_keeps_its_language(site):
    page = pages_of(site)["indicators/az.trade_turnover.html"]
    assert "Сауда айналымы 611 million dollars болды" in page.text
    assert "en" in page.all("blockquote", "lang")
    assert "<mark>611 million dollars</mark>" in (site / "indicators/az.trade_turnover.html").read_text(
        encoding="utf-8"
    )


def test_every_page_has_landmarks_a_title_a_language_and_words_for_its_pictures(site):
    for name, page in pages_of(site).items():
        tags = [tag for tag, _ in page.tags]
        assert [tags.count(tag) for tag in ("main", "h1", "header", "footer", "nav", "title")] == [1] * 6, name
        assert page.all("html", "lang") == ["en"], name
        assert page.all("a", "href")[0] == "#main", name
        assert len([words for words in page.all("img", "alt") if words]) == tags.count("img"), name
        assert len(page.all("svg", "aria-label")) == tags.count("svg"), name


def test_a_milestone_shows_how_far_it_has_come(site):
    html = (site / "indicators/eu.visa_facilitation.html").read_text(encoding="utf-8")
    assert re.search(r'<li class="passed">talks opened', html)
    assert re.search(r'<li class="reached" aria-current="step">signed', html)
    assert re.search(r'<li class="ahead">in force', html)


def test_the_sources_page_tells_ok_failing_and_silent_apart(site):
    text = " ".join(pages_of(site)["sources.html"].text.split())
    assert "1 of 3 sources answered" in text
    assert "does not answer answered with error 503, once" in text
    assert "not asked yet" in text
    assert "incomplete" in text


def test_the_feed_is_valid_atom_with_ids_that_stay(site, con, tmp_path):
    feed_xml = ET.parse(site / "atom.xml").getroot()
    assert feed_xml.tag == f"{ATOM}feed"
    for node in (feed_xml, *feed_xml.findall(f"{ATOM}entry")):
        for required in ("id", "title", "updated"):
            (text,) = [found.text for found in node.findall(f"{ATOM}{required}")]
            assert text
        assert dt.datetime.fromisoformat(node.findtext(f"{ATOM}updated")).tzinfo
    for content in feed_xml.iter(f"{ATOM}content"):
        assert (content.get("type"), len(content)) == ("html", 0)
        assert "<script" not in content.text
        assert "<blockquote" in content.text
    ids = [entry.findtext(f"{ATOM}id") for entry in feed_xml.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids) == con.execute("SELECT count(*) FROM changes").fetchall()[0][0]
    assert all(identifier.startswith("urn:uuid:") for identifier in ids)
    later = publish_site(con, SPECS, SOURCES, tmp_path / "site", NOW + dt.timedelta(days=9), "https://watch.example")
    again = ET.parse(later.index.with_name("atom.xml")).getroot()
    assert [entry.findtext(f"{ATOM}id") for entry in again.findall(f"{ATOM}entry")] == ids
    links = [link.get("href") for link in again.iter(f"{ATOM}link") if link.get("rel") in ("self", "alternate")]
    assert all(link.startswith("https://watch.example/") for link in links)


def test_nothing_hostile_gets_into_feeds_search_and_calendar(site):
    feed_json, index = (json.loads((site / name).read_text(encoding="utf-8")) for name in ("feed.json", "search.json"))
    for item in feed_json["items"]:
        html = _Page(item["content_html"])
        assert not {tag for tag, _ in html.tags} & {"script", "b", "img", "style"}
        assert all(given["href"].startswith("https://") for tag, given in html.tags if tag == "a")
        assert item.get("external_url", "https://").startswith("https://")
    texts = [
        *index.values(),
        (site / "dates.ics").read_text(encoding="utf-8"),
        *(i["title"] for i in feed_json["items"]),
    ]
    assert not [text for text in texts if "\x00" in text or "\N{RIGHT-TO-LEFT OVERRIDE}" in text]


def test_the_same_warehouse_and_moment_give_the_same_bytes(site, con, tmp_path):
    again = publish_site(con, SPECS, SOURCES, tmp_path / "again", NOW)
    assert bytes_of(again.index.parent) == bytes_of(site)


def test_publishing_replaces_the_whole_site_and_draws_only_what_moved(con, tmp_path):
    out = tmp_path / "site"
    assert publish_site(con, SPECS, SOURCES, out, NOW).charts_drawn > 0
    (out / "left-over.html").write_text("old")
    assert publish_site(con, SPECS, SOURCES, out, NOW + dt.timedelta(hours=1)).charts_drawn == 0
    assert not (out / "left-over.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_page_that_says_what_it_said_stays_the_same_file(con, tmp_path):
    out = tmp_path / "site"
    publish_site(con, SPECS, SOURCES, out, NOW)
    before = {name: (out / name).stat().st_ino for name in bytes_of(out)}
    publish_site(con, SPECS, SOURCES, out, NOW + dt.timedelta(hours=1))
    after = {name: (out / name).stat().st_ino for name in bytes_of(out)}
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == {"index.html", "sources.html"}


def test_no_reader_comes_when_the_site_is_away(con, tmp_path):
    out = tmp_path / "site"
    publish_site(con, SPECS, SOURCES, out, NOW)
    done, missing = threading.Event(), []

    def read():
        while not done.is_set():
            if not (out / "index.html").exists():
                missing.append("index.html")

    reader = threading.Thread(target=read)
    reader.start()
    for hours in range(1, 6):
        publish_site(con, SPECS, SOURCES, out, NOW + dt.timedelta(hours=hours))
    done.set()
    reader.join()
    assert missing == []


def test_a_failed_publication_leaves_the_site_as_it_was(site, con):
    before = bytes_of(site)
    broken = replace(SPECS[0], id="no/such/../../folder\x00")
    with pytest.raises(ValueError, match="null byte"):
        publish_site(con, (*SPECS, broken), SOURCES, site, NOW)
    assert bytes_of(site) == before
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def point(series: str, number: int, value: str) -> Point:
    period = year(number)
    return Point(series, period.start, period.end, trade(value).value, trade(value).value)


def test_a_chart_is_the_same_bytes_each_time_and_renamed_when_a_point_moves():
    points = (point(BASELINE, 2023, "529"), point(REPORTED, 2025, "611"))
    chart = TimelineChart("az.trade_turnover", "mln USD", points)
    assert draw_timeline(chart) == draw_timeline(chart)
    moved = replace(chart, points=(points[0], point(REPORTED, 2025, "612")))
    assert moved.filename != chart.filename == replace(chart).filename


def test_a_chart_tells_known_reported_and_target_apart_in_both_colour_schemes():
    points = (point(BASELINE, 2023, "529"), point(REPORTED, 2025, "611"), point(TARGET, 2030, "1000"))
    svg = draw_timeline(TimelineChart("x", "mln USD", points))
    assert ET.fromstring(svg.encode()).tag == "{http://www.w3.org/2000/svg}svg"
    assert all(f">{name}<" in svg for name in ("known", "reported", "target"))
    assert ">target<" not in draw_timeline(TimelineChart("x", "mln USD", points[:2]))
    assert "prefers-color-scheme: dark" in svg
    assert "<script" not in svg


def test_a_spark_needs_two_values_and_stays_in_its_box():
    assert draw_spark([point(BASELINE, 2023, "529")]) is None
    spark = draw_spark([point(BASELINE, 2020 + step, str(100 * (step % 3))) for step in range(20)])
    places = [tuple(map(float, place.split(","))) for place in spark.points.split()]
    assert len(places) == 12
    assert all(0 <= x <= 120 and 0 <= y <= 32 for x, y in places)


def test_a_month_is_not_drawn_as_the_fall_of_a_year():
    spec = next(spec for spec in SPECS if spec.id == "az.trade_turnover")
    january = Period(dt.date(2026, 1, 1), dt.date(2026, 2, 1), "2026-01")
    figures = (
        *(trade(value, number) for value, number in (("480", 2022), ("529", 2023))),
        replace(trade("40"), period=january),
    )
    timeline = [TimelinePoint(figure.period, evidence=evidence(figure)) for figure in figures]
    page = describe_indicator(spec, (), timeline)
    assert len(page.spark.points.split()) == 2
    assert len(page.chart.points) == 3


def evidence(observation: Observation) -> Evidence:
    return Evidence(
        observation=observation, verdict="newer", reason="", held=False, current=True, change_id=None, story_id=None,
        article_id="a", version=1, url="https://steppe.example/a", outlet="", title="", lang="en",
        published=NOW, fetched=NOW,
    )  # fmt: skip


def test_figures_of_another_kind_do_not_enter_the_time_line(con, tmp_path):
    growth = replace(trade("17"), kind=Kind.GROWTH, unit="percent", value=trade("17").value / 1_000_000)
    before = {
        path.name for path in (publish_site(con, SPECS, SOURCES, tmp_path / "a", NOW).index.parent / "charts").iterdir()
    }
    record(con, reading("https://caspian.example/growth", growth))
    after = {
        path.name for path in (publish_site(con, SPECS, SOURCES, tmp_path / "b", NOW).index.parent / "charts").iterdir()
    }
    assert after == before


def test_a_rejected_change_keeps_its_page_and_is_marked_wherever_it_is_listed(tmp_path):
    with open_warehouse(tmp_path / "figures.duckdb") as con:
        prepare(con)
        (change,) = record(con, reading("https://steppe.example/a", trade())).changes
        reject_change(con, change, by="Aigerim", why="misprint", now=NOW + dt.timedelta(hours=1))
        site = publish_site(con, SPECS, SOURCES, tmp_path / "site", NOW).index.parent
        (latest,) = (row for row in select_latest(con) if row.indicator == change.indicator)
    assert latest.change is None
    pages = pages_of(site)
    (own,) = (name for name in pages if name.startswith("changes/"))
    assert "Rejected: looked at by a person" in pages[own].text
    assert "Aigerim" not in pages[own].text
    for name in ("index.html", "changes.html", f"indicators/{change.indicator}.html"):
        assert "rejected" in pages[name].text
    (entry,) = ET.parse(site / "atom.xml").getroot().iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title").startswith("Rejected: ")
    assert entry.findtext(f"{ATOM}updated") == "2026-03-02T10:00:00+00:00"
