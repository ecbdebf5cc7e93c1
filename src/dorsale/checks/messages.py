"""Every finding that is not a shape's or a hygiene query's: its code, its severity and its text in each language."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dorsale.checks.finding import Finding, Severity
from dorsale.namespaces import shorten

__all__ = ["CODES", "Code", "finding"]


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding; the texts have the places ``{…}`` that `finding` fills."""

    check: str
    severity: Severity
    en: str
    fr: str


CODES: Final[dict[str, Code]] = {
    "not-turtle": Code(
        "turtle",
        "error",
        "not Turtle at column {column}: {detail}",
        "ce n’est pas du Turtle à la colonne {column} (message de l’analyseur : {detail})",
    ),
    "not-canonical": Code(
        "turtle",
        "info",
        "not in canonical form from this line on; `dorsale format` rewrites the file",
        "forme non canonique à partir de cette ligne ; `dorsale format` réécrit le fichier",
    ),
    "foreign-subject": Code(
        "layout",
        "error",
        "{subject} is no IRI of a thing (…/id/KIND/SLUG), and data/ describes things only",
        "{subject} n’est pas l’IRI d’une chose (…/id/GENRE/NOM), et data/ ne décrit que des choses",
    ),
    "unknown-kind": Code(
        "layout",
        "error",
        "{subject}: there is no kind of thing called “{kind}”",
        "{subject} : aucun genre de chose ne s’appelle « {kind} »",
    ),
    "bad-slug": Code(
        "layout",
        "error",
        "{subject}: what follows the kind has to be small letters a to z, digits, hyphens and dots, beginning with a "
        "letter or digit",
        "{subject} : après le genre ne viennent que des minuscules de a à z, des chiffres, des traits d’union et des "
        "points, avec une lettre ou un chiffre au début",
    ),
    "private-slug": Code(
        "layout",
        "error",
        "{subject}: names that begin with “{prefix}” are for private overlays, never for the record",
        "{subject} : les noms qui commencent par « {prefix} » sont pour les compléments privés, jamais pour le recueil",
    ),
    "not-private": Code(
        "overlay",
        "error",
        "{subject} is no thing of the record; what is of a class of Dorsale and one’s own is called "
        "…/id/KIND/{prefix}NAME",
        "{subject} n’est pas une chose du recueil ; ce qui est à soi et d’une classe de Dorsale s’appelle "
        "…/id/GENRE/{prefix}NOM",
    ),
    "wrong-file": Code(
        "layout",
        "error",
        "{subject} belongs in {wanted}",
        "{subject} a sa place dans {wanted}",
    ),
    "two-files": Code(
        "layout",
        "error",
        "{subject} is described in {other} too; one file describes one thing",
        "{subject} est aussi décrit dans {other} ; une chose est décrite dans un seul fichier",
    ),
    "blank-node": Code(
        "layout",
        "error",
        "a blank node; everything in data/ has an IRI",
        "nœud anonyme ; dans data/, tout a un IRI",
    ),
    "bad-lei": Code(
        "identifiers",
        "error",
        "“{value}” is no LEI: its check digits are wrong (ISO 17442, ISO 7064 MOD 97-10)",
        "« {value} » n’est pas un LEI : ses chiffres de contrôle sont faux (ISO 17442, ISO 7064 MOD 97-10)",
    ),
    "bad-url": Code(
        "identifiers",
        "error",
        "“{value}” is no absolute http or https URL (RFC 3986)",
        "« {value} » n’est pas une URL http ou https absolue (RFC 3986)",
    ),
    "bad-country": Code(
        "identifiers",
        "error",
        "{value}: ISO 3166-1 has no such country code",
        "{value} : l’ISO 3166-1 n’a pas ce code de pays",
    ),
    "bad-currency": Code(
        "identifiers",
        "error",
        "{value}: ISO 4217 has no such currency code",
        "{value} : l’ISO 4217 n’a pas ce code de devise",
    ),
    "migration-missing": Code(
        "migrations",
        "error",
        "{subject} is deprecated and replaced by {replacement}, but no migration in ontology/migrations/ leads there",
        "{subject} est déprécié et remplacé par {replacement}, mais aucune migration d’ontology/migrations/ n’y mène",
    ),
    "migration-name": Code(
        "migrations",
        "error",
        "no name of a migration, or not that of its head: {wanted}",
        "ce n’est pas le nom d’une migration, ou pas celui que dit son en-tête : {wanted}",
    ),
    "migration-head": Code(
        "migrations",
        "error",
        "its head lacks {lacking}",
        "il manque à l’en-tête : {lacking}",
    ),
    "migration-head-wrong": Code(
        "migrations",
        "error",
        "neither a prefixed name nor a version: {wrong}",
        "ce n’est ni un nom préfixé ni une version : {wrong}",
    ),
    "migration-alone": Code(
        "migrations",
        "error",
        "its other half is missing: {other}",
        "l’autre moitié manque : {other}",
    ),
    "migration-of-a-term-in-use": Code(
        "migrations",
        "error",
        "{subject} is not deprecated, and nothing has to leave it",
        "{subject} n’est pas déprécié, et rien n’a à le quitter",
    ),
    "migration-to-nowhere": Code(
        "migrations",
        "error",
        "{subject} is not described, or is deprecated, and no later migration leads on",
        "{subject} n’est pas décrit ou est déprécié, et aucune migration suivante ne mène plus loin",
    ),
    "migration-query": Code(
        "migrations",
        "error",
        "no query of the kind that stands here: {detail}",
        "ce n’est pas la requête attendue ici : {detail}",
    ),
    "migration-misses-use": Code(
        "migrations",
        "error",
        "does not find a plain use of {subject}",
        "ne trouve pas un emploi simple de {subject}",
    ),
    "migration-leaves-use": Code(
        "migrations",
        "error",
        "leaves a plain use of {subject}, or does not write {replacement} in its place",
        "laisse un emploi simple de {subject}, ou n’écrit pas {replacement} à sa place",
    ),
    "not-sssom": Code(
        "alignments",
        "error",
        "not a mapping set in SSSOM: {detail}",
        "ce n’est pas un jeu de correspondances en SSSOM (message du lecteur : {detail})",
    ),
    "alignment-head": Code(
        "alignments",
        "error",
        "{key} has to be {wanted}",
        "{key} doit valoir {wanted}",
    ),
    "alignment-head-missing": Code(
        "alignments",
        "error",
        "the head does not say {key}",
        "l’en-tête ne donne pas {key}",
    ),
    "alignment-prefix": Code(
        "alignments",
        "error",
        "{curie}: curie_map does not say what the prefix “{prefix}” means",
        "{curie} : curie_map ne dit pas ce que signifie le préfixe « {prefix} »",
    ),
    "alignment-subject": Code(
        "alignments",
        "error",
        "{curie} is no term or concept of the ontology",
        "{curie} n’est ni un terme ni un concept de l’ontologie",
    ),
    "alignment-label": Code(
        "alignments",
        "error",
        "{curie} is called “{label}”, not “{said}”",
        "{curie} s’appelle « {label} », et non « {said} »",
    ),
    "alignment-relation": Code(
        "alignments",
        "error",
        "{curie} is no relation of an alignment: those are the mapping relations of SKOS, and subclass, subproperty "
        "and equivalence of RDF Schema and OWL",
        "{curie} n’est pas une relation d’alignement : il y a celles de correspondance de SKOS, et la sous-classe, la "
        "sous-propriété et l’équivalence de RDF Schema et d’OWL",
    ),
    "alignment-kind": Code(
        "alignments",
        "error",
        "{curie} relates classes or properties, and {said} is not of that sort",
        "{curie} relie des classes ou des propriétés, et {said} n’est pas de cette sorte",
    ),
    "alignment-justification": Code(
        "alignments",
        "error",
        "{curie} is no mapping justification of SEMAPV",
        "{curie} n’est pas une justification de correspondance de SEMAPV",
    ),
    "alignment-repeated": Code(
        "alignments",
        "error",
        "{curie} and {other} are related in line {line_before} already",
        "{curie} et {other} sont déjà reliés à la ligne {line_before}",
    ),
    "unused-shape": Code(
        "shacl",
        "error",
        "{shape} finds no node to look at; correct its target, or mark it {mark} true",
        "{shape} ne trouve aucun nœud à examiner ; corrigez sa cible, ou marquez-la {mark} true",
    ),
    "unknown-term-in-shape": Code(
        "shacl",
        "error",
        "{shape} speaks of {term}, which nothing declares",
        "{shape} parle de {term}, que rien ne déclare",
    ),
    "engines-disagree": Code(
        "shacl",
        "error",
        "only {engine} finds that {focus} breaks {shape} ({component}, value {value}): one of the two engines is wrong",
        "seul {engine} trouve que {focus} enfreint {shape} ({component}, valeur {value}) : l’un des deux moteurs se "
        "trompe",
    ),
    "not-owl-dl": Code(
        "reasoner",
        "error",
        "outside OWL 2 DL: {detail}",
        "hors d’OWL 2 DL : {detail}",
    ),
    "inconsistent": Code(
        "reasoner",
        "error",
        "the ontology with its vocabulary contradicts itself: no world can be as it says",
        "l’ontologie et son vocabulaire se contredisent : aucun monde ne peut être tel",
    ),
    "unsatisfiable-class": Code(
        "reasoner",
        "error",
        "{subject} can have no member: what is said of it contradicts itself",
        "{subject} ne peut avoir aucun membre : ce qui en est dit se contredit",
    ),
}


def finding(code: str, path: Path, line: int, *, subject: str | None = None, **places: object) -> Finding:
    """The finding of this code, its texts filled in; ``subject`` is an IRI, which the texts show shortened.

    Raises:
        KeyError: no such code, or a place of its text is not given.
    """
    kind = CODES[code]
    if subject is not None:
        places["subject"] = shorten(subject)
    message = {"en": kind.en.format(**places), "fr": kind.fr.format(**places)}
    return Finding(path, line, kind.severity, code, message, subject)
