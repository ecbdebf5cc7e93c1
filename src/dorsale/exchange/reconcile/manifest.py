"""What the service says of itself (Reconciliation Service API 0.2, 3.1)."""

from typing import Any, Final

from dorsale import __version__
from dorsale.exchange.reconcile.reading import MOST_QUERIES
from dorsale.exchange.reconcile.types import TYPES, type_of_kind
from dorsale.namespaces import ID, TERM
from dorsale.pages.names import Names
from dorsale.pages.render import Context

__all__ = ["manifest"]

_WIDTH: Final = 420
_HEIGHT: Final = 300


def manifest(context: Context, names: Names) -> dict[str, Any]:
    """The manifest, with all addresses in the language of the request where its address fixes one."""
    place = context.place
    here = place.absolute("/reconcile", place.language if place.fixed else None)
    suggest = {
        what: {"service_url": here, "service_path": f"/suggest/{what}"} for what in ("entity", "type", "property")
    }
    return {
        "versions": ["0.2"],
        "name": context.words("reconcile.name"),
        "identifierSpace": ID,
        "schemaSpace": TERM,
        "documentation": place.absolute("/method", place.language if place.fixed else None) + "#match",
        "logo": place.absolute("/logo.svg"),
        "serviceVersion": __version__,
        "defaultTypes": [type_of_kind(kind, names) for kind in TYPES],
        "view": {"url": place.absolute("/id/{{id}}", place.language if place.fixed else None)},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": _WIDTH, "height": _HEIGHT},
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/properties"},
            "property_settings": [],
        },
        "batchSize": MOST_QUERIES,
    }
