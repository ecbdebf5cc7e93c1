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
    "disclosed",
    "foreseen",
    "held_for",
    "in_talks",
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
    "Uncertain": ("Held by Epoch AI as uncertain.", "Jugé incertain par Epoch AI."),
}

DOLLARS_OF_2025: Final[Texts] = ("In dollars of 2025.", "En dollars de 2025.")
_DOLLARS_OF_JANUARY_2025: Final[Texts] = ("In dollars of January 2025.", "En dollars de janvier 2025.")

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
_SINGLE: Final[dict[str, Texts]] = {
    "No": ("Not a single cluster.", "N’est pas une grappe unique."),
    "Unclear": ("Perhaps not a single cluster.", "Peut-être pas une grappe unique."),
}
_LEFT_OUT: Final[Texts] = ("Left out of Epoch AI’s own charts.", "Absent des graphiques d’Epoch AI.")
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
    """Whether a cluster is planned, sure, one, a phase before another, perhaps another's double."""
    sure = _CERTAIN.get(row["Certainty"], NOTHING)
    notes: list[Texts] = []
    if row["Status"] == "Planned":
        notes.append((f"Planned ({sure[0]}).", f"Prévue ({sure[1]})."))
        if begun:
            notes.append((f"First operation in the table: {begun}.", f"Mise en service selon la table : {begun}."))
    elif row["Certainty"] != "Confirmed":
        notes.append((f"Existence held as {sure[0]} by Epoch AI.", f"Existence jugée {sure[1]} par Epoch AI."))
    if row["Status"] == "Decommissioned":
        notes.append(("Taken out of service.", "Mise hors service."))
    if single := _SINGLE.get(row["Single cluster?"]):
        notes.append(single)
    if later := row["Superseded by"]:
        notes.append((f"A phase that {later} continues.", f"Phase que poursuit {later}."))
    if other := row["Possible Duplicate Of"]:
        notes.append((f"Perhaps the same as {other}.", f"Peut-être la même que {other}."))
    elif row["Possible Duplicate"]:
        notes.append(("Perhaps the same as another of the table.", "Peut-être la même qu’une autre de la table."))
    return joined(*notes)


def reported(row: Row, column: str) -> Texts:
    """Whether a cluster's power or cost was reported or reckoned, and in the dollars of which day."""
    said = {"Power Capacity (MW)": "Reported Power Capacity (MW)", "Hardware Cost": "Reported Cost"}.get(column)
    if said is None:
        return NOTHING
    known = ("As reported.", "Selon ce qui a été rapporté.")
    if not row.get(said):
        known = ("Reckoned by Epoch AI from the chips.", "Calculé par Epoch AI d’après les puces.")
    return joined(known, _DOLLARS_OF_JANUARY_2025) if column == "Hardware Cost" else known


def trained_with(hardware: str) -> Texts:
    """With what a model was trained."""
    return (f"For training: {hardware}.", f"Pour l’entraînement : {hardware}.") if hardware else NOTHING


def plain_slug(name: str) -> str:
    """A name as part of a figure's."""
    return slug(name).replace(".", "-")


def disclosed(source: str) -> bool:
    """Whether a number of chips is the company's own."""
    return "disclosure" in source.lower()


def chips_note(chip: str, source: str) -> Texts:
    """Which chips a number counts, and who says so."""
    if disclosed(source):
        return f"{chip}; the company’s own number.", f"{chip} ; chiffre de l’entreprise."
    return f"{chip}; estimate.", f"{chip} ; estimation."


def round_note(row: Row, column: str, *, whole: bool) -> Texts:
    """What a round’s figure is: debt or equity, part or whole, talked of or closed."""
    notes: list[Texts] = []
    if column in ("equity", "debt"):
        kind = {"equity": ("equity", "fonds propres"), "debt": ("debt", "dette")}[column]
        part = ("", "") if whole else (" of one stage", " d’une étape")
        notes.append((f"The {kind[0]}{part[0]}.".capitalize(), f"{kind[1]}{part[1]}.".capitalize()))
    if in_talks(row):
        notes.append(("Still in talks then.", "Encore en discussion à cette date."))
    return joined(*notes, *_held(row))


def in_talks(row: Row) -> bool:
    """Whether a round was not closed when it was reported."""
    return row.get("Status") == "Late discussions"


def foreseen(row: Row) -> bool:
    """Whether spending was reported before its time had ended."""
    told, ended = row.day("Report date"), row.day("Date")
    return told is not None and ended is not None and told < ended


def spending_note(row: Row) -> Texts:
    """What a company’s spending on computing covers, and whether it had been spent when it was reported."""
    words = {
        "R&D cloud compute": ("research and training", "recherche et entraînement"),
        "Inference cloud compute": ("inference", "inférence"),
        "Data": ("data", "données"),
    }
    parts = [words.get(name, (name, name)) for name in row.names("Category")]
    english, french = (", ".join(part[side] for part in parts) for side in (0, 1))
    if row.get("Period type") == "Annualized":
        when = ("at the yearly pace of that day", "au rythme annuel de cette date")
    else:
        when = ("in the year that ends on that day", "sur l’année close à cette date")
    said = (f"{english}; {when[0]}.".capitalize(), f"{french} ; {when[1]}.".capitalize())
    told = row.day("Report date")
    ahead = NOTHING
    if foreseen(row):  # one day in the table is of the year 202
        ahead = (f"Foreseen on {told}.", f"Prévu le {told}.") if told and told.year > 2000 else ("Foreseen.", "Prévu.")
    return joined(said, ahead, *_held(row))


def _held(row: Row) -> list[Texts]:
    """How sure the table is of a row, and whether it shows it."""
    return [CONFIDENCE.get(row["Confidence"], NOTHING), _LEFT_OUT if row.get("Exclude from graph view") else NOTHING]


def joined(*notes: Texts) -> Texts:
    """Several notes as one."""
    english, french = (" ".join(note[side] for note in notes if note[side]) for side in (0, 1))
    return english, french
