"""From the text of a query to what stands in it. The grammar is ``sparql.lark``; the engine decides what is valid.

The grammar is that of SPARQL 1.1 and a little wider: what only a second look refuses (a variable twice, a column that
is not grouped) passes. The parser keeps the places of what has no words, and neither recurs nor backtracks.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import urljoin

from lark import Lark, Token, v_args
from lark.exceptions import UnexpectedInput, VisitError
from lark.tree import Meta
from lark.visitors import Transformer_NonRecursive

from dorsale.engine.lexer import tokens
from dorsale.namespaces import BASE, PREFIXES
from dorsale.pages.querying.explaining import syntax as s

__all__ = ["NotUnderstood", "parse"]

_BASE: Final = BASE + "sparql"
_MOST_WORDS: Final = 5000
_DEEPEST: Final = 100
_XSD: Final = PREFIXES["xsd"]
_TYPE: Final = s.Iri(PREFIXES["rdf"] + "type")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPED: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROL: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_T = TypeVar("_T")


class NotUnderstood(Exception):  # noqa: N818 - what went wrong, in plain words
    """The text is no query of SPARQL 1.1, or has more words than are told."""


class _Quantity(NamedTuple):
    distinct: bool
    reduced: bool


class _Part(NamedTuple):
    """One part of a query: the field of :class:`~syntax.Query` that it fills."""

    name: str
    value: Any


class _Node(NamedTuple):
    """A term, and the triples that its notation says besides."""

    term: s.Term
    triples: tuple[s.Triple, ...] = ()


def parse(text: str) -> s.Query:
    """The query that ``text`` writes; raises :class:`NotUnderstood`."""
    _measure(text)
    try:
        return _Reading(text).transform(_grammar().parse(text))
    except UnexpectedInput as error:
        raise NotUnderstood(f"line {error.line}, column {error.column}") from None
    except VisitError as error:
        if isinstance(error.orig_exc, NotUnderstood):
            raise error.orig_exc from None
        raise


def _measure(text: str) -> None:
    depth = 0
    for number, (_, start, end) in enumerate(tokens(text)):
        sign = text[start:end]
        depth += (sign in ("(", "[", "{")) - (sign in (")", "]", "}"))
        if number >= _MOST_WORDS or depth > _DEEPEST:
            raise NotUnderstood(f"more than {_MOST_WORDS} words, or nested more than {_DEEPEST} times")


@cache
def _grammar() -> Lark:
    text = (resources.files("dorsale.pages.querying.explaining") / "sparql.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def _those(kind: type[_T], children: Iterable[object]) -> tuple[_T, ...]:
    return tuple(child for child in children if isinstance(child, kind))


def _unescaped(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        number = match[1] or match[2]
        if number:
            return chr(int(number, 16)) if int(number, 16) < 0x110000 else "\ufffd"
        return _CONTROL.get(match[3], match[3])

    return _ESCAPED.sub(one, text) if "\\" in text else text


@v_args(inline=True)
class _Reading(Transformer_NonRecursive[Token, s.Query]):
    """Each method makes what the rule of its name says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._base = _BASE
        self._prefixes: dict[str, str] = {}
        self._blanks = 0

    # the prologue: lark reads a tree from its leaves on and from left to right, so names that follow know it

    def base(self, iri: Token) -> None:
        self._base = self._whole(iri)

    def prefix(self, name: Token, iri: Token) -> None:
        self._prefixes[name[:-1]] = self._whole(iri)

    def prologue(self, *_: object) -> None:
        return None

    def iri(self, iri: Token) -> s.Iri:
        return s.Iri(self._whole(iri))

    def _whole(self, iri: Token) -> str:
        text = _unescaped(iri[1:-1])
        return text if _ABSOLUTE.match(text) else _joined(self._base, text)

    def prefixed(self, name: Token) -> s.Iri:
        prefix, _, local = name.partition(":")
        if prefix not in self._prefixes:
            raise NotUnderstood(f"prefix {prefix}: at line {name.line}, column {name.column}")
        return s.Iri(self._prefixes[prefix] + re.sub(r"\\(.)", r"\1", local))

    def var(self, name: Token) -> s.Variable:
        return s.Variable(name[1:])

    def type(self, _: Token) -> s.Iri:
        return _TYPE

    # literals

    def string(self, text: Token) -> str:
        marks = 3 if text[:3] in ('"""', "'''") else 1
        return _unescaped(text[marks:-marks])

    def string_literal(self, text: str, more: Token | s.Iri | None = None) -> s.Lexical:
        if isinstance(more, s.Iri):
            return s.Lexical(text, datatype=more.value)
        return s.Lexical(text, language=more[1:] if more else "")

    def number(self, text: Token) -> s.Lexical:
        kind = "double" if "e" in text.lower() else "decimal" if "." in text else "integer"
        return s.Lexical(str(text), datatype=_XSD + kind)

    def boolean(self, text: Token) -> s.Lexical:
        return s.Lexical(text.lower(), datatype=_XSD + "boolean")

    def undef(self, _: Token) -> None:
        return None

    # triples

    def blank(self, name: Token) -> s.Blank:
        return s.Blank(str(name))

    def anonymous(self) -> s.Blank:
        self._blanks += 1
        return s.Blank(f"[{self._blanks}]")

    def nil(self) -> s.Iri:
        return s.Iri(PREFIXES["rdf"] + "nil")

    def collection(self, *items: Any) -> _Node:
        nodes = [_node(item) for item in items]
        more = tuple(triple for node in nodes for triple in node.triples)
        return _Node(s.Collection(tuple(node.term for node in nodes)), more)

    def objects(self, *items: Any) -> tuple[_Node, ...]:
        return tuple(_node(item) for item in items)

    def property(self, verb: s.Path, objects: tuple[_Node, ...]) -> list[tuple[s.Path, _Node]]:
        return [(verb, node) for node in objects]

    def properties(self, *items: list[tuple[s.Path, _Node]]) -> list[tuple[s.Path, _Node]]:
        return [pair for item in items for pair in item]

    def described_blank(self, pairs: list[tuple[s.Path, _Node]]) -> _Node:
        term = self.anonymous()
        return _Node(term, _triples(term, pairs))

    def triples(self, subject: Any, pairs: list[tuple[s.Path, _Node]] | None = None) -> tuple[s.Triple, ...]:
        node = _node(subject)
        return (*node.triples, *_triples(node.term, pairs or []))

    def triples_list(self, *parts: tuple[s.Triple, ...]) -> tuple[s.Triple, ...]:
        return tuple(triple for part in parts for triple in part)

    triples_block = triples_list
    template = triples_list

    def inverse(self, path: s.Path) -> s.Inverse:
        return s.Inverse(path)

    def inverse_type(self, _: Token) -> s.Inverse:
        return s.Inverse(_TYPE)

    def repeated(self, path: s.Path, sign: Token) -> s.Repeated:
        return s.Repeated(path, str(sign))

    def path_sequence(self, *parts: s.Path) -> s.Sequence:
        return s.Sequence(parts)

    def path_alternative(self, *parts: s.Path) -> s.Alternative:
        return s.Alternative(parts)

    def negated_set(self, *parts: s.Path) -> s.Negated:
        return s.Negated(parts)

    # groups

    def body(self, *parts: Any) -> s.Group:
        return s.Group(tuple(pattern for part in parts for pattern in (part if type(part) is tuple else (part,))))

    @v_args(inline=True, meta=True)
    def group(self, meta: Meta, body: s.Group | s.Query) -> s.Group:
        patterns = (s.Subquery(body),) if isinstance(body, s.Query) else body.patterns
        return s.Group(patterns, self._code(meta))

    def optional(self, group: s.Group) -> s.OptionalPart:
        return s.OptionalPart(group)

    def minus(self, group: s.Group) -> s.Minus:
        return s.Minus(group)

    def union(self, *groups: s.Group) -> s.Union:
        return s.Union(groups)

    def graph(self, name: s.Variable | s.Iri, group: s.Group) -> s.Graph:
        return s.Graph(name, group)

    def service(self, *parts: Any) -> s.Service:
        return s.Service(parts[-2], parts[-1])

    def filter(self, condition: s.Expression) -> s.Filter:
        return s.Filter(condition)

    def bind(self, expression: s.Expression, variable: s.Variable) -> s.Bind:
        return s.Bind(expression, variable)

    def data_row(self, *items: s.Term | None) -> tuple[s.Term | None, ...]:
        return items

    def data_single(self, variable: s.Variable, *items: s.Term | None) -> s.Values:
        return s.Values((variable,), tuple((item,) for item in items))

    def data_block(self, *parts: Any) -> s.Values:
        return s.Values(_those(s.Variable, parts), tuple(part for part in parts if type(part) is tuple))

    def inline(self, values: s.Values) -> s.Values:
        return values

    # expressions

    def _code(self, meta: Meta) -> str:
        return "" if meta.empty else self._text[meta.start_pos : meta.end_pos]

    @v_args(inline=True, meta=True)
    def disjunction(self, meta: Meta, *operands: s.Expression) -> s.Operation:
        return s.Operation(("||",), operands, self._code(meta))

    @v_args(inline=True, meta=True)
    def conjunction_of(self, meta: Meta, *operands: s.Expression) -> s.Operation:
        return s.Operation(("&&",), operands, self._code(meta))

    @v_args(inline=True, meta=True)
    def comparison(self, meta: Meta, left: s.Expression, sign: Token, right: s.Expression) -> s.Operation:
        return s.Operation((str(sign),), (left, right), self._code(meta))

    @v_args(inline=True, meta=True)
    def among(self, meta: Meta, operand: s.Expression, listed: tuple[s.Expression, ...]) -> s.Membership:
        return s.Membership(operand, listed, negated=False, code=self._code(meta))

    @v_args(inline=True, meta=True)
    def not_among(self, meta: Meta, operand: s.Expression, listed: tuple[s.Expression, ...]) -> s.Membership:
        return s.Membership(operand, listed, negated=True, code=self._code(meta))

    def list(self, *items: s.Expression) -> tuple[s.Expression, ...]:
        return items

    @v_args(inline=True, meta=True)
    def sum_of(self, meta: Meta, first: s.Expression, *rest: Any) -> s.Operation:
        return _chain(first, rest, self._code(meta))

    product_of = sum_of

    def signed_product(self, number: Token, *rest: Any) -> tuple[str, s.Expression]:
        """The sign of a number that follows a term is that of a sum (19.8, rule 116)."""
        first = self.number(Token("INTEGER", number[1:]))
        return number[0], _chain(first, rest, str(number)) if rest else first

    @v_args(inline=True, meta=True)
    def negation(self, meta: Meta, operand: s.Expression) -> s.Operation:
        return s.Operation(("!",), (operand,), self._code(meta))

    @v_args(inline=True, meta=True)
    def signed(self, meta: Meta, sign: Token, operand: s.Expression) -> s.Expression:
        return s.Operation(("-",), (operand,), self._code(meta)) if sign == "-" else operand

    @v_args(inline=True, meta=True)
    def exists(self, meta: Meta, *parts: Any) -> s.Exists:
        return s.Exists(parts[-1], negated=len(parts) > 1, code=self._code(meta))

    @v_args(inline=True, meta=True)
    def call(self, meta: Meta, name: Token, *parts: Any) -> s.Call:
        separator = parts[-1] if parts and isinstance(parts[-1], str) and not isinstance(parts[-1], Token) else None
        arguments = tuple(part for part in parts if not isinstance(part, str))
        distinct = bool(parts) and isinstance(parts[0], Token)
        code = self._code(meta)
        return s.Call(name.upper(), arguments, distinct=distinct, separator=separator, code=code)

    @v_args(inline=True, meta=True)
    def call_whole(self, meta: Meta, name: Token, *parts: Token) -> s.Call:
        return s.Call(name.upper(), (), distinct=len(parts) > 1, whole=True, code=self._code(meta))

    @v_args(inline=True, meta=True)
    def call_iri(self, meta: Meta, name: s.Iri, *parts: Any) -> s.Call:
        arguments = tuple(part for part in parts if not isinstance(part, Token))
        return s.Call(name, arguments, distinct=len(arguments) < len(parts), code=self._code(meta))

    # the query

    def quantity(self, word: Token) -> _Quantity:
        return _Quantity(distinct=word.type == "DISTINCT", reduced=word.type == "REDUCED")

    def column(self, expression: s.Expression, variable: s.Variable | None = None) -> s.Column:
        return s.Column(expression, variable)

    grouping = column

    def select_clause(self, *parts: Any) -> _Part:
        quantity = next(iter(_those(_Quantity, parts)), _Quantity(distinct=False, reduced=False))
        return _Part("select", {"columns": _those(s.Column, parts), **quantity._asdict()})

    def dataset(self, *parts: Any) -> _Part:
        return _Part("graphs", (parts[-1], len(parts) > 1))

    def where(self, group: s.Group) -> _Part:
        return _Part("where", group)

    def group_by(self, *columns: s.Column) -> _Part:
        return _Part("grouped", columns)

    def having(self, *conditions: s.Expression) -> _Part:
        return _Part("having", conditions)

    def direction(self, word: Token) -> Token:
        return word

    def order(self, *parts: Any) -> s.Order:
        return s.Order(parts[-1], descending=len(parts) > 1 and parts[0].type == "DESC")

    def order_by(self, *orders: s.Order) -> _Part:
        return _Part("ordered", orders)

    def limit(self, number: Token) -> _Part:
        return _Part("limit", int(number[:18]))

    def offset(self, number: Token) -> _Part:
        return _Part("offset", int(number[:18]))

    def slices(self, *parts: _Part) -> tuple[_Part, ...]:
        return parts

    def modifiers(self, *parts: Any) -> tuple[_Part, ...]:
        return tuple(one for part in parts for one in ((part,) if isinstance(part, _Part) else part))

    def values_clause(self, values: s.Values) -> _Part:
        return _Part("values", values)

    def select(self, *parts: Any) -> s.Query:
        return _query("SELECT", parts)

    subselect = select

    def ask(self, *parts: Any) -> s.Query:
        return _query("ASK", parts)

    def construct(self, template: tuple[s.Triple, ...], *parts: Any) -> s.Query:
        return replace(_query("CONSTRUCT", parts), template=template)

    def construct_short(self, *parts: Any) -> s.Query:
        template = next(part for part in parts if type(part) is tuple)
        rest = [part for part in parts if part is not template]
        return replace(_query("CONSTRUCT", rest), template=template, where=s.Group(template))

    def describe(self, *parts: Any) -> s.Query:
        described = tuple(part for part in parts if isinstance(part, s.Variable | s.Iri))
        return replace(_query("DESCRIBE", parts), described=described)

    def start(self, _: None, query: s.Query, values: _Part | None = None) -> s.Query:
        return replace(query, values=values.value) if values else query


def _joined(base: str, relative: str) -> str:
    try:
        return urljoin(base, relative) + ("#" if relative.endswith("#") else "")
    except ValueError:  # not even a host
        return relative


def _node(item: Any) -> _Node:
    return item if isinstance(item, _Node) else _Node(item)


def _triples(subject: s.Term, pairs: list[tuple[s.Path, _Node]]) -> tuple[s.Triple, ...]:
    return tuple(triple for verb, node in pairs for triple in (s.Triple(subject, verb, node.term), *node.triples))


def _chain(first: s.Expression, rest: tuple[Any, ...], code: str) -> s.Operation:
    """``first`` and what follows it: signs with an operand each, or pairs of both."""
    signs, operands = list[str](), [first]
    waiting = iter(rest)
    for part in waiting:
        sign, operand = part if type(part) is tuple else (str(part), next(waiting))
        signs.append(sign)
        operands.append(operand)
    return s.Operation(tuple(signs), tuple(operands), code)


def _parts(parts: Iterable[Any]) -> Iterator[_Part]:
    for part in parts:
        if isinstance(part, _Part):
            yield part
        elif type(part) is tuple:
            yield from (one for one in part if isinstance(one, _Part))


def _query(form: s.Form, parts: Iterable[Any]) -> s.Query:
    made: dict[str, Any] = {"graphs": ()}
    for name, value in _parts(parts):
        if name == "select":
            made |= value
        elif name == "graphs":
            made["graphs"] = (*made["graphs"], value)
        else:
            made[name] = value
    return s.Query(form=form, **made)
