"""What the kernel says of a process and those below it, for tests that look after what they leave."""

import contextlib
import os
from pathlib import Path

__all__ = ["children", "cpu", "memory", "private", "resident", "runs"]


def children(pid: int) -> list[int]:
    """The processes that ``pid`` has started and that have not been waited for."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, task.read_text(encoding="ascii").split())
    return found


def runs(pid: int) -> bool:
    """Whether the process is there and is no zombie."""
    fields = _stat(pid)
    return bool(fields) and fields[0] != "Z"


def cpu(pid: int) -> float:
    """The CPU time that it has taken (seconds); 0 where it is gone."""
    return sum(map(int, _stat(pid)[11:13])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int:
    """Its memory in bytes, shared pages divided among those that share them; 0 where it is gone."""
    return _mapped(pid, "Pss:")


def private(pid: int) -> int:
    """What no other process shares with it, in bytes, however many others there are; 0 where it is gone."""
    return _mapped(pid, "Private_Clean:") + _mapped(pid, "Private_Dirty:")


def resident(pid: int) -> int:
    """Its memory in bytes, shared pages counted as its own; 0 where it is gone."""
    return _mapped(pid, "Rss:")


def _mapped(pid: int, name: str) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    return 0


def _stat(pid: int) -> list[str]:
    """The fields after the name in ``/proc/PID/stat``, the state first; none where the process is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()
