"""The command line from outside: answers, exit codes, and one line for everything that is wrong."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import lxml.html
import pytest

from config.settings import Settings
from warehouse.connection import open_warehouse
from warehouse.files import snapshot_path

CONFIG = Settings().config_dir
LINE = {"id": "a", "text": "Trade between Kazakhstan and Azerbaijan stood at $529 million in 2023.", "lang": "en"}

BAD_LINES = {
    "nested without end": ("[" * 100_000, "nested too deeply"),
    "a nested id": (json.dumps({"id": [["a"]], "text": "x"}), '"id" is no string or number'),
    "no JSON": ("{", "not JSON"),
    "no object": ("[1]", "not an object"),
    "no text": ('{"id": "a"}', '"text" is missing'),
    "another language": ('{"id": "a", "text": "x", "lang": "fr"}', "'fr'"),
    "no date": ('{"id": "a", "text": "x", "published": "yesterday"}', "YYYY-MM-DD"),
    "a number for a date": ('{"id": "a", "text": "x", "published": 2024}', "YYYY-MM-DD"),
}

BAD_USAGE = {
    "an unknown setting": (
        (),
        {"FIGUREWATCH_WORKER": "1"},
        ("check-config",),
        2,
        "FIGUREWATCH_WORKER: no such setting",
    ),
    "no configuration": ((), {"FIGUREWATCH_CONFIG_DIR": "/nowhere"}, ("check-config",), 2, "/nowhere: no such folder"),
    "two kinds of output": ((), {}, ("extract", "--html", "--jsonl"), 2, "exclude each other"),
    "an unknown command": ((), {}, ("frobnicate",), 2, "No such command"),
    "an unknown subscription": ((), {}, ("notify", "test", "nobody"), 2, "'nobody'; there are default"),
    "an unknown source": ((), {}, ("source", "test", "nowhere"), 2, "'nowhere'"),
    "a data folder that is a file": (
        (),
        {"FIGUREWATCH_DATA_DIR": __file__},
        ("run",),
        2,
        "test_cli.py: File exists; name a folder that can be written to",
    ),
    "no run yet": ((), {}, ("changes",), 1, "no run has finished yet; start one with `figurewatch run`"),
    "no run yet to show": ((), {}, ("status",), 1, "no run has finished yet"),
    "a file that is not there": ((), {}, ("extract", "absent.txt"), 1, "absent.txt: cannot be read"),
    "a text that is no interview": ((), {}, ("baseline", "verify", __file__), 2, "is none of the interviews"),
    "a private address": ((), {}, ("extract", "http://127.0.0.1:9/page"), 1, "127.0.0.1"),
    "an address that is none": ((), {}, ("extract", "http://user@outlet.example/"), 1, "outlet.example"),
    "a misspelt key": (
        ("subscriptions.yaml", "channels:", "colour: red\n  channels:"),
        {},
        ("check-config",),
        2,
        "colour: unknown key; remove it or correct its spelling",
    ),
    "broken YAML": (("sources.yaml", "- id: ", "- [id: "), {}, ("run",), 2, "not valid YAML"),
    "no Prefect server where one is named": (
        (),
        {},
        ("check-config",),
        2,
        "no Prefect API answers at http://127.0.0.1:1/api; start that server, or unset it",
    ),
    "a Prefect server with a password in its address": (
        (),
        {"PREFECT_API_URL": "http://ops:CANARY@127.0.0.1:1/api"},
        ("run",),
        1,
        "PREFECT_API_URL: write http(s)://HOST:PORT/api, without a user name",
    ),
    "a secret that is not set": (
        ("subscriptions.yaml", "url: file://alerts.txt", "secret: NOTIFY_DESK"),
        {"PREFECT_API_URL": ""},
        ("check-config",),
        2,
        "NOTIFY_DESK is not set",
    ),
}


@pytest.mark.parametrize("case", BAD_USAGE)
def test_what_is_wrong_is_said_in_one_line_with_its_exit_code(case, figurewatch, tmp_path):
    edit, environ, args, code, expected = BAD_USAGE[case]
    environ = {"FIGUREWATCH_DATA_DIR": str(tmp_path), "PREFECT_API_URL": "http://127.0.0.1:1/api"} | environ
    if edit:
        name, old, new = edit
        shutil.copytree(CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        environ["FIGUREWATCH_CONFIG_DIR"] = str(tmp_path / "config")
        text = (tmp_path / "config" / name).read_text(encoding="utf-8")
        (tmp_path / "config" / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = figurewatch(*args, environ=environ)
    assert found.returncode == code, found.stderr
    assert expected in found.stderr
    assert "Traceback" not in found.stderr
    if found.stderr.startswith("figurewatch: "):
        assert len(found.stderr.splitlines()) == 1


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_bad_line_is_answered_and_the_others_are_read(case, figurewatch, tmp_path):
    line, expected = BAD_LINES[case]
    text = "\n".join([json.dumps(LINE), line, json.dumps(LINE | {"id": "b"})])
    found = figurewatch("extract", "--jsonl", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)}, text=text)
    rows = [json.loads(row) for row in found.stdout.splitlines()]
    assert found.returncode == 1
    assert [row["id"] for row in rows][::2] == ["a", "b"]
    assert expected in rows[1]["error"]
    assert rows[1]["error"].startswith("line 2: ")


def test_half_a_character_comes_back_as_it_was_given(figurewatch, tmp_path):
    line = json.dumps({"id": "\ud800", "text": "Trade grew."})
    found = figurewatch("extract", "--jsonl", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)}, text=line)
    assert (found.returncode, json.loads(found.stdout)["id"]) == (0, "\ud800"), found.stderr


def test_extract_answers_by_the_contract(figurewatch, tmp_path):
    found = figurewatch("extract", "--jsonl", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)}, text=json.dumps(LINE))
    assert found.returncode == 0, found.stderr
    row = json.loads(found.stdout)
    assert list(row) == ["id", "lang", "quantities", "observations"]
    (quantity,) = row["quantities"]
    start, end = quantity["span"]
    assert LINE["text"][start:end] == quantity["text"]
    assert (quantity["value"], quantity["unit"], quantity["bound"]) == (529_000_000, "USD", "exact")
    (seen,) = row["observations"]
    assert (seen["indicator"], seen["value"], seen["period"]["label"]) == ("az.trade_turnover", 529_000_000, "2023")
    assert seen["verdict"] == "confirms"


def test_extract_shows_a_text_for_people(figurewatch, tmp_path):
    found = figurewatch("extract", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)}, text=LINE["text"])
    assert found.returncode == 0, found.stderr
    assert "529,000,000" in found.stdout
    assert "confirms" in found.stdout


HOSTILE = 'A <script>alert("5 km")</script> of COP29 at\x1b[K \u202e12 tonnes, 3-1 & <img src=x onerror=go>.'


def test_extract_says_what_is_no_figure_and_why(figurewatch, tmp_path):
    found = figurewatch("extract", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)}, text=HOSTILE)
    assert found.returncode == 0, found.stderr
    rows = [line.split(maxsplit=1) for line in found.stdout.splitlines()]
    assert ["29", "part of a name"] in [[cell.strip() for cell in row] for row in rows]
    assert ["3-1", "a score"] in [[cell.strip() for cell in row] for row in rows]
    assert not set("\x1b\u202e") & set(found.stdout)


def test_extract_writes_a_page_that_no_text_can_break_out_of(figurewatch, tmp_path):
    found = figurewatch("extract", "--html", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)}, text=HOSTILE)
    assert found.returncode == 0, found.stderr
    page = lxml.html.document_fromstring(found.stdout)
    assert {element.tag for element in page.iter()}.isdisjoint({"script", "img", "link", "iframe"})
    assert [(mark.text, mark.get("title")) for mark in page.iter("mark")] == [("5 km", "5 km"), ("12 tonnes", "12 t")]
    assert [span.text for span in page.find_class("abstained")] == ["29", "3-1"]
    (shown,) = page.find_class("text")
    assert shown.text_content() == HOSTILE.replace("\x1b", "").replace("\u202e", "")
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    digest = base64.b64encode(hashlib.sha256(page.findtext(".//style").encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_a_page_tells_what_the_figures_say_of_the_indicators(figurewatch, tmp_path):
    found = figurewatch("extract", "--html", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)}, text=LINE["text"])
    page = lxml.html.document_fromstring(found.stdout)
    cells = [cell.text for cell in page.iter("td")]
    assert "Kazakhstan–Azerbaijan trade turnover" in cells
    assert "confirms" in cells
    assert "2023" in cells


def test_extract_loads_neither_prefect_nor_the_database():
    """Their import alone costs seconds; a program that pipes lines must not wait for them."""
    script = (
        "import sys, io; from flows.extract_command import extract_json_lines; from config.settings import Settings;"
        "extract_json_lines([], Settings(), io.BytesIO(sys.argv[1].encode()), sys.stdout);"
        "heavy = {'prefect', 'duckdb', 'trafilatura', 'apprise', 'altair', 'httpx', 'jinja2', 'babel'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", script, json.dumps(LINE)], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "[]"


def test_the_shipped_configuration_is_in_order(figurewatch, tmp_path):
    found = figurewatch("check-config", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)})
    assert found.returncode == 0, found.stderr
    assert found.stdout.splitlines()[-1] == "ok"


def test_a_drill_reaches_the_default_channel_and_says_that_it_is_one(figurewatch, tmp_path):
    found = figurewatch("notify", "test", "default", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)})
    assert found.returncode == 0, found.stderr
    assert "drill" in (tmp_path / "alerts" / "alerts.txt").read_text(encoding="utf-8").lower()


def test_baseline_figures_are_listed_with_their_citation(figurewatch, tmp_path):
    found = figurewatch("baseline", "show", "titr", "--json", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)})
    rows = [json.loads(row) for row in found.stdout.splitlines()]
    cargo = next(row for row in rows if row["indicator"] == "titr.cargo" and row["period"]["label"] == "2023")
    assert (cargo["value"], cargo["unit"], cargo["place"]) == (2_700_000, "t", "B 4")


def test_a_locked_warehouse_names_its_holder_and_loses_nothing(figurewatch, tmp_path, prefect_environ):
    environ = prefect_environ | {"FIGUREWATCH_DATA_DIR": str(tmp_path)}
    with open_warehouse(tmp_path / "figurewatch.duckdb"):
        found = figurewatch("run", environ=environ)
    assert found.returncode == 1
    assert "figurewatch.duckdb" in found.stderr.splitlines()[-1]
    assert "Traceback" not in found.stderr


def test_a_corrupt_warehouse_is_left_alone_and_the_remedy_named(figurewatch, tmp_path, prefect_environ):
    path: Path = tmp_path / "figurewatch.duckdb"
    path.write_bytes(b"not a database" * 2000)
    found = figurewatch("run", environ=prefect_environ | {"FIGUREWATCH_DATA_DIR": str(tmp_path)})
    assert found.returncode == 1
    assert str(path) in found.stderr.splitlines()[-1]
    assert path.read_bytes() == b"not a database" * 2000
    assert "Traceback" not in found.stderr


def test_a_prefect_server_that_is_not_there_is_named(figurewatch, tmp_path):
    environ = {"FIGUREWATCH_DATA_DIR": str(tmp_path), "PREFECT_API_URL": "http://127.0.0.1:1/api"}
    found = figurewatch("run", environ=environ)
    assert found.returncode == 1
    assert "no Prefect API answered at http://127.0.0.1:1/api" in found.stderr.splitlines()[-1]
    assert not (tmp_path / "figurewatch.duckdb").exists()


def test_two_demos_do_not_empty_each_others_folder(figurewatch, tmp_path):
    with (tmp_path / "demo.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        second = figurewatch("demo", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)})
    assert second.returncode == 1
    told = f"figurewatch: another demo is at work in {tmp_path}/demo; wait until it ends, or name another"
    assert second.stderr == f"{told} FIGUREWATCH_DATA_DIR\n"


def test_output_into_a_closed_pipe_ends_quietly(tmp_path):
    command = f"{Path(sys.executable).with_name('figurewatch')} baseline show --json | head -c 10"
    environ = {**os.environ, "FIGUREWATCH_DATA_DIR": str(tmp_path)}
    found = subprocess.run(["bash", "-c", command], env=environ, capture_output=True, text=True, check=True)
    assert found.stderr == ""


def test_the_version_is_that_of_the_project(figurewatch, tmp_path):
    found = figurewatch("--version", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)})
    assert (found.returncode, found.stdout) == (0, f"figurewatch {version('figurewatch')}\n")


def test_the_configuration_is_counted_for_programs(figurewatch, tmp_path):
    found = figurewatch("check-config", "--json", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)})
    row = json.loads(found.stdout)
    assert row["sources"] == sum(row["languages"].values()) > 0
    assert row["subscriptions"] == ["default"]


def test_all_bad_files_are_named_at_once(figurewatch, tmp_path):
    shutil.copytree(CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    bad = ["indicators/az.yaml", "indicators/eu.yaml", "baseline/kz_az_2024.yaml", "sources.yaml", "subscriptions.yaml"]
    for name in bad:
        (tmp_path / "config" / name).write_text("colour: red\n", encoding="utf-8")
    found = figurewatch("check-config", environ={"FIGUREWATCH_CONFIG_DIR": str(tmp_path / "config")})
    assert found.returncode == 2
    assert [name for name in bad if name in found.stderr] == bad


def test_sources_are_probed_for_programs(figurewatch, tmp_path):
    shutil.copytree(CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (tmp_path / "config" / "sources.yaml").write_text(
        "- {id: here, outlet: Here, url: 'http://127.0.0.1:9/feed', kind: feed, lang: en, tier: media, "
        "relations: [az], verified: false, note: nobody listens}\n",
        encoding="utf-8",
    )
    found = figurewatch("source", "test", "--json", environ={"FIGUREWATCH_CONFIG_DIR": str(tmp_path / "config")})
    row = json.loads(found.stdout)
    assert (found.returncode, row["source"], row["fit"]) == (3, "here", False), found.stderr
    assert row["findings"][0].startswith("failed: ")


def spoil_the_file(path: Path):
    path.write_bytes(b"not a database" * 2000)


def spoil_the_snapshot(path: Path):
    with open_warehouse(path):
        pass
    snapshot_path(path).write_bytes(b"not a database" * 2000)


def lose_the_snapshot(path: Path):
    with open_warehouse(path):
        pass
    snapshot_path(path).unlink()


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (spoil_the_file, "cannot be read"),
        (spoil_the_snapshot, "the next `figurewatch run` makes it again"),
        (lose_the_snapshot, "has no snapshot to read from; the next `figurewatch run` makes one"),
    ],
)
def test_a_harmed_warehouse_is_not_taken_for_a_new_one(figurewatch, tmp_path, harm, expected):
    harm(tmp_path / "figurewatch.duckdb")
    found = figurewatch("changes", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)})
    assert found.returncode == 1
    assert expected in found.stderr
    assert "no run has finished" not in found.stderr
    assert len(found.stderr.splitlines()) == 1


def test_while_the_first_run_writes_a_listing_says_so(figurewatch, tmp_path):
    with open_warehouse(tmp_path / "figurewatch.duckdb"):
        found = figurewatch("status", environ={"FIGUREWATCH_DATA_DIR": str(tmp_path)})
    assert found.returncode == 1
    assert "is being written by process" in found.stderr
