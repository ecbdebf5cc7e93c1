"""Who our things are in registers of others: mapping sets in SSSOM, made from the identifiers in the data.

One set a register, each identifier a row. The relation is ``schema:sameAs``: it names the same thing, and lets no
reasoner take organizations for concepts, as the relations of SKOS do (SKOS Reference, 8.6.2), or merge what two graphs
say, as ``owl:sameAs`` does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from dorsale.namespaces import BASE, ID, LICENCE, PREFIXES, TERM

__all__ = ["REGISTERS", "IdentitySet", "Register", "identity_sets"]

_LABEL: Final = PREFIXES["rdfs"] + "label"
_COLUMNS: Final = (
    *("subject_id", "subject_label", "predicate_id", "object_id", "mapping_justification"),
    *("author_id", "author_label", "confidence"),
)
_OURS: Final = "dorsale"
_AUTHOR: Final = "The Dorsale project"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register that gives things identifiers: the property that holds them, and what stands before one in an IRI."""

    name: str
    title: str
    description: str
    property: str
    prefix: str
    namespace: str
    source: str


REGISTERS: Final = (
    Register(
        name="identities-wikidata",
        title="Dorsale – Wikidata: things",
        description="Which items of Wikidata things of Dorsale are.",
        property=TERM + "wikidata",
        prefix="wd",
        namespace=PREFIXES["wd"],
        source="http://www.wikidata.org/",
    ),
    Register(
        name="identities-lei",
        title="Dorsale – Global LEI Index",
        description="Which legal entities of the Global LEI Index organizations of Dorsale are, by the IRIs of GLEIF.",
        property=TERM + "lei",
        prefix="lei",
        namespace="https://rdf.gleif.org/L1/L-",
        source="https://www.gleif.org/",
    ),
    Register(
        name="identities-cik",
        title="Dorsale – EDGAR",
        description="Under which central index key the US Securities and Exchange Commission files what organizations "
        "of Dorsale report.",
        property=TERM + "cik",
        prefix="cik",
        namespace="https://www.sec.gov/cgi-bin/browse-edgar?action=getcompany&CIK=",
        source="https://www.sec.gov/edgar/",
    ),
)
"""The registers of which the data hold identifiers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentitySet:
    """The identities of one register: pairs of IRIs, ours first, in their order, with labels of ours."""

    register: Register
    modified: str
    pairs: tuple[tuple[str, str], ...]
    labels: Mapping[str, str]

    @property
    def head(self) -> dict[str, str]:
        """What the head of the file says besides its prefixes, by the names of SSSOM."""
        register = self.register
        return {
            "mapping_set_id": f"{BASE}alignments/{register.name}",
            "mapping_set_version": self.modified,
            "mapping_set_title": register.title,
            "mapping_set_description": register.description,
            "license": LICENCE,
            "mapping_provider": BASE,
            "mapping_date": self.modified,
            "subject_source": f"{BASE}graph/data",
            "object_source": register.source,
        }

    def triples(self) -> list[ox.Triple]:
        """Each row as a triple."""
        same = ox.NamedNode(PREFIXES["schema"] + "sameAs")
        return [ox.Triple(ox.NamedNode(ours), same, ox.NamedNode(theirs)) for ours, theirs in self.pairs]

    def tsv(self) -> bytes:
        """The set as SSSOM/TSV; the same data give the same bytes."""
        register = self.register
        prefixes = {
            _OURS: ID,
            register.prefix: register.namespace,
            "schema": PREFIXES["schema"],
            "semapv": "https://w3id.org/semapv/vocab/",
        }
        lines = [f"# {key}: {_scalar(value)}" for key, value in self.head.items()]
        lines += ["# curie_map:", *(f"#   {prefix}: {namespace}" for prefix, namespace in sorted(prefixes.items()))]
        lines.append("\t".join(_COLUMNS))
        for ours, theirs in self.pairs:
            cells = (
                f"{_OURS}:{ours.removeprefix(ID)}",
                self.labels.get(ours, ""),
                "schema:sameAs",
                f"{register.prefix}:{theirs.removeprefix(register.namespace)}",
                "semapv:ManualMappingCuration",
                f"{_OURS}:agent/dorsale-project",
                _AUTHOR,
                "1.0",
            )
            lines.append("\t".join(_cell(cell) for cell in cells))
        return ("\n".join(lines) + "\n").encode()


def identity_sets(data: Iterable[ox.Triple], modified: str) -> list[IdentitySet]:
    """The identities that ``data`` state, register by register; ``modified`` is the day of the data.

    A register of which there is no identifier has no set.
    """
    said = list(data)
    found: dict[str, set[tuple[str, str]]] = {register.name: set() for register in REGISTERS}
    of = {register.property: register for register in REGISTERS}
    for triple in said:
        register = of.get(triple.predicate.value)
        if register and isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(ID):
            value = triple.object.value if isinstance(triple.object, ox.NamedNode | ox.Literal) else ""
            theirs = register.namespace + value.removeprefix(register.namespace)
            found[register.name].add((triple.subject.value, theirs))
    ours = {one for pairs in found.values() for one, _ in pairs}
    labels = {
        triple.subject.value: triple.object.value
        for triple in said
        if triple.predicate.value == _LABEL
        and isinstance(triple.subject, ox.NamedNode)
        and triple.subject.value in ours
        and isinstance(triple.object, ox.Literal)
        and triple.object.language == "en"
    }
    return [
        IdentitySet(register=register, modified=modified, pairs=tuple(sorted(pairs)), labels=labels)
        for register in REGISTERS
        if (pairs := found[register.name])
    ]


def _scalar(value: str) -> str:
    """A text as a scalar of YAML: one in which a colon or a hash sign would mean something is quoted."""
    return f'"{value}"' if ": " in value or " #" in value else value


def _cell(text: str) -> str:
    """A cell without what ends one; in quotation marks where it has some itself (SSSOM/TSV follows RFC 4180)."""
    plain = " ".join(text.split())
    return '"' + plain.replace('"', '""') + '"' if '"' in plain else plain
