"""What goes wrong when a store is written to.

::

    StoreError      it cannot be reached, or does not speak SPARQL 1.1 (:mod:`dorsale.engine.remote.errors`)
      +- Refused    the store answered, and said no
      +- Foreign    there is something in our place that is not ours
      +- Unknown    the store holds a release that is not kept here
"""

from dorsale.engine.remote.errors import Refused, StoreError

__all__ = ["Foreign", "Refused", "StoreError", "Unknown"]


class Foreign(StoreError):  # noqa: N818 - it says what is there
    """A graph of our name holds statements, and no marker says that we put them there."""


class Unknown(StoreError):  # noqa: N818 - it says what the release is
    """The store holds a release that is not kept here, so that no patch leads on from it."""
