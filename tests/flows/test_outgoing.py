"""The flows between the passes: late deliveries, the digest, the site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DIGEST = """
- id: morning
  lang: en
  mode: digest
  channels:
    - {name: file, url: "file://digest.txt"}
- id: desk
  lang: kk
  channels:
    - {name: hook, secret: NOTIFY_DESK}
"""
SCRIPT = "from flows.outgoing import digest, notify, publish; print(notify().sent, digest().sent, publish().pages)"


@pytest.fixture(scope="module")
def environ(newsroom_environ):
    config = Path(newsroom_environ["FIGUREWATCH_CONFIG_DIR"])
    (config / "subscriptions.yaml").write_text(DIGEST, encoding="utf-8")
    return newsroom_environ


@pytest.fixture(scope="module")
def first_pass(environ, figurewatch):
    return figurewatch("run", environ=environ)


@pytest.fixture(scope="module")
def later(first_pass, environ):
    """The three flows, with the secret there that was missing during the pass."""
    assert first_pass.returncode == 4, first_pass.stderr
    folder = Path(environ["FIGUREWATCH_DATA_DIR"])
    shutil.rmtree(folder / "site")
    secret = {"NOTIFY_DESK": "file://desk.txt?folder=" + str(folder / "alerts").replace("/", "%2F")}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={name: value for name, value in os.environ.items() if not name.startswith("FIGUREWATCH_")}
        | environ
        | secret,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_a_missing_secret_fails_its_channel_only_and_is_named(first_pass, environ):
    assert "NOTIFY_DESK is not set" in first_pass.stderr
    assert "desk/hook: not sent" in first_pass.stdout
    assert not (Path(environ["FIGUREWATCH_DATA_DIR"]) / "alerts" / "digest.txt").exists()


def test_the_digest_tells_the_changes_and_what_stands_behind_them(later, environ):
    assert later.returncode == 0, later.stderr
    text = (Path(environ["FIGUREWATCH_DATA_DIR"]) / "alerts" / "digest.txt").read_text(encoding="utf-8")
    assert "611.3" in text
    assert "11" in text.partition("of 14")[0][-20:]


def test_the_site_is_built_again(later, environ):
    assert int(later.stdout.split()[2]) > 37
    assert (Path(environ["FIGUREWATCH_DATA_DIR"]) / "site" / "index.html").exists()
