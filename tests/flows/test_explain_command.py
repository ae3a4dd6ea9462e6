"""`figurewatch explain`: the chain of a change, an alert and a held figure, as people and programs read it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from config.settings import Settings
from flows.explain_command import show_explanation
from tests.extractors.test_observations import read
from tests.warehouse.samples import BASELINE, HOUR, NOW, prepare, reading, record
from warehouse.baseline import reject_change
from warehouse.connection import open_snapshot, open_warehouse
from warehouse.decisions import Fault
from warehouse.errors import UnknownId
from warehouse.outbox import claim_alerts, record_delivery
from warehouse.reports import select_alerts, select_changes
from warehouse.review import reject_held, select_held
from warehouse.rows import AlertState, Destination, short_id

TEXT = (
    "Kazakhstan and Azerbaijan met again. Trade between the two countries came to $585 million in 2025, officials said."
)
UNSURE = "Cargo shipments along the Middle Corridor rose to 4.1 million tons in 2025, the association said."
SUBSCRIPTIONS = """\
- {id: desk, lang: en, channels: [{name: file, url: "file://a.txt"}]}
- {id: europe, lang: en, relations: [eu], channels: [{name: file, url: "file://b.txt"}]}
- {id: late, lang: en, channels: [{name: file, url: "file://c.txt"}]}
- {id: sure, lang: en, min_confidence: 1.0, channels: [{name: file, url: "file://d.txt"}]}
- {id: old, lang: en, verdicts: [contradicts], channels: [{name: file, url: "file://e.txt"}]}
"""


@pytest.fixture
def settings(tmp_path):
    """One change that two outlets tell, sent to one subscription; one figure that waits for review."""
    config_dir = tmp_path / "config"
    shutil.copytree(Settings().config_dir, config_dir, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (config_dir / "subscriptions.yaml").write_text(SUBSCRIPTIONS, encoding="utf-8")
    settings = replace(Settings(), config_dir=config_dir, data_dir=tmp_path)
    with open_warehouse(settings.warehouse) as con:
        prepare(con)
        (seen,) = read(TEXT, "en", NOW.date())
        (unsure,) = read(UNSURE, "en", NOW.date())
        pages = [reading(f"https://{name}.example/1", seen, text=TEXT) for name in ("a", "b")]
        held = reading("https://c.example/1", replace(unsure, confidence=0.3), text=UNSURE)
        record(con, *pages, held, route=lambda _: (Destination("desk", "file"),))
        for alert in claim_alerts(con, NOW):
            record_delivery(con, [alert.id], "file", AlertState.SENT, "", NOW + HOUR)
    return settings


def shown(settings, capsys, identifier):
    show_explanation(settings, identifier, as_json=False)
    return capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def change(settings):
    with open_snapshot(settings.warehouse) as con:
        return select_changes(con)[0]


def test_a_change_is_explained_from_its_page_to_its_readers(settings, change, capsys):
    out = shown(settings, capsys, short_id(change.id))
    said = " ".join(out.split())
    for expected in (
        "page https://a.example/1",
        "by run run-1, version 1",
        "came to »$585 million« in 2025",
        "characters 37 to",
        "measure: “Trade”",
        "party AZ: “Azerbaijan”, 1 sentence before",
        "period 2025 (stated)",
        "baseline 529 mln USD, 2023",
        "A president, “A newspaper”, 10 March 2024, answer to question 1",
        "this stands for 584,500,000 to 585,500,000 USD the baseline for 528,500,000 to 529,500,000 USD",
        "verdict newer:",
        "story 1 2026-03-02 14:00 +05 b.example (copy)",
        "desk/file: sent, 1 attempt",
    ):
        assert expected in said
    assert "sent," not in out.split("attempt 1:")[1]
    assert max(len(line) for line in out.splitlines()) <= 100


def test_who_was_not_told_is_listed_with_the_filter_that_said_no(settings, change, capsys):
    said = " ".join(shown(settings, capsys, change.id).split())
    assert "europe: wants relations eu, this is az" in said
    assert "sure: wants a confidence of 1.00, this has" in said
    assert "old: wants verdicts contradicts, this is newer" in said
    assert "late: its filters admit it now" in said
    assert "desk: " not in said


def test_an_alert_is_explained_by_its_own_id(settings, change, capsys):
    with open_snapshot(settings.warehouse) as con:
        (alert,) = select_alerts(con)
    assert shown(settings, capsys, short_id(alert.id)) == shown(settings, capsys, change.id)


def test_a_held_figure_is_explained_with_its_decision(settings, capsys):
    with open_snapshot(settings.warehouse) as con:
        (held,) = select_held(con)
    said = " ".join(shown(settings, capsys, short_id(held.id)).split())
    assert "held its confidence is under 0." in said
    assert "»4.1 million tons«" in said
    assert "told by" not in said
    with open_warehouse(settings.warehouse) as con:
        reject_held(con, held, by="Aigerim", why="a plan", fault=Fault.KIND, now=NOW)
    assert "rejected (kind) by Aigerim, 2026-03-02 14:00 +05: a plan" in " ".join(
        shown(settings, capsys, held.id).split()
    )


def test_a_decision_about_a_change_is_part_of_it(settings, change, capsys):
    with open_warehouse(settings.warehouse) as con:
        reject_change(con, change, by="Aigerim", why="misprint", now=NOW + HOUR)
    assert "stands rejected by Aigerim: misprint" in " ".join(shown(settings, capsys, change.id).split())


def test_an_edited_page_shows_what_it_said_before(settings, change, capsys):
    with open_warehouse(settings.warehouse) as con:
        text = TEXT.replace("585", "595")
        (seen,) = read(text, "en", NOW.date())
        record(con, reading("https://a.example/1", seen, text=text), now=NOW + HOUR)
        edited = next(each for each in select_changes(con) if each.id != change.id)
    said = " ".join(shown(settings, capsys, edited.id).split())
    assert "585 mln USD (before the edit)" in said
    assert "595 mln USD (current)" in said
    assert "type edited, before: 585 mln USD" in said


def test_the_chain_is_there_for_programs(settings, change, capsys):
    show_explanation(settings, change.id, as_json=True)
    row = json.loads(capsys.readouterr().out)
    assert (row["change"]["id"], row["baseline"]["figure"]["place"]) == (change.id, BASELINE[0].place)
    assert [cue["role"] for cue in row["cues"]] == ["measure", "party KZ", "party AZ"]
    assert row["not_told"]["europe"] == "wants relations eu, this is az"


@pytest.mark.parametrize("identifier", ["zz", ""])
def test_an_id_that_nothing_has_is_refused(settings, identifier):
    with pytest.raises(UnknownId, match="no change, alert or held figure"):
        show_explanation(settings, identifier, as_json=False)
