"""What an editor completes: prefixes, and the terms of ontology and vocabularies with their names in one language."""

import json

from dorsale.derive.wording import Language
from dorsale.namespaces import PREFIXES, TERM, VOCABULARY, shorten
from dorsale.pages.names import Lexicon, Names

__all__ = ["terms_json"]


def terms_json(lexicon: Lexicon, language: Language) -> bytes:
    """``prefixes``: prefix → namespace; ``terms``: short name, kind (class, property, concept), label, definition."""
    names = Names(language, lexicon.statements)
    found = []
    for iri in sorted(lexicon.statements.described()):
        if not iri.startswith((TERM, VOCABULARY)) or not lexicon.named(iri):
            continue
        local = iri.rpartition("#")[2]
        if iri.startswith(TERM) and local:
            kind = "class" if local[0].isupper() else "property"
        elif lexicon.statements.first(iri, "skos:inScheme"):
            kind = "concept"
        else:
            continue
        defined = names.definition(iri)
        found.append([shorten(iri), kind, names(iri).text, defined.text if defined else ""])
    return json.dumps({"prefixes": PREFIXES, "terms": found}, ensure_ascii=False, separators=(",", ":")).encode()
