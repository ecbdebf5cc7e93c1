import pyoxigraph as ox
import pytest

from dorsale.turtle.lexer import TurtleError
from dorsale.turtle.syntax import Collection, Nested, parse

TEXT = """\
# header
@prefix x: <urn:x:> .  # beside a prefix

# section

# about one
x:one a x:Thing ;  # a thing
    # above p
    x:p 1 , # first
        2.50 ,
        # above third
        "drei"@de-AT ;
    x:q [ x:r ( x:a "b"^^x:t ) ; # in
        ] ; # after
    x:long '''two
lines''' ; x:after true
    # below
    .
# between
PREFIX y: <urn:y:>
[ y:p y:o ] y:q [] .
# end
"""


def test_places_and_comments() -> None:
    document = parse(TEXT)
    assert document.header == ["# header"]
    one, two = document.blocks
    assert one.above == ["# beside a prefix", "", "# section", "", "# about one"]
    assert two.above == ["# between"]
    assert (one.subject, one.line) == (ox.NamedNode("urn:x:one"), 7)
    assert [(p.predicate.value.rpartition(":")[2], p.line) for p in one.properties] == [
        ("//www.w3.org/1999/02/22-rdf-syntax-ns#type", 7),
        ("p", 9),
        ("q", 13),
        ("long", 15),
        ("after", 16),
    ]
    kind, p, q, _, after = one.properties
    assert kind.objects[0].beside == ["# a thing"]
    assert p.above == ["# above p"]
    assert [(str(o.term), o.line, o.above, o.beside) for o in p.objects] == [
        ('"1"^^<http://www.w3.org/2001/XMLSchema#integer>', 9, [], ["# first"]),
        ('"2.50"^^<http://www.w3.org/2001/XMLSchema#decimal>', 10, [], []),
        ('"drei"@de-at', 12, ["# above third"], []),
    ]
    nested = q.objects[0].term
    assert isinstance(nested, Nested)
    items = nested.properties[0].objects[0].term
    assert isinstance(items, Collection)
    assert [str(item.term) for item in items.items] == ["<urn:x:a>", '"b"^^<urn:x:t>']
    assert nested.properties[0].objects[0].beside == ["# in"]
    assert q.objects[0].beside == ["# after"]
    assert after.above == ["# below"]
    assert isinstance(two.subject, Nested)
    assert [p.line for p in two.properties] == [21, 21]
    assert document.footer == ["# end"]
    assert document.prefixes == {"x": "urn:x:", "y": "urn:y:"}
    assert len(list(document.statements())) == 8


def test_header_and_paragraphs() -> None:
    document = parse("# top\n\n@prefix x: <urn:x:> .\n\n# section\n\n# about\nx:a x:b x:c .\n")
    assert document.header == ["# top", ""]
    assert document.blocks[0].above == ["# section", "", "# about"]


def test_relative_iris_follow_the_base() -> None:
    document = parse("@base <https://w3id.org/a/b> .\n<c> <#p> <../d> .")
    statement = document.blocks[0].properties[0]
    assert [str(document.blocks[0].subject), str(statement.predicate), str(statement.objects[0].term)] == [
        "<https://w3id.org/a/c>",
        "<https://w3id.org/a/b#p>",
        "<https://w3id.org/d>",
    ]


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("<urn:a> <urn:b> .", 16),
        ("<urn:a> <urn:b> <urn:c>", -1),
        ("x:a x:b x:c .", 0),
        ("<urn:a> 5 <urn:c> .", 8),
        ("<urn:a> <urn:b> ( 1 .", 20),
        ("<urn:a> <urn:b> [ <urn:c> 1 .", 28),
        ("@prefix x <urn:x> .", 8),
        ("<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> .", 16),
        ('<urn:a> <urn:b> "x"@en--ltr .', 22),
        ('<urn:a> <urn:b> "x"^^5 .', 21),
        ('"x" <urn:b> <urn:c> .', 4),
    ],
)
def test_errors_say_where(text: str, offset: int) -> None:
    with pytest.raises(TurtleError) as caught:
        parse(text)
    assert caught.value.offset in (offset, len(text) if offset < 0 else offset)
