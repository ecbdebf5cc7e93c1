"""What the catalogue says of things of others that the dataset names: its sources and its themes.

The curated data describe nothing that is not ours; but a catalogue that is read alone has to say what these are.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from dorsale.release.sayings import Sayings, both, term

__all__ = ["describe_outside"]

_EPOCH: Final = "https://epoch.ai/data/"
_THEME: Final = "http://publications.europa.eu/resource/authority/data-theme/"


class _Source(NamedTuple):
    title: str
    english: str
    french: str


_SOURCES: Final = {
    f"{_EPOCH}ai-companies": _Source(
        "AI Companies (Epoch AI)",
        "Companies that develop artificial intelligence, with revenue, staff, funding and spending on computing.",
        "Les entreprises qui développent l’intelligence artificielle, avec leur chiffre d’affaires, leurs effectifs, "
        "leurs financements et leurs dépenses de calcul.",
    ),
    f"{_EPOCH}ai-data-centers": _Source(
        "AI Data Centers (Epoch AI)",
        "Large campuses of data centres, with their power over time.",
        "Les grands campus de centres de données, avec leur puissance au fil du temps.",
    ),
    f"{_EPOCH}ai-models": _Source(
        "AI Models (Epoch AI)",
        "Models of artificial intelligence, with their makers and the computing that training them took.",
        "Les modèles d’intelligence artificielle, avec leurs auteurs et le calcul que leur entraînement a demandé.",
    ),
    f"{_EPOCH}gpu-clusters": _Source(
        "GPU Clusters (Epoch AI)",
        "Clusters of accelerators, with their owners, their chips and their power.",
        "Les grappes d’accélérateurs, avec leurs propriétaires, leurs puces et leur puissance.",
    ),
    f"{_EPOCH}machine-learning-hardware": _Source(
        "Machine Learning Hardware (Epoch AI)",
        "Accelerators, with their speed, memory and power.",
        "Les accélérateurs, avec leur vitesse, leur mémoire et leur puissance.",
    ),
}
_THEMES: Final = {
    f"{_THEME}ECON": ("Economy and finance", "Économie et finances"),
    f"{_THEME}TECH": ("Science and technology", "Science et technologie"),
}


def describe_outside(said: Sayings, named: Iterable[str]) -> None:
    """State class and names of those of the ``named`` IRIs that are known here."""
    for one in named:
        if source := _SOURCES.get(one):
            said.say(one, "rdf:type", term("dcat:Dataset"))
            said.say(one, "dct:title", *both(source.title, source.title))
            said.say(one, "rdfs:label", *both(source.title, source.title))
            said.say(one, "dct:description", *both(source.english, source.french))
        elif theme := _THEMES.get(one):
            said.say(one, "rdf:type", term("skos:Concept"))
            said.say(one, "skos:prefLabel", *both(*theme))
            said.say(one, "rdfs:label", *both(*theme))
