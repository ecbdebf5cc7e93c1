"""Alternatives of a path, written as the UNION that they mean (SPARQL 1.1, 18.2.2.4).

Virtuoso loses rows, or gives them twice, where ``?s a|b ?o`` stands beside a list of values; of a UNION it does not.
Only alternatives of a whole path are written anew: those within a sequence or a repetition stay.
"""

from dataclasses import dataclass, field

from dorsale.engine.lexer import Token, tokens

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
    words = list(tokens(text))
    if any(word.kind == "blank" for word in words):
        return text
    reader = _Reader(text, words)
    try:
        reader.query()
    except _AstrayError:
        return text
    for start, end, new in reversed(reader.edits):
        text = text[:start] + new + text[end:]
    return text


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
    """Reads the groups of a query, and notes in ``edits`` what takes the place of statements, in their order."""

    def __init__(self, text: str, words: list[Token]) -> None:
        self.edits: list[tuple[int, int, str]] = []
        self._text = text
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
                self._skip("(", ")")
            elif said.upper() == "CONSTRUCT" and self._said(1) == "{":
                self._go()
                self._skip("{", "}")
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
                self._skip("{", "}")
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
        start = self._word().start
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
            end = self._words[self._at - 1].end
            self.edits.append((start, end, f"{subject.text} {kept} . {unions}" if kept else unions))

    def _opens_a_clause(self) -> bool:
        return self._kind() == "word" and self._said() != "a"

    def _verb(self) -> list[str]:
        """The alternatives of a path, one where it has none."""
        start = self._word().start
        if self._kind() == "variable":
            self._go()
            return [self._since(start)]
        ways = []
        while True:
            while self._said() in ("^", "!"):
                self._go()
            if self._said() == "(":
                self._skip("(", ")")
            else:
                self._go()
            while self._modifies():
                self._go()
            if self._said() == "|":
                ways.append(self._since(start))
                start = self._word(1).start
            elif self._said() != "/":
                return [*ways, self._since(start)]
            self._go()

    def _modifies(self) -> bool:
        """Whether here is the sign of a repetition, and not that of a number, which stands close to it."""
        return self._said() in _MODIFIERS and (
            self._said() != "+" or self._kind(1) != "number" or self._word().end != self._word(1).start
        )

    def _term(self) -> _Part:
        start, said = self._word().start, self._said()
        if said in _NO_TERM:
            raise _AstrayError
        if said in ("[", "("):
            self._skip(said, "]" if said == "[" else ")")
            return _Part(self._since(start), plain=False)
        self._go(2 if said in ("+", "-") else 1)
        if self._kind() == "tag":
            self._go()
        elif self._said() == "^^":
            self._go(2)
        return _Part(self._since(start))

    def _skip(self, opening: str, closing: str) -> None:
        """Go behind what closes the bracket here."""
        depth = 0
        while True:
            depth += (self._said() == opening) - (self._said() == closing)
            self._go()
            if depth == 0:
                return

    def _until(self, sign: str) -> None:
        """Go to the next such sign, past brackets."""
        while self._said() != sign:
            if self._said() == "(":
                self._skip("(", ")")
            elif self._said() == "{":
                self._skip("{", "}")
            else:
                self._go()

    def _go(self, words: int = 1) -> None:
        self._at += words
        if self._at > len(self._words):
            raise _AstrayError

    def _since(self, start: int) -> str:
        return self._text[start : self._words[self._at - 1].end]

    def _said(self, ahead: int = 0) -> str:
        index = self._at + ahead
        return self._text[self._words[index].start : self._words[index].end] if index < len(self._words) else ""

    def _kind(self, ahead: int = 0) -> str:
        index = self._at + ahead
        return self._words[index].kind if index < len(self._words) else ""

    def _word(self, ahead: int = 0) -> Token:
        if self._at + ahead >= len(self._words):
            raise _AstrayError
        return self._words[self._at + ahead]
