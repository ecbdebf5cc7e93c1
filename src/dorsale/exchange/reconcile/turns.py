"""Whose turn it is: few batches are worked at together, few wait, and of one client fewer still."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from dorsale.engine.interface import ClientBusy, Overloaded

__all__ = ["Turns"]

_TOGETHER: Final = 2
_WAITING: Final = 32
_OF_ONE: Final = 8


class Turns:
    """Lets so many work at a time, in the order in which they came."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(_TOGETHER)
        self._present: Counter[str] = Counter()

    @asynccontextmanager
    async def of(self, client: str) -> AsyncIterator[None]:
        """A turn for ``client``. Raises ``Overloaded`` or ``ClientBusy`` where too many wait."""
        if self._present[client] >= _OF_ONE:
            raise ClientBusy(retry_after=1)
        if self._present.total() >= _TOGETHER + _WAITING:
            raise Overloaded(retry_after=2)
        self._present[client] += 1
        try:
            async with self._free:
                yield
        finally:
            self._present[client] -= 1
            if not self._present[client]:
                del self._present[client]
