"""What we publish is right: the check of the real tree finds no error and no warning.

With ``DORSALE_TEST_LONG=1`` it asks pySHACL too, which takes minutes.
"""

import os
from pathlib import Path

from dorsale.checks import check


def test_the_real_tree_is_right(root: Path) -> None:
    thorough = bool(os.environ.get("DORSALE_TEST_LONG"))
    report = check(root, thorough=thorough)
    assert [finding.as_text() for finding in report.findings if finding.severity != "info"] == []
    assert report.exit_status == 0, report.as_text()
    assert report.files > 600
    assert {"pyshifty", "reasoner", *(["pyshacl"] if thorough else [])} <= report.times.keys()
