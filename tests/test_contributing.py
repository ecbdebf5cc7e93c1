"""The Turtle in CONTRIBUTING is right: it parses, and every term and concept in it is declared."""

import re
from pathlib import Path

import pyoxigraph as ox

from dorsale.namespaces import TERM, VOCABULARY
from dorsale.release import Release
from dorsale.turtle import canonical

CONTRIBUTING = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLES = [re.sub(r"^ {3}", "", text, flags=re.M) for text in re.findall(r"```turtle\n(.*?)```", CONTRIBUTING, re.S)]


def test_the_examples_use_declared_terms(release: Release) -> None:
    known = {str(quad.subject) for quad in ox.parse(path=release.file("ontology.ttl"), format=ox.RdfFormat.TURTLE)}
    said = [quad for text in EXAMPLES for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    assert len(EXAMPLES) == 3
    used = {str(term) for quad in said for term in (quad.predicate, quad.object)}
    ours = {term for term in used if term.startswith((f"<{TERM}", f"<{VOCABULARY}"))}
    assert len(ours) > 20
    assert ours - known == set()


def test_the_examples_are_in_canonical_form_but_for_the_order_of_prefixes() -> None:
    for text in EXAMPLES:
        body = re.sub(r"@prefix [^\n]*\n", "", text)
        assert canonical(canonical(text)) == canonical(text)
        assert len(body.split()) == len(re.sub(r"@prefix [^\n]*\n", "", canonical(text)).split())
