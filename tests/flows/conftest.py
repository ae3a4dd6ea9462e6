"""The command as a user runs it, and one Prefect server for all tests that need one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.settings import load_settings
from flows.demo import NEWSROOM, prepare
from flows.newsroom import NewsroomServer, load_newsroom, serve_newsroom, sources
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
            cwd=folder if (folder := environ.get("FIGUREWATCH_DATA_DIR", "")) and Path(folder).is_dir() else ROOT,
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


@pytest.fixture(scope="module")
def newsroom_site() -> Iterator[NewsroomServer]:
    """The sample newsroom on its first day, over HTTP."""
    with serve_newsroom(load_newsroom(NEWSROOM)) as server:
        yield server


@pytest.fixture(scope="module")
def newsroom_environ(
    tmp_path_factory: pytest.TempPathFactory, newsroom_site: NewsroomServer, prefect_environ: dict[str, str]
) -> dict[str, str]:
    """The environment in which `figurewatch` watches the sample newsroom, with an empty data folder."""
    folder = tmp_path_factory.mktemp("newsroom")
    demo = prepare(folder, load_settings({}), sources(newsroom_site.newsroom, newsroom_site.base_url))
    (address, port), *_ = demo.allow_private
    return prefect_environ | {
        "FIGUREWATCH_CONFIG_DIR": str(demo.config_dir),
        "FIGUREWATCH_DATA_DIR": str(folder),
        "FIGUREWATCH_SPACING_SECONDS": "0",
        "FIGUREWATCH_ALLOW_PRIVATE": f"{address}:{port}",
    }
