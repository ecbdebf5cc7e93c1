"""What may be wrong with a table."""

from pathlib import Path

__all__ = ["TableError"]


class TableError(Exception):
    """A table, or a file about tables, cannot be used; says where and why."""

    def __init__(self, path: Path, line: int | None, why: str) -> None:
        super().__init__(f"{path}:{line}: {why}" if line else f"{path}: {why}")
        self.path = path
        self.line = line
        self.why = why
