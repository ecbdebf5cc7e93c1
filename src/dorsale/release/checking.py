"""The check of a tree, by the command that people run, in a process of its own beside the build."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

__all__ = ["Faulty", "checking"]

_NICE: Final = 10
"""The check has time: it ends before the build does, which it may not hold up."""


class Faulty(Exception):  # noqa: N818 - it says what is the case
    """The check has findings, which this tells with file and line, or could not be made."""


@contextmanager
def checking(root: Path) -> Iterator[Callable[[], None]]:
    """Check ``root`` as long as the context lasts.

    What it gives waits for the end of the check and raises :class:`Faulty` where not all is right.
    """
    command = [sys.executable, "-m", "dorsale", "check", "--root", str(root)]
    with subprocess.Popen(  # noqa: S603 - this program itself
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICE)
        told = ""

        def approve() -> None:
            nonlocal told
            told = told or process.communicate()[0]
            if process.returncode:
                raise Faulty(told.rstrip("\n"))

        try:
            yield approve
        finally:
            process.kill()
