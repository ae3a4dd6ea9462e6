"""Everything the owner configures, loaded together and checked across files.

A subscription to an indicator that does not exist, or a baseline figure of one, would be silent for ever; both are
errors before anything runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from config.baseline import Baseline, load_baseline
from config.indicators import load_indicators
from config.load import ConfigError, collecting, refuse
from config.sources import Source, load_sources
from config.subscriptions import Subscription, load_subscriptions, refuse_unknown_indicators
from extractors.indicators import IndicatorSpec


@dataclass(frozen=True, slots=True)
class Config:
    """The content of a configuration folder."""

    sources: tuple[Source, ...]
    indicators: tuple[IndicatorSpec, ...]
    baseline: Baseline
    subscriptions: tuple[Subscription, ...]


def load_config(folder: Path) -> Config:
    """Read ``sources.yaml``, ``subscriptions.yaml``, ``indicators/`` and ``baseline/`` of ``folder``.

    Raises:
        ConfigError: files do not fit, or one names an indicator that does not exist; everything that is wrong is named.
    """
    if not folder.is_dir():
        raise ConfigError(
            f"{folder}: no such folder; FIGUREWATCH_CONFIG_DIR names the one with sources.yaml, subscriptions.yaml, "
            "indicators/ and baseline/"
        )
    problems: list[str] = []
    indicators: tuple[IndicatorSpec, ...] = ()
    baseline = Baseline((), ())
    subscriptions: tuple[Subscription, ...] = ()
    sources: tuple[Source, ...] = ()
    with collecting(problems):
        indicators = load_indicators(folder / "indicators")
    with collecting(problems):
        baseline = load_baseline(folder / "baseline")
    with collecting(problems):
        subscriptions = load_subscriptions(folder / "subscriptions.yaml")
    with collecting(problems):
        sources = load_sources(folder / "sources.yaml")
    if indicators:
        known = {spec.id for spec in indicators}
        with collecting(problems):
            _refuse_unknown_figures(folder, baseline, known)
        with collecting(problems):
            refuse_unknown_indicators(subscriptions, known)
    refuse(problems)
    return Config(sources, indicators, baseline, subscriptions)


def _refuse_unknown_figures(folder: Path, baseline: Baseline, known: set[str]) -> None:
    for figure in baseline.figures:
        if figure.indicator not in known:
            raise ConfigError(
                f"{folder / 'baseline'}: {figure.place}: indicator {figure.indicator!r} does not exist; "
                "see the ids in config/indicators"
            )
