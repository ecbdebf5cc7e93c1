"""Two editions of the ontology compared: what changed, which version it asks for, and whether that is declared."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dorsale.versions.changes import Change, change
from dorsale.versions.described import deprecations, loose_axioms, statements
from dorsale.versions.edition import Edition, UnreadableError, read_edition
from dorsale.versions.needs import needs
from dorsale.versions.number import Level, Version, declared
from dorsale.versions.query import Rule
from dorsale.versions.schema import inference, terms
from dorsale.versions.state import State, is_own
from dorsale.versions.structure import CircleError
from dorsale.versions.wording import REMARKS, as_text

__all__ = ["Comparison", "compare"]

_UNFIT: Final = frozenset({"compatible-but-major", "incompatible-but-minor"})
"""Remarks on the header that make the version unfit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two editions, and what the versions say of it.

    ``declared`` is None where the new version is lower than the old one. ``remarks`` are keys of `REMARKS`.
    """

    paths: tuple[Path, Path]
    versions: tuple[Version, Version]
    changes: tuple[Change, ...]
    declared: Level | None
    remarks: tuple[str, ...]

    @property
    def needed(self) -> Level:
        """The level of the weightiest change."""
        return max((found.level for found in self.changes), default=Level.NONE)

    @property
    def fits(self) -> bool:
        """Whether the new version declares at least what changed, and its header says nothing against it.

        While the major number is 0, a version has no more than two steps: one for inferences, one for the rest.
        """
        return self.declared is not None and self.declared >= self.needed and not _UNFIT & set(self.remarks)

    @property
    def exit_status(self) -> int:
        """0 the version fits, 1 it does not."""
        return int(not self.fits)

    def as_text(self, language: str = "en") -> str:
        """The changes by weight and group, then the verdict."""
        return as_text(
            language,
            paths=self.paths,
            versions=self.versions,
            changes=self.changes,
            needed=self.needed,
            declared=self.declared,
            fits=self.fits,
            remarks=self.remarks,
        )

    def as_json(self) -> str:
        """All of it as a JSON object."""
        ends = zip(("old", "new"), self.paths, self.versions, strict=True)
        return json.dumps(
            {
                **{name: {"path": str(path), "version": str(version)} for name, path, version in ends},
                "needed": self.needed.name.lower(),
                "next": str(self.versions[0].next(self.needed)),
                "declared": None if self.declared is None else self.declared.name.lower(),
                "fits": self.fits,
                "remarks": [{"code": code, "text": REMARKS[code]} for code in self.remarks],
                "changes": [found.as_dict() for found in self.changes],
            },
            ensure_ascii=False,
            indent=1,
        )


def compare(old: Path, new: Path) -> Comparison:
    """Compare two editions by their paths (see `read_edition`).

    Raises:
        UnreadableError: one of them cannot be read.
    """
    before, after = read_edition(old), read_edition(new)
    states = _state(before), _state(after)
    found = sorted([*_changes(*states), *_rules(before, after, states[0].names)], key=lambda one: one.order)
    needed = max((one.level for one in found), default=Level.NONE)
    return Comparison(
        paths=(old, new),
        versions=(before.version, after.version),
        changes=tuple(found),
        declared=declared(before.version, after.version),
        remarks=tuple(_remarks(before, after, needed)),
    )


def _state(edition: Edition) -> State:
    try:
        return State(edition.triples)
    except CircleError as error:
        raise UnreadableError(
            f"{edition.path}: blank nodes that lead back to themselves are no OWL",
            f"{edition.path} : des nœuds anonymes qui ramènent à eux-mêmes ne sont pas de l’OWL",
        ) from error


def _changes(old: State, new: State) -> Iterator[Change]:
    yield from terms(old, new)
    yield from inference(old, new)
    yield from deprecations(old, new)
    yield from statements(old, new)
    yield from loose_axioms(old, new)


def _rules(old: Edition, new: Edition, known: set[str]) -> Iterator[Change]:
    """Rules by name; one that only has another name is the same as long as its stratum is."""
    if old.rules is None or new.rules is None:
        return
    before, after = dict(old.rules), dict(new.rules)
    for name, rule in old.rules.items():
        same = name if after.get(name) == rule else _named_otherwise(rule, after, old.rules)
        if same is not None:
            del before[name], after[same]
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield change(Level.MAJOR, "rules", "-", name, ("removed", "retirée"))
        elif name not in before:
            wanting = {iri for iri in needs(after[name].text) if is_own(iri)} - known
            level = Level.MINOR if wanting else Level.MAJOR
            yield change(level, "rules", "+", name, ("added", "ajoutée"))
        else:
            yield change(Level.MAJOR, "rules", "~", name, ("its query has changed", "sa requête a changé"))


def _named_otherwise(rule: Rule, rules: dict[str, Rule], besides: dict[str, Rule]) -> str | None:
    return next((name for name, other in rules.items() if other == rule and name not in besides), None)


def _remarks(old: Edition, new: Edition, needed: Level) -> Iterator[str]:
    if old.rules is None or new.rules is None:
        yield "rules-not-compared"
    if new.version > old.version:
        if old.iri is not None and old.iri not in new.prior:
            yield "prior-version-not-named"
        if old.iri in new.compatible and needed is Level.MAJOR:
            yield "compatible-but-major"
        if old.iri in new.incompatible and needed < Level.MAJOR:
            yield "incompatible-but-minor"
