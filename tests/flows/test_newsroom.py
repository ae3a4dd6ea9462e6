from __future__ import annotations

import datetime as dt
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from config.baseline import load_baseline
from config.indicators import load_indicators
from config.load import ConfigError
from extractors.articles import parse_article
from extractors.indicators import PeriodRule, Policy
from extractors.records import LANGUAGES, Bound, Kind, Observation, Period
from extractors.verdicts import NEWS
from flows.newsroom import Response, feed_path, load_newsroom, page_path, render, serve_newsroom, sources
from tests.newsroom.expected import FOLDER, load_expected_changes
from warehouse.comparison import compare

ROOT = Path(__file__).parents[2]
BASE = "http://127.0.0.1:1"
DAYS = (1, 2, 3)


@pytest.fixture(scope="module")
def newsroom():
    return load_newsroom(FOLDER)


@pytest.fixture(scope="module")
def specs():
    return {spec.id: spec for spec in load_indicators(ROOT / "config" / "indicators")}


def get(url: str, **headers: str) -> Response:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return Response(answer.read(), answer.headers["Content-Type"], answer.status, dict(answer.headers))
    except urllib.error.HTTPError as error:
        return Response(error.read(), error.headers.get("Content-Type") or "", error.code, dict(error.headers))


def test_the_newsroom_covers_every_language_tier_and_feed_format(newsroom):
    assert {outlet.lang for outlet in newsroom.outlets} == set(LANGUAGES)
    assert {outlet.tier for outlet in newsroom.outlets} == {"official", "agency", "media"}
    assert {outlet.feed for outlet in newsroom.outlets} == {"rss20", "rss091", "rdf", "atom", "sitemap"}
    assert all(outlet.host.endswith(".example") for outlet in newsroom.outlets)


def test_the_same_day_gives_the_same_bytes(newsroom):
    assert render(newsroom, 1, BASE) == render(newsroom, 1, BASE)


def test_every_page_is_served_with_an_etag_that_spares_the_second_download(newsroom):
    outlet = next(outlet for outlet in newsroom.outlets if outlet.id == "steppe-post")
    page = next(page for page in newsroom.pages_on(1) if page.outlet == outlet.id)
    with serve_newsroom(newsroom) as server:
        url = server.base_url + page_path(outlet, page)
        first = get(url)
        second = get(url, **{"If-None-Match": first.headers["ETag"]})
        third = get(url, **{"If-Modified-Since": first.headers["Last-Modified"]})
    assert first.status == 200
    assert page.title in first.body.decode()
    assert (second.status, second.body, third.status) == (304, b"", 304)
    assert [status for _, _, status in server.requests] == [200, 304, 304]


def test_an_outlet_that_is_down_answers_500_until_its_day_is_over(newsroom):
    outlet = next(outlet for outlet in newsroom.outlets if outlet.id == "kaspiy-bureau")
    with serve_newsroom(newsroom, day=1) as server:
        assert get(server.base_url + feed_path(outlet)).status == 500
        server.set_day(2)
        assert get(server.base_url + feed_path(outlet)).status == 200


def test_the_broken_feed_is_a_login_page_with_status_200(newsroom):
    outlet = next(outlet for outlet in newsroom.outlets if outlet.login)
    answer = render(newsroom, 1, BASE)[feed_path(outlet)]
    assert answer.status == 200
    assert b"<rss" not in answer.body
    assert b"password" in answer.body


def test_robots_are_welcome_and_unknown_addresses_are_not_found(newsroom):
    with serve_newsroom(newsroom) as server:
        assert get(server.base_url + "/robots.txt").body == b"User-agent: *\nAllow: /\n"
        assert get(server.base_url + "/steppe-post/nowhere").status == 404


def test_every_outlet_is_a_source_below_the_base_address(newsroom):
    found = sources(newsroom, BASE)
    assert [source.id for source in found] == [outlet.id for outlet in newsroom.outlets]
    assert all(source.url.startswith(f"{BASE}/{source.id}/") for source in found)


BAD = {
    "a copy of nothing": ("copy_of: steppe-post/nothing", "copy_of 'steppe-post/nothing' is no original article"),
    "an edit of words not printed": (
        "paragraphs: [one]\n  edits: [{day: 2, updated: 2026-03-03T08:00:00Z, replace: {two: three}, expect: []}]",
        "its edit replaces 'two'",
    ),
    "a rewrite of nothing": ("story_of: steppe-post/nothing", "story_of 'steppe-post/nothing' is no article"),
}


@pytest.mark.parametrize(("extra", "message"), BAD.values(), ids=BAD)
def test_contradicting_data_is_refused(tmp_path, extra, message):
    for name in ("outlets.yaml", "furniture.yaml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    (tmp_path / "articles").mkdir()
    head = "- slug: s\n  topic: relevant\n  section: s\n  published: 2026-03-01T08:00:00Z\n  title: t\n  "
    (tmp_path / "articles" / "steppe-post.yaml").write_text(head + extra + "\n")
    with pytest.raises(ConfigError, match=message):
        load_newsroom(tmp_path)


def test_articles_of_an_unknown_outlet_are_refused(tmp_path):
    for name in ("outlets.yaml", "furniture.yaml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "nobody.yaml").write_text("[]\n")
    with pytest.raises(ConfigError, match="no outlet 'nobody'"):
        load_newsroom(tmp_path)


@pytest.mark.parametrize("day", DAYS)
def test_the_text_and_date_of_every_page_are_found_among_its_furniture(newsroom, day):
    outlets = {outlet.id: outlet for outlet in newsroom.outlets}
    answers = render(newsroom, day, BASE)
    for page in _reachable(newsroom, day):
        path = page_path(outlets[page.outlet], page)
        article = parse_article(answers[path].body, BASE + path, charset=outlets[page.outlet].encoding)
        assert (article.title, article.published, article.lang) == (
            page.title,
            page.published,
            outlets[page.outlet].lang,
        )
        assert [paragraph for paragraph in page.paragraphs if paragraph not in article.text] == [], page.slug
        assert len(answers[path].body) > 12_000, page.slug
        assert page.published.date() <= newsroom.days[page.day - 1], page.slug


def test_a_third_of_the_pages_has_nothing_to_report(newsroom):
    assert len(newsroom.pages) >= 44
    silent = [page for page in newsroom.pages if page.topic != "relevant"]
    assert len(silent) * 3 >= len(newsroom.pages)
    assert not any(page.expect for page in silent)


def test_an_edit_changes_the_figure_at_the_same_address_and_another_takes_it_back(newsroom):
    outlet = next(outlet for outlet in newsroom.outlets if outlet.id == "transit-office")
    page = next(page for page in newsroom.pages if page.edits)
    versions = [render(newsroom, day, BASE)[page_path(outlet, page)] for day in DAYS]
    shown = [figure for version in versions for figure in ("4,1 млн", "4,4 млн") if figure in version.body.decode()]
    assert shown == ["4,1 млн", "4,4 млн", "4,1 млн"]
    assert len({version.headers["Last-Modified"] for version in versions}) == len(DAYS)


def test_a_page_that_nobody_touched_keeps_its_text_while_its_sidebar_moves_on(newsroom):
    outlet = next(outlet for outlet in newsroom.outlets if outlet.id == "schuman-square")
    page = next(page for page in newsroom.pages_on(1) if page.slug == "visa-talks-open")
    before, after = (render(newsroom, day, BASE)[page_path(outlet, page)] for day in (1, 2))
    assert before.body != after.body
    texts = [parse_article(answer.body, BASE).text for answer in (before, after)]
    assert texts[0] == texts[1]


def test_expectations_name_known_indicators_and_stages(newsroom, specs):
    for page in (page for day in DAYS for page in newsroom.pages_on(day)):
        for expected in page.expect:
            spec = specs[expected.indicator]
            assert expected.stage in {None, *(stage.name for stage in spec.stages)}, page.slug
            assert expected.unit == spec.unit or expected.kind == "growth", page.slug


def test_the_expected_changes_are_what_the_expectations_of_the_pages_add_up_to(newsroom, specs):
    written = {_key(change): change for change in load_expected_changes() if change.type != "reverted"}
    tellers, firsts, sent = {}, {}, {}
    standing = {}
    for day in DAYS:
        standing |= {f"{page.outlet}/{page.slug}": page for page in _reachable(newsroom, day)}
        for name, page in sorted(standing.items(), key=lambda item: (item[1].published, item[0])):
            for expected in page.expect:
                if expected.verdict in NEWS:
                    place = _place(expected, specs)
                    firsts.setdefault(place, (expected.period, name))
                    tellers.setdefault(place, ([], [], []))[day - 1].append(page)
        for place, days in tellers.items():
            if days[day - 1] and place not in sent:
                waits = specs[place[0]].policy is Policy.CORROBORATED and not _is_founded(newsroom, days[day - 1])
                sent[place] = day + 1 if waits else day
    assert {(*place[:3], firsts[place][0], *place[4:]) for place in tellers} == set(written)
    for place, days in tellers.items():
        period, first = firsts[place]
        change = written[*place[:3], period, *place[4:]]
        assert change.articles == tuple(map(len, days)), place
        assert change.stories == tuple(len(_sources(newsroom, pages)) for pages in days), place
        assert (change.first, change.sent) == (first, sent[place]), place


def _sources(newsroom, pages):
    """The outlets that told the stories of ``pages`` first."""
    origins = {f"{page.outlet}/{page.slug}": page.copy_of or page.story_of for page in newsroom.pages}
    first = {}
    for page in pages:
        name = f"{page.outlet}/{page.slug}"
        first.setdefault(origins[name] or name, page.outlet)
    return set(first.values())


def _is_founded(newsroom, pages):
    tiers = {outlet.id: outlet.tier for outlet in newsroom.outlets}
    return len(_sources(newsroom, pages)) > 1 or any(tiers[page.outlet] == "official" for page in pages)


def test_the_expected_verdicts_follow_from_the_shipped_baseline(newsroom, specs):
    baseline = load_baseline(ROOT / "config" / "baseline").figures
    for page in (page for day in DAYS for page in newsroom.pages_on(day)):
        for expected in page.expect:
            comparison = compare(_observation(expected), baseline, specs[expected.indicator])
            assert comparison.verdict == expected.verdict, (page.slug, expected, comparison)


def _observation(expected):
    start, _, last = expected.period.partition("..")
    period = Period(_days(start)[0], _days(last or start)[1], expected.period)
    return Observation(
        expected.indicator,
        Kind(expected.kind),
        period,
        span=(0, 0),
        text="",
        sentence="",
        value=expected.value,
        unit=expected.unit,
        bound=Bound(expected.bound),
        stage=expected.stage,
    )


def _days(label):
    """First day and the day after the last one of "2026", "2026-02" or "2026-02-26"."""
    year, month, day = (int(part) for part in f"{label}-0-0".split("-")[:3])
    if day:
        return dt.date(year, month, day), dt.date(year, month, day) + dt.timedelta(days=1)
    if month:
        return dt.date(year, month, 1), dt.date(year + month // 12, month % 12 + 1, 1)
    return dt.date(year, 1, 1), dt.date(year + 1, 1, 1)


def _reachable(newsroom, day):
    down = {outlet.id for outlet in newsroom.outlets if day in outlet.down}
    return [page for page in newsroom.pages_on(day) if page.outlet not in down]


def _key(told):
    return (told.indicator, told.kind, told.verdict, told.period, told.value, told.stage)


def _place(told, specs):
    """What tellings of one change share: the period only where it is part of the figure."""
    timeless = specs[told.indicator].period in {PeriodRule.STOCK, PeriodRule.STANDING, PeriodRule.MILESTONE}
    return (told.indicator, told.kind, told.verdict, None if timeless else told.period, told.value, told.stage)
