"""What do other people's tables say? Read, tied to what is known, mapped to Turtle in ``data/imported/``."""

from dorsale.tables.epoch import import_epoch
from dorsale.tables.errors import TableError
from dorsale.tables.writing import Change, Imported

__all__ = ["Change", "Imported", "TableError", "import_epoch"]
