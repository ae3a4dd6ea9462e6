"""A proxy that the settings name, spoken to so that it decides nothing: it is told the checked address, never a name.

Every host is resolved and checked here first (``flows.addresses``), and the proxy is asked by CONNECT for a tunnel to
that address, for http as for https; TLS is verified at the far end. Refuses proxies of the environment, which nobody
looks at, and proxies that answer anything but 200.
"""

from __future__ import annotations

import httpcore

from flows.addresses import Connect, connect_to

_HEAD_BYTES = 16_384


def connect_through(proxy: tuple[str, int]) -> Connect:
    """Return what opens connections through ``proxy``, a (host, port) pair."""

    def connect(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        stream = connect_to(*proxy, seconds)
        target = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        try:
            stream.write(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode("ascii"), seconds)
            answer = _read_head(stream, seconds)
        except (httpcore.NetworkError, httpcore.TimeoutException) as error:
            stream.close()
            raise httpcore.ConnectError(f"the proxy {proxy[0]}:{proxy[1]} broke off: {error}") from error
        if answer.split(b" ", 2)[1:2] != [b"200"]:
            stream.close()
            status = answer.partition(b"\r\n")[0][:100].decode("ascii", "replace")
            raise httpcore.ConnectError(f"the proxy {proxy[0]}:{proxy[1]} answers {status!r}")
        return stream

    return connect


def _read_head(stream: httpcore.NetworkStream, seconds: float) -> bytes:
    """Read byte by byte up to the empty line: what follows belongs to the tunnel."""
    head = bytearray()
    while not head.endswith(b"\r\n\r\n"):
        byte = stream.read(1, seconds)
        if not byte or len(head) > _HEAD_BYTES:
            return b""
        head += byte
    return bytes(head)
