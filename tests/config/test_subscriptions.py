from pathlib import Path

import pytest

from config.load import ConfigError
from config.subscriptions import load_subscriptions, refuse_unknown_indicators

SHIPPED = Path(__file__).parents[2] / "config" / "subscriptions.yaml"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "subscriptions.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def one(channel: str) -> str:
    return f"- id: desk\n  lang: en\n  channels:\n    - {channel}\n"


def test_the_shipped_subscription_needs_no_secret():
    (default,) = load_subscriptions(SHIPPED)
    assert [channel.secret for channel in default.channels] == [None]


def test_the_commented_examples_are_valid_too(tmp_path):
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    first = lines.index("# - id: trade-desk")
    examples = "\n".join(line.removeprefix("# ").removeprefix("#") for line in lines[first:])
    assert [subscription.id for subscription in load_subscriptions(write(tmp_path, examples))] == [
        "trade-desk",
        "newsroom",
        "warehouse-hook",
    ]


def test_absent_filters_admit_every_alerting_verdict():
    (default,) = load_subscriptions(SHIPPED)
    assert default.verdicts == ("newer", "contradicts", "new", "stage_change")
    assert (default.relations, default.indicators, default.min_confidence) == ((), (), 0.0)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            one("{name: hook, url: 'json://token@hooks.example'}"),
            r":4: .*only console://, file://, syslog:// may stand",
        ),
        (one("{name: hook, url: 'file://a.txt', secret: NOTIFY_A}"), r":4: .*needs either url or secret"),
        (one("{name: hook}"), r":4: .*needs either url or secret"),
        (one("{name: hook, secret: 'json://hooks.example'}"), r":4: .*the NAME of an environment variable"),
        (one("{name: hook, secret: FIGUREWATCH_HOOK}"), r":4: .*begin with FIGUREWATCH_ are settings"),
        (one("{name: hook, secret: NOTIFY_A, colour: red}"), r":4: \[0\].channels\[0\].colour: unknown key"),
        (one("{name: a, url: 'console://'}") + "    - {name: a, url: 'console://'}\n", r"two channels named 'a'"),
        ("- id: desk\n  lang: de\n  channels: [{name: a, url: 'console://'}]\n", r":2: \[0\].lang"),
        ("- id: desk\n  lang: en\n  channels: []\n", r":3: \[0\].channels"),
        (
            "- id: desk\n  lang: en\n  verdicts: [confirms]\n  channels: [{name: a, url: 'console://'}]\n",
            r":3: .*confirms makes no",
        ),
        ("- id: desk\n  lang: en\n  min_confidence: 2\n  channels: [{name: a, url: 'console://'}]\n", r":3: "),
        (one("{name: a, url: 'console://'}") * 2, r"two subscriptions have the id 'desk'"),
    ],
)
def test_a_slip_is_an_error_that_names_its_place(tmp_path, text, complaint):
    with pytest.raises(ConfigError, match=complaint):
        load_subscriptions(write(tmp_path, text))


def test_an_error_never_shows_an_address_that_could_be_secret(tmp_path):
    with pytest.raises(ConfigError) as error:
        load_subscriptions(write(tmp_path, one("{name: hook, url: 'tgram://CANARY/123'}")))
    assert "CANARY" not in str(error.value)


def test_a_filter_for_an_unknown_indicator_is_refused(tmp_path):
    text = "- id: desk\n  lang: en\n  indicators: [eu.trade]\n  channels: [{name: a, url: 'console://'}]\n"
    subscriptions = load_subscriptions(write(tmp_path, text))
    refuse_unknown_indicators(subscriptions, {"eu.trade"})
    with pytest.raises(ConfigError, match=r"'desk': indicator 'eu\.trade' does not exist"):
        refuse_unknown_indicators(subscriptions, {"eu.trade_turnover"})
