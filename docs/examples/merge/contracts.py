"""From a list of suppliers, matched by ``dorsale match``, to the contracts of an overlay: CSV in, Turtle out."""

import csv
import re
import sys

KINDS = {"compute": "ComputeSupply", "models": "Licence", "space": "Lease"}
PARTIES = {"compute": ("supplier", "customer"), "models": ("licensor", "licensee"), "space": ("lessor", "lessee")}

print("""@prefix com: <https://w3id.org/dorsale/id/commitment/> .
@prefix cur: <http://qudt.org/vocab/currency/> .
@prefix deal: <https://w3id.org/dorsale/id/deal/> .
@prefix dor: <https://w3id.org/dorsale/ontology#> .
@prefix ev: <https://w3id.org/dorsale/id/event/> .
@prefix event-kind: <https://w3id.org/dorsale/vocabulary/event-kind/> .
@prefix fig: <https://w3id.org/dorsale/id/figure/> .
@prefix function: <https://w3id.org/dorsale/vocabulary/function/> .
@prefix hv: <https://graph.halvorsen.example/terms#> .
@prefix measure: <https://w3id.org/dorsale/vocabulary/measure/> .
@prefix org: <https://w3id.org/dorsale/id/organization/> .
@prefix qualifier: <https://w3id.org/dorsale/vocabulary/qualifier/> .
@prefix rank: <https://w3id.org/dorsale/vocabulary/rank/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix src: <https://w3id.org/dorsale/id/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
""")
for row in csv.DictReader(sys.stdin):
    name, number = row["Supplier"], row["Contract"]
    slug = "private." + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    supplier = row["dorsale_iri"] or f"https://w3id.org/dorsale/id/organization/{slug}"
    if not row["dorsale_iri"]:  # nobody whom the record knows: a company of our own graph
        print(f"""<{supplier}> a dor:Organization ;
    rdfs:label "{name}"@en , "{name}"@fr ;
    dor:function function:data-centre-developer ;
    dor:statedIn src:private.contracts .
""")
    one = f"private.{number.lower()}"
    gives, takes = PARTIES[row["What"]]
    print(f"""deal:{one} a dor:Deal ;
    rdfs:label "Contract {number} with {name}"@en , "Contrat {number} avec {name}"@fr ;
    dor:commitment com:{one} ;
    dor:event ev:{one} ;
    hv:contractNumber "{number}" ;
    hv:costCentre "{row["Cost centre"]}" .

com:{one} a dor:{KINDS[row["What"]]} ;
    dor:{gives} <{supplier}> ;
    dor:{takes} org:private.halvorsen ;
    dor:figure fig:{one} .

ev:{one} a dor:DealEvent ;
    dor:eventKind event-kind:signed ;
    dor:date "{row["Signed"]}"^^xsd:date ;
    dor:statedIn src:private.contracts .

fig:{one} a dor:Figure ;
    dor:measure measure:total-commitment ;
    dor:value {row["Amount (EUR)"]} ;
    dor:unit cur:EUR ;
    dor:qualifier qualifier:exact ;
    dor:rank rank:preferred ;
    dor:statedIn src:private.contracts .
""")
