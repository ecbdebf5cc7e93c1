import pytest

from dorsale.namespaces import KINDS, PREFIXES, shorten


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/dorsale/id/deal/2025-11-03-openai-aws", "deal:2025-11-03-openai-aws"),
        ("https://w3id.org/dorsale/id/model/gpt-4.1", "model:gpt-4.1"),
        ("https://w3id.org/dorsale/ontology#Deal", "dor:Deal"),
        ("https://w3id.org/dorsale/vocabulary/measure/stake", "measure:stake"),
        ("https://w3id.org/dorsale/vocabulary/measure", "<https://w3id.org/dorsale/vocabulary/measure>"),
        ("http://www.w3.org/ns/org#Organization", "w3org:Organization"),
        ("https://example.org/x", "<https://example.org/x>"),
    ],
)
def test_short_names(iri: str, short: str) -> None:
    assert shorten(iri) == short


def test_no_two_prefixes_name_the_same_and_kinds_are_prefixes() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    assert set(KINDS) <= set(PREFIXES)
