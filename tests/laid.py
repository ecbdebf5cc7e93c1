"""A small record of two companies and one deal between them, and overlays written in a few lines."""

import shutil
from pathlib import Path
from typing import Final

from dorsale.checks.overlay import read_overlay
from dorsale.namespaces import PREFIXES
from dorsale.turtle import Tree

__all__ = ["OWN", "line_of", "overlay", "small_record"]

_PREFIXED: Final = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items()) + (
    "@prefix us: <https://us.example/terms#> .\n"
)
_RECORD: Final = """
pub:register a dor:Publisher ; rdfs:label "Register"@en , "Registre"@fr .
src:register a dor:Source ; dor:url "https://register.example/1"^^xsd:anyURI ; dct:publisher pub:register ;
  dct:language "en" ; dor:sourceKind source-kind:filing ; dor:date "2026-01-10"^^xsd:date ;
  dor:lastSeen "2026-11-20"^^xsd:date .
org:maker a dor:Organization ; rdfs:label "Maker"@en , "Fabricant"@fr ; dor:function function:chip-designer ;
  dor:statedIn src:register .
org:cloud a dor:Organization ; rdfs:label "Cloud"@en , "Nuage"@fr ; dor:function function:cloud-provider ;
  dor:statedIn src:register .
deal:2026-01-10-maker-cloud a dor:Deal ; rdfs:label "Chips"@en , "Puces"@fr ;
  dor:commitment com:2026-01-10-maker-cloud ; dor:event ev:2026-01-10-maker-cloud-signed .
com:2026-01-10-maker-cloud a dor:HardwareSupply ; dor:supplier org:maker ; dor:customer org:cloud ;
  dor:resource resource:silicon ; dor:figure fig:2026-01-10-maker-cloud-total .
ev:2026-01-10-maker-cloud-signed a dor:DealEvent ; dor:eventKind event-kind:signed ; dor:date "2026-01-10"^^xsd:date ;
  dor:statedIn src:register .
fig:2026-01-10-maker-cloud-total a dor:Figure ; dor:measure measure:total-commitment ; dor:value 7000000 ;
  dor:unit cur:USD ; dor:qualifier qualifier:exact ; dor:rank rank:preferred ; dor:statedIn src:register .
"""

OWN: Final = """
pub:private.us a dor:Publisher ; rdfs:label "Us"@en , "Nous"@fr .
src:private.us a dor:Source ; dor:url "https://us.example/register"^^xsd:anyURI ; dct:publisher pub:private.us ;
  dct:language "en" ; dor:sourceKind source-kind:dataset ; dor:lastSeen "2026-11-20"^^xsd:date .
org:private.us a dor:Organization ; rdfs:label "Ourselves"@en , "Nous-mêmes"@fr ; dor:statedIn src:private.us ;
  dor:function function:software-company .
deal:private.1 a dor:Deal ; rdfs:label "Our hours"@en , "Nos heures"@fr ; dor:commitment com:private.1 ;
  dor:event ev:private.1 .
com:private.1 a dor:ComputeSupply ; dor:supplier org:cloud ; dor:customer org:private.us .
ev:private.1 a dor:DealEvent ; dor:eventKind event-kind:signed ; dor:date "2026-03-01"^^xsd:date ;
  dor:statedIn src:private.us .
"""
"""An overlay that is right: a company, and what it buys from one of the record."""


def small_record(folder: Path, root: Path) -> Path:
    """The record in ``folder``, with the ontology of ``root``."""
    (folder / "data").mkdir(parents=True)
    (folder / "ontology").symlink_to(root / "ontology")
    shutil.copy(root / "data" / "dataset.ttl", folder / "data")
    (folder / "data" / "all.ttl").write_text(_PREFIXED + _RECORD, encoding="utf-8")
    return folder


def overlay(folder: Path, **texts: str) -> Tree:
    """An overlay of files, each by its path with underscores for slashes and without suffix."""
    for name, text in texts.items():
        path = folder / f"{name.replace('_', '/')}.ttl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_PREFIXED + text, encoding="utf-8")
    return read_overlay(folder)


def line_of(text: str, words: str) -> int:
    """The line on which words stand in a file that :func:`overlay` wrote from a text."""
    whole = _PREFIXED + text
    return whole[: whole.index(words)].count("\n") + 1
