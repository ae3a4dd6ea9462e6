"""The root of every error that a user may meet."""

from __future__ import annotations

from typing import ClassVar


class FigurewatchError(Exception):
    """An expected failure: its message is one line that names the thing and the next thing to do.

    ``exit_code`` is what the command line ends with: 1 failed, 2 bad usage or configuration, 3 degraded, 4 delivery.
    """

    exit_code: ClassVar[int] = 1
