import datetime as dt
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.subscriptions import Channel, Subscription
from extractors.records import LANGUAGES, UNKNOWN_PERIOD, Bound, Kind, Period, PeriodKind
from extractors.verdicts import NEWS, Verdict
from flows.foreign_text import clean, plain, web_link
from flows.messages import (
    SUBJECT_LENGTH,
    Coverage,
    Envelope,
    LastTold,
    mark_figure,
    render_alert,
    render_digest,
)
from flows.notifying import sample_change
from flows.wording import load_wordings
from tests.warehouse.samples import BASELINE, NOW, SPECS, visa, year
from warehouse.rows import ChangeType
from warehouse.severity import Severity

BY_ID = {spec.id: spec for spec in SPECS}
CHANGE = replace(sample_change(NOW), stories=2)
COVERAGE = Coverage(34, ("trend", "apa-az"), 412, 3)


class _Text(HTMLParser):
    """What a reader sees of a page, with the addresses of its links where they are not what is read."""

    def __init__(self):
        super().__init__()
        self.tags, self.parts, self.open = [], [], ["", ""]

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open = [tag, dict(attrs).get("href", "")]

    def handle_endtag(self, _):
        self.open = ["", ""]

    def handle_data(self, data):
        tag, href = self.open
        if tag != "title":
            self.parts.append(data if href == data else f"{data} {href}")
            self.open[1] = ""


def parse(html: str) -> _Text:
    parser = _Text()
    parser.feed(html)
    return parser


def shown_in(html: str) -> str:
    return " ".join(parse(html).parts)


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def with_new(**fields):
    return replace(CHANGE, new=replace(CHANGE.new, **fields))


def test_the_subject_carries_the_fact():
    message = render_alert([CHANGE], BY_ID, Envelope("desk", "en"))
    assert message.subject == (
        "[KZ–AZ] Kazakhstan–Azerbaijan trade turnover, 2023: 529 → 2025: 611 mln USD (+15.5 %), 2 sources"
    )


def test_the_subject_is_that_of_the_best_attested_change():
    others = [
        replace(CHANGE, indicator="ots.gdp", stories=1),
        CHANGE,
        replace(with_new(confidence=0.7), indicator="ots.area"),
    ]
    message = render_alert(others, BY_ID, Envelope("desk", "en"))
    assert message.subject.startswith("[KZ–AZ] Kazakhstan–Azerbaijan trade turnover, 2023: 529 → 2025: 611")
    assert message.subject.endswith("plus 2 changes")
    assert message.text.startswith("Kazakhstan–Azerbaijan trade turnover, 2023: 529 → 2025: 611")


def test_the_body_lets_the_reader_check_it():
    change = replace(
        with_new(
            speaker="Minister A",
            confidence=0.87,
            reasons=("both parties in the sentence", "period 2025 stated", "a reason without words"),
        ),
        outlet="Steppe Wire",
    )
    text = render_alert([change], BY_ID, Envelope("desk", "en")).text.replace("\N{NO-BREAK SPACE}", " ")
    for line in (
        "Newer than the latest known figure.",
        "Why: its period is later: 2025, known so far: 2023",
        "Was: 529 mln USD, 2023 (A speaker, “A newspaper”, 2 March 2026, answer to question 1)",
        "Now: 611 mln USD, 2025",
        "Arithmetic: 611 − 529 = +82 mln USD; 82 ÷ 529 = +15.5 %",
        "“In this invented sentence, trade in 2025 came to ⟦611 million US dollars⟧.”",
        "Evidence: Minister A, Steppe Wire, 2 March 2026",
        "https://news.example/drill",
        "Independent sources: 2",
        "How sure: sure, 87 %: both sides are named in the sentence; the period is stated",
        f"Explain: figurewatch explain {change.id[:10]}",
        "Subscription: desk",
    ):
        assert line in text.splitlines()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_text_and_html_say_the_same_in_every_language(lang):
    message = render_digest([CHANGE], COVERAGE, BY_ID, Envelope("desk", lang, repeat=True, drill=True))
    assert words_of(message.text) == words_of(shown_in(message.html))
    assert BY_ID[CHANGE.indicator].titles[lang] in message.subject
    assert load_wordings()[lang].labels["repeat"] in message.text


def test_a_single_fact_is_said_once_unless_the_subject_had_to_shorten_it():
    title = BY_ID[CHANGE.indicator].titles["en"]
    assert title not in render_alert([CHANGE], BY_ID, Envelope("desk", "en")).text
    assert title in render_alert([CHANGE] * 2, BY_ID, Envelope("desk", "en")).text
    spec = replace(BY_ID[CHANGE.indicator], titles={"en": "long " * 100})
    assert "long " * 99 in render_alert([CHANGE], {spec.id: spec}, Envelope("desk", "en")).text


def test_a_first_figure_and_a_contradiction_say_so_in_the_subject():
    first = render_alert([replace(CHANGE, verdict="new", old=None)], BY_ID, Envelope("desk", "en"))
    assert first.subject.endswith("turnover, 2025: 611 mln USD, first figure, 2 sources")
    assert "Was:" not in first.text
    contradiction = render_alert([replace(CHANGE, verdict="contradicts")], BY_ID, Envelope("desk", "en"))
    assert "contradicts the known figure" in contradiction.subject
    assert "Known: 529" in contradiction.text


def test_a_figure_for_a_period_that_the_baseline_lacks_is_not_called_the_first():
    message = render_alert([replace(CHANGE, verdict="new")], BY_ID, Envelope("desk", "en"))
    assert "no figure known for this period" in message.subject
    assert "the nearest known one is shown" in message.text


def test_a_part_of_a_year_is_not_set_against_a_year():
    january = Period(dt.date(2026, 1, 1), dt.date(2026, 2, 1), "2026-01")
    message = render_alert([with_new(period=january)], BY_ID, Envelope("desk", "en"))
    assert "turnover, January 2026: 611 mln USD, 2 sources" in message.subject
    assert "Known: 529" in message.text
    assert "Arithmetic: none: the periods differ in length" in message.text


def test_another_kind_of_figure_than_the_indicators_own_is_named():
    growth = with_new(kind=Kind.GROWTH, unit="percent", value=Decimal("11.7"), text="11.7 %")
    message = render_alert([replace(growth, verdict="new", old=None)], BY_ID, Envelope("desk", "en"))
    assert "Kazakhstan–Azerbaijan trade turnover, growth, 2025: +11.7 %" in message.subject


def test_the_mark_is_on_the_figure_even_where_the_evidence_is_wider():
    change = with_new(text=CHANGE.new.sentence)
    assert "came to ⟦611 million US dollars⟧." in render_alert([change], BY_ID, Envelope("desk", "en")).text


def test_an_edited_article_shows_what_it_said_before():
    edited = replace(CHANGE, edited_from=replace(CHANGE.new, value=CHANGE.new.value * 10))
    assert "Before the edit: 6.11" in render_alert([edited], BY_ID, Envelope("desk", "en")).text


def corrected(type_: ChangeType, **fields):
    before = replace(CHANGE.new, value=Decimal(650_000_000))
    return replace(CHANGE, type=type_, stories=1, **{"edited_from": before, "correction": True} | fields)


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        (corrected(ChangeType.EDITED, correction=False), "2025: 611 mln USD (+15.5 %), corrected, was 650 mln USD"),
        (corrected(ChangeType.REVERTED), "2025: 611 mln USD (+15.5 %), edit taken back, was 650 mln USD"),
        (corrected(ChangeType.WITHDRAWN, edited_from=CHANGE.new), "611 mln USD, withdrawn by its source"),
    ],
)
def test_a_correction_says_what_it_corrects(change, subject):
    message = render_alert([change], BY_ID, Envelope("desk", "en"))
    assert subject in message.subject
    assert ("Now: no figure stands in its place" in message.text) is (change.type is ChangeType.WITHDRAWN)
    assert ("Newer than" in message.text) is not change.correction
    assert ("You were told before: " in message.text) is change.correction


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_type_and_severity_is_worded_in_every_language(lang):
    words = load_wordings()[lang]
    assert set(words.severities) == set(Severity)
    assert set(words.types) == set(ChangeType) - {ChangeType.MOVED}
    assert words.types["reverted"] in render_alert([corrected(ChangeType.REVERTED)], BY_ID, Envelope("desk", lang)).text
    shown = render_alert([replace(CHANGE, severity="high")], BY_ID, Envelope("desk", lang)).text
    assert f"{words.labels['severity']}: {words.severities['high']}" in shown


def test_a_stage_is_named_in_the_readers_language():
    change = replace(
        CHANGE, indicator="eu.visa_facilitation", verdict="stage_change", new=visa("signed", NOW.date()), old=None
    )
    assert "подписано" in render_alert([change], BY_ID, Envelope("desk", "ru")).subject


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "@everyone @channel <!channel> <@U123>",
    "[click](https://evil.example)",
    "tag\x00\x1b[31m\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe",
    "{{ 7 * 7 }} {% raw %} %s {0}",
    '\'" onmouseover=alert(1) x="',
    "# ||hidden|| ~~struck~~ **bold**",
)


@pytest.mark.parametrize("nasty", HOSTILE)
def test_foreign_text_stays_text(nasty):
    sentence = f"{nasty} 611 million US dollars {nasty}"
    change = replace(
        with_new(sentence=sentence, speaker=nasty, reasons=(nasty,)),
        title=nasty, outlet=nasty, url=f"https://news.example/{nasty}", reason=nasty,
    )  # fmt: skip
    message = render_alert([change], BY_ID, Envelope("desk", "en"))
    for text in (message.subject, message.text):
        assert not re.search(r"[<>\x00-\x09\x0b-\x1f\N{RIGHT-TO-LEFT OVERRIDE}]", text)
        assert not re.search(r"@\w|\]\(|^#|\|\||~~|\*\*", text, re.MULTILINE)
    page = parse(message.html)
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "h2",
        "p",
        "br",
        "strong",
        "blockquote",
        "mark",
        "span",
        "a",
        "code",
    }
    assert {tag for tag, _ in page.tags} <= allowed
    assert {name for _, attributes in page.tags for name in attributes} <= {"lang", "charset", "href", "rel"}


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://news.example/a?b=1&c=%20", True),
        ("javascript:alert(1)", False),
        ("https://news.example/\x1b[31m", False),
        ("https://news.example/a\N{RIGHT-TO-LEFT OVERRIDE}", False),
        ("data:text/html,x", False),
        ("//news.example/a", False),
        ('https://news.example/"><script>', False),
        ("https://news.example/a b", False),
    ],
)
def test_only_plain_web_links_are_linked(url, kept):
    assert web_link(url) == (url if kept else "")


def test_a_link_keeps_its_meaning_and_mentions_nobody():
    assert web_link("https://news.example/@everyone](x)") == "https://news.example/%40everyone%5D(x)"


def test_a_figure_that_is_not_in_its_sentence_marks_nothing():
    assert mark_figure("A sentence.", "611") == ("A sentence.", "", "")


def test_a_very_long_sentence_is_cut_around_its_figure():
    before, mark, after = mark_figure("a " * 5000 + "611" + " b" * 5000, "611")
    assert (mark, before[0], after[-1]) == ("611", "…", "…")
    assert len(before) + len(after) < 1300


def test_many_changes_are_cut_between_changes_never_inside():
    message = render_alert([CHANGE] * 1000, BY_ID, Envelope("desk", "en"), 2000)
    assert len(message.subject) + len(message.text) <= 2000
    shown = message.text.count(CHANGE.url)
    assert shown >= 1
    assert "Explain: figurewatch explain" in message.text
    assert f"Not shown for length: {1000 - shown} changes".replace("1000", "1,000") in message.text
    assert "plus 999 changes" in message.subject


def test_a_channel_of_middling_width_gets_some_in_full_and_headlines_of_the_rest():
    message = render_alert([CHANGE] * 8, BY_ID, Envelope("desk", "en"), 3000)
    assert len(message.subject) + 2 + len(message.text) <= 3000
    assert message.text.count("611\N{NO-BREAK SPACE}mln\N{NO-BREAK SPACE}USD (+15.5") == 8
    assert 1 <= message.text.count("Explain: figurewatch explain") < 8
    assert message.text.count(CHANGE.id[:10]) == 8
    assert words_of(message.text) == words_of(shown_in(message.html))


def test_a_narrow_channel_gets_the_short_form():
    message = render_alert([CHANGE] * 3, BY_ID, Envelope("desk", "en"), 300)
    assert len(message.subject) + len(message.text) <= 300
    assert CHANGE.url in message.text


def test_a_subject_is_never_longer_than_channels_take():
    spec = replace(BY_ID[CHANGE.indicator], titles={"en": "long " * 100})
    assert len(render_alert([CHANGE], {spec.id: spec}, Envelope("desk", "en")).subject) <= SUBJECT_LENGTH


def test_a_digest_without_changes_is_a_statement_with_its_evidence():
    message = render_digest([], COVERAGE, BY_ID, Envelope("desk", "en"))
    assert message.subject == "Digest: No change since the last digest."
    assert "Checked 34 of 36 sources, 412 articles read, 3 pages not read." in message.text
    assert "Not reached: trend, apa-az." in message.text


def test_a_message_with_nothing_in_it_is_refused():
    with pytest.raises(ValueError, match="at least one change"):
        render_alert([], BY_ID, Envelope("desk", "en"))


def test_cleaning_keeps_every_letter_of_the_four_languages():
    letters = "ӘәҒғҚқҢңӨөҰұҮүҺһІі Əə Ğğ İı Öö Şş Üü Çç Ёё «»–—’ № ½"
    assert clean(letters) == letters
    assert plain(letters) == letters


def test_a_tag_of_the_relation_stands_only_where_all_changes_share_it():
    other = replace(CHANGE, indicator="eu.companies", relation="eu")
    assert render_alert([CHANGE, CHANGE], BY_ID, Envelope("desk", "en")).subject.startswith("[KZ–AZ] ")
    assert render_alert([CHANGE, other], BY_ID, Envelope("desk", "en")).subject.startswith("Kazakhstan–Azerbaijan")


def test_corrections_and_what_matters_most_come_first():
    changes = [
        replace(CHANGE, stories=9),
        replace(CHANGE, severity="high", title="matters"),
        replace(corrected(ChangeType.REVERTED), title="a correction"),
    ]
    text = render_alert(changes, BY_ID, Envelope("desk", "en")).text
    assert text.index("a correction") < text.index("matters") < text.index("Independent sources: 9")


def test_a_target_for_another_deadline_stands_beside_the_known_one():
    due = [
        replace(CHANGE.new.period, kind=PeriodKind.BY, start=dt.date(y, 1, 1), end=dt.date(y + 1, 1, 1))
        for y in (2030, 2027)
    ]
    old = replace(
        CHANGE.old, indicator="titr.cargo_target", kind=Kind.TARGET, unit="t", value=Decimal(10**7), period=due[0]
    )
    new = replace(
        CHANGE.new, indicator=old.indicator, kind=Kind.TARGET, unit="t", value=Decimal(8 * 10**6), period=due[1]
    )
    change = replace(CHANGE, indicator=old.indicator, kind=Kind.TARGET, verdict="new", old=old, new=new)
    message = render_alert([change], BY_ID, Envelope("desk", "en"))
    assert "by 2027: 8 mln t; known target: by 2030: 10 mln t, 2 sources" in message.subject
    assert "%" not in message.subject
    assert "Known: 10 mln t" in message.text.replace("\N{NO-BREAK SPACE}", " ")


def test_what_the_receiver_was_told_last_stands_beside_the_known_figure():
    told = LastTold(replace(CHANGE.new, value=Decimal(547_200_000), period=year(2024)), dt.date(2026, 2, 28))
    message = render_alert([CHANGE], BY_ID, Envelope("desk", "en", told={CHANGE.id: told}))
    text = message.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Was: 529 mln USD, 2023" in text
    assert "You were told last: 547.2 mln USD, 2024 (message of 28 February 2026)" in text
    assert words_of(message.text) == words_of(shown_in(message.html))
    same = LastTold(replace(CHANGE.new, value=CHANGE.old.value, period=CHANGE.old.period), told.day)
    assert "told last" not in render_alert([CHANGE], BY_ID, Envelope("desk", "en", told={CHANGE.id: same})).text


def test_a_step_back_is_called_so():
    old = replace(next(row for row in BASELINE if row.stage), stage="in_force")
    change = replace(CHANGE, indicator=old.indicator, verdict="stage_change", old=old, new=visa("signed", NOW.date()))
    message = render_alert([change], BY_ID, Envelope("desk", "en"))
    assert message.subject.endswith("in force → signed, step back, 2 sources")
    assert "A step back: an earlier stage than the known one." in message.text


def test_an_accepted_change_is_cited_by_its_address():
    old = replace(CHANGE.old, speaker="", outlet="Steppe [x](http://evil.example)", place="https://news.example/a")
    text = render_alert([replace(CHANGE, old=old)], BY_ID, Envelope("desk", "en")).text
    assert "2 March 2026, https://news.example/a)" in text
    assert "](" not in text


def test_a_long_title_is_shortened_before_the_figures_are():
    spec = replace(BY_ID[CHANGE.indicator], titles={"en": "long " * 100})
    subject = render_alert([CHANGE], {spec.id: spec}, Envelope("desk", "en")).subject
    assert len(subject) <= SUBJECT_LENGTH
    assert subject.endswith("…, 2023: 529 → 2025: 611 mln USD (+15.5 %), 2 sources")


def test_the_smallest_channel_gets_the_fact_and_where_to_read_on():
    message = render_alert([CHANGE] * 3, BY_ID, Envelope("desk", "en"), 140)
    assert len(message.subject) + 2 + len(message.text) <= 140
    assert message.text == f"figurewatch explain {CHANGE.id[:10]}"
    assert "611" in message.subject


@pytest.mark.parametrize(
    ("lang", "one", "five"),
    [
        ("en", "Checked 1 of 1 source, 1 article read, 1 page not read.", "Checked 5 of 5 sources, 5 articles read"),
        ("ru", "Проверено 1 из 1 источника; прочитано: 1 статья; не прочитано: 1 страница.", "5 из 5 источников"),
        ("kk", "Тексерілгені: 1, барлығы 1 дереккөз; оқылғаны: 1 мақала; оқылмағаны: 1 бет.", "5 мақала"),
        ("az", "Yoxlanılıb: 1, cəmi 1 mənbə; oxunub: 1 məqalə; oxunmayıb: 1 səhifə.", "5 məqalə"),
    ],
)
def test_coverage_counts_take_their_form(lang, one, five):
    words = load_wordings()[lang]
    assert Coverage(1, (), 1, 1).in_words(words) == one
    assert five in Coverage(5, (), 5, 5).in_words(words)


@pytest.mark.parametrize(
    ("lang", "filters", "said"),
    [
        ("en", {}, "everything"),
        ("en", {"relations": ("eu", "az"), "min_confidence": 0.8}, "KZ–EU, KZ–AZ; from 80 % certainty"),
        ("ru", {"indicators": ("az.trade_turnover", "eu.companies")}, "2 показателя"),
        ("kk", {"verdicts": (Verdict.NEWER,)}, "өзгерістің кейбір түрлері ғана"),
        ("az", {"relations": ("az",), "indicators": ("az.trade_turnover",)}, "KZ–AZ; 1 göstərici"),
    ],
)
def test_a_message_says_what_its_subscription_asks_for(lang, filters, said):
    wishes = Subscription("desk", lang, (Channel("file", url="file://a.txt"),), **filters)
    message = render_alert([CHANGE], BY_ID, Envelope("desk", lang, wishes=wishes))
    assert f"desk ({said})" in message.text.replace("\N{NO-BREAK SPACE}", " ")
    assert words_of(message.text) == words_of(shown_in(message.html))


def test_coverage_says_since_when_a_source_is_silent():
    coverage = replace(COVERAGE, last_heard={"trend": dt.date(2026, 2, 27)})
    said = coverage.in_words(load_wordings()["en"])
    assert said.endswith("Not reached: trend (since 27 February 2026), apa-az.")


# A brace is an unfilled field, "None" a missing one.
FOREIGN = st.text(st.characters(exclude_characters="{}")).filter(lambda text: "None" not in text)
NUMBERS = st.decimals(min_value="0.01", max_value="9e12", places=2) | st.integers(1, 5000).map(Decimal)
DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2035, 12, 31))


@st.composite
def periods(draw):
    start, span = draw(DAYS), draw(st.sampled_from((1, 30, 91, 273, 365, 366, 730)))
    if draw(st.booleans()):
        start, span = dt.date(start.year, 1, 1), None
    end = start + dt.timedelta(days=span) if span else dt.date(start.year + 1, 1, 1)
    label = str(start.year) if span is None else f"{start}..{end}"
    kind = draw(st.sampled_from(PeriodKind))
    return draw(st.sampled_from((Period(start, end, label, kind), UNKNOWN_PERIOD, Period(None, end, label, kind))))


@st.composite
def any_change(draw):
    spec = draw(st.sampled_from(SPECS))
    stages = [stage.name for stage in spec.stages] or [None]
    values = st.none() if spec.unit is None else NUMBERS

    def told(figure, **more):
        said = {"indicator": spec.id, "kind": spec.kind, "unit": spec.unit, "stage": draw(st.sampled_from(stages))}
        return replace(figure, **said, value=draw(values), period=draw(periods()), **more)

    sure, bound = draw(st.floats(0, 1)), draw(st.sampled_from(Bound))
    new = told(CHANGE.new, bound=bound, sentence=draw(FOREIGN), confidence=sure)
    type_ = draw(st.sampled_from(ChangeType))
    edited = type_ is not ChangeType.MOVED
    about = {"indicator": spec.id, "kind": spec.kind, "relation": spec.relation, "verdict": draw(st.sampled_from(NEWS))}
    before = {"old": draw(st.sampled_from((told(CHANGE.old), None))), "edited_from": told(new) if edited else None}
    article = {"title": draw(FOREIGN), "outlet": draw(FOREIGN), "stories": draw(st.integers(0, 30))}
    severity = draw(st.sampled_from((None, *Severity)))
    correction = edited and draw(st.booleans())
    return replace(CHANGE, new=new, type=type_, severity=severity, correction=correction, **about, **before, **article)


@given(
    changes=st.lists(any_change(), min_size=1, max_size=4),
    lang=st.sampled_from(LANGUAGES),
    limit=st.none() | st.integers(100, 6000),
)
@settings(max_examples=25, deadline=None)
def test_any_changes_are_said_whole_within_the_limit_and_alike_in_text_and_html(changes, lang, limit):
    message = render_alert(changes, BY_ID, Envelope("desk", lang), limit)
    assert len(message.subject) <= SUBJECT_LENGTH
    assert limit is None or len(message.subject) + 2 + len(message.text) <= limit
    assert words_of(message.text) == words_of(shown_in(message.html))
    assert not re.search(r"[{}<>]|\bNone\b|@\w|\]\(", message.text)
    assert limit is not None or message.text.count("figurewatch explain") == len(changes)
