"""Tidy tables become triples by the declarative mapping, run by morph-kgc."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from dorsale.tables.tidy import Tidy

__all__ = ["mapped"]

_CONFIGURATION = """\
[CONFIGURATION]
output_format = N-TRIPLES
na_values = ,
logging_level = ERROR
number_of_processes = 1

[tables]
mappings = {mapping}
"""


def mapped(tidy: Tidy, mapping: Path) -> Iterable[ox.Triple]:
    """The triples that ``mapping`` (RML) makes of the tidy tables.

    Raises ``ModuleNotFoundError`` where morph-kgc is not installed: it comes with the extra ``import``.
    """
    import morph_kgc

    with tempfile.TemporaryDirectory(prefix="dorsale-import-") as name:
        folder = Path(name)
        tidy.write(folder)
        text = mapping.read_text(encoding="utf-8")
        for table in ("things", "links", "figures"):
            text = text.replace(f'"{table}.csv"', f'"{folder / table}.csv"')
        copy = folder / mapping.name
        copy.write_text(text, encoding="utf-8")
        lines = morph_kgc.materialize_set(_CONFIGURATION.format(mapping=copy))
    text = "".join(f"{line} .\n" for line in lines)
    return [quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)]
