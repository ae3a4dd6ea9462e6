"""What `figurewatch alerts` and `status` print of an outbox."""

import json
from dataclasses import replace

import pytest

from config.settings import Settings
from flows.listings import show_alerts, show_status
from tests.warehouse.samples import NOW, prepare, reading, record, trade
from warehouse.connection import open_warehouse
from warehouse.rows import Destination, RunState
from warehouse.store import finish_run


@pytest.fixture
def settings(tmp_path):
    """An outbox with an alert for the shipped subscription and one for a channel that no subscription has."""
    settings = replace(Settings(), data_dir=tmp_path)
    with open_warehouse(settings.warehouse) as con:
        prepare(con)
        both = (Destination("default", "file"), Destination("default", "pager"))
        record(con, reading("https://a.example/1", trade()), route=lambda _: both)
    return settings


def test_an_alert_whose_channel_is_gone_says_so(settings, capsys):
    show_alerts(settings, as_json=False)
    rows = {row.split()[4]: row for row in capsys.readouterr().out.splitlines() if "default" in row}
    assert rows["pager"].rstrip().endswith("no such channel any more")
    assert "no such channel" not in rows["file"]


def test_the_status_counts_alerts_whose_channel_is_gone(settings, capsys):
    show_status(settings, as_json=False)
    assert "alerts  2 pending; 1 waiting for no such channel any more" in capsys.readouterr().out


def test_the_status_counts_what_waits_for_review(settings, capsys):
    with open_warehouse(settings.warehouse) as con:
        record(con, reading("https://b.example/1", trade("640", confidence=0.2)))
    show_status(settings, as_json=False)
    assert "review  1 figure waiting" in capsys.readouterr().out
    show_status(settings, as_json=True)
    assert json.loads(capsys.readouterr().out)["held"] == 1


def test_one_of_a_thing_is_told_in_the_singular(settings, capsys):
    with open_warehouse(settings.warehouse) as con:
        finish_run(con, "run-1", NOW, RunState.SUCCEEDED, {"sources": 2, "pages": 1, "failed": 1})
    show_status(settings, as_json=False)
    assert "2 sources, 1 page, 1 failed" in capsys.readouterr().out
