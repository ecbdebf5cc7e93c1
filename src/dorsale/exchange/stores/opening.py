"""Where a store is asked and written to, found out from one address, and what it keeps."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import httpx

from dorsale import __version__
from dorsale.engine.remote.address import query_addresses, well_formed
from dorsale.engine.remote.auth import Credentials, auth_for
from dorsale.exchange.stores.errors import Refused, StoreError
from dorsale.exchange.stores.keeping import PROBES, Keeping
from dorsale.exchange.stores.store import Store

__all__ = ["Address", "open_store", "probe"]

_SECONDS: Final = 300.0
"""How long a store may take over one request."""

_OF_UPDATES: Final = {"/sparql": ("-auth", ""), "/query": ("",), "": ("/statements", "/update", "")}


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a store is: ``to`` is its address or that of its query endpoint, the others are known or found out."""

    to: str
    update: str | None = None
    gsp: str | None = None


@contextmanager
def open_store(address: Address, credentials: Credentials, *, marker: str, write: bool = True) -> Iterator[Store]:
    """The store at ``address``; how it is asked and, with ``write``, how it is written to is found out.

    The query endpoint is tried with a question, that for updates by writing into the graph ``marker``, which is ours.
    Raises :class:`StoreError` where nothing answers.
    """
    for url in (address.to, address.update, address.gsp):
        well_formed(url)
    headers = {"user-agent": f"dorsale/{__version__}"}
    with httpx.Client(auth=auth_for(credentials), timeout=_SECONDS, headers=headers, trust_env=False) as client:
        store = _answering(client, address)
        if write and store.update is None and store.gsp is None:
            store.update = _writable(store, marker)
        yield store


def probe(store: Store, marker: str) -> Keeping:
    """What the store keeps, seen by writing into our own graph and reading back; nothing of it stays."""
    subject = f"<{marker}#probe>"
    for name, literals in PROBES.items():
        statements = [f"{subject} <{marker}#{name}> {literal}" for literal in literals]
        try:
            if store.update is None:
                store.add(marker, statements)
            else:
                store.write(f"INSERT DATA {{ GRAPH <{marker}> {{ {' . '.join(statements)} }} }}")
        except Refused:
            continue
    found = Keeping.of(one.split(" ", 2)[2] for one in store.about(marker, [subject]))
    if store.update is not None:
        pattern = f"GRAPH <{marker}> {{ {subject} ?p ?o }}"
        store.write(f"DELETE {{ {pattern} }} WHERE {{ {pattern} }}")
    return found


def _answering(client: httpx.Client, address: Address) -> Store:
    refusals: list[str] = []
    for url in query_addresses(address.to):
        store = Store(client, query=url, update=address.update, gsp=address.gsp)
        try:
            store.select("SELECT * WHERE { <urn:x> <urn:x> <urn:x> }")
        except Refused as error:
            refusals.append(str(error))
        except StoreError as error:
            if "cannot be reached" in str(error):
                raise
            refusals.append(str(error))
        else:
            return store
    raise StoreError("\n".join(["no SPARQL endpoint answers:", *refusals]))


def _writable(store: Store, marker: str) -> str:
    """The address that takes updates: the first that really writes, seen by asking."""
    refusals: list[str] = []
    probe = f"<{marker}#probe> <{marker}#writes> <{marker}>"
    for url in _candidates(store.query):
        store.update = url
        try:
            store.write(f"INSERT DATA {{ GRAPH <{marker}> {{ {probe} }} }}")
            if store.ask(f"GRAPH <{marker}> {{ {probe} }}"):
                store.write(f"DELETE DATA {{ GRAPH <{marker}> {{ {probe} }} }}")
                return url
            refusals.append(f"{url} takes an update without doing it")
        except StoreError as error:
            refusals.append(str(error))
    raise StoreError("\n".join(["no address takes updates (--update names one):", *refusals]))


def _candidates(query: str) -> Iterator[str]:
    """Where updates may go, by where questions go: Virtuoso, Oxigraph and Fuseki, RDF4J and GraphDB, Neptune."""
    ending = next(one for one in ("/sparql", "/query", "") if query.endswith(one))
    if ending == "/query":
        yield query.removesuffix(ending) + "/update"
    for more in _OF_UPDATES[ending]:
        yield query + more
