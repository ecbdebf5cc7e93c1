"""How long pages take to render, and how big they are: every sort of page, first asked and asked again.

    python benchmarks/pages.py http://127.0.0.1:8080
    python benchmarks/pages.py http://127.0.0.1:8080 --every 5

The second asks for every fifth page of the sitemap instead, each for the first time. The server has to be fresh, since
it remembers what it rendered.
"""

import argparse
import gzip
import re
import statistics
import time
from collections import defaultdict
from urllib.parse import urlsplit

import httpx

_THINGS = [
    "organization/openai",
    "organization/nvidia",
    "organization/coreweave",
    "organization/mistral-ai",
    "organization/anthropic",
    "organization/microsoft",
    "organization/oracle",
    "organization/amd",
    "deal/2025-11-03-openai-aws",
    "site/abilene-stargate",
    "site/memphis-colossus-1",
    "hardware/nvidia-gb200",
    "hardware/nvidia-b200",
    "platform/amazon-bedrock",
    "figure/site-abilene-stargate-running",
    "source/epoch-ai-data-centers-2026-09",
    "publisher/epoch-ai",
    "publisher/reuters",
]
_PAGES = ("/", "/commitments", "/changes", "/method", "/cite", "/about", "/report", "/questions", "/list/deal")
_AGAIN = 5


def main(address: str) -> None:
    """Print a table in Markdown: milliseconds first and again, kilobytes as sent with gzip."""
    print("| page | first, ms | again, ms | kB |\n| --- | --- | --- | --- |")
    first = []
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        client.get("/en/vocabulary/measure")
        for path in (*(f"/en{page}" for page in _PAGES), *(f"/en/doc/{thing}" for thing in _THINGS)):
            times = []
            for _ in range(_AGAIN + 1):
                start = time.perf_counter()
                answer = client.get(path)
                times.append(1000 * (time.perf_counter() - start))
                answer.raise_for_status()
            first.append(times[0])
            size = len(gzip.compress(answer.content)) / 1000
            print(f"| {path} | {times[0]:.0f} | {statistics.median(times[1:]):.1f} | {size:.1f} |")
    print(f"\nMedian of the first answers: {statistics.median(first):.0f} ms")


def first_times(address: str, every: int) -> None:
    """Print a table in Markdown: milliseconds of the first answer by kind of page, median and most."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        listed = re.findall(r"<loc>([^<]+)</loc>", client.get("/sitemap.xml").text)
        for path in [urlsplit(one).path for one in listed][::every]:
            start = time.perf_counter()
            client.get(f"/en{path}").raise_for_status()
            kind = path.split("/")[2] if path.startswith("/doc/") else "pages about the whole"
            times[kind].append(1000 * (time.perf_counter() - start))
    times["all"] = [one for found in times.values() for one in found]
    print("| kind | pages | median, ms | most, ms |\n| --- | --- | --- | --- |")
    for kind, found in sorted(times.items(), key=lambda item: -len(item[1])):
        print(f"| {kind} | {len(found)} | {statistics.median(found):.0f} | {max(found):.0f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("--every", type=int)
    given = parser.parse_args()
    if given.every:
        first_times(given.address, given.every)
    else:
        main(given.address)
