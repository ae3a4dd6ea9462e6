"""`figurewatch alerts requeue`: a new start for what could not be sent."""

import json
from pathlib import Path

import pytest

from tests.warehouse.samples import NOW, prepare, reading, record, trade, visa
from warehouse.connection import open_snapshot, open_warehouse
from warehouse.outbox import claim_alerts, record_delivery
from warehouse.reports import select_alerts
from warehouse.rows import AlertState, Destination, short_id


@pytest.fixture
def environ(tmp_path):
    """An outbox with one alert sent, one failed and one held."""
    with open_warehouse(tmp_path / "figurewatch.duckdb") as con:
        prepare(con)
        readings = reading("https://a.example/1", trade(), trade("40", 2024), visa("signed", NOW.date()))
        record(con, readings, route=lambda _: (Destination("default", "file"),))
        for alert, state in zip(claim_alerts(con, NOW), ("sent", "failed", "held"), strict=True):
            record_delivery(con, [alert.id], "file", AlertState(state), "", NOW)
    return {"FIGUREWATCH_DATA_DIR": str(tmp_path)}


def outbox(environ):
    with open_snapshot(Path(environ["FIGUREWATCH_DATA_DIR"]) / "figurewatch.duckdb") as con:
        return {alert.id: alert.state for alert in select_alerts(con)}


def test_without_an_id_everything_that_was_not_sent_is_requeued(environ, figurewatch):
    found = figurewatch("alerts", "requeue", environ=environ)
    assert (found.returncode, found.stdout) == (0, "2 alerts requeued\n"), found.stderr
    assert sorted(outbox(environ).values()) == ["pending", "pending", "sent"]


def test_an_alert_is_requeued_by_the_beginning_of_its_id(environ, figurewatch):
    held = next(id_ for id_, state in outbox(environ).items() if state == "held")
    found = figurewatch("alerts", "requeue", short_id(held), environ=environ)
    assert found.stdout == "1 alert requeued\n", found.stderr
    assert outbox(environ)[held] == "pending"


@pytest.mark.parametrize(("prefix", "told"), [("zz", "no alert has an id that begins with 'zz'"), ("", "'' (")])
def test_an_id_that_names_no_alert_or_several_is_refused(environ, figurewatch, prefix, told):
    before = outbox(environ)
    found = figurewatch("alerts", "requeue", prefix, environ=environ)
    assert found.returncode == 1
    assert told in found.stderr
    assert outbox(environ) == before


def test_what_was_sent_is_not_requeued(environ, figurewatch):
    sent = next(id_ for id_, state in outbox(environ).items() if state == "sent")
    found = figurewatch("alerts", "requeue", sent, environ=environ)
    assert found.returncode == 1
    assert "is sent; only alerts that are dead, failed, held or unknown" in found.stderr


def test_alerts_are_still_listed_without_a_further_word(environ, figurewatch):
    rows = [json.loads(row) for row in figurewatch("alerts", "--json", environ=environ).stdout.splitlines()]
    assert sorted(row["state"] for row in rows) == ["failed", "held", "sent"]
    assert "default" in figurewatch("alerts", environ=environ).stdout
