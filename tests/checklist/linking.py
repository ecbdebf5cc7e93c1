"""Link headers and linksets, read by the grammar of RFC 8288 and RFC 9264, apart from the code that writes them."""

import re
from typing import Any, Final, NamedTuple
from urllib.parse import urljoin

import httpx

__all__ = ["Link", "from_header", "from_json", "from_text"]

_LINK: Final = re.compile(r'<([^>]*)>((?:\s*;\s*[\w-]+="[^"]*")*)')
_PARAMETER: Final = re.compile(r';\s*([\w-]+)="([^"]*)"')


class Link(NamedTuple):
    """A link with absolute addresses."""

    anchor: str
    rel: str
    target: str
    type: str = ""
    profile: str = ""


def from_header(answer: httpx.Response) -> set[Link]:
    """The links of an answer, from all of its Link headers."""
    return _links(", ".join(answer.headers.get_list("link")), str(answer.url))


def from_text(answer: httpx.Response) -> set[Link]:
    """The links of a document in application/linkset."""
    return _links(answer.text, str(answer.url))


def from_json(answer: httpx.Response) -> set[Link]:
    """The links of a document in application/linkset+json."""
    body: dict[str, list[dict[str, Any]]] = answer.json()
    assert list(body) == ["linkset"]
    return {
        Link(context["anchor"], rel, target["href"], target.get("type", ""), target.get("profile", ""))
        for context in body["linkset"]
        for rel, targets in context.items()
        if rel != "anchor"
        for target in targets
    }


def _links(text: str, base: str) -> set[Link]:
    assert not re.sub(r"[\s,]", "", _LINK.sub("", text)), text
    found = set()
    for target, parameters in _LINK.findall(text):
        named = dict(_PARAMETER.findall(parameters))
        anchor = urljoin(base, named.get("anchor", ""))
        for rel in named["rel"].split():
            found.add(Link(anchor, rel, urljoin(base, target), named.get("type", ""), named.get("profile", "")))
    return found
