"""The same query in the tools that people use: a shell, Python without any package, R."""

import json
import shlex
from dataclasses import dataclass

from dorsale.engine.interface import Form

__all__ = ["Program", "programs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program that asks one query and shows the answer."""

    name: str
    text: str


def programs(endpoint: str, query: str, form: Form = "results") -> list[Program]:
    """A command for curl, a script in Python and one in R that ask ``query`` of ``endpoint`` (a full address)."""
    media_type = {"results": "text/csv", "boolean": "application/sparql-results+json", "graph": "text/turtle"}[form]
    return [
        Program(name="curl", text=_curl(endpoint, query, media_type)),
        Program(name="Python", text=_python(endpoint, query, media_type, form)),
        Program(name="R", text=_r(endpoint, query, media_type, form)),
    ]


def _curl(endpoint: str, query: str, media_type: str) -> str:
    return (
        f"curl --header {shlex.quote(f'Accept: {media_type}')} \\\n"
        f"  --data-urlencode {shlex.quote(f'query={query.strip()}')} \\\n"
        f"  {shlex.quote(endpoint)}"
    )


def _python(endpoint: str, query: str, media_type: str, form: Form) -> str:
    imports = ["csv", "io"] if form == "results" else ["json"] if form == "boolean" else []
    lines = [
        *(f"import {name}" for name in imports),
        "import urllib.parse",
        "import urllib.request",
        "",
        f"ENDPOINT = {json.dumps(endpoint)}",
        f"QUERY = {_quoted(query)}",
        "",
        "request = urllib.request.Request(",
        "    ENDPOINT,",
        '    data=urllib.parse.urlencode({"query": QUERY}).encode(),',
        f'    headers={{"Accept": "{media_type}"}},',
        ")",
        "with urllib.request.urlopen(request) as answer:",
        "    text = answer.read().decode()",
        {
            "results": "for row in csv.DictReader(io.StringIO(text)):\n    print(row)",
            "boolean": 'print(json.loads(text)["boolean"])',
            "graph": "print(text)",
        }[form],
    ]
    return "\n".join(lines)


def _r(endpoint: str, query: str, media_type: str, form: Form) -> str:
    """Base R: the address holds the query, the header says the form of the answer."""
    lines = [
        f"query <- {_r_string(query)}",
        f'address <- paste0({_r_string(endpoint)}, "?query=", URLencode(query, reserved = TRUE))',
        f'answer <- url(address, headers = c(Accept = "{media_type}"))',
        {
            "results": 'rows <- read.csv(answer, check.names = FALSE, encoding = "UTF-8")\nprint(rows)',
            "boolean": 'cat(readLines(answer, encoding = "UTF-8"), sep = "\\n")',
            "graph": 'cat(readLines(answer, encoding = "UTF-8"), sep = "\\n")',
        }[form],
    ]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A text as a literal of Python, over several lines where nothing in it needs escapes."""
    text = text.strip()
    if "\\" in text or '"""' in text or text.endswith('"'):
        return json.dumps(text, ensure_ascii=False)
    return f'"""{text}\n"""'


def _r_string(text: str) -> str:
    """A text as a string of R: its escapes for quotes, backslashes and lines are those of JSON."""
    lines = json.dumps(text.strip(), ensure_ascii=False)
    return lines.replace("\\n", "\n").replace("\\t", "\t") if "\\\\" not in lines else lines
