"""Pages that stand before an article, as sites of the region and their protectors show them."""

from __future__ import annotations

import pytest

from extractors.articles import ArticleError, parse_article
from extractors.walls import find_wall

URL = "https://vestnik.example/news/1"
STORY = "Товарооборот двух стран за девять месяцев составил 455 млн долларов, сообщили в ведомстве. "


def page(title: str = "Оборот вырос", body: str = "", head: str = "") -> str:
    return f'<!doctype html><html lang="ru"><head><title>{title}</title>{head}</head><body>{body}</body></html>'


CONSENT = (
    "<div><h2>Ваши данные</h2><p>Мы используем файлы cookie, чтобы сайт работал. <button>Принять</button></p></div>"
)
SCRIPT = "<script>var text = '" + "много слов внутри сценария, которых никто не видит. " * 100 + "';</script>"
WALLS = {
    "a check with its script": (
        page("Just a moment...", f"<noscript>Enable JavaScript</noscript>{SCRIPT}"),
        "challenge",
    ),
    "a check in Russian": (page("Проверка браузера", "<p>Это займёт несколько секунд</p>"), "challenge"),
    "a check without a title": (page("", "<p>Подтвердите, что вы не робот</p>"), "challenge"),
    "a check in Kazakh": (page("", "<p>Робот емес екеніңізді растаңыз</p>"), "challenge"),
    "a question for consent": (page("Вестник", CONSENT + SCRIPT), "consent"),
    "a question for consent in Azerbaijani": (page("Xəbər", "<p>Biz kukilərdən istifadə edirik.</p>"), "consent"),
    "a question by its title": (page("Before you continue to the site", "<p>Choose</p>"), "consent"),
    "a login": (page("Вестник", '<form><input name=u><input type="password"></form><p>Забыли?</p>'), "login"),
    "a login by its words": (page("", f"<p>{STORY}</p><p>Войдите, чтобы продолжить чтение.</p>"), "login"),
    "a paywall": (page(body=f"<p>{STORY}</p><div>Материал доступен только подписчикам</div>"), "paywall"),
    "a paywall in English": (page(body="<p>Trade grew.</p><b>Subscribe to continue reading</b>"), "paywall"),
    "a declared paywall": (
        page(
            head='<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>',
            body=f"<article><p>{STORY * 60}</p></article>",
        ),
        "paywall",
    ),
}
NO_WALLS = {
    "an article": page(body=f"<article><p>{STORY}</p></article>"),
    "an article under a question for consent": page(body=f"<article>{f'<p>{STORY}</p>' * 40}</article>{CONSENT}"),
    "an article about cookies": page("Как принять все cookie", f"<article>{f'<p>{STORY}</p>' * 40}</article>"),
    "an article with a login in its corner": page(
        body=f'<form><input type="password"></form><article>{f"<p>{STORY}</p>" * 10}</article>'
    ),
    "a free article that says so": page(
        head='<script type="application/ld+json">{"isAccessibleForFree": true}</script>', body=f"<p>{STORY}</p>"
    ),
    "an article behind the scripts of a protector": page(
        head="<script src='/cdn-cgi/challenge-platform/scripts/main.js'></script>", body=f"<p>{STORY}</p>"
    ),
    "nothing": "",
}


@pytest.mark.parametrize("name", WALLS)
def test_a_page_before_the_article_is_recognised_and_not_read(name):
    text, wall = WALLS[name]
    assert find_wall(text) == wall
    with pytest.raises(ArticleError) as caught:
        parse_article(text.encode(), URL)
    assert caught.value.reason == wall


@pytest.mark.parametrize("name", NO_WALLS)
def test_an_article_is_no_wall(name):
    assert find_wall(NO_WALLS[name]) is None
