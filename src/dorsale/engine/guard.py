"""What is looked at before a query reaches the parser: its length, its depth, and whether it wants more than to read.

None of this has to hold for the safety of the server: the worker that parses has no network, a large stack and a time
limit. It gives an early and clear answer instead of a dead worker.
"""

import re
from dataclasses import dataclass
from typing import Final

from dorsale.engine.interface import (
    Form,
    QuerySyntaxError,
    QueryTooDeep,
    QueryTooLong,
    ServiceRefused,
    UpdateRefused,
)
from dorsale.engine.lexer import Token, place, readings, token_at, tokens

__all__ = ["Inspection", "inspect"]

MAX_DEPTH: Final = 200
MAX_CHAIN: Final = 1000

_OPENING: Final = frozenset(("(", "{", "[", "<<", "<<(", "{|"))
_CLOSING: Final = frozenset((")", "}", "]", ">>", ")>>", "|}"))
_CHAINING: Final = frozenset(("||", "&&", "|", "/", "^", "+", "-", "*", "=", "<", ">", "<=", ">=", "!=", ".", ";", ","))
_CHAINING_WORDS: Final = frozenset(("UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "GRAPH", "VALUES", "LATERAL"))
_FORMS: Final[dict[str, Form]] = {"SELECT": "results", "ASK": "boolean", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
)  # SPARQL 1.1 Update, the first words of its operations
_CHANGING: Final = frozenset(("NOW", "RAND", "UUID", "STRUUID"))
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\\]*>")
_SERVICE: Final = re.compile(r"service", re.IGNORECASE)
_GLUED_SERVICE: Final = re.compile(r"(?:true|false)*service", re.IGNORECASE)
_SMALL: Final = re.compile(
    r"""(?:[ \t\r\n]*PREFIX[ \t\r\n]+(?:[A-Z](?:[A-Z0-9_.-]{0,126}[A-Z0-9_-])?)?:[ \t\r\n]*<[^<>"{}|^`\\\x00-\x20]*>)*
    [ \t\r\n]*(SELECT|ASK)(?=[ \t\r\n?$*{(])""",
    re.VERBOSE | re.IGNORECASE,
)
_NOT_SMALL: Final = re.compile(r"\0|service|now|rand|uuid|bnode")
_GRAPH_KEYWORD: Final = re.compile(r"(?:^|[\s{}.;)\]])(?:GRAPH|FROM|NAMED)[ \t]*$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """What the words of a query say about it.

    ``form`` is None where the first word of the query is none of the four. ``repeatable`` says whether the same query
    on the same release gives the same bytes: not with RAND, NOW or UUID, nor where it makes blank nodes. ``prefixes``
    are the own ones of a query that yields a graph, as far as they are absolute.
    """

    form: Form | None
    repeatable: bool
    prefixes: dict[str, str]


def inspect(text: str, *, max_bytes: int) -> Inspection:
    """Look at ``text``; raises a :class:`~dorsale.engine.interface.QueryRefused` where it is refused."""
    if len(text) <= max_bytes and (form := _small(text)) is not None:
        return Inspection(form=form, repeatable=True, prefixes={})
    if len(text) > max_bytes or len(_utf8(text)) > max_bytes:
        raise QueryTooLong(limit=max_bytes)
    if (position := text.find("\0")) >= 0:
        line, column = place(text, position)
        raise QuerySyntaxError("a query holds no NUL character", line=line, column=column)
    words = list(tokens(text))
    first, prefixes = _prologue(text, words)
    opening = text[first.start : first.end].upper() if first is not None and first.kind == "word" else ""
    if opening in _UPDATES:
        raise UpdateRefused("this is a SPARQL update")
    _refuse_service(text)
    _refuse_depth(text, words)
    form = _FORMS.get(opening)
    return Inspection(
        form=form, repeatable=_repeatable(text, words, opening), prefixes=prefixes if form == "graph" else {}
    )


def _small(text: str) -> Form | None:
    """The form of a query that is too small to break a limit and names nothing to look for; most are such.

    Each word adds one at most to a chain, and each level opens a bracket: short texts need no look at their words.
    """
    if len(text) > MAX_CHAIN or not text.isascii() or sum(map(text.count, "({[<!")) > MAX_DEPTH:
        return None
    found = _SMALL.match(text)
    return _FORMS[found[1].upper()] if found and not _NOT_SMALL.search(text.lower()) else None


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        line, column = place(text, error.start)
        raise QuerySyntaxError("a query holds no lone surrogate", line=line, column=column) from None


def _prologue(text: str, words: list[Token]) -> tuple[Token | None, dict[str, str]]:
    prefixes: dict[str, str] = {}
    position = 0
    while position < len(words):
        word = text[words[position].start : words[position].end].upper()
        if word in ("BASE", "VERSION"):
            position += 2
        elif word == "PREFIX" and position + 2 < len(words):
            name, iri = words[position + 1], words[position + 2]
            if (
                name.kind == "name"
                and iri.kind == "iri"
                and re.match(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\\]*>", text[iri.start :])
            ):
                prefixes[text[name.start : name.end - 1]] = text[iri.start + 1 : iri.end - 1]
            position += 3
        else:
            return words[position], prefixes
    return None, prefixes


def _repeatable(text: str, words: list[Token], opening: str) -> bool:
    makes_blank_nodes = opening == "CONSTRUCT"
    for kind, start, end in words:
        if kind == "word":
            word = text[start:end].upper()
            if word in _CHANGING or word == "BNODE":
                return False
        elif makes_blank_nodes and (kind == "blank" or text[start:end] == "["):
            return False
    return True


def _refuse_depth(text: str, words: list[Token]) -> None:
    brackets: list[str] = ["{"]
    chains = [0]
    negations = 0
    for kind, start, end in words:
        if kind == "word" and text[start:end].upper() in _CHAINING_WORDS:
            chains[-1] += 1
        elif kind == "sign":
            sign = text[start:end]
            negations = negations + 1 if sign == "!" else 0
            if sign in _CLOSING:
                if len(chains) > 1:
                    brackets.pop()
                    chains.pop()
            elif sign in _OPENING:
                chains[-1] += sign == "{"
                brackets.append(sign)
                chains.append(0)
            elif sign in _CHAINING and not (sign in "+-" and brackets[-1] == "{"):
                chains[-1] += 1
        else:
            negations = 0
        if len(chains) - 1 > MAX_DEPTH or negations > MAX_DEPTH:
            raise _too_deep(text, start, MAX_DEPTH)
        if chains[-1] > MAX_CHAIN:
            raise _too_deep(text, start, MAX_CHAIN)


def _too_deep(text: str, position: int, limit: int) -> QueryTooDeep:
    line, column = place(text, position)
    return QueryTooDeep(limit=limit, line=line, column=column)


def _refuse_service(text: str) -> None:
    if not any(_clause_follows(text, found.end()) for found in _SERVICE.finditer(text)):
        return
    for token in readings(text):
        for position in _services(text, token):
            if _clause_follows(text, position + len("service")):
                line, column = place(text, position)
                raise ServiceRefused(line=line, column=column)


def _services(text: str, token: Token) -> list[int]:
    """Where in ``token`` a parser that reads by grammar might see the keyword, glued to its neighbours or not."""
    kind, start, end = token
    if kind in ("iri", "string", "variable", "sign"):
        return []
    found = [match.start() for match in _SERVICE.finditer(text, start, end)]
    if kind != "name":
        return found
    after_dot = [position for position in found if text[position - 1 : position] == "."]
    if (glued := _GLUED_SERVICE.match(text, start, end)) and not _names_a_graph(text, start):
        return [glued.end() - len("service"), *after_dot]
    return after_dot


def _names_a_graph(text: str, start: int) -> bool:
    return _GRAPH_KEYWORD.search(text, max(0, start - 40), start) is not None


def _clause_follows(text: str, position: int) -> bool:
    target = token_at(text, position)
    if target is not None and text[target.start : target.end].upper() == "SILENT":
        target = token_at(text, target.end)
    if target is None:
        return False
    if text[target.start] == "<":
        end = text.find(">", target.start) + 1
        return end > 0 and _opens_group(text, end)
    return target.kind in ("name", "variable") and _opens_group(text, target.end)


def _opens_group(text: str, position: int) -> bool:
    follows = token_at(text, position)
    return follows is not None and text[follows.start] == "{"
