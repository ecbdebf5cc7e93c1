"""The engine in front of somebody else's store: a query leaves the house clean, an answer comes in whole.

The text is read by our own parser (``gateway``), written so that every store reads the same in it (``text``), cut to
tables and yes or no (``shape``, ``template``), asked (``connection``), checked and written anew (``run``, ``answers``).
What it has in common with :mod:`dorsale.exchange.stores`, which loads stores, is here, too: ``auth``, ``address`` and
``marker``.
"""

from dorsale.engine.remote.auth import Credentials
from dorsale.engine.remote.engine import RemoteEngine
from dorsale.engine.remote.errors import StoreError
from dorsale.engine.remote.gateway import Gateway

__all__ = ["Credentials", "Gateway", "RemoteEngine", "StoreError"]
