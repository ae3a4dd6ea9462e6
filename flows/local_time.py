"""The one time zone in which moments are shown: days turn for readers when they turn in Kazakhstan.

Everything stored and computed is UTC; this is for messages, the site, listings and the schedule.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

TIME_ZONE = ZoneInfo("Asia/Almaty")


def local_day(moment: dt.datetime) -> dt.date:
    """The day of ``moment`` (aware) for a reader."""
    return moment.astimezone(TIME_ZONE).date()


def format_moment(moment: dt.datetime) -> str:
    """``moment`` (aware) to the minute with its offset: "2026-03-02 14:00 +05"."""
    local = moment.astimezone(TIME_ZONE)
    return f"{local:%Y-%m-%d %H:%M} {local:%z}"[:-2]
