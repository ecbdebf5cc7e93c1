"""Who may run a query now: so many in all, so many for each client, the others in a queue that has an end.

Nobody can fill the queue for everybody: a client whose share runs waits without holding up those behind it; a query
that turns out not to be quick steps aside, so that the next one may come in; and clients whose queries had to be
stopped have only half of the places among them for a while.
"""

import asyncio
import time
from collections import Counter
from typing import Final

from dorsale.engine.interface import ClientBusy, Overloaded

__all__ = ["Turnstile"]

_RETRY_AFTER: Final = 2


class Turnstile:
    """Counts what runs and what waits. ``""`` is our own pages, which have no cap of their own."""

    def __init__(self, *, running: int, waiting: int, waiting_each: int, seconds: float) -> None:
        self._most = running
        self._waiting_most = waiting
        self._waiting_each = waiting_each
        self._seconds = seconds
        self._running: Counter[str] = Counter()
        self._aside = 0
        self._debts: dict[str, float] = {}
        self._queue: list[tuple[str, int, asyncio.Future[None]]] = []

    @property
    def running(self) -> int:
        """How many queries run."""
        return self._running.total()

    @property
    def waiting(self) -> int:
        """How many queries wait."""
        return len(self._queue)

    async def enter(self, client: str, share: int) -> None:
        """Wait for a turn, of which ``client`` has ``share`` at the same time.

        Raises :class:`ClientBusy` when the client has too many waiting, or its share does not come free in time;
        :class:`Overloaded` when that is so of all clients together.
        """
        if self._may_run(client, share):
            self._running[client] += 1
            return
        if client and sum(one == client for one, _, _ in self._queue) >= self._waiting_each:
            raise ClientBusy(retry_after=_RETRY_AFTER)
        if len(self._queue) >= self._waiting_most:
            raise Overloaded(retry_after=_RETRY_AFTER)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        place = (client, share, turn)
        self._queue.append(place)
        try:
            async with asyncio.timeout(self._seconds):
                await turn
        except BaseException as error:
            if place in self._queue:
                self._queue.remove(place)
            elif turn.done() and not turn.cancelled():
                self.leave(client)
            if isinstance(error, TimeoutError):
                own = client and self._running[client] >= share
                raise (ClientBusy if own else Overloaded)(retry_after=_RETRY_AFTER) from None
            raise

    def step_aside(self) -> bool:
        """Let somebody else in while this query runs on; false where as many as there are places have done so."""
        if self._aside >= self._most:
            return False
        self._aside += 1
        self._call()
        return True

    def leave(self, client: str, *, aside: bool = False) -> None:
        """End a turn, and give those that wait theirs."""
        self._aside -= aside
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]
        self._call()

    def _call(self) -> None:
        for place in list(self._queue):
            waits, share, turn = place
            # One whose time has just run out is still here until its task gets to run.
            if not turn.done() and self._may_run(waits, share):
                self._queue.remove(place)
                self._running[waits] += 1
                turn.set_result(None)

    def owe(self, client: str, seconds: float) -> None:
        """Note that a query of ``client`` had to be stopped; it is in debt for so long."""
        if client:
            now = time.monotonic()
            self._debts = {one: until for one, until in self._debts.items() if until > now}
            self._debts[client] = now + seconds

    def in_debt(self, client: str) -> bool:
        """Whether a query of ``client`` had to be stopped lately."""
        return client in self._debts and self._debts[client] > time.monotonic()

    def _may_run(self, client: str, share: int) -> bool:
        places = max(self._most // 2, 1) if self.in_debt(client) else self._most
        here = self.running - self._aside
        return here < places and (not client or self._running[client] < share)
