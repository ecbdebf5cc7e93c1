"""What single cells of Epoch AI's tables mean, and the notes that say it in both languages."""

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from dorsale.namespaces import PREFIXES
from dorsale.tables.reading import Row
from dorsale.tables.tidy import Texts
from dorsale.tables.ties import Name, slug

__all__ = [
    "CONFIDENCE",
    "DOLLARS_OF_2025",
    "FUNCTION",
    "ONE",
    "OPEN_WEIGHTS",
    "chips_note",
    "cluster_name",
    "cluster_note",
    "confident",
    "country",
    "held_for",
    "joined",
    "locality",
    "loose_day",
    "plain_slug",
    "reported",
    "round_note",
    "spending_note",
    "steps",
    "trained_with",
]

FUNCTION: Final = PREFIXES["function"]
ONE: Final = Decimal(1)
NOTHING: Final[Texts] = ("", "")

OPEN_WEIGHTS: Final = {
    "Open weights (unrestricted)": "true",
    "Open weights (restricted use)": "true",
    "Open weights (non-commercial)": "true",
    "API access": "false",
    "Hosted access (no API)": "false",
    "Unreleased": "false",
}

CONFIDENCE: Final[dict[str, Texts]] = {
    "Likely": ("Held by Epoch AI as likely.", "Jugé probable par Epoch AI."),
    "Speculative": ("Held by Epoch AI as speculative.", "Jugé spéculatif par Epoch AI."),
}

DOLLARS_OF_2025: Final[Texts] = ("In dollars of 2025.", "En dollars de 2025.")

_COUNTRIES: Final = {
    "Australia": "AU",
    "Brazil": "BR",
    "Canada": "CA",
    "China": "CN",
    "Czechia": "CZ",
    "Denmark": "DK",
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Hong Kong": "HK",
    "Iceland": "IS",
    "India": "IN",
    "Indonesia": "ID",
    "Israel": "IL",
    "Italy": "IT",
    "Japan": "JP",
    "Korea (Republic of)": "KR",
    "Luxembourg": "LU",
    "Malaysia": "MY",
    "Mexico": "MX",
    "Netherlands": "NL",
    "Norway": "NO",
    "Philippines (the)": "PH",
    "Poland": "PL",
    "Portugal": "PT",
    "Russia": "RU",
    "Saudi Arabia": "SA",
    "Singapore": "SG",
    "Slovenia": "SI",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "Taiwan": "TW",
    "Thailand": "TH",
    "United Arab Emirates": "AE",
    "United Kingdom": "GB",
    "United Kingdom of Great Britain and Northern Ireland": "GB",
    "United States": "US",
    "United States of America": "US",
    "Vietnam": "VN",
}
_ADDRESS: Final = re.compile(r"(?:^|, )([A-Z][A-Za-z. ’-]+),? +(?:[A-Z]{2},? *[0-9]{5}|[A-Z]{2})(?:, USA|, .*)?$")
_NAMELESS: Final = "Anonymized Chinese System"
_CERTAIN: Final[dict[str, Texts]] = {
    "Likely": ("likely", "probable"),
    "Unlikely": ("unlikely", "peu probable"),
    "Confirmed": ("confirmed", "confirmée"),
}


def country(row: Row, column: str) -> str:
    """The ISO 3166 code of a cell with the name of a country. Raises :class:`TableError` for a name unknown here."""
    name = row[column]
    if name and name not in _COUNTRIES:
        raise row.wrong(f"{column}: {name!r} is no country that is known here")
    return _COUNTRIES.get(name, "")


def locality(address: str) -> str:
    """The town of an American address, where it can be told; else nothing."""
    found = _ADDRESS.search(address.replace("'", "’"))
    return found[1].strip() if found else ""


def loose_day(text: str) -> str:
    """A day written 11/15/2024; nothing for a cell that is less exact."""
    parts = text.split("/")
    return date(int(parts[2]), int(parts[0]), int(parts[1])).isoformat() if len(parts) == 3 else ""


def confident(row: Row, column: str) -> list[str]:
    """The names that the table holds for sure (``NAME #confident``)."""
    return [name.split("#")[0].strip() for name in row.names(column) if name.endswith("#confident")]


def held_for(row: Row) -> Texts:
    """What the table says of owners and users without being sure."""
    english, french = ["Owner means that of the computers."], ["Le propriétaire est celui des ordinateurs."]
    words = {"likely": ("likely", "probable"), "speculative": ("speculative", "hypothèse")}
    for column, called in (("Owner", ("owner", "propriétaire")), ("Users", ("user", "utilisateur"))):
        for name in row.names(column):
            who, _, sure = name.partition("#")
            if sure.strip() in words:
                said = words[sure.strip()]
                english.append(f"Held by Epoch AI as {called[0]}: {who.strip()} ({said[0]}).")
                french.append(f"Tenu par Epoch AI pour {called[1]} : {who.strip()} ({said[1]}).")
    return " ".join(english), " ".join(french)


def steps(values: Iterable[tuple[date, Decimal | None]]) -> dict[date, Decimal]:
    """The days on which a value changes, with it; zeros before the first value are left out."""
    found: dict[date, Decimal] = {}
    last = Decimal(0)
    for day, value in values:
        if value is not None and value != last:
            found[day] = last = value
    return found


def cluster_name(row: Row, called: Name, seen: set[str]) -> Name:
    """How a cluster is called; one without a name gets a mark made of what the table says of it."""
    if row["Name"] != _NAMELESS:
        return called
    said = "|".join(row[c] for c in ("Country", "First Operational Date")) + row.get("Total number of AI chips")
    mark = hashlib.sha256(f"{said}|{row.get('H100 equivalents')}|{row.get('Power Capacity (MW)')}".encode()).hexdigest()
    length = 6
    number = 1
    key = mark[:length]
    while key in seen:
        number += 1
        key = f"{mark[:length]}-{number}"
    seen.add(key)
    return Name(
        f"anonymized-chinese-system-{key}", f"Anonymized Chinese system {key}", f"Système chinois anonymisé {key}"
    )


def cluster_note(row: Row, begun: date | None) -> Texts:
    """Whether a cluster is planned, sure, perhaps another's double."""
    sure = _CERTAIN.get(row["Certainty"], NOTHING)
    notes: list[Texts] = []
    if row["Status"] == "Planned":
        notes.append((f"Planned ({sure[0]}).", f"Prévue ({sure[1]})."))
        if begun:
            notes.append((f"In service by {begun} at the earliest.", f"En service au plus tôt le {begun}."))
    elif row["Certainty"] != "Confirmed":
        notes.append((f"Existence held as {sure[0]} by Epoch AI.", f"Existence jugée {sure[1]} par Epoch AI."))
    if row["Status"] == "Decommissioned":
        notes.append(("Taken out of service.", "Mise hors service."))
    if other := row["Possible Duplicate Of"]:
        notes.append((f"Perhaps the same as {other}.", f"Peut-être la même que {other}."))
    return joined(*notes)


def reported(row: Row, column: str) -> Texts:
    """Whether a cluster's power or cost was reported or reckoned."""
    said = {"Power Capacity (MW)": "Reported Power Capacity (MW)", "Hardware Cost": "Reported Cost"}.get(column)
    if said is None:
        return NOTHING
    if row.get(said):
        return "As reported.", "Selon ce qui a été rapporté."
    return "Reckoned by Epoch AI from the chips.", "Calculé par Epoch AI d’après les puces."


def trained_with(hardware: str) -> Texts:
    """With what a model was trained."""
    return (f"For training: {hardware}.", f"Pour l’entraînement : {hardware}.") if hardware else NOTHING


def plain_slug(name: str) -> str:
    """A name as part of a figure's."""
    return slug(name).replace(".", "-")


def chips_note(chip: str, source: str) -> Texts:
    """Which chips a number counts, and who says so."""
    if "disclosure" in source.lower():
        return f"{chip}; the company’s own number.", f"{chip} ; chiffre de l’entreprise."
    return f"{chip}; estimate.", f"{chip} ; estimation."


def round_note(row: Row, column: str, *, whole: bool) -> Texts:
    """What a round’s figure is: debt or equity, part or whole, talked of or closed."""
    notes: list[Texts] = []
    if column in ("equity", "debt"):
        kind = {"equity": ("equity", "fonds propres"), "debt": ("debt", "dette")}[column]
        part = ("", "") if whole else (" of one stage", " d’une étape")
        notes.append((f"The {kind[0]}{part[0]}.".capitalize(), f"{kind[1]}{part[1]}.".capitalize()))
    if row.get("Status") == "Late discussions":
        notes.append(("Still in talks then.", "Encore en discussion à cette date."))
    return joined(*notes, CONFIDENCE.get(row["Confidence"], NOTHING))


def spending_note(row: Row) -> Texts:
    """What a company’s spending on computing covers."""
    words = {
        "R&D cloud compute": ("research and training", "recherche et entraînement"),
        "Inference cloud compute": ("inference", "inférence"),
        "Data": ("data", "données"),
    }
    parts = [words.get(name, (name, name)) for name in row.names("Category")]
    english, french = (", ".join(part[side] for part in parts) for side in (0, 1))
    yearly = row.get("Period type") == "Annualized"
    if yearly:
        return f"{english}; at the yearly pace of that day.".capitalize(), (
            f"{french} ; au rythme annuel de cette date.".capitalize()
        )
    return f"{english}; in the year that ends on that day.".capitalize(), (
        f"{french} ; sur l’année close à cette date.".capitalize()
    )


def joined(*notes: Texts) -> Texts:
    """Several notes as one."""
    english, french = (" ".join(note[side] for note in notes if note[side]) for side in (0, 1))
    return english, french
