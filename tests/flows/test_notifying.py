import datetime as dt
import logging
from dataclasses import replace

import pytest

from config.subscriptions import Channel, Subscription
from flows.channels import Address, Parcel, blot, send_parcel
from flows.messages import Coverage, Envelope
from flows.notifying import Mailroom, deliver, route, sample_change, send_digest, send_drill
from tests.flows.receivers import mail_server, webhook
from tests.warehouse.samples import NOW, SPECS, reading, record, trade, visa
from warehouse.outbox import claim_alerts
from warehouse.rows import AlertState

CHANGE = sample_change(NOW)
COVERAGE = Coverage(2, ("trend",), 5, 1)
FILE = Channel("file", url="file://alerts.txt")
HOOK = Channel("hook", secret="NOTIFY_HOOK")


@pytest.fixture(scope="module")
def hook():
    with webhook() as received:
        yield received


@pytest.fixture
def make_room(tmp_path):
    def make(wall_seconds=20.0, **secrets):
        return Mailroom({spec.id: spec for spec in SPECS}, secrets, tmp_path / "alerts", wall_seconds)

    return make


def desk(*channels, **fields):
    return Subscription("desk", "en", channels, **fields)


def find_changes(con, *subscriptions, observations=None):
    observations = observations or (trade("611"), visa("talks_opened", dt.date(2026, 2, 20)))
    record(con, reading("https://steppe.example/a", *observations), route=lambda change: route(change, subscriptions))


def states(con):
    return dict(con.execute("SELECT DISTINCT subscription || '/' || channel, state FROM alerts").fetchall())


@pytest.mark.parametrize(
    ("filters", "admitted"),
    [
        ({}, True),
        ({"relations": ("az",)}, True),
        ({"relations": ("eu",)}, False),
        ({"indicators": ("az.trade_turnover",)}, True),
        ({"indicators": ("eu.epca",)}, False),
        ({"verdicts": ("contradicts",)}, False),
        ({"min_confidence": 0.9}, True),
        ({"min_confidence": 0.91}, False),
    ],
)
def test_a_change_goes_where_the_filters_admit_it(filters, admitted):
    change = replace(CHANGE, new=replace(CHANGE.new, confidence=0.9))
    destinations = route(change, [desk(FILE, HOOK, **filters)])
    assert [destination.channel for destination in destinations] == (["file", "hook"] if admitted else [])


def test_the_changes_of_a_run_reach_a_file_in_one_message_and_only_once(con, make_room, tmp_path):
    subscription = desk(FILE)
    find_changes(con, subscription)
    first = deliver(con, [subscription], make_room(), NOW)
    second = deliver(con, [subscription], make_room(), NOW)
    text = (tmp_path / "alerts" / "alerts.txt").read_text(encoding="utf-8")
    assert (first.sent, second.receipts) == (1, ())
    assert text.count("Explain: figurewatch explain") == 2
    assert states(con) == {"desk/file": "sent"}


def test_a_webhook_gets_subject_and_body(con, make_room, hook):
    hook.bodies.clear()
    find_changes(con, subscription := desk(HOOK), observations=(trade("611"),))
    report = deliver(con, [subscription], make_room(NOTIFY_HOOK=f"json://127.0.0.1:{hook.port}/ok"), NOW)
    (body,) = hook.bodies
    assert report.sent == 1
    name = "[KZ–AZ] Kazakhstan–Azerbaijan trade turnover"
    assert body["title"].startswith(f"{name}, 2023: 529 → 2025: 611 mln USD (+15.5 %)")
    assert "⟦611 million dollars⟧" in body["message"]


def test_a_letter_has_the_facts_as_html_and_as_text(make_room):
    with mail_server() as mailbox:
        url = f"mailto://127.0.0.1:{mailbox.port}/?from=watch@news.example&to=desk@news.example&mode=insecure"
        report = send_drill(replace(desk(HOOK), lang="ru"), make_room(NOTIFY_HOOK=url), NOW)
    assert report.failures == ()
    (letter,) = mailbox.messages
    assert letter["Subject"].startswith("УЧЕБНОЕ: [KZ–AZ]")
    html = letter.get_body(("html",)).get_content()
    text = letter.get_body(("plain",)).get_content()
    assert "<mark>611 million US dollars</mark>" in html
    assert "611 million US dollars" in text


@pytest.mark.parametrize(
    ("temper", "expected"),
    [
        ("ok", (AlertState.SENT, "")),
        ("status/500", (AlertState.FAILED, "500")),
        ("status/429", (AlertState.FAILED, "429")),
        ("redirect", (AlertState.FAILED, "302")),
        ("drop", (AlertState.FAILED, "onnection error")),
        ("hang", (AlertState.UNKNOWN, "may have arrived")),
        ("drip", (AlertState.UNKNOWN, "may have arrived")),
    ],
)
def test_only_an_accepted_message_counts_as_sent(con, make_room, hook, temper, expected):
    state, detail = expected
    find_changes(con, subscription := desk(HOOK))
    room = make_room(1.0 if state is AlertState.UNKNOWN else 20.0, NOTIFY_HOOK=f"json://127.0.0.1:{hook.port}/{temper}")
    (receipt,) = deliver(con, [subscription], room, NOW).receipts
    assert (receipt.outcome.state, receipt.alerts) == (state, 2)
    assert detail in receipt.outcome.detail
    assert states(con) == {"desk/hook": state}


def test_the_owner_cannot_turn_failures_into_success_by_url(con, make_room, hook):
    hook.paths.clear()
    find_changes(con, subscription := desk(HOOK))
    url = f"json://127.0.0.1:{hook.port}/redirect?redirect=yes&optional=yes"
    (receipt,) = deliver(con, [subscription], make_room(NOTIFY_HOOK=url), NOW).receipts
    assert receipt.outcome.state is AlertState.FAILED
    assert hook.paths == ["/redirect"]


def test_a_dead_channel_does_not_hold_up_the_others(con, make_room, hook, tmp_path):
    hung = Channel("a-hung", secret="NOTIFY_HUNG")
    unset = Channel("b-unset", secret="NOTIFY_UNSET")
    find_changes(con, subscription := desk(hung, unset, FILE))
    report = deliver(con, [subscription], make_room(3.0, NOTIFY_HUNG=f"json://127.0.0.1:{hook.port}/hang"), NOW)
    assert [receipt.outcome.state for receipt in report.receipts] == [
        AlertState.UNKNOWN,
        AlertState.FAILED,
        AlertState.SENT,
    ]
    assert report.sent == 1
    assert (tmp_path / "alerts" / "alerts.txt").exists()


def test_a_message_that_cannot_be_written_fails_alone_and_its_error_shows_no_text(con, make_room):
    broken = replace(desk(Channel("file", url="file://broken.txt")), id="broken", lang="tlh")
    find_changes(con, broken, subscription := desk(FILE))
    report = deliver(con, [broken, subscription], make_room(), NOW)
    assert [(receipt.outcome.state, receipt.outcome.detail) for receipt in report.receipts] == [
        (AlertState.FAILED, "the channel's program failed: KeyError"),
        (AlertState.SENT, ""),
    ]
    assert states(con) == {"broken/file": "failed", "desk/file": "sent"}


def test_the_alerts_of_a_channel_that_is_gone_wait_untouched(con, make_room):
    renamed = Channel("letters", url="file://letters.txt")
    find_changes(con, desk(FILE, renamed))
    assert [receipt.channel for receipt in deliver(con, [desk(FILE)], make_room(), NOW).receipts] == ["file"]
    assert deliver(con, [desk(FILE)], make_room(), NOW + dt.timedelta(hours=1)).receipts == ()
    assert states(con) == {"desk/file": "sent", "desk/letters": "pending"}
    assert con.execute("SELECT DISTINCT channel FROM deliveries").fetchall() == [("file",)]


def test_a_missing_secret_names_its_variable_and_uses_no_attempt(con, make_room, hook):
    find_changes(con, subscription := desk(HOOK))
    for days in range(30):
        (receipt,) = deliver(con, [subscription], make_room(), NOW + dt.timedelta(days=days)).receipts
        assert receipt.outcome.state is AlertState.FAILED
        assert receipt.outcome.detail.startswith("NOTIFY_HOOK is not set")
    assert states(con) == {"desk/hook": "pending"}
    assert con.execute("SELECT max(attempts) FROM alerts").fetchall() == [(0,)]
    assert con.execute("FROM deliveries").fetchall() == []
    later = NOW + dt.timedelta(days=30)
    room = make_room(NOTIFY_HOOK=f"json://127.0.0.1:{hook.port}/ok")
    assert deliver(con, [subscription], room, later).sent == 1
    assert states(con) == {"desk/hook": "sent"}


def test_a_secret_may_lie_in_a_file(make_room, hook, tmp_path):
    path = tmp_path / "hook.txt"
    path.write_text(f"json://127.0.0.1:{hook.port}/ok\n")
    assert send_drill(desk(HOOK), make_room(NOTIFY_HOOK_FILE=str(path)), NOW).sent == 1
    path.unlink()
    (receipt,) = send_drill(desk(HOOK), make_room(NOTIFY_HOOK_FILE=str(path)), NOW).failures
    assert receipt.outcome.detail.startswith("NOTIFY_HOOK_FILE: its file cannot be read")


@pytest.mark.parametrize(
    "url",
    [
        "json://CANARYuser:CANARYpass@127.0.0.1:{port}/status/500/CANARYpath?+X-Key=CANARYheader",
        "json://CANARYuser:CANARYpass@127.0.0.1:1/CANARYpath",
        "nosuchservice://CANARYtoken/CANARYpath",
        "tgram://CANARYtoken",
    ],
)
def test_a_secret_is_nowhere_but_at_its_service(con, make_room, hook, caplog, url):
    caplog.set_level(logging.DEBUG)
    find_changes(con, subscription := desk(HOOK))
    room = make_room(NOTIFY_HOOK=url.format(port=hook.port))
    report = deliver(con, [subscription], room, NOW)
    assert report.failures
    kept = con.execute("SELECT * FROM deliveries").fetchall(), con.execute("SELECT * FROM alerts").fetchall()
    shown = f"{report} {kept} {caplog.text} {Address(room.secrets['NOTIFY_HOOK'], is_secret=True)}"
    assert "CANARY" not in shown


def test_the_log_of_the_library_goes_nowhere(hook, caplog):
    caplog.set_level(logging.DEBUG)
    address = Address(f"json://127.0.0.1:{hook.port}/status/500/CANARY", is_secret=True)
    outcome = send_parcel(address, Parcel((CHANGE,), {}, Envelope("desk", "en")))
    assert outcome.state is AlertState.FAILED
    assert not [entry for entry in caplog.records if entry.name.startswith("apprise")]


def test_every_part_of_an_address_is_blotted_out():
    address = Address("slack://TokenAAA/TokenBBB%20x/#channel?key=value1", is_secret=True)
    assert blot("TokenAAA failed\n(TokenBBB x, value1)", address) == "*** failed (***, ***)"


def test_an_uncertain_message_is_repeated_once_and_says_so(con, make_room, hook):
    find_changes(con, subscription := desk(HOOK))
    deliver(con, [subscription], make_room(1.0, NOTIFY_HOOK=f"json://127.0.0.1:{hook.port}/hang"), NOW)
    hook.bodies.clear()
    later = NOW + dt.timedelta(minutes=5)
    deliver(con, [subscription], make_room(NOTIFY_HOOK=f"json://127.0.0.1:{hook.port}/ok"), later)
    assert "This may have reached you before" in hook.bodies[0]["message"]


@pytest.mark.parametrize("cut_off", [True, False])
def test_a_channel_may_hold_what_may_have_arrived(con, make_room, hook, cut_off):
    careful = replace(HOOK, uncertain="hold")
    find_changes(con, subscription := desk(careful))
    hook.paths.clear()
    if cut_off:
        claim_alerts(con, NOW)
    room = make_room(1.0, NOTIFY_HOOK=f"json://127.0.0.1:{hook.port}/hang")
    for hours in (0, 1):
        deliver(con, [subscription], room, NOW + dt.timedelta(hours=hours))
    assert states(con) == {"desk/hook": "held"}
    assert hook.paths == ([] if cut_off else ["/hang"])


def test_what_a_crash_cut_off_is_sent_again_and_marked(con, make_room, tmp_path):
    find_changes(con, subscription := desk(FILE))
    claim_alerts(con, NOW)
    assert deliver(con, [subscription], make_room(), NOW).sent == 1
    assert "This may have reached you before" in (tmp_path / "alerts" / "alerts.txt").read_text(encoding="utf-8")


def test_a_digest_gathers_what_at_once_leaves_alone(con, make_room, tmp_path):
    digest = replace(desk(Channel("file", url="file://digest.txt"), mode="digest"), id="weekly")
    find_changes(con, digest)
    assert deliver(con, [digest], make_room(), NOW).receipts == ()
    assert send_digest(con, [digest], COVERAGE, make_room(), NOW).sent == 1
    text = (tmp_path / "alerts" / "digest.txt").read_text(encoding="utf-8")
    assert text.startswith("Digest: 2 changes")
    assert "Checked 2 of 3 sources, 5 articles read, 1 page not read." in text


def test_a_digest_without_changes_is_sent_and_says_what_was_checked(con, make_room, tmp_path):
    digest = desk(Channel("file", url="file://digest.txt"), mode="digest")
    assert send_digest(con, [digest], COVERAGE, make_room(), NOW).sent == 1
    assert "No change since the last digest." in (tmp_path / "alerts" / "digest.txt").read_text(encoding="utf-8")


def test_a_digest_without_changes_is_silent_where_that_is_wanted(con, make_room):
    digest = replace(desk(Channel("file", url="file://digest.txt"), mode="digest"), quiet="silence")
    assert send_digest(con, [digest], COVERAGE, make_room(), NOW).receipts == ()
    find_changes(con, digest)
    assert send_digest(con, [digest], COVERAGE, make_room(), NOW).sent == 1


def test_a_message_names_what_its_receiver_was_told_last(con, make_room, tmp_path):
    subscription = desk(FILE)
    find_changes(con, subscription, observations=(trade("547", 2024),))
    deliver(con, [subscription], make_room(), NOW)
    find_changes(con, subscription, observations=(trade("611"),))
    deliver(con, [subscription], make_room(), NOW + dt.timedelta(hours=1))
    first, second, _ = (tmp_path / "alerts" / "alerts.txt").read_text(encoding="utf-8").split("─" * 72)
    assert "You were told last" not in first
    assert "You were told last: 547\N{NO-BREAK SPACE}mln\N{NO-BREAK SPACE}USD, 2024 (message of 2 March 2026)" in second


def test_a_drill_is_marked_and_leaves_the_outbox_alone(con, make_room, tmp_path):
    find_changes(con, subscription := desk(FILE))
    assert send_drill(subscription, make_room(), NOW).sent == 1
    assert (tmp_path / "alerts" / "alerts.txt").read_text(encoding="utf-8").startswith("DRILL: ")
    assert states(con) == {"desk/file": "pending"}


def test_the_console_prints_the_message(capfd):
    parcel = Parcel((CHANGE,), {}, Envelope("desk", "en", drill=True))
    assert send_parcel(Address("console://", is_secret=False), parcel).state is AlertState.SENT
    assert "DRILL: [KZ–AZ]" in capfd.readouterr().out


def test_a_file_channel_stays_in_its_folder(make_room):
    (receipt,) = send_drill(desk(Channel("file", url="file://../../etc/x")), make_room(), NOW).failures
    assert "write a plain file name" in receipt.outcome.detail


def test_a_file_that_cannot_be_written_is_a_failure_that_names_it(make_room, tmp_path):
    (tmp_path / "alerts").write_text("in the way")
    (receipt,) = send_drill(desk(FILE), make_room(), NOW).failures
    assert f"{tmp_path}/alerts/alerts.txt: cannot be written" in receipt.outcome.detail
