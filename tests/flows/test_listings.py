"""What `figurewatch alerts` and `status` print of an outbox."""

from dataclasses import replace

import pytest

from config.settings import Settings
from flows.listings import show_alerts, show_status
from tests.warehouse.samples import prepare, reading, record, trade
from warehouse.connection import open_warehouse
from warehouse.rows import Destination


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
