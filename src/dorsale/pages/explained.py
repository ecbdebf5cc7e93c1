"""The pages that explain: how figures come in and what their words mean, and what changed since the last release."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from dorsale.namespaces import VOCABULARY
from dorsale.pages.render import Context, page
from dorsale.pages.respond import rendered, respond
from dorsale.pages.statements import Statements
from dorsale.pages.typography import typeset
from dorsale.pages.views.thing import concepts
from dorsale.release.folder import MANIFEST
from dorsale.release.shelf import CHANGES

__all__ = ["changes", "changes_data", "method"]

_EXPLAINED: Final = ("qualifier", "rank", "standing", "source-kind", "firmness", "life", "delivery", "method")
"""The vocabularies that the page on method lists with their definitions."""

_LISTED: Final = 60
"""How many things of a kind the page on changes names at once; the others are folded."""

_KINDS_FIRST: Final = ("deal", "commitment", "event", "figure", "organization", "site", "cluster", "hardware", "model")


async def method(context: Context) -> Response:
    """How a figure comes in, what the words around it mean, what is computed and how far to trust it."""
    reader = await context.reader(Statements(), Statements())
    found = page(
        "method.html",
        context,
        title=context.words("method.title"),
        description=context.words("method.lead"),
        schemes=[(slug, concepts(reader, VOCABULARY + slug)) for slug in _EXPLAINED],
    )
    return respond(context.request, found)


async def changes(context: Context) -> Response:
    """What this release says otherwise than the one before it, by kind, and what people wrote about it."""
    told = context.site.changes
    kinds = told["kinds"] if told else {}
    found = page(
        "changes.html",
        context,
        title=context.words("changes.title"),
        description=context.words("changes.lead"),
        told=told,
        patch=_patch(context),
        kinds=[(kind, _both(context, kinds[kind])) for kind in sorted(kinds, key=_order)],
        news=context.site.news[:2],
        listed=_LISTED,
    )
    return respond(context.request, found)


def changes_data(context: Context) -> Response:
    """The same in JSON, as the build wrote it. Raises a 404 where no release was before."""
    release = context.site.release
    file = release.path.parent / CHANGES / f"{release.version}.json"
    if context.site.changes is None:
        raise HTTPException(404, context.words("changes.none"))
    return respond(context.request, rendered(file.read_bytes(), "application/json"))


def _patch(context: Context) -> str | None:
    """The path of the patch from the release before this one, where that is still kept."""
    release, told = context.site.release, context.site.changes
    kept = told and (release.path.parent / told["from"] / MANIFEST).is_file()
    return f"/changes/{told['from']}/{release.version}" if told and kept else None


def _order(kind: str) -> tuple[int, str]:
    return (_KINDS_FIRST.index(kind) if kind in _KINDS_FIRST else len(_KINDS_FIRST)), kind


def _both(context: Context, ways: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, str]]]:
    """The entries of a kind as a page shows them: a name, a link where the thing is still there, what it was before."""
    language = context.place.language

    def said(labels: dict[str, str], iri: str) -> str:
        text = labels.get(language) or next(iter(labels.values()), "")
        return typeset(text, language) if text else iri.rpartition("/")[2]

    return {
        way: [
            {
                "name": said(entry["label"], entry["iri"]),
                "href": (context.place.link(entry["iri"]) or "") if way != "removed" else "",
                "was": said(entry["was"], entry["iri"]) if entry.get("was") else "",
            }
            for entry in entries
        ]
        for way, entries in ways.items()
        if entries
    }
