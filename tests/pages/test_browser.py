"""The pages in a real browser: they render, say nothing on its console, and ask no other host for anything."""

import struct
import subprocess
from pathlib import Path

import pytest

CHROMIUM = [
    "chromium",
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--hide-scrollbars", "--enable-logging=stderr"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
PAGES = (
    "/",
    "/fr/",
    "/fr/doc/deal/2025-11-03-openai-aws",
    "/doc/organization/openai",
    "/ontology",
    "/query?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%203",
    "/search?q=nvidia",
    "/nothing-here",
)


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_renders_in_silence(path: str, width: int, server: str, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    command = [
        *CHROMIUM,
        f"--user-data-dir={tmp_path / 'profile'}",
        f"--window-size={width},900",
        f"--screenshot={picture}",
        f"{server}{path}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert [line for line in said if "404" not in line or path != "/nothing-here"] == []
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:24])[0] == width
    assert picture.stat().st_size > 5_000


@pytest.mark.browser
def test_the_browser_sees_what_the_server_sent(server: str, tmp_path: Path) -> None:
    command = [
        *CHROMIUM,
        f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom",
        f"{server}/fr/doc/organization/openai",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert '<html lang="fr">' in done.stdout
    assert done.stdout.count("<h1") == 1
    assert "<script" not in done.stdout.replace('<script type="application/ld+json"', "")
