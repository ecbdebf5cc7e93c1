"""The queries behind the pictures: files beside this one, whose filters are comments until somebody wants them.

A line that begins with ``#name `` belongs to the filter ``name``: with a value it becomes part of the query and
``$name`` in it stands for that value, written as a term of SPARQL; without, it stays the comment that it is. So a file
is a whole query as it stands, and no text of a reader ever gets into one unwritten.
"""

import re
from functools import cache
from importlib import resources
from typing import Final, TypeAlias

import pyoxigraph as ox

__all__ = ["Term", "filled", "stored"]

Term: TypeAlias = ox.NamedNode | ox.Literal

_FOLDER: Final = "queries"
_FILTER: Final = re.compile(r"#([a-z]+) ")


def stored(name: str, /, **values: Term | None) -> str:
    """The query ``name`` with the filters that have a value. Raises ``ValueError`` for a filter that it lacks."""
    return filled(_text(name), name, **values)


def filled(text: str, name: str, /, **values: Term | None) -> str:
    """The query ``text``, called ``name``, with the filters that have a value. Raises as :func:`stored` does."""
    unknown = values.keys() - set(re.findall(r"^#([a-z]+) ", text, re.MULTILINE))
    if unknown:
        raise ValueError(f"{name}.rq has no filter {', '.join(sorted(unknown))}")
    lines = []
    for line in text.splitlines():
        found = _FILTER.match(line)
        if found is None:
            lines.append(line)
        elif (value := values.get(found[1])) is not None:
            lines.append(line[found.end() :].replace(f"${found[1]}", str(value)))
    return "\n".join(lines) + "\n"


@cache
def _text(name: str) -> str:
    return (resources.files(__package__) / _FOLDER / f"{name}.rq").read_text(encoding="utf-8")
