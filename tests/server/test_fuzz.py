"""Thousands of broken queries: nothing that anybody can write is a defect of ours, and nothing is left lying about.

There are 4,000 of them, and 20,000 with ``DORSALE_TEST_LONG=1``. They are those that people really ask (competency
questions, README, attacks), mutated. Number N is the same text on every run: ``mutant(N)`` shows what a failure was
about.
"""

import http.client
import json
import os
import random
import re
import runpy
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import Serve
from tests.processes import children

from dorsale.engine import QueryRefused
from dorsale.engine.guard import inspect
from dorsale.engine.interface import GRAPH_FORMATS, RESULTS_FORMATS
from dorsale.engine.lexer import readings, tokens

QUERIES: Final = 20_000 if os.environ.get("DORSALE_TEST_LONG") else 4_000
CONNECTIONS: Final = 16
ROOT: Final = Path(__file__).parents[2]
LONGEST_SEED: Final = 3000
LONGEST: Final = 80_000
"""Beyond the limit of 64 kB, but short enough as a form to be read to its end."""

PIECES: Final = re.findall(
    r"\S+",
    r"""SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED GRAPH SERVICE SILENT INSERT DELETE DATA LOAD CLEAR DROP WITH
    USING OPTIONAL UNION MINUS FILTER BIND VALUES UNDEF EXISTS NOT IN AS DISTINCT REDUCED ORDER BY ASC DESC GROUP HAVING
    LIMIT OFFSET PREFIX BASE VERSION LATERAL COUNT SUM GROUP_CONCAT SEPARATOR SAMPLE REGEX REPLACE SUBSTR CONCAT STRLEN
    RAND NOW UUID BNODE IRI STRDT STRLANG CEIL ROUND ABS MD5 SHA512 TRIPLE SUBJECT ADJUST TIMEZONE true false a
    ( ) { } [ ] <<( )>> << >> {| |} < > ^^ ^ ! || && | / * + - = != . ; , @en ? $ _: # " ' \"\"\" ''' \\
    \u0053 \U00110000 \uD800 %00 0 -1 999999999999999999999999999999 1e999 1e-999 0.0 1. .5e 9223372036854775808
    "NaN"^^<http://www.w3.org/2001/XMLSchema#double> "99999999999-01-01"^^<http://www.w3.org/2001/XMLSchema#date>""",
)
ODD: Final = "\0\x01\x1b\x7f\x85\xa0\u0301\u200b\u202e\u2028\ufeff\ufffe\ufffd\U0010ffff\ud800\udfff\r\t" + "éßİ中😀"
ACCEPTS: Final = ("*/*", *RESULTS_FORMATS.values(), *GRAPH_FORMATS.values())
BROKEN_OFF: Final = re.compile(r"an answer was broken off|ASGI callable returned without completing response")
"""What the log says of an answer that ended before its end, as it should where a limit is reached on the way."""

WAYS: Final = ("form", "form", "direct", "get")


@cache
def seeds() -> tuple[str, ...]:
    """What people ask, and what attackers do."""
    asked = [path.read_text("utf-8") for path in sorted((ROOT / "ontology" / "questions").glob("*/question.rq"))]
    asked += re.findall(r"```sparql\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    attacks = runpy.run_path(str(Path(__file__).with_name("test_attacks.py")))
    hostile = [text for group in ("STRUCTURES", "ENDLESS", "CALLS", "FETCHES") for text in attacks[group].values()]
    return (*asked * 3, *(text for text in (*hostile, *attacks["HARMLESS"]) if len(text) <= LONGEST_SEED))


@cache
def words_of(text: str) -> tuple[str, ...]:
    """The words of a query with the blanks before them, as the lexer cuts them."""
    ends = [0, *(token.end for token in tokens(text)), len(text)]
    return tuple(text[start:end] for start, end in pairwise(ends))


def mutant(number: int) -> str:
    """Query ``number``: one of the seeds with one to six changes."""
    dice = random.Random(number)  # noqa: S311 - it has to be the same every time
    words = list(words_of(dice.choice(seeds())))
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3, 6))):
        _change(words, dice)
    return "".join(words)[:LONGEST]


def _change(words: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(words)) if words else 0
    until = at + dice.randint(1, 5)
    match dice.randrange(12):
        case 0:
            del words[at:until]
        case 1:
            words[at:at] = words[at:until]
        case 2 if words:
            other = dice.randrange(len(words))
            words[at], words[other] = words[other], words[at]
        case 3:
            others = words_of(dice.choice(seeds()))
            cut = dice.randrange(len(others))
            words[at:] = others[cut:]
        case 4 if words and words[at]:
            text, place = words[at], dice.randrange(len(words[at]))
            words[at] = text[:place] + chr(ord(text[place]) ^ 1 << dice.randrange(7)) + text[place + 1 :]
        case 5:
            words.insert(at, dice.choice(ODD))
        case 6:
            words.insert(at, dice.choice(PIECES))
        case 7:
            words.insert(at, f" {dice.choice(PIECES)} ")
        case 8:
            words.insert(at, f" {'9' * dice.choice((20, 400, 5000))} ")
        case 9:
            words[at:until] = words[at:until] * dice.choice((2, 10, 150, 300))
        case 10:
            words[at:until] = [word.strip() or word for word in words[at:until]]
        case _:
            words[at:until] = [dice.choice((word.upper(), word.lower(), word[::-1])) for word in words[at:until]]


def ask(connection: http.client.HTTPConnection, number: int) -> str:
    """Send query ``number``; the status, or ``broken off``. Asserts what every answer has to be."""
    dice = random.Random(-number)  # noqa: S311
    accept, way = dice.choice(ACCEPTS), dice.choice(WAYS)
    headers = {
        "accept": dice.choice((accept, f"{accept}, */*;q=0.1", f"{accept}, */*;q=0.1")),
        "accept-language": dice.choice(("en", "fr", "")),
        "x-forwarded-for": f"198.51.100.{number % 250}",
    }
    body = mutant(number).encode("utf-8", "surrogatepass")
    if way == "get" and len(body) < 10_000:
        connection.request("GET", f"/sparql?query={quote(body)}", headers=headers)
    elif way == "direct":
        connection.request("POST", "/sparql", body, {**headers, "content-type": "application/sparql-query"})
    else:
        form = {**headers, "content-type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/sparql", b"query=" + quote(body).encode(), form)
    response = connection.getresponse()
    try:
        answer = response.read()
    except http.client.IncompleteRead:
        connection.close()
        assert response.status == 200
        return "broken off"
    about = f"mutant({number}) as {accept}: {response.status} {answer[:500]!r}"
    if response.status == 200:
        if (response.headers["content-type"] or "").endswith("json"):
            json.loads(answer)
        return "200"
    assert response.headers["content-type"] == "application/problem+json", about
    problem = json.loads(answer)
    assert problem["status"] == response.status, about
    assert problem["title"], about
    assert response.status != 500, about
    return f"{response.status} {problem['type'].rpartition('/')[2]}"


def test_no_query_is_a_defect(releases: Path, serve: Serve, tmp_path: Path) -> None:
    host = "127.0.0.1"
    limits = {"query_seconds": 0.1, "query_memory": 300_000_000, "client_running": 100, "long_workers": CONNECTIONS}
    log = tmp_path / "log"
    with serve(releases, log=log, **limits) as (address, server):
        port = int(address.rpartition(":")[2])

        def some(first: int) -> tuple[Counter[str], list[str]]:
            found, wrong = Counter[str](), []
            connection = http.client.HTTPConnection(host, port, timeout=30)
            for number in range(first, QUERIES, CONNECTIONS):
                try:
                    found[ask(connection, number)] += 1
                except AssertionError as error:
                    wrong.append(str(error))
                except (http.client.HTTPException, OSError) as error:
                    wrong.append(f"mutant({number}): {error!r}")
                    connection.close()
            connection.close()
            return found, wrong

        zygote = children(server.pid)
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            parts = list(pool.map(some, range(CONNECTIONS)))
        outcomes: Counter[str] = sum((found for found, _ in parts), Counter())
        wrong = [one for _, several in parts for one in several]
        alive = server.poll() is None, children(server.pid) == zygote
        ready = http.client.HTTPConnection(host, port, timeout=30)
        ready.request("GET", "/readyz")
        answers = ready.getresponse().status
        ready.close()
    said = log.read_text("utf-8").splitlines()
    assert wrong == [], f"{len(wrong)} of {QUERIES}, {outcomes}; {said}"
    assert (alive, answers) == ((True, True), 200)
    assert [line for line in said if not BROKEN_OFF.search(line)] == []
    assert outcomes.total() == QUERIES
    kinds = {"200", "400 syntax", "400 deep", "403 service", "403 update", "504 timeout"}
    assert all(outcomes[kind] >= 20 for kind in kinds), outcomes


def _look(text: str) -> None:
    """The lexers cover the text in order, and the guard lets it pass or refuses it in its own words."""
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end
    seen = set(readings(text))
    assert set(tokens(text)) <= seen
    refused, form = _inspected(text)
    assert refused or form in ("results", "boolean", "graph", None)


def _inspected(text: str) -> tuple[bool, str | None]:
    try:
        return False, inspect(text, max_bytes=65_536).form
    except QueryRefused:
        return True, None


@pytest.mark.parametrize("first", [0, 1])
def test_the_guard_only_raises_its_own_errors(first: int) -> None:
    for number in range(first, 6000, 2):
        _look(mutant(number))


@given(st.text(st.characters(exclude_categories=()), max_size=60))
@settings(max_examples=2000, deadline=None, derandomize=True)
def test_the_guard_takes_any_text(text: str) -> None:
    _look(text)
