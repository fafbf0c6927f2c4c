"""One person's file in a browser: its tabs by keyboard and on a phone, a value revealed for a reason, and the own file with a correction."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from models import Supervisor
from portal.domain.words.dossier import TABS
from tests import factories
from tests.browser.conftest import check_accessible
from tests.browser.test_chain import agree, fits, press, said

pytestmark = pytest.mark.browser
Desk = Callable[..., Page]


def test_a_file_from_the_register_to_a_correction(desk: Desk) -> None:
    person = factories.supervisor(name="王晓东", phone="13800138000", work_unit="乌海市第一中学")
    factories.assignment(factories.activity("held"), person=person, state="attended")
    clerk = desk(factories.account("clerk"))
    clerk.goto("/supervisors/")
    clerk.get_by_role("link", name="王晓东").first.click()
    expect(clerk.get_by_role("heading", name="王晓东")).to_be_visible()
    links = clerk.locator("nav.tabs a")
    expect(links).to_have_count(len(TABS))
    for tab in TABS:
        clerk.locator(f"nav.tabs a[href$='tab={tab}']").press("Enter")
        clerk.wait_for_url(f"**tab={tab}")
        check_accessible(clerk)
    clerk.set_viewport_size({"width": 390, "height": 844})
    clerk.goto(f"/supervisors/{person.id}")
    fits(clerk)
    clerk.set_viewport_size({"width": 1366, "height": 768})
    own_file(desk, clerk, person)


def own_file(desk: Desk, clerk: Page, person: Supervisor) -> None:
    """The clerk makes the link; the person reads the masked file on a phone and asks for a correction, which the clerk makes."""
    clerk.locator("details[data-drop] > summary", has_text="更多").click()
    press(clerk, "档案链接")
    agree(clerk)
    expect(clerk.locator("#file-link")).to_contain_text("/l/")
    check_accessible(clerk)
    path = re.search(r"/l/\w+", clerk.locator("#file-link").inner_text())
    assert path
    phone = desk(phone=True)
    phone.goto(path.group(0))
    fits(phone)
    expect(phone.get_by_text("138****8000")).to_be_visible()
    phone.locator("[name=field]").select_option("post")
    phone.locator("[name=proposed]").fill("高级教师")
    phone.get_by_role("button", name="申请更正").click()
    expect(phone.get_by_text("谢谢")).to_be_visible()
    clerk.goto("/")
    clerk.get_by_role("link", name="处理更正申请").click()
    press(clerk, "写入档案")
    with clerk.expect_navigation():
        agree(clerk)
    said(clerk, "已更正")
    phone.goto(path.group(0))
    expect(phone.get_by_text("已更正")).to_be_visible()
