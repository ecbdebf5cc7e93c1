"""Measure ours against the peers in one run, and write a table (``--help`` says how).

Every query goes to every server in turn, round by round, so that a slow minute of the machine hits all alike. Each time
the text differs by a comment, so that no memory of answers helps, except in the rows that say so. Medians are of whole
answers as one client over one connection gets them; throughput is wrk's.
"""

import argparse
import http.client
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).parent))
import contenders
import generate
from contenders import Contender

HEAD = (
    "PREFIX dor: <https://w3id.org/dorsale/ontology#> PREFIX org: <https://w3id.org/dorsale/id/organization/> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
    "PREFIX deal: <https://w3id.org/dorsale/id/deal/> PREFIX function: <https://w3id.org/dorsale/vocabulary/function/> "
)
QUERIES = {
    "lookup": "SELECT ?p ?o { deal:d7 ?p ?o }",
    "star": "SELECT * { ?d dor:commitment ?c ; rdfs:label ?l ; dor:announced ?a . ?c dor:provider org:o3 ; "
    "dor:recipient ?r ; dor:figure ?f . ?f dor:value ?v } LIMIT 100",
    "optional": "SELECT * { ?o dor:function function:neocloud ; rdfs:label ?l OPTIONAL { ?o dor:website ?w } "
    "OPTIONAL { ?o dor:country ?c } }",
    "aggregate": "SELECT ?p (SUM(?v) AS ?sum) (COUNT(*) AS ?n) { ?c dor:provider ?p ; dor:figure/dor:value ?v } "
    "GROUP BY ?p ORDER BY DESC(?sum) LIMIT 10",
    "two hops": "SELECT DISTINCT ?b { ?c dor:provider org:o1 ; dor:recipient ?a . "
    "?e dor:provider ?a ; dor:recipient ?b }",
    "path": "SELECT ?x { org:o900 dor:suppliesTo+ ?x }",
    "path back": "SELECT (COUNT(*) AS ?n) { ?x dor:suppliesTo+ org:o0 }",
    "every path": "SELECT (COUNT(*) AS ?n) { ?x dor:suppliesTo+ ?y }",
    "reach": "SELECT (COUNT(*) AS ?n) { org:o1 (^dor:provider/dor:recipient)+ ?x }",
    "regex": 'SELECT ?s ?l { ?s a dor:Organization ; rdfs:label ?l FILTER regex(?l, "quantum.*7", "i") }',
    "top-k": "SELECT ?f ?v { ?f dor:value ?v } ORDER BY DESC(?v) LIMIT 20",
    "distinct": "SELECT DISTINCT ?k { ?c a ?k ; dor:provider ?p }",
    "range": 'SELECT (COUNT(*) AS ?n) { ?d dor:announced ?a FILTER (?a >= "2024-03-01"^^xsd:date && '
    '?a < "2024-06-01"^^xsd:date) }',
    "scan": "SELECT (COUNT(*) AS ?n) { ?c dor:provider ?p ; dor:recipient ?r . ?p dor:country ?x . ?r dor:country ?x }",
    "dump": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 100000",
}
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 20000"
JSON = "application/sparql-results+json"
WRK = """
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", "{path}?query=" .. "{query}" .. {vary})
end
"""


def ask(contender: Contender, query: str, accept: str = JSON) -> tuple[float, float, int]:
    """Seconds to the first byte of the body and to its end, and its length; raises for anything but 200."""
    parts = urlsplit(contender.endpoint)
    connection = http.client.HTTPConnection(parts.netloc, timeout=120)
    connection.connect()
    begun = time.perf_counter()
    body = f"query={quote(query)}"
    headers = {"accept": accept, "content-type": "application/x-www-form-urlencoded"}
    connection.request("POST", parts.path or "/", body, headers)
    response = connection.getresponse()
    first = response.read(1)
    at_first = time.perf_counter() - begun
    rest = response.read()
    at_end = time.perf_counter() - begun
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{response.status}: {(first + rest)[:200]!r}")
    return at_first, at_end, len(rest) + 1


def latency(running: list[Contender], rounds: int) -> dict[str, dict[str, list[float] | str]]:
    """Query → server → times in milliseconds, or why there are none."""
    found: dict[str, dict[str, list[float] | str]] = defaultdict(dict)
    for name, query in QUERIES.items():
        failed: dict[str, str] = {}
        times: dict[str, list[float]] = defaultdict(list)
        for number in range(rounds + 1):
            for contender in running:
                if contender.name in failed:
                    continue
                text = HEAD + query if contender.name.endswith("cached") else f"{HEAD}{query} # {number}"
                try:
                    _, seconds, _ = ask(contender, text)
                except (OSError, RuntimeError, http.client.HTTPException) as error:
                    failed[contender.name] = str(error)[:60]
                    continue
                if number:
                    times[contender.name].append(seconds * 1000)
                if seconds > 20:
                    failed[contender.name] = f"{seconds:.0f} s"
        for contender in running:
            found[name][contender.name] = failed.get(contender.name) or times[contender.name]
    return found


def throughput(contender: Contender, connections: int, *, seconds: int, vary: bool) -> float | None:
    """Requests a second of the lookup, by wrk; None where wrk is not installed."""
    if shutil.which("wrk") is None:
        return None
    parts = urlsplit(contender.endpoint)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        text = WRK.replace("{path}", parts.path or "/").replace("{query}", quote(HEAD + QUERIES["lookup"]))
        script.write(text.replace("{vary}", '"%23" .. n' if vary else '""'))
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script.name, f"http://{parts.netloc}"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("Requests/sec"))
    errors = [line for line in done.stdout.splitlines() if "Non-2xx" in line]
    if errors:
        print("  ", contender.name, errors[0].strip())
    return float(line.split()[1])


def cell(value: list[float] | str) -> str:
    """A median in milliseconds, or why there is none."""
    return (
        value
        if isinstance(value, str)
        else f"{statistics.median(value):.{1 if statistics.median(value) < 100 else 0}f}"
    )


def ratio(value: list[float] | str, ours: list[float] | str) -> str:
    """How many times faster ours is."""
    if isinstance(value, str) or isinstance(ours, str):
        return "–"
    return f"{statistics.median(value) / statistics.median(ours):.2f}"


def table(rows: list[list[str]]) -> str:
    """Rows as Markdown, the first one as head."""
    head, *body = rows
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in body)])


def main() -> None:
    """Run the benchmark and write ``benchmarks/results-TRIPLES.md``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3, help="length of each run of wrk")
    parser.add_argument("--rdflib-endpoint", metavar="PYTHON", help="an interpreter that has rdflib-endpoint")
    parser.add_argument("--only", nargs="*", help="names of contenders, ours always among them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dorsale-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        data = folder / "data" / "data.nt"
        data.parent.mkdir()
        generate.main(options.triples, data)
        starts = {
            "dorsale": lambda place: contenders.dorsale(data, place),
            "dorsale, cached": lambda place: contenders.dorsale(data, place, cache=True),
            "dorsale, disk": lambda place: contenders.dorsale(data, place, on_disk=True),
            "oxigraph, memory": lambda place: contenders.oxigraph_memory(data, place),
            "oxigraph, disk": lambda place: contenders.oxigraph(data, place),
        }
        if options.rdflib_endpoint:
            starts["rdflib-endpoint"] = lambda place: contenders.rdflib_endpoint(
                data, place, python=options.rdflib_endpoint
            )
        if contenders.VIRTUOSO:
            starts["virtuoso"] = lambda place: contenders.virtuoso(data, place)
        running = []
        for label, start in starts.items():
            if options.only and label != "dorsale" and label not in options.only:
                continue
            place = folder / label.replace(", ", "-")
            place.mkdir()
            print("starting", label, flush=True)
            running.append(stack.enter_context(start(place)))
        write(running, options, data)


def write(running: list[Contender], options: argparse.Namespace, data: Path) -> None:
    """Measure what runs and write the tables."""
    idle = {one.name: one.memory() for one in running}
    times = latency(running, options.rounds)
    names = [one.name for one in running]
    rows = [["ms, median", *names]]
    rows += [[query, *(cell(found[name]) for name in names)] for query, found in times.items()]
    ratios = [["times faster is ours than", *names[1:]]]
    ratios += [[query, *(ratio(found[name], found["dorsale"]) for name in names[1:])] for query, found in times.items()]
    medians = ["median of all"]
    for name in names[1:]:
        both = [
            statistics.median(found[name]) / statistics.median(found["dorsale"])  # type: ignore[arg-type]
            for found in times.values()
            if not isinstance(found[name], str) and not isinstance(found["dorsale"], str)
        ]
        medians.append(f"{statistics.median(both):.2f}" if both else "–")
    ratios.append(medians)
    quick = [["lookups a second", *names]]
    for connections in (1, 16):
        row = [f"{connections} connections"]
        for one in running:
            rate = throughput(one, connections, seconds=options.seconds, vary=not one.name.endswith("cached"))
            row.append("–" if rate is None else f"{rate:,.0f}")
        quick.append(row)
    dump = [["dump of 100,000 rows", *names]]
    firsts, peaks = ["first byte, ms"], ["more memory at its peak, MB"]
    for one in running:
        before = one.memory()
        found = [ask(one, f"{HEAD}{QUERIES['dump']} # f{n}") for n in range(3)]
        firsts.append(f"{statistics.median(first for first, _, _ in found) * 1000:.0f}")
        peaks.append(f"{max(0, one.memory() - before) / 1e6:.0f}")
    size = [["", *names]]
    size.append(["load and start, s", *(f"{one.load_seconds:.1f}" for one in running)])
    size.append(["memory when idle, MB", *(f"{idle[one.name] / 1e6:.0f}" for one in running)])
    dump += [firsts, peaks]
    engine = contenders.version([str(contenders.HERE / "oxigraph"), "--version"])
    machine = (
        f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, oxigraph {engine}"
    )
    lines = sum(1 for _ in data.open(encoding="utf-8"))
    text = f"""# {lines:,} triples, {datetime.now(UTC):%d %B %Y}

{machine}. Made by `make bench`: medians of {options.rounds} rounds,
all servers in one run, one after the other in each round. The machine is shared: believe the ratios, not the times.

{table(rows)}

{table(ratios)}

{table(quick)}

{table(dump)}

{table(size)}
"""
    out = Path(__file__).with_name(f"results-{options.triples}.md")
    out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
