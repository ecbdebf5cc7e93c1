"""Version numbers: what a step declares, and the next version for a level, before and after 1.0.0."""

import pytest

from dorsale.versions.number import Level, Version, declared


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        ("0.1.0", "0.1.0", Level.NONE),
        ("0.1.0", "0.1.1", Level.MINOR),
        ("0.1.9", "0.2.0", Level.MAJOR),
        ("0.9.0", "1.0.0", Level.MAJOR),
        ("1.2.3", "1.2.4", Level.PATCH),
        ("1.2.3", "1.3.0", Level.MINOR),
        ("1.9.0", "1.10.0", Level.MINOR),
        ("1.2.3", "2.0.0", Level.MAJOR),
        ("1.2.3", "1.2.2", None),
        ("1.10.0", "1.9.0", None),
        ("1.0.0", "0.9.0", None),
    ],
)
def test_what_a_step_declares(old: str, new: str, level: Level | None) -> None:
    assert declared(Version.read(old), Version.read(new)) is level


@pytest.mark.parametrize(
    ("version", "following"),
    [
        ("0.1.2", ("0.1.2", "0.1.3", "0.1.3", "0.2.0")),
        ("1.1.2", ("1.1.2", "1.1.3", "1.2.0", "2.0.0")),
    ],
)
def test_the_next_version_declares_its_level(version: str, following: tuple[str, ...]) -> None:
    old = Version.read(version)
    for level, text in zip(Level, following, strict=True):
        assert str(old.next(level)) == text
        step = declared(old, old.next(level))
        assert step is not None
        assert step >= level


@pytest.mark.parametrize("text", ["1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-rc1", "v1.2.3", "", "1.2.3\n"])
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Version.read(text)
