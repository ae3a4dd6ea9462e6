"""Pages to articles: what is read, what is believed, and what is refused."""

from __future__ import annotations

import contextlib
import datetime as dt
import html
import json
import time

import pytest

from extractors.articles import ArticleError, parse_article
from extractors.records import Article, Entry

URL = "https://www.vestnik.example/news/2025/oborot"
UTC = dt.UTC
KAZAKHSTAN = dt.timezone(dt.timedelta(hours=5))

TEXTS = {
    "ru": "Объём торговли между двумя странами составил {n} млн долларов, и это больше прежнего, уточнили в ведомстве.",
    "en": "Trade between the two countries came to {n} million dollars, which is more than before, the office said.",
    "kk": "Екі ел арасындағы тауар айналымы {n} млн долларға жетті, бұл бұрынғыдан көп, деп хабарлады мекеме өкілдері.",
    "az": "İki ölkə arasında ticarət dövriyyəsi {n} milyon dollara çatıb, bu isə əvvəlkindən çoxdur, deyə bildirilib.",
}


def page(lang: str = "ru", head: str = "", before: str = "", declared: str | None = None) -> str:
    paragraphs = "".join(f"<p>{TEXTS[lang].format(n=n)}</p>\n" for n in range(101, 109))
    declared = lang if declared is None else declared
    return (
        f'<!doctype html><html lang="{declared}"><head><title>Оборот вырос — Вестник</title>{head}</head>'
        '<body><nav><a href="/">Главная</a> <a href="/sport">Спорт</a></nav>'
        f"<article>{before}<h1>Оборот вырос</h1>{paragraphs}</article>"
        "<aside><h3>Ещё</h3><a href='/2'>Другая новость о погоде</a></aside><footer>© Вестник</footer></body></html>"
    )


def read(text: str, entry: Entry | None = None, url: str = URL) -> Article:
    return parse_article(text.encode(), url, entry=entry)


def linked_data(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def test_the_text_keeps_its_paragraphs_and_leaves_the_furniture():
    lines = read(page()).text.split("\n")
    assert [line for line in lines if "млн" in line] == [TEXTS["ru"].format(n=n) for n in range(101, 109)]
    assert not any("погоде" in line or "Спорт" in line or "©" in line for line in lines)


def test_the_text_is_composed_and_without_invisible_characters():
    spoilt = (
        page().replace("Объём", "Объе\u0308м").replace("торговли", "торго&shy;в\u200bли").replace("млн", "м\u202eлн")
    )
    assert TEXTS["ru"].format(n=101) in read(spoilt).text


DATES = {
    "JSON-LD": (linked_data(datePublished="2025-05-14T09:30:00+05:00"), ""),
    "JSON-LD in a graph": (
        linked_data(
            **{
                "@type": "WebPage",
                "@graph": [{"@type": ["Thing", "ReportageNewsArticle"], "datePublished": "2025-05-14T09:30:00+05:00"}],
            }
        ),
        "",
    ),
    "a meta element": ('<meta property="article:published_time" content="2025-05-14T09:30:00+05:00">', ""),
    "Dublin Core": ('<meta name="DC.date.issued" content="2025-05-14T09:30:00+05:00">', ""),
    "microdata": ("", '<span itemprop="datePublished" content="2025-05-14T09:30:00+05:00">14 мая</span>'),
    "a time element": ("", '<time datetime="2025-05-14T09:30:00+05:00">14 мая</time>'),
}


@pytest.mark.parametrize("place", DATES)
def test_a_stated_date_is_read_with_its_zone(place):
    head, before = DATES[place]
    article = read(page(head=head, before=before), Entry(URL, "", dt.datetime(2025, 5, 20, tzinfo=UTC)))
    assert article.published == dt.datetime(2025, 5, 14, 9, 30, tzinfo=KAZAKHSTAN)
    assert article.published.utcoffset() == dt.timedelta(hours=5)
    assert article.published_from == "page"


ENTRY_DATE = dt.datetime(2025, 5, 14, 18, 0, tzinfo=KAZAKHSTAN)
NO_DATES = {
    "none": "",
    "impossible": linked_data(datePublished="2025-06-31T00:00:00Z"),
    "out of range": linked_data(datePublished="0001-01-01T00:00:00Z"),
    "a number": linked_data(datePublished=20250514),
    "broken JSON": '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2025-05-01"</script>',
    "endless nesting": f'<script type="application/ld+json">{"[" * 50_000}</script>',
}


@pytest.mark.parametrize("name", NO_DATES)
def test_without_a_stated_date_the_entry_decides_and_nothing_is_guessed_from_the_text(name):
    text = page(head=NO_DATES[name]).replace("Объём", "В 2024 году, 3 марта 2024 года, объём")
    article = read(text, Entry(URL, "", ENTRY_DATE))
    assert (article.published, article.published_from) == (ENTRY_DATE, "entry")
    article = read(text)
    assert (article.published, article.published_from) == (None, "none")


def test_a_bare_day_gives_way_to_the_entry_of_that_day_only():
    day = page(head='<meta name="date" content="2025-05-14">')
    assert read(day, Entry(URL, "", ENTRY_DATE)).published == ENTRY_DATE
    assert read(day, Entry(URL, "", ENTRY_DATE + dt.timedelta(days=9))).published == dt.datetime(
        2025, 5, 14, tzinfo=UTC
    )


CANONICAL = {
    "/news/1": "https://www.vestnik.example/news/1",
    "https://vestnik.example/news/1?utm_source=x": "https://vestnik.example/news/1",
    "https://m.vestnik.example/news/1": "https://m.vestnik.example/news/1",
    "https://other.example/news/1": URL,
    "//other.example/news/1": URL,
    "javascript:alert(1)": URL,
    "https://www.vestnik.example/": URL,
    "https://www.vestnik.example/news/": URL,
    "https://www.vestnik.example/news/2025": URL,
    "https://www.vestnik.example/news/2025/oborot/": "https://www.vestnik.example/news/2025/oborot/",
    "https://www.vestnik.example/?p=17": "https://www.vestnik.example/?p=17",
    "": URL,
}
TWINS = ["/news/1/amp", "/news/1/amp/", "/news/1/print", "/news/1/m/", "/news/1/index.html"]


@pytest.mark.parametrize("link", CANONICAL)
def test_a_canonical_address_is_believed_on_the_same_domain_only(link):
    head = f'<link rel="canonical" href="{html.escape(link)}">'
    assert read(page(head=head), url=f"{URL}?utm_campaign=feed#top").url == CANONICAL[link]


@pytest.mark.parametrize("path", TWINS)
@pytest.mark.parametrize("host", ["www", "m", "amp"])
def test_the_light_and_mobile_twins_of_an_article_are_that_article(path, host):
    head = '<link rel="canonical" href="https://www.vestnik.example/news/1">'
    found = read(page(head=head), url=f"https://{host}.vestnik.example{path}?utm_source=x")
    assert found.url == "https://www.vestnik.example/news/1"


def test_who_what_and_where_come_from_the_page():
    head = linked_data(
        headline="Оборот &laquo;вырос&raquo;", author=[{"@type": "Person", "name": "Асель Б."}, "Иван П."]
    )
    article = read(page(head=head + '<meta property="og:site_name" content="Степной вестник">'))
    assert (article.title, article.author, article.outlet) == ("Оборот «вырос»", "Асель Б., Иван П.", "Степной вестник")


def test_what_the_page_does_not_say_comes_from_elsewhere():
    bare = page().replace("<h1>Оборот вырос</h1>", "").replace("<title>Оборот вырос — Вестник</title>", "")
    article = read(bare, Entry(URL, "Из ленты", None))
    assert (article.title, article.author, article.outlet) == ("Из ленты", "", "www.vestnik.example")


@pytest.mark.parametrize("lang", TEXTS)
@pytest.mark.parametrize("declared", ["", "ru", "en-GB", "kk", "kz", "az-Latn-AZ", "tr", "x-default"])
def test_the_language_is_that_of_the_letters_whatever_the_page_declares(lang, declared):
    assert read(page(lang, declared=declared)).lang == lang


ENCODINGS = [
    ("utf-8", "ru"),
    ("windows-1251", "ru"),
    ("koi8-r", "ru"),
    ("iso-8859-5", "ru"),
    ("utf-16", "ru"),
    ("kz1048", "kk"),
    ("windows-1254", "en"),
    ("utf-8-sig", "az"),
]


@pytest.mark.parametrize(("encoding", "lang"), ENCODINGS)
@pytest.mark.parametrize("told_by", ["header", "meta"])
def test_every_encoding_gives_the_same_text(encoding, lang, told_by):
    text = (
        page(lang, head=f'<meta charset="{encoding}">' if told_by == "meta" else "").replace("©", "").replace("Ещё", "")
    )
    if encoding == "windows-1254":
        text = text.replace("Оборот вырос — Вестник", "Trade").replace("Оборот вырос", "Trade").replace("Главная", "")
        text = text.replace("Спорт", "").replace("Другая новость о погоде", "").replace("Вестник", "")
    body = text.encode(encoding, "xmlcharrefreplace")
    article = parse_article(body, URL, charset=encoding if told_by == "header" else None)
    assert TEXTS[lang].format(n=103) in article.text


REFUSED = {
    "nothing": (b"", "empty"),
    "blanks": (b" \n ", "empty"),
    "markup alone": (b"<html><body><div></div></body></html>", "empty"),
    "a line": (b"<html><body><p>Sign in to read.</p></body></html>", "too_short"),
    "a document": (b"%PDF-1.7 ...", "not_html"),
    "packed bytes": (b"\x1f\x8b\x08" + bytes(range(256)), "not_html"),
    "JSON": (b'{"html": "none"}', "not_html"),
    "a feed": (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "not_html"),
    "too many bytes": (b"<html>" + b"a" * 3_000_001, "too_large"),
    "a novel": (f"<html><body>{'<p>Some more words of it.</p>' * 15_000}".encode(), "too_large"),
    "too many tags": (b"<html>" + b"<i>" * 40_001, "too_complex"),
    "too many attributes": (b"<html " + b" ".join(b'attribute%d="1"' % n for n in range(5000)) + b">", "too_complex"),
    "too deep": (page().replace("<article>", "<div>" * 300).encode(), "too_deep"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_page_without_an_article_is_refused_with_its_reason(name):
    body, reason = REFUSED[name]
    with pytest.raises(ArticleError) as caught:
        parse_article(body, URL)
    assert caught.value.reason == reason
    assert str(caught.value) == f"{URL}: no article ({reason})"


HOSTILE = {
    "quotes in JSON-LD": '<script type="application/ld+json">' + '"' * 80_000 + "</script>",
    "escaped quotes in JSON-LD": '<script type="application/ld+json">{"author": "' + '\\"' * 40_000 + '"}</script>',
    "a long author": f'<meta name="author" content="{"a." * 40_000}">',
    "a long word": f"<meta name='description' content='{'a' * 1_000_000}'>",
    "scripts never closed": "<script>" * 200,
    "many metas": '<meta name="a" content="b">' * 5000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_built_to_stall_ends_soon(name):
    started = time.process_time()
    with contextlib.suppress(ArticleError):
        assert len(read(page(head=HOSTILE[name])).author) <= 500
    assert time.process_time() - started < 5


def test_one_page_leaves_no_trace_in_the_next():
    alone = read(page())
    read(page("en", head=linked_data(headline="Other")))
    assert read(page()) == alone
