from pathlib import Path

import pytest
from pydantic import ValidationError

from dorsale.settings import Settings, settings_table


def test_the_docs_list_every_setting(root: Path) -> None:
    assert settings_table() in (root / "docs" / "settings.md").read_text(encoding="utf-8")


def test_host_and_port_are_honoured_with_and_without_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")  # noqa: S104 - a value to read, nothing listens
    monkeypatch.setenv("PORT", "9000")
    assert (Settings().host, Settings().port) == ("0.0.0.0", 9000)  # noqa: S104
    monkeypatch.setenv("DORSALE_HOST", "127.0.0.2")
    monkeypatch.setenv("DORSALE_PORT", "9001")
    assert (Settings().host, Settings().port) == ("127.0.0.2", 9001)
    assert (Settings(host="::1", port=9002).host, Settings(port=9002).port) == ("::1", 9002)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1
