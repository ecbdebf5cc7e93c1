"""One state of the ontology, read from a checkout, a release or any Turtle file of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from dorsale.checks.finding import display_path
from dorsale.namespaces import ONTOLOGY, PREFIXES
from dorsale.turtle import Tree, read_files, read_tree
from dorsale.versions.number import Version
from dorsale.versions.query import Rule, read_rule

__all__ = ["Edition", "UnreadableError", "read_edition"]

_OWL: Final = PREFIXES["owl"]
_TYPE: Final = PREFIXES["rdf"] + "type"
_RELEASED: Final = "ontology.ttl"


class UnreadableError(Exception):
    """There is no ontology, or it cannot be read; ``message`` says where and why in each language."""

    def __init__(self, en: str, fr: str) -> None:
        super().__init__(en)
        self.message = {"en": en, "fr": fr}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The ontology as it was once: its triples, its version and its rules.

    ``rules`` is None where only Turtle was read. ``prior``, ``compatible`` and ``incompatible`` are the version IRIs
    that the header names by ``owl:priorVersion``, ``owl:backwardCompatibleWith`` and ``owl:incompatibleWith``.
    """

    path: Path
    version: Version
    iri: str | None
    prior: frozenset[str]
    compatible: frozenset[str]
    incompatible: frozenset[str]
    triples: frozenset[ox.Triple]
    rules: dict[str, Rule] | None


def read_edition(path: Path) -> Edition:
    """Read a folder that holds ``ontology/``, the folder of a release, or a Turtle file.

    Raises:
        UnreadableError: there is nothing of the kind, a file is no Turtle, or no header says which version it is.
    """
    try:
        tree, rules = _read(path)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}", f"{path} : illisible ({error.strerror})") from error
    for problem in tree.problems:
        place = f"{display_path(problem.path)}:{problem.line}:{problem.column}"
        raise UnreadableError(
            f"{place}: not Turtle: {problem.message}",
            f"{place} : ce n’est pas du Turtle (message de l’analyseur : {problem.message})",
        )
    triples = frozenset(triple for file in tree.files if file.part != "shapes" for triple in file.triples)
    return _edition(path, triples, rules)


def _read(path: Path) -> tuple[Tree, dict[str, Rule] | None]:
    folder = path / "ontology"
    if folder.is_dir():
        return read_tree(path, ("ontology",)), {file.stem: _rule(file) for file in (folder / "rules").glob("*.rq")}
    if (path / _RELEASED).is_file():
        return read_files([path / _RELEASED], root=path), None
    if path.is_file():
        return read_files([path], root=path.parent), None
    raise UnreadableError(
        f"{path}: neither a folder that holds ontology/ or {_RELEASED}, nor a file",
        f"{path} : ni un dossier qui contienne ontology/ ou {_RELEASED}, ni un fichier",
    )


def _rule(path: Path) -> Rule:
    try:
        return read_rule(path)
    except UnicodeDecodeError as error:
        place = display_path(path)
        raise UnreadableError(f"{place}: not UTF-8", f"{place} : ce n’est pas de l’UTF-8") from error


def _edition(path: Path, triples: frozenset[ox.Triple], rules: dict[str, Rule] | None) -> Edition:
    header = _header(path, triples)
    said: dict[str, set[str]] = {}
    for triple in triples:
        if triple.subject == header and isinstance(triple.object, ox.NamedNode | ox.Literal):
            said.setdefault(triple.predicate.value, set()).add(triple.object.value)
    versions = said.get(_OWL + "versionInfo", set())
    if len(versions) != 1:
        raise UnreadableError(
            f"{path}: {header} has {len(versions)} values of owl:versionInfo, not one",
            f"{path} : {header} a {len(versions)} valeurs d’owl:versionInfo au lieu d’une",
        )
    (text,) = versions
    try:
        version = Version.read(text)
    except ValueError as error:
        raise UnreadableError(
            f"{path}: owl:versionInfo “{text}” is not of the form 1.2.3",
            f"{path} : owl:versionInfo « {text} » n’est pas de la forme 1.2.3",
        ) from error
    return Edition(
        path=path,
        version=version,
        iri=min(said.get(_OWL + "versionIRI", ()), default=None),
        prior=frozenset(said.get(_OWL + "priorVersion", ())),
        compatible=frozenset(said.get(_OWL + "backwardCompatibleWith", ())),
        incompatible=frozenset(said.get(_OWL + "incompatibleWith", ())),
        triples=triples,
        rules=rules,
    )


def _header(path: Path, triples: frozenset[ox.Triple]) -> ox.NamedNode | ox.BlankNode | ox.Triple:
    """The ontology of which a version is told: Dorsale's, or the only one that no other in the file imports."""
    kind = ox.NamedNode(_OWL + "Ontology")
    found = {triple.subject for triple in triples if triple.predicate.value == _TYPE and triple.object == kind}
    whole = ox.NamedNode(ONTOLOGY)
    if whole in found:
        return whole
    imported = {triple.object for triple in triples if triple.predicate.value == _OWL + "imports"}
    heads = [node for node in found if node not in imported]
    if len(heads) != 1:
        raise UnreadableError(
            f"{path}: {len(heads)} headers (owl:Ontology) that could tell the version, not one",
            f"{path} : {len(heads)} en-têtes (owl:Ontology) pourraient dire la version, au lieu d’un",
        )
    return heads[0]
