"""`figurewatch review`: what waits, and the decisions, by options and by answers."""

import json
from dataclasses import replace

import pytest
import yaml

from config.settings import Settings
from flows.cases import write_observation
from flows.review_command import list_held
from tests.extractors.test_observations import read
from tests.warehouse.samples import NOW, prepare, reading, record
from warehouse.connection import open_snapshot, open_warehouse
from warehouse.reports import select_alerts, select_changes
from warehouse.review import select_held
from warehouse.rows import short_id

TEXTS = (
    "Kazakhstan's trade with Azerbaijan came to $585 million in 2025, the ministry said.",
    "Cargo shipments along the Middle Corridor rose to 4.1 million tons in 2025, the association said.",
)


@pytest.fixture
def settings(tmp_path):
    """Two articles with a figure each that is read with too little confidence."""
    settings = replace(Settings(), data_dir=tmp_path)
    with open_warehouse(settings.warehouse) as con:
        prepare(con)
        for number, text in enumerate(TEXTS):
            (seen,) = read(text, "en", NOW.date())
            page = reading(f"https://a.example/{number}", replace(seen, confidence=0.4), text=text)
            record(con, page)
    return settings


@pytest.fixture
def environ(settings):
    return {"FIGUREWATCH_DATA_DIR": str(settings.data_dir)}


def waiting(settings):
    with open_snapshot(settings.warehouse) as con:
        return select_held(con)


def changes(settings):
    with open_snapshot(settings.warehouse) as con:
        return select_changes(con)


def test_what_waits_is_listed_with_its_sentence_and_reasons(settings, capsys):
    list_held(settings, as_json=False)
    out = " ".join(capsys.readouterr().out.split())
    assert "came to »$585 million« in 2025" in out
    assert "confidence 0.40:" in out
    assert "2 figures waiting" in out
    list_held(settings, as_json=True)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in rows] == [held.id for held in waiting(settings)]
    assert {row["held"] for row in rows} == {True}


def test_a_figure_is_accepted_by_its_id_and_alerts(settings, environ, figurewatch):
    held = waiting(settings)[0]
    found = figurewatch("review", "accept", short_id(held.id), "--by", "Aigerim", environ=environ)
    assert found.returncode == 0, found.stderr
    assert "1 alert made" in found.stdout
    with open_snapshot(settings.warehouse) as con:
        assert [alert.change.new.text for alert in select_alerts(con)] == [held.evidence.observation.text]
    assert len(waiting(settings)) == 1


def test_a_rejected_figure_becomes_a_case_that_the_runner_reads(settings, environ, figurewatch, tmp_path):
    held, case = waiting(settings)[0], tmp_path / "observations.yaml"
    case.write_text("# Own sentences.\n", encoding="utf-8")
    args = ("--by", "Aigerim", "--reason", "indicator", "--why", "exports only", "--save-case", str(case))
    found = figurewatch("review", "reject", held.id, *args, environ=environ)
    assert found.returncode == 0, found.stderr
    assert len(waiting(settings)) == 1
    text = case.read_text(encoding="utf-8")
    assert text.startswith("# Own sentences.\n# rejected: indicator; exports only\n")
    (row,) = yaml.safe_load(text)
    assert (row["text"], row["published"], row["expect"]) == (TEXTS[0], NOW.date(), [])
    assert [write_observation(one) for one in read(row["text"], "en", row["published"])] != row["expect"]


def test_an_unknown_reason_is_bad_usage_and_decides_nothing(environ, figurewatch):
    found = figurewatch("review", "reject", "ab", "--by", "Aigerim", "--reason", "dull", environ=environ)
    assert found.returncode == 2
    assert "number, period, indicator" in " ".join(found.stderr.replace("│", "").split())


def test_a_case_that_cannot_be_written_leaves_the_figure_waiting(settings, environ, figurewatch, tmp_path):
    args = ("--by", "Aigerim", "--reason", "number", "--save-case", str(tmp_path / "nowhere" / "case.yaml"))
    found = figurewatch("review", "reject", waiting(settings)[0].id, *args, environ=environ)
    assert found.returncode == 1
    assert "case.yaml: cannot be written" in found.stderr
    assert len(waiting(settings)) == 2


def test_piped_answers_go_through_the_list(settings, environ, figurewatch):
    found = figurewatch("review", "start", "--by", "Aigerim", environ=environ, text="what\na\nr\nperiod\n")
    assert found.returncode == 0, found.stderr
    assert "2 of 2 figures decided" in found.stdout
    assert (waiting(settings), len(changes(settings))) == ((), 1)


def test_when_the_answers_end_the_rest_waits(settings, environ, figurewatch):
    found = figurewatch("review", "start", "--by", "Aigerim", environ=environ, text="skip\n")
    assert found.returncode == 0, found.stderr
    assert "0 of 2 figures decided" in found.stdout
    assert len(waiting(settings)) == 2
