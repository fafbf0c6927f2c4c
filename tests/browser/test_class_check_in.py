"""Checking in at a class by the code on the wall: the clerk opens it, a phone scans it, the screen counts."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from models import Attendance, LinkToken
from portal.domain.permissions import Actor
from portal.services import class_check_in, classes, materials
from portal.services.outbox import Reach
from tests import factories
from tests.browser.conftest import check_accessible
from tests.conftest import Clock
from tests.factories import AT
from tests.learning_rows import material, participant, reading, training

pytestmark = pytest.mark.browser
Desk = Callable[..., Page]


def narrow(page: Page) -> None:
    """A phone page never scrolls sideways."""
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_phone_checks_in_by_the_code_on_the_wall(desk: Desk, clock: Clock, portal: str) -> None:
    made = training(title="履职业务培训", place="三楼会议室", clock="9:00–11:30")
    participant(made, factories.supervisor(name="王晓东", phone="13800131234"))
    participant(made, factories.supervisor(name="李静"))
    clerk = desk(factories.account("clerk"))
    clerk.goto(f"/trainings/{made.id}")
    check_accessible(clerk)
    clerk.get_by_role("button", name="开启扫码签到").click()
    expect(clerk.get_by_text("应到2人")).to_be_visible()
    picture = clerk.locator(".wall-qr")
    assert picture.bounding_box()["width"] > 250
    check_accessible(clerk)
    first = picture.get_attribute("src")

    clock.forward(seconds=61)
    link = LinkToken.get(LinkToken.purpose == "class_check_in")
    phone = desk(phone=True)
    phone.goto(class_check_in.wall_address(link, portal, at=clock()))
    check_accessible(phone)
    narrow(phone)
    phone.get_by_label("您的姓名").fill("王晓东")
    phone.get_by_label("手机号码后四位").fill("9999")
    phone.get_by_role("button", name="签到").click()
    expect(phone.get_by_text("未找到姓名与后四位相符的在任人员")).to_be_visible()
    expect(phone.get_by_label("您的姓名")).to_have_value("王晓东")
    phone.get_by_label("手机号码后四位").fill("1234")
    phone.get_by_role("button", name="签到").click()
    expect(phone.get_by_text("王晓东已签到，签到时间10:01")).to_be_visible()
    narrow(phone)
    assert [row.state for row in Attendance.select().order_by(Attendance.id)] == ["present", "enrolled"]

    clerk.set_default_timeout(20_000)
    expect(clerk.get_by_text("最近签到：王晓东")).to_be_visible(timeout=20_000)
    assert clerk.locator(".wall-qr").get_attribute("src") != first
    clerk.goto(f"/trainings/{made.id}")
    clerk.get_by_text("更多").click()
    clerk.get_by_role("button", name="关闭签到").click()
    expect(clerk.get_by_text("签到已关闭")).to_be_visible()
    clock.forward(minutes=4)
    phone.goto(class_check_in.wall_address(link, portal, at=clock()))
    expect(phone.get_by_text("链接已撤回")).to_be_visible()


def test_the_other_pages_of_learning_are_clean(desk: Desk, portal: str) -> None:
    made, book = training(), material(url="https://www.example.cn/很长的地址/" + "x" * 80)
    rows, read = [participant(made, state=state) for state in ("present", "absent", "enrolled")], reading(book)
    account = factories.account("clerk")
    actor = Actor(name="clerk", roles=frozenset({"clerk"}), user_id=account.id, bureau_id=made.bureau_id)
    reach = Reach(portal)
    links = [classes.notify(actor, made, rows[2:], at=AT, reach=reach)[0].url, materials.push(actor, book, [read], at=AT, reach=reach)[0].url,
             class_check_in.ask_feedback(actor, made, at=AT, reach=reach)[1]]
    clerk, phone = desk(account), desk(phone=True)
    for path in (f"/trainings/{made.id}?marking=1", f"/trainings/{made.id}/enrol", f"/materials/{book.id}", f"/participants/{rows[0].id}/edit"):
        clerk.set_viewport_size({"width": 1366, "height": 768})
        clerk.goto(path)
        check_accessible(clerk)
        narrow(clerk)
        clerk.set_viewport_size({"width": 390, "height": 844})
        narrow(clerk)
    for url in links:
        phone.goto(url)
        check_accessible(phone)
        narrow(phone)
