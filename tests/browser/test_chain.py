"""The main job in a browser, end to end: two offices, three supervisors on phones, from the request to the year's figures."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from models import Activity, Assignment, Draw
from portal.domain.draw_record import verify_record
from tests import factories
from tests.browser.conftest import check_accessible
from tests.conftest import Clock

pytestmark = pytest.mark.browser
Desk = Callable[..., Page]


def press(page: Page, label: str) -> None:
    """Open the question behind a button, so that its dialog can be filled in."""
    page.locator("summary:visible", has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")).first.click()
    expect(page.locator("dialog[open]")).to_be_visible()


def agree(page: Page) -> None:
    """Send the open dialog."""
    page.locator("dialog[open] button[type=submit]").click()


def said(page: Page, words: str) -> None:
    """Expect the sentence that says what was done, and a page without fault for readers with a handicap."""
    expect(page.get_by_text(words).first).to_be_visible()
    check_accessible(page)


def fits(page: Page) -> None:
    """Expect a phone page that does not run out of the phone and is clean."""
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    check_accessible(page)


def test_from_request_to_figures(desk: Desk, clock: Clock) -> None:
    for name in ("张三", "李四", "王五", "赵六", "钱七", "孙八"):
        factories.supervisor(name=name, email="")
    officer, clerk = desk(factories.account("officer")), desk(factories.account("clerk"))
    number = ask(officer)
    accept(clerk, number)
    seal(clerk, number)
    draw(officer, clerk, number)
    answers(desk, clerk, number)
    announce(clerk, officer, number)
    clock.at = Activity.get_by_id(number).starts_at + timedelta(minutes=15)
    officer, clerk, chief = (desk(factories.account(role)) for role in ("officer", "clerk", "chief"))
    attend(officer, number)
    opinion = speak(desk, officer, clerk, number)
    contradict(officer, chief, opinion)
    feed_back(officer, clerk, number)
    figures(clerk, number)
    check_record(clerk, number)


def ask(officer: Page) -> int:
    """The officer writes a request, sees the lead time counted, and sends it."""
    officer.goto("/activities/new")
    check_accessible(officer)
    officer.fill("[name=title]", "拟不起诉案件公开听证")
    officer.select_option("[name=mode]", label="案件公开审查、公开听证")
    officer.fill("[name=day]", "2026-11-27")
    expect(officer.locator("#lead")).to_contain_text("紧急")
    officer.fill("[name=day]", "2026-12-08")
    expect(officer.locator("#lead")).to_contain_text("期限充足")
    officer.fill("[name=place]", "市检察院听证室")
    officer.fill("[name=general_places]", "3")
    officer.fill("[name=parties]", "张三")
    officer.get_by_role("button", name="提交司法局").click()
    said(officer, "需求已提交司法局")
    return int(officer.url.rsplit("/", 1)[1])


def accept(clerk: Page, number: int) -> None:
    """The clerk finds the request waiting and accepts it; a second press of an old page changes nothing."""
    clerk.goto("/")
    check_accessible(clerk)
    clerk.get_by_role("link", name="审核监督需求").click()
    stale = clerk.context.new_page()
    stale.goto(f"/activities/{number}")
    press(clerk, "受理")
    agree(clerk)
    said(clerk, "需求已受理")
    press(stale, "受理")
    agree(stale)
    expect(stale.get_by_text("该操作已不能进行").first).to_be_visible()
    stale.close()


def seal(clerk: Page, number: int) -> None:
    """The clerk decides the conflict and seals the list."""
    clerk.goto(f"/draws/{number}/pool")
    check_accessible(clerk)
    expect(clerk.get_by_text("为当事人").first).to_be_visible()
    press(clerk, "不列入")
    agree(clerk)
    press(clerk, "锁定名单")
    agree(clerk)
    said(clerk, "名单已锁定")
    expect(clerk.locator("img[alt*='二维码']").first).to_be_visible()


def draw(officer: Page, clerk: Page, number: int) -> None:
    """The officer gives the digits; the clerk's page, left open, shows the draw by itself."""
    clerk.goto(f"/draws/{number}")
    officer.goto(f"/draws/{number}")
    check_accessible(officer)
    officer.locator("form[action$='/digits'] [name=digits]").fill("314159")
    officer.locator("form[action$='/digits'] button").last.click()
    said(officer, "抽选完成")
    expect(clerk.get_by_text("第 1 次抽选顺序").first).to_be_visible(timeout=15_000)
    assert Assignment.select().where(Assignment.activity == number).count() == 3
    assert "张三" not in {row.supervisor.name for row in Assignment.select().where(Assignment.activity == number)}


def answers(desk: Desk, clerk: Page, number: int) -> None:
    """One says yes by link, one no by link and a substitute steps in, the others by phone."""
    clerk.goto(f"/notices/{number}")
    check_accessible(clerk)
    clerk.get_by_role("button", name="为全部人员生成文本").click()
    expect(clerk.locator("[id^=wechat-]")).to_have_count(3)
    texts = clerk.locator("[id^=wechat-]").all_inner_texts()
    links = [found.group(1) for text in texts if (found := re.search(r"https://links\.example(/l/\w+)", text))]
    assert len(links) == 3
    first, second = desk(phone=True), desk(phone=True)
    first.goto(links[0])
    fits(first)
    first.get_by_role("button", name="能参加", exact=True).click()
    expect(first.get_by_text("已记录您将参加")).to_be_visible()
    second.goto(links[1])
    second.locator("summary", has_text="不能参加").click()
    second.locator("input[name=reason][value=ill]").check()
    second.get_by_role("button", name="提交:不能参加").or_(second.get_by_role("button", name="提交：不能参加")).click()
    expect(second.get_by_text("将另请他人")).to_be_visible()
    fits(second)
    second.goto(links[1])
    fits(second)
    for place in Assignment.select().where(Assignment.activity == number, Assignment.state.in_(("drawn", "notified"))):
        clerk.goto(f"/notices/{number}")
        form = clerk.locator(f"#person-{place.id} form.attempt-form")
        form.locator("[name=answer]").select_option("accepted")
        form.get_by_role("button", name="登记").click()
        expect(clerk.get_by_text("已登记").first).to_be_visible()
    assert Assignment.select().where(Assignment.activity == number, Assignment.substitute).count() == 1


def announce(clerk: Page, officer: Page, number: int) -> None:
    """The clerk confirms and issues the letter; the officer reads it."""
    clerk.goto(f"/draws/{number}")
    clerk.get_by_role("button", name="确认人员").click()
    said(clerk, "人员已确认")
    clerk.goto(f"/activities/{number}")
    press(clerk, "通报抽选结果")
    agree(clerk)
    said(clerk, "抽选结果已通报")
    officer.goto(f"/activities/{number}")
    officer.get_by_role("link", name=re.compile("乌司监〔2026〕1号")).click()
    expect(officer.get_by_text("人民监督员抽选结果通报函")).to_be_visible()
    check_accessible(officer)
    with officer.expect_download() as letter:
        officer.get_by_role("link", name="Word 文件").click()
    assert letter.value.suggested_filename.endswith(".docx")


def attend(officer: Page, number: int) -> None:
    """On the day everybody is marked by the officer, and the activity is held."""
    officer.goto(f"/attendance/{number}")
    check_accessible(officer)
    for mark in officer.locator("select[name^=mark-]").all():
        mark.select_option("attended")
    officer.get_by_role("button", name="保存出席情况").click()
    said(officer, "活动已履职")
    assert Activity.get_by_id(number).state == "held"


def speak(desk: Desk, officer: Page, clerk: Page, number: int) -> int:
    """A supervisor gives an opinion by link on the phone; the officer finds it in the inbox."""
    clerk.goto(f"/notices/{number}")
    clerk.get_by_role("button", name="为全部人员生成文本").click()
    link = re.search(r"https://links\.example(/l/\w+)", clerk.locator("[id^=wechat-]").first.inner_text())
    assert link is not None
    phone = desk(phone=True)
    phone.goto(link.group(1))
    fits(phone)
    phone.fill("[name=words]", "建议加强释法说理。")
    phone.locator("[name=sure]").check()
    phone.get_by_role("button", name="提交意见").click()
    expect(phone.get_by_text("已收到并锁定")).to_be_visible()
    fits(phone)
    officer.goto("/opinions/")
    officer.get_by_role("link", name="查看").or_(officer.get_by_role("link", name="打开")).first.click()
    expect(officer.get_by_text("建议加强释法说理。").first).to_be_visible()
    return int(officer.url.rstrip("/").rsplit("/", 1)[1])


def contradict(officer: Page, chief: Page, opinion: int) -> None:
    """Not adopted with reasons, told, objected to, decided by the chief, told again."""
    officer.goto(f"/opinions/{opinion}")
    press(officer, "答复")
    officer.locator("dialog[open] [name=answer]").select_option("not_adopted")
    agree(officer)
    expect(officer.get_by_text("未采纳或部分采纳的须说明理由").first).to_be_visible()
    press(officer, "答复")
    officer.locator("dialog[open] [name=answer]").select_option("not_adopted")
    officer.locator("dialog[open] [name=explanation]").fill("现行规定已有要求。")
    agree(officer)
    said(officer, "答复已保存")
    tell(officer)
    press(officer, "登记异议")
    officer.locator("dialog[open] [name=words]").fill("不同意。")
    agree(officer)
    said(officer, "异议已登记")
    chief.goto("/")
    chief.get_by_role("link", name="对异议作出决定").click()
    press(chief, "作出决定")
    chief.locator("dialog[open] [name=decision]").select_option("partly")
    chief.locator("dialog[open] [name=words]").fill("部分采纳，责成承办部门说明。")
    agree(chief)
    said(chief, "决定已保存")
    officer.goto(f"/opinions/{opinion}")
    tell(officer)
    expect(officer.get_by_text("已办结").or_(officer.get_by_text("已归档")).first).to_be_visible()


def tell(officer: Page) -> None:
    press(officer, "登记告知情况")
    officer.locator("dialog[open] [name=how]").select_option("phone")
    agree(officer)
    said(officer, "告知情况已登记")


def feed_back(officer: Page, clerk: Page, number: int) -> None:
    """The officer feeds back, the clerk closes."""
    officer.goto(f"/feedback/{number}")
    check_accessible(officer)
    for mark in officer.locator("select[name^=conduct-]").all():
        mark.select_option(index=1)
    officer.fill("[name=outcome]", "已依法作出不起诉决定。")
    officer.get_by_role("button", name="保存反馈").click()
    said(officer, "反馈已保存")
    clerk.goto(f"/activities/{number}")
    press(clerk, "归档")
    agree(clerk)
    said(clerk, "活动已归档")


def figures(clerk: Page, number: int) -> None:
    """The year counts the event, and its number opens the row."""
    clerk.goto("/statistics/")
    check_accessible(clerk)
    expect(clerk.locator("#paragraph")).to_contain_text("案件公开审查听证1次,共计1次")
    clerk.locator("#modes-months tbody a").first.click()
    expect(clerk).to_have_url(re.compile(r"/statistics/rows\?year=2026&mode=01&month=12"))
    expect(clerk.get_by_text("1 次，3 人次")).to_be_visible()
    check_accessible(clerk)
    clerk.get_by_role("link", name="拟不起诉案件公开听证").click()
    expect(clerk).to_have_url(re.compile(rf"/activities/{number}$"))
    clerk.goto("/statistics/fairness?year=2026")
    check_accessible(clerk)


def check_record(clerk: Page, number: int) -> None:
    """The record as downloaded holds, in our program and on the portal's page."""
    clerk.goto(f"/draws/{number}")
    with clerk.expect_download() as record:
        clerk.locator(f"a[href$='/draws/{number}/record/1']:visible").first.click()
    path = record.value.path()
    assert verify_record(path.read_bytes()).ok
    assert Draw.get(Draw.activity == number).seal in path.read_text(encoding="utf-8")
    clerk.goto("/verify/")
    check_accessible(clerk)
    clerk.set_input_files("input[type=file]", path)
    clerk.get_by_role("button", name="核验文件").click()
    expect(clerk.get_by_text("八个步骤全部").first).to_be_visible()


def test_an_exception_is_the_leaders_to_accept(desk: Desk) -> None:
    made = factories.activity("submitted", exceptional=True, urgent=True, urgent_reason="临时交办")
    clerk, leader = desk(factories.account("clerk")), desk(factories.account("leader"))
    clerk.goto(f"/activities/{made.id}")
    expect(clerk.locator("summary", has_text="受理")).to_have_count(0)
    leader.goto(f"/activities/{made.id}")
    press(leader, "按例外受理")
    agree(leader)
    said(leader, "需求已受理")


def test_a_double_click_and_the_back_button_have_one_effect(desk: Desk) -> None:
    for _ in range(3):
        factories.supervisor()
    officer = desk(factories.account("officer"))
    officer.goto("/activities/new")
    officer.fill("[name=title]", "公开听证")
    officer.select_option("[name=mode]", index=1)
    officer.fill("[name=day]", "2026-12-10")
    officer.fill("[name=place]", "一号厅")
    officer.get_by_role("button", name="提交司法局").dblclick()
    said(officer, "需求已提交司法局")
    officer.go_back()
    officer.go_forward()
    assert Activity.select().count() == 1


def test_a_dialog_works_with_the_keyboard(desk: Desk) -> None:
    made = factories.activity("submitted")
    clerk = desk(factories.account("clerk"))
    clerk.goto(f"/activities/{made.id}")
    button = clerk.locator("summary:visible", has_text=re.compile(r"^\s*受理\s*$")).first
    button.focus()
    clerk.keyboard.press("Enter")
    expect(clerk.locator("dialog[open]")).to_be_visible()
    clerk.keyboard.press("Escape")
    expect(clerk.locator("dialog[open]")).to_have_count(0)
    assert Activity.get_by_id(made.id).state == "submitted"
