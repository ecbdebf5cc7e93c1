"""How long a list takes to match: a thousand names as others write them, after the matcher was read.

    python benchmarks/matching.py releases

The names are those of ``tests/exchange/messy.tsv``, over and over, each time with a number behind them in every third
round, so that nothing that is remembered of a name helps it.
"""

import sys
import time
from itertools import cycle, islice
from pathlib import Path

from dorsale.exchange.match import Matcher, Record
from dorsale.release import Release

_LIST = Path(__file__).parents[1] / "tests" / "exchange" / "messy.tsv"
_NAMES = 1000


def main(releases: str) -> None:
    """Print a table in Markdown: seconds on the clock and of the processor."""
    rows = [row.split("\t") for row in _LIST.read_text("utf-8").splitlines() if row and row[0] != "#"]
    records = [
        Record.of({"name": f"{row[1]} {number}" if number % 3 == 0 else row[1], "country": row[2]})
        for number, row in enumerate(islice(cycle(rows), _NAMES))
    ]
    matcher = Matcher(Release.open(Path(releases) / "current").file("search.sqlite"))
    print("| what | on the clock, s | of the processor, s |\n| --- | --- | --- |")
    for what, work in (
        ("read the organizations", lambda: matcher.known("organization")),
        (f"match {_NAMES} names", lambda: [matcher.find(record) for record in records]),
    ):
        clock, processor = time.perf_counter(), time.process_time()
        work()
        print(f"| {what} | {time.perf_counter() - clock:.2f} | {time.process_time() - processor:.2f} |")


if __name__ == "__main__":
    main(sys.argv[1])
