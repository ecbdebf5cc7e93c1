"""What goes wrong with other people's stores.

::

    StoreError
      +- Refused    the store answered, and said no
"""

__all__ = ["Refused", "StoreError"]


class StoreError(Exception):
    """The store cannot be reached, or does not speak SPARQL 1.1."""


class Refused(StoreError):  # noqa: N818 - it says what the store did
    """The store answered with an error; ``status`` is that of HTTP."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status
