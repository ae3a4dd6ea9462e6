"""Copies, rewrites and translations are one story, whatever order they come in."""

import datetime as dt
from dataclasses import replace

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.records import Observation
from tests.warehouse.samples import HOUR, NOW, companies, prepare, reading, record, trade
from warehouse.migrate import load_migrations, migrate
from warehouse.reports import select_changes
from warehouse.rows import Reading
from warehouse.stories import SAME_RELEASE, SAME_TEXT, overlap, sign

WIRE = """\
BAKU, 2 March. Trade between the two neighbours came to 611 million dollars in 2025, the customs committee reported on
Monday. In 2024 it had been 547 million dollars. Wheat, rolled steel and barley went west across the sea; fruit, nuts
and polymers came back. The head of the committee said that the queue for the ferry was longer than ever, and that a
second berth would be open by autumn. Forwarders are less sure of it: the tender for the cranes was put off twice last
year."""

COPY = """\
Trade between the two neighbours came to 611 million dollars in 2025, the customs committee reported on Monday. In 2024
it had been 547 million dollars. Wheat, rolled steel and barley went west across the sea; fruit, nuts and polymers came
back. Our correspondent adds that grain prices rose again."""

REWRITE = """\
Customs officials have put last year's commerce across the sea at 611 million dollars, up from 547 million in 2024.
What was shipped west was mostly wheat, rolled steel and barley; fruit, nuts and polymers made the opposite journey.
According to the head of the committee, lorries will queue less once a second berth is ready, which is planned for the
autumn."""

OWN = """\
Sadyq has driven lorries for thirty years and has never waited so long. Both countries sold each other goods worth 611
million dollars in 2025, says a clerk at the harbour, and half of that must have stood in front of him on the quay. He
was told that the year before it was 547 million dollars, and he believes it, because in those days there was room."""

TRANSLATION = """\
По словам таможенников, за 2025 год соседи наторговали на 611 млн долларов, а за 2024 год вышло 547 млн долларов. Везли
пшеницу, прокат и ячмень, обратно шли фрукты и полимеры."""

BOTH = (trade("611", 2025), trade("547", 2024))


def page(outlet: str, text: str, *observations: Observation, hours: int = 0, lang: str = "en") -> Reading:
    found = reading(f"https://{outlet}.example/1", *observations, text=text, published=NOW + hours * HOUR)
    return replace(found, article=replace(found.article, lang=lang))


@pytest.fixture
def stories_of(con):
    def stories() -> set[frozenset[str]]:
        rows = con.execute("SELECT list(DISTINCT url) FROM stories GROUP BY story_id").fetchall()
        return {frozenset(url.split("/")[2].removesuffix(".example") for url in urls) for (urls,) in rows}

    return stories


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        (WIRE, WIRE.replace("BAKU, 2 March. ", "AKTAU. "), 0.9, 1),
        (WIRE, COPY, 0.7, 0.95),
        (WIRE, REWRITE, SAME_RELEASE, SAME_TEXT),
        (WIRE, OWN, 0, SAME_RELEASE),
        (WIRE, TRANSLATION, 0, 0.02),
        ("Trade grew.", "Trade grew.", 1, 1),
        ("", WIRE, 0, 0),
    ],
)
def test_texts_share_as_much_as_they_have_in_common(one, other, least, most):
    assert least <= overlap(sign(one), sign(other)) <= most
    assert overlap(sign(one), sign(other)) == overlap(sign(other), sign(one))


def test_a_signature_is_the_same_in_every_process_and_version():
    """A library that hashes otherwise has to come with another METHOD, or stored signatures compare wrongly."""
    signature = sign(WIRE)
    assert (signature.shingles, list(signature.slots[:4])) == (85, [3222594868, 233761453, 3237673528, 1091066583])


ONE, TWO = {frozenset({"a", "b"})}, {frozenset({"a"}), frozenset({"b"})}
DAY = 24


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param(page("b", COPY, trade("611", 2025)), ONE, id="a copy, cut"),
        pytest.param(page("b", COPY, trade("611", 2025), hours=15 * DAY), TWO, id="the same words weeks later"),
        pytest.param(page("b", COPY, companies(4200, NOW.date())), TWO, id="a copy that tells another indicator"),
        pytest.param(page("b", REWRITE, *BOTH), ONE, id="a rewrite with the same figures"),
        pytest.param(page("b", REWRITE, BOTH[0]), TWO, id="half a rewrite, one figure"),
        pytest.param(page("b", OWN, *BOTH), TWO, id="the same figures by another author"),
        pytest.param(page("b", TRANSLATION, *BOTH, lang="ru", hours=2 * DAY), ONE, id="a translation"),
        pytest.param(page("b", TRANSLATION, *BOTH, lang="ru", hours=4 * DAY), TWO, id="a translation days later"),
        pytest.param(page("b", TRANSLATION, BOTH[0], lang="ru"), TWO, id="one figure in another language"),
        pytest.param(page("b", TRANSLATION, *BOTH, trade("109", 2020), lang="ru"), TWO, id="one figure more"),
        pytest.param(
            page("b", TRANSLATION, trade("611.0", 2025), BOTH[1], lang="ru"),
            ONE,
            id="the same value, printed otherwise",
        ),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_what_is_one_story(con, stories_of, other, expected, together):
    first = page("a", WIRE, *BOTH)
    for batch in ((first, other),) if together else ((first,), (other,)):
        record(con, *batch, now=NOW + len(stories_of()) * HOUR)
    assert stories_of() == expected


def test_two_stories_become_one_when_what_they_come_from_is_found(con, stories_of):
    head, tail = WIRE[:300], WIRE[290:]
    record(con, page("b", head, BOTH[0], hours=2))
    record(con, page("c", tail, BOTH[0], hours=3), now=NOW + HOUR)
    assert stories_of() == {frozenset({"b"}), frozenset({"c"})}
    assert select_changes(con)[0].stories == 2
    record(con, page("a", WIRE, BOTH[0]), now=NOW + 2 * HOUR)
    assert stories_of() == {frozenset({"a", "b", "c"})}
    assert select_changes(con)[0].stories == 1


def test_an_article_stays_in_its_story_whatever_it_says_later(con, stories_of):
    record(con, page("a", WIRE, *BOTH), page("b", COPY, *BOTH))
    record(con, page("b", OWN, *BOTH), now=NOW + HOUR)
    assert stories_of() == ONE


def test_a_signature_made_otherwise_is_made_anew_from_the_text(con, stories_of):
    record(con, page("a", WIRE, *BOTH))
    con.execute("UPDATE stories SET method = 'of old', shingles = 0, signature = []")
    record(con, page("b", COPY, *BOTH), now=NOW + HOUR)
    assert stories_of() == ONE


PAGES = (
    page("wire", WIRE, *BOTH),
    page("copy", COPY, BOTH[0], hours=5),
    page("rewrite", REWRITE, *BOTH, hours=30),
    page("own", OWN, BOTH[0], hours=9),
    page("translation", TRANSLATION, *BOTH, hours=40, lang="ru"),
    page("late", WIRE, *BOTH, hours=13 * DAY),
    page("later", COPY, BOTH[0], hours=26 * DAY),
    page("other", "Nothing but companies here, more of them than a year ago.", companies(4200, dt.date(2026, 3, 1))),
)


@settings(max_examples=6, deadline=None)
@given(st.permutations(PAGES), st.lists(st.integers(1, 3), min_size=8, max_size=8))
def test_the_same_pages_give_the_same_stories_in_any_order_and_batches(pages, sizes):
    with duckdb.connect() as con:
        migrate(con, load_migrations())
        prepare(con)
        left = list(pages)
        for number, size in enumerate(sizes):
            record(con, *left[:size], now=NOW + number * HOUR)
            left = left[size:]
        found = con.execute("SELECT url, story_id FROM stories ORDER BY ALL").fetchall()
        counts = {change.new.value: change.stories for change in select_changes(con)}
    assert (found, counts) == EXPECTED


def _expected() -> tuple[list[tuple[str, str]], dict]:
    with duckdb.connect() as con:
        migrate(con, load_migrations())
        prepare(con)
        record(con, *PAGES)
        found = con.execute("SELECT url, story_id FROM stories ORDER BY ALL").fetchall()
        return found, {change.new.value: change.stories for change in select_changes(con)}


EXPECTED = _expected()


def test_the_pages_of_the_property_are_three_stories():
    stories = [story for _, story in EXPECTED[0]]
    assert sorted(stories.count(story) for story in set(stories)) == [1, 1, 6]
