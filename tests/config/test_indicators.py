"""The shipped indicators and baseline hold together, and what an editor may get wrong is told by name."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from config.baseline import load_baseline
from config.indicators import load_indicators
from config.load import ConfigError
from extractors.indicators import PeriodRule
from extractors.phrases import load_phrases
from extractors.records import LANGUAGES, Kind, Period
from warehouse.rates import find_rate

CONFIG = Path(__file__).parents[2] / "config"
SPECS = load_indicators(CONFIG / "indicators")
BY_ID = {spec.id: spec for spec in SPECS}
BASELINE = load_baseline(CONFIG / "baseline")

MINIMAL = """
- id: eu.example
  titles: {ru: р, en: e, kk: қ, az: ə}
  relation: eu
  kind: level
  period: flow
  parties: [KZ, EU]
  cues: {ru: [р], en: [e], kk: [қ], az: [ə]}
"""


def write(folder: Path, text: str) -> Path:
    (folder / "some.yaml").write_text(text, encoding="utf-8")
    return folder


def test_every_relation_has_its_indicators() -> None:
    assert Counter(spec.relation for spec in SPECS) == {"eu": 13, "az": 24}


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_an_indicator_can_be_found_in_all_four_languages(spec: object) -> None:
    assert isinstance(spec, type(SPECS[0]))
    assert all(spec.cues[lang] for lang in LANGUAGES)
    assert (spec.period is PeriodRule.MILESTONE) == bool(spec.stages)
    measures, parties = load_phrases("measures"), load_phrases("parties")
    assert set(spec.rivals) | set(spec.elsewhere) <= set(measures)
    assert all(any(code in parties[group] for group in ("blocs", "routes", "countries")) for code in spec.parties)


def test_every_shipped_indicator_says_how_long_its_changes_wait() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (CONFIG / "indicators").glob("*.yaml")]
    assert sum(text.count("\n  policy: ") for text in texts) == len(SPECS)


def test_another_currency_has_rates_to_compare_it_at() -> None:
    pairs = [(currency, spec.unit) for spec in SPECS for currency in spec.currencies]
    year = Period(dt.date(2024, 1, 1), dt.date(2025, 1, 1), "2024")
    assert pairs
    assert all(unit and find_rate(currency, unit, year) for currency, unit in pairs)


def test_lexicons_of_linking_have_the_same_lists_in_every_language() -> None:
    for name in ("measures", "modality", "syntax"):
        for key, table in load_phrases(name).items():
            assert set(table) == set(LANGUAGES), (name, key)
    for group in load_phrases("parties").values():
        for code, table in group.items():
            assert set(table) == set(LANGUAGES), code


@pytest.mark.parametrize("figure", BASELINE.figures, ids=lambda figure: f"{figure.indicator}-{figure.place}")
def test_a_baseline_figure_fits_its_indicator(figure: object) -> None:
    assert isinstance(figure, type(BASELINE.figures[0]))
    spec = BY_ID[figure.indicator]
    numbers = [number for number in (figure.value, figure.low, figure.high) if number is not None]
    if figure.kind is Kind.MILESTONE:
        assert figure.stage in {stage.name for stage in spec.stages}
    elif figure.kind is Kind.DATE:
        assert figure.period.start is not None
    else:
        assert figure.unit == spec.unit
        low, high = spec.plausible or (Decimal(0), Decimal("Infinity"))
        assert numbers
        assert all(low <= number <= high for number in numbers)


def test_both_interviews_are_there_with_every_row_of_the_table() -> None:
    assert {interview.id: len(interview.figures) for interview in BASELINE.interviews} == {"A": 14, "B": 27}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (MINIMAL.replace("kind: level", "kind: levle"), ":5: [0].kind:"),
        (MINIMAL + "  colour: red\n", "colour: unknown key"),
        (MINIMAL + MINIMAL, "eu.example stands in"),
        (MINIMAL.replace("kk: қ, ", ""), "eu.example.titles: give a title in each of"),
        (MINIMAL.replace(", az: [ə]", ""), "eu.example.cues: languages az are unknown or missing"),
        (MINIMAL + "  derived: {growth: eu.exmaple}\n", "'eu.exmaple' is no indicator"),
        (MINIMAL + "  policy: tomorrow\n", "policy"),
        (MINIMAL + "  known_gap: {reporter: {en: [r]}, source: s}\n", "eu.example.known_gap.reporter: languages az"),
        (MINIMAL + "  known_gap: {reporter: {en: [r]}, source: s, usual: [0.2, 0.1]}\n", "no range of differences"),
        ("", "the file is empty"),
    ],
)
def test_a_slip_in_an_indicator_file_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_indicators(write(tmp_path, text))
    assert told in str(error.value)


def test_a_folder_without_indicators_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no indicator files"):
        load_indicators(tmp_path)


def test_a_period_that_is_no_label_is_named(tmp_path: Path) -> None:
    row = '  - {indicator: eu.companies, kind: level, place: 1, value: 1, period: "last year"}\n'
    head = "id: Z\nrecognised_by: z\nspeaker: z\noutlet: z\npublished: 2024-01-01\nlang: ru\nquestion: Q\nfigures:\n"
    with pytest.raises(ConfigError, match="'last year' is no label"):
        load_baseline(write(tmp_path, head + row))
