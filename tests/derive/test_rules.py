from pathlib import Path

import pyoxigraph as ox
import pytest

from dorsale.derive import RuleError, apply_rules, read_rules

HEAD = "# title-en: test\n# title-fr: essai\n# derives: ex:p\nPREFIX ex: <http://example.org/>\n"


def write(folder: Path, name: str, query: str) -> None:
    (folder / name).write_text(HEAD + query, encoding="utf-8")


def chain(length: int) -> ox.Store:
    store = ox.Store()
    for i in range(length):
        store.add(ox.Quad(node(i), ox.NamedNode("http://example.org/next"), node(i + 1)))
    return store


def node(i: int) -> ox.NamedNode:
    return ox.NamedNode(f"http://example.org/{i}")


def test_a_stratum_runs_to_its_fixpoint(tmp_path: Path) -> None:
    write(tmp_path, "10-base.rq", "CONSTRUCT { ?a ex:after ?b } { ?a ex:next ?b }")
    write(tmp_path, "10-step.rq", "CONSTRUCT { ?a ex:after ?c } { ?a ex:after ?b . ?b ex:after ?c }")
    derived = apply_rules(chain(5), read_rules(tmp_path))
    assert len(derived) == 5 * 6 / 2
    assert derived == sorted(derived, key=str)


def test_negation_sees_the_finished_lower_stratum(tmp_path: Path) -> None:
    write(
        tmp_path, "20-last.rq", "CONSTRUCT { ?b ex:is ex:Last } { ?a ex:after ?b FILTER NOT EXISTS { ?b ex:after ?c } }"
    )
    write(tmp_path, "10-after.rq", "CONSTRUCT { ?a ex:after ?b } { ?a ex:next+ ?b }")
    derived = apply_rules(chain(3), read_rules(tmp_path))
    assert [triple.subject for triple in derived if triple.predicate.value.endswith("/is")] == [node(3)]


def test_what_was_said_is_not_derived_again(tmp_path: Path) -> None:
    write(tmp_path, "10-same.rq", "CONSTRUCT { ?a ex:next ?b } { ?a ex:next ?b }")
    assert apply_rules(chain(3), read_rules(tmp_path)) == []


@pytest.mark.parametrize(
    ("pattern", "predicate", "reads"),
    [
        ("{ ?a ex:next ?b }", "next", True),
        ("{ ?a <http://example.org/next> ?b }", "next", True),
        ("{ ?a ex:next ?b }", "p", False),
        ("{ ?a ex:next ?b }", "other", False),
        ("{ ?a ?property ?b }", "other", True),
        ("{ ?a ex:next ?b ; ?property ex:c }", "other", True),
        ("{ ex:a ?property ex:b }", "other", True),
        ("WHERE { VALUES ?property { ex:next } ?a ?property ?b . }", "other", True),
    ],
)
def test_a_rule_knows_what_can_give_it_more_to_say(tmp_path: Path, pattern: str, predicate: str, reads: bool) -> None:
    write(tmp_path, "10-rule.rq", f"CONSTRUCT {{ ?a ex:p ?b }} {pattern}")
    (rule,) = read_rules(tmp_path)
    assert rule.reads(f"http://example.org/{predicate}") is reads


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("base.rq", HEAD + "ASK {}", "two digits"),
        ("10-base.rq", "# title-en: x\nASK {}", "# title-fr:"),
        ("10-ask.rq", HEAD + "ASK {}", "CONSTRUCT"),
        ("10-bad.rq", HEAD + "CONSTRUCT { ?a }", "10-bad"),
        ("10-blank.rq", HEAD + "CONSTRUCT { ?a ex:p [] } { ?a ex:next ?b }", "blank nodes"),
        (
            "10-endless.rq",
            HEAD + "CONSTRUCT { ?a ex:p ?n } { { SELECT DISTINCT ?a { ?a ex:next|ex:p ?b } } BIND (RAND() AS ?n) }",
            "do not come to an end",
        ),
    ],
)
def test_a_bad_rule_is_refused_with_a_reason(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=message):
        apply_rules(chain(2), read_rules(tmp_path))
