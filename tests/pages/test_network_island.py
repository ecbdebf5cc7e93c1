"""The network explored in a real browser: by name, by arrow keys, closer and back; and whole without a script."""

import gzip
import re

import pytest
from playwright.sync_api import Page, expect

from dorsale.pages.render import static_files

from .browsing import NARROW, Witness

_LARGEST = 150_000
"""The most that a module may weigh, compressed."""


def test_no_module_is_heavy() -> None:
    modules = {name: body for name, (body, media_type, _) in static_files().items() if media_type == "text/javascript"}
    assert "network.js" in modules
    assert {name: size for name, body in modules.items() if (size := len(gzip.compress(body, 9))) > _LARGEST} == {}


def _box(page: Page) -> list[float]:
    svg = page.locator("svg.picture:visible").first
    return [float(part) for part in str(svg.get_attribute("viewBox")).split()]


@pytest.mark.browser
@pytest.mark.parametrize("width", [NARROW, 1440])
def test_a_group_is_found_lit_up_and_left_by_keys(witness: Witness, width: int) -> None:
    witness.look(width=width, scheme="light")
    witness.open("/en/picture/network")
    page = witness.page
    page.get_by_label("Find a group in the picture").fill("oracl")
    page.keyboard.press("Enter")
    node = page.locator('svg.picture:visible a[data-node="oracle"]')
    expect(node).to_be_focused()
    expect(page.locator("figure [role=status]")).to_have_text(re.compile(r"^Oracle: in the picture, relies on [1-9]"))
    lit = page.locator("svg.picture.dimmed:visible a.tie.lit")
    ends = {str(one.get_attribute("data-ends")) for one in lit.all()}
    assert ends
    assert all("oracle" in one.split() for one in ends)
    near = {end for one in ends for end in one.split()}
    nodes = page.locator("svg.picture:visible a.who.lit").all()
    assert {str(one.get_attribute("data-node")) for one in nodes} == near
    assert page.locator("svg.picture:visible a.who[tabindex='0']").count() == 1
    page.keyboard.press("ArrowLeft")
    expect(node).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("svg.picture.dimmed")).to_have_count(0)
    there = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(there) + "$"))


@pytest.mark.browser
def test_closer_and_back(witness: Witness) -> None:
    witness.open("/fr/picture/network")
    page, whole = witness.page, _box(witness.page)
    closer = page.get_by_role("button", name="Plus près")
    closer.click()
    closer.click()
    assert _box(page)[2] == pytest.approx(whole[2] / 1.96, rel=0.01)
    svg = page.locator("svg.picture:visible").first.bounding_box()
    assert svg
    x, y = svg["x"] + svg["width"] / 2, svg["y"] + 200
    before = _box(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 40, steps=4)
    page.mouse.up()
    moved = _box(page)
    assert moved[0] > before[0]
    assert moved[1] > before[1]
    expect(page).to_have_url(re.compile("/fr/picture/network$"))
    page.get_by_role("button", name="L’image entière").click()
    assert _box(page) == pytest.approx(whole, abs=0.1)


@pytest.mark.browser
def test_a_pointer_lights_up_and_a_click_opens(witness: Witness) -> None:
    witness.open("/en/picture/network?organization=tsmc")
    page = witness.page
    page.locator('svg.picture:visible a[data-node="nvidia"] .mark').hover()
    assert page.locator("svg.picture.dimmed a.tie.lit:visible").count() >= 1
    page.locator('svg.picture:visible a[data-node="nvidia"] text').click()
    expect(page).to_have_url(re.compile("organization=nvidia"))
    expect(page.locator("h1")).to_contain_text("NVIDIA")


@pytest.mark.browser
def test_without_a_script_the_form_and_the_marks_do_the_work(plain_witness: Witness) -> None:
    plain_witness.open("/en/picture/network")
    page = plain_witness.page
    expect(page.locator("figure .tools")).to_have_count(0)
    page.get_by_label("With").select_option(label="Oracle")
    page.get_by_role("button", name="Draw").click()
    expect(page.locator("h1")).to_contain_text("Oracle")
    page.locator("#table ~ .scroll a[href*='/doc/deal/']").first.click()
    expect(page).to_have_url(re.compile("/en/doc/deal/"))
