"""Commands that test an installation before it runs: its files and secrets, its sources, its channels."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from config.bundle import load_config
from config.load import ConfigError
from config.settings import Settings
from flows.channels import ChannelError
from flows.fetching import probe_source
from flows.notifying import find_address, make_mailroom, send_drill
from flows.prefect_server import PrefectUnavailableError, check_api_url, is_healthy
from flows.tables import count, print_json, print_lines
from flows.web_client import make_client
from flows.workers import open_reading_pool

_PROBES = 8


def check_configuration(settings: Settings, environ: Mapping[str, str], *, as_json: bool) -> None:
    """Load everything and look up every secret; print what there is.

    Raises:
        ConfigError: files do not fit, secrets are missing, or ``PREFECT_API_URL`` leads nowhere; all of it is named.
    """
    config = load_config(settings.config_dir)
    mailroom = make_mailroom(config.indicators, settings, environ)
    missing = []
    for subscription in config.subscriptions:
        for channel in subscription.channels:
            try:
                find_address(channel, mailroom)
            except ChannelError as error:
                missing.append(f"subscription {subscription.id!r}, channel {channel.name!r}: {error}")
    missing += _unreachable_prefect(environ)
    if missing:
        raise ConfigError("\n".join(missing))
    background = sum(len(interview.background) for interview in config.baseline.interviews)
    languages = dict(Counter(source.lang for source in config.sources).most_common())
    subscriptions = [subscription.id for subscription in config.subscriptions]
    if as_json:
        counts = {"sources": len(config.sources), "languages": languages, "indicators": len(config.indicators)}
        figures = {"baseline": len(config.baseline.figures), "background": background}
        print_json({"config_dir": str(settings.config_dir), **counts, **figures, "subscriptions": subscriptions})
        return
    print_lines(
        f"sources        {len(config.sources)} ({', '.join(f'{n} {lang}' for lang, n in languages.items())})",
        f"indicators     {len(config.indicators)}",
        f"baseline       {count(len(config.baseline.figures), 'figure')}, {count(background, 'background figure')}",
        f"subscriptions  {', '.join(subscriptions)}",
        "ok",
    )


def _unreachable_prefect(environ: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the Prefect server that the environment names, if it names one."""
    if not (url := environ.get("PREFECT_API_URL")):
        return []
    try:
        check_api_url(url)
    except PrefectUnavailableError as error:
        return [str(error)]
    if is_healthy(url):
        return []
    return [f"PREFECT_API_URL: no Prefect API answers at {url}; start that server, or unset it to have one started"]


def probe_sources(settings: Settings, ids: Sequence[str], now: dt.datetime, *, as_json: bool) -> bool:
    """Fetch the sources ``ids`` (all when empty), print what they give and return whether all are fit for use.

    Raises:
        ConfigError: an id is unknown.
    """
    sources = load_config(settings.config_dir).sources
    known = {source.id: source for source in sources}
    if unknown := [name for name in ids if name not in known]:
        raise ConfigError(
            f"no source has the id {unknown[0]!r}; the ids stand in {settings.config_dir / 'sources.yaml'}"
        )
    chosen = [known[name] for name in ids] or sources
    client = make_client(settings)
    fit = 0
    with client, open_reading_pool(1) as pool, ThreadPoolExecutor(_PROBES) as threads:
        probes = threads.map(lambda source: probe_source(source, client, now, pool), chosen)
        for source, (good, lines) in zip(chosen, probes, strict=True):
            fit += good
            if as_json:
                print_json({"source": source.id, "url": source.url, "fit": good, "findings": lines[1:]})
            else:
                print_lines(lines[0], *(f"  {line}" for line in lines[1:]))
    if not as_json:
        print_lines(f"{fit} of {count(len(chosen), 'source')} fit for use")
    return fit == len(chosen)


def send_test(settings: Settings, name: str, now: dt.datetime, environ: Mapping[str, str]) -> bool:
    """Send a drill to the subscription ``name``, print the receipts and return whether every channel took it.

    Raises:
        ConfigError: there is no such subscription.
    """
    config = load_config(settings.config_dir)
    wanted = [subscription for subscription in config.subscriptions if subscription.id == name]
    if not wanted:
        known = ", ".join(subscription.id for subscription in config.subscriptions)
        raise ConfigError(f"no subscription has the id {name!r}; there are {known}")
    report = send_drill(wanted[0], make_mailroom(config.indicators, settings, environ), now)
    for receipt in report.receipts:
        print_lines(f"{receipt.subscription}/{receipt.channel}: {receipt.outcome.state}, {receipt.outcome.detail}")
    return not report.failures
