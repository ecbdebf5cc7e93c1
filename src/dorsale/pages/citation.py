"""How to cite a release or a page of it: in words, for BibTeX, and as CSL JSON."""

import json
import re
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from dorsale.namespaces import DATASET
from dorsale.pages import asking
from dorsale.pages.addresses import iri_of
from dorsale.pages.reader import slug_of
from dorsale.pages.render import Context, page
from dorsale.pages.respond import rendered, respond
from dorsale.pages.statements import Statements

__all__ = ["Citation", "cite", "cite_bibtex", "cite_csl"]

_ESCAPED: Final = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_{}"},
}
_BIBTEX: Final = "application/x-bibtex"
_CSL: Final = "application/vnd.citationstyles.csl+json"
_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One thing to cite. ``modified`` is the day on which the data last changed (xsd:date)."""

    iri: str
    title: str
    version: str
    modified: str
    language: str

    @property
    def key(self) -> str:
        """The key of a bibliography: letters, digits and hyphens."""
        return f"dorsale-{slug_of(self.iri)}"

    @property
    def bibtex(self) -> str:
        """An entry for BibTeX and biblatex."""
        fields = {
            "author": "{Dorsale project}",
            "title": f"{{{_escaped(self.title)}}}",
            "year": self.modified[:4],
            "version": _escaped(self.version),
            "url": self.iri,
            "note": "CC BY 4.0",
        }
        listed = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items())
        return f"@misc{{{self.key},\n{listed}\n}}\n"

    @property
    def csl(self) -> str:
        """The same as CSL JSON 1.0, for Zotero, Pandoc and others."""
        day = _DAY.match(self.modified)
        entry = {
            "id": self.key,
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": "Dorsale project"}],
            "issued": {"date-parts": [[int(part) for part in day.groups()] if day else [int(self.modified[:4])]]},
            "version": self.version,
            "language": self.language,
            "URL": self.iri,
        }
        return json.dumps([entry], ensure_ascii=False, indent=2) + "\n"


async def cite(context: Context) -> Response:
    """How to cite the release, or the page that ``?of=`` names by its path, in words and for programs."""
    one = await _citation(context)
    of = context.request.query_params.get("of", "")
    found = page(
        "cite.html",
        context,
        title=context.words("cite.title"),
        description=context.words("cite.lead"),
        islands=("copy",),
        one=one,
        of=of,
        whole=one.iri == DATASET,
    )
    return respond(context.request, found)


async def cite_bibtex(context: Context) -> Response:
    """The entry for BibTeX as a file."""
    one = await _citation(context)
    return respond(context.request, rendered(one.bibtex.encode(), _BIBTEX, _attached(f"{one.key}.bib")))


async def cite_csl(context: Context) -> Response:
    """The entry in CSL JSON as a file."""
    one = await _citation(context)
    return respond(context.request, rendered(one.csl.encode(), _CSL, _attached(f"{one.key}.json")))


async def _citation(context: Context) -> Citation:
    """What is to be cited. Raises a 404 for a page about which nothing is stated."""
    path = context.request.query_params.get("of", "")
    iri = iri_of(path) if path else DATASET
    if path and (not path.startswith("/") or not asking.is_iri(iri) or not await asking.exists(context.engine, iri)):
        raise HTTPException(404, context.words("detail.unknown", iri=iri))
    manifest, language = context.site.manifest, context.place.language
    title = context.words("site.title")
    if iri != DATASET:
        reader = await context.reader(Statements(), await asking.labels(context.engine, [iri]))
        title = context.words("cite.part", name=reader.thing(iri).text)
    return Citation(
        iri=iri,
        title=title,
        version=str(manifest["version"]),
        modified=str(manifest["modified"]),
        language=language,
    )


def _attached(name: str) -> tuple[tuple[str, str], ...]:
    return (("content-disposition", f'attachment; filename="{name.encode("ascii", "replace").decode()}"'),)


def _escaped(text: str) -> str:
    return "".join(_ESCAPED.get(character, character) for character in text)
