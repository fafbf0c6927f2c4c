"""The frame in a real browser: signing in, the menu, the sign-in dialog over a page, and every menu page of every role clean by axe."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from models import UserSession
from portal.domain.permissions import ROLES
from tests import factories
from tests.browser.conftest import check_accessible
from tests.factories import AT

pytestmark = pytest.mark.browser
Desk = Callable[..., Page]


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_sign_in_page(desk: Desk, phone: bool) -> None:
    page = desk(phone=phone)
    page.goto("/")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    check_accessible(page)
    page.fill("[name=username]", "nobody")
    page.fill("[name=password]", "wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("用户名或密码不正确")).to_be_visible()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_the_menu_is_clean(desk: Desk, role: str) -> None:
    factories.drawn_activity("announced")
    factories.drawn_activity("held", starts_at=AT)
    page = desk(factories.account(role))
    places = page.eval_on_selector_all("nav.side a", "links => [...new Set(links.map((link) => link.getAttribute('href')))]")
    assert places
    for place in places:
        answer = page.goto(place)
        assert answer is not None
        assert answer.status == 200, place
        check_accessible(page)
        page.set_viewport_size({"width": 390, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{place} is {wide} px wider than a phone"
        page.set_viewport_size({"width": 1366, "height": 768})


def test_when_the_session_ends_in_mid_form_nothing_typed_is_lost(desk: Desk) -> None:
    officer = factories.account("officer")
    page = desk(officer)
    page.goto("/activities/new")
    page.fill("[name=title]", "打了一半的标题")
    page.select_option("[name=mode]", index=1)
    page.fill("[name=day]", "2026-12-10")
    page.fill("[name=place]", "一号厅")
    UserSession.update(ended_at=AT, ended_why="idle").execute()
    page.locator("main form button[type=submit]").first.click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    dialog.locator("[name=username]").fill(officer.username)
    dialog.locator("[name=password]").fill(factories.PASSWORD)
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("[name=title]")).to_have_value("打了一半的标题")
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "打了一半" not in kept
    assert factories.PASSWORD not in kept


def test_when_the_session_ends_a_live_part_asks_to_sign_in_and_goes_on(desk: Desk) -> None:
    officer = factories.account("officer")
    page = desk(officer)
    page.goto("/activities/new")
    UserSession.update(ended_at=AT, ended_why="idle").execute()
    page.fill("[name=day]", "2026-12-10")
    page.locator("[name=day]").dispatch_event("change")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    dialog.locator("[name=password]").fill(factories.PASSWORD)
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#lead")).to_contain_text("期限充足")
