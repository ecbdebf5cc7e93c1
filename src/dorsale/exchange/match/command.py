"""What ``dorsale match`` does: a file, a release, and the file again with what was found."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from dorsale.derive.wording import Language
from dorsale.exchange.match.files import FORMS, write_matches
from dorsale.exchange.match.known import kinds
from dorsale.exchange.match.lists import open_list
from dorsale.exchange.match.matcher import Matcher
from dorsale.pages.language import words
from dorsale.release import Release

__all__ = ["match_file"]


def match_file(
    path: Path,
    releases: Path,
    *,
    columns: Sequence[str] = (),
    header: bool = True,
    encoding: str = "utf-8-sig",
    kind: str = "organization",
    form: str | None = None,
    out: Path | None = None,
    lang: Language = "en",
) -> str:
    """Match the list at ``path`` with the current release; what was done, in a line.

    ``columns`` are written FIELD=COLUMN. A file ``out`` appears when it is whole. Raises ``ListError`` for what cannot
    be read, ``ReleaseError`` without a release, ``ValueError`` for a kind or encoding that does not exist.
    """
    index = Release.open(releases / "current").index
    if kind not in (known := kinds(index)):
        raise ValueError(f"there is no kind “{kind}”; kinds are {', '.join(known)}")
    try:
        "".encode(encoding)
    except LookupError as error:
        raise ValueError(str(error)) from error
    named = {}
    for one in columns:
        field, equals, column = one.partition("=")
        if not equals:
            raise ValueError(f"write FIELD=COLUMN, not “{one}”")
        named[field.strip()] = column
    suffix = path.suffix.lower().lstrip(".")
    chosen = form or {"ndjson": "jsonl"}.get(suffix, suffix if suffix in FORMS else "csv")
    with open_list(path, named=named, header=header, encoding=encoding) as table, _writing(out) as file:
        tally = write_matches(table, Matcher(index), file, form=chosen, words=words(lang), kind=kind)
        read = ", ".join(f"{field} = {column}" for field, column in table.fields.items())
    return f"{tally.matched} of {tally.rows} rows matched ({read})"


@contextmanager
def _writing(out: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears under its name when it is whole."""
    if out is None:
        yield sys.stdout
        return
    draft = out.with_name(f".{out.name}.unfinished")
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            yield file
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
