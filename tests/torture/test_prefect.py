"""A Prefect server that dies while a pass is on its way loses nothing: the warehouse is the record."""

from __future__ import annotations

import os

import pytest

from flows.demo import NEWSROOM
from flows.newsroom import load_newsroom, serve_newsroom
from flows.prefect_server import prefect_server
from tests.torture.kills import Arena, read_outcome

POINTS = ("flows/polling.py:poll_sources:call:1", "flows/notifying.py:deliver:call:1")


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_a_server_that_dies_midway_takes_nothing_with_it(tmp_path):
    with serve_newsroom(load_newsroom(NEWSROOM)) as site:
        environ = {"PATH": os.environ["PATH"]}
        with prefect_server(tmp_path / "prefect", environ) as server:
            server.wait()
            fight = Arena(tmp_path, site, environ)
            whole = fight.undisturbed()
        fight.seconds = 400  # Prefect's client asks a dead server again and again
        for point in POINTS:
            environ = {"PATH": os.environ["PATH"]}
            with prefect_server(tmp_path / "prefect", environ) as server:
                server.wait()
                fight.clean |= environ | {"TORTURE_KILL": str(server.process_id), "PREFECT_CLIENT_MAX_RETRIES": "1"}
                data = fight.fresh("orphaned")
                fight.run(data, fight.now, point)
            del fight.clean["TORTURE_KILL"]
            outcome = read_outcome(data)
            assert (outcome.changes, outcome.alerts, outcome.told) == (whole.changes, whole.alerts, whole.told), point
            assert not outcome.findings
