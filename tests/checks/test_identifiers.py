from pathlib import Path

import pytest

from dorsale.checks import check
from dorsale.checks.identifiers import countries, currencies, is_lei


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2549000I2PRQGGIGCA75", True),
        ("5493006MHB84DD0ZWV18", True),
        ("2549000I2PRQGGIGCA76", False),
        ("2549000I2PRQGGIGAC75", False),
        ("2549000i2prqggigca75", False),
        ("2549000I2PRQGGIGCA7", False),
        ("", False),
    ],
)
def test_lei(text: str, right: bool) -> None:
    assert is_lei(text) is right


@pytest.mark.parametrize(
    ("code", "known"), [("FR", True), ("TW", True), ("GB", True), ("UK", False), ("EU", False), ("XK", False)]
)
def test_countries(code: str, known: bool) -> None:
    assert (code in countries()) is known


@pytest.mark.parametrize(
    ("code", "known"), [("USD", True), ("EUR", True), ("KRW", True), ("FRF", False), ("DEM", False), ("BTC", False)]
)
def test_currencies(code: str, known: bool) -> None:
    assert (code in currencies()) is known


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://www.frenchweb.fr/aws-un-retour/458375", True),
        ("http://a.example:8080/x?y=1&z=%20#part", True),
        ("https://xn--bcher-kva.example", True),
        ("https://localhost/", False),
        ("https://a_b.example/", False),
        ("https://a.example/%zz", False),
        ("https://a.example/é", False),
        ("https://-a.example/", False),
    ],
)
def test_urls(url: str, right: bool, tmp_path: Path) -> None:
    file = tmp_path / "data" / "organizations" / "alpha.ttl"
    file.parent.mkdir(parents=True)
    thing = "<https://w3id.org/dorsale/id/organization/alpha>"
    text = f'{thing}\n<https://w3id.org/dorsale/ontology#website>\n"{url}"^^<http://www.w3.org/2001/XMLSchema#anyURI> .'
    file.write_text(text, encoding="utf-8")
    found = check(tmp_path, only=["identifiers"]).findings
    assert [(finding.code, finding.line) for finding in found] == ([] if right else [("bad-url", 3)])
