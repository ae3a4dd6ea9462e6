"""The order of the suite: what waits for servers first, so that two processes (``--dist loadfile``) end together."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of ``flows`` first; the order is otherwise kept."""
    items.sort(key=lambda item: "flows" not in item.path.parts)
