"""The drawings of the modules on the page of the ontology: complete, legible, and leading to the terms."""

import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from dorsale.namespaces import PREFIXES, TERM

from .browsing import NARROW
from .conftest import Get
from .pictures.looking import SVG, Box, drawings, overlaps, texts

_MODULES = sorted((Path(__file__).parents[2] / "ontology" / "modules").glob("*.ttl"))


def _classes(module: Path) -> list[str]:
    """The names of the classes that a module defines, read from its Turtle."""
    found = {
        quad.subject.value
        for quad in ox.parse(path=module)
        if quad.predicate.value == PREFIXES["rdf"] + "type"
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value == PREFIXES["owl"] + "Class"
    }
    return sorted(iri.removeprefix(TERM) for iri in found if iri.startswith(TERM))


def _drawn(get: Get, language: str) -> dict[tuple[str, bool], ET.Element]:
    """The drawings by module and by whether they are the narrow form."""
    found = {}
    for svg in drawings(get("/ontology", language=language).text):
        name = svg.attrib["aria-labelledby"].removeprefix("diagram-").removesuffix("-title")
        found[name.removesuffix("-narrow"), name.endswith("-narrow")] = svg
    return found


def _boxes(svg: ET.Element) -> list[Box]:
    found = []
    for rect in svg.iter(f"{SVG}rect" if svg.tag.startswith(SVG) else "rect"):
        x, y, wide, high = (float(rect.attrib[key]) for key in ("x", "y", "width", "height"))
        found.append(Box("", x, y, x + wide, y + high))
    return found


def _links(svg: ET.Element) -> list[ET.Element]:
    return [one for one in svg.iter() if one.tag.removeprefix(SVG) == "a"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_class_is_in_the_drawing_of_its_module_once(get: Get, language: str) -> None:
    drawn = _drawn(get, language)
    assert sorted(drawn) == [(module.stem, narrow) for module in _MODULES for narrow in (False, True)]
    for module in _MODULES:
        for narrow in (False, True):
            links = [link for link in _links(drawn[module.stem, narrow]) if link.attrib["class"] == "class"]
            assert sorted(urlsplit(link.attrib["href"]).fragment for link in links) == _classes(module)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_narrow_form_fits_a_phone_and_holds_the_same_properties(get: Get, language: str) -> None:
    drawn = _drawn(get, language)
    for module in _MODULES:
        forms = [drawn[module.stem, narrow] for narrow in (False, True)]
        assert float(forms[1].attrib["viewBox"].split()[2]) <= NARROW
        wide, narrow = (
            [link.attrib["href"] for link in _links(form) if link.attrib["class"] == "property"] for form in forms
        )
        assert wide == narrow != []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_boxes_and_labels_keep_apart_and_labels_stay_in_their_boxes(get: Get, language: str) -> None:
    for svg in _drawn(get, language).values():
        boxes = _boxes(svg)
        assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]
        assert overlaps(svg) == []
        for text in texts(svg):
            for box in boxes:
                if text.meets(box):
                    assert box.left <= text.left <= text.right <= box.right, text
                    assert box.top <= text.top <= text.bottom <= box.bottom, text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_labels_of_classes_and_properties_are_whole(get: Get, language: str) -> None:
    cut = [text.text for svg in _drawn(get, language).values() for text in texts(svg) if text.text.endswith("…")]
    assert cut == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_links_lead_to_terms_of_the_page(get: Get, language: str) -> None:
    html = get("/ontology", language=language).text
    anchors = Counter(re.findall(r'\bid="([^"]+)"', html))
    for svg in _drawn(get, language).values():
        assert svg.attrib["role"] == "group"
        ours = [link for link in _links(svg) if "outside" not in link.attrib["class"]]
        assert ours
        for link in ours:
            assert anchors[urlsplit(link.attrib["href"]).fragment] == 1, link.attrib


def test_drawings_speak_the_language_of_the_page(get: Get) -> None:
    english, french = ({text.text for text in texts(_drawn(get, one)["deals", False])} for one in ("en", "fr"))
    assert {"deal", "commitment"} <= english
    assert {"accord", "engagement"} <= french
