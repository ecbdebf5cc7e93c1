"""Tidy tables become triples by the declarative mapping, run by morph-kgc."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import GRAPH
from dorsale.tables.tidy import Tidy, write_tidy

__all__ = ["mapped"]

_IMPORTED: Final = f"{GRAPH}imported/"
"""What stands before the names of tables in the names that the mapping gives their graphs."""

_CONFIGURATION: Final = """\
[CONFIGURATION]
output_format = N-QUADS
na_values = ,
logging_level = ERROR
number_of_processes = 1

[tables]
mappings = {mapping}
"""


def mapped(tidies: Mapping[str, Tidy], mapping: Path) -> dict[str, list[ox.Triple]]:
    """The triples that ``mapping`` (RML) makes of each of the tidied tables, by the same names.

    All go through it at once, as named graphs, since reading the mapping takes longer than what it does. Raises
    ``ModuleNotFoundError`` where morph-kgc is not installed: it comes with the extra ``import``.
    """
    import morph_kgc

    with tempfile.TemporaryDirectory(prefix="dorsale-import-") as name:
        folder = Path(name)
        write_tidy(tidies, folder)
        text = mapping.read_text(encoding="utf-8")
        for table in ("things", "links", "figures"):
            text = text.replace(f'"{table}.csv"', f'"{folder / table}.csv"')
        copy = folder / mapping.name
        copy.write_text(text, encoding="utf-8")
        lines = morph_kgc.materialize_set(_CONFIGURATION.format(mapping=copy))
    made: dict[str, list[ox.Triple]] = {name: [] for name in tidies}
    text = "".join(f"{line} .\n" for line in lines)
    for quad in ox.parse(text.encode(), format=ox.RdfFormat.N_QUADS):
        made[str(quad.graph_name)[1:-1].removeprefix(_IMPORTED)].append(quad.triple)
    return made
