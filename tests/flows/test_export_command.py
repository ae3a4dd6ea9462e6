"""`figurewatch export` from outside."""

import csv
import io
import json

import duckdb
import pytest

from tests.warehouse.samples import prepare, reading, record, trade
from warehouse.connection import open_warehouse


@pytest.fixture
def environ(tmp_path):
    with open_warehouse(tmp_path / "figurewatch.duckdb") as con:
        prepare(con)
        record(con, reading("https://a.example/1", trade(sentence="Сауда көлемі 611 million dollars болды.")))
    return {"FIGUREWATCH_DATA_DIR": str(tmp_path)}


def test_changes_are_written_to_standard_output(environ, figurewatch):
    found = figurewatch("export", "changes", "--format", "csv", environ=environ | {"LC_ALL": "C"})
    assert found.returncode == 0, found.stderr
    (row,) = csv.DictReader(io.StringIO(found.stdout))
    assert row["sentence"] == "Сауда көлемі 611 million dollars болды."


def test_parquet_goes_to_a_file_whole(environ, figurewatch, tmp_path):
    target = tmp_path / "changes.parquet"
    found = figurewatch("export", "changes", "--format", "parquet", "-o", str(target), environ=environ)
    assert (found.returncode, found.stdout) == (0, ""), found.stderr
    assert duckdb.sql(f"SELECT value FROM '{target}'").fetchall() == [("611000000",)]
    assert sorted(path.name for path in tmp_path.iterdir() if "figurewatch-" in path.name) == []


def test_a_file_that_cannot_be_written_is_named(environ, figurewatch, tmp_path):
    target = tmp_path / "nowhere" / "changes.json"
    found = figurewatch("export", "changes", "--format", "json", "-o", str(target), environ=environ)
    assert found.returncode == 1
    assert f"{target}: cannot be written" in found.stderr


def test_an_unknown_table_is_bad_usage(environ, figurewatch):
    assert figurewatch("export", "secrets", "--format", "csv", environ=environ).returncode == 2
    assert figurewatch("export", "changes", "--format", "xml", environ=environ).returncode == 2


def test_an_empty_export_is_valid(figurewatch, tmp_path):
    with open_warehouse(tmp_path / "figurewatch.duckdb"):
        pass
    environ = {"FIGUREWATCH_DATA_DIR": str(tmp_path)}
    assert json.loads(figurewatch("export", "changes", "--format", "json", environ=environ).stdout) == []
