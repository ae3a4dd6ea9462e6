"""Feeds and sitemaps as strangers send them."""

from __future__ import annotations

import datetime as dt
import sys
import time

import pytest

from extractors.dates import parse_date
from extractors.feeds import FeedError, parse_feed, parse_news_sitemap
from extractors.links import clean_address, registrable_domain

URL = "https://vestnik.example/rss/main.xml"
UTC = dt.UTC


def rss(*items: str) -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    declaration = '<?xml version="1.0" encoding="utf-8"?>'
    return f'{declaration}<rss version="2.0"><channel><title>Вестник</title>{body}</channel></rss>'.encode()


def item(link: str = "https://vestnik.example/1", title: str = "Заголовок", rest: str = "") -> str:
    return f"<title>{title}</title><link>{link}</link>{rest}"


FORMATS = {
    "rss091n": (
        b'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
        b'<rss version="0.91"><channel><title>A</title><item><title>T</title><link>https://a.example/1</link></item></channel></rss>'
    ),
    "rss092": b'<rss version="0.92"><channel><title>A</title><item><title>T</title><link>https://a.example/1</link></item></channel></rss>',
    "rss20": b'<rss version="2.0"><channel><title>A</title><item><title>T</title><link>https://a.example/1</link></item></channel></rss>',
    "rss10": (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        b'<channel rdf:about="https://a.example/"><title>A</title></channel>'
        b'<item rdf:about="https://a.example/1"><title>T</title><link>https://a.example/1</link></item></rdf:RDF>'
    ),
    "atom10": (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><title>T</title>'
        b'<link rel="alternate" href="https://a.example/1"/></entry></feed>'
    ),
}


@pytest.mark.parametrize("version", FORMATS)
def test_every_format_gives_its_entries(version):
    feed = parse_feed(FORMATS[version], URL)
    assert (feed.version, feed.title) == (version, "A")
    assert [(entry.url, entry.title) for entry in feed.entries] == [("https://a.example/1", "T")]
    assert feed.warnings == ()


NOT_FEEDS = {
    "an error page": (b"<!doctype html><html><body><h1>404</h1></body></html>", "an HTML page"),
    "a login page": (b"<html><form><input name=password></form></html>", "an HTML page"),
    "nothing": (b"", "empty"),
    "blanks": (b" \n\t", "empty"),
    "JSON": (b'{"status": "ok"}', "JSON"),
    "a path": (b"/etc/hostname", "plain text"),
    "an address": (b"http://127.0.0.1:1/feed", "plain text"),
    "a file address": (b"file:///etc/hostname", "plain text"),
    "too many tags": (b"<rss>" + b"<a>" * 300_001, "too_complex"),
    "too many bytes": (b"<rss>" + b"a" * 5_000_001, "too_large"),
    "too many attributes": (b"<rss " + b" ".join(b'attribute%d="1"' % n for n in range(5000)) + b">", "too_complex"),
}


@pytest.mark.parametrize("name", NOT_FEEDS)
def test_what_is_no_feed_is_refused_with_what_it_looks_like(name):
    body, looks_like = NOT_FEEDS[name]
    with pytest.raises(FeedError, match=looks_like):
        parse_feed(body, URL)


def test_a_body_that_is_a_path_or_an_address_opens_nothing():
    opened = []
    watching = True

    def watch(event, args):
        if watching and event in ("open", "socket.connect", "socket.getaddrinfo", "urllib.Request"):
            opened.append((event, args))

    sys.addaudithook(watch)
    for body in (b"/etc/hostname", b"http://127.0.0.1:9/x", b"file:///etc/hostname", b"feed:http://127.0.0.1:9/"):
        with pytest.raises(FeedError):
            parse_feed(body, URL)
    watching = False
    assert opened == []


LINKS = {
    "https://a.example/1": "https://a.example/1",
    "HTTPS://A.Example/1": "https://a.example/1",
    "http://a.example": "http://a.example/",
    "/news/1": "https://vestnik.example/news/1",
    "2.html": "https://vestnik.example/rss/2.html",
    "//a.example/1": "https://a.example/1",
    "?id=1": "https://vestnik.example/rss/main.xml?id=1",
    "https://a.example/1#comments": "https://a.example/1",
    "https://a.example/1?utm_source=rss&amp;id=2&amp;fbclid=x": "https://a.example/1?id=2",
    "https://a.example/1?at_medium=RSS&amp;gbraid=1&amp;ysclid=2&amp;_hsenc=3": "https://a.example/1",
    "https://a.example/путь": "https://a.example/путь",
    " https://a.example/1\n": "https://a.example/1",
    "javascript:alert(1)": None,
    "JaVaScRiPt:alert(1)": None,
    "data:text/html,x": None,
    "file:///etc/passwd": None,
    "ftp://a.example/1": None,
    "mailto:a@a.example": None,
    "vbscript:x": None,
    "https://": None,
    "http://[bad/": None,
    "https://a.example\\@b.example/": None,
}


@pytest.mark.parametrize("link", LINKS)
def test_only_http_links_are_kept_and_in_one_form(link):
    entries = parse_feed(rss(item(link)), URL).entries
    assert [entry.url for entry in entries] == ([LINKS[link]] if LINKS[link] else [])


DATES = {
    "Wed, 14 May 2025 09:30:00 +0500": dt.datetime(2025, 5, 14, 4, 30, tzinfo=UTC),
    "14 May 2025 09:30:00 GMT": dt.datetime(2025, 5, 14, 9, 30, tzinfo=UTC),
    "2025-05-14T09:30:00+04:00": dt.datetime(2025, 5, 14, 5, 30, tzinfo=UTC),
    "2025-05-14T09:30:00Z": dt.datetime(2025, 5, 14, 9, 30, tzinfo=UTC),
    "2025-05-14 09:30:00": dt.datetime(2025, 5, 14, 9, 30, tzinfo=UTC),
    "2025-05-14": dt.datetime(2025, 5, 14, tzinfo=UTC),
    "14.05.2025 09:30": dt.datetime(2025, 5, 14, 9, 30, tzinfo=UTC),
    "14.05.2025": dt.datetime(2025, 5, 14, tzinfo=UTC),
    "Wed, 31 Jun 2025 09:30:00 +0500": None,
    "2025-02-30T00:00:00Z": None,
    "32.01.2025": None,
    "0001-01-01T00:00:00Z": None,
    "9999-12-31T23:59:59Z": None,
    "Thu, 01 Jan 1970 00:00:00 GMT": None,
    "Wed, 14 May 2025 09:30:00 +9999": None,
    "yesterday": None,
    "": None,
    "14 мая 2025, 10:30": dt.datetime(2025, 5, 14, 10, 30, tzinfo=UTC),
    "14 мая 2025 г. в 10:30": dt.datetime(2025, 5, 14, 10, 30, tzinfo=UTC),
    "Ср, 14 май 2025 10:30:00 +0500": dt.datetime(2025, 5, 14, 5, 30, tzinfo=UTC),
    "14 мамыр 2025 10:30": dt.datetime(2025, 5, 14, 10, 30, tzinfo=UTC),
    "2025 жылғы 14 мамыр": dt.datetime(2025, 5, 14, tzinfo=UTC),
    "14 may 2025, 10:30": dt.datetime(2025, 5, 14, 10, 30, tzinfo=UTC),
    "14 İyun 2025": dt.datetime(2025, 6, 14, tzinfo=UTC),
    "14 Avqust 2025-ci il": None,
    "14 Haziran 2025": dt.datetime(2025, 6, 14, tzinfo=UTC),
    "Çrş, 14 May 2025 10:30:00 +0400": dt.datetime(2025, 5, 14, 6, 30, tzinfo=UTC),
    "May 14, 2025": dt.datetime(2025, 5, 14, tzinfo=UTC),
    "Wed, 14 Sept 2025 10:30:00 GMT": dt.datetime(2025, 9, 14, 10, 30, tzinfo=UTC),
    "Wed, 14 May 2025 10:30:00 ALMT": dt.datetime(2025, 5, 14, 5, 30, tzinfo=UTC),
    "Wed, 14 May 2025 10:30:00 AZT": dt.datetime(2025, 5, 14, 6, 30, tzinfo=UTC),
    "Wed, 14 May 2025 10:30:00 EST": dt.datetime(2025, 5, 14, 15, 30, tzinfo=UTC),
    "2025/05/14 10:30": dt.datetime(2025, 5, 14, 10, 30, tzinfo=UTC),
    "14-05-2025": dt.datetime(2025, 5, 14, tzinfo=UTC),
    "14/05/2025 10:30": dt.datetime(2025, 5, 14, 10, 30, tzinfo=UTC),
    "05/14/2025": dt.datetime(2025, 5, 14, tzinfo=UTC),
    "03/04/2025": None,
    "14 брюмера 2025": None,
    "31 июня 2025": None,
    "14 мая 2025 25:99": None,
    "1747218600": None,
    "1" * 5000: None,
}


@pytest.mark.parametrize("text", DATES)
def test_a_date_is_read_exactly_or_not_at_all(text):
    assert parse_date(text) == DATES[text]


def test_a_date_keeps_the_zone_of_the_outlet():
    (entry,) = parse_feed(rss(item(rest="<pubDate>Wed, 14 May 2025 01:30:00 +0500</pubDate>")), URL).entries
    assert entry.published is not None
    assert entry.published.date() == dt.date(2025, 5, 14)


def test_one_bad_character_reference_does_not_lose_the_feed():
    feed = parse_feed(
        rss(
            item("https://a.example/1", "A &#99999999; &#xFFFFFFFF; &#0; &#99999999999999999999 &#0000065; B"),
            item("https://a.example/2", "<b>&#99999999999999999999"),
            item("https://a.example/3"),
        ),
        URL,
    )
    assert [entry.url[-1] for entry in feed.entries] == ["1", "2", "3"]
    assert feed.entries[0].title == "A \ufffd \ufffd \ufffd \ufffd A B"


def test_titles_and_summaries_are_plain_clean_lines():
    title = "5 &lt; 6 &lt;b&gt;жирно&lt;/b&gt; \u202eзадом\u202c&#8203; й"
    (entry,) = parse_feed(
        rss(item(title=title, rest="<description><![CDATA[<p>Один</p>\n<p>два&nbsp;три</p>]]></description>")), URL
    ).entries
    assert entry.title == "5 < 6 жирно задом й"
    assert entry.summary == "Один два три"


def test_a_cut_feed_gives_what_can_be_read_and_says_so():
    whole = rss(item("https://a.example/1"), item("https://a.example/2"))
    feed = parse_feed(whole[: whole.rindex(b"<link>") + 4], URL)
    assert [entry.url for entry in feed.entries] == ["https://a.example/1"]
    assert any(warning.startswith("damaged") for warning in feed.warnings)


FEED_AS_IT_IS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><title>Степной край</title>
<item><title>Без даты и без идентификатора</title><link>/news/1</link></item>
<item><title>Дата словами</title><link>/news/2</link><pubDate>14 мая 2025, 10:30</pubDate></item>
<item><title>Пустая дата, потом настоящая</title><link>/news/3</link><pubDate></pubDate>
  <dc:date>2025-05-14T09:30:00+05:00</dc:date></item>
<item><title>Ссылка вместо идентификатора</title><guid>https://vestnik.example/news/4</guid></item>
<item><title>Номер вместо ссылки</title><guid>17</guid></item>
<item><title>Чужой номер</title><link>/news/5</link><guid isPermaLink="false">same</guid></item>
<item><title>Тот же номер</title><link>/news/6</link><guid isPermaLink="false">same</guid></item>
<item><title>Новый номер той же статьи</title><link>/news/6?utm_source=rss</link>
  <guid isPermaLink="false">other</guid></item>
<item><title>Через счётчик</title><link>https://count.example/~r/7</link>
  <feedburner:origLink>https://vestnik.example/news/7</feedburner:origLink></item>
<item><title>Облегчённая</title><link>/news/8</link><atom:link rel="amphtml" href="/news/8/amp"/></item>
<item><link>/news/9</link></item>
</channel></rss>"""


def test_a_feed_as_outlets_write_it_gives_every_article_once():
    feed = parse_feed(FEED_AS_IT_IS.encode(), URL)
    assert [entry.url for entry in feed.entries] == [f"https://vestnik.example/news/{n}" for n in range(1, 10)]
    dates = {entry.url[-1]: entry.published.isoformat() for entry in feed.entries if entry.published}
    assert dates == {"2": "2025-05-14T10:30:00+00:00", "3": "2025-05-14T09:30:00+05:00"}
    assert all(entry.summary == "" for entry in feed.entries)
    assert feed.warnings == ("2 of 11 entries without a link of their own left out",)


def test_relative_links_follow_the_base_that_the_feed_states():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://cdn.example/x/"><title>A</title>
      <entry xml:base="y/"><title>T</title><link rel="enclosure" href="a.mp3"/><link href="1"/>
      <id>urn:1</id></entry></feed>"""
    assert [entry.url for entry in parse_feed(body, URL).entries] == ["https://cdn.example/x/y/1"]


def test_a_page_in_the_place_of_a_feed_tells_the_feed_that_it_names():
    body = b'<html><head><link rel="alternate" type="application/rss+xml" title="News" href="/rss/new"></head></html>'
    with pytest.raises(FeedError, match=r"an HTML page; it names the feed https://vestnik\.example/rss/new"):
        parse_feed(body, URL)


def test_of_a_flood_of_entries_the_first_thousand_are_taken():
    feed = parse_feed(rss(*(item(f"/{n}") for n in range(3000))), URL)
    assert len(feed.entries) == 1000
    assert feed.warnings == ("3,000 entries; the first 1,000 are taken",)


def test_an_atom_entry_keeps_its_link_whatever_its_id_is():
    entry = b'<entry><id>tag:a.example,2026:1</id><title>T</title><link href="https://a.example/1"/></entry>'
    body = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>' + entry + b"</feed>"
    assert [found.url for found in parse_feed(body, URL).entries] == ["https://a.example/1"]


def test_an_entry_listed_twice_counts_once():
    feed = parse_feed(rss(item(), item(), item("https://vestnik.example/1?utm_medium=rss")), URL)
    assert len(feed.entries) == 1
    assert feed.warnings == ("2 of 3 entries without a link of their own left out",)


ENCODINGS = ["utf-8", "utf-16", "windows-1251", "koi8-r", "iso-8859-5", "kz1048"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_declared_encoding_is_read(encoding):
    body = rss(item(title="Товарооборот вырос на 17 %")).decode().replace("utf-8", encoding).encode(encoding)
    assert parse_feed(body, URL).entries[0].title == "Товарооборот вырос на 17 %"


def test_a_wrong_declaration_is_found_out_and_named():
    body = rss(*(item(f"https://a.example/{n}", f"Новость номер {n} о торговле Казахстана") for n in range(9)))
    feed = parse_feed(body.decode().encode("cp1251"), URL)
    assert feed.entries[3].title == "Новость номер 3 о торговле Казахстана"
    assert any("encoding guessed: cp1251" in warning for warning in feed.warnings)


def test_the_header_names_the_encoding_when_the_feed_does_not():
    body = rss(item(title="Ақтау порты")).replace(b'<?xml version="1.0" encoding="utf-8"?>', b"")
    assert parse_feed(body.decode().encode("kz1048"), URL, "kz1048").entries[0].title == "Ақтау порты"


HOSTILE = {
    "a long author": b'<rss version="2.0"><channel><item><author>'
    + b"a" * 200_000
    + b"</author></item></channel></rss>",
    "a long creator": b'<rss version="2.0"><channel><item><x:creator>'
    + b"a." * 100_000
    + b"</x:creator></item></channel></rss>",
    "authors never closed": b'<rss version="2.0"><channel>' + b"<author>" * 250_000,
    "entities in entities": (
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b']><rss version="2.0"><channel><title>&j;</title></channel></rss>'
    ),
    "an outer entity": (
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        b'<rss version="2.0"><channel><title>x&a;</title></channel></rss>'
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_feed_built_to_stall_ends_soon(name):
    started = time.process_time()
    feed = parse_feed(HOSTILE[name], URL)
    assert feed.entries == ()
    assert len(feed.title) < 400
    assert time.process_time() - started < 5


SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://a.example/1</loc><news:news>
<news:publication><news:name>Агентство</news:name><news:language>ru</news:language></news:publication>
<news:publication_date>2025-05-14T10:00:00+05:00</news:publication_date>
<news:title>Первая &amp; главная</news:title></news:news></url>
<url><loc>https://a.example/2</loc><lastmod>2025-05-13</lastmod></url>
<url><loc>javascript:alert(1)</loc></url>
</urlset>"""


def test_a_news_sitemap_gives_titles_and_dates():
    feed = parse_news_sitemap(SITEMAP.encode(), URL)
    assert (feed.version, feed.title) == ("sitemap", "Агентство")
    assert [(entry.url, entry.title, entry.published) for entry in feed.entries] == [
        ("https://a.example/1", "Первая & главная", dt.datetime(2025, 5, 14, 5, tzinfo=UTC)),
        ("https://a.example/2", "", dt.datetime(2025, 5, 13, tzinfo=UTC)),
    ]


def test_a_cut_sitemap_drops_the_address_that_may_be_cut():
    cut = SITEMAP[: SITEMAP.index("/2</loc>")].encode()
    feed = parse_news_sitemap(cut, URL)
    assert [entry.url for entry in feed.entries] == ["https://a.example/1"]
    assert feed.warnings


def test_of_an_archive_only_the_newest_thousand_are_taken():
    urls = "".join(
        f"<url><loc>https://a.example/{n}</loc><lastmod>{2000 + n // 100}-01-01</lastmod></url>" for n in range(2500)
    )
    feed = parse_news_sitemap(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode(), URL
    )
    assert len(feed.entries) == 1000
    assert min(entry.published for entry in feed.entries if entry.published).year == 2015


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            b"<sitemapindex><sitemap><loc>https://a.example/new.xml</loc></sitemap></sitemapindex>",
            "https://a.example/new.xml",
        ),
        (b"<html><body>no</body></html>", "an HTML page"),
        (b"plain", "plain text"),
        (b"\0" * 100, "plain text"),
        (b"<a:b:c><urlset/>", "no known feed format"),
        (b"", "empty"),
    ],
)
def test_what_is_no_sitemap_is_refused_with_the_way_out(body, message):
    with pytest.raises(FeedError, match=message):
        parse_news_sitemap(body, URL)


def test_a_sitemap_reads_no_outer_entity():
    body = b'<!DOCTYPE urlset [<!ENTITY a SYSTEM "file:///etc/hostname">]><urlset><url><loc>https://a.example/&a;</loc></url></urlset>'
    assert [entry.url for entry in parse_news_sitemap(body, URL).entries] in ([], ["https://a.example/"])


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://en.inform.kz/1", "inform.kz"),
        ("https://www.gov.kz/1", "www.gov.kz"),
        ("https://news.report.com.az/1", "report.com.az"),
        ("http://127.0.0.1:8001/1", "127.0.0.1:8001"),
        ("http://localhost/1", "localhost"),
    ],
)
def test_the_registrable_domain_is_what_one_owner_holds(url, domain):
    assert registrable_domain(url) == domain


def test_an_address_without_trackers_stays_as_it_is():
    assert clean_address("https://a.example/x?a=%D1%8F&b=&c=1;2", URL) == "https://a.example/x?a=%D1%8F&b=&c=1;2"
