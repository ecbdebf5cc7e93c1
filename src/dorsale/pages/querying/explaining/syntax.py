"""A SPARQL 1.1 query as it is written (19.8 of the standard): what stands in it, in its order, prefixes resolved."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

__all__ = [
    "Alternative",
    "Bind",
    "Blank",
    "Call",
    "Collection",
    "Column",
    "Exists",
    "Expression",
    "Filter",
    "Form",
    "Graph",
    "Group",
    "Inverse",
    "Iri",
    "Lexical",
    "Membership",
    "Minus",
    "Negated",
    "Operation",
    "OptionalPart",
    "Order",
    "Path",
    "Pattern",
    "Query",
    "Repeated",
    "Sequence",
    "Service",
    "Subquery",
    "Term",
    "Triple",
    "Union",
    "Values",
    "Variable",
]

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]


@dataclass(frozen=True, slots=True)
class Variable:
    """``?name``."""

    name: str


@dataclass(frozen=True, slots=True)
class Iri:
    """An IRI in full."""

    value: str


@dataclass(frozen=True, slots=True)
class Lexical:
    """A literal: its lexical form, and its language or the IRI of its datatype."""

    text: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank node; those without a label have a number."""

    name: str


@dataclass(frozen=True, slots=True)
class Collection:
    """``( a b c )`` in a triple."""

    items: tuple["Term", ...]


Term: TypeAlias = Variable | Iri | Lexical | Blank | Collection


@dataclass(frozen=True, slots=True)
class Inverse:
    """``^path``."""

    path: "Path"


@dataclass(frozen=True, slots=True)
class Sequence:
    """``path/path``."""

    parts: tuple["Path", ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """``path|path``."""

    parts: tuple["Path", ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """``path?``, ``path*`` or ``path+``."""

    path: "Path"
    sign: str


@dataclass(frozen=True, slots=True)
class Negated:
    """``!(p|^q)``: any property but these."""

    parts: tuple["Path", ...]


Path: TypeAlias = Iri | Variable | Inverse | Sequence | Alternative | Repeated | Negated


@dataclass(frozen=True, slots=True)
class Triple:
    """Subject, path and object."""

    subject: Term
    path: Path
    object: Term


@dataclass(frozen=True, slots=True)
class Operation:
    """Operands and what stands between them: ``||``, ``&&``, a comparison, or arithmetic; ``!``, ``-`` with one."""

    signs: tuple[str, ...]
    operands: tuple["Expression", ...]
    code: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """``x IN (…)`` or ``x NOT IN (…)``."""

    operand: "Expression"
    among: tuple["Expression", ...]
    negated: bool
    code: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function or aggregate: its name in capitals, or its IRI; no argument stands for ``*`` where ``whole``."""

    name: str | Iri
    arguments: tuple["Expression", ...]
    distinct: bool = False
    whole: bool = False
    separator: str | None = None
    code: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Exists:
    """``EXISTS { … }`` or ``NOT EXISTS { … }``."""

    group: "Group"
    negated: bool
    code: str = field(default="", compare=False)


Expression: TypeAlias = Variable | Iri | Lexical | Operation | Membership | Call | Exists


@dataclass(frozen=True, slots=True)
class Filter:
    """``FILTER``."""

    condition: Expression


@dataclass(frozen=True, slots=True)
class Bind:
    """``BIND (… AS ?x)``."""

    expression: Expression
    variable: Variable


@dataclass(frozen=True, slots=True)
class Values:
    """``VALUES``: variables and rows; ``None`` is UNDEF."""

    variables: tuple[Variable, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True, slots=True)
class OptionalPart:
    """``OPTIONAL { … }``."""

    group: "Group"


@dataclass(frozen=True, slots=True)
class Minus:
    """``MINUS { … }``."""

    group: "Group"


@dataclass(frozen=True, slots=True)
class Union:
    """``{ … } UNION { … }``, or with one group only, ``{ … }``."""

    groups: tuple["Group", ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """``GRAPH name { … }``."""

    name: Variable | Iri
    group: "Group"


@dataclass(frozen=True, slots=True)
class Service:
    """``SERVICE name { … }``; our endpoint refuses it, others do not."""

    name: Variable | Iri
    group: "Group"


@dataclass(frozen=True, slots=True)
class Subquery:
    """A SELECT inside a group."""

    query: "Query"


Pattern: TypeAlias = Triple | Filter | Bind | Values | OptionalPart | Minus | Union | Graph | Service | Subquery


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between braces, in order."""

    patterns: tuple[Pattern, ...] = ()
    code: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Column:
    """What is selected or grouped by: an expression, and the variable that it gets."""

    expression: Expression
    variable: Variable | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A condition of ORDER BY."""

    expression: Expression
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query; ``columns`` is empty for ``*``, ``template`` belongs to CONSTRUCT and ``described`` to DESCRIBE."""

    form: Form
    where: Group = Group()
    columns: tuple[Column, ...] = ()
    distinct: bool = False
    reduced: bool = False
    template: tuple[Triple, ...] = ()
    described: tuple[Variable | Iri, ...] = ()
    graphs: tuple[tuple[Iri, bool], ...] = ()
    """The graphs of FROM, and whether each is FROM NAMED."""
    grouped: tuple[Column, ...] = ()
    having: tuple[Expression, ...] = ()
    ordered: tuple[Order, ...] = ()
    limit: int | None = None
    offset: int = 0
    values: Values | None = None
