"""Ports on loopback that stay the same over restarts, so that clients find a server again."""

import random
import socket

LOOPBACK = "127.0.0.1"
LOWEST, HIGHEST = 20_000, 32_000
"""Below the range that the kernel hands out to outgoing connections: nobody takes a port while its server is down."""


def free_port() -> int:
    """A port that nobody listens on just now."""
    while not is_free(port := random.randint(LOWEST, HIGHEST)):  # noqa: S311 (no secret)
        pass
    return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
