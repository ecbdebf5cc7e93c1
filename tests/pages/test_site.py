"""What a site remembers: an answer is made once, however many wait for it, and a failure is not kept."""

import asyncio

import pytest

from dorsale.pages.site import Rendered, Site
from dorsale.release import Release


@pytest.fixture(scope="module")
def site(release: Release) -> Site:
    return Site(release)


def test_what_many_wait_for_is_made_once(site: Site) -> None:
    made: list[int] = []

    async def make() -> Rendered:
        made.append(1)
        await asyncio.sleep(0.01)
        return Rendered(body=b"x", media_type="text/plain", etag='"x"')

    async def ask() -> list[Rendered]:
        hasty = asyncio.create_task(site.once(("many",), make))
        await asyncio.sleep(0)
        hasty.cancel()  # whoever leaves does not take the answer from the others
        return [
            *await asyncio.gather(*(site.once(("many",), make) for _ in range(5))),
            await site.once(("many",), make),
        ]

    answers = asyncio.run(ask())
    assert len(made) == 1
    assert {id(one) for one in answers} == {id(answers[0])}


def test_a_failure_is_told_to_all_and_tried_again(site: Site) -> None:
    async def fail() -> Rendered:
        await asyncio.sleep(0)
        raise LookupError("nothing")

    async def make() -> Rendered:
        return Rendered(body=b"y", media_type="text/plain", etag='"y"')

    async def ask() -> list[object]:
        failed = await asyncio.gather(*(site.once(("fails",), fail) for _ in range(3)), return_exceptions=True)
        return [*failed, (await site.once(("fails",), make)).body]

    *failed, body = asyncio.run(ask())
    assert [type(one) for one in failed] == [LookupError] * 3
    assert body == b"y"
