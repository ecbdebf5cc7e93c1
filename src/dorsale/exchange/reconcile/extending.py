"""Values of properties for things that were matched: one query a property, all things at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from dorsale.engine.interface import Engine
from dorsale.engine.rows import Value
from dorsale.exchange.reconcile.types import (
    PROPERTIES,
    Property,
    entity_id,
    iri_of_entity,
    property_name,
    type_of,
    type_of_kind,
)
from dorsale.namespaces import PREFIXES
from dorsale.pages import asking
from dorsale.pages.names import Names
from dorsale.pages.statements import Statements
from dorsale.server.problems import BadRequest

__all__ = ["extended", "values"]

_DAY: Final = PREFIXES["xsd"] + "date"
_MOST_VALUES: Final = 10_000


async def extended(engine: Engine, ids: Sequence[str], properties: Sequence[str], names: Names) -> dict[str, Any]:
    """A data extension response (7.5). Raises :class:`BadRequest` for a property that does not exist.

    Of an identifier that is not known, there are no values.
    """
    unknown = [one for one in properties if one not in PROPERTIES]
    if unknown:
        raise BadRequest(400, f"extend.properties: there is no property “{unknown[0]}”.")
    wanted = [PROPERTIES[one] for one in properties]
    iris = {one: iri for one in ids if (iri := iri_of_entity(one)) and asking.is_iri(iri)}
    found = {one.id: await values(engine, one, iris.values(), names) for one in wanted}
    meta = [{"id": one.id, "name": property_name(one, names), **_service_type(one, names)} for one in wanted]
    rows = {one: {pid: cells.get(iris.get(one, ""), []) for pid, cells in found.items()} for one in ids}
    return {"meta": meta, "rows": rows}


async def values(engine: Engine, one: Property, iris: Iterable[str], names: Names) -> dict[str, list[dict[str, Any]]]:
    """IRI → the values of a property as the API writes them."""
    listed = " ".join(f"<{iri}>" for iri in sorted(set(iris)))
    if not listed:
        return {}
    found = await asking.select(
        engine,
        f"SELECT DISTINCT ?s ?v WHERE {{ VALUES ?s {{ {listed} }} {one.pattern} }} ORDER BY ?s ?v LIMIT {_MOST_VALUES}",
    )
    of_others = {row["v"].value for row in found if row["v"].kind == "uri"}
    labels = await asking.labels(engine, of_others) if one.form in ("thing", "concept") else Statements()
    called = Names(names.language, labels)
    cells: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        cells[row["s"].value].append(_cell(row["v"], one, called))
    return dict(cells)


def _cell(value: Value, one: Property, names: Names) -> dict[str, Any]:
    if one.form == "thing" and type_of(value.value):
        return {"id": entity_id(value.value), "name": names(value.value).text}
    if one.form in ("thing", "concept") and value.kind == "uri":
        return {"str": names(value.value).text}
    if one.form == "number":
        number = float(value.value)
        return {"int": int(number)} if number.is_integer() else {"float": number}
    if one.form == "date" and value.datatype == _DAY:
        return {"date": f"{value.value}T00:00:00Z"}
    return {"str": value.value}


def _service_type(one: Property, names: Names) -> dict[str, Any]:
    """The type of the things that a property leads to, where these can be matched as well and are all of one type."""
    return {"type": type_of_kind("organization", names)} if one.form == "thing" else {}
