"""How long lookups take while endless queries run: ``python benchmarks/hogs.py ADDRESS`` (``--help`` says more).

Every client has an address of its own, which a server behind a trusted proxy believes. The endless ones ask again as
soon as they are stopped; the lookups come one after the other on one connection, never the same twice, first alone and
then beside them.
"""

import argparse
import http.client
import itertools
import statistics
import threading
import time
from urllib.parse import quote, urlsplit

LOOKUP = "SELECT ?p ?o { <https://w3id.org/dorsale/id/organization/openai> ?p ?o } LIMIT 20 # "
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } # "
SEED = time.time_ns()


def ask(connection: http.client.HTTPConnection, query: str, client: str) -> int:
    """The status of the answer, which is read to its end."""
    connection.request("GET", f"/sparql?query={quote(query)}", headers={"x-forwarded-for": client})
    response = connection.getresponse()
    response.read()
    return response.status


def hog(netloc: str, client: str, over: threading.Event, turns: list[int]) -> None:
    """Ask endless queries until it is over; leaves behind what became of them."""
    connection = http.client.HTTPConnection(netloc, timeout=60)
    for number in itertools.count():
        if over.is_set():
            return
        turns.append(ask(connection, f"{ENDLESS}{SEED} {client} {number}", client))


def lookups(netloc: str, number: int, pause: float, name: str) -> list[float]:
    """Seconds of each of so many lookups; raises where one is lost."""
    connection = http.client.HTTPConnection(netloc, timeout=60)
    taken = []
    for turn in range(number):
        begun = time.perf_counter()
        status = ask(connection, f"{LOOKUP}{SEED} {name} {turn}", "10.9.9.9")
        taken.append(time.perf_counter() - begun)
        if status != 200:
            raise RuntimeError(f"lookup {turn}: {status}")
        time.sleep(pause)
    return taken


def told(name: str, taken: list[float]) -> str:
    """Median, 99th percentile and maximum in milliseconds."""
    ordered = sorted(taken)
    median, high, most = statistics.median(ordered), ordered[int(0.99 * len(ordered))], ordered[-1]
    return f"{name}: median {1000 * median:.1f} ms, p99 {1000 * high:.1f} ms, at most {1000 * most:.1f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--hogs", type=int, default=20)
    parser.add_argument("--lookups", type=int, default=1000)
    parser.add_argument("--pause", type=float, default=0.02, help="between two lookups (seconds)")
    options = parser.parse_args()
    netloc = urlsplit(options.address).netloc
    print(told("alone", lookups(netloc, options.lookups, options.pause, "alone")), flush=True)
    over, turns = threading.Event(), list[int]()
    hogs = [
        threading.Thread(target=hog, args=(netloc, f"10.1.1.{number}", over, turns)) for number in range(options.hogs)
    ]
    for one in hogs:
        one.start()
    time.sleep(1)
    try:
        print(told(f"beside {options.hogs}", lookups(netloc, options.lookups, options.pause, "beside")), flush=True)
    finally:
        over.set()
    for one in hogs:
        one.join()
    print("endless:", {status: turns.count(status) for status in sorted(set(turns))})


if __name__ == "__main__":
    main()
