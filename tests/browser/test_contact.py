"""Contact in a real browser: a suggestion on a phone, and a joint meeting whose decisions are added row by row."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from models import Decision, Meeting, Suggestion
from models.base import database
from portal.domain.permissions import Actor
from portal.services import liaison_suggestions as suggestions
from portal.services.outbox import Reach
from tests import factories
from tests.browser.conftest import check_accessible
from tests.factories import AT

pytestmark = pytest.mark.browser
Desk = Callable[..., Page]


def test_a_suggestion_is_given_on_a_phone(desk: Desk, portal: str, actor_as: Callable[[str], Actor]) -> None:
    made = suggestions.invite(actor_as("clerk"), factories.supervisor(), at=AT, reach=Reach(base=portal))
    page = desk(phone=True)
    page.goto(made.url)
    check_accessible(page)
    page.get_by_label("群众关切").check()
    page.get_by_label("主题").fill("路灯不亮")
    page.get_by_label("说明").fill("某小区门口的路灯已坏两周。")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("您反映的情况已收到")).to_be_visible()
    page.goto(made.url)
    expect(page.get_by_text("将转交有关单位办理")).to_be_visible()
    check_accessible(page)
    database.connect(reuse_if_open=True)
    assert Suggestion.get().subject == "路灯不亮"


def test_a_joint_meeting_from_plan_to_issued_minutes(desk: Desk) -> None:
    office = factories.procuratorate()
    page = desk(factories.account("clerk"))
    page.goto("/meetings/new")
    check_accessible(page)
    page.fill("[name=title]", "第四季度联席会议")
    page.fill("[name=starts_at]", "2026-11-24T09:00")
    page.fill("[name=place]", "三楼会议室")
    page.fill("[name=agenda]", "通报情况")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="记录会议").click()
    page.fill("[name=minutes]", "会议通报了情况。")
    page.get_by_role("button", name="增加一行").last.click()
    for number, words in enumerate(("完善核查", "统一表样")):
        page.fill(f"[name=decisions-{number}-words]", words)
        page.select_option(f"[name=decisions-{number}-office]", str(office.id))
        page.fill(f"[name=decisions-{number}-due_on]", "2026-12-31")
    check_accessible(page)
    page.get_by_role("button", name="保存").click()
    page.get_by_text("印发纪要", exact=True).first.click()
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.get_by_text("纪要已印发，文号：乌司监〔2026〕1号")).to_be_visible()
    check_accessible(page)
    database.connect(reuse_if_open=True)
    assert (Meeting.get().state, Decision.select().count()) == ("issued", 2)
    officer = desk(factories.account("officer"))
    officer.goto("/meetings/1")
    officer.get_by_role("link", name="报办结").first.click()
    officer.fill("[name=words]", "已完善")
    officer.get_by_role("button", name="报办结").click()
    expect(officer.get_by_text("议定事项已报办结。")).to_be_visible()


def test_look_ups_are_clean_for_readers_who_hear_the_page(desk: Desk) -> None:
    page = desk(factories.account("clerk"))
    for place in ("/visits/new", "/suggestions/new", "/bulletins/new"):
        page.goto(place)
        check_accessible(page)
