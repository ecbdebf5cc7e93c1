from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from dorsale.namespaces import PREFIXES
from dorsale.release import Search
from dorsale.release.index import write_index
from dorsale.release.search import fold

GRAPH = """
org:amazon rdfs:label "Amazon"@en , "Amazon"@fr ; dor:listing listing:xnas-amzn .
listing:xnas-amzn rdfs:label "AMZN (XNAS)"@en , "AMZN (XNAS)"@fr ; dor:ticker "AMZN" .
org:aws rdfs:label "AWS"@en , "AWS"@fr ; skos:altLabel "Amazon Web Services"@en , "Amazon Web Services"@fr ;
  dor:subsidiaryOf org:amazon .
org:schneider rdfs:label "Schneider Electric"@en , "Schneider Electric"@fr .
site:abilene rdfs:label "Abilene data centre"@en , "centre de données d’Abilene"@fr .
site:x dor:operatedBy org:schneider , org:amazon . site:y dor:operatedBy org:amazon .
function:foundry skos:prefLabel "foundry"@en , "fonderie"@fr .
fig:f rdfs:label "Amazon figure"@en , "donnée d’Amazon"@fr .
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "search.sqlite"
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    write_index(path, ox.parse(head + GRAPH, ox.RdfFormat.TURTLE))
    return path


@pytest.fixture
def search(index: Path) -> Iterator[Search]:
    opened = Search(index)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("AWS", "organization/aws"),
        ("amazon", "organization/amazon"),
        ("Amazon Web", "organization/aws"),
        ("AMZN", "organization/amazon"),
        ("centre de donnees abilene", "site/abilene"),
        ("CENTRE DE DONNÉES", "site/abilene"),
        ("neider", "organization/schneider"),
        ("fonderie", "vocabulary/function/foundry"),
    ],
)
def test_names_aliases_tickers_and_accents(search: Search, text: str, first: str) -> None:
    assert search.find(text)[0].iri.endswith(first)


def test_the_label_is_in_the_language_asked_for(search: Search) -> None:
    assert search.find("foundry", language="fr")[0].label == "fonderie"
    assert search.find("abilene", language="en")[0].label == "Abilene data centre"


def test_small_nodes_are_left_out_and_kinds_can_be_chosen(search: Search) -> None:
    assert {hit.kind for hit in search.find("amazon")} == {"organization"}
    assert search.find("amazon", kind="site") == []
    assert [hit.kind for hit in search.find("fonderie", kind="concept")] == ["concept"]


@pytest.mark.parametrize("text", ["", "  ", '"', "* OR", "zzzz", "a" * 10_000, "NEAR(", "col:x"])
def test_no_text_breaks_it(search: Search, text: str) -> None:
    assert search.find(text) == [] or text == "* OR"


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    quads = list(ox.parse(head + GRAPH, ox.RdfFormat.TURTLE))
    write_index(tmp_path / "one", quads)
    write_index(tmp_path / "two", reversed(quads))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Énergie—Œuvre, N° 5 !", "l energie oeuvre n 5"),
        ("oeuvre", "oeuvre"),
        ("Lætitia Nº 5", "laetitia no 5"),
        ("STRASSE Straße", "strasse strasse"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded
