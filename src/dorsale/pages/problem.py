"""Problems as people see them: what happened, in their language, and what each kind of problem means."""

import json
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from dorsale.namespaces import BASE
from dorsale.pages.negotiation import best
from dorsale.pages.render import Context, page
from dorsale.pages.respond import HTML, rendered, respond

__all__ = ["Problem", "kind_page", "problem_page"]

_JSON: Final = "application/json"
_NO_KIND: Final = "place"
"""A key among the failures that is no kind of problem but says where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem (RFC 9457): its type, its title and detail in the reader's language, and the status of the answer."""

    type: str
    title: str
    detail: str
    status: int
    request_id: str = ""

    @property
    def kind(self) -> str:
        """The last part of the type: the key of the words about it."""
        return self.type.rpartition("/")[2]


def problem_page(context: Context, problem: Problem) -> Response:
    """The page of a problem."""
    found = page("problem.html", context, title=problem.title, problem=problem, status=problem.status, languages=False)
    return respond(context.request, found)


async def kind_page(context: Context) -> Response:
    """What a kind of problem means and what to do about it: the document behind the ``type`` of problem documents."""
    kind, words = context.request.path_params["kind"], context.words
    title = words.get(f"failure.{kind}")
    if title is None or kind == _NO_KIND:
        raise HTTPException(404)
    form = best(context.request.headers.get("accept"), (HTML, _JSON))
    if form is None:
        raise HTTPException(406, words("detail.formats", formats=f"{HTML}, {_JSON}"))
    meaning, remedy = words(f"failure-help.{kind}.meaning"), words(f"failure-help.{kind}.do")
    vary = ("vary", "accept")
    if form == HTML:
        found = page(
            "problem-kind.html", context, title=title, description=meaning, kind=kind, remedy=remedy, headers=(vary,)
        )
    else:
        about = {"type": f"{BASE}problem/{kind}", "title": title, "description": meaning, "remedy": remedy}
        every = (vary, ("content-language", words.language), ("vary", "accept-language"))
        found = rendered(json.dumps(about, ensure_ascii=False, indent=1).encode(), _JSON, every)
    return respond(context.request, found)
