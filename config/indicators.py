"""Loads ``config/indicators/*.yaml``: one record per indicator, grouped in a few files.

Beyond what the strict reader refuses, it refuses two records of one id, a derived id that is no indicator, and a
record that lacks a language.
"""

from __future__ import annotations

from pathlib import Path

from config.load import ConfigError, collecting, load_yaml, refuse
from extractors.indicators import IndicatorSpec, Stage
from extractors.records import LANGUAGES


def load_indicators(folder: Path) -> tuple[IndicatorSpec, ...]:
    """Return all indicators of ``folder``, sorted by id.

    Raises:
        ConfigError: files cannot be read as indicators (all are named), or the records contradict each other.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise ConfigError(f"{folder}: no indicator files; FIGUREWATCH_CONFIG_DIR needs indicators/*.yaml")
    found: dict[str, tuple[IndicatorSpec, Path]] = {}
    problems: list[str] = []
    for path in paths:
        with collecting(problems):
            _load_file(path, found)
    refuse(problems)
    for spec, path in found.values():
        for kind, target in spec.derived.items():
            if target not in found:
                raise ConfigError(f"{path}: {spec.id}.derived.{kind}: {target!r} is no indicator; correct the id")
    return tuple(found[id_][0] for id_ in sorted(found))


def _load_file(path: Path, found: dict[str, tuple[IndicatorSpec, Path]]) -> None:
    for spec in load_yaml(path, tuple[IndicatorSpec, ...]):
        if spec.id in found:
            raise ConfigError(f"{path}: {spec.id} stands in {found[spec.id][1]} too; keep one of them")
        _check_languages(path, spec)
        found[spec.id] = (spec, path)


def _check_languages(path: Path, spec: IndicatorSpec) -> None:
    stages: list[tuple[str, dict[str, tuple[str, ...]]]] = [(_stage_key(stage), stage.cues) for stage in spec.stages]
    tables = [("cues", spec.cues), ("requires", spec.requires), ("exclude", spec.exclude), *stages]
    if spec.known_gap:
        tables.append(("known_gap.reporter", spec.known_gap.reporter))
    if set(spec.titles) != set(LANGUAGES):
        raise ConfigError(f"{path}: {spec.id}.titles: give a title in each of {', '.join(LANGUAGES)}")
    for name, table in tables:
        unknown = set(table) - set(LANGUAGES)
        missing = set(LANGUAGES) - set(table) if table else set()
        if unknown or missing:
            wrong = ", ".join(sorted(unknown | missing))
            raise ConfigError(f"{path}: {spec.id}.{name}: languages {wrong} are unknown or missing; use all four")


def _stage_key(stage: Stage) -> str:
    return f"stages.{stage.name}"
