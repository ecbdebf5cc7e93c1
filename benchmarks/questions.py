"""Time every competency question on the record: ``python benchmarks/questions.py RELEASE`` prints the slowest.

The median of five runs each, in one process and without any memory of answers, on the graph as the engine holds it.
"""

import statistics
import sys
import time
from pathlib import Path

import pyoxigraph as ox

from dorsale.release import Release, read_questions

RUNS = 5
SHOWN = 10


def main(release: Path) -> None:
    """Print how many questions there are, the median of their medians and the slowest."""
    store = ox.Store()
    quads = ox.parse(path=str(Release.open(release).path / "store.nq"), format=ox.RdfFormat.N_QUADS)
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    medians = {}
    for question in read_questions(Path(__file__).parents[1] / "ontology" / "questions"):
        times = []
        for _ in range(RUNS):
            start = time.perf_counter()
            solutions = store.query(question.query)
            assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - questions are SELECT queries
            rows = sum(1 for _ in solutions)
            times.append(time.perf_counter() - start)
        medians[question.slug] = (1000 * statistics.median(times), rows)
    slowest = sorted(medians.items(), key=lambda item: -item[1][0])
    middle = statistics.median(time for time, _ in medians.values())
    sys.stdout.write(f"{len(medians)} questions, {len(store):,} triples; median {middle:.1f} ms; the slowest:\n")
    for slug, (milliseconds, rows) in slowest[:SHOWN]:
        sys.stdout.write(f"{milliseconds:7.1f} ms  {rows:5} rows  {slug}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "releases/current"))
