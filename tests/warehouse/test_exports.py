import csv
import datetime as dt
import io
import json
from dataclasses import replace

import duckdb
import pytest

from tests.warehouse.samples import HOUR, NOW, reading, record, spec_of, trade, visa
from warehouse.baseline import accept_change
from warehouse.exports import Content, render_csv, render_json, select_export, write_parquet

FORMULAS = ("=HYPERLINK(1)", "+1+2", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1")


@pytest.fixture
def told(con):
    """A change that two outlets tell and a person accepted, and a stage."""
    (change,) = record(con, reading("https://a.example/1", trade())).changes
    record(
        con, reading("https://b.example/1", trade("611.3")), reading("https://b.example/2", visa("signed", NOW.date()))
    )
    accept_change(con, change, spec_of(change), by="Aigerim", why="seen", now=NOW + HOUR)
    return con


def as_text(cell):
    if isinstance(cell, dt.datetime):
        return f"{cell.isoformat()}Z"
    return cell.isoformat() if isinstance(cell, dt.date) else cell


@pytest.mark.parametrize("content", Content)
def test_every_format_says_the_same(told, content, tmp_path):
    export = select_export(told, content)
    rows = json.loads(render_json(export))
    table = list(csv.DictReader(io.StringIO(render_csv(export), newline="")))
    write_parquet(export, tmp_path / "rows.parquet")
    stored = duckdb.sql(f"FROM '{tmp_path / 'rows.parquet'}'")
    assert len(rows) == len(table) > 0
    assert [list(row.values()) for row in rows] == [list(map(as_text, row)) for row in stored.fetchall()]
    assert [list(row) for row in rows] == [list(row) for row in table] == [stored.columns] * len(rows)
    assert {name: str(type_) for name, type_ in zip(stored.columns, stored.types, strict=True)} == export.columns


def test_amounts_keep_their_printed_digits(told):
    rows = json.loads(render_json(select_export(told, Content.CITATIONS)))
    assert [row["value"] for row in rows if row["unit"]] == ["611000000", "611300000.0"]


def test_an_export_is_the_same_every_time(told):
    for content in Content:
        assert render_csv(select_export(told, content)) == render_csv(select_export(told, content))


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_page_becomes_a_formula(con, formula):
    page = reading("https://a.example/1", replace(trade(), sentence=formula, speaker=formula))
    record(con, page)
    (row,) = csv.DictReader(io.StringIO(render_csv(select_export(con, Content.OBSERVATIONS)), newline=""))
    assert row["sentence"] == row["speaker"] == f"'{formula}"


def test_a_negative_amount_is_a_number_all_the_same(con):
    record(con, reading("https://a.example/1", replace(trade(), value=-trade().value)))
    (row,) = csv.DictReader(io.StringIO(render_csv(select_export(con, Content.OBSERVATIONS)), newline=""))
    assert row["value"] == "-611000000"


def test_decisions_and_what_they_replaced_are_exported(told):
    (trade_row, _) = json.loads(render_json(select_export(told, Content.CHANGES)))
    assert (trade_row["decision"], trade_row["decided_by"], trade_row["baseline_value"]) == (
        "accepted",
        "Aigerim",
        "529000000",
    )
    origins = [row["origin"] for row in json.loads(render_json(select_export(told, Content.BASELINE)))]
    assert sorted(origins) == ["accepted", "config", "config"]
