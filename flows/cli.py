"""The `figurewatch` command."""


def main() -> None:
    """Entry point; replaced once the commands exist."""
