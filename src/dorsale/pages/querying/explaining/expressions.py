"""Terms, paths and expressions in words; what has none is shown as the code that it is."""

from typing import Final

from dorsale.namespaces import PREFIXES
from dorsale.pages import values
from dorsale.pages.querying.explaining import syntax as s
from dorsale.pages.querying.explaining.naming import Naming
from dorsale.pages.querying.explaining.phrases import Piece, Pieces, Voice, joined

__all__ = ["Speech"]

_XSD: Final = PREFIXES["xsd"]
_DEEPEST: Final = 12
"""How deep expressions nest before they are shown as code."""

_COMPARED: Final = {"=": "eq", "!=": "ne", "<": "lt", ">": "gt", "<=": "le", ">=": "ge"}
_TURNED: Final = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_OPPOSITE: Final = {"=": "!=", "!=": "="}
_ARITHMETIC: Final = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_CASTS: Final = {
    "integer": "number",
    "decimal": "number",
    "double": "number",
    "float": "number",
    "date": "date",
    "dateTime": "date",
    "string": "text",
}
_AGGREGATES: Final = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))
_LONG: Final = frozenset(("IF", "COALESCE", "CONCAT", "REPLACE", "SUBSTR"))
"""Functions whose words need brackets inside others."""

_DATE_OF: Final = frozenset(("STR", "MIN", "MAX", "SAMPLE", "COALESCE"))
"""Functions that keep a date a date."""


class Speech:
    """Says the parts of one query; ``fixed`` holds the variables for which the query gives one value."""

    def __init__(self, voice: Voice, naming: Naming) -> None:
        self.voice = voice
        self.naming = naming
        self.fixed: dict[str, s.Term] = {}
        self.writing = False
        """Whether what is said is written anew, as CONSTRUCT does."""

    # terms

    def variable(self, name: str) -> Pieces:
        """A variable by its name."""
        return (Piece(self.naming(name), "variable", code=f"?{name}"),)

    def term(self, term: s.Term) -> Pieces:
        """Any term; a variable that stands for one value by this value."""
        term = self.resolved(term)
        if isinstance(term, s.Variable):
            return self.variable(term.name)
        if isinstance(term, s.Iri):
            return self.voice.term(term.value)
        if isinstance(term, s.Lexical):
            return self.voice.literal(term)
        if isinstance(term, s.Blank):
            return self.voice.say("something-new" if self.writing else "something")
        return self.voice.say("list", items=joined([self.term(item) for item in term.items]))

    def resolved(self, term: s.Term) -> s.Term:
        """The one value of a variable that has just one, else the term itself."""
        return self.fixed.get(term.name, term) if isinstance(term, s.Variable) else term

    # paths

    def path(self, path: s.Path, depth: int = 0) -> Pieces:
        """A property, or a way over several."""
        say = self.voice.say
        if isinstance(path, s.Iri):
            return self.voice.term(path.value)
        if isinstance(path, s.Variable):
            return self.term(path)
        if isinstance(path, s.Inverse):
            return say("path.inverse", path=self.path(path.path, depth + 1))
        if isinstance(path, s.Sequence):
            return joined([self._part(one, depth) for one in path.parts], self.voice.plain("path.then"))
        if isinstance(path, s.Alternative):
            return joined([self._part(one, depth) for one in path.parts], self.voice.plain("path.or"))
        if isinstance(path, s.Negated):
            if not path.parts:
                return say("path.any")
            return say("path.except", paths=joined([self._part(one, depth) for one in path.parts]))
        key = {"?": "path.maybe", "+": "path.chain", "*": "path.chain-or-same"}[path.sign]
        return say(key, path=self._part(path.path, depth))

    def _part(self, path: s.Path, depth: int) -> Pieces:
        said = self.path(path, depth + 1)
        return said if isinstance(path, s.Iri) else (Piece("("), *said, Piece(")"))

    # expressions

    def expression(self, one: s.Expression, depth: int = 0) -> Pieces:
        """A value or a condition."""
        if isinstance(one, s.Variable | s.Iri | s.Lexical):
            return self.term(one)
        if depth > _DEEPEST or isinstance(one, s.Exists):
            return self.voice.code(one.code)
        if isinstance(one, s.Membership):
            return self._membership(one, depth)
        if isinstance(one, s.Call):
            return self._call(one, depth)
        return self._operation(one, depth)

    def _inner(self, one: s.Expression, depth: int) -> Pieces:
        """An operand, in brackets where it is an operation itself."""
        said = self.expression(one, depth + 1)
        compound = isinstance(one, s.Operation) and len(one.operands) > 1
        compound = compound or (isinstance(one, s.Call) and one.name in _LONG)
        return (Piece("("), *said, Piece(")")) if compound else said

    def _operation(self, one: s.Operation, depth: int) -> Pieces:
        sign = one.signs[0]
        if sign in ("||", "&&"):
            between = self.voice.plain("or" if sign == "||" else "and")
            wrapped = [
                self._inner(operand, depth) if _mixes(sign, operand) else self.expression(operand, depth + 1)
                for operand in one.operands
            ]
            return joined(wrapped, between)
        if sign == "!":
            return self.denied(one.operands[0], depth)
        if sign in _COMPARED:
            return self._comparison(sign, one.operands[0], one.operands[1], depth)
        if len(one.operands) == 1:
            return (Piece("−"), *self._inner(one.operands[0], depth))
        found = list(self._inner(one.operands[0], depth))
        for mark, operand in zip(one.signs, one.operands[1:], strict=True):
            found += [Piece(_ARITHMETIC[mark]), *self._inner(operand, depth)]
        return tuple(found)

    def denied(self, one: s.Expression, depth: int = 0) -> Pieces:
        """That a condition does not hold."""
        if isinstance(one, s.Membership):
            return self._membership(s.Membership(one.operand, one.among, not one.negated), depth)
        if isinstance(one, s.Operation) and one.signs[0] in _OPPOSITE and len(one.operands) == 2:
            return self._comparison(_OPPOSITE[one.signs[0]], one.operands[0], one.operands[1], depth)
        if isinstance(one, s.Call) and isinstance(one.name, str):
            said = self._function(one, depth, kind="not")
            if said:
                return said
        return self.voice.say("not-true", condition=self.expression(one, depth + 1))

    def _comparison(self, sign: str, left: s.Expression, right: s.Expression, depth: int) -> Pieces:
        if isinstance(left, s.Lexical) and not isinstance(right, s.Lexical):
            left, right, sign = right, left, _TURNED[sign]
        key = _COMPARED[sign]
        told = self._language(left, right, negated=sign == "!=", depth=depth) if sign in _OPPOSITE else None
        if told:
            return told
        value = self.resolved(right) if isinstance(right, s.Variable) else right
        if sign in _OPPOSITE:
            key += "-number" if isinstance(value, s.Lexical) and self.voice.is_number(value) else ""
        elif self.is_date(left) or self.is_date(right):
            key = f"date-{key}"
        elif _is_text(left) or _is_text(value):
            key = f"text-{key}"
        if isinstance(left, s.Call) and left.name == "YEAR" and isinstance(value, s.Lexical):
            return self.voice.say(f"compare.{key}", a=self._inner(left, depth), b=value.text)
        return self.voice.say(f"compare.{key}", a=self._inner(left, depth), b=self._moment(right, depth))

    def _language(self, left: s.Expression, right: s.Expression, *, negated: bool, depth: int) -> Pieces | None:
        """``LANG(?x) = "en"``."""
        code = self.resolved(right) if isinstance(right, s.Variable) else right
        if not (isinstance(left, s.Call) and left.name == "LANG" and len(left.arguments) == 1):
            return None
        if not isinstance(code, s.Lexical):
            return None
        subject = self._inner(left.arguments[0], depth)
        if not code.text:
            return self.voice.say("language.some" if negated else "language.none", a=subject)
        name = values.language_name(code.text, self.voice.language)
        return self.voice.say("language.other" if negated else "language.is", a=subject, language=name)

    def _moment(self, one: s.Expression, depth: int) -> Pieces:
        """A value to compare with; French says *le* before a day."""
        said = self.expression(one, depth + 1) if isinstance(one, s.Call) else self._inner(one, depth)
        value = self.resolved(one) if isinstance(one, s.Variable) else one
        if isinstance(value, s.Lexical) and value.datatype in (_XSD + "date", _XSD + "dateTime"):
            return self.voice.say("day", day=said)
        return said

    def is_date(self, one: s.Expression) -> bool:
        """Whether an expression is known to yield a date."""
        for _ in range(_DEEPEST):
            value = self.resolved(one) if isinstance(one, s.Variable) else one
            if isinstance(value, s.Lexical):
                return self.voice.is_date(value)
            if isinstance(value, s.Variable):
                return self.naming.is_date(value.name)
            if not isinstance(value, s.Call) or not value.arguments:
                return isinstance(value, s.Call) and value.name == "NOW"
            if isinstance(value.name, s.Iri):
                return _CASTS.get(value.name.value.removeprefix(_XSD)) == "date"
            if value.name not in _DATE_OF:
                return False
            one = value.arguments[0]
        return False

    def _membership(self, one: s.Membership, depth: int) -> Pieces:
        if len(one.among) == 1:
            return self._comparison("!=" if one.negated else "=", one.operand, one.among[0], depth)
        if not one.among:
            key = "among.nothing-not" if one.negated else "among.nothing"
            return self.voice.say(key, a=self._inner(one.operand, depth))
        listed = joined([self._inner(item, depth) for item in one.among])
        return self.voice.say(
            "among.not" if one.negated else "among.is", a=self._inner(one.operand, depth), items=listed
        )

    def _call(self, one: s.Call, depth: int) -> Pieces:
        if isinstance(one.name, s.Iri):
            kind = _CASTS.get(one.name.value.removeprefix(_XSD)) if one.name.value.startswith(_XSD) else None
            if kind and len(one.arguments) == 1:
                return self.voice.say(f"cast.{kind}", a=self._inner(one.arguments[0], depth))
            return self.voice.code(one.code)
        if one.name in _AGGREGATES:
            return self._aggregate(one, one.name, depth)
        if one.name == "LANGMATCHES" and len(one.arguments) == 2:
            wanted = one.arguments[1]
            every = isinstance(wanted, s.Lexical) and wanted.text == "*"
            wanted = s.Lexical("") if every else wanted
            told = self._language(one.arguments[0], wanted, negated=every, depth=depth)
            if told:
                return told
        return self._function(one, depth, kind="call") or self.voice.code(one.code)

    def _function(self, one: s.Call, depth: int, *, kind: str) -> Pieces | None:
        """A function by the words that the catalogue has for it with so many arguments."""
        name = str(one.name).lower().replace("_", "-")
        said = [self._inner(argument, depth) for argument in one.arguments]
        filled = dict(zip("abcd", said, strict=False))
        flags = one.arguments[-1] if one.name == "REGEX" and len(said) == 3 else None
        if isinstance(flags, s.Lexical) and flags.text == "i":
            name, filled = "regex-alike", dict(zip("ab", said, strict=False))
        for key in (f"{kind}.{name}-{len(said)}", f"{kind}.{name}"):
            places = self.voice.places(key)
            if places is not None and (places == {"items"} or (places == set(filled) and len(said) <= 4)):
                return self.voice.say(key, items=joined(said), **filled)
        return None

    def _aggregate(self, one: s.Call, name: str, depth: int) -> Pieces:
        key = name.lower().replace("_", "-")
        if one.whole:
            return self.voice.say("aggregate.different-cases" if one.distinct else "aggregate.cases")
        if len(one.arguments) != 1:
            return self.voice.code(one.code)
        said = self._inner(one.arguments[0], depth)
        if one.distinct and name in ("COUNT", "SUM", "AVG", "GROUP_CONCAT"):
            key = f"{key}-different"
        if name == "GROUP_CONCAT":
            between = self.voice.quoted(" " if one.separator is None else one.separator)
            return self.voice.say(f"aggregate.{key}", a=said, separator=between)
        return self.voice.say(f"aggregate.{key}", a=said)


def _is_text(one: s.Expression | s.Term) -> bool:
    """Whether an expression surely yields a text."""
    if isinstance(one, s.Lexical):
        return not one.datatype or one.datatype == _XSD + "string"
    return isinstance(one, s.Call) and one.name in ("STR", "LCASE", "UCASE", "CONCAT", "SUBSTR", "REPLACE")


def _mixes(sign: str, operand: s.Expression) -> bool:
    return isinstance(operand, s.Operation) and operand.signs[0] in ("||", "&&") and operand.signs[0] != sign
