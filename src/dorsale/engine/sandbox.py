"""What a process of the engine takes away from itself before it reads a query.

Linux only: there is no portable way to die with one's parent or to leave the network.
"""

import ctypes
import os
import resource
import signal
from typing import Final

__all__ = ["die_with_parent", "enter", "leave_network"]

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_NOBODY: Final = 65_534


def die_with_parent(parent: int) -> None:
    """Let the kernel kill this process when ``parent`` dies; exits at once where it is dead already."""
    _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def leave_network() -> bool:
    """Move into a network namespace without any interface, not even loopback; whether that was allowed."""
    libc = _libc()
    return any(libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def enter(*, parent: int, memory: int, stack: int, files: bool) -> None:
    """Close the sandbox around a worker that has opened all it needs; to be called before any thread starts.

    After this it opens no file, unless it needs ``files``, starts no other program, writes no core, takes at most
    ``memory`` bytes beyond what it has now, and dies with ``parent``. Its network stays that of the process that forked
    it.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limit = _size() + memory + stack
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    if not files:
        # One is standard input, which is open already; with none at all, the kernel would refuse to poll.
        resource.setrlimit(resource.RLIMIT_NOFILE, (1, 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if os.getuid() == 0:
        _become_nobody()
    _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Last, because the kernel forgets it when a process changes its user or its namespaces.
    die_with_parent(parent)


def _become_nobody() -> None:
    try:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    except PermissionError:
        return


def _size() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no need of pathlib in this process
        return int(file.read().split()[0]) * resource.getpagesize()


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
