import re
from pathlib import Path

import duckdb
import pytest

import warehouse
from warehouse.connection import open_warehouse
from warehouse.errors import WarehouseError, WarehouseTooNew
from warehouse.migrate import load_migrations, migrate
from warehouse.statements import statement

PACKAGE = Path(warehouse.__file__).parent
FORBIDDEN = re.compile(r"PRIMARY KEY|UNIQUE|REFERENCES|CHECK|SEQUENCE|INDEX|ON CONFLICT|INSERT OR|RETURNING")
STATEMENTS = sorted(path.stem for path in (PACKAGE / "sql").glob("*.sql"))


def write(folder: Path, **migrations: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in migrations.items():
        (folder / f"{name.removeprefix('m')}.sql").write_text(text)
    return folder


@pytest.fixture
def empty():
    with duckdb.connect() as con:
        yield con


def applied(con) -> list[tuple]:
    return con.execute("SELECT version, name FROM schema_migrations ORDER BY ALL").fetchall()


def test_every_migration_is_applied_once(path):
    for _ in range(2):
        with open_warehouse(path) as con:
            assert applied(con) == [(migration.version, migration.name) for migration in load_migrations()]


def test_only_what_is_missing_is_applied(empty, tmp_path):
    folder = write(tmp_path / "m", m0001_one="CREATE TABLE one (a INTEGER)")
    assert migrate(empty, load_migrations(folder)) == 1
    write(folder, m0002_two="ALTER TABLE one ADD COLUMN b INTEGER; INSERT INTO one VALUES (1, 2)")
    assert migrate(empty, load_migrations(folder)) == 1
    assert migrate(empty, load_migrations(folder)) == 0
    assert empty.execute("FROM one").fetchall() == [(1, 2)]


def test_a_migration_that_fails_leaves_neither_change_nor_record(empty, tmp_path):
    folder = write(tmp_path / "m", m0001_one="CREATE TABLE one (a INTEGER); SELECT * FROM nowhere")
    with pytest.raises(duckdb.Error, match="nowhere"):
        migrate(empty, load_migrations(folder))
    assert applied(empty) == []
    write(folder, m0001_one="CREATE TABLE one (a INTEGER)")
    assert migrate(empty, load_migrations(folder)) == 1


def test_a_file_of_a_later_program_is_refused(empty, tmp_path):
    folder = write(tmp_path / "m", m0001_one="CREATE TABLE one (a INTEGER)", m0002_two="CREATE TABLE two (a INTEGER)")
    migrate(empty, load_migrations(folder))
    (folder / "0002_two.sql").unlink()
    with pytest.raises(WarehouseTooNew, match="has schema 2, this program knows 1; upgrade"):
        migrate(empty, load_migrations(folder))


def test_a_migration_edited_after_its_time_is_refused(empty, tmp_path):
    folder = write(tmp_path / "m", m0001_one="CREATE TABLE one (a INTEGER)")
    migrate(empty, load_migrations(folder))
    write(folder, m0001_one="CREATE TABLE one (a BIGINT)")
    with pytest.raises(WarehouseError, match=r"0001_one\.sql was edited after it was applied"):
        migrate(empty, load_migrations(folder))


@pytest.mark.parametrize(
    "text", [migration.text for migration in load_migrations()] + [statement(s) for s in STATEMENTS]
)
def test_nothing_relies_on_keys_constraints_sequences_or_indexes(text):
    assert not FORBIDDEN.search(re.sub(r"--.*", "", text))


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_file_holds_one_statement_that_the_code_uses(name):
    assert len(duckdb.extract_statements(statement(name))) == 1
    code = "".join(path.read_text() for path in PACKAGE.glob("*.py"))
    assert f'"{name}"' in code
