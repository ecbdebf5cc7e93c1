"""Make a synthetic graph in the terms of our ontology: ``python benchmarks/generate.py TRIPLES OUT.nt``.

The same number gives the same bytes. Organisations have a skewed popularity, as real ones do: a few are in most deals.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

DOR = "https://w3id.org/dorsale/ontology#"
ID = "https://w3id.org/dorsale/id/"
VOC = "https://w3id.org/dorsale/vocabulary/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
XSD = "http://www.w3.org/2001/XMLSchema#"
WORDS = (
    *("alpha", "beta", "gamma", "delta", "nova", "orion", "vector", "summit"),
    *("harbor", "quantum", "silicon", "ember", "north", "river", "stone", "cloud"),
)
KINDS = ("ComputeSupply", "HardwareSupply", "EquityInvestment", "Loan", "EnergySupply", "Lease")
COUNTRIES = ("US", "FR", "DE", "GB", "AE", "JP", "KR", "IN", "NO", "CA")
FUNCTIONS = ("cloud-provider", "chip-designer", "model-developer", "neocloud", "financier", "energy-company")


def triples(number: int, seed: int = 20251103) -> Iterator[str]:
    """About ``number`` triples, as lines of N-Triples."""
    dice = random.Random(seed)  # noqa: S311 - a reproducible sample, not a secret
    organizations = max(number // 60, 10)
    made = 0

    def popular() -> str:
        return f"<{ID}organization/o{int(organizations * dice.random() ** 3)}>"

    for count in range(organizations):
        name = f"{dice.choice(WORDS).title()} {dice.choice(WORDS).title()} {count}"
        subject = f"<{ID}organization/o{count}>"
        yield f"{subject} {TYPE} <{DOR}Organization> ."
        yield f'{subject} {LABEL} "{name}"@en .'
        yield f'{subject} {LABEL} "{name} (fr)"@fr .'
        yield f"{subject} <{DOR}country> <{VOC}country/{dice.choice(COUNTRIES)}> ."
        yield f"{subject} <{DOR}function> <{VOC}function/{dice.choice(FUNCTIONS)}> ."
        made += 5
        if dice.random() < 0.7:
            yield f'{subject} <{DOR}website> "https://o{count}.example"^^<{XSD}anyURI> .'
            made += 1
        if dice.random() < 0.5 and count:
            yield f"{subject} <{DOR}suppliesTo> <{ID}organization/o{dice.randrange(count)}> ."
            made += 1
    count = 0
    while made < number:
        deal, part, figure = (f"<{ID}{kind}/d{count}>" for kind in ("deal", "commitment", "figure"))
        source = f"<{ID}source/s{count % (number // 100 + 1)}>"
        year, month, day = 2019 + count % 8, dice.randint(1, 12), dice.randint(1, 28)
        date = f"{year}-{month:02}-{day:02}"
        yield f"{deal} {TYPE} <{DOR}Deal> ."
        yield f'{deal} {LABEL} "Deal {count} of {dice.choice(WORDS)} and {dice.choice(WORDS)}"@en .'
        yield f'{deal} {LABEL} "Accord {count}"@fr .'
        yield f"{deal} <{DOR}commitment> {part} ."
        yield f'{deal} <{DOR}announced> "{date}"^^<{XSD}date> .'
        yield f"{part} {TYPE} <{DOR}{dice.choice(KINDS)}> ."
        yield f"{part} <{DOR}provider> {popular()} ."
        yield f"{part} <{DOR}recipient> {popular()} ."
        yield f"{part} <{DOR}figure> {figure} ."
        yield f"{figure} {TYPE} <{DOR}Figure> ."
        yield f"{figure} <{DOR}measure> <{VOC}measure/total-commitment> ."
        yield f'{figure} <{DOR}value> "{dice.randint(1, 10**6) * 10**5}"^^<{XSD}integer> .'
        yield f"{figure} <{DOR}unit> <http://qudt.org/vocab/currency/USD> ."
        yield f"{figure} <{DOR}rank> <{VOC}rank/preferred> ."
        yield f"{figure} <{DOR}statedIn> {source} ."
        made += 15
        count += 1


def main(number: int, out: Path) -> None:
    """Write the graph to ``out``."""
    with out.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in triples(number))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
