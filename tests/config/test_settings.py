from pathlib import Path

import pytest

from config.load import ConfigError
from config.settings import load_settings

REFUSED = {
    "FIGUREWATCH_WORKER": ("4", "no such setting; the settings are"),
    "FIGUREWATCH_WORKERS": ("0", "greater than or equal to 1"),
    "FIGUREWATCH_MAX_PAGES": ("many", "valid integer"),
    "FIGUREWATCH_ALLOW_PRIVATE": ("127.0.0.1", "ADDRESS:PORT"),
    "FIGUREWATCH_SITE_URL": ("javascript:1", "URL scheme"),
}


def test_settings_come_from_the_environment_and_other_variables_are_left_alone() -> None:
    settings = load_settings(
        {
            "FIGUREWATCH_DATA_DIR": "elsewhere",
            "FIGUREWATCH_ALLOW_PRIVATE": "127.0.0.1:8000 [::1]:9",
            "WORKERS": "99",
        }
    )
    assert settings.data_dir == Path("elsewhere")
    assert settings.warehouse == Path("elsewhere/figurewatch.duckdb")
    assert settings.allow_private == {("127.0.0.1", 8000), ("::1", 9)}
    assert settings.workers < 99


@pytest.mark.parametrize("name", REFUSED)
def test_a_setting_that_does_not_fit_is_named(name: str) -> None:
    value, expected = REFUSED[name]
    with pytest.raises(ConfigError) as caught:
        load_settings({name: value})
    assert str(caught.value).startswith(f"{name}: ")
    assert expected in str(caught.value)
