"""The settings of an installation, read once at the command line from ``FIGUREWATCH_*`` variables.

A misspelt variable must not be ignored: every unknown ``FIGUREWATCH_*`` name is an error. Secrets are no settings;
subscriptions name the variables that hold them.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AnyHttpUrl, BeforeValidator, Field, TypeAdapter, ValidationError

from config.load import ConfigError

PREFIX = "FIGUREWATCH_"


def _parse_addresses(text: object) -> object:
    """Read "127.0.0.1:8000 [::1]:8000" as (address, port) pairs."""
    if not isinstance(text, str):
        return text
    pairs = [word.rpartition(":") for word in text.split()]
    if not all(colon for _, colon, _ in pairs):
        raise ValueError('write ADDRESS:PORT pairs, separated by spaces, e.g. "127.0.0.1:8000"')
    return frozenset((_parse_ip(address), int(port)) for address, _, port in pairs)


def _parse_ip(text: str) -> str:
    """Return the form that a resolver gives: pairs are compared with what a name resolves to, never with names."""
    try:
        return str(ipaddress.ip_address(text.removeprefix("[").removesuffix("]")))
    except ValueError as error:
        raise ValueError(f"{text!r} is no IP address; write the number, e.g. 127.0.0.1:8000") from error


def _parse_proxy(text: object) -> object:
    """Read "http://proxy.example:3128" as a (host, port) pair."""
    if not isinstance(text, str):
        return text
    parts = urlsplit(text)
    if parts.scheme != "http" or not parts.hostname or not parts.port or "@" in text or parts.path.strip("/"):
        raise ValueError("write http://HOST:PORT, without a user name; the proxy has to allow CONNECT")
    return parts.hostname, parts.port


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how much a run may do; the README's table of settings explains each."""

    config_dir: Path = Path(__file__).parent
    data_dir: Path = Path("var")
    contact: Annotated[str, Field(pattern=r"^[ -~]*$", max_length=200)] = ""
    workers: Annotated[int, Field(ge=1, le=256)] = os.cpu_count() or 1
    max_pages: Annotated[int, Field(ge=1, le=100_000)] = 2000
    recheck_hours: Annotated[int, Field(ge=0, le=8760)] = 48
    spacing_seconds: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] = 1.0
    site_url: AnyHttpUrl | None = None
    allow_private: Annotated[frozenset[tuple[str, int]], BeforeValidator(_parse_addresses)] = frozenset()
    proxy: Annotated[tuple[str, int] | None, BeforeValidator(_parse_proxy)] = None

    @property
    def warehouse(self) -> Path:
        """The DuckDB file."""
        return self.data_dir / "figurewatch.duckdb"

    @property
    def site_dir(self) -> Path:
        """The published site."""
        return self.data_dir / "site"

    @property
    def alerts_dir(self) -> Path:
        """Where ``file://`` channels write."""
        return self.data_dir / "alerts"

    @property
    def user_agent(self) -> str:
        """What site owners see of us."""
        return f"figurewatch (+{self.contact})" if self.contact else "figurewatch"

    @property
    def site_address(self) -> str:
        """The public address of the site, without a slash at its end; empty when it has none."""
        return str(self.site_url or "").rstrip("/")

    @property
    def prefect_home(self) -> Path:
        """The home of the Prefect server that figurewatch starts by itself."""
        return self.data_dir / "prefect"


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings from ``environ``.

    Raises:
        ConfigError: a variable is unknown or its value does not fit; the message names it.
    """
    given = {name.removeprefix(PREFIX).lower(): value for name, value in environ.items() if name.startswith(PREFIX)}
    known = {field.name for field in fields(Settings)}
    if unknown := sorted(given.keys() - known):
        names = ", ".join(sorted(PREFIX + name.upper() for name in known))
        raise ConfigError(f"{PREFIX}{unknown[0].upper()}: no such setting; the settings are {names}")
    try:
        return TypeAdapter(Settings).validate_python(given)
    except ValidationError as error:
        problem = error.errors()[0]
        name = f"{PREFIX}{str(problem['loc'][0]).upper()}"
        raise ConfigError(f"{name}: {problem['msg']} (it is {problem['input']!r})") from error


def check_data_dir(settings: Settings) -> None:
    """Make the data folder when it is missing.

    Raises:
        ConfigError: it cannot be made or written to.
    """
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = error.strerror or type(error).__name__
    else:
        problem = "" if os.access(folder, os.W_OK | os.X_OK) else "not writable"
    if problem:
        raise ConfigError(f"FIGUREWATCH_DATA_DIR: {folder}: {problem}; name a folder that can be written to")
