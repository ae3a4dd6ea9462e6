from pathlib import Path

import pytest

from tests.warehouse.samples import prepare
from warehouse.connection import open_warehouse


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "figures.duckdb"


@pytest.fixture
def con(path: Path):
    """The writer's connection, with a baseline and a run that has begun."""
    with open_warehouse(path) as con:
        prepare(con)
        yield con
