"""Everything that a release names can be named in English and in French."""

from typing import Final

import pyoxigraph as ox
import pytest

from dorsale.namespaces import ID, PREFIXES, TERM
from dorsale.release import Release

_HEAD: Final = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
_KINDS: Final = {
    "terms": f'?x a ?kind FILTER (STRSTARTS(STR(?x), "{TERM}"))',
    "concepts": "?x a skos:Concept",
    "schemes": "?x a skos:ConceptScheme",
    "things": f'?x ?anything ?any FILTER (STRSTARTS(STR(?x), "{ID}"))',
}


@pytest.fixture(scope="module")
def store(release: Release) -> ox.Store:
    """All graphs of the release as one."""
    store = ox.Store()
    quads = ox.parse(path=str(release.store), format=ox.RdfFormat.N_QUADS)
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return store


def _labels(store: ox.Store, which: str, language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    label = f'OPTIONAL {{ ?x rdfs:label ?label FILTER (LANG(?label) = "{language}") }}'
    solutions = store.query(f"{_HEAD} SELECT DISTINCT ?x ?label {{ {which} {label} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    for solution in solutions:
        labels = found.setdefault(str(solution["x"]), [])
        if solution["label"] is not None:
            labels.append(solution["label"].value)
    return found


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", _KINDS)
def test_each_has_one_label_in_each_language(kind: str, language: str, store: ox.Store) -> None:
    labels = _labels(store, _KINDS[kind], language)
    assert len(labels) >= 20
    wrong = {name: found for name, found in labels.items() if len(found) != 1 or not found[0].strip()}
    assert wrong == {}


def test_every_thing_that_the_manifest_counts_is_among_them(store: ox.Store, release: Release) -> None:
    assert len(_labels(store, _KINDS["things"], "fr")) == sum(release.manifest["things"].values())
