"""Brings the schema of a warehouse up to date: each migration and its record commit together.

A migration is ``migrations/NNNN_name.sql`` and is never edited once released. It refuses a file that a later program
wrote, and one whose applied migrations differ from those here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import WarehouseError, WarehouseTooNew
from warehouse.statements import run, select
from warehouse.transactions import uncounted_transaction

if TYPE_CHECKING:
    import duckdb

FOLDER = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema; ``digest`` is the sha256 of its text."""

    version: int
    name: str
    text: str
    digest: str


def load_migrations(folder: Path = FOLDER) -> tuple[Migration, ...]:
    """Return the migrations of ``folder`` in order."""
    migrations = []
    for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql")):
        text = path.read_text(encoding="utf-8")
        version, _, name = path.stem.partition("_")
        migrations.append(Migration(int(version), name, text, hashlib.sha256(text.encode()).hexdigest()))
    return tuple(migrations)


def migrate(con: duckdb.DuckDBPyConnection, migrations: tuple[Migration, ...]) -> int:
    """Apply what is missing and return how many that were.

    Raises:
        WarehouseTooNew: the file knows migrations that this program does not.
        WarehouseError: an applied migration was edited afterwards.
    """
    run(con, "create_schema_migrations")
    missing = pending(con, migrations)
    for migration in missing:
        with uncounted_transaction(con):
            con.execute(migration.text)
            run(con, "insert_migration", version=migration.version, name=migration.name, digest=migration.digest)
        con.execute("CHECKPOINT")
    return len(missing)


def pending(con: duckdb.DuckDBPyConnection, migrations: tuple[Migration, ...]) -> tuple[Migration, ...]:
    """Return the migrations that the file lacks; raises as ``migrate`` does."""
    applied = {row["version"]: row["digest"] for row in select(con, "select_migrations")}
    known = {migration.version: migration for migration in migrations}
    if later := sorted(set(applied) - set(known)):
        raise WarehouseTooNew(f"the warehouse has schema {later[-1]}, this program knows {max(known)}; upgrade it")
    for version, digest in applied.items():
        if known[version].digest != digest:
            name = f"{version:04}_{known[version].name}.sql"
            raise WarehouseError(f"migration {name} was edited after it was applied; restore it and add a new one")
    return tuple(migration for migration in migrations if migration.version not in applied)
