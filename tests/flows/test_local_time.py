"""Days and times as readers in Kazakhstan see them, in messages, pages and listings."""

import datetime as dt
from dataclasses import replace

import pytest

from config.settings import Settings
from flows.explain_command import show_explanation
from flows.local_time import format_moment, local_day
from flows.messages import describe_change
from flows.notifying import sample_change
from flows.pages import describe_indicator
from tests.warehouse.samples import NOW, SPECS, prepare, reading, record, trade
from warehouse.connection import open_warehouse
from warehouse.reports import select_changes, select_timelines

AFTER_MIDNIGHT = dt.datetime(2026, 3, 1, 21, 0, tzinfo=dt.UTC)  # 2 March, 02:00 in Almaty


def test_a_moment_after_midnight_in_almaty_is_of_the_new_day():
    assert local_day(AFTER_MIDNIGHT) == dt.date(2026, 3, 2)
    assert format_moment(AFTER_MIDNIGHT) == "2026-03-02 02:00 +05"


@pytest.mark.parametrize(("lang", "day"), [("en", "2 March 2026"), ("ru", "2 марта 2026")])
def test_a_message_names_the_day_of_publication_in_almaty(lang, day):
    change = replace(sample_change(NOW), published=AFTER_MIDNIGHT)
    assert day in describe_change(change, {}, lang).attribution.replace("\N{NO-BREAK SPACE}", " ")


def test_page_and_listing_name_the_day_of_publication_in_almaty(tmp_path, capsys):
    settings = replace(Settings(), data_dir=tmp_path)
    with open_warehouse(settings.warehouse) as con:
        prepare(con)
        record(con, reading("https://a.example/1", trade(), published=AFTER_MIDNIGHT))
        (change,) = select_changes(con)
        spec = next(spec for spec in SPECS if spec.id == change.indicator)
        page = describe_indicator(spec, (), select_timelines(con, 9)[spec.id])
    assert "2 March 2026" in page.rows[0].source.replace("\N{NO-BREAK SPACE}", " ")
    show_explanation(settings, change.id, as_json=False)
    assert "2026-03-02 02:00 +05, language en" in capsys.readouterr().out
