"""A warehouse to write to, and the order of the suite.

What waits for servers comes first, so that two processes (``--dist loadfile``) end together.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.warehouse.samples import prepare
from warehouse.connection import open_warehouse


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of ``flows`` first; the order is otherwise kept."""
    items.sort(key=lambda item: "flows" not in item.path.parts)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "figures.duckdb"


@pytest.fixture
def con(path: Path):
    """The writer's connection, with a baseline and a run that has begun."""
    with open_warehouse(path) as con:
        prepare(con)
        yield con
