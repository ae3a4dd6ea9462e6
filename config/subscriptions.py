"""Who receives which changes, in which language, over which channels.

A subscription names its channels, never their secrets: a channel that carries a token, a password or a private address
is given as the name of an environment variable (``secret: NOTIFY_TELEGRAM``) whose value is the Apprise URL. Only
addresses that cannot carry a secret may stand in the file itself. Refuses: both or neither of ``url`` and ``secret``,
two subscriptions of one id, two channels of one name, indicators that do not exist.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from config.load import ConfigError, load_yaml
from extractors.verdicts import NEWS, Verdict

SECRETLESS = ("console", "file", "syslog")
_ID = r"[a-z0-9][a-z0-9_-]*"
_VARIABLE = r"(?!FIGUREWATCH_)[A-Z][A-Z0-9_]*"


def _refuse_no_news(verdict: Verdict) -> Verdict:
    if verdict not in NEWS:
        raise ValueError(f"{verdict} makes no change to hear of; choose from {', '.join(NEWS)}")
    return verdict


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach a subscriber: an Apprise URL, or the name of the variable that holds it.

    ``uncertain`` says what becomes of a message that may have arrived: ``repeat`` it once and say so, or ``hold`` it
    until a person looked.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    name: Annotated[str, Field(pattern=f"^{_ID}$")]
    url: str | None = None
    secret: str | None = None
    uncertain: Literal["repeat", "hold"] = "repeat"

    def __post_init__(self) -> None:
        """Refuse a channel without an address, and an address that could carry a secret."""
        if (self.url is None) == (self.secret is None):
            raise ValueError(f"channel {self.name!r} needs either url or secret")
        if self.url is not None and self.url.partition("://")[0] not in SECRETLESS:
            allowed = ", ".join(f"{scheme}://" for scheme in SECRETLESS)
            raise ValueError(
                f"channel {self.name!r}: only {allowed} may stand here; put the address in an environment variable "
                "and name it: secret: NOTIFY_DESK"
            )
        if self.secret is not None and not re.fullmatch(_VARIABLE, self.secret):
            raise ValueError(
                f"channel {self.name!r}: secret is the NAME of an environment variable, such as NOTIFY_DESK "
                "(names that begin with FIGUREWATCH_ are settings)"
            )


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one subscriber wants to hear of; an empty filter admits everything.

    ``min_confidence`` is between 0 and 1; ``verdicts`` are those that make a change. ``quiet`` says what becomes of a
    digest without changes: a ``line`` with what was checked, or ``silence``.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: Annotated[str, Field(pattern=f"^{_ID}$")]
    lang: Literal["ru", "en", "kk", "az"]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    mode: Literal["at_once", "digest"] = "at_once"
    relations: tuple[Literal["eu", "az"], ...] = ()
    indicators: tuple[str, ...] = ()
    verdicts: Annotated[tuple[Annotated[Verdict, AfterValidator(_refuse_no_news)], ...], Field(min_length=1)] = NEWS
    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.0
    quiet: Literal["line", "silence"] = "line"

    def __post_init__(self) -> None:
        """Refuse two channels of one name: receipts are kept by it."""
        names = [channel.name for channel in self.channels]
        if twice := _first_repeated(names):
            raise ValueError(f"subscription {self.id!r} has two channels named {twice!r}; rename one")


def load_subscriptions(path: Path) -> tuple[Subscription, ...]:
    """Read ``subscriptions.yaml``.

    Raises:
        ConfigError: the file does not fit, or two subscriptions share an id.
    """
    subscriptions = load_yaml(path, tuple[Subscription, ...])
    if twice := _first_repeated([subscription.id for subscription in subscriptions]):
        raise ConfigError(f"{path}: two subscriptions have the id {twice!r}; rename one")
    return subscriptions


def refuse_unknown_indicators(subscriptions: Collection[Subscription], known: Collection[str]) -> None:
    """A filter for an indicator that does not exist would wait in silence for ever.

    Raises:
        ConfigError: a subscription names an indicator that is not in ``known``.
    """
    for subscription in subscriptions:
        for indicator in subscription.indicators:
            if indicator not in known:
                raise ConfigError(
                    f"subscription {subscription.id!r}: indicator {indicator!r} does not exist; "
                    "see the ids in config/indicators"
                )


def _first_repeated(names: list[str]) -> str | None:
    return next((name for position, name in enumerate(names) if name in names[:position]), None)
