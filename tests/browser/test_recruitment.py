"""A recruitment round for 23 places and 60 candidates in a browser, from the notice to the certificates."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from models import Applicant, Appointment, Paper, Recruitment
from models.choices import ApplicantState
from portal.services import recruitment_review
from tests import factories, recruiting
from tests.browser.conftest import check_accessible
from tests.browser.test_chain import agree, fits, press, said
from tests.conftest import Clock
from tests.factories import id_number
from tests.recruiting import LAST_DAY, NOTICED, ActorAs, morning

pytestmark = pytest.mark.browser
Desk = Callable[..., Page]
PLACES, CANDIDATES, ON_PHONES = 23, 60, 2
PUBLISHED, DECIDED = date(2026, 11, 17), date(2026, 11, 25)


def test_a_round_for_23_places_and_60_candidates(desk: Desk, clock: Clock, actor_as: ActorAs) -> None:
    recruiting.county()
    clock.at = morning(NOTICED)
    clerk = desk(factories.account("clerk"))
    row, link = begin(clerk)
    receipts = [apply(desk(phone=True), link, number) for number in range(ON_PHONES)]
    for number in range(ON_PHONES, CANDIDATES):
        recruiting.apply(actor_as("clerk"), row, number)
    clock.at = morning(LAST_DAY, 1)
    clerk, officer = (desk(factories.account(role)) for role in ("clerk", "officer"))
    review(clerk, officer, row)
    clock.at = morning(PUBLISHED)
    clerk = desk(factories.account("clerk"))
    choose(clerk, row, actor_as)
    objection(desk(phone=True), clerk, row, link)
    clock.at = morning(DECIDED)
    clerk, leader = (desk(factories.account(role)) for role in ("clerk", "leader"))
    certify(leader, clerk, row)
    assert Appointment.select().where(Appointment.state == "live").count() == PLACES - 1
    assert Paper.select().where(Paper.kind == "certificate").count() == PLACES - 1
    phone = desk(phone=True)
    phone.goto(link)
    expect(phone.get_by_role("listitem")).to_have_count(PLACES - 1)
    look_up(phone, link, receipts[0])


def step(page: Page, row: Recruitment, label: str, words: str) -> None:
    """Press the round's next step and expect what it says."""
    page.goto(f"/recruitments/{row.id}")
    press(page, label)
    agree(page)
    said(page, words)


def begin(clerk: Page) -> tuple[Recruitment, str]:
    """Draft the round, publish the notice, open the applications and make the link."""
    clerk.goto("/recruitments/")
    clerk.get_by_role("link", name="新建选任").first.click()
    for name, value in {"title": "2026年人民监督员选任", "apply_from": NOTICED.isoformat(), "apply_until": LAST_DAY.isoformat(),
                        "starts_on": "2027-03-01", "requirements": "热心公益。"}.items():
        clerk.fill(f"[name={name}]", value)
    clerk.locator("[name^=places_]").first.fill(str(PLACES))
    check_accessible(clerk)
    clerk.get_by_role("button", name="保存").click()
    expect(clerk.get_by_role("heading", name="2026年人民监督员选任")).to_be_visible()
    row = Recruitment.get()
    step(clerk, row, "发布公告", "公告已发布")
    step(clerk, row, "开始报名", "报名已开始")
    clerk.get_by_role("button", name="生成报名链接和二维码").click()
    expect(clerk.get_by_alt_text("链接二维码")).to_be_visible()
    check_accessible(clerk)
    found = re.search(r"https://links\.example(/l/\w+)", clerk.locator("#address").inner_text())
    assert found
    return row, found[1]


def apply(phone: Page, link: str, number: int) -> str:
    """Apply on a phone and return the receipt number."""
    phone.goto(link)
    fits(phone)
    for name, value in {"name": f"手机报名{number}", "id_number": id_number(date(1985, 3, 2), number, male=True), "work_unit": "某中学",
                        "phone": f"1380013800{number}"}.items():
        phone.fill(f"[name={name}]", value)
    for name, label in (("education", "大学本科"), ("county", "海勃湾区")):
        phone.locator(f"select[name={name}]").select_option(label=label)
    phone.locator("[name=sure]").check()
    phone.get_by_role("button", name="提交报名").click()
    receipt = phone.locator(".receipt").inner_text()
    fits(phone)
    look_up(phone, link, receipt)
    return receipt


def look_up(phone: Page, link: str, receipt: str) -> None:
    """Ask for the state of an application."""
    phone.goto(link)
    phone.locator("summary", has_text="查询我的报名进度").click()
    phone.fill("[name=receipt]", receipt)
    phone.get_by_role("button", name="查询", exact=True).click()
    expect(phone.get_by_text(re.compile("您的报名|您已|您未|您考察合格"))).to_be_visible()


def all_at_once(page: Page, address: str, label: str) -> None:
    """Tick everybody of a list and do one act."""
    page.goto(address)
    page.locator("[data-tick-all]").check()
    page.get_by_role("button", name=re.compile(f"^{label}")).click()
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.get_by_text("已办理").first).to_be_visible(timeout=30_000)  # sixty acts in one transaction
    said(page, "已办理")


def review(clerk: Page, officer: Page, row: Recruitment) -> None:
    """Close the applications; both offices review everybody."""
    step(clerk, row, "截止报名", "报名已截止")
    clerk.get_by_role("button", name="商请审查全部待审人员").click()
    said(clerk, f"对 {CANDIDATES} 人提出意见")
    officer.goto("/")
    officer.get_by_role("link", name="对报名人提出审查意见").click()
    officer.get_by_role("link", name="审查意见").first.click()
    officer.locator("[name=outcome][value=clear]").check()
    check_accessible(officer)
    with officer.expect_navigation():
        officer.get_by_role("button", name="提交意见").click()
    all_at_once(officer, "/recruitment-reviews/?size=100", "无不同意见")
    all_at_once(clerk, f"/applicants/?f_recruitment={row.id}&size=100", "通过审查")
    step(clerk, row, "开始考察", "已开始考察")


def choose(clerk: Page, row: Recruitment, actor_as: ActorAs) -> None:
    """Inspect one person in the browser and the others by the service, propose as many as there are places, publish them."""
    first, *others = Applicant.select().order_by(Applicant.id)
    clerk.goto(f"/applicants/{first.id}")
    clerk.get_by_role("link", name="记录考察").click()
    clerk.locator("[name=way]").select_option(label="走访工作单位")
    clerk.fill("[name=inspectors]", "陈晓燕、王某")
    clerk.fill("[name=words]", "工作认真，群众反映良好。")
    clerk.locator("[name=passed][value=yes]").check()
    check_accessible(clerk)
    clerk.get_by_role("button", name="保存考察记录").click()
    said(clerk, "考察情况已记录")
    for number, one in enumerate(others):
        recruiting.inspected(actor_as("clerk"), one, passed=number < PLACES + 5)
    clerk.goto(f"/applicants/{first.id}")
    clerk.get_by_role("button", name="提名", exact=True).click()
    said(clerk, "列为拟任人选")
    all_at_once(clerk, f"/applicants/?f_recruitment={row.id}&f_state=suited&size=20", "提名")
    for one in Applicant.select().where(Applicant.state == ApplicantState.SUITED).limit(PLACES - 21):
        recruitment_review.propose(actor_as("clerk"), one, at=morning(PUBLISHED))
    step(clerk, row, "公示拟任人选", "公示已开始")


def objection(phone: Page, clerk: Page, row: Recruitment, link: str) -> None:
    """Object without a name on a phone; the clerk upholds it."""
    phone.goto(link)
    phone.locator("summary", has_text="我对其中人选有异议").click()
    phone.locator("form:has([name=do][value=object]) [name=words]").fill("反映其正在接受调查。")
    phone.locator("[name=anonymous]").check()
    fits(phone)
    phone.get_by_role("button", name="提交异议").click()
    expect(phone.get_by_text("您的异议已收到")).to_be_visible()
    clerk.goto(f"/recruitments/{row.id}")
    press(clerk, "异议成立")
    clerk.locator("dialog[open] [name=finding]").fill("经核查属实。")
    agree(clerk)
    said(clerk, "核查结论已记录")


def certify(leader: Page, clerk: Page, row: Recruitment) -> None:
    """The leader decides; the clerk records the oath, issues the certificates and looks at sheet, list and papers."""
    step(leader, row, "决定并任命", "已作出任命")
    clerk.goto(f"/recruitments/{row.id}")
    clerk.fill("[name=oath_place]", "市司法局会议室")
    clerk.get_by_role("button", name="记录宣誓").click()
    said(clerk, "宣誓已记录")
    step(clerk, row, "颁发证书", "证书已颁发")
    for part in ("balance", "list"):
        clerk.goto(f"/recruitments/{row.id}/{part}")
        check_accessible(clerk)
    clerk.goto(f"/recruitments/{row.id}/papers")
    expect(clerk.get_by_role("link", name=f"乌人监〔2026〕{PLACES - 1}号")).to_be_visible()
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="Word 文件").last.click()
    assert download.value.suggested_filename.startswith("人民监督员证书")
