"""What a term is called elsewhere stands where the term is looked up; a mapping set answers for its IRI."""

import httpx
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS, VOID

from dorsale.namespaces import BASE, TERM

GUARANTY = "https://spec.edmcouncil.org/fibo/ontology/FBC/DebtAndEquities/Guaranty/Guaranty"


def test_the_ontology_says_what_its_terms_are_called_elsewhere(client: httpx.Client) -> None:
    graph = Graph().parse(data=client.get("/ontology.ttl").text, format="turtle")
    assert (URIRef(TERM + "Guarantee"), SKOS.closeMatch, URIRef(GUARANTY)) in graph
    assert not [s for s in graph.subjects(SKOS.closeMatch) if not str(s).startswith(TERM)]
    for language, words in (("en", "nearly the same elsewhere"), ("fr", "presque le même ailleurs")):
        page = client.get(f"/{language}/ontology").text
        assert f'href="{GUARANTY}"' in page
        assert words in page


def test_a_mapping_set_has_a_document(client: httpx.Client) -> None:
    found = client.get("/alignments/gist", headers={"accept": "text/turtle"})
    graph = Graph().parse(data=found.text, format="turtle")
    assert (URIRef(BASE + "alignments/gist"), RDF.type, VOID.Linkset) in graph
