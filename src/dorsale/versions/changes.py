"""One change: how much it weighs, to what it belongs, and what it is in each language."""

from dataclasses import dataclass
from typing import Final, Literal

from dorsale.namespaces import PREFIXES, shorten
from dorsale.versions.axioms import Axiom
from dorsale.versions.number import Level
from dorsale.versions.structure import show

__all__ = ["GROUPS", "LANGUAGES", "Change", "Group", "Sign", "axiom_text", "change", "kind_text"]

Group = Literal["removed", "inference", "rules", "concepts", "deprecated", "added", "marks", "texts"]
Sign = Literal["+", "-", "~"]

LANGUAGES: Final = ("en", "fr")
GROUPS: Final[dict[Group, dict[str, str]]] = {
    "removed": {"en": "Terms and concepts removed", "fr": "Termes et concepts retirés"},
    "inference": {"en": "What follows from terms", "fr": "Ce qui découle des termes"},
    "rules": {"en": "Rules", "fr": "Règles"},
    "concepts": {"en": "What concepts imply", "fr": "Ce qu’impliquent les concepts"},
    "deprecated": {"en": "Deprecations", "fr": "Dépréciations"},
    "added": {"en": "Terms and concepts added", "fr": "Termes et concepts ajoutés"},
    "marks": {"en": "Marks that imply nothing", "fr": "Mentions qui n’impliquent rien"},
    "texts": {"en": "Texts", "fr": "Textes"},
}
"""The groups in the order in which they are told."""

_AXIOMS: Final = {
    "subclass": ("subclass of {}", "sous-classe de {}"),
    "subproperty": ("subproperty of {}", "sous-propriété de {}"),
    "domain": ("domain {}", "domaine {}"),
    "range": ("range {}", "codomaine {}"),
    "disjoint": ("disjoint with {}", "disjointe de {}"),
    "disjoint-properties": ("disjoint with {}", "disjointe de {}"),
    "inverse": ("inverse of {}", "inverse de {}"),
    "chain": ("follows from the chain {}", "découle de la chaîne {}"),
    "key": ("key {}", "clé {}"),
    "functional": ("functional", "fonctionnelle"),
    "inversefunctional": ("inverse functional", "inverse fonctionnelle"),
    "transitive": ("transitive", "transitive"),
    "symmetric": ("symmetric", "symétrique"),
    "asymmetric": ("asymmetric", "asymétrique"),
    "reflexive": ("reflexive", "réflexive"),
    "irreflexive": ("irreflexive", "irréflexive"),
}
_KINDS: Final = {
    PREFIXES["owl"] + "Class": ("class", "classe"),
    PREFIXES["owl"] + "ObjectProperty": ("object property", "propriété d’objet"),
    PREFIXES["owl"] + "DatatypeProperty": ("datatype property", "propriété de données"),
    PREFIXES["owl"] + "AnnotationProperty": ("annotation property", "propriété d’annotation"),
    PREFIXES["rdfs"] + "Datatype": ("datatype", "type de données"),
    "": ("concept", "concept"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is there no more (``-``), there for the first time (``+``) or otherwise (``~``).

    ``follows`` marks what nobody wrote, but follows from another change.
    """

    level: Level
    group: Group
    sign: Sign
    subject: str
    text: dict[str, str]
    follows: bool = False

    @property
    def order(self) -> tuple[int, int, str, int, str]:
        """The weightiest first, by group, then by subject, what was before what is."""
        return -self.level, list(GROUPS).index(self.group), self.subject, "-~+".index(self.sign), self.text["en"]

    def as_dict(self) -> dict[str, object]:
        """The form in JSON."""
        return {
            "level": self.level.name.lower(),
            "group": self.group,
            "sign": self.sign,
            "subject": self.subject,
            "follows": self.follows,
            "text": self.text,
        }


def change(
    level: Level, group: Group, sign: Sign, subject: str, said: str | tuple[str, str], *, follows: bool = False
) -> Change:
    """A change of ``subject``, a prefixed name; ``said`` is what the texts say of it, one or in each language."""
    en, fr = (said, said) if isinstance(said, str) else said
    text = {"en": f"{subject}: {en}", "fr": f"{subject} : {fr}"}
    return Change(level=level, group=group, sign=sign, subject=subject, text=text, follows=follows)


def axiom_text(axiom: Axiom) -> tuple[str, str]:
    """What an axiom says of its subject, in both languages."""
    en, fr = _AXIOMS[axiom.kind]
    shown = show(axiom.value)
    return en.format(shown), fr.format(shown)


def kind_text(kinds: set[str]) -> tuple[str, str]:
    """What a term is declared as; a concept where it is no term."""
    found = [_KINDS.get(kind, (shorten(kind),) * 2) for kind in sorted(kinds)] or [_KINDS[""]]
    return ", ".join(en for en, _ in found), ", ".join(fr for _, fr in found)
