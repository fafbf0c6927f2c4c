"""The yearly plan, coverage and the calendar in a real browser: from the clerk's plan to the request that ticks it off."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.conftest import check_accessible
from tests.factories import AT, item

pytestmark = pytest.mark.browser
Desk = Callable[..., Page]


def narrow(page: Page) -> None:
    """Hold the page against the width of a phone."""
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, page.url
    check_accessible(page)
    page.set_viewport_size({"width": 1366, "height": 768})


def test_a_plan_is_written_put_in_force_and_ticked_off(desk: Desk) -> None:
    hearing, office = item("mode", "01"), factories.procuratorate()
    factories.supervisor()
    clerk = desk(factories.account("clerk"))
    clerk.goto("/plans/new")
    check_accessible(clerk)
    clerk.fill("[name=items-0-expected]", "5")
    for number in range(9, 0, -1):
        clerk.locator("[data-row-remove]").nth(number).click()
    clerk.get_by_role("button", name="增加一行").click()
    clerk.select_option("[name=items-1-mode]", str(hearing.id))
    clerk.select_option("[name=items-1-procuratorate]", str(office.id))
    clerk.select_option("[name=items-1-month]", "12")
    clerk.fill("[name=items-1-expected]", "2")
    clerk.get_by_role("button", name="保存").click()
    expect(clerk.get_by_text("计划已保存为草稿")).to_be_visible()
    leader = desk(factories.account("leader"))
    leader.goto(clerk.url)
    leader.get_by_text("批准生效", exact=True).first.click()
    leader.locator("dialog[open] button[type=submit]").click()
    expect(leader.get_by_text("计划已生效。")).to_be_visible()
    officer = desk(factories.account("officer"))
    officer.goto("/activities/new")
    officer.fill("[name=title]", "公开听证")
    officer.select_option("[name=mode]", str(hearing.id))
    officer.fill("[name=day]", "2026-12-10")
    officer.locator("[name=day]").dispatch_event("change")
    expect(officer.get_by_text("年度计划项目：案件公开审查、公开听证 · 乌海市人民检察院 · 12月，计划2次，已提出0次。")).to_be_visible()
    officer.fill("[name=place]", "听证室")
    officer.get_by_role("button", name="提交司法局").click()
    expect(officer.get_by_role("link", name=re.compile("2026 案件公开审查"))).to_be_visible()
    clerk.reload()
    expect(clerk.locator("#items tbody tr").nth(1)).to_contain_text("12月")
    clerk.locator("#items").get_by_role("link", name="1", exact=True).click()
    expect(clerk.get_by_role("link", name=re.compile("乌检需"))).to_be_visible()
    clerk.go_back()
    narrow(clerk)


def test_coverage_and_the_calendar_open_their_rows(desk: Desk) -> None:
    activity = factories.drawn_activity("closed", starts_at=AT, title="拟不起诉案件公开听证")
    clerk = desk(factories.account("clerk"))
    clerk.goto("/coverage/")
    clerk.locator(".heat td a").first.click()
    expect(clerk.get_by_text("拟不起诉案件公开听证")).to_be_visible()
    clerk.goto("/calendar/")
    narrow(clerk)
    clerk.get_by_role("link", name=re.compile("拟不起诉案件公开听证")).click()
    expect(clerk).to_have_url(re.compile(f"/activities/{activity.id}$"))
    clerk.goto("/calendar/")
    clerk.get_by_role("button", name="生成私有地址").click()
    expect(clerk.locator("#feed-address")).to_have_text(re.compile(r"/feed/[\w-]{32}\.ics$"))
    check_accessible(clerk)
    phone = desk(factories.account("officer"), phone=True)
    phone.goto("/calendar/")
    phone.get_by_role("link", name=re.compile("拟不起诉案件公开听证")).click()
    expect(phone).to_have_url(re.compile(f"/activities/{activity.id}$"))
