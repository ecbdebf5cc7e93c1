"""The editor of the query page in a real browser: what it proposes and writes, what it marks, how one leaves it."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from dorsale.derive.wording import LANGUAGES, Language
from dorsale.namespaces import PREFIXES
from dorsale.pages.language import words

from .browsing import NARROW, WIDE, Scheme, Witness

pytestmark = pytest.mark.browser

_DOR = f"PREFIX dor: <{PREFIXES['dor']}>"
_TRIPLE = f"{_DOR}\nSELECT * WHERE {{ ?commitment "
_FAULTY = f"{_DOR}\nSELECT ?deal WHERE {{\n  ?deal a dor:Deal ; dor:announced , }}"


@pytest.fixture
def witness(same_witness: Witness) -> Witness:
    """A witness who has loaded the editor before, at a desk."""
    same_witness.look(width=WIDE, scheme="light")
    same_witness.page.emulate_media(media="screen")
    return same_witness


class Editor:
    """The editor of the page that a witness looks at: what is written in it, and its list of proposals."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.content = page.locator(".cm-content")
        self.options = page.locator(".cm-tooltip-autocomplete [role=option]")
        self.keyboard = page.keyboard

    def text(self) -> str:
        """What the form would send."""
        return self.page.locator("textarea").input_value()

    def write(self, text: str) -> None:
        """Put ``text`` in the place of all that is there, at once."""
        self.content.focus()
        self.keyboard.press("Control+a")
        self.keyboard.insert_text(text)

    def type(self, text: str) -> None:
        """Type ``text`` key by key."""
        self.keyboard.type(text, delay=15)

    def accept(self, name: str) -> None:
        """Wait until ``name`` is proposed first, and take it."""
        expect(self.options.first).to_contain_text(name)
        self.page.wait_for_timeout(120)  # a list takes no key in its first moment, lest one accepts it unseen
        self.keyboard.press("Enter")
        expect(self.options).to_have_count(0)

    def run(self) -> None:
        """Press the button that runs the query."""
        self.page.get_by_role("button", name=words("en")("query.run"), exact=True).click()

    def listen(self) -> None:
        """Remember from now on what is told to those who listen; it is gone after a moment."""
        self.page.locator(".cm-announced").evaluate("""(told) => {
          window.heard = [];
          new MutationObserver(() => window.heard.push(told.textContent)).observe(told, { childList: true });
        }""")

    def heard(self, text: str) -> None:
        """Wait until ``text`` was told."""
        self.page.wait_for_function("(text) => window.heard.some((one) => one.includes(text))", arg=text)


def _editor(witness: Witness, path: str = "/query", *, status: int = 200) -> Editor:
    witness.open(path, status=status)
    return Editor(witness.page)


def test_the_editor_stands_for_the_field_of_the_form(witness: Witness) -> None:
    editor = _editor(witness)
    field = editor.page.locator("textarea")
    expect(field).to_be_hidden()
    asked = field.input_value()
    assert editor.content.inner_text().split("\n")[0] == asked.split("\n")[0]
    editor.page.locator("label[for=query]").click()
    expect(editor.content).to_be_focused()
    editor.keyboard.press("Control+End")
    editor.type("0")
    assert editor.text() == f"{asked}0"
    editor.keyboard.press("Control+z")
    assert editor.text() == asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_a_name_and_is_described(witness: Witness, language: Language) -> None:
    editor = _editor(witness, f"/{language}/query")
    box = editor.page.get_by_role("textbox", name=words(language)("query.label"), exact=True)
    expect(box).to_be_visible()
    expect(box).to_have_accessible_description(words(language)("query.keys"))
    expect(editor.page.locator("#query-keys")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "typed", "label"),
    [("en", "dolla", "amount in US dollars"), ("fr", "dolla", "montant en dollars américains"),
     ("fr", "americ", "montant en dollars américains"), ("fr", "amountU", "montant en dollars américains")],
)  # fmt: skip
def test_a_word_of_a_label_or_name_finds_the_term(witness: Witness, language: Language, typed: str, label: str) -> None:
    editor = _editor(witness, f"/{language}/query")
    editor.write(_TRIPLE)
    editor.type(typed)
    listed = editor.page.get_by_role("listbox", name=words(language)("query.phrase.completions"))
    option = listed.get_by_role("option").filter(has_text="dor:amountUSD")
    expect(option).to_have_text(f"dor:amountUSD{label}{words(language)('query.kind.property')}")
    editor.accept("dor:amountUSD")
    assert editor.text() == f"{_TRIPLE}dor:amountUSD"


def test_classes_come_first_where_a_class_stands(witness: Witness) -> None:
    editor = _editor(witness)
    editor.write(f"{_DOR} SELECT * {{ ?x a ")
    editor.type("eve")
    expect(editor.options.first).to_contain_text("dor:Event")
    editor.write(f"{_DOR} SELECT * {{ ?x ")
    editor.type("eve")
    expect(editor.options.first).to_have_text("dor:eventeventproperty")


def test_a_prefix_is_declared_with_the_term_that_needs_it(witness: Witness) -> None:
    """And taken back with it; under a prefix that the query declares, the term takes that one."""
    editor = _editor(witness)
    editor.write("SELECT * { ?deal a ")
    editor.type("equity")
    editor.accept("dor:EquityInvestment")
    assert editor.text() == f"{_DOR}\nSELECT * {{ ?deal a dor:EquityInvestment"
    editor.type(" }")
    editor.keyboard.press("Control+End")
    assert editor.text().startswith(f"{_DOR}\nSELECT * {{ ?deal a dor:EquityInvestment }}")
    editor.write(f"PREFIX d: <{PREFIXES['dor']}>\nSELECT * {{ ?deal a ")
    editor.type("equity")
    editor.accept("d:EquityInvestment")
    assert editor.text() == f"PREFIX d: <{PREFIXES['dor']}>\nSELECT * {{ ?deal a d:EquityInvestment"


def test_a_known_prefix_is_declared_as_its_colon_is_typed(witness: Witness) -> None:
    editor = _editor(witness)
    editor.write(f"{_DOR}\nSELECT * {{ ?deal ")
    editor.listen()
    editor.type("rdfs:")
    editor.heard(words("en")("query.declared", prefix="rdfs:"))
    declared = f"{_DOR}\nPREFIX rdfs: <{PREFIXES['rdfs']}>\nSELECT * {{ ?deal rdfs:"
    expect(editor.page.locator("textarea")).to_have_value(declared)
    editor.type("label ?label ; nothing:")
    editor.keyboard.press("Control+Space")
    assert editor.text() == f"{declared}label ?label ; nothing:"


def test_undo_takes_a_declaration_back_and_leaves_the_colon(witness: Witness) -> None:
    editor = _editor(witness)
    editor.write("SELECT * { ?deal ")
    editor.type("dor:")
    expect(editor.page.locator("textarea")).to_have_value(f"{_DOR}\nSELECT * {{ ?deal dor:")
    editor.keyboard.press("Control+z")
    assert editor.text() == "SELECT * { ?deal dor:"


@pytest.mark.parametrize(
    ("before", "typed", "taken", "after"),
    [
        (f"{_DOR} SELECT ?seller {{ ?seller a dor:Deal FILTER (BOUND(", "?s", "?seller", "?seller"),
        (f"{_DOR} SELECT ?seller ", "wh", "WHERE", "WHERE"),
        (f"{_DOR} SELECT (", "cou", "COUNT", "COUNT("),
        ("PREFIX ", "dor", f"dor: <{PREFIXES['dor']}>", f"dor: <{PREFIXES['dor']}>"),
    ],
)
def test_variables_words_and_declarations_are_proposed(
    witness: Witness, before: str, typed: str, taken: str, after: str
) -> None:
    editor = _editor(witness)
    editor.write(before)
    editor.type(typed)
    editor.accept(taken)
    assert editor.text() == before + after


def test_a_thing_is_proposed_by_its_name(witness: Witness) -> None:
    editor = _editor(witness, "/fr/query")
    editor.write(f"{_DOR}\nSELECT * {{ ?deal dor:party ")
    editor.type("openai")
    expect(editor.options.first).to_have_text("org:openaiOpenAIorganisation")
    editor.accept("org:openai")
    assert editor.text() == f"{_DOR}\nPREFIX org: <{PREFIXES['org']}>\nSELECT * {{ ?deal dor:party org:openai"


def test_a_name_in_a_string_becomes_the_thing_on_demand(witness: Witness) -> None:
    editor = _editor(witness)
    before = f"PREFIX org: <{PREFIXES['org']}> SELECT * {{ ?deal ?role "
    editor.write(before)
    editor.type('"Deep')
    expect(editor.options).to_have_count(0)
    assert editor.text() == f'{before}"Deep"'
    editor.keyboard.press("Control+Space")
    editor.accept("org:")
    assert editor.text().startswith(f"{before}org:")
    assert '"' not in editor.text()


@pytest.mark.parametrize("before", ["# about ", 'SELECT * { ?x ?y "', "SELECT * { ?x <https://"])
def test_nothing_is_proposed_where_text_stands(witness: Witness, before: str) -> None:
    editor = _editor(witness)
    editor.write(f"{_DOR} SELECT * {{ ?x ")
    editor.type("amou")
    expect(editor.options.first).to_be_visible()
    editor.write(before)
    editor.type("amou")
    editor.page.wait_for_timeout(400)
    assert editor.options.count() == 0


@pytest.mark.parametrize("key", ["Control+Enter", "Meta+Enter"])
def test_a_key_runs_the_query(witness: Witness, key: str) -> None:
    editor = _editor(witness)
    editor.write(f"{_DOR} SELECT ?deal {{ ?deal a dor:Deal }} ORDER BY ?deal LIMIT 3")
    editor.keyboard.press(key)
    expect(editor.page.locator("table.results tbody tr")).to_have_count(3)
    expect(editor.content).to_contain_text("LIMIT 3")


def test_the_button_sends_what_is_written_and_back_brings_it_again(witness: Witness) -> None:
    editor = _editor(witness)
    query = f"{_DOR} SELECT ?deal {{ ?deal a dor:Deal }} ORDER BY ?deal LIMIT 4"
    editor.write(query)
    editor.run()
    expect(editor.page.locator("table.results tbody tr")).to_have_count(4)
    editor.page.go_back()
    expect(editor.content).to_have_text(query)
    assert editor.text() == query
    editor.page.go_forward()
    expect(editor.page.locator("table.results tbody tr")).to_have_count(4)
    expect(editor.content).to_have_text(query)


def test_an_empty_query_is_not_sent(witness: Witness) -> None:
    editor = _editor(witness)
    editor.write(" ")
    editor.run()
    expect(editor.content).to_be_focused()
    assert editor.page.url.endswith("/query")


@pytest.mark.parametrize("open_list", [False, True])
def test_tab_leaves_in_both_directions(witness: Witness, open_list: bool) -> None:
    editor = _editor(witness)
    editor.write(f"{_DOR} SELECT * {{ ?x ")
    if open_list:
        editor.type("amou")
        expect(editor.options.first).to_be_visible()
    text = editor.text()
    editor.keyboard.press("Tab")
    expect(editor.page.locator("#format")).to_be_focused()
    expect(editor.options).to_have_count(0)
    editor.keyboard.press("Shift+Tab")
    expect(editor.content).to_be_focused()
    editor.keyboard.press("Shift+Tab")
    expect(editor.content).not_to_be_focused()
    assert editor.text() == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_is_marked_and_within_reach(witness: Witness, language: Language) -> None:
    """By F8 and by a button beside the message; it is told to those who listen, and goes when one writes there."""
    told = words(language)
    editor = _editor(witness, f"/{language}/query?query={quote(_FAULTY)}", status=400)
    marked = editor.page.locator(".cm-fault")
    expect(marked).to_have_text(",")
    expect(editor.content).to_have_attribute("aria-invalid", "true")
    expect(editor.content).to_have_accessible_description(f"{told('failure.syntax')} {told('query.keys')}")
    editor.content.focus()
    note = editor.page.locator(".cm-faultNote")
    expect(note).to_have_count(0)
    editor.listen()
    editor.keyboard.press("F8")
    expect(note).to_contain_text(told("failure.syntax"))
    expect(note).to_contain_text("expected")
    editor.heard(told("failure.syntax"))
    editor.keyboard.press("Control+Home")
    expect(note).to_have_count(0)
    editor.page.get_by_role("button", name=told("query.go")).click()
    expect(editor.content).to_be_focused()
    expect(note).to_be_visible()
    editor.keyboard.press("Delete")
    expect(marked).to_have_count(0)
    expect(editor.content).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("SELECT ?x {\n ?x a dor:Deal }", "dor:Deal"),
        ("SELECT ?x {\n ?x a dor:Deal. }", "dor:Deal"),
        ('SELECT ?x { ?x a "😀é" , }', "}"),
        (f"{_DOR} SELEC ?x {{ ?x a dor:Deal }}", "SELEC"),
        ("SELECT ?x { ?x a ?y }\nLIMT 4", "LIMT"),
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_the_mark_is_where_the_fault_is(witness: Witness, query: str, marked: str) -> None:
    witness.open("/query")
    answer = witness.page.request.get(f"{witness.page.url}?query={quote(query)}")
    editor = _editor(witness, f"/query?query={quote(query)}", status=answer.status)
    expect(editor.page.locator(".cm-fault")).to_have_text(marked)


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", NARROW, "light"), ("en", WIDE, "dark"), ("fr", NARROW, "dark"), ("fr", WIDE, "light")],
)
def test_an_open_list_is_for_all(witness: Witness, language: Language, width: int, scheme: Scheme) -> None:
    """Nothing is hidden or cut by it, and no rule of axe is broken, neither with proposals nor with a fault."""
    witness.look(width=width, scheme=scheme)
    editor = _editor(witness, f"/{language}/query")
    editor.write(_TRIPLE)
    editor.type("d")
    editor.keyboard.press("Control+Space")
    expect(editor.options.first).to_be_visible()
    listed = editor.page.get_by_role("listbox").bounding_box()
    assert listed is not None
    assert listed["x"] >= 0
    assert listed["x"] + listed["width"] <= width
    witness.thin()
    assert witness.broken_rules() == []
    witness.open(f"/{language}/query?query={quote(_FAULTY)}", status=400)
    witness.thin()
    editor.content.focus()
    editor.keyboard.press("F8")
    expect(editor.page.locator(".cm-faultNote")).to_be_visible()
    assert witness.broken_rules() == []


def test_paper_shows_the_query(witness: Witness) -> None:
    query = "\n".join([_DOR, "SELECT * {", *(f"  ?x{number} a dor:Deal ." for number in range(90)), "}", "LIMIT 7"])
    editor = _editor(witness)
    editor.write(query)
    editor.page.emulate_media(media="print")
    expect(editor.page.locator("form.query .actions")).to_be_hidden()
    editor.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(editor.content).to_contain_text("LIMIT 7")
    expect(editor.content).to_contain_text("?x40 a dor:Deal")
    box = editor.page.locator(".cm-scroller").bounding_box()
    assert box is not None
    assert box["height"] > 90 * 15


def test_only_the_query_page_loads_it(witness: Witness) -> None:
    loaded: list[str] = []
    witness.page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    for path in ("/", "/questions", "/search?q=openai"):
        witness.open(path)
    assert "suggest.js" in loaded
    assert "query.js" not in loaded
    witness.open("/query")
    assert "query.js" in loaded
    assert [name for name in loaded if name.startswith("terms.")] == []  # not before one writes
