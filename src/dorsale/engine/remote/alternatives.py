"""Alternatives of a path, written as the UNION that they mean (SPARQL 1.1, 18.2.2.4).

Virtuoso loses rows, or gives them twice, where ``?s a|b ?o`` stands beside a list of values; of a UNION it does not.
Only alternatives of a whole path are written anew: those within a sequence or a repetition stay.
"""

from dataclasses import dataclass, field

from dorsale.engine.remote.words import Words

__all__ = ["spelled_out"]

_MODIFIERS = ("*", "+", "?")
_MOST = 8
"""More alternatives of a path stay as they are, so that no query grows much."""
_NO_TERM = (".", "}", "{", ")", "")


def spelled_out(text: str) -> str:
    """``text``, which is SPARQL 1.1 without comments, with a UNION for the alternatives of each whole path.

    It stays as it is where a label of a blank node is used, which may not stand on both sides of a group, and where
    the lexer takes two comparisons for an IRI, so that brackets do not close.
    """
    words = Words(text)
    if any(word.kind == "blank" for word in words):
        return text
    reader = _Reader(words)
    try:
        reader.query()
    except _AstrayError:
        return text
    return words.edited(reader.edits)


class _AstrayError(Exception):
    """What should follow does not."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Some words of a statement; ``plain`` where they are a variable, an IRI or a literal."""

    text: str
    plain: bool = True


@dataclass(slots=True)
class _Pair:
    """A verb with its objects; several ``ways`` where it is a path of alternatives."""

    ways: list[str] = field(default_factory=list)
    objects: list[_Part] = field(default_factory=list)

    def as_it_is(self) -> str:
        return f"{'|'.join(self.ways)} {' , '.join(one.text for one in self.objects)}"

    def as_unions(self, subject: _Part) -> str:
        """A UNION for each object, in a query of its own: else Virtuoso loses what OPTIONAL adds to its rows."""
        return " ".join(self._as_union(subject, one) for one in self.objects)

    def _as_union(self, subject: _Part, one: _Part) -> str:
        union = " UNION ".join(f"{{ {subject.text} {way} {one.text} }}" for way in self.ways)
        chosen = " ".join(dict.fromkeys(part.text for part in (subject, one) if part.text[0] in "?$"))
        return f"{{ SELECT {chosen} {{ {union} }} }}" if chosen else union


class _Reader:
    """Reads the groups of a query, and notes in ``edits`` what takes the place of statements."""

    def __init__(self, words: Words) -> None:
        self.edits: list[tuple[int, int, str]] = []
        self._words = words
        self._at = 0

    def query(self) -> None:
        """Read to the end of the pattern of the query."""
        while self._at < len(self._words):
            said = self._said()
            if said == "{":
                self._group()
                return
            if said == "(":
                self._skip()
            elif said.upper() == "CONSTRUCT" and self._said(1) == "{":
                self._go()
                self._skip()
            else:
                self._go()

    def _group(self) -> None:
        """Read a group from its opening to behind its end."""
        self._go()
        if self._said().upper() == "SELECT":
            self._until("{")
            self._group()
            self._until("}")
        while (said := self._said()) != "}":
            word = said.upper() if self._kind() == "word" else ""
            if said == "{":
                self._group()
            elif word in ("OPTIONAL", "UNION", "MINUS") or said == ".":
                self._go()
            elif word == "GRAPH":
                self._go(2)
            elif word in ("FILTER", "BIND"):
                self._constraint()
            elif word == "VALUES":
                self._until("{")
                self._skip()
            else:
                self._statement()
        self._go()

    def _constraint(self) -> None:
        """Read past FILTER or BIND, and the groups within it."""
        self._go()
        while self._said() not in ("(", "{"):
            self._go()
        if self._said() == "{":
            self._group()
            return
        depth = 0
        while True:
            said = self._said()
            if said == "{":
                self._group()
                continue
            depth += (said == "(") - (said == ")")
            self._go()
            if depth == 0:
                return

    def _statement(self) -> None:
        """Read the triples of one subject."""
        start = self._at
        subject = self._term()
        pairs: list[_Pair] = []
        while self._said() not in _NO_TERM and not self._opens_a_clause():
            pair = _Pair(ways=self._verb(), objects=[self._term()])
            while self._said() == ",":
                self._go()
                pair.objects.append(self._term())
            pairs.append(pair)
            if self._said() != ";":
                break
            while self._said() == ";":
                self._go()
        spread = [one for one in pairs if 1 < len(one.ways) <= _MOST and all(part.plain for part in one.objects)]
        if subject.plain and spread:
            kept = " ; ".join(one.as_it_is() for one in pairs if one not in spread)
            unions = " ".join(one.as_unions(subject) for one in spread)
            place = self._words[start].start, self._words[self._at - 1].end
            self.edits.append((*place, f"{subject.text} {kept} . {unions}" if kept else unions))

    def _opens_a_clause(self) -> bool:
        return self._kind() == "word" and self._said() != "a"

    def _verb(self) -> list[str]:
        """The alternatives of a path, one where it has none."""
        start = self._at
        if self._kind() == "variable":
            self._go()
            return [self._since(start)]
        ways = []
        while True:
            while self._said() in ("^", "!"):
                self._go()
            if self._said() == "(":
                self._skip()
            else:
                self._go()
            while self._modifies():
                self._go()
            if self._said() == "|":
                ways.append(self._since(start))
                start = self._at + 1
            elif self._said() != "/":
                return [*ways, self._since(start)]
            self._go()

    def _modifies(self) -> bool:
        """Whether here is the sign of a repetition, and not that of a number, which stands close to it."""
        if self._said() == "+" and self._kind(1) == "number":
            return self._words[self._at].end < self._words[self._at + 1].start
        return self._said() in _MODIFIERS

    def _term(self) -> _Part:
        start, said = self._at, self._said()
        if said in _NO_TERM:
            raise _AstrayError
        if said in ("[", "("):
            self._skip()
            return _Part(self._since(start), plain=False)
        self._go(2 if said in ("+", "-") else 1)
        if self._kind() == "tag":
            self._go()
        elif self._said() == "^^":
            self._go(2)
        return _Part(self._since(start))

    def _skip(self) -> None:
        """Go behind what closes the bracket here."""
        closing = self._words.closing(self._at)
        if closing is None:
            raise _AstrayError
        self._at = closing + 1

    def _until(self, sign: str) -> None:
        """Go to the next such sign, past brackets."""
        while self._said() != sign:
            if self._said() in ("(", "{"):
                self._skip()
            else:
                self._go()

    def _go(self, words: int = 1) -> None:
        self._at += words
        if self._at > len(self._words):
            raise _AstrayError

    def _since(self, start: int) -> str:
        return self._words.between(start, self._at)

    def _said(self, ahead: int = 0) -> str:
        return self._words.said(self._at + ahead)

    def _kind(self, ahead: int = 0) -> str:
        return self._words.kind(self._at + ahead)
