"""Channels that fail for long, and more changes than any channel takes; clocks that jump."""

from __future__ import annotations

import datetime as dt
import logging
import ssl
import subprocess
import threading
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from config.subscriptions import Channel, Subscription
from flows.channels import RULE, Address, Parcel, _open
from flows.messages import Envelope
from flows.notifying import Mailroom, deliver, route
from tests.flows.receivers import webhook
from tests.warehouse.samples import NOW, SPECS, prepare, reading, record, trade
from warehouse.connection import open_warehouse
from warehouse.outbox import FIRST_WAIT
from warehouse.reports import select_alerts, select_changes
from warehouse.rows import AlertState, short_id
from warehouse.store import begin_run

pytestmark = [pytest.mark.torture, pytest.mark.timeout(300)]

HOOK, FILE = Channel("hook", secret="NOTIFY_HOOK"), Channel("file", url="file://alerts.txt")
DESK = Subscription("desk", "en", (HOOK, FILE))
RUNS, CHANGES = 10, 1000
LIMITS = {
    "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js": 2000,
    "ntfy://topic": 7800,
    "tgram://123456789:abcdefg_hijklmnop/12315544": 4096,
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general": 35000,
    "pover://" + "u" * 30 + "@" + "t" * 30: 1024,
}


@pytest.fixture
def make_room(tmp_path):
    def make(**secrets):
        return Mailroom({spec.id: spec for spec in SPECS}, secrets, tmp_path / "alerts", 5.0)

    return make


def find(con, numbers, now=NOW, run_id="run-1"):
    news = [reading(f"https://outlet-{n}.example/news", trade("611", 2025 + n)) for n in numbers]
    return record(con, *news, now=now, run_id=run_id, route=lambda change: route(change, [DESK]))


def test_a_channel_dead_for_ten_runs_keeps_nothing_from_the_other(con, make_room, tmp_path):
    with webhook() as hook:
        dead = make_room(NOTIFY_HOOK=f"json://127.0.0.1:{hook.port}/status/500")
        for number in range(RUNS):
            now = NOW + number * dt.timedelta(minutes=30)
            begin_run(con, f"run-{number + 2}", now)
            find(con, [number], now, f"run-{number + 2}")
            deliver(con, [DESK], dead, now)
        tries = len(hook.paths)
        alive = make_room(NOTIFY_HOOK=f"json://127.0.0.1:{hook.port}/ok")
        assert deliver(con, [DESK], alive, NOW + dt.timedelta(days=1)).sent == 1
        (message,) = hook.bodies
    told = (tmp_path / "alerts" / "alerts.txt").read_text(encoding="utf-8")
    ids = [short_id(change.id) for change in select_changes(con)]
    assert len(ids) == RUNS
    assert [told.count(f"explain {id_}") for id_ in ids] == [1] * RUNS
    assert [message["message"].count(f"explain {id_}") for id_ in ids] == [1] * RUNS
    assert {alert.state for alert in select_alerts(con)} == {AlertState.SENT}
    assert tries < RUNS, "a channel that fails is left alone for longer and longer"


def test_a_thousand_changes_are_one_message_for_each_channel(con, make_room, tmp_path):
    find(con, range(CHANGES))
    with webhook() as hook:
        report = deliver(con, [DESK], make_room(NOTIFY_HOOK=f"json://127.0.0.1:{hook.port}/ok"), NOW)
        assert len(hook.bodies) == 1
    assert [(receipt.alerts, receipt.outcome.state) for receipt in report.receipts] == [(CHANGES, AlertState.SENT)] * 2
    text = (tmp_path / "alerts" / "alerts.txt").read_text(encoding="utf-8")
    assert text.count(RULE) == 1
    assert "950 changes" in text, "what is not shown is counted"


@pytest.fixture(scope="module")
def thousand(tmp_path_factory):
    with open_warehouse(tmp_path_factory.mktemp("thousand") / "figures.duckdb") as con:
        prepare(con)
        return find(con, range(CHANGES)).changes


@pytest.mark.parametrize("url", LIMITS)
def test_a_message_keeps_within_the_length_of_its_channel(thousand, url):
    service = _open(Address(url, is_secret=True))
    assert service is not None
    message = Parcel(thousand, {spec.id: spec for spec in SPECS}, Envelope("desk", "en")).render(service.body_maxlen)
    assert service.body_maxlen == LIMITS[url]
    assert len(message.subject) + len(message.text) <= service.body_maxlen


@contextmanager
def untrusted(folder):
    """An HTTPS server whose certificate nobody vouches for."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate]
    try:
        subprocess.run([*command, "-days", "1", "-subj", "/CN=127.0.0.1"], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not there to make a certificate")
    taken = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            taken.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1], taken
        server.shutdown()
        thread.join()


def test_a_certificate_that_nobody_vouches_for_is_a_failure(con, make_room, tmp_path):
    find(con, [0])
    with untrusted(tmp_path) as (port, taken):
        report = deliver(con, [DESK], make_room(NOTIFY_HOOK=f"jsons://127.0.0.1:{port}/CANARY"), NOW)
    (failed,) = report.failures
    assert failed.outcome.state is AlertState.FAILED
    assert "CANARY" not in failed.outcome.detail
    assert taken == []


CLOCKS = {
    "back an hour": [0, -60, -30, 0, 30],
    "forward a day": [0, 1440, 1470, 1500],
    "summer time begins and ends": [0, 90, 30, 60, 90],
    "three missed ticks": [0, 120, 120, 120, 150],
}


@pytest.mark.parametrize("jumps", CLOCKS)
def test_no_alert_is_told_twice_whatever_the_clock_does(con, make_room, tmp_path, caplog, jumps):
    caplog.set_level(logging.CRITICAL)
    subscription = Subscription("desk", "en", (FILE,))
    for tick, minutes in enumerate(CLOCKS[jumps]):
        now = NOW + dt.timedelta(minutes=minutes)
        begin_run(con, f"tick-{tick}", now)
        find(con, range(tick + 1), now, f"tick-{tick}")
        deliver(con, [subscription], make_room(), now)
    deliver(con, [subscription], make_room(), NOW + dt.timedelta(days=2) + FIRST_WAIT)
    text = (tmp_path / "alerts" / "alerts.txt").read_text(encoding="utf-8")
    told = Counter(text.count(f"explain {short_id(change.id)}") for change in select_changes(con))
    assert told == {1: len(CLOCKS[jumps])}
