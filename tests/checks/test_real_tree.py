"""What we publish is right: the thorough check of the real tree finds no error and no warning."""

from pathlib import Path

from dorsale.checks import check


def test_the_real_tree_is_right(root: Path) -> None:
    report = check(root, thorough=True)
    assert [finding.as_text() for finding in report.findings if finding.severity != "info"] == []
    assert report.exit_status == 0, report.as_text()
    assert report.files > 600
    assert {"pyshifty", "pyshacl", "reasoner"} <= report.times.keys()
