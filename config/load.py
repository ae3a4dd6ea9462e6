"""The strict loader of the files that the owner edits.

A typing slip in configuration must never be read as something else: unknown keys, duplicate keys, keys that are not
text (an unquoted ``on`` is a boolean in YAML, and Azerbaijani for ten) and wrong types are errors that name the file,
the line and the key. Nothing is filled in silently.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from extractors.errors import FigurewatchError

T = TypeVar("T")
Location = tuple[str | int, ...]


class ConfigError(FigurewatchError):
    """A configuration file cannot be used; the message names file, line and key."""

    exit_code = 2


@contextmanager
def collecting(problems: list[str]) -> Iterator[None]:
    """Put what is wrong with one file among ``problems``, so that the next one is read all the same."""
    try:
        yield
    except ConfigError as error:
        problems.append(str(error))


def refuse(problems: list[str]) -> None:
    """Raise all ``problems`` as one error, when there are any."""
    if problems:
        raise ConfigError("\n".join(problems))


class _StrictLoader(yaml.CSafeLoader):
    """YAML 1.1 as PyYAML reads it, without its silent choices."""


def load_yaml(path: Path, type_: type[T]) -> T:
    """Read ``path`` as a ``type_`` (a dataclass, or a tuple or dict of them).

    Dataclasses forbid unknown keys with ``__pydantic_config__ = {"extra": "forbid"}``.

    Raises:
        ConfigError: the file is missing, is not YAML, repeats a key or does not fit the type.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); restore it or set FIGUREWATCH_CONFIG_DIR") from error
    loader = _StrictLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise ConfigError(f"{path}:1: the file is empty; put the expected content there")
        _refuse_ambiguous_keys(path, root)
        data = loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: not valid YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not valid YAML: {' '.join(str(error).split())}") from error
    finally:
        loader.dispose()
    try:
        return TypeAdapter(type_).validate_python(data)
    except ValidationError as error:
        raise ConfigError("\n".join(_describe(path, root, problem) for problem in error.errors()[:10])) from error


def _refuse_ambiguous_keys(path: Path, root: yaml.Node) -> None:
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, yaml.SequenceNode):
            pending.extend(node.value)
        if not isinstance(node, yaml.MappingNode):
            continue
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.tag != "tag:yaml.org,2002:str":
                raise ConfigError(f'{path}:{line}: key {key.value!r} is not text; quote it: "{key.value}"')
            if key.value in seen:
                raise ConfigError(f"{path}:{line}: key {key.value!r} stands twice; keep one of them")
            seen.add(key.value)
            pending.append(value)


def _describe(path: Path, root: yaml.Node, problem: Any) -> str:
    location: Location = problem["loc"]
    node, shown = root, ""
    for step in location:
        child = _child(node, step)
        if child is None:
            if problem["type"] in ("missing", "missing_argument"):
                shown += f".{step}"
            continue  # pydantic names union members and dataclasses too; they are no keys of the file
        node = child
        shown += f"[{step}]" if isinstance(step, int) else f".{step}"
    message = {
        "unexpected_keyword_argument": "unknown key; remove it or correct its spelling",
        "extra_forbidden": "unknown key; remove it or correct its spelling",
        "missing": "this key is missing; add it",
        "missing_argument": "this key is missing; add it",
    }.get(problem["type"], problem["msg"])
    return f"{path}:{node.start_mark.line + 1}: {shown.lstrip('.') or 'top level'}: {message}"


def _child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child: yaml.Node = node.value[step]
        return child
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    return None
