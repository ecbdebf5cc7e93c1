"""The tables of the release: what each holds and what its columns mean, in words."""

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from dorsale.pages.render import Context, page
from dorsale.pages.respond import respond
from dorsale.pages.typography import typeset
from dorsale.release.datapackage import DESCRIPTION

__all__ = ["show"]


async def show(context: Context) -> Response:
    """The page of the tables; a 404 for a release that was made before there were any."""
    release = context.site.release
    if not release.has(f"tables/{DESCRIPTION}"):
        raise HTTPException(404)
    described = json.loads(release.file(f"tables/{DESCRIPTION}").read_text(encoding="utf-8"))
    found = page(
        "tables.html",
        context,
        title=context.words("tables.title"),
        description=context.words("tables.lead"),
        headers=(("link", f'<{context.place.plain(f"/tables/{DESCRIPTION}")}>; rel="describedby"'),),
        description_file=DESCRIPTION,
        bundles=release.bundles,
        tables=[_table(context, one) for one in described["resources"]],
    )
    return respond(context.request, found)


def _table(context: Context, resource: dict[str, Any]) -> dict[str, Any]:
    language, more = context.place.language, resource["dorsale"]
    texts = {"en": (resource["title"], resource["description"]), "fr": (more["title"], more["meaning"])}
    title, meaning = (typeset(text, language) for text in texts[language])
    return {
        "name": resource["name"],
        "file": resource["path"],
        "bytes": resource["bytes"],
        "rows": more["rows"],
        "title": title,
        "meaning": meaning,
        "columns": [_column(context, field) for field in resource["schema"]["fields"]],
    }


def _column(context: Context, field: dict[str, Any]) -> dict[str, Any]:
    language, more = context.place.language, field["dorsale"]
    scheme = more.get("scheme", "")
    kind = f"{more['kind']}s" if field["type"] == "list" else more["kind"]
    return {
        "name": field["name"],
        "kind": context.words(f"tables.{kind}"),
        "table": more.get("table", ""),
        "scheme": scheme.rpartition("/")[2],
        "required": field.get("constraints", {}).get("required", False),
        "meaning": typeset(field["description"] if language == "en" else more["meaning"], language),
    }
