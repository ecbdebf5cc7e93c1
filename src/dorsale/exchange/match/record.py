"""What is asked for: a name as somebody else has it, with whatever else a list says of it."""

import re
from dataclasses import dataclass
from typing import Final

from dorsale.checks.identifiers import is_lei
from dorsale.exchange.match.words import code_of
from dorsale.release.known import host_of

__all__ = ["FIELDS", "Record", "read_cik", "read_lei", "read_ticker", "read_website", "read_wikidata"]

FIELDS: Final = ("name", "country", "lei", "cik", "wikidata", "website", "ticker", "exchange")
"""What a list may say of a thing, each in a column of its own."""

_WIKIDATA: Final = re.compile(
    r"(?:https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/|wd:)?(Q[1-9][0-9]*)", re.IGNORECASE
)
_SYMBOL: Final = re.compile(r"[A-Z0-9][A-Z0-9.&-]{0,14}")

_EXCHANGES: Final = {
    name: code
    for code, names in {
        "XNAS": "XNAS NASDAQ NASDAQGS NASDAQGM NASDAQCM NMS OQ O",
        "XNYS": "XNYS NYSE NYQ N",
        "XPAR": "XPAR EPA PAR PA FP EURONEXTPARIS",
        "XAMS": "XAMS AMS AS",
        "XBRU": "XBRU EBR BR",
        "XETR": "XETR ETR DE GY FRA XFRA",
        "XLON": "XLON LON LSE L LN",
        "XJPX": "XJPX XTKS TYO TSE T JP",
        "XKRX": "XKRX KRX KS",
        "XTAI": "XTAI TPE TW",
        "XHKG": "XHKG HKG HK",
        "XSHG": "XSHG SHA SS",
        "XSHE": "XSHE SHE SZ",
        "XNSE": "XNSE NSE NS",
        "XSTO": "XSTO STO ST",
        "XOSL": "XOSL OSL OL",
        "XHEL": "XHEL HEL HE",
        "XSWX": "XSWX SWX SW",
        "XMAD": "XMAD BME MC",
        "XMIL": "XMIL BIT MI",
        "XTSE": "XTSE TSX TO",
        "XTAE": "XTAE TASE TA",
        "XASX": "XASX ASX AX",
        "XSES": "XSES SGX SI",
        "XSAU": "XSAU TADAWUL SR",
    }.items()
    for name in names.split()
}
"""What lists call an exchange, as prefix, suffix or in a column → its market identifier code (ISO 10383)."""

_HOSTS_OF_OTHERS: Final = frozenset(
    (
        *("github.com", "gitlab.com", "linkedin.com", "facebook.com", "x.com", "twitter.com", "instagram.com"),
        *("youtube.com", "huggingface.co", "medium.com", "crunchbase.com", "wikipedia.org", "wikidata.org"),
        *("google.com", "bloomberg.com", "reuters.com"),
    )
)
"""Hosts under which many have a page: a path or a host below one of them says nothing of who owns it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing as a list has it, its cells in the one form in which they are compared; made by :meth:`of`.

    ``country`` is a code of ISO 3166-1, ``ticker`` EXCHANGE:SYMBOL with an empty exchange where the list names none.
    """

    name: str = ""
    country: str = ""
    lei: str = ""
    cik: str = ""
    wikidata: str = ""
    website: str = ""
    ticker: str = ""

    @classmethod
    def of(cls, cells: dict[str, str]) -> "Record":
        """The record of cells by :data:`FIELDS`; what is not in the form of its field is left out."""
        return cls(
            name=" ".join(cells.get("name", "").split()),
            country=code_of(cells.get("country", "")) or "" if cells.get("country") else "",
            lei=read_lei(cells.get("lei", "")),
            cik=read_cik(cells.get("cik", "")),
            wikidata=read_wikidata(cells.get("wikidata", "")),
            website=read_website(cells.get("website", "")),
            ticker=read_ticker(cells.get("ticker", ""), cells.get("exchange", "")),
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to match by."""
        return not any((self.name, self.lei, self.cik, self.wikidata, self.website, self.ticker))


def read_lei(text: str) -> str:
    """A legal entity identifier with right check digits (ISO 17442), or nothing."""
    bare = text.strip().upper()
    return bare if is_lei(bare) else ""


def read_cik(text: str) -> str:
    """A central index key of the SEC in ten digits, or nothing."""
    bare = text.strip().upper().removeprefix("CIK").strip()
    return bare.zfill(10) if bare.isascii() and bare.isdigit() and len(bare) <= 10 else ""


def read_wikidata(text: str) -> str:
    """An item of Wikidata, from its number or its address, or nothing."""
    found = _WIKIDATA.fullmatch(text.strip())
    return found[1].upper() if found else ""


def read_website(text: str) -> str:
    """The host of a website or of a mail address that can be the thing's own, or nothing."""
    bare = text.strip().rpartition("@")[2]
    host = host_of(bare)
    owner = ".".join(host.split(".")[-2:])
    if "." not in host or " " in host:
        return ""
    path = bare.partition("//")[2] or bare
    beyond = path.partition("/")[2].strip("/")
    return "" if owner in _HOSTS_OF_OTHERS and (beyond or host != owner) else host


def read_ticker(text: str, exchange: str = "") -> str:
    """A ticker as EXCHANGE:SYMBOL from the ways in which lists write one (``NASDAQ:NVDA``, ``AIR.PA``), or nothing."""
    bare = text.strip().upper().lstrip("$")
    named = _exchange(exchange)
    before, colon, after = bare.partition(":")
    if colon and _exchange(before):
        named, bare = named or _exchange(before), after.strip()
    elif (dotted := bare.rpartition("."))[1] and _exchange(dotted[2]):
        named, bare = named or _exchange(dotted[2]), dotted[0]
    elif (spaced := bare.split()) and len(spaced) == 2:
        named, bare = named or _exchange(spaced[1]), spaced[0]
    return f"{named}:{bare}" if _SYMBOL.fullmatch(bare) else ""


def _exchange(name: str) -> str:
    return _EXCHANGES.get(name.strip().upper().replace(" ", ""), "")
