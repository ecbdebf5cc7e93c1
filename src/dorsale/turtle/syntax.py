"""A Turtle file as it is written: directives, blocks, predicates, objects, comments, each with its line.

An RDF parser gives triples and forgets where they stood. This one keeps the places, the comments and the lexical
forms, for two readers: the tree, which says where a triple is written, and the canonical writer. Whether a file is
Turtle at all is pyoxigraph's to say; this parser also refuses what Dorsale does not write (RDF 1.2).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from dorsale.turtle.lexer import Lines, Token, TurtleError, tokenize, unescape_iri, unescape_local, unescape_string

__all__ = ["TYPE", "Block", "Collection", "Document", "Nested", "Object", "Property", "Term", "parse"]

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_NUMBERS: Final = {kind: ox.NamedNode(_XSD + kind) for kind in ("integer", "decimal", "double")}
_BOOLEAN: Final = ox.NamedNode(_XSD + "boolean")
_STRING: Final = ox.NamedNode(_XSD + "string")
_END: Final = Token("end", "", -1)


@dataclass(slots=True, eq=False)
class Nested:
    """A blank node written with brackets, and what is said of it."""

    properties: list["Property"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Collection:
    """An RDF list written with parentheses."""

    items: list["Object"] = field(default_factory=list)


Term = ox.NamedNode | ox.BlankNode | ox.Literal | Nested | Collection


@dataclass(slots=True, eq=False)
class Object:
    """One object: the term, its line, the comments on lines of their own above it, and those beside it."""

    term: Term
    line: int
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Property:
    """A predicate with its objects, its line and the comments above it."""

    predicate: ox.NamedNode
    line: int
    objects: list[Object] = field(default_factory=list)
    above: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Block:
    """A subject and what is said of it, up to the full stop; an empty string in ``above`` is an empty line."""

    subject: Term
    line: int
    properties: list[Property] = field(default_factory=list)
    above: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Document:
    """A file: what stands above everything, the prefixes, the blocks in written order, and what stands below."""

    header: list[str] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    footer: list[str] = field(default_factory=list)

    def statements(self) -> Iterator[tuple[Term, Property]]:
        """Every predicate of the file with the subject, or the nested node, of which it is said."""
        for block in self.blocks:
            yield from _said_of(block.subject, block.properties)


def _said_of(subject: Term, properties: list[Property]) -> Iterator[tuple[Term, Property]]:
    for statement in properties:
        yield subject, statement
        for item in statement.objects:
            yield from _said_in(item.term)


def _said_in(term: Term) -> Iterator[tuple[Term, Property]]:
    if isinstance(term, Nested):
        yield from _said_of(term, term.properties)
    elif isinstance(term, Collection):
        for item in term.items:
            yield from _said_in(item.term)


def parse(text: str, *, base: str | None = None) -> Document:
    """The syntax tree of a Turtle file; relative IRIs are resolved against ``@base``, else ``base``.

    Raises:
        TurtleError: the text is not Turtle 1.1.
    """
    return _Parser(text, base).document()


class _Parser:
    """Recursive descent over the tokens; a comment goes to the object on its line, else to what follows it."""

    def __init__(self, text: str, base: str | None) -> None:
        self._tokens = tokenize(text)
        self._lines = Lines(text)
        self._base = base
        self._prefixes: dict[str, str] = {}
        self._names: dict[str, ox.NamedNode] = {}
        self._comments: list[str] = []  # read, and not yet anyone's
        self._owner: Object | None = None  # whose a comment on the line of the last token is
        self._end_line = 0  # of what was read last, token or comment
        self._here = _END
        self._advance()

    # Tokens and comments ----------------------------------------------------------------------------------------

    def _advance(self) -> Token:
        """Take the token that is here and go to the next one."""
        taken = self._here
        owner = self._owner if taken is not _END else None
        for token in self._tokens:
            line = self._lines.line(token.offset)
            if line > self._end_line + 1 and self._comments:
                self._comments.append("")
            if token.kind != "comment":
                self._here = token
                self._end_line = line + (token.text.count("\n") if token.kind == "string" else 0)
                return taken
            comment = token.text.rstrip()
            if owner is not None and line == self._end_line:
                owner.beside.append(comment)
            else:
                self._comments.append(comment)
                owner = None
            self._end_line = line
        self._here = _END
        return taken

    def _comments_above(self, *, paragraphs: bool = False) -> list[str]:
        comments, self._comments = self._comments, []
        return comments if paragraphs else [comment for comment in comments if comment]

    def _fail(self, wanted: str) -> TurtleError:
        found = "the end of the file" if self._here is _END else f"'{self._here.text}'"
        return TurtleError(f"{wanted} expected, {found} found", self._here.offset)

    def _at(self, marks: str) -> bool:
        return self._here.kind == "mark" and self._here.text in marks

    def _accept(self, mark: str) -> bool:
        if self._at(mark):
            self._advance()
            return True
        return False

    def _expect(self, mark: str) -> None:
        if not self._accept(mark):
            raise self._fail(f"'{mark}'")

    def _line(self) -> int:
        return self._lines.line(self._here.offset)

    # Grammar ----------------------------------------------------------------------------------------------------

    def document(self) -> Document:
        document = Document(prefixes=self._prefixes)
        directives = False
        while self._here is not _END:
            word = self._here.text.lower().lstrip("@")
            if self._here.kind == "directive" or (self._here.kind == "word" and word in ("prefix", "base")):
                if not document.blocks:
                    document.header += self._comments_above(paragraphs=True)
                self._directive(word)
                directives = True
            else:
                document.blocks.append(self._block())
        if not directives and document.blocks and "" in document.blocks[0].above:
            above = document.blocks[0].above
            cut = len(above) - above[::-1].index("")
            document.header, document.blocks[0].above = above[:cut], above[cut:]
        document.footer = self._comments_above(paragraphs=True)
        return document

    def _directive(self, word: str) -> None:
        self._owner = None
        dotted = self._advance().kind == "directive"
        if word == "prefix":
            if self._here.kind != "name" or not self._here.text.endswith(":"):
                raise self._fail("a prefix")
            prefix = self._advance().text[:-1]
            self._prefixes[prefix] = self._iri_reference()
            self._names.clear()
        else:
            self._base = self._iri_reference()
        if dotted:
            self._expect(".")

    def _iri_reference(self) -> str:
        if self._here.kind != "iri":
            raise self._fail("an IRI")
        reference = unescape_iri(self._advance().text[1:-1])
        if self._base is None:
            return reference
        # by RFC 3986, which urllib applies to a few schemes only
        quad = next(iter(ox.parse(f"<{reference}> a <> .", format=ox.RdfFormat.TURTLE, base_iri=self._base)))
        return str(quad.subject)[1:-1]

    def _block(self) -> Block:
        self._owner = None
        line = self._line()
        above = self._comments_above(paragraphs=True)
        holder = Object(TYPE, line)
        term = self._term(holder)
        block = Block(term, line, above=above)
        if isinstance(term, ox.Literal):
            raise self._fail("a subject, not a literal,")
        if isinstance(term, Nested):
            block.subject, block.properties = Nested(), term.properties
        self._comments = holder.beside + self._comments
        if block.properties and self._at("."):
            self._owner = block.properties[-1].objects[-1]
        else:
            self._owner = None
            block.properties += self._properties()
        self._keep_below(block.properties)
        self._expect(".")
        return block

    def _properties(self) -> list[Property]:
        found: list[Property] = []
        while True:
            statement = Property(TYPE, self._line(), above=self._comments_above())
            self._owner = None
            statement.predicate = self._predicate()
            while True:
                statement.objects.append(self._object())
                if not self._accept(","):
                    break
            first = statement.objects[0]
            statement.above += first.above
            first.above = []
            found.append(statement)
            if not self._at(";"):
                return found
            while self._accept(";"):
                pass
            if self._at(".]"):
                return found

    def _predicate(self) -> ox.NamedNode:
        if self._here.kind == "word" and self._here.text == "a":
            self._advance()
            return TYPE
        if self._here.kind in ("iri", "name"):
            return self._named_node()
        raise self._fail("a predicate")

    def _object(self) -> Object:
        item = Object(TYPE, self._line(), above=self._comments_above())
        self._owner = item
        item.term = self._term(item)
        return item

    def _term(self, holder: Object) -> Term:
        kind, text, _ = self._here
        if kind in ("iri", "name"):
            return self._named_node()
        if kind == "string":
            return self._literal()
        if kind in _NUMBERS:
            self._advance()
            return ox.Literal(text, datatype=_NUMBERS[kind])
        if kind == "word" and text in ("true", "false"):
            self._advance()
            return ox.Literal(text, datatype=_BOOLEAN)
        if kind == "blank":
            self._advance()
            return ox.BlankNode(text[2:])
        if self._accept("["):
            return self._nested(holder)
        if self._accept("("):
            return self._collection(holder)
        raise self._fail("a term")

    def _nested(self, holder: Object) -> Nested:
        node = Nested()
        if not self._at("]"):
            node.properties = self._properties()
        self._keep_below(node.properties, holder)
        self._owner = holder
        self._expect("]")
        return node

    def _collection(self, holder: Object) -> Collection:
        items: list[Object] = []
        while not self._at(")"):
            items.append(self._object())
        if items:
            items[-1].above += self._comments_above()
        else:
            holder.beside += self._comments_above()
        self._owner = holder
        self._expect(")")
        return Collection(items)

    def _keep_below(self, properties: list[Property], holder: Object | None = None) -> None:
        """Comments below the last object, before the closing mark, stay with the last predicate."""
        if properties:
            properties[-1].above += self._comments_above()
        elif holder is not None:
            holder.beside += self._comments_above()

    def _named_node(self) -> ox.NamedNode:
        if self._here.kind == "iri":
            return ox.NamedNode(self._iri_reference())
        text = self._here.text
        node = self._names.get(text)
        if node is None:
            prefix, _, local = text.partition(":")
            if prefix not in self._prefixes:
                raise TurtleError(f"the prefix {prefix}: has not been declared", self._here.offset)
            node = self._names[text] = ox.NamedNode(self._prefixes[prefix] + unescape_local(local))
        self._advance()
        return node

    def _literal(self) -> ox.Literal:
        value = unescape_string(self._advance().text)
        if self._here.kind == "language":
            return ox.Literal(value, language=self._advance().text[1:].lower())
        if self._accept("^^"):
            if self._here.kind not in ("iri", "name"):
                raise self._fail("a datatype")
            return ox.Literal(value, datatype=self._named_node())
        return ox.Literal(value, datatype=_STRING)
