"""The grading of a year in a browser: 23 people, one late report, two objections, from the opening to the telling."""
from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from models import Assessment, AssessmentOpinion, AssessmentRound, AssessmentTelling, Paper
from portal.services import assessment_hearing as hearing, assessments
from tests import factories, grading
from tests.browser.conftest import check_accessible
from tests.browser.test_chain import agree, fits, press, said
from tests.conftest import Clock
from tests.grading import ActorAs, by_link, morning

pytestmark = pytest.mark.browser
Desk = Callable[..., Page]
PEOPLE, SERVED, LATE, GOOD = 23, 2, 5, 4


def test_the_grading_of_23_people(desk: Desk, clock: Clock, actor_as: ActorAs) -> None:
    for number in range(PEOPLE - SERVED):
        factories.supervisor(name=f"监督员{number + 1:02d}")
    factories.drawn_activity("held", people=SERVED, starts_at=morning(grading.OPENED, -200))
    clock.at = morning(grading.OPENED)
    clerk = desk(factories.account("clerk"))
    row, link = begin(clerk)
    report(desk(phone=True), link)
    opinions(clerk, desk(factories.account("officer")), row)
    forms = grading.forms(row)
    for number, form in enumerate(forms[1:], 1):
        if number != LATE:
            assessments.report(by_link(form.supervisor), form, words="本年度认真履职。", at=clock())
    clock.at = morning(grading.REVIEWED)
    assessments.report(by_link(forms[LATE].supervisor), forms[LATE], words="补交述职报告。", at=clock())
    for number, form in enumerate(forms[:-1]):
        grading.complete(actor_as("clerk"), form, character="好" if LATE - GOOD < number <= LATE else "较好", at=clock())
    clerk, leader = desk(factories.account("clerk")), desk(factories.account("leader"))
    review(clerk, row, forms[-1])
    choose(leader, row)
    objections(clerk, leader, row, actor_as, clock)
    clock.at = morning(grading.DECIDED)
    clerk, leader = desk(factories.account("clerk")), desk(factories.account("leader"))
    finish(clerk, leader, row)
    final = grading.forms(row)
    assert Counter(form.grade.code for form in final) == {"excellent": 4, "competent": 18, "basic": 1}
    assert final[LATE].report_late and final[LATE].grade.code == "competent" and {form.decided_on for form in final} == {grading.DECIDED}


def begin(clerk: Page) -> tuple[AssessmentRound, str]:
    """Open the round and write the texts; return the link of the first person."""
    clerk.goto("/assessment-rounds/")
    clerk.get_by_role("link", name="启动年度考核").first.click()
    clerk.fill("[name=report_until]", grading.DEADLINE.isoformat())
    check_accessible(clerk)
    clerk.get_by_role("button", name="保存").click()
    expect(clerk.get_by_role("heading", name="2025年度考核")).to_be_visible()
    clerk.get_by_role("button", name=f"生成述职通知（{PEOPLE}人）").click()
    expect(clerk.get_by_role("heading", name=re.compile("发送"))).to_be_visible()
    row = AssessmentRound.get()
    clerk.locator("#texts summary").first.click()
    found = re.search(r"https://links\.example(/l/\w+)", clerk.locator(f"#long-{grading.forms(row)[0].id}").inner_text())
    assert found
    return row, found[1]


def report(phone: Page, link: str) -> None:
    """Give a self-report on a phone."""
    phone.goto(link)
    fits(phone)
    phone.fill("[name=words]", "本年度参加监督活动两次，提出意见两条。")
    phone.get_by_role("button", name="发送").click()
    expect(phone.get_by_text("已按时收到")).to_be_visible()
    fits(phone)


def opinions(clerk: Page, officer: Page, row: AssessmentRound) -> None:
    """Ask the procuratorate, which gives everybody the best mark at once."""
    clerk.goto(f"/assessment-rounds/{row.id}")
    clerk.get_by_role("button", name="就参加过监督活动的人员征求意见").click()
    said(clerk, f"共{SERVED}份")
    officer.goto("/")
    officer.get_by_role("link", name="对人民监督员出具年度意见").click()
    check_accessible(officer)
    officer.locator("[data-tick-all]").check()
    officer.get_by_role("button", name=re.compile("^给予最高评价")).click()
    officer.get_by_role("button", name="给予最高评价", exact=True).click()
    expect(officer.get_by_text("已办理").first).to_be_visible()
    assert AssessmentOpinion.select().where(AssessmentOpinion.given_at.is_null(False)).count() == SERVED


def review(clerk: Page, row: AssessmentRound, last: Assessment) -> None:
    """Fill in the last form, look behind a figure, and begin the review."""
    clerk.goto(f"/assessments/{last.id}")
    clerk.locator("[name=choice-i1]").select_option(label="较好")
    clerk.locator("[name=choice-i8]").select_option(label="是")
    clerk.get_by_role("button", name="保存得分").click()
    said(clerk, "已修改2项")
    clerk.goto(f"/assessments/{last.id}/rows/i3")
    expect(clerk.get_by_role("heading", name=re.compile("依据记录"))).to_be_visible()
    check_accessible(clerk)
    clerk.goto(f"/assessment-rounds/{row.id}")
    press(clerk, "开始评议")
    agree(clerk)
    said(clerk, "评议已开始")


def choose(leader: Page, row: AssessmentRound) -> None:
    """Break the tie at the cap, meet the cap, publish."""
    leader.goto(f"/assessment-rounds/{row.id}/table?show=tied")
    rows = leader.locator(".side-by-side tbody tr")
    for number, words in ((0, "等次已定为优秀"), (1, "优秀等次最多4人")):
        rows.nth(number).locator("summary").click()
        box = leader.locator("dialog[open]")
        box.locator("[name=grade]").select_option(label="优秀")
        box.locator("[name=reason]").fill("评议小组一致意见")
        agree(leader)
        expect(leader.get_by_text(words).first).to_be_visible()
        leader.goto(f"/assessment-rounds/{row.id}/table?show=tied")
    check_accessible(leader)
    press(leader, "公示考核结果")
    agree(leader)
    said(leader, "公示已开始，")


def objections(clerk: Page, leader: Page, row: AssessmentRound, actor_as: ActorAs, clock: Clock) -> None:
    """Two objections: one is not upheld, the other one lowers a grade."""
    forms = grading.forms(row)
    hearing.object_to(actor_as("clerk"), forms[1], words="反映其履职不认真", received_on=grading.REVIEWED, anonymous=True, at=clock())
    clerk.goto(f"/assessment-rounds/{row.id}")
    clerk.locator("summary", has_text="录入异议").click()
    clerk.locator("select[name=form]").select_option(str(forms[10].id))
    clerk.fill("textarea[name=words]", "反映其两次活动未到场")
    clerk.locator("[name=anonymous]").check()
    clerk.get_by_role("button", name="录入", exact=True).click()
    said(clerk, "异议已录入")
    for label, finding in (("异议不成立", "查无实据"), ("异议成立", "情况属实")):
        press(clerk, label)
        clerk.locator("dialog[open] [name=finding]").fill(finding)
        agree(clerk)
        expect(clerk.get_by_text("核查结论已记录").first).to_be_visible()
    leader.goto(f"/assessments/{forms[10].id}")
    leader.locator("#grade select[name=grade]").select_option(label="基本称职")
    leader.locator("#grade input[name=reason]").fill("异议成立")
    leader.get_by_role("button", name="确定等次").click()
    said(leader, "等次已定为基本称职")


def finish(clerk: Page, leader: Page, row: AssessmentRound) -> None:
    """Make the grades final; issue the notices, record the telling, take the registration forms."""
    leader.goto(f"/assessment-rounds/{row.id}")
    press(leader, "评定等次")
    agree(leader)
    said(leader, "考核等次已评定")
    clerk.goto(f"/assessment-rounds/{row.id}")
    clerk.get_by_role("button", name="制发告知书").click()
    expect(clerk.get_by_text(f"已制发告知书{PEOPLE * 2}份")).to_be_visible()
    clerk.get_by_role("button", name="登记为已告知所选人员").click()
    said(clerk, f"已登记告知{PEOPLE}人")
    assert (AssessmentTelling.select().count(), Paper.select().where(Paper.kind == "assessment_notice").count()) == (PEOPLE, PEOPLE * 2)
    clerk.locator("summary", has_text="导出").click()
    with clerk.expect_download() as started:
        clerk.get_by_role("link", name=re.compile("压缩包")).click()
    with zipfile.ZipFile(started.value.path()) as archive:
        assert len(archive.namelist()) == PEOPLE
