"""The command as a user runs it, and one Prefect server for all tests that need one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.prefect_server import prefect_server

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def figurewatch() -> Run:
    """Run `figurewatch ARGS` with FIGUREWATCH_* and other variables given by ``environ``, away from the checkout."""

    def run(
        *args: str, environ: dict[str, str], text: str = "", timeout: float = 110
    ) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("FIGUREWATCH_", "PREFECT_"))}
        return subprocess.run(
            [Path(sys.executable).with_name("figurewatch"), *args],
            env=clean | environ,
            input=text,
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd=environ.get("FIGUREWATCH_DATA_DIR", ROOT),
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def prefect_environ(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment that points to a Prefect server of the test session."""
    environ = {"PATH": os.environ["PATH"]}
    with prefect_server(tmp_path_factory.mktemp("prefect"), environ) as server:
        server.wait()
        yield {"PREFECT_API_URL": server.api_url}
