"""The long checks, each in a process of its own: ``python -m dorsale.checks.child TASK``, JSON in and JSON out.

A task that cannot run answers ``{"failed": message, "missing": true or false}``; one that breaks ends with a traceback
and a status other than 0.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any, Final

from dorsale.checks.engines import ENGINES, Result
from dorsale.checks.errors import CheckError, NotInstalledError
from dorsale.checks.reasoner import reason

__all__ = ["ask_reasoner", "ask_shacl", "main"]


def ask_shacl(engine: str, data: bytes, shapes: bytes) -> list[Result]:
    """The results of a SHACL engine, in a child process.

    Raises:
        CheckError: it cannot read the shapes, or breaks.
    """
    answer = _ask(engine, {"data": data.decode(), "shapes": shapes.decode()})
    return [Result(*result) for result in answer["results"]]


def ask_reasoner(triples: bytes) -> dict[str, Any]:
    """What `reason` answers, in a child process.

    Raises:
        CheckError: the reasoner is not installed, cannot read the ontology, or breaks.
    """
    return _ask("reasoner", {"ontology": triples.decode()})


def _ask(task: str, question: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "dorsale.checks.child", task]
    done = subprocess.run(command, input=json.dumps(question).encode(), capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or [f"status {done.returncode}"]
        raise CheckError(lines[-1])
    answer: dict[str, Any] = json.loads(done.stdout)
    if "failed" in answer:
        raise (NotInstalledError if answer["missing"] else CheckError)(answer["failed"])
    return answer


def _shacl(engine: str) -> Callable[[dict[str, str]], dict[str, Any]]:
    return lambda question: {"results": ENGINES[engine](question["data"].encode(), question["shapes"].encode())}


_TASKS: Final[dict[str, Callable[[dict[str, str]], dict[str, Any]]]] = {
    **{engine: _shacl(engine) for engine in ENGINES},
    "reasoner": lambda question: reason(question["ontology"].encode()),
}


def main(task: str) -> None:
    """Read the question from standard input and write the answer to standard output."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library or Java prints is no part of the answer
    question = json.load(sys.stdin)
    try:
        answer = _TASKS[task](question)
    except CheckError as error:
        answer = {"failed": str(error), "missing": isinstance(error, NotInstalledError)}
    with answers:
        json.dump(answer, answers)


if __name__ == "__main__":
    main(sys.argv[1])
