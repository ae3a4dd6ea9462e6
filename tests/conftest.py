"""How the suite is shared between processes: a file stays together, and so do all tests of one Prefect server."""

from __future__ import annotations

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name the group of every test for ``--dist loadgroup``; the tests that wait most come first."""
    for item in items:
        needs_server = "prefect_environ" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("prefect" if needs_server else item.path.name))
    items.sort(key=lambda item: "flows" not in item.path.parts)
