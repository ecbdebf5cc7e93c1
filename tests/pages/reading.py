"""HTML as a strict reader reads it: what a browser would silently repair is an error here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

__all__ = ["Element", "HtmlError", "json_ld", "read"]


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_VOID: Final = _names("area base br col embed hr img input link meta source track wbr")
_PHRASING_ONLY: Final = _names(
    "p h1 h2 h3 h4 h5 h6 span strong em b i small code pre data time abbr label sup sub title option button"
)
_BLOCKS: Final = _names(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd div section article nav header footer main aside form table thead tbody tr "
    "th td caption pre blockquote details figure address hr"
)
_PARENTS: Final = {
    "li": {"ul", "ol"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "tr": {"thead", "tbody"},
    "td": {"tr"},
    "th": {"tr"},
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "option": {"select"},
    "summary": {"details"},
}
"""Elements that stand only directly in certain others."""
_CHILDREN: Final = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"div", "dt", "dd"},
    "table": {"caption", "thead", "tbody"},
    "tr": {"th", "td"},
    "select": {"option"},
}
"""Elements that directly hold only certain others."""
_NO_SELF: Final = frozenset({"a", "button", "label", "form", "main"})
_REFERENCE: Final = re.compile(r"&(?!#\d+;|#x[0-9a-fA-F]+;|[A-Za-z]+;)")


class HtmlError(ValueError):
    """The text is not HTML as the standard wants it from authors."""


@dataclass
class Element:
    """An element with its attributes and what stands in it."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str) -> str:
        """An attribute, empty where there is none."""
        return self.attributes.get(name, "")

    def walk(self) -> Iterator["Element"]:
        """The element and every element in it, in the order of the document."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, *tags: str) -> list["Element"]:
        """Every element inside with one of ``tags``."""
        return [element for element in self.walk() if element.tag in tags]

    def one(self, tag: str) -> "Element":
        """The only element inside with ``tag``."""
        found = self.all(tag)
        if len(found) != 1:
            raise HtmlError(f"{len(found)} <{tag}> where there has to be one")
        return found[0]

    def above(self) -> Iterator["Element"]:
        """The elements around this one, from the inside out."""
        parent = self.parent
        while parent:
            yield parent
            parent = parent.parent

    @property
    def text(self) -> str:
        """The text inside, as written."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


def read(html: str) -> Element:
    """The ``html`` element of a document. Raises :class:`HtmlError` for whatever a browser would have to repair."""
    doctype, _, rest = html.partition("\n")
    if doctype != "<!doctype html>":
        raise HtmlError("no doctype")
    reader = _Reader()
    reader.feed(rest)
    reader.close()
    return reader.end()


def json_ld(page: Element) -> str:
    """The text of the one block of JSON-LD that a page holds."""
    found = [script.text for script in page.all("script") if script.get("type") == "application/ld+json"]
    if len(found) != 1:
        raise HtmlError(f"{len(found)} blocks of JSON-LD where there has to be one")
    return found[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._root = Element("", {})
        self._open = self._root
        self._ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._check(tag, attrs)
        element = Element(tag, {name: value or "" for name, value in attrs}, parent=self._open)
        self._open.children.append(element)
        if tag not in _VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not any(element.tag == "svg" for element in (self._open, *self._open.above())):
            self._fail(f"<{tag}/> closes itself")
        self._open.children.append(Element(tag, {name: value or "" for name, value in attrs}, parent=self._open))

    def handle_endtag(self, tag: str) -> None:
        if tag != self._open.tag:
            self._fail(f"</{tag}> closes <{self._open.tag}>")
        assert self._open.parent is not None
        self._open = self._open.parent

    def handle_data(self, data: str) -> None:
        if data.strip() and self._open.tag in _CHILDREN:
            self._fail(f"text in <{self._open.tag}>: {data.strip()[:40]!r}")
        self._open.children.append(data)

    def unknown_decl(self, data: str) -> None:
        self._fail(f"<![{data}")

    def end(self) -> Element:
        if self._open is not self._root:
            self._fail("the end of the document")
        return self._root.one("html")

    def _check(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self._fail(f"<{tag}> names an attribute twice")
        if _REFERENCE.search(self.get_starttag_text() or ""):
            self._fail(f"a bare & in {self.get_starttag_text()}")
        if (identity := dict(attrs).get("id")) is not None:
            if not identity or re.search(r"\s", identity) or identity in self._ids:
                self._fail(f"the id {identity!r} is empty, spaced or taken")
            self._ids.add(identity)
        if tag in _PARENTS and self._open.tag not in _PARENTS[tag]:
            self._fail(f"<{tag}> in <{self._open.tag}>")
        if tag not in _CHILDREN.get(self._open.tag, {tag}):
            self._fail(f"<{tag}> in <{self._open.tag}>")
        around = [self._open.tag, *(element.tag for element in self._open.above())]
        if tag in _BLOCKS and (outer := next((one for one in around if one in _PHRASING_ONLY), None)):
            self._fail(f"<{tag}> in <{outer}>")
        if tag in _NO_SELF and tag in around:
            self._fail(f"<{tag}> in <{tag}>")

    def _fail(self, what: str) -> None:
        raise HtmlError(f"line {self.getpos()[0] + 1}: {what}")
