"""A real browser on the pages, and what a page does in it besides showing itself.

Playwright drives Debian's Chromium; nothing is fetched for it. A :class:`Witness` is one tab of one person: with a
language, a window, light or dark, with or without JavaScript. It notes every request to another host, every message
on the console, every error of a script and every breach of the Content-Security-Policy.
"""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

__all__ = ["NARROW", "WIDE", "Scheme", "Witness", "browsing", "witnessing"]

Scheme = Literal["light", "dark"]

NARROW: Final = 390
WIDE: Final = 1440
"""Widths of a phone and of a desktop, in CSS pixels."""

_HEIGHT: Final = 900
_PATIENCE: Final = 30_000
"""Milliseconds within which something has to come true, on a machine that does much besides."""
_PAUSE: Final = 100
"""Milliseconds within which a module that has run asks for more, where it does."""
_SCRIPTS: Final = Path(__file__).parent / "scripts"
_LAYOUT: Final = (_SCRIPTS / "layout.js").read_text(encoding="utf-8")
_FOCUS: Final = (_SCRIPTS / "focus.js").read_text(encoding="utf-8")
_THIN: Final = (_SCRIPTS / "thin.js").read_text(encoding="utf-8")
_AXE: Final = Axe().axe_script
_AXE_OPTIONS: Final = {"resultTypes": ["violations"], "preload": False}
_NOTE_BREACHES: Final = """
  window.breaches = [];
  addEventListener("securitypolicyviolation", (event) => {
    window.breaches.push(`${event.effectiveDirective} refused ${event.blockedURI} in ${event.sourceFile}`);
  });
"""
_HARMLESS: Final = ("debug", "info", "log")


class Witness:
    """One tab: what it shows is asked of ``page``, what it did besides of :meth:`complaints`."""

    def __init__(self, context: BrowserContext, server: str) -> None:
        self.page: Page = context.new_page()
        self._server = server
        self._said: list[str] = []
        self._answers: dict[str, int] = {}
        self._under_way: set[Request] = set()
        context.on("request", self._note_request)
        context.on("requestfinished", self._note_end)
        context.on("requestfailed", self._note_end)
        context.on("response", self._note_response)
        context.on("console", self._note_message)
        context.on("weberror", lambda error: self._said.append(f"error: {error.error}"))

    def open(self, path: str, *, status: int = 200) -> None:
        """Go to a path of the server and wait until what it loads is there. The answer has to have ``status``."""
        self._note_breaches()
        self._under_way.clear()
        answer = self.page.goto(self._server + path)
        assert answer is not None
        assert answer.status == status, f"{path} answers {answer.status}"
        if self.page.locator("script[src]").count():
            self._settle()

    def look(self, *, width: int, scheme: Scheme) -> None:
        """Look at the page in a window of ``width`` CSS pixels, light or dark."""
        self.page.set_viewport_size({"width": width, "height": _HEIGHT})
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    def unfold(self, *, again: bool = False) -> None:
        """Open all that is folded, or fold it ``again``."""
        self.page.evaluate(
            f"document.querySelectorAll('details').forEach((one) => {{ one.open = {str(not again).lower()}; }})"
        )

    def thin(self) -> None:
        """Take all but the first few of like neighbours out of the page, as axe takes its time for each of them."""
        self.page.evaluate(_THIN)

    def broken_rules(self, *, colours: bool = True) -> list[str]:
        """The rules of axe (WCAG 2 A and AA, and good practice) that the page breaks as it stands, and where.

        Those on contrast, which take most of the time, are asked of its ``colours``.
        """
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_AXE)
        options = {**_AXE_OPTIONS, "rules": {"color-contrast": {"enabled": colours}}}
        found: dict[str, Any] = self.page.evaluate("(options) => axe.run(document, options)", options)
        return [
            f"{rule['impact']}: {rule['id']} at {len(rule['nodes'])} places, as {_where(rule['nodes'][0])}"
            for rule in found["violations"]
        ]

    def misplaced(self) -> list[str]:
        """Page wider than the window, text that is cut, off the window or upon other text, as the page stands."""
        return list(self.page.evaluate(_LAYOUT))

    def tab(self, *, back: bool = False) -> tuple[int, str]:
        """Press Tab. The place of the focus among what Tab can reach (-1: outside), and what is wrong with it."""
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        told = self.page.evaluate(_FOCUS)
        return int(told["at"]), str(told["missed"])

    def reachable(self) -> int:
        """How many elements Tab has to reach."""
        self.page.evaluate(_FOCUS)
        return int(self.page.evaluate("window.reached.length"))

    def complaints(self) -> list[str]:
        """What pages have done since the last call that none should do."""
        self._note_breaches()
        told, self._said = self._said, []
        return told

    def _settle(self) -> None:
        """Wait until nothing is loaded any more; a module that has run may ask for more."""
        ends, quiet = time.monotonic() + _PATIENCE / 1000, 0
        while quiet < 2:
            assert time.monotonic() < ends, f"still loads {[request.url for request in self._under_way]}"
            self.page.wait_for_timeout(_PAUSE)
            quiet = 0 if self._under_way else quiet + 1

    def _note_breaches(self) -> None:
        self._said += [f"policy: {one}" for one in self.page.evaluate("window.breaches?.splice(0) ?? []")]

    def _note_request(self, request: Request) -> None:
        self._under_way.add(request)
        scheme = urlsplit(request.url).scheme
        if scheme not in ("data", "blob", "about") and not request.url.startswith(f"{self._server}/"):
            self._said.append(f"request: {request.url}")

    def _note_end(self, request: Request) -> None:
        self._under_way.discard(request)

    def _note_response(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request():
            self._answers[request.url] = response.status

    def _note_message(self, message: ConsoleMessage) -> None:
        """Chromium also says on the console that a page itself has a status of failure, as one about a problem does."""
        own_status = message.text.startswith("Failed to load resource") and (
            self._answers.get(str(message.location.get("url")), 0) >= 400
        )
        if message.type not in _HARMLESS and not own_status:
            self._said.append(f"console: {message.type}: {message.text} ({json.dumps(message.location)})")


@contextmanager
def browsing() -> Iterator[Browser]:
    """Debian's Chromium, for as long as the context lasts. It resolves no name: only an address is ever reached.

    While it runs, its thread has a running event loop: ``asyncio.run`` cannot be used beside it.
    """
    path = shutil.which("chromium")
    assert path, "there is no Chromium on this machine"
    arguments = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-background-networking"]
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def witnessing(
    browser: Browser, server: str, *, language: str = "en", width: int = WIDE, script: bool = True
) -> Iterator[Witness]:
    """A tab on ``server`` with nothing in its memory; ``script`` is whether JavaScript is on."""
    context = browser.new_context(
        viewport={"width": width, "height": _HEIGHT},
        locale=language,
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    context.set_default_timeout(_PATIENCE)
    context.add_init_script(_NOTE_BREACHES)
    try:
        yield Witness(context, server)
    finally:
        context.close()


def _where(node: dict[str, Any]) -> str:
    reason = " ".join(str(node["failureSummary"]).split())
    return f"{node['target'][0]}: {reason}"
