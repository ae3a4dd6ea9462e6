from dataclasses import dataclass
from pathlib import Path

import pytest

from config.load import ConfigError, load_yaml


@dataclass(frozen=True)
class Row:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 (pydantic reads it from the class)
    id: str
    count: int = 0


REFUSED = {
    "an unknown key": ("- id: a\n- id: b\n  cuont: 1\n", "rows.yaml:3: [1].cuont: unknown key"),
    "a wrong type": ("- id: a\n  count: many\n", "rows.yaml:2: [0].count: Input should be a valid integer"),
    "a missing key": ("- count: 1\n", "rows.yaml:1: [0].id: this key is missing"),
    "a key that stands twice": ("- id: a\n  id: b\n", "rows.yaml:2: key 'id' stands twice"),
    "a key that YAML reads as a boolean": ("- on: 1\n", "rows.yaml:1: key 'on' is not text; quote it"),
    "a key that YAML reads as a number": ("- id: a\n  10: 1\n", "rows.yaml:2: key '10' is not text; quote it"),
    "broken YAML": ("- id: [a\n", "rows.yaml:2: not valid YAML"),
    "an unknown tag": ("- id: !!python/name:os.system x\n", "rows.yaml:1: not valid YAML"),
    "two documents": ("- id: a\n---\n- id: b\n", "rows.yaml:2: not valid YAML"),
    "a control character": ("- id: \x01\n", "rows.yaml: not valid YAML: unacceptable character"),
    "an empty file": ("", "rows.yaml:1: the file is empty"),
    "text where a list belongs": ("hello\n", "rows.yaml:1: top level: Input should be a valid tuple"),
}


def write(folder: Path, content: bytes | str) -> Path:
    path = folder / "rows.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_file_that_fits_is_read_as_its_type(tmp_path: Path) -> None:
    assert load_yaml(write(tmp_path, "- id: a\n  count: 3\n- id: b\n"), tuple[Row, ...]) == (Row("a", 3), Row("b"))


@pytest.mark.parametrize("case", REFUSED)
def test_a_slip_is_an_error_that_names_file_line_and_key(case: str, tmp_path: Path) -> None:
    content, expected = REFUSED[case]
    with pytest.raises(ConfigError) as caught:
        load_yaml(write(tmp_path, content), tuple[Row, ...])
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_problem_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_yaml(write(tmp_path, "- count: x\n- id: b\n  more: 1\n"), tuple[Row, ...])
    assert [line.split(": ")[1] for line in str(caught.value).splitlines()] == ["[0].id", "[0].count", "[1].more"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"- id: \xff\n"])
def test_a_file_in_another_encoding_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_yaml(write(tmp_path, content), tuple[Row, ...])


def test_a_missing_file_names_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read.*FIGUREWATCH_CONFIG_DIR"):
        load_yaml(tmp_path / "absent.yaml", tuple[Row, ...])
