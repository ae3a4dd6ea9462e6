from dataclasses import replace

import pytest

from tests.warehouse.samples import HOUR, NOW, reading, record, spec_of, trade, visa
from warehouse.baseline import accept_change, reject_change
from warehouse.decisions import Outcome
from warehouse.reports import select_changes
from warehouse.standing import select_standings

LATER = NOW + HOUR
RANKS = {"office": 0, "agency": 1, "paper": 2}


def tell(con, millions: str, source: str, period: int = 2025):
    page = replace(reading(f"https://{source}.example/{millions}", trade(millions, period)), source_id=source)
    record(con, page)
    return next(change for change in select_changes(con) if change.new.text.startswith(millions))


@pytest.fixture
def stands(con):
    def stands():
        changes = select_changes(con)
        found = select_standings(con, changes, RANKS)
        return {change.new.text.split()[0]: found[change.id] for change in changes}

    return stands


def test_the_figure_of_a_better_source_overtakes_the_others(con, stands):
    tell(con, "585", "paper")
    office = tell(con, "611", "office")
    tell(con, "640", "agency")
    assert {text: standing.superseded_by for text, standing in stands().items()} == {
        "585": office.id,
        "611": None,
        "640": office.id,
    }


def test_between_sources_of_one_tier_nothing_is_decided(con, stands):
    tell(con, "585", "paper")
    tell(con, "611", "paper")
    assert {standing.superseded_by for standing in stands().values()} == {None}


def test_figures_of_different_periods_are_no_rivals(con, stands):
    tell(con, "585", "paper", 2024)
    tell(con, "611", "office", 2025)
    assert {standing.superseded_by for standing in stands().values()} == {None}


def test_an_accepted_change_overtakes_even_a_better_source(con, stands):
    paper = tell(con, "585", "paper")
    tell(con, "611", "office")
    accept_change(con, paper, spec_of(paper), by="an editor", why="the office corrected itself", now=LATER)
    found = stands()
    assert (found["585"].decision.outcome, found["585"].superseded_by) == (Outcome.ACCEPTED, None)
    assert (found["611"].decision, found["611"].superseded_by) == (None, paper.id)


def test_a_rejected_change_overtakes_nothing(con, stands):
    tell(con, "585", "paper")
    office = tell(con, "611", "office")
    reject_change(con, office, by="an editor", why="misread", now=LATER)
    found = stands()
    assert (found["585"].superseded_by, found["611"].decision.outcome) == (None, Outcome.REJECTED)


def test_a_stage_is_followed_not_overtaken(con, stands):
    for stage, source in (("talks_opened", "paper"), ("signed", "office")):
        page = reading(f"https://{source}.example/{stage}", visa(stage, NOW.date()))
        record(con, replace(page, source_id=source))
    assert {standing.superseded_by for standing in stands().values()} == {None}


def test_what_its_source_does_not_tell_any_more_overtakes_nothing(con, stands):
    tell(con, "585", "paper")
    office = reading(
        "https://office.example/1", trade("611"), text="It came to 611 million dollars in 2025, it is said."
    )
    edited = reading(
        "https://office.example/1", trade("660"), text="It came to 660 million dollars in 2025, it is said."
    )
    record(con, replace(office, source_id="office"))
    record(con, replace(edited, source_id="office"), now=LATER)
    new = next(change for change in select_changes(con) if change.new.text.startswith("660") and not change.correction)
    found = stands()
    assert {text: found[text].superseded_by for text in ("585", "611", "660")} == {
        "585": new.id,
        "611": None,
        "660": None,
    }
