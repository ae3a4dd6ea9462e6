"""What the README says exists, and what exists is in the README."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from config.settings import PREFIX, Settings
from flows.cli import app

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
TABLE = set(re.findall(r"^\| `figurewatch ([a-z -]+[a-z])", README, re.MULTILINE))


def commands(command: typer.core.TyperCommand, path: tuple[str, ...] = ()) -> list[str]:
    found = [" ".join(path)] if path and (not hasattr(command, "commands") or command.invoke_without_command) else []
    for name, child in getattr(command, "commands", {}).items():
        found += commands(child, (*path, name))
    return found


COMMANDS = commands(get_command(app))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_table(command):
    assert command in {row.partition(" --")[0] for row in TABLE}


def test_the_table_has_no_command_that_is_gone():
    assert {row.partition(" --")[0] for row in TABLE} - set(COMMANDS) == set()


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_is_in_the_table(name):
    assert f"| `{PREFIX}{name.upper()}` |" in README
