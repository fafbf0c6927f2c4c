"""Static files and the menu: what a page weighs, what its addresses are, what the reader sees of the menu."""
from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from portal.domain.help_words import help_of
from tests.conftest import Client
from tests.views.bench import text
from views import kit

STATIC = Path(__file__).resolve().parents[2] / "static"
VENDORED = sorted(path for path in (STATIC / "vendor").iterdir() if path.is_dir() and not path.name.startswith((".", "_")))


def test_a_list_page_keeps_to_its_budget(as_role: Callable[[str], Client]) -> None:
    """A list page loads at most 12 files and 130 KB of style and script as sent (look.md "Kit"), from this host alone."""
    page = text(as_role("clerk").get("/people/"))
    files = set(re.findall(r"/static/([^?\"#]+)\?v=[0-9a-f]{10}", page))
    assert len(files) + 1 <= 12
    sent = {name: len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in files if name.endswith((".css", ".js"))}
    assert len(sent) == 6 and sum(sent.values()) <= 130_000
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.name)
def test_vendored_folders_name_their_origin(folder: Path) -> None:
    """Each vendored folder has its licence and version, and nothing that the offices' browsers cannot read."""
    assert (folder / "LICENSE").read_text(encoding="utf-8").strip()
    assert re.fullmatch(r"[@a-z./-]+ \d+\.\d+\.\d+\n", (folder / "VERSION").read_text(encoding="utf-8"))
    for sheet in folder.glob("*.css"):
        assert not re.search(r"oklch\(|color-mix\(|@container|@layer|@import|url\((?!\"?data:)", sheet.read_text(encoding="utf-8"))


def test_icons_that_are_used_are_there() -> None:
    """Every icon that a template names by its literal name stands in the sprite."""
    names = set((STATIC / "vendor/tabler-icons/NAMES").read_text(encoding="utf-8").split())
    templates = (STATIC.parent / "views" / "templates").rglob("*.html")
    used = {name for path in templates for name in re.findall(r"icon\('([a-z0-9-]+)'\)|icon_name='([a-z0-9-]+)'", path.read_text(encoding="utf-8"))
            for name in name if name}
    assert used - names == set()
    assert set(kit.CATEGORY_ICONS.values()) <= names


def test_addresses_change_with_the_file(bench_app: Flask) -> None:
    """The address holds the file's digest; a file that is not there is a fault of the program."""
    with bench_app.test_request_context():
        assert kit.asset("app.css") == f"/static/app.css?v={kit.fingerprint(STATIC / 'app.css')}"
        with pytest.raises(FileNotFoundError):
            kit.asset("nothing.css")


def test_menu_marks_the_place_and_counts(as_role: Callable[[str], Client], bench_app: Flask) -> None:
    """Groups hold what the reader may open, with what waits; the page shown is marked; a group of one is shown as its page."""
    as_role("clerk")
    view = next(view for view in bench_app.extensions["admin"][0]._views if view.endpoint == "classes")
    page = text(as_role("clerk").get("/classes/"))
    marked = re.findall(r'href="([^"]+)" aria-current="page"', page)
    assert marked == ["/classes/"]
    assert 'href="/drifting/"' in page and view.is_visible()


def test_no_page_keeps_anything_in_the_browser() -> None:
    """Nothing typed or read stays in the browser's storage."""
    script = (STATIC / "app.js").read_text(encoding="utf-8")
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie", script)


def test_every_page_has_a_help_text(app: Flask) -> None:
    """look.md "Manners": each page of the menu and behind it says what it is for."""
    pages = [view.endpoint for view in app.extensions["admin"][0]._views] + ["auth.password", "auth.own_sessions"]
    assert [endpoint for endpoint in pages if not help_of(f"{endpoint}.index" if "." not in endpoint else endpoint)] == []


def test_the_help_stands_beside_the_heading(client_as: Callable[[str], Client]) -> None:
    page = client_as("clerk").get("/activities/").text
    assert "本页说明" in page and "需求经司法局受理后成为监督活动" in page
    assert "本页说明" not in client_as("clerk").get("/nowhere").text
