"""The pages of a round: its steps, the public page behind the link, the clerk's forms, the officer's review, balance sheet and papers."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from models import Applicant, ApplicantReview, Inspection, LinkToken, Paper, Recruitment, RecruitmentObjection, RecruitmentQuota
from portal.domain.papers import FORMS
from portal.queries import papers as shipped, recruitment as facts, worklists
from portal.services import notice_words, papers, recruitment_review as review, recruitment_rounds as rounds
from portal.settings import Settings
from tests import factories, recruiting
from tests.conftest import Client, Clock
from tests.factories import id_number, item
from tests.recruiting import LAST_DAY, NOTICED, ActorAs, morning

As = Callable[[str], Client]
FORM = {
    "do": "apply", "name": "王晓东", "id_number": id_number(date(1985, 3, 2), 5, male=True), "work_unit": "某中学", "phone": "13800138000", "sure": "yes",
}


def form(row: Recruitment, **values: object) -> dict[str, object]:
    """Return what a phone sends."""
    return FORM | {"education": item("education").id, "county": RecruitmentQuota.get(RecruitmentQuota.recruitment == row).county_id} | values


@pytest.fixture
def at(app: object, clock: Clock) -> Callable[[date], None]:
    """Return a function that sets the application's clock to a morning."""
    def put(day: date) -> None:
        clock.at = morning(day)
    return put


def public(client: Client, actor_as: ActorAs, row: Recruitment) -> str:
    """Return the path of a fresh link to a round."""
    return f"/l/{rounds.make_link(actor_as('clerk'), Recruitment.get_by_id(row.id), at=morning(NOTICED))}"


def test_a_round_is_drafted_published_and_opened_on_pages(client_as: As, actor_as: ActorAs, at: Callable[[date], None]) -> None:
    at(NOTICED)
    clerk, county = client_as("clerk"), recruiting.county()
    assert "乌人监" in clerk.get("/recruitments/new").text
    sent = clerk.post("/recruitments/new", data={
        "title": "2026年选任", "level": "city", "apply_from": NOTICED.isoformat(), "apply_until": "2026-10-20", "starts_on": "2027-03-01",
        "certificate_prefix": "乌人监", f"places_{county.id}": "3"})
    row = Recruitment.get()
    assert sent.location == f"/recruitments/{row.id}" and sum(quota.places for quota in facts.quotas(row)) == 3
    page = clerk.get(sent.location).text
    assert "不得少于 20 个工作日，现仅有 6 个" in page and f"/recruitments/{row.id}/step/publish" not in page
    edited = clerk.post(f"/recruitments/{row.id}/edit", data={
        "title": "2026年选任", "level": "city", "apply_from": NOTICED.isoformat(), "apply_until": LAST_DAY.isoformat(), "starts_on": "2027-03-01",
        "certificate_prefix": "乌人监", f"places_{county.id}": "2", "version": "1"})
    assert edited.status_code == 303
    assert "生成编号的选任公告" in clerk.post(f"/recruitments/{row.id}/step/publish").text
    for name in ("publish", "open"):
        assert clerk.post(f"/recruitments/{row.id}/step/{name}", data={"confirmed": "yes"}).status_code == 303
    assert Recruitment.get_by_id(row.id).state == "applications"
    assert clerk.get(f"/recruitments/{row.id}/edit").status_code == 409
    assert "乌司监〔2026〕1号" in clerk.get(f"/recruitments/{row.id}/papers").text
    notice_words.set_words(actor_as("system_admin"), row.bureau, "long.recruitment", "本局选任：$from $until $reply", at=morning(NOTICED))
    made = clerk.post(f"/recruitments/{row.id}/link").text
    assert re.search(r"https://links\.example/l/[0-9a-f]{32}", made) and "data:image/svg+xml" in made and "本局选任：" in made
    clerk.post(f"/recruitments/{row.id}/end-links")
    assert LinkToken.select().where(LinkToken.revoked_at.is_null()).count() == 0
    clerk.post(f"/recruitments/{row.id}/step/cancel", data={"words": "机构改革"})
    assert "机构改革" in clerk.get(f"/recruitments/{row.id}").text


BARE = Settings(instance=Path(), database_url="sqlite:///", secret_key="s" * 32, field_keys={})
"""An office whose phone pages cannot be reached from outside."""


def test_an_intranet_office_is_told_to_enter_from_paper(client_as: As, actor_as: ActorAs, at: Callable[[date], None],
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    row = recruiting.opened(actor_as("clerk"))
    at(NOTICED)
    monkeypatch.setattr("views.recruitment_page.extensions.settings", lambda: BARE)
    page = client_as("clerk").post(f"/recruitments/{row.id}/link").text
    assert "未设置手机页面的外网地址" in page and "/l/" not in page


def test_a_phone_applies_and_looks_up_the_state(client: Client, actor_as: ActorAs, at: Callable[[date], None]) -> None:
    row = recruiting.opened(actor_as("clerk"))
    at(NOTICED)
    path = public(client, actor_as, row)
    page = client.get(path).text
    assert "受过刑事处罚" in page and "提交报名" in page and "人民陪审员" in page
    answer = client.post(path, data=form(row, posts="assessor", professions=["law", "medicine"]))
    made = Applicant.get()
    assert answer.status_code == 200 and made.receipt in answer.text and "国家秘密" not in answer.text
    assert (made.name, made.source, made.professions) == ("王晓东", "link", ["law", "medicine"])
    assert facts.declared_names([made.id])[made.id][0].code == "assessor"
    assert "正在审查" in client.post(path, data={"do": "look_up", "receipt": made.receipt}).text
    wrong = client.post(path, data={"do": "look_up", "receipt": "2026-XXXX-XXXX"})
    assert wrong.status_code == 400 and "没有这个回执号" in wrong.text
    again = client.post(path, data=form(row))
    assert again.status_code == 400 and "已经报名" in again.text


WRONG = [
    ({"name": ""}, "必填"), ({"sure": ""}, "请勾选确认"), ({"id_number": "150302198503020011"}, "校验"), ({"county": "999999"}, "有内容缺失"),
    ({"bars": "nonsense"}, "有内容缺失"),
]


@pytest.mark.parametrize(("values", "words"), WRONG)
def test_a_wrong_form_comes_back_as_typed(client: Client, actor_as: ActorAs, at: Callable[[date], None], values: dict[str, str], words: str) -> None:
    row = recruiting.opened(actor_as("clerk"))
    at(NOTICED)
    path = public(client, actor_as, row)
    answer = client.post(path, data=form(row, **values))
    assert answer.status_code == 400 and "某中学" in answer.text and Applicant.select().count() == 0
    assert words in answer.text


def test_the_public_page_in_every_state(client: Client, actor_as: ActorAs, at: Callable[[date], None]) -> None:
    clerk = actor_as("clerk")
    waiting = recruiting.draft(clerk, apply_from=NOTICED + timedelta(days=3))
    rounds.publish(clerk, waiting, at=morning(NOTICED))
    at(NOTICED)
    assert "报名时间为" in client.get(public(client, actor_as, waiting)).text
    row, made = recruiting.proposed(actor_as)
    path = public(client, actor_as, row)
    at(date(2026, 11, 18))
    page = client.get(path).text
    assert made[0].name in page and made[2].name not in page and "我对其中人选有异议" in page
    for values in ({"anonymous": "yes"}, {"name": "张某", "contact": "13800138000"}):
        assert "您的异议已收到" in client.post(path, data={"do": "object", "applicant": made[0].id, "words": "反映情况", **values}).text
    assert client.post(path, data={"do": "object", "applicant": made[2].id, "words": "x", "anonymous": "yes"}).status_code == 400
    assert client.post(path, data=form(row)).status_code == 400
    for one in RecruitmentObjection.select():
        review.handle(clerk, one, upheld=False, finding="不属实", at=morning(date(2026, 11, 19)))
    at(date(2026, 11, 25))
    rounds.decide(actor_as("leader"), row, at=morning(date(2026, 11, 25)))
    page = client.get(path).text
    assert "选任人员名单" in page and made[0].name in page and "我对其中人选有异议" not in page
    rounds.step_back(clerk, waiting, "cancel", words="机构改革", at=morning(NOTICED))
    assert client.get(public(client, actor_as, row)).status_code == 200


def test_a_round_given_up_closes_its_links(client: Client, actor_as: ActorAs, at: Callable[[date], None]) -> None:
    row = recruiting.opened(actor_as("clerk"))
    at(NOTICED)
    path = public(client, actor_as, row)
    rounds.step_back(actor_as("clerk"), row, "cancel", words="机构改革", at=morning(NOTICED))
    answer = client.get(path)
    assert answer.status_code == 410 and "本次选任已终止" in answer.text


def test_the_clerk_enters_corrects_reviews_and_inspects(client_as: As, actor_as: ActorAs, at: Callable[[date], None]) -> None:
    row = recruiting.opened(actor_as("clerk"))
    at(NOTICED)
    clerk = client_as("clerk")
    assert f"/applicants/new?recruitment={row.id}" in clerk.get(f"/recruitments/{row.id}").text
    sent = clerk.post("/applicants/new", data=form(row) | {"bars": ["punished"]})
    made = Applicant.get()
    assert sent.location == f"/applicants/{made.id}" and made.source == "clerk"
    page = clerk.get(sent.location).text
    assert "受过刑事处罚" in page and FORM["id_number"] not in page and made.receipt in page
    edit = clerk.get(f"/applicants/{made.id}/edit").text
    assert FORM["id_number"] not in edit and "13800138000" not in edit
    assert clerk.post(f"/applicants/{made.id}/edit", data={
        "name": "王晓东", "work_unit": "新单位", "education": made.education_id, "county": made.county_id, "version": "1"}).status_code == 303
    assert Applicant.get().work_unit == "新单位"
    at(LAST_DAY + timedelta(days=3))
    clerk = client_as("clerk")
    rounds.advance(actor_as("clerk"), row, "review", at=morning(LAST_DAY, 1))
    checks = {f"found_{one.id}": "clear" for one in facts.checks_of(made)}
    refused = clerk.post(f"/applicants/{made.id}/check", data=checks | {"passes": "no"})
    assert (refused.status_code == 200 and "请用文字说明" in refused.text) or "理由" in refused.text
    clerk.post(f"/applicants/{made.id}/check", data=checks | {"passes": "yes", "words": "已核实无犯罪记录"})
    assert Applicant.get().state == "passed"
    clerk.post(f"/recruitments/{row.id}/ask", data={"procuratorate": factories.procuratorate().id, "due_on": "2026-11-30"})
    review.opine(actor_as("officer"), ApplicantReview.get(), clear=True, at=morning(LAST_DAY, 3))
    rounds.advance(actor_as("clerk"), row, "inspect", at=morning(LAST_DAY, 3))
    values = {"inspected_on": "2026-11-16", "way": item("inspection_way").id, "inspectors": "甲、乙", "words": "良好", "passed": "yes"}
    assert "必填" in clerk.post(f"/applicants/{made.id}/inspect", data=values | {"words": ""}).text
    clerk.post(f"/applicants/{made.id}/inspect", data=values)
    assert Inspection.select().count() == 1
    clerk.post(f"/applicants/{made.id}/propose")
    assert Applicant.get().state == "proposed"
    clerk.post(f"/applicants/{made.id}/propose", data={"back": "yes"})
    clerk.post(f"/applicants/{made.id}/withdraw", data={"words": "本人撤回"})
    assert "本人撤回" in clerk.get(f"/applicants/{made.id}").text


def test_bulk_acts_say_to_how_many(client_as: As, actor_as: ActorAs, at: Callable[[date], None]) -> None:
    at(date(2026, 11, 17))
    row, made = recruiting.reviewed(actor_as, people=2)
    for one in made:
        recruiting.inspected(actor_as("clerk"), one)
    clerk = client_as("clerk")
    ids = {"rowid": [str(one.id) for one in made]}
    assert "2 条" in clerk.post("/applicants/action", data={"action": "propose_all", **ids}).text.replace(" ", " ")
    for name, state in (("propose_all", "proposed"), ("hold_back_all", "suited")):
        answer = clerk.post("/applicants/action", data={"action": name, "confirmed": "yes", **ids})
        assert answer.location == f"/applicants/?f_recruitment={row.id}"
        assert {one.state for one in Applicant.select()} == {state}
    assert clerk.post("/applicants/action", data={"action": "pass_all", "confirmed": "yes", **ids}).status_code == 303
    assert {one.state for one in Applicant.select()} == {"suited"}


def test_an_officer_sees_name_unit_post_and_what_was_declared(client_as: As, actor_as: ActorAs, at: Callable[[date], None]) -> None:
    clerk = actor_as("clerk")
    row = recruiting.opened(clerk)
    recruiting.apply(clerk, row, 1, declared=("assessor",))
    recruiting.apply(clerk, row, 2)
    at(LAST_DAY + timedelta(days=1))
    rounds.advance(clerk, row, "review", at=morning(LAST_DAY, 1))
    review.ask(clerk, row, factories.procuratorate(), due_on=date(2026, 11, 30), at=morning(LAST_DAY, 1))
    officer = client_as("officer")
    page = officer.get("/recruitment-reviews/").text
    assert "报名人1" in page and "单位1" in page and "人民陪审员" in page
    asked = list(ApplicantReview.select().order_by(ApplicantReview.id))
    one = officer.get(f"/recruitment-reviews/{asked[0].id}").text
    assert "职员" in one and not [word for word in ("1985", "139", "1503", "大学本科", Applicant.get().receipt) if word in one + page]
    assert officer.post(f"/recruitment-reviews/{asked[0].id}/edit", data={"outcome": "objected"}).status_code == 200
    officer.post(f"/recruitment-reviews/{asked[0].id}/edit", data={"outcome": "objected", "holds": ["assessor"]})
    officer.post("/recruitment-reviews/action", data={"action": "clear_all", "confirmed": "yes", "rowid": [asked[1].id]})
    assert [row.outcome for row in ApplicantReview.select().order_by(ApplicantReview.id)] == ["objected", "clear"]
    for path in ("/recruitments/", f"/recruitments/{row.id}", "/applicants/", f"/applicants/{asked[0].applicant_id}"):
        assert officer.get(path).status_code == 403
    rounds.step_back(clerk, row, "cancel", words="终止", at=morning(LAST_DAY, 1))
    assert officer.get(f"/recruitment-reviews/{asked[0].id}").status_code == 404


def test_objections_oath_certificates_and_the_sheet(client_as: As, actor_as: ActorAs, at: Callable[[date], None]) -> None:
    row, made = recruiting.proposed(actor_as)
    at(date(2026, 11, 18))
    clerk = client_as("clerk")
    clerk.post(f"/recruitments/{row.id}/object", data={"applicant": made[0].id, "words": "反映情况", "name": "张某", "contact": "13900000009"})
    found = RecruitmentObjection.get()
    page = clerk.get(f"/recruitments/{row.id}").text
    assert "反映情况" in page and "张某" not in page and "13900000009" not in page
    assert "13900000009" in clerk.post(f"/recruitments/{row.id}/objections/{found.id}/reveal", data={"reason": "答复异议人"}).text
    other = recruiting.draft(actor_as("clerk"))
    assert clerk.post(f"/recruitments/{other.id}/objections/{found.id}", data={"finding": "x"}).status_code == 404
    clerk.post(f"/recruitments/{row.id}/objections/{found.id}", data={"decision": "refuse", "finding": "经核查不属实"})
    at(date(2026, 11, 25))
    clerk, leader = client_as("clerk"), client_as("leader")
    assert f"/recruitments/{row.id}/step/decide" not in clerk.get(f"/recruitments/{row.id}").text
    assert leader.post(f"/recruitments/{row.id}/step/decide", data={"confirmed": "yes"}).status_code == 303
    clerk.post(f"/recruitments/{row.id}/oath", data={"oath_on": "2026-11-25", "oath_place": "会议室", "taker": [made[0].id, made[1].id]})
    clerk.post(f"/recruitments/{row.id}/step/close", data={"confirmed": "yes"})
    assert "乌人监〔2026〕2号" in leader.get(f"/recruitments/{row.id}/list").text
    page = clerk.get(f"/recruitments/{row.id}/papers").text
    assert page.count("乌人监〔2026〕") >= 2
    certificate = Paper.get(Paper.kind == "certificate")
    assert "任期届满日" in clerk.get(f"/papers/{certificate.id}").text
    assert clerk.get(f"/papers/{certificate.id}/download").data.startswith(b"PK")
    sheet = clerk.get(f"/recruitments/{row.id}/balance").text
    assert "低于最少人数" in sheet and "36—45 岁" in sheet
    for kind in ("xlsx", "csv"):
        assert clerk.get(f"/recruitments/{row.id}/balance/{kind}").status_code == 200
    assert "宣誓" in clerk.get(f"/recruitments/{row.id}").text and "会议室" in clerk.get(f"/recruitments/{row.id}").text


WAITS = [
    # state of the round, role, kind of work, due
    ("draft", "clerk", "recruit_publish"), ("noticed", "clerk", "recruit_open"), ("applications", "clerk", "recruit_close"),
    ("review", "clerk", "recruit_review"), ("inspection", "clerk", "recruit_inspect"), ("public_notice", "leader", "recruit_decide"),
    ("decided", "clerk", "recruit_certify"), ("closed", "clerk", None), ("public_notice", "clerk", None), ("decided", "leader", None),
]


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(("state", "role", "kind"), WAITS)
def test_what_waits_for_whom(actor_as: ActorAs, state: str, role: str, kind: str | None) -> None:
    row = recruiting.draft(actor_as("clerk"))
    days = dict.fromkeys(("noticed_on", "review_on", "inspection_on", "objections_until", "decided_on"), date(2026, 11, 2))
    Recruitment.update(state=state, **days).where(Recruitment.id == row.id).execute()
    found = [task for task in worklists.tasks(actor_as(role), morning(date(2026, 11, 16))) if task.kind.startswith("recruit_")]
    assert [(task.kind, task.title) for task in found] == ([(kind, row.title)] if kind else [])


def test_the_officers_worklist_has_one_line_for_a_round(actor_as: ActorAs, db: None) -> None:
    clerk = actor_as("clerk")
    row = recruiting.opened(clerk)
    for number in (1, 2):
        recruiting.apply(clerk, row, number)
    rounds.advance(clerk, row, "review", at=morning(LAST_DAY, 1))
    review.ask(clerk, row, factories.procuratorate(), due_on=date(2026, 11, 30), at=morning(LAST_DAY, 1))
    found = [task for task in worklists.tasks(actor_as("officer"), morning(LAST_DAY, 2)) if task.kind == "recruit_opinion"]
    assert [(task.label, task.title, task.due) for task in found] == [("2", row.title, date(2026, 11, 30))]
    assert not [task for task in worklists.tasks(actor_as("district_officer"), morning(LAST_DAY, 2)) if task.kind == "recruit_opinion"]


def test_an_open_objection_waits_for_the_clerk(actor_as: ActorAs, db: None) -> None:
    found = recruiting.objection(actor_as)
    kinds = [(task.kind, task.row_id) for task in worklists.tasks(actor_as("clerk"), morning(date(2026, 11, 19)))]
    assert ("recruit_objection", found.recruitment_id) in kinds


@pytest.mark.parametrize("kind", ["recruitment_notice", "recruitment_public_notice", "certificate"])
def test_the_shipped_templates_use_every_field_rightly(kind: str) -> None:
    assert papers.problems(kind, shipped.shipped(kind)) == []
    filled = FORMS[kind].fill("某司监〔2026〕3号", FORMS[kind].sample)
    assert {name for name in FORMS[kind].fields if "." not in name} == set(filled)
