import pyoxigraph as ox
import pytest

from dorsale.derive import label_small_nodes
from dorsale.namespaces import PREFIXES

GRAPH = """
dor:ComputeSupply rdfs:subClassOf dor:SupplyCommitment ; rdfs:label "compute supply"@en , "fourniture de calcul"@fr .
dor:SupplyCommitment rdfs:subClassOf dor:Commitment .
measure:total-commitment skos:prefLabel "total commitment"@en , "engagement total"@fr .
event-kind:signed skos:prefLabel "signed"@en , "signé"@fr .
part:arranger skos:prefLabel "arranger"@en , "arrangeur"@fr .
cur:USD skos:notation "USD" .
counted:chip skos:prefLabel "chip"@en , "puce"@fr ; dor:pluralLabel "chips"@en , "puces"@fr .
org:aws rdfs:label "AWS"@en , "AWS"@fr . org:openai rdfs:label "OpenAI"@en , "OpenAI"@fr .
pub:frenchweb rdfs:label "FrenchWeb"@en , "FrenchWeb"@fr .
model:gpt-4 rdfs:label "GPT-4"@en , "GPT-4"@fr . platform:azure rdfs:label "Azure"@en , "Azure"@fr .
deal:d rdfs:label "OpenAI and AWS"@en , "OpenAI et AWS"@fr ; dor:commitment com:c ; dor:event ev:e ;
  dor:participation ptn:p .
com:c a dor:ComputeSupply , dor:SupplyCommitment , dor:Commitment ; dor:provider org:aws ; dor:recipient org:openai ;
  dor:figure fig:usd , fig:chips , fig:words .
ev:e dor:eventKind event-kind:signed ; dor:date "2025-11-03"^^xsd:date .
ptn:p dor:participant org:aws ; dor:part part:arranger .
fig:usd dor:measure measure:total-commitment ; dor:qualifier qualifier:up-to ;
  dor:value 38000000000 ; dor:unit cur:USD .
fig:chips dor:measure measure:total-commitment ; dor:qualifier qualifier:more-than ;
  dor:value 500000 ; dor:unit counted:chip .
fig:words dor:measure measure:total-commitment ; dor:qualifier qualifier:in-words ;
  dor:valueText "tens of billions"@en , "des dizaines de milliards"@fr .
stake:s dor:holder org:aws ; dor:heldIn org:openai ; dor:asOf "2026-02"^^xsd:gYearMonth .
avail:a dor:offers model:gpt-4 ; dor:onPlatform platform:azure .
listing:l dor:ticker "AMZN" ; dor:exchange "XNAS" .
src:f a dor:Source ; dct:publisher pub:frenchweb ; dor:date "2025-11"^^xsd:gYearMonth .
src:named a dor:Source ; dct:publisher pub:frenchweb ; rdfs:label "by hand"@en , "à la main"@fr .
"""


@pytest.fixture(scope="module")
def labels() -> dict[str, str]:
    store = ox.Store()
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    store.load(head + GRAPH, ox.RdfFormat.TURTLE)
    made = label_small_nodes(store)
    assert made == sorted(made, key=str)
    assert all(ox.Quad(t.subject, t.predicate, t.object) in store for t in made)
    return {f"{str(t.subject)[1:-1].split('/id/')[1]} {t.object.language}": t.object.value for t in made}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("node", "english", "french"),
    [
        ("commitment/c", "Compute supply: AWS → OpenAI", "Fourniture de calcul\u00a0: AWS → OpenAI"),
        ("event/e", "OpenAI and AWS — signed, 3 November 2025", "OpenAI et AWS — signé, 3 novembre 2025"),
        ("participation/p", "OpenAI and AWS — AWS, arranger", "OpenAI et AWS — AWS, arrangeur"),
        (
            "figure/usd",
            "Compute supply: AWS → OpenAI — total commitment: up to 38 billion USD",
            "Fourniture de calcul\u00a0: AWS → OpenAI — engagement total\u00a0: jusqu’à 38 milliards USD",
        ),
        (
            "figure/chips",
            "Compute supply: AWS → OpenAI — total commitment: more than 500,000 chips",
            "Fourniture de calcul\u00a0: AWS → OpenAI — engagement total\u00a0: plus de 500\u202f000 puces",
        ),
        (
            "figure/words",
            "Compute supply: AWS → OpenAI — total commitment: tens of billions",
            "Fourniture de calcul\u00a0: AWS → OpenAI — engagement total\u00a0: des dizaines de milliards",
        ),
        ("stake/s", "Stake of AWS in OpenAI, February 2026", "Participation de AWS dans OpenAI, février 2026"),
        ("availability/a", "GPT-4 on Azure", "GPT-4 sur Azure"),
        ("listing/l", "AMZN (XNAS)", "AMZN (XNAS)"),
        ("source/f", "FrenchWeb, November 2025", "FrenchWeb, novembre 2025"),
    ],
)
def test_small_nodes_are_named_in_both_languages(labels: dict[str, str], node: str, english: str, french: str) -> None:
    assert (labels[f"{node} en"], labels[f"{node} fr"]) == (english, french)


def test_a_written_label_is_kept(labels: dict[str, str]) -> None:
    assert "source/named en" not in labels
