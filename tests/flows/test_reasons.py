import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from extractors.calibration import Evidence, assess
from extractors.records import LANGUAGES, UNKNOWN_PERIOD, BaselineFigure, How, Kind, Period, PeriodKind
from extractors.verdicts import Verdict
from flows.notifying import sample_change
from flows.reasons import find_grounds, word_confidence, word_grounds
from flows.wording import load_wordings
from tests.warehouse.samples import BASELINE, NOW, SPECS, trade, visa, year
from warehouse.comparison import Ground

WORDS = load_wordings()
BY_ID = {spec.id: spec for spec in SPECS}
CHANGE = sample_change(NOW)
TRADE, VISA = BASELINE


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def by(number: int) -> Period:
    return replace(year(number), kind=PeriodKind.BY)


def railway(value, period):
    spec = BY_ID["kz.rail_build_target"]
    return replace(trade(), indicator=spec.id, kind=Kind.TARGET, period=period, value=Decimal(value), unit="km")


def known_railway(value, period):
    day = dt.date(2024, 3, 10)
    return BaselineFigure(
        "kz.rail_build_target", Kind.TARGET, period, day, "S", "O", "B 4", value=Decimal(value), unit="km"
    )


def make_change(verdict, old, new):
    return replace(CHANGE, indicator=new.indicator, kind=new.kind, verdict=verdict, old=old, new=new)


@pytest.mark.parametrize(
    ("verdict", "old", "new", "said"),
    [
        ("newer", TRADE, trade("611"), "its period is later: 2025, known so far: 2023"),
        (
            "contradicts", TRADE, trade("611", 2023),
            ("the same period, another figure; rounding does not explain the difference: "
            "610.5–611.5 mln USD against 528.5–529.5 mln USD"),
        ),
        ("new", None, trade("611"), "none is known so far to compare it with"),
        ("stage_change", VISA, visa("signed", NOW.date()), "“signed” comes after “mandate approved”"),
        (
            "stage_change", replace(VISA, stage="in_force"), visa("signed", NOW.date()),
            "“signed” comes before “in force”",
        ),
        (
            "new", known_railway(5000, by(2030)), railway(4000, by(2035)),
            "its deadline: by 2035; that of the known figure: by 2030",
        ),
        (
            "new", known_railway(5000, UNKNOWN_PERIOD), railway(4000, by(2035)),
            "its deadline: by 2035; the known figure has none",
        ),
        (
            "contradicts", known_railway(5000, by(2030)), railway(5000, by(2035)),
            "the known target with another deadline: by 2035 instead of by 2030",
        ),
        ("contradicts", None, trade("611"), "another figure was told before for the same part of the year"),
    ],
)  # fmt: skip
def test_the_reason_of_a_verdict_is_worded_without_jargon(verdict, old, new, said):
    change = make_change(verdict, old, new)
    assert plain(word_grounds(change, find_grounds(change, BY_ID[new.indicator]), WORDS["en"])) == said


def test_may_is_not_called_later_than_its_year():
    day = dt.date(2025, 4, 17)
    spec = BY_ID["eu.companies"]
    as_of = replace(year(2025), kind=PeriodKind.AS_OF)
    old = BaselineFigure(spec.id, spec.kind, as_of, day, "S", "O", "A Q2", value=Decimal(3000), unit=spec.unit)
    later = Period(dt.date(2025, 10, 1), dt.date(2025, 10, 2), "2025-10-01", PeriodKind.AS_OF)
    new = replace(trade(), indicator=spec.id, kind=spec.kind, period=later, value=Decimal(3500), unit=spec.unit)
    change = make_change("newer", old, new)
    said = word_grounds(change, find_grounds(change, spec), WORDS["en"])
    assert said == "its period is as of 1 October 2025; the known figure was said on 17 April 2025"


@pytest.mark.parametrize("verdict", [Verdict.STAGE_CHANGE, Verdict.NEW])
def test_a_verdict_that_the_rules_do_not_give_any_more_gets_no_reason(verdict):
    change = make_change(verdict, TRADE, trade("611"))
    assert find_grounds(change, BY_ID["az.trade_turnover"]) is None
    assert word_grounds(change, None, WORDS["en"]) == ""
    assert find_grounds(change, None) is None


def test_rules_that_fit_the_figures_no_more_give_no_reason():
    spec = replace(BY_ID["az.trade_turnover"], period=BY_ID["eu.companies"].period)
    change = make_change("newer", replace(TRADE, value=None), trade("611"))
    assert find_grounds(change, spec) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_ground_is_worded(lang):
    own = {"later_said", "no_deadline", "apart", "rate"}
    assert set(WORDS[lang].grounds) == set(Ground) | own


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("both parties in the sentence", "both sides are named in the sentence"),
        ("party in the sentence", "the sentence names what the figure belongs to"),
        ("pair carried over from 1 sentences before", "the sides are named 1 sentence earlier"),
        ("pair carried over from 3 sentences before", "the sides are named 3 sentences earlier"),
        ("party 2 sentences before", "what the figure belongs to is named 2 sentences earlier"),
        ("AZ/KZ carried over", "one of the sides is known only from the text before"),
        ("pair of the opening", "the sides are named at the opening of the text"),
        ("pair named in the next sentence", "the sides are named in the next sentence"),
        ("party elsewhere in the text", "what the figure belongs to is named elsewhere in the text"),
        ("a text about its own country", "the text speaks of its own country"),
        ("stage signed stated", "the stage is stated"),
        ("date beside its name", "the date stands beside the name of the event"),
        ("accepted in review by Editor B", "accepted in review by Editor B"),
        (
            "11.7 percent follows from 547 USD → 611 USD (+11.7 percent)",
            "other figures of the article give it by arithmetic",
        ),
        (
            "12 percent does not follow from 547 USD → 611 USD (+11.7 percent)",
            "other figures of the article do not give it by arithmetic",
        ),
        (
            "two figures of one period: 5 USD in 2025, 6 USD in 2025",
            "the article has another figure for the same period",
        ),
        ("a part exceeds the whole: 5 USD in 2025-01, 4 USD in 2025", "in the article a part exceeds its whole"),
    ],
)
def test_every_reason_of_the_readers_has_words(reason, said):
    assert word_confidence(replace(trade(), reasons=(reason,)), WORDS["en"]).endswith(f": {said}")


@pytest.mark.parametrize("how", How)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_calibration_says_is_said_whole_in_every_language(how, lang):
    period = replace(year(2025), how=how) if how is not How.UNKNOWN else UNKNOWN_PERIOD
    for far, back, elided in ((0, 0, False), (20, 0, True), (0, 2, True)):
        evidence = Evidence(0, "both parties in the sentence", back, far, elided, period, Kind.LEVEL)
        confidence, reasons = assess(evidence)
        said = word_confidence(replace(trade(), confidence=confidence, reasons=reasons), WORDS[lang])
        assert said.count(";") == len(reasons) - 1


@pytest.mark.parametrize(
    ("confidence", "said"),
    [(0.996, "very sure, 99 %"), (1.0, "very sure, 100 %"), (0.87, "sure, 87 %"), (0.8, "fairly sure, 80 %"),
     (0.6, "not sure, 60 %")],
)  # fmt: skip
def test_certainty_is_a_word_and_a_percentage_and_whole_for_people_only(confidence, said):
    assert plain(word_confidence(replace(trade(), confidence=confidence, reasons=()), WORDS["en"])) == said


def test_a_reason_without_words_is_left_out():
    seen = replace(trade(), confidence=0.9, reasons=("something new", "period 2025 stated"))
    assert plain(word_confidence(seen, WORDS["en"])) == "sure, 90 %: the period is stated"
