"""robots.txt as a stranger may write it."""

from __future__ import annotations

import time
from contextlib import nullcontext

import httpx
import pytest

from flows.fetch_error import FetchError
from flows.robots import Robots, parse_rules

PAGE = httpx.URL("https://a.example/news/1")


def rules(text: str) -> Robots:
    return Robots(lambda *_: text)


DELAYS = {"5": 5.0, "0.5": 0.5, "1e308": 86_400.0, "inf": 0.0, "nan": 0.0, "-5": 0.0, "soon": 0.0}


@pytest.mark.parametrize("written", DELAYS)
def test_a_crawl_delay_is_a_number_of_seconds_within_a_day(written):
    assert rules(f"User-agent: *\nCrawl-delay: {written}").crawl_delay("", PAGE) == DELAYS[written]


NAMED = {
    "User-agent: *\nDisallow: /": False,
    "User-agent: figurewatch\nDisallow: /news": False,
    "user agent figurewatch\ndisallow /news": False,
    "User-agent: Figure*\nDisallow: /news": False,
    "User-agent: otherbot\nDisallow: /": True,
    "User-agent: otherbot\nUser-agent: figurewatch\nDisallow: /": False,
    "User-agent: otherbot\nDisallow: /\n\nUser-agent: *\nAllow: /": True,
    "User-agent: *\nDisallow: /*?id=\nDisallow: /*.pdf$": True,
    "User-agent: *\nDisallow: /n*s/": False,
    "": True,
    "<html>not found</html>": True,
}


@pytest.mark.parametrize("text", NAMED)
def test_rules_hold_for_those_whom_they_name(text):
    if NAMED[text]:
        assert rules(text).crawl_delay("", PAGE) == 0
    else:
        with pytest.raises(FetchError, match="robots"):
            rules(text).crawl_delay("", PAGE)


STALLING = {
    "many names for many rules": "".join(f"User-agent: a{n}\n" for n in range(9000)) + "Disallow: /a\n" * 9000,
    "many stars": "User-agent: *\nDisallow: /" + "*a" * 10_000 + "b",
    "many rules with stars": "User-agent: *\n" + "Disallow: /*a*a*b\n" * 19_000,
    "too many rules": "User-agent: *\n" + "Disallow: /\n" * 30_000,
}


@pytest.mark.parametrize("name", STALLING)
def test_rules_built_to_stall_are_read_soon_or_refused(name):
    started = time.process_time()
    refused = pytest.raises(FetchError, match="too many rules") if name == "too many rules" else nullcontext()
    with refused:
        rules(STALLING[name]).crawl_delay("", httpx.URL("https://a.example/" + "a" * 3000))
    assert time.process_time() - started < 5


def test_a_host_that_cannot_be_read_for_good_is_asked_once_and_a_slow_one_again():
    asked = []
    reasons = iter(["timeout", "tls"])

    def fail(url: str, address: str) -> str:
        asked.append(address)
        raise FetchError(next(reasons), url)

    robots = Robots(fail)
    seen = []
    for _ in range(4):
        with pytest.raises(FetchError) as caught:
            robots.crawl_delay("https://a.example/news/1", PAGE)
        seen.append(caught.value.reason)
    assert seen == ["timeout", "tls", "tls", "tls"]
    assert asked == ["https://a.example/robots.txt"] * 2


def test_every_line_of_a_normal_file_is_kept():
    assert parse_rules("Sitemap: https://a.example/s.xml\nUser-agent: *\nAllow: /").sitemaps
