"""Who may run: shares of clients, the queue and its ends."""

import asyncio

import pytest

from dorsale.engine import ClientBusy, Overloaded
from dorsale.engine.turnstile import Turnstile


def turnstile(**limits: float) -> Turnstile:
    given = {"running": 4, "waiting": 4, "waiting_each": 2, "seconds": 0.2, **limits}
    return Turnstile(**given)  # type: ignore[arg-type]


def test_a_client_waits_for_its_own_share_without_holding_up_others() -> None:
    async def check() -> None:
        gate = turnstile(seconds=5)
        await gate.enter("a", 2)
        await gate.enter("a", 2)
        third = asyncio.create_task(gate.enter("a", 2))
        await asyncio.sleep(0.01)
        assert not third.done()
        await gate.enter("b", 2)
        assert (gate.running, gate.waiting) == (3, 1)
        gate.leave("a")
        await asyncio.wait_for(third, 1)
        assert (gate.running, gate.waiting) == (3, 0)

    asyncio.run(check())


def test_the_ends_of_the_queue() -> None:
    async def check() -> None:
        gate = turnstile(seconds=5)
        for _ in range(4):
            await gate.enter("", 2)
        waiting = [asyncio.create_task(gate.enter("a", 2)) for _ in range(2)]
        await asyncio.sleep(0.01)
        with pytest.raises(ClientBusy):
            await gate.enter("a", 2)
        waiting += [asyncio.create_task(gate.enter("b", 2)) for _ in range(2)]
        await asyncio.sleep(0.01)
        with pytest.raises(Overloaded) as caught:
            await gate.enter("c", 2)
        assert not isinstance(caught.value, ClientBusy)
        for _ in range(4):
            gate.leave("")
        await asyncio.wait_for(asyncio.gather(*waiting), 1)
        assert (gate.running, gate.waiting) == (4, 0)

    asyncio.run(check())


def test_a_place_comes_free_in_the_moment_in_which_a_wait_ends() -> None:
    async def check() -> None:
        gate = turnstile(running=1, seconds=5)
        await gate.enter("a", 1)
        waits, follows = asyncio.create_task(gate.enter("b", 1)), asyncio.create_task(gate.enter("c", 1))
        await asyncio.sleep(0.01)
        waits.cancel()
        gate.leave("a")
        await asyncio.wait_for(follows, 1)
        assert waits.cancelled()
        assert (gate.running, gate.waiting) == (1, 0)

    asyncio.run(check())


def test_waiting_ends_and_says_whose_fault_it_is() -> None:
    async def check() -> None:
        gate = turnstile(seconds=0.05)
        await gate.enter("a", 1)
        with pytest.raises(ClientBusy):
            await gate.enter("a", 1)
        for _ in range(3):
            await gate.enter("", 1)
        with pytest.raises(Overloaded) as caught:
            await gate.enter("b", 1)
        assert not isinstance(caught.value, ClientBusy)
        assert gate.waiting == 0

    asyncio.run(check())


def test_what_is_not_quick_steps_aside() -> None:
    async def check() -> None:
        gate = turnstile(running=1, seconds=5)
        await gate.enter("a", 2)
        waiting = asyncio.create_task(gate.enter("b", 2))
        await asyncio.sleep(0.01)
        assert gate.step_aside()
        await asyncio.wait_for(waiting, 1)
        assert gate.running == 2
        assert not gate.step_aside()
        gate.leave("a", aside=True)
        assert gate.running == 1
        late = asyncio.create_task(gate.enter("c", 2))
        await asyncio.sleep(0.01)
        assert not late.done()
        gate.leave("b")
        await asyncio.wait_for(late, 1)

    asyncio.run(check())


def test_clients_in_debt_share_half_of_the_places() -> None:
    async def check() -> None:
        gate = turnstile(seconds=5)
        for client in "abcd":
            gate.owe(client, 60)
        assert gate.in_debt("a")
        assert not gate.in_debt("e")
        await gate.enter("a", 2)
        await gate.enter("b", 2)
        waiting = asyncio.create_task(gate.enter("c", 2))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        await gate.enter("e", 2)
        gate.leave("a")
        await asyncio.sleep(0.01)
        assert not waiting.done()
        gate.leave("b")
        await asyncio.wait_for(waiting, 1)
        gate.owe("e", 0)
        assert not gate.in_debt("e")

    asyncio.run(check())


def test_who_leaves_the_queue_gives_its_turn_on() -> None:
    async def check() -> None:
        gate = turnstile(running=1, seconds=5)
        await gate.enter("a", 2)
        gone = asyncio.create_task(gate.enter("b", 2))
        patient = asyncio.create_task(gate.enter("c", 2))
        await asyncio.sleep(0.01)
        gate.leave("a")
        gone.cancel()
        await asyncio.wait_for(patient, 1)
        assert (gate.running, gate.waiting) == (1, 0)

    asyncio.run(check())
