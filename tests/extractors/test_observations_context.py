"""Linking beyond one sentence: what is carried over, what is not, and what every observation holds true."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.figures import extract_figures
from extractors.observations import extract_observations, extract_stages
from extractors.records import Kind
from tests.extractors.test_observations import SPECS, read, written

PUBLISHED = dt.date(2025, 3, 10)


def test_the_pair_is_carried_over_and_costs_confidence() -> None:
    near = read("Trade between Kazakhstan and the EU hit $50 billion in 2024.", "en", PUBLISHED)
    far = read("Kazakhstan and the EU met. All went well. Trade hit $50 billion in 2024.", "en", PUBLISHED)
    assert [written(seen) for seen in near] == [written(seen) for seen in far]
    assert near[0].confidence > far[0].confidence
    assert "carried over" in far[0].reasons[0]


def test_the_headline_names_the_pair() -> None:
    text = "The turnover reached 547 million dollars in 2024."
    assert read(text, "en", PUBLISHED) == []
    assert len(read(text, "en", PUBLISHED, title="Kazakhstan and Azerbaijan trade more")) == 1


def test_the_same_fact_told_twice_is_one_observation() -> None:
    told = "Trade between Kazakhstan and the EU hit $50 billion in 2024."
    assert len(read(f"{told}\n{told}", "en", PUBLISHED)) == 1


def test_without_a_publication_date_a_relative_flow_is_left_out() -> None:
    text = "Last year trade between Kazakhstan and the EU hit $50 billion."
    assert read(text, "en", None) == []
    assert [seen.period.label for seen in read(text, "en", PUBLISHED)] == ["2024"]


def test_the_furthest_stage_counts_and_the_others_stay_known() -> None:
    text = "Kazakhstan and the EU signed the EPCA in 2015. The EPCA entered into force on 1 March 2020."
    figures = extract_figures(text, "en", PUBLISHED)
    found = extract_observations(text, figures, SPECS, lang="en", published=PUBLISHED)
    assert [(seen.stage, seen.period.label) for seen in found] == [("in_force", "2020-03-01")]
    stages = extract_stages(text, figures, SPECS, lang="en", published=PUBLISHED)
    assert {stage for indicator, stage in stages if indicator == "eu.epca"} == {"signed", "in_force"}


@pytest.mark.parametrize(
    "text",
    [
        "The EPCA of Kazakhstan with the EU has not entered into force.",
        "The EPCA of Kazakhstan with the EU will enter into force soon.",
        "If the EPCA of Kazakhstan enters into force, trade will grow.",
    ],
)
def test_a_negated_or_future_stage_is_not_reached(text: str) -> None:
    assert [seen for seen in read(text, "en", PUBLISHED) if seen.stage == "in_force"] == []


SENTENCES = [
    "Trade between Kazakhstan and the EU hit $50 billion in 2024. ",
    "Cargo on the Middle Corridor rose 62% to 4.5 million tons last year. ",
    "Kazakhstan and Azerbaijan want to bring trade to $1 billion by 2030. ",
    "It was a warm day.\n",
    "Exports to Germany fell by 3 percent; ",
    "The EPCA entered into force in March 2020. ",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), max_size=6))
def test_every_observation_points_into_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    for seen in read(text, "en", PUBLISHED):
        start, end = seen.span
        assert seen.text == text[start:end] != ""
        assert seen.text in text
        assert seen.sentence in text
        assert 0 < seen.confidence <= 1
        assert seen.reasons
        assert (seen.kind is Kind.MILESTONE) == (seen.stage is not None)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["ru", "en", "kk", "az"]))
def test_any_text_can_be_read(text: str, lang: str) -> None:
    read(text, lang, PUBLISHED)


FRAGMENTS = st.sampled_from([
    "Astana", "Rome and", "ASTANA, May 5 –", "Баку и", "Париж", "Ташкент", "the two countries", "two-way trade",
    "товарооборот", "между ними", "Казахстан", "с Казахстаном", "ЕС", "Әзербайжанмен", "екі ел", "тауар айналымы",
    "Qazaxıstanla", "dövriyyəmiz", "iki ölkə", "Middle Corridor", "ТМТМ", "Орта дәліз", "the target of", "к 2027-му",
    "10 million", "10 млн тонн", "$1 billion", "до миллиарда", "four-fifths of", "на треть", "2024", "2,5 есе", "17%",
    "the president said", "сообщили в КТЖ", "bal", "мёд", "visa", "раунд", "хотя", "(", ")", "«", "»,", ".", "\n",
    "–", ";", "…", "•", "", " ", "\u00a0", "\u200b", "u.s.", "млн.", "and", "и", "мен", "və",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS, max_size=25), st.sampled_from(["ru", "en", "kk", "az"]), st.sampled_from([None, PUBLISHED]))
def test_any_order_of_telling_words_can_be_read(parts: list[str], lang: str, published: dt.date | None) -> None:
    text = " ".join(parts)
    for seen in read(text, lang, published, title=text[:40]):
        assert seen.text == text[slice(*seen.span)]


@pytest.mark.parametrize("text", ["", " ", "\n\n", ".", "...\n\n\n.", "—", "()", "\u200b", "; ; ;", "•\n•"])
@pytest.mark.parametrize("lang", ["ru", "en", "kk", "az"])
def test_sentences_without_words_are_read_as_nothing(text: str, lang: str) -> None:
    assert read(text, lang, PUBLISHED, title=text) == []


def test_weaker_evidence_is_less_sure() -> None:
    text = "Kazakhstan and Azerbaijan traded for $400 million in 2024. {}The turnover in January 2025 was {}, they say."
    sure = read(text.format("", "$40 million"), "en", PUBLISHED)[-1]
    far = read(text.format("Talks were long. ", "$40 million"), "en", PUBLISHED)[-1]
    bare = read(text.format("", "40 million"), "en", PUBLISHED)[-1]
    assert far.value == sure.value == bare.value
    assert far.confidence < sure.confidence > bare.confidence
    assert "unit told before" in bare.reasons


def test_the_last_row_of_a_table_is_as_sure_as_the_first() -> None:
    rows = "\n".join(f"{year} – {year - 2018}.5" for year in range(2019, 2025))
    found = read(f"Cargo on the Middle Corridor (million tonnes):\n{rows}\nSource: ports", "en", PUBLISHED)
    assert [written.period.label for written in found] == [str(year) for year in range(2019, 2025)]
    assert len({written.confidence for written in found}) == 1
