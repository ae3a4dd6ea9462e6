from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest

from config.load import ConfigError
from extractors.records import LANGUAGES
from flows.newsroom import Response, feed_path, load_newsroom, page_path, render, serve_newsroom, sources

FOLDER = Path(__file__).parents[1] / "newsroom"
BASE = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def newsroom():
    return load_newsroom(FOLDER)


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
        "paragraphs: [one]\n  edit: {day: 2, updated: 2026-03-03T08:00:00Z, replace: {two: three}, expect: []}",
        "its edit replaces 'two'",
    ),
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
