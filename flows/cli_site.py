"""`figurewatch site …`: parse, call, print."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.options import read_settings

app = typer.Typer(no_args_is_help=True, help="The published site.")


@app.callback()
def site() -> None:
    """The published site."""


@app.command("serve")
def site_serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0 takes a free one.")] = 8080,
) -> None:
    """Show the published site in a browser on this machine, until interrupted."""
    from flows.site_server import make_server

    with make_server(read_settings(), port) as server:
        typer.echo(f"http://127.0.0.1:{server.server_port}/ (stop with Ctrl+C)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return
