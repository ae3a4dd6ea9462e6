# ruff: noqa: N818 - each name says what happened, where "Error" would add nothing
"""What can go wrong with the warehouse, each named so that its reader knows what to do next."""

from __future__ import annotations

from extractors.errors import FigurewatchError


class WarehouseError(FigurewatchError):
    """The warehouse cannot do what was asked; the message names the file or id and the next thing to do."""


class WarehouseLocked(WarehouseError):
    """Another process is writing; the message names it."""


class WarehouseCorrupt(WarehouseError):
    """The file cannot be read; the message says how to go back to the snapshot. Nothing was changed."""


class WarehouseFailed(WarehouseError):
    """The file was fine, but the disk or the memory was not; what was not committed is not recorded."""


class WarehouseTooNew(WarehouseError):
    """The file was written by a later figurewatch."""


class SnapshotMissing(WarehouseError):
    """There is nothing to read yet."""


class CommitFailed(WarehouseError):
    """COMMIT raised; ``recorded`` is what the file says after reopening: is the batch in it?"""

    def __init__(self, message: str, *, recorded: bool) -> None:
        """Keep ``recorded`` beside the message."""
        super().__init__(message)
        self.recorded = recorded


class UnknownId(WarehouseError):
    """No row has an id with this beginning, or several have."""
