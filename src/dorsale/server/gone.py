"""Clients that leave before their answer has begun: nobody works on for them."""

import asyncio
from collections.abc import Coroutine
from typing import Final, TypeVar

from starlette.types import Receive

__all__ = ["unless_gone"]

_Result = TypeVar("_Result")

_PATIENCE: Final = 0.1
"""How long something may take before somebody looks whether the client is still there (seconds)."""


async def unless_gone(receive: Receive, work: Coroutine[None, None, _Result]) -> _Result | None:
    """What ``work`` yields; None where the client of ``receive`` leaves meanwhile, at which the work is cancelled."""
    me = asyncio.current_task()
    loop = asyncio.get_running_loop()
    watching: list[asyncio.Task[None]] = []
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        if me is not None:
            me.cancel()

    look = loop.call_later(_PATIENCE, lambda: watching.append(loop.create_task(watch())))
    try:
        return await work
    except asyncio.CancelledError:
        if me is not None and gone and not me.uncancel():
            return None
        raise
    finally:
        look.cancel()
        for task in watching:
            task.cancel()
