"""What a reader asks of a picture: the filters in its address, read strictly, so that a wrong one is a clear 400."""

import re
from collections.abc import Collection, Mapping
from typing import Final, NoReturn
from urllib.parse import urlencode

from starlette.exceptions import HTTPException

from dorsale.namespaces import ID, SLUG
from dorsale.pages import asking
from dorsale.pages.render import Context

__all__ = ["Asked"]

_SLUG: Final = re.compile(SLUG)
_YEAR: Final = re.compile(r"(19|20)\d\d")
_LONGEST: Final = 120
_SHOWN: Final = 40


class Asked:
    """The filters of one picture; an empty one, as a form sends it, counts as absent.

    Every method raises a 400 that names the filter and what was wrong with it.
    """

    def __init__(self, context: Context, given: Mapping[str, str], *, names: Collection[str]) -> None:
        """Read those filters in ``given`` whose names are in ``names``; a page may be asked for more than it knows."""
        self._context = context
        self._given = {name: given[name] for name in names if given.get(name)}

    def one_of(self, name: str, values: Collection[str]) -> str | None:
        """The value of ``name``, one of ``values``."""
        value = self._given.get(name)
        if value is not None and value not in values:
            self._refuse(name, value)
        return value

    def year(self, name: str = "year") -> str | None:
        """A year of this century or the last, in four digits."""
        value = self._given.get(name)
        if value is not None and not _YEAR.fullmatch(value):
            self._refuse(name, value)
        return value

    async def thing(self, kind: str, name: str = "") -> str | None:
        """The IRI of the thing of ``kind`` whose slug the filter gives; it has to be in the graph."""
        name = name or kind
        value = self._given.get(name)
        if value is None:
            return None
        iri = f"{ID}{kind}/{value}"
        if len(value) > _LONGEST or not _SLUG.fullmatch(value) or not await asking.exists(self._context.engine, iri):
            self._refuse(name, value)
        return iri

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The filters as what an answer depends on."""
        return tuple(sorted(self._given.items()))

    def address(self, path: str) -> str:
        """The address of ``path`` with the same filters, as a link of a page."""
        return self._context.place.href(path) + self.query

    def changed(self, path: str, **filters: str) -> str:
        """The address of ``path`` with some filters otherwise; an empty one is left out."""
        given = {name: value for name, value in {**self._given, **filters}.items() if value}
        return self._context.place.href(path) + (f"?{urlencode(given)}" if given else "")

    @property
    def query(self) -> str:
        """The filters as they stand in an address, with the question mark; empty where there are none."""
        return f"?{urlencode(self._given)}" if self._given else ""

    def _refuse(self, name: str, value: str) -> NoReturn:
        shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
        raise HTTPException(400, self._context.words("pictures.refused", name=name, value=shown))
