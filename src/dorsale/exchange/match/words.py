"""Words by which one organization is written in different ways: legal forms, countries, words of two languages.

The legal forms are those abbreviations of ISO 20275 (Entity Legal Forms) that companies of the AI industry bear, with
those spelled out in the languages of their countries. Words that are worth little are written here as well: what a name
may have more or less without being another one.
"""

from functools import cache
from typing import Final

from babel import Locale

from dorsale.checks.identifiers import countries
from dorsale.release.search import SMALL_WORDS, fold

__all__ = [
    "FILLING",
    "FORMER",
    "FORMS",
    "LESS",
    "LIGHT",
    "MORE",
    "PLACES",
    "REGION",
    "SAME",
    "SECURITIES",
    "SMALL",
    "SORTS",
    "code_of",
    "place_words",
]


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def _phrases(listed: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(fold(one).split()) for one in listed.split(","))


SMALL: Final = SMALL_WORDS | _words("of the and und y e der die das den del el los")
"""Words that are never compared, unless a name has no others."""

FORMS: Final = _phrases(
    "ab, abp, ag, ag & co kg, ag & co kgaa, aktiebolag, aktiengesellschaft, as, asa, a/s, aps, berhad, bhd, bv, bvba, "
    "b v, co, co kg, co ltd, company, company limited, corp, corporation, corporation limited, ek, eg, ehf, eurl, ev, "
    "gesellschaft mit beschränkter haftung, gie, gk, gmbh, gmbh & co kg, hf, holding bv, inc, incorporated, jsc, kg, "
    "kgaa, kabushiki kaisha, kk, kaisha, limited, limited company, limited liability company, limited partnership, "
    "llc, llp, lp, ltd, ltda, mbh, na, n a, nv, n v, nyrt, ojsc, ooo, oü, oy, oyj, oao, pao, pbc, pbllc, plc, pjsc, "
    "private limited, private, pte, pte ltd, pty, pty ltd, pt, public benefit corporation, public limited company, "
    "pvt, pvt ltd, s a, sa, s a b de c v, sab de cv, s a s, sas, sasu, s c a, sca, scs, se, s e, snc, "
    "societas europaea, société anonyme, société par actions simplifiée, società per azioni, s p a, spa, "
    "s r l, srl, s r o, sro, s a r l, sarl, s à r l, sociedad anónima, sociedade anônima, sl, "
    "sp z o o, tbk, trust company, uab, ug, zrt, "
    "class a, class b, class c, cl a, cl b, cl c, common stock, ordinary shares, adr, ads, spons adr, "
    "juridical person, incorporated association"
)
"""Legal forms, and what lists of securities add, as folded words; they say little at the end or beginning of a name."""

SECURITIES: Final = _words("com ord shs stock common")
"""What lists of securities write behind a legal form."""

FILLING: Final = _words("group holding holdings ai the")
"""Words that any name may have more or less. Whoever adds AI to a name says which of its bearers is meant."""

LIGHT: Final = _words(
    "asset bank business capital cloud company corporate corporation datacenter digital electric enterprise equity "
    "financial fund global industry infrastructure international investment laboratory management motor network "
    "operation partner partnership platform power product research semiconductor service software studio system "
    "technology telecommunications venture computer communication energy national trust associate device precision "
    "board"
)
"""Words that many names share and that say little of which one is meant."""

MORE: Final = LIGHT - _words("energy power trust product research financial studio business digital")
"""Light words that a list may have more than the record."""

LESS: Final = LIGHT - _words("energy power trust bank motor telecommunications product digital international global")
"""Light words that a list may have less."""

SORTS: Final = _words(
    "university government department commission foundation academy college school center association agency authority "
    "public science state institute hospital society council office bureau city county"
)
"""Words that say what sort of organization one is: they have to agree, and are no name."""

FORMER: Final = _words("formerly ex fka previously aka dba anciennement formerly autrefois devenu now")
"""What stands before an older or other name."""

REGION: Final = "@region"
"""Stands for words of regions larger than a country."""

_REGIONS: Final = (
    "europe, emea, apac, asia, asia pacific, america, americas, north america, latin america, worldwide, nordics, "
    "benelux, middle east, amérique, asie, afrique, africa"
)

_ADJECTIVES: Final = {
    "US": "american, americain, americaine, etats unis d amerique, united states of america, u s, u s a, usa, us",
    "FR": "french, francais, francaise",
    "DE": "german, allemand, allemande, deutschland",
    "GB": "british, britannique, uk, u k, great britain, england",
    "IN": "indian, indien, indienne, bharat",
    "JP": "japanese, japonais, japonaise, nippon",
    "CN": "chinese, chinois, chinoise, prc",
    "KR": "korean, coreen, coreenne, sud coreen, sud coreenne, korea, coree, republic of korea",
    "SA": "saudi, saoudien, saoudienne, ksa, kingdom of saudi arabia",
    "AE": "emirati, emirats, uae, u a e",
    "NL": "dutch, neerlandais, neerlandaise, holland, nederland",
    "CH": "swiss, suisse, schweiz",
    "IT": "italian, italien, italienne, italia",
    "ES": "spanish, espagnol, espagnole, espana",
    "CA": "canadian, canadien, canadienne",
    "DK": "danish, danois, danoise, danmark",
    "PL": "polish, polonais, polonaise, polska",
    "SE": "swedish, suedois, suedoise, sverige",
    "NO": "norwegian, norvegien, norvegienne, norge",
    "BR": "brazilian, bresilien, bresilienne, brasil",
    "IL": "israeli, israelien, israelienne",
    "TW": "taiwanese, taiwanais, taiwanaise",
    "MA": "moroccan, marocain, marocaine",
    "LU": "luxembourgeois, luxembourgeoise",
    "BE": "belgian, belge, belgium",
    "CZ": "czech, tcheque, czechia",
    "RU": "russian, russe",
    "HK": "hong kong",
    "VN": "vietnam, viet nam",
}

SAME: Final = {
    word: one
    for one, words in {
        "academy": "academie",
        "agency": "agence",
        "authority": "auth autorite",
        "artificial": "artificielle artificial",
        "bank": "banque banco",
        "capital": "cap",
        "center": "centre centers centres centro zentrum ctr",
        "commission": "",
        "communication": "communications",
        "computer": "computers calcul supercalcul supercomputing",
        "corporate": "corp",
        "datacenter": "datacenters dc dcs",
        "department": "dept departement ministry ministere minist",
        "development": "developpement dev",
        "device": "devices",
        "energy": "energie energies",
        "european": "europeen europeenne",
        "federal": "federale",
        "finance": "finances",
        "foundation": "fondation",
        "fund": "fonds funds",
        "government": "gouvernement govt gov",
        "group": "groupe gruppe grupo gruppo grupp gruppa",
        "industry": "industries industrie ind",
        "infrastructure": "infra infrastructures",
        "institute": "institut inst institutet institution",
        "intelligence": "",
        "international": "intl internationale int",
        "investment": "investments investissement investissements inv",
        "joint": "conjoint",
        "laboratory": "lab labs laboratories laboratoire laboratoires laboratorio",
        "machine": "machines",
        "management": "mgmt mgt gestion",
        "manufacturing": "mfg mfrs fabrication",
        "material": "materials",
        "motor": "motors",
        "national": "nationale natl nat nationaux",
        "network": "networks reseaux",
        "normal": "normale",
        "operation": "operations",
        "partner": "partners partenaires",
        "pension": "pensions",
        "platform": "platforms plateforme plateformes",
        "power": "",
        "product": "products",
        "public": "publique",
        "research": "recherche recherches",
        "school": "ecole",
        "science": "sciences",
        "semiconductor": "semiconductors semi semis semiconducteurs",
        "service": "services",
        "solution": "solutions",
        "state": "etat",
        "superior": "superieure",
        "system": "systems systemes",
        "technical": "technique technische",
        "technology": "technologies tech technologie",
        "telecommunications": "telecom telecoms telecommunication telco telekom",
        "university": "univ universite universities universitat universidad universita uni",
        "venture": "ventures",
    }.items()
    for word in (one, *words.split())
}
"""Word → the one that stands for it and its plural, short and French forms."""


@cache
def place_words() -> dict[tuple[str, ...], str]:
    """Folded words of a country or region → ``@`` and the country's code (ISO 3166-1 alpha-2), or :data:`REGION`."""
    known = countries()
    found = {}
    for language in ("en", "fr", "de", "es"):
        for code, name in Locale.parse(language).territories.items():
            if code in known:
                found[tuple(fold(name.partition("(")[0]).split())] = f"@{code}"
    for code, listed in _ADJECTIVES.items():
        found |= dict.fromkeys(_phrases(listed), f"@{code}")
    return {**found, **dict.fromkeys(_phrases(_REGIONS), REGION)}


PLACES: Final = 5
"""The most words that the name of a place has."""


@cache
def code_of(text: str) -> str | None:
    """The country that a cell of a table means: a code of two or three letters, or a name in one of four languages."""
    bare = text.strip().upper()
    if bare in countries():
        return bare
    if bare == "UK":
        return "GB"
    if len(bare) == 3 and bare in _three():
        return _three()[bare]
    words = tuple(word for word in fold(text).split() if word != "the")
    found = place_words().get(words, REGION)
    return None if found == REGION else found[1:]


@cache
def _three() -> dict[str, str]:
    """Codes of three letters (ISO 3166-1 alpha-3) by those of two."""
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    found = {three: several[0] for three, several in aliases.items() if len(three) == 3 and three.isalpha()}
    return {three: two for three, two in found.items() if two in countries()}
