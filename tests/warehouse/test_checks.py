"""Every check finds the fault that it is there for, and nothing where nothing is wrong."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from tests.warehouse.samples import DESK, HOUR, NOW, prepare, reading, record, trade, visa
from warehouse.checks import MOST_EXAMPLES, load_checks, record_checks, run_checks, select_last_checks
from warehouse.outbox import claim_alerts, record_delivery
from warehouse.reports import select_status
from warehouse.rows import AlertState, CheckLevel

AGAIN = "INSERT INTO {table} SELECT * REPLACE ({replaced}) FROM {table} LIMIT 1"
FAULTS = {
    "fail_id_twice": "INSERT INTO changes FROM changes LIMIT 1",
    "fail_version_twice": AGAIN.format(table="articles", replaced="'x' AS article_id"),
    "fail_same_change_twice": "INSERT INTO changes SELECT * REPLACE ('x' AS change_id) FROM changes",
    "fail_observation_without_article": "UPDATE observations SET article_id = 'x'",
    "fail_observation_without_story": "DELETE FROM stories",
    "fail_evidence_outside_text": "UPDATE observations SET span_end = 100000",
    "fail_change_without_observation": "UPDATE changes SET observation_id = 'x'",
    "fail_change_nobody_told": "DELETE FROM corroborations",
    "fail_corroboration_of_nothing": "UPDATE corroborations SET observation_id = 'x'",
    "fail_alert_without_change": "UPDATE alerts SET change_id = 'x'",
    "fail_sent_without_receipt": "DELETE FROM deliveries",
    "fail_receipt_without_alert": "UPDATE deliveries SET alert_id = 'x'",
    "fail_sent_twice_unmarked": "UPDATE deliveries SET state = 'sent', repeat = false",
    "fail_period_ends_before_it_starts": "UPDATE observations SET period_end = period_start",
    "fail_two_figures_stand": AGAIN.format(table="baseline", replaced="'x' AS baseline_id"),
    "fail_several_runs_at_once": AGAIN.format(table="runs", replaced="'x' AS run_id"),
    "warn_alert_overdue": "UPDATE alerts SET state = 'pending', next_attempt = created - INTERVAL 2 DAY",
    "warn_alert_given_up": "UPDATE alerts SET state = 'dead'",
    "warn_published_in_the_future": "UPDATE articles SET published = fetched + INTERVAL 3 DAY",
    "warn_amount_out_of_order": "UPDATE observations SET low = '11', high = '10'",
}  # fmt: skip


@pytest.fixture
def sound(con):
    """Two changes, one of them told twice, sent once and sent as a repeat."""
    record(con, reading("https://a.example/1", trade()), reading("https://b.example/1", visa("signed", NOW.date())))
    record(con, reading("https://c.example/1", trade()), now=NOW + HOUR)
    for state in (AlertState.UNKNOWN, AlertState.SENT):
        claimed = claim_alerts(con, NOW + HOUR)
        record_delivery(con, [alert.id for alert in claimed], DESK.channel, state, "", NOW + HOUR)
    return con


def found(con) -> dict[str, int]:
    return {f"{result.level}_{result.name}": result.found for result in run_checks(con) if result.found}


def test_a_sound_warehouse_passes_every_check(sound):
    assert found(sound) == {}


def test_every_check_has_its_fault():
    assert FAULTS.keys() == load_checks().keys()


@pytest.mark.parametrize("name", FAULTS)
def test_a_check_finds_its_fault(sound, name):
    sound.execute(FAULTS[name])
    assert found(sound)[name] > 0


@pytest.mark.parametrize("name", FAULTS)
def test_a_check_is_one_statement_that_selects(name):
    (statement,) = duckdb.extract_statements(load_checks()[name])
    assert statement.type == duckdb.StatementType.SELECT


def test_what_the_checks_found_is_on_record_and_in_the_status(sound):
    for days in (0, 1):
        record_checks(sound, f"run-{days}", NOW + dt.timedelta(days=days))
    assert select_status(sound).checks == select_last_checks(sound) == run_checks(sound)
    sound.execute("UPDATE observations SET article_id = 'x'")
    results = {result.name: result for result in record_checks(sound, "run-2", NOW + dt.timedelta(days=2))}
    broken = results["observation_without_article"]
    assert (broken.level, broken.found, len(broken.examples)) == (CheckLevel.FAIL, 3, MOST_EXAMPLES)
    assert str(broken).startswith("observation without article: 3 (")
    record_checks(sound, "run-3", NOW + dt.timedelta(days=3))
    kept = sound.execute("SELECT DISTINCT run_id FROM check_results ORDER BY 1").fetchall()
    assert kept == [("run-2",), ("run-3",)]


def test_nothing_is_known_before_the_first_checks(con):
    prepare(con, "run-2")
    assert select_status(con).checks == ()
