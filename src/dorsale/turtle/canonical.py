"""The one way to write Turtle, so that a review is line by line: prefixes, blocks, predicates and objects in order.

- the prefixes that are used, and no others, in the order of `dorsale.namespaces.PREFIXES`, then the file's own;
- one block a subject: in data in reading order (see `dorsale.turtle.order`), elsewhere in the order written;
- ``a`` first, one predicate a line; objects in order, on one line where they fit in 120 columns, else one a line;
- blank nodes nested where only one statement points at them; integers, decimals and booleans bare where Turtle can;
- lexical forms, comments and the empty lines between comments are kept.

Writing the canonical form again changes nothing, and its graph is isomorphic to that of the text it was made from.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import PREFIXES, shorten
from dorsale.turtle.order import data_blocks, object_key, predicate_key
from dorsale.turtle.syntax import TYPE, Block, Collection, Document, Nested, Object, Property, Term, parse

__all__ = ["canonical", "format_files"]

_WIDTH: Final = 120
_XSD: Final = PREFIXES["xsd"]
_BARE: Final = {
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    _XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)[eE][+-]?[0-9]+"),
    _XSD + "boolean": re.compile("true|false"),
}
_PLAIN: Final = (_XSD + "string", PREFIXES["rdf"] + "langString")
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_SPECIAL: Final = re.compile(r'[\\"\x00-\x1f\x7f]')
_SPECIAL_LONG: Final = re.compile(r'\\|"(?="|\Z)|[\x00-\x08\x0b-\x1f\x7f]')
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?|")


def canonical(text: str, path: Path | None = None) -> str:
    """The canonical form of the Turtle in ``text``; ``path`` says whether it is data, and of which thing.

    Raises:
        TurtleError: the text is not Turtle 1.1.
    """
    document = parse(text)
    blocks = _tidy(_nest(_tidy(_merge(document.blocks))))
    if path is not None and _is_data(path):
        blocks = data_blocks(blocks, path)
    return _Writer(document).write(blocks)


def format_files(paths: Iterable[Path], *, write: bool) -> list[Path]:
    """The files among ``paths`` (files, or folders with all their ``.ttl``) that are not in canonical form.

    With ``write`` they are rewritten. A file that is not Turtle is left alone: the checks report it.
    """
    files = sorted({file for path in paths for file in (path.rglob("*.ttl") if path.is_dir() else [path])})
    changed = []
    for file in files:
        try:
            text = file.read_bytes().decode()
            wanted = canonical(text, file)
        except ValueError:  # not UTF-8, or not Turtle
            continue
        if wanted != text:
            changed.append(file)
            if write:
                file.write_bytes(wanted.encode())
    return changed


def _is_data(path: Path) -> bool:
    folders = [part for part in path.absolute().parts[:-1] if part in ("data", "ontology")]
    return folders[-1:] == ["data"]


# Blocks ---------------------------------------------------------------------------------------------------------


def _nest(blocks: list[Block]) -> list[Block]:
    """Write labelled blank nodes inside the one statement that points at them."""
    owners: Counter[str] = Counter()
    holders: dict[str, Object] = {}
    for block in blocks:
        for item in _objects(block.subject, block.properties):
            if isinstance(item.term, ox.BlankNode):
                owners[item.term.value] += 1
                holders[item.term.value] = item
    described: dict[str, list[Block]] = {}
    for block in blocks:
        if isinstance(block.subject, ox.BlankNode):
            described.setdefault(block.subject.value, []).append(block)
    single = {label for label, count in owners.items() if count == 1}
    reached = _reached(blocks, described, single)
    for label in reached:
        node = Nested()
        for block in described.get(label, ()):
            node.properties += block.properties
            if block.above and node.properties:
                node.properties[0].above[:0] = [comment for comment in block.above if comment]
        holders[label].term = node
    return [b for b in blocks if not (isinstance(b.subject, ox.BlankNode) and b.subject.value in reached)]


def _reached(blocks: list[Block], described: dict[str, list[Block]], single: set[str]) -> set[str]:
    """The labels in ``single`` that hang below a block which stays: a ring of blank nodes has to keep its labels."""
    reached: set[str] = set()
    waiting = [b for b in blocks if not (isinstance(b.subject, ox.BlankNode) and b.subject.value in single)]
    while waiting:
        block = waiting.pop()
        for item in _objects(block.subject, block.properties):
            if isinstance(item.term, ox.BlankNode) and item.term.value in single - reached:
                reached.add(item.term.value)
                waiting += described.get(item.term.value, ())
    return reached


def _objects(subject: Term, properties: Sequence[Property]) -> Iterable[Object]:
    waiting = [item for statement in properties for item in statement.objects]
    if isinstance(subject, Collection):
        waiting += subject.items
    while waiting:
        item = waiting.pop()
        yield item
        if isinstance(item.term, Nested):
            waiting += [inner for statement in item.term.properties for inner in statement.objects]
        elif isinstance(item.term, Collection):
            waiting += item.term.items


def _merge(blocks: list[Block]) -> list[Block]:
    """One block a subject, at the place of the first."""
    merged: dict[object, Block] = {}
    for block in blocks:
        key = block.subject if isinstance(block.subject, (ox.NamedNode, ox.BlankNode)) else id(block)
        first = merged.setdefault(key, block)
        if first is not block:
            if block.above and block.properties:
                block.properties[0].above[:0] = [comment for comment in block.above if comment]
            first.properties += block.properties
    return list(merged.values())


def _tidy(blocks: list[Block]) -> list[Block]:
    """Every block, and every node nested in one, in order and without repetition."""
    for block in blocks:
        block.properties = _sorted(block.properties)
        for item in list(_objects(block.subject, block.properties)):
            if isinstance(item.term, Nested):
                item.term.properties = _sorted(item.term.properties)
    return blocks


def _sorted(properties: list[Property]) -> list[Property]:
    """One property a predicate, the same object once, all in order; no comment is lost."""
    merged: dict[str, Property] = {}
    for statement in properties:
        first = merged.setdefault(statement.predicate.value, Property(statement.predicate, statement.line))
        first.above += statement.above
        for item in statement.objects:
            same = next((o for o in first.objects if _same(o.term, item.term)), None)
            if same is None:
                first.objects.append(item)
            else:
                same.above += item.above
                same.beside += item.beside
    for statement in merged.values():
        statement.objects.sort(key=object_key)
        statement.above += statement.objects[0].above
        statement.objects[0].above = []
    return sorted(merged.values(), key=predicate_key)


def _same(one: Term, other: Term) -> bool:
    return not isinstance(one, (Nested, Collection)) and one == other


# Text -----------------------------------------------------------------------------------------------------------


class _Writer:
    """Writes blocks as lines; remembers which prefixes it needed."""

    def __init__(self, document: Document) -> None:
        self._document = document
        taken = set(PREFIXES.values())
        self._own = {
            prefix: namespace
            for prefix, namespace in sorted(document.prefixes.items())
            if namespace not in taken and prefix not in PREFIXES
        }
        self._used: set[str] = set()
        self._names: dict[str, str] = {}

    def write(self, blocks: list[Block]) -> str:
        body = ""
        short = False  # was the block before this one a single line
        for block in blocks:
            text = self._block(block)
            short, before = text.count("\n") == 1, short
            body += ("\n" if body and not (short and before) else "") + text
        table = {**PREFIXES, **self._own}
        prefixes = [f"@prefix {prefix}: <{table[prefix]}> .\n" for prefix in table if prefix in self._used]
        header, footer = _paragraphs(self._document.header), _paragraphs(self._document.footer)
        return "\n".join(part for part in (header, "".join(prefixes), body, footer) if part)

    def _block(self, block: Block) -> str:
        subject = self._term(block.subject, 0)
        lines = self._statements(block.properties, 4, " .")
        if lines[0].lstrip().startswith("#"):
            lines.insert(0, subject)
        else:
            lines[0] = f"{subject} {lines[0].lstrip()}"
        return "".join(f"{line}\n" for line in [*block.above, *lines])

    def _statements(self, properties: list[Property], indent: int, stop: str) -> list[str]:
        lines: list[str] = []
        for statement in properties:
            lines += [" " * indent + comment for comment in statement.above]
            lines += self._statement(statement, indent, stop if statement is properties[-1] else " ;")
        return lines

    def _statement(self, statement: Property, indent: int, stop: str) -> list[str]:
        """The lines of one predicate: its objects beside it where they fit, else one a line."""
        predicate = "a" if statement.predicate == TYPE else self._name(statement.predicate.value)
        *others, last = statement.objects
        if not (any(item.above or item.beside for item in others) or last.above):
            objects = " , ".join(self._term(item.term, indent) for item in statement.objects)
            line = f"{' ' * indent}{predicate} {objects}{stop}"
            if not others or ("\n" not in line and len(line) <= _WIDTH):
                return [line + _beside(last)]
        lines = []
        for number, item in enumerate(statement.objects):
            mark = stop if item is last else " ,"
            lines += [" " * (indent + 4) + comment for comment in item.above]
            lead = " " * indent + predicate + " " if number == 0 else " " * (indent + 4)
            lines.append(lead + self._term(item.term, indent if number == 0 else indent + 4) + mark + _beside(item))
        return lines

    def _term(self, term: Term, indent: int) -> str:
        if isinstance(term, ox.NamedNode):
            return self._name(term.value)
        if isinstance(term, ox.Literal):
            return self._literal(term)
        if isinstance(term, ox.BlankNode):
            return str(term)
        return self._nested(term, indent) if isinstance(term, Nested) else self._collection(term, indent)

    def _nested(self, node: Nested, indent: int) -> str:
        if not node.properties:
            return "[]"
        lines = self._statements(node.properties, indent + 4, "")
        inline = f"[ {' '.join(line.strip() for line in lines)} ]"
        if _fits(inline, indent) and not any(_commented(statement) for statement in node.properties):
            return inline
        return "\n".join(["[", *lines, " " * indent + "]"])

    def _collection(self, node: Collection, indent: int) -> str:
        if not node.items:
            return "()"
        inline = f"( {' '.join(self._term(item.term, indent) for item in node.items)} )"
        if _fits(inline, indent) and not any(item.above or item.beside for item in node.items):
            return inline
        lines = []
        for item in node.items:
            lines += [" " * (indent + 4) + comment for comment in item.above]
            lines.append(" " * (indent + 4) + self._term(item.term, indent + 4) + _beside(item))
        return "\n".join(["(", *lines, " " * indent + ")"])

    def _name(self, iri: str) -> str:
        name = self._names.get(iri)
        if name is None:
            name = self._names[iri] = self._shorten(iri)
            if not name.startswith("<"):
                self._used.add(name.partition(":")[0])
        return name

    def _shorten(self, iri: str) -> str:
        name = shorten(iri)
        if name.startswith("<"):
            for prefix, namespace in self._own.items():
                if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                    return f"{prefix}:{iri[len(namespace) :]}"
        return name

    def _literal(self, literal: ox.Literal) -> str:
        datatype = literal.datatype.value
        bare = _BARE.get(datatype)
        if bare is not None and bare.fullmatch(literal.value):
            return literal.value
        text = _quote(literal.value)
        if literal.language:
            return f"{text}@{literal.language}"
        return text if datatype in _PLAIN else f"{text}^^{self._name(datatype)}"


def _quote(value: str) -> str:
    quotes, special = ('"""', _SPECIAL_LONG) if "\n" in value else ('"', _SPECIAL)
    return quotes + special.sub(_escape, value) + quotes


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


def _beside(item: Object) -> str:
    return " " + " ".join(item.beside) if item.beside else ""


def _commented(statement: Property) -> bool:
    return bool(statement.above) or any(item.above or item.beside for item in statement.objects)


def _fits(inline: str, indent: int) -> bool:
    return "\n" not in inline and indent + len(inline) <= _WIDTH - 20


def _paragraphs(comments: list[str]) -> str:
    return "\n".join(comments).strip("\n") + "\n" if any(comments) else ""
