"""When are two rules the same? When their queries are, whatever their comments, blanks and prefixes."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

__all__ = ["Rule", "normal_form", "read_rule"]

_TOKEN: Final = re.compile(
    r"""(?P<text>\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')"""
    r"|(?P<iri><[^<>\"{}|^`\\\s]*>)"
    r"|(?P<none>\#[^\n\r]*|\s+)"
    r"|(?P<name>(?:[^\W\d_][\w.-]*)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%])"
    r"(?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%])*(?:[\w:-]|%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%]))?)?)"
    r"|(?P<word>[?$@]?\w[\w-]*)"
    r"|(?P<mark>.)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What of a rule file matters to what it derives: its stratum (its first two digits) and its query.

    ``text`` is the file as it is written, which two equal rules need not share.
    """

    stratum: str
    query: str
    text: str = field(compare=False)


def read_rule(path: Path) -> Rule:
    """The rule of a file named ``NN-what-it-derives.rq``."""
    text = path.read_text(encoding="utf-8")
    return Rule(path.stem.partition("-")[0], normal_form(text), text)


def normal_form(query: str) -> str:
    """``query`` without comments, its names written as IRIs, its prefixes left out and its tokens one blank apart.

    What does not change the meaning of a query in other ways (other names of variables, another order of patterns)
    still changes its normal form.
    """
    tokens = [(found.lastgroup, found.group()) for found in _TOKEN.finditer(query) if found.lastgroup != "none"]
    prefixes: dict[str, str] = {}
    kept: list[str] = []
    place = 0
    while place < len(tokens):
        kind, token = tokens[place]
        if kind == "word" and token.upper() == "PREFIX" and place + 2 < len(tokens):
            prefixes[tokens[place + 1][1].removesuffix(":")] = tokens[place + 2][1][1:-1]
            place += 3
            continue
        if kind == "name":
            prefix, _, local = token.partition(":")
            token = f"<{prefixes[prefix]}{local}>" if prefix in prefixes else token
        kept.append(token)
        place += 1
    return " ".join(kept)
