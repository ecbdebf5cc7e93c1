"""Measure what follows: rules, analysis and labels on the record, on a part of it and on copies of it.

``python benchmarks/derivation.py`` writes ``results-derivation.md``. A copy has things of its own (each IRI under
``/id/`` gets a suffix), so that a million triples are six records side by side, and no circle joins two of them.
"""

import platform
import re
import sys
import time
from pathlib import Path

import pyoxigraph as ox

from dorsale.derive import analyse, apply_rules, label_small_nodes, read_rules
from dorsale.namespaces import ID
from dorsale.release.content import read_turtle

ROOT = Path(__file__).parents[1]
SIZES = (10_000, 100_000, 1_000_000)
HEAD = "| triples said | rules | analysis | labels | all | derived | growth |\n|" + " --- |" * 7 + "\n"


def main() -> None:
    """Write the table, for the record as it is and for each size."""
    ontology = ROOT / "ontology"
    terms = read_turtle([ontology / "dorsale.ttl", *ontology.glob("modules/*.ttl"), *ontology.glob("vocabulary/*.ttl")])
    files = sorted((ROOT / "data").rglob("*.ttl"))
    data = read_turtle(files)
    lines = [measure(terms, data)]
    lines += [measure(terms, sized(data, size)) for size in SIZES]
    table = HEAD + "".join(lines)
    said = f"Python {platform.python_version()}, pyoxigraph {ox.__version__}; the first row is the record itself."
    (Path(__file__).parent / "results-derivation.md").write_text(
        f"# What follows, and how long it takes\n\n{said}\n\n{table}", encoding="utf-8"
    )
    sys.stdout.write(table)


def sized(data: list[ox.Triple], size: int) -> list[ox.Triple]:
    """About ``size`` triples: whole deals and what they touch, or copies of all."""
    if size < len(data):
        return part(data, size)
    whole, rest = divmod(size, len(data))
    copies = [renamed(data, f"-copy{number}") for number in range(1, whole)]
    return [triple for one in (data, *copies, renamed(part(data, rest), "-rest")) for triple in one]


def part(data: list[ox.Triple], size: int) -> list[ox.Triple]:
    """The first subjects that together have ``size`` triples, deals and what belongs to them first."""
    by_subject: dict[str, list[ox.Triple]] = {}
    for triple in data:
        by_subject.setdefault(str(triple.subject), []).append(triple)
    kept: list[ox.Triple] = []
    seen: set[str] = set()
    todo = sorted((s for s in by_subject if "/id/deal/" in s), reverse=True)
    while todo and len(kept) < size:
        subject = todo.pop()
        if subject not in seen and subject in by_subject:
            seen.add(subject)
            kept += by_subject[subject]
            todo += [str(t.object) for t in by_subject[subject] if str(t.object).startswith(f"<{ID}")]
    others = (triple for subject, own in by_subject.items() if subject not in seen for triple in own)
    return [*kept, *(triple for triple, _ in zip(others, range(size - len(kept)), strict=False))]


def renamed(data: list[ox.Triple], suffix: str) -> list[ox.Triple]:
    """A copy in which every thing has another name."""
    text = "\n".join(f"{triple} ." for triple in data)
    copied = re.sub(rf"<({re.escape(ID)}[^>]+)>", rf"<\1{suffix}>", text)
    quads = ox.parse(copied, format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=True)
    return [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]


def measure(terms: list[ox.Triple], data: list[ox.Triple]) -> str:
    """One row of the table."""
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in (*terms, *data))
    said = len(store)
    start = time.perf_counter()
    derived = len(apply_rules(store, read_rules(ROOT / "ontology" / "rules")))
    ruled = time.perf_counter()
    found = len(analyse(store, "2026-11-27"))
    analysed = time.perf_counter()
    named = len(label_small_nodes(store))
    done = time.perf_counter()
    total = derived + found + named
    times = (ruled - start, analysed - ruled, done - analysed, done - start)
    return f"| {said:,} | {' | '.join(f'{each:.1f} s' for each in times)} | {total:,} | {total / said:.2f} |\n"


if __name__ == "__main__":
    main()
