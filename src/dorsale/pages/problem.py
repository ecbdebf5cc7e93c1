"""Problems as people see them: what happened, in their language, with the number that reports need."""

from dataclasses import dataclass

from starlette.responses import Response

from dorsale.pages.render import Context, page
from dorsale.pages.respond import respond

__all__ = ["Problem", "problem_page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem (RFC 9457): its type, its title and detail in the reader's language, and the status of the answer."""

    type: str
    title: str
    detail: str
    status: int
    request_id: str = ""


def problem_page(context: Context, problem: Problem) -> Response:
    """The page of a problem."""
    found = page("problem.html", context, title=problem.title, problem=problem, status=problem.status, languages=False)
    return respond(context.request, found)
