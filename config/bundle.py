"""Everything the owner configures, loaded together and checked across files.

A subscription to an indicator that does not exist, or a baseline figure of one, would be silent for ever; both are
errors before anything runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from config.baseline import Baseline, load_baseline
from config.indicators import load_indicators
from config.load import ConfigError
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
        ConfigError: a file does not fit, or one names an indicator that does not exist.
    """
    indicators = load_indicators(folder / "indicators")
    known = {spec.id for spec in indicators}
    baseline = load_baseline(folder / "baseline")
    for figure in baseline.figures:
        if figure.indicator not in known:
            raise ConfigError(
                f"{folder / 'baseline'}: {figure.place}: indicator {figure.indicator!r} does not exist; "
                "see the ids in config/indicators"
            )
    subscriptions = load_subscriptions(folder / "subscriptions.yaml")
    refuse_unknown_indicators(subscriptions, known)
    return Config(load_sources(folder / "sources.yaml"), indicators, baseline, subscriptions)
