"""One Chromium for all browser tests; without it they are skipped, unless REQUIRE_BROWSER=1 makes that a failure.

`portal` serves the application on a fresh database; `desk` opens a signed-in window that notes whatever goes wrong in it.
"""
from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from models import User
from models.base import database
from tests.factories import PASSWORD

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    path = shutil.which("chromium")
    if not path:
        sentence = "Chromium is not installed (Debian: apt install chromium), so no page was tried in a browser."
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh migrated SQLite database: what differs between the databases is tested without a browser."""
    path = tmp_path / "portal.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def portal(app: Flask) -> Iterator[str]:
    """The address of the application, served on this machine by threads of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    database.connect(reuse_if_open=True)


class Watch:
    """Notes what goes wrong in a window: requests that leave the host, errors on the console, broken pages."""

    def __init__(self, page: Page, host: str) -> None:
        self.trouble: list[str] = []
        page.on("request", lambda request: self._left(request.url, host))
        page.on("console", lambda message: self._said(message.type, message.text))
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("response", lambda answer: self.trouble.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)

    def _said(self, kind: str, text: str) -> None:
        """A refusal's status is no trouble, and is told by `response` when it is; a policy violation or a script's error is."""
        if kind == "error" and not text.startswith(("Failed to load resource", "Blocked attempt to show a 'beforeunload'")):
            self.trouble.append(text)

    def _left(self, url: str, host: str) -> None:
        if not url.startswith((host, "data:", "blob:", "about:")):
            self.trouble.append(f"left the host: {url}")


@pytest.fixture
def desk(browser: Browser, portal: str) -> Iterator[Callable[..., Page]]:
    """Return a function: account (None = nobody signs in), phone or not → a window; all of them must stay clean."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def opened(user: User | None = None, *, phone: bool = False) -> Page:
        context = browser.new_context(viewport=PHONE if phone else DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=phone,
                                      base_url=portal, accept_downloads=True)
        context.set_default_timeout(6_000)
        contexts.append(context)
        page = context.new_page()
        watches.append(Watch(page, portal))
        if user is not None:
            sign_in(page, user)
        return page
    yield opened
    for context in contexts:
        context.close()
    assert [trouble for watch in watches for trouble in watch.trouble] == []


def sign_in(page: Page, user: User, password: str = PASSWORD) -> None:
    """Sign in through the form."""
    page.goto("/sign-in")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", password)
    page.click("main button[type=submit], form button[type=submit]")
    page.wait_for_url("**/")


def check_accessible(page: Page) -> None:
    """Hold the page as it stands against WCAG 2.1 AA by axe; evaluated from outside, as the page's own policy admits no foreign script."""
    page.evaluate(AXE)
    found = page.evaluate("async (tags) => (await axe.run(document, {runOnly: tags})).violations.map("
                          "(v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + n.failureSummary).join(' | '))", RULES)
    assert found == [], f"{page.url}: {found}"
