from collections.abc import Callable
from pathlib import Path

import pytest

from config.baseline import load_baseline
from config.indicators import load_indicators
from config.load import ConfigError
from config.settings import load_settings

REFUSED = {
    "FIGUREWATCH_WORKER": ("4", "no such setting; the settings are"),
    "FIGUREWATCH_WORKERS": ("0", "greater than or equal to 1"),
    "FIGUREWATCH_MAX_PAGES": ("many", "valid integer"),
    "FIGUREWATCH_ALLOW_PRIVATE": ("127.0.0.1", "ADDRESS:PORT"),
    "FIGUREWATCH_SITE_URL": ("javascript:1", "URL scheme"),
    "FIGUREWATCH_SPACING_SECONDS": ("inf", "finite number"),
    "FIGUREWATCH_RECHECK_HOURS": ("1000000000000", "less than or equal to 8760"),
    "FIGUREWATCH_CONTACT": ("mailto:a@outlet.example\r\nX: y", "match pattern"),
    "FIGUREWATCH_PROXY": ("http://reader:word@proxy.example:3128", "http://HOST:PORT"),
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


@pytest.mark.parametrize("name", ["localhost:8000", "127.0.0.1:8000 outlet.example:80", "127.1:80", "[::1]x:80", ":80"])
def test_a_private_address_is_given_by_its_number(name: str) -> None:
    with pytest.raises(ConfigError, match=r"FIGUREWATCH_ALLOW_PRIVATE: .*is no IP address.*127\.0\.0\.1:8000"):
        load_settings({"FIGUREWATCH_ALLOW_PRIVATE": name})


def test_a_private_address_is_known_in_its_shortest_form() -> None:
    assert load_settings({"FIGUREWATCH_ALLOW_PRIVATE": "[0:0::0001]:9"}).allow_private == {("::1", 9)}


@pytest.mark.parametrize("load", [load_baseline, load_indicators])
def test_an_empty_folder_is_refused_with_the_setting_that_names_it(
    load: Callable[[Path], object], tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=r"FIGUREWATCH_CONFIG_DIR needs \w+/\*"):
        load(tmp_path)


@pytest.mark.parametrize("given", ["https://watch.example", "https://watch.example/", "https://watch.example/site/"])
def test_the_address_of_the_site_has_no_slash_at_its_end(given: str) -> None:
    assert load_settings({"FIGUREWATCH_SITE_URL": given}).site_address == given.rstrip("/")


@pytest.mark.parametrize("name", REFUSED)
def test_a_setting_that_does_not_fit_is_named(name: str) -> None:
    value, expected = REFUSED[name]
    with pytest.raises(ConfigError) as caught:
        load_settings({name: value})
    assert str(caught.value).startswith(f"{name}: ")
    assert expected in str(caught.value)
