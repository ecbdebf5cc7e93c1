"""Ports of this machine."""

import socket

__all__ = ["free_port"]


def free_port() -> int:
    """A port of the loopback interface on which nothing listens now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
