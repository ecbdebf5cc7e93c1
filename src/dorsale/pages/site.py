"""What pages know of one release: its words, its search index, its questions and what was rendered before."""

import asyncio
import json
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from dorsale.engine.interface import Engine
from dorsale.pages import asking
from dorsale.pages.dependence import Dependence, dependence_of
from dorsale.pages.names import Lexicon
from dorsale.pages.typography import typeset
from dorsale.release.folder import Release
from dorsale.release.search import Search, fold
from dorsale.release.shelf import CHANGES

__all__ = ["Question", "Rendered", "Site", "Sites"]

_RELEASES_KEPT: Final = 2
_CACHE_BYTES: Final = 48_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A finished answer: its bytes, its strong validator, and the headers that belong to it."""

    body: bytes
    media_type: str
    etag: str
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A competency question as the release carries it."""

    slug: str
    title: dict[str, str]
    meaning: dict[str, str]
    keywords: dict[str, list[str]]
    parameters: list[dict[str, Any]]
    terms: list[str]
    query: str

    def holds(self, words: list[str]) -> bool:
        """Whether each of the folded ``words`` begins a word of title, meaning or keywords, in whichever language."""
        said = [
            *self.title.values(),
            *self.meaning.values(),
            *(one for listed in self.keywords.values() for one in listed),
        ]
        text = " " + fold(" ".join(said))
        return all(f" {word}" in text for word in words)


class Site:
    """One release as the pages see it."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.own = release.own
        self.search = Search(release.index)
        listed: list[dict[str, Any]] = json.loads(release.file("questions.json").read_text(encoding="utf-8"))
        self.questions = [
            Question(**{**entry, **{key: _typeset(entry[key]) for key in ("title", "meaning")}}) for entry in listed
        ]
        tables: list[dict[str, Any]] = json.loads(release.file("report.json").read_text(encoding="utf-8"))
        self.report = [_typeset_table(table) for table in tables]
        self.news: list[dict[str, Any]] = (
            json.loads(release.file("news.json").read_text(encoding="utf-8")) if release.has("news.json") else []
        )
        self.modules: dict[str, list[str]] = (
            json.loads(release.file("modules.json").read_text(encoding="utf-8")) if release.has("modules.json") else {}
        )
        self.dependence: Dependence = dependence_of(release)
        changes = release.path.parent / CHANGES / f"{release.version}.json"
        self.changes: dict[str, Any] | None = (
            json.loads(changes.read_text(encoding="utf-8")) if changes.is_file() else None
        )
        self._lexicon: Lexicon | None = None
        self._dated: frozenset[str] | None = None
        self._rendered: OrderedDict[tuple[object, ...], Rendered] = OrderedDict()
        self._making: dict[tuple[object, ...], asyncio.Task[Rendered]] = {}
        self._bytes = 0

    @property
    def manifest(self) -> dict[str, Any]:
        """What the release says of itself."""
        return self.release.manifest

    def topics(self, language: str, text: str = "") -> dict[str, list[Question]]:
        """The questions by the first of their keywords, which begins with a capital, in alphabetical order of both.

        Where there is a ``text``, only the questions that hold all its words.
        """
        found: defaultdict[str, list[Question]] = defaultdict(list)
        words = fold(text).split()
        for question in self.questions:
            if not question.holds(words):
                continue
            topic = question.keywords[language][0]
            found[topic[:1].upper() + topic[1:]].append(question)
        return {
            topic: sorted(found[topic], key=lambda question: question.title[language])
            for topic in sorted(found, key=fold)
        }

    def questions_about(self, term: str) -> list[Question]:
        """The questions whose query mentions a term of the ontology, by its IRI."""
        return [question for question in self.questions if term in question.terms]

    async def lexicon(self, engine: Engine) -> Lexicon:
        """The words of ontology and vocabularies, asked once."""
        if self._lexicon is None:
            self._lexicon = Lexicon(await asking.lexicon(engine))
        return self._lexicon

    async def dated(self, engine: Engine) -> frozenset[str]:
        """The properties of which some value is a date, asked once."""
        if self._dated is None:
            self._dated = await asking.dated(engine)
        return self._dated

    async def once(self, key: tuple[object, ...], make: Callable[[], Awaitable[Rendered]]) -> Rendered:
        """The answer under ``key``, made where it is not remembered; whoever asks meanwhile waits for the same one."""
        if key in self._rendered:
            self._rendered.move_to_end(key)
            return self._rendered[key]
        if key not in self._making:
            making = self._making[key] = asyncio.create_task(self._make(key, make))
            making.add_done_callback(_seen)
        return await asyncio.shield(self._making[key])

    async def _make(self, key: tuple[object, ...], make: Callable[[], Awaitable[Rendered]]) -> Rendered:
        """Make an answer and keep it, dropping the least recently used where there are too many."""
        try:
            made = self._rendered[key] = await make()
        finally:
            del self._making[key]
        self._bytes += len(made.body)
        while self._bytes > _CACHE_BYTES:
            _, dropped = self._rendered.popitem(last=False)
            self._bytes -= len(dropped.body)
        return made


def _seen(task: "asyncio.Task[Rendered]") -> None:
    """Take note of a failure, for where all that waited for it have left."""
    if not task.cancelled():
        task.exception()


def _typeset(texts: dict[str, str]) -> dict[str, str]:
    return {language: typeset(text, language) for language, text in texts.items()}


def _typeset_table(table: dict[str, Any]) -> dict[str, Any]:
    """A table of the report with all its texts as a page sets them."""
    return {
        **table,
        "title": _typeset(table["title"]),
        "meaning": _typeset(table["meaning"]),
        "columns": [_both(column) for column in table["columns"]],
        "rows": [[_both(cell) if isinstance(cell, dict) else cell for cell in row] for row in table["rows"]],
    }


def _both(texts: dict[str, str]) -> dict[str, str]:
    return {**texts, **_typeset({language: texts[language] for language in ("en", "fr")})}


class Sites:
    """The releases that are being served: the present one, and the one before while requests still end on it."""

    def __init__(self) -> None:
        self._sites: OrderedDict[str, Site] = OrderedDict()

    def of(self, release: Release) -> Site:
        """The site of ``release``, made when it is first asked for."""
        site = self._sites.get(release.version)
        if site is None:
            site = self._sites[release.version] = Site(release)
            while len(self._sites) > _RELEASES_KEPT:
                self._sites.popitem(last=False)[1].search.close()
        return site

    def close(self) -> None:
        """Let go of every file."""
        while self._sites:
            self._sites.popitem()[1].search.close()
