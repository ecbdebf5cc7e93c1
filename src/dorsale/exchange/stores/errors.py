"""What goes wrong with other people's stores.

::

    StoreError
      +- Refused    the store answered, and said no
      +- Foreign    there is something in our place that is not ours
      +- Unknown    the store holds a release that is not kept here
"""

__all__ = ["Foreign", "Refused", "StoreError", "Unknown"]


class StoreError(Exception):
    """The store cannot be reached, or does not speak SPARQL 1.1."""


class Refused(StoreError):  # noqa: N818 - it says what the store did
    """The store answered with an error; ``status`` is that of HTTP."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class Foreign(StoreError):  # noqa: N818 - it says what is there
    """A graph of our name holds statements, and no marker says that we put them there."""


class Unknown(StoreError):  # noqa: N818 - it says what the release is
    """The store holds a release that is not kept here, so that no patch leads on from it."""
