"""A release in other stores: loaded whole, kept up to date, and compared with what it should be."""

from dorsale.engine.remote.auth import Credentials
from dorsale.exchange.stores.commands import Target, push, sync
from dorsale.exchange.stores.comparing import Compared
from dorsale.exchange.stores.errors import Foreign, Refused, StoreError, Unknown
from dorsale.exchange.stores.following import Follower
from dorsale.exchange.stores.opening import Address, open_store

__all__ = [
    "Address",
    "Compared",
    "Credentials",
    "Follower",
    "Foreign",
    "Refused",
    "StoreError",
    "Target",
    "Unknown",
    "open_store",
    "push",
    "sync",
]
