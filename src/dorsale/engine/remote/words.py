"""A query cut at its words, to be looked at by their places."""

from collections.abc import Iterable, Iterator
from typing import Final

from dorsale.engine.lexer import Token, tokens

__all__ = ["Words"]

_CLOSING: Final = {"(": ")", "{": "}", "[": "]"}


class Words:
    """The words of a ``text``, counted from 0. Beyond the last there is an empty word without a kind."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._words = list(tokens(text))

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[Token]:
        return iter(self._words)

    def __getitem__(self, index: int) -> Token:
        """A word by its place. Raises ``IndexError`` beyond the last."""
        return self._words[index]

    def said(self, index: int) -> str:
        """The text of a word."""
        return self.text[self._words[index].start : self._words[index].end] if index < len(self._words) else ""

    def kind(self, index: int) -> str:
        """What a word is (:data:`~dorsale.engine.lexer.Kind`)."""
        return self._words[index].kind if index < len(self._words) else ""

    def between(self, start: int, end: int) -> str:
        """The text from one word to before another."""
        if start >= min(end, len(self._words)):
            return ""
        return self.text[self._words[start].start : self._words[min(end, len(self._words)) - 1].end]

    def edited(self, edits: Iterable[tuple[int, int, str]]) -> str:
        """The text with other text from one place to before another, places of characters that do not overlap."""
        text = self.text
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def closing(self, opening: int) -> int | None:
        """The bracket that closes the one at ``opening``; None where there is none."""
        said = self.said(opening)
        if said not in _CLOSING:
            return None
        depth = 0
        for index in range(opening, len(self._words)):
            depth += (self.said(index) == said) - (self.said(index) == _CLOSING[said])
            if depth == 0:
                return index
        return None
