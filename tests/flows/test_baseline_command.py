"""`figurewatch baseline …`: what stands, what stood, and the decisions of people."""

import json
from dataclasses import replace

import pytest

from config.settings import Settings
from flows.baseline_command import accept, reject, show_baseline, show_history
from tests.warehouse.samples import BASELINE, HOUR, NOW, prepare, reading, record, trade
from warehouse.connection import open_snapshot, open_warehouse
from warehouse.errors import SnapshotMissing, UnknownId
from warehouse.reports import select_changes
from warehouse.rows import short_id

DAY = 24 * HOUR


@pytest.fixture
def settings(tmp_path):
    """A warehouse with one change: another figure for the baseline's own year."""
    settings = replace(Settings(), data_dir=tmp_path)
    with open_warehouse(settings.warehouse) as con:
        prepare(con)
        record(con, reading("https://a.example/1", trade("611", 2023)))
    return settings


@pytest.fixture
def change(settings):
    with open_snapshot(settings.warehouse) as con:
        (change,) = select_changes(con)
    return change


def rows(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_what_was_accepted_stands_and_says_who_and_why(settings, change, capsys):
    accept(settings, short_id(change.id), by="Aigerim", why="confirmed by the office", now=NOW + HOUR)
    out = capsys.readouterr().out
    assert "611 mln USD" in out.replace("\N{NO-BREAK SPACE}", " ")
    assert "replaces" in out
    show_baseline(settings, "az.trade", None, as_json=False)
    out = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert "611 mln USD" in out
    assert "529 mln USD" not in out
    assert "accepted 2026-03-02 by Aigerim: confirmed by the office" in " ".join(out.split())


def test_the_baseline_of_a_day_before_the_decision_is_shown_as_it_stood(settings, change, capsys):
    accept(settings, change.id, by="Aigerim", why="confirmed", now=NOW + 3 * DAY)
    capsys.readouterr()
    found, said = [], BASELINE[0].vintage
    for day in (said - DAY, said, NOW.date() + 2 * DAY, NOW.date() + 3 * DAY):
        show_baseline(settings, "az.trade", day, as_json=True)
        found.append([row["value"] for row in rows(capsys)])
    assert found == [[], [529_000_000], [529_000_000], [611_000_000]]


def test_the_history_has_every_version_and_what_took_its_place(settings, change, capsys):
    accept(settings, change.id, by="Aigerim", why="confirmed", now=NOW + DAY)
    reject(settings, change.id, by="Murat", why="the office erred", now=NOW + 2 * DAY)
    assert "as if it had not been" in capsys.readouterr().out
    show_history(settings, "az.trade", as_json=True)
    old, accepted, again = rows(capsys)
    assert (old["value"], old["superseded_by"], old["origin"]) == (529_000_000, accepted["id"], "config")
    assert (accepted["change_id"], accepted["superseded"] is None, accepted["superseded_by"]) == (
        change.id,
        False,
        None,
    )
    assert (again["value"], again["superseded"], again["accepted_by"]) == (529_000_000, None, None)
    show_history(settings, "az.trade", as_json=False)
    shown = " ".join(capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ").split())
    assert f"change {short_id(change.id)}" in shown
    assert "2026-03-04, withdrawn" in shown


def test_accepting_what_stands_already_says_so(settings, change, capsys):
    for _ in range(2):
        capsys.readouterr()
        accept(settings, change.id, by="Aigerim", why="confirmed", now=NOW + HOUR)
    assert "says so already" in capsys.readouterr().out


def test_an_unknown_change_is_refused(settings):
    with pytest.raises(UnknownId, match="no change has an id that begins with 'zz'"):
        accept(settings, "zz", by="Aigerim", why="confirmed", now=NOW)


def test_before_anything_is_recorded_the_configuration_is_shown_with_its_flags(tmp_path, capsys):
    settings = replace(Settings(), data_dir=tmp_path)
    show_baseline(settings, "kz.power", None, as_json=True)
    show_baseline(settings, "", None, as_json=False)
    assert "implausible as printed" in " ".join(capsys.readouterr().out.split())
    with pytest.raises(SnapshotMissing):
        show_baseline(settings, "", NOW.date(), as_json=False)


def test_a_warehouse_that_no_run_has_written_to_shows_the_configuration(tmp_path, capsys):
    settings = replace(Settings(), data_dir=tmp_path)
    with open_warehouse(settings.warehouse):
        pass
    show_baseline(settings, "az.trade_turnover", None, as_json=True)
    assert rows(capsys)


def test_decisions_need_a_name_and_a_reason(figurewatch, tmp_path):
    environ = {"FIGUREWATCH_DATA_DIR": str(tmp_path)}
    for args in (("abc", "--by", "Aigerim"), ("abc", "--by", " ", "--why", "x")):
        found = figurewatch("baseline", "accept", *args, environ=environ)
        assert found.returncode == 2, found.stderr


def test_a_change_is_accepted_and_rejected_at_the_command_line(figurewatch, settings, change):
    environ = {"FIGUREWATCH_DATA_DIR": str(settings.data_dir)}
    for verb, expected in (("accept", "accepted by Aigerim"), ("reject", "rejected by Aigerim")):
        found = figurewatch("baseline", verb, short_id(change.id), "--by", "Aigerim", "--why", "seen", environ=environ)
        assert found.returncode == 0, found.stderr
        assert expected in " ".join(figurewatch("changes", environ=environ).stdout.split())
    (row,) = map(json.loads, figurewatch("changes", "--json", environ=environ).stdout.splitlines())
    assert (row["id"], row["standing"]["decision"]["outcome"]) == (change.id, "rejected")
