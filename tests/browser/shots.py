"""`make shots`: photograph every page of the menu for each role, and the pages behind them, at desktop and phone width.

Everything goes to docs/screens/all/ (not committed); the pages of BEST are copied beside it for the READMEs.
"""
from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

import views
from models import Activity, Assignment, Opinion, Organisation, Supervisor, User
from models.base import database
from portal import extensions
from portal.factory import create_app
from portal.services import notices, sessions
from portal.services.outbox import Reach
from portal.settings import Settings
from tests import demo_database
from tests.browser import shot_pages
from tests.browser.conftest import ARGUMENTS, DESKTOP, PHONE

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screens"
ROLES = {"clerk": "clerk", "leader": "leader", "finance": "finance", "officer": "officer", "chief": "chief", "sysadmin": "system_admin",
         "secadmin": "security_admin", "auditor": "audit_admin"}
STATES = ("submitted", "accepted", "sealed", "drawn", "announced", "held", "closed")
BEST = {
    "clerk-home-desktop": "home", "clerk-activity-drawn-desktop": "activity", "clerk-draw-drawn-desktop": "draw",
    "clerk-pool-accepted-desktop": "pool", "clerk-statistics-desktop": "figures", "clerk-supervisors-desktop": "supervisors",
    "officer-new-request-desktop": "request", "officer-draw-sealed-desktop": "digits", "link-notice-phone": "phone-notice",
    "clerk-statistics-fairness-desktop": "fairness", "clerk-verify-desktop": "verify", "clerk-notices-drawn-desktop": "notices",
}


@contextmanager
def served() -> Iterator[tuple[str, Path]]:
    """Serve the demo office from a copy of its database; yield address and folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "portal.db"
        shutil.copy(demo_database.path(), path)
        settings = Settings(instance=Path(folder), database_url=f"sqlite:///{path}", secret_key="s" * 32, field_keys=demo_database.KEYS,
                            public_link_url="https://links.example")
        app = create_app(replace(settings), views.register, clock=extensions.wall_clock)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        database.connect(reuse_if_open=True)
        yield f"http://127.0.0.1:{server.server_port}", Path(folder)
        server.shutdown()


def behind(role: str) -> dict[str, str]:
    """Return name → address of the pages behind the menu that a role uses."""
    pages = {}
    if role in ("clerk", "leader", "officer", "chief"):
        for state in STATES:
            row = Activity.select().join(Organisation, on=Activity.procuratorate).where(
                Activity.state == state, Organisation.level == "city").order_by(Activity.id.desc()).first()
            if row is not None:
                pages |= _of_activity(role, state, row.id)
        opinion = Opinion.select().where(Opinion.procuratorate.is_null(False)).order_by(Opinion.id.desc()).first()
        pages |= {"opinion": f"/opinions/{opinion.id}", "statistics-people": "/statistics/people?year=2023", "statistics": "/statistics/?year=2023",
                  "verify": "/verify/"}
    if role in ("clerk", "leader"):
        person = Supervisor.select().order_by(Supervisor.id).first()
        pages |= {"person": f"/supervisors/{person.id}", "statistics-fairness": "/statistics/fairness?year=2023",
                  "coverage": "/coverage/?year=2023", "plan": "/plans/1", "calendar": "/calendar/"}
    if role == "clerk":
        pages |= {"new-person": "/supervisors/new"}
    if role == "officer":
        pages |= {"new-request": "/activities/new"}
    return pages


def _of_activity(role: str, state: str, row_id: int) -> dict[str, str]:
    pages = {f"activity-{state}": f"/activities/{row_id}"}
    if state not in ("submitted", "accepted"):
        pages[f"draw-{state}"] = f"/draws/{row_id}"
    if state == "accepted" and role in ("clerk", "leader"):
        pages[f"pool-{state}"] = f"/draws/{row_id}/pool"
    if state == "drawn" and role == "clerk":
        pages[f"notices-{state}"] = f"/notices/{row_id}"
    if state in ("announced", "held") and role in ("clerk", "officer"):
        pages[f"attendance-{state}"] = f"/attendance/{row_id}"
    if state == "held" and role in ("clerk", "officer"):
        pages[f"feedback-{state}"] = f"/feedback/{row_id}"
    return pages


def photograph(browser: Browser, host: str, username: str, role: str, password: str) -> int:
    """Photograph one role's pages at both widths; return how many pages answered with anything but 200."""
    page = signed_in(browser, host, username, password)
    links = page.eval_on_selector_all("nav.side a", "links => links.map((link) => link.getAttribute('href'))")
    pages = {(link.strip("/").replace("/", "-").split("?")[0] or "home"): link for link in dict.fromkeys(links)} | behind(role)
    broken = sum(_both(page, f"{role}-{name}", place) for name, place in pages.items())
    page.context.close()
    return broken


def signed_in(browser: Browser, host: str, username: str, password: str) -> Page:
    """Return a page in a window of its own in which an account is signed in."""
    page = browser.new_context(viewport=DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=host).new_page()
    page.goto("/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("form button[type=submit]")
    return page


def photograph_records(browser: Browser, host: str, folder: Path, passwords: dict[str, str]) -> int:
    """Photograph the record pages of shot_pages, and the pages behind links; return how many were broken."""
    clerk, officer = (sessions.actor_of(User.get(User.username == name), sessions.Knock("127.0.0.1")) for name in ("clerk", "officer"))
    at, broken = extensions.wall_clock(), 0
    for role, pages in (("clerk", shot_pages.of_clerk(clerk, at, folder)), ("officer", shot_pages.of_records(officer))):
        page = signed_in(browser, host, role, passwords[role])
        broken += sum(_both(page, f"{role}-record-{name}", place) for name, place in pages)
        page.context.close()
    page = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    broken += sum(_both(page, name, url) for name, url in shot_pages.of_links(clerk, at, host))
    page.context.close()
    return broken


def _both(page: Page, name: str, place: str) -> int:
    page.set_viewport_size(DESKTOP)
    answer = page.goto(place)
    status = answer.status if answer else 0
    page.screenshot(path=FOLDER / "all" / f"{name}-desktop.png", full_page=True)
    page.set_viewport_size(PHONE)
    page.screenshot(path=FOLDER / "all" / f"{name}-phone.png", full_page=True)
    if status != 200:
        sys.stderr.write(f"{name}: {place} answered {status}\n")
    return int(status != 200)


def phone_page(browser: Browser, host: str) -> None:
    """Photograph what a drawn person sees on the phone, through a fresh link."""
    place = Assignment.select().join(Activity).where(Activity.state == "drawn", Assignment.state.in_(("drawn", "notified"))).first()
    clerk = sessions.actor_of(User.get(User.username == "clerk"), sessions.Knock("127.0.0.1"))
    made = notices.notify(clerk, place, at=extensions.wall_clock(), reach=Reach(base=host))
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.goto(made.url)
    page.screenshot(path=FOLDER / "all" / "link-notice-phone.png", full_page=True)
    context.close()


def keep_best() -> None:
    """Copy the pages that the READMEs show."""
    for source, name in BEST.items():
        path = FOLDER / "all" / f"{source}.png"
        if path.exists():
            shutil.copy(path, FOLDER / f"{name}.png")


def main() -> int:
    """Photograph everything; return 1 when a page was broken."""
    shutil.rmtree(FOLDER / "all", ignore_errors=True)
    (FOLDER / "all").mkdir(parents=True)
    with served() as (host, folder), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        passwords = demo_database.passwords()
        broken = sum(photograph(browser, host, username, role, passwords[username]) for username, role in ROLES.items())
        phone_page(browser, host)
        broken += photograph_records(browser, host, folder, passwords)
        browser.close()
    keep_best()
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
