"""The grading of a year in the browser's hands."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from models import Assessment, AssessmentObjection, AssessmentOpinion, AssessmentRound, AssessmentScheme, AssessmentSurvey
from portal.services import assessment_hearing as hearing
from portal.services.outbox import Reach
from tests import factories, grading
from tests.conftest import NOW, Client
from tests.factories import item
from tests.grading import ActorAs, morning

As = Callable[[str], Client]


def test_every_page_of_a_round_shows_its_words(client_as: As, actor_as: ActorAs) -> None:
    row, made = grading.reported(actor_as)
    clerk, leader = client_as("clerk"), client_as("leader")
    for page, words in (("", "进展情况"), ("/table", "名次")):
        for client in (clerk, leader):
            assert words in client.get(f"/assessment-rounds/{row.id}{page}").text
    assert "参加率" in clerk.get(f"/assessments/{made[0].id}").text
    assert "未安排" in clerk.get(f"/assessments/{made[0].id}/rows/i3").text
    assert clerk.get(f"/assessments/{made[0].id}/rows/i1").status_code == 404


def test_a_round_is_opened_scored_and_decided(client_as: As, actor_as: ActorAs) -> None:
    row, made = grading.opened(actor_as, 1)
    clerk, leader, form = client_as("clerk"), client_as("leader"), made[0]
    answer = clerk.post(f"/assessments/{form.id}/report", data={"received_on": "2026-01-06", "words": "认真履职"})
    assert answer.status_code == 303 and Assessment.get_by_id(form.id).report == "认真履职"
    clerk.post(f"/assessments/{form.id}/score", data={"choice-i1": "好", "choice-i8": "yes", "given-i3": "", "words-i3": ""})
    assert Assessment.get_by_id(form.id).points_tenths == 1000
    assert clerk.post(f"/assessments/{form.id}/score", data={"given-i3": "9e999999", "words-i3": "其他"}).status_code == 400
    refused = clerk.post(f"/assessments/{form.id}/score", data={"given-i3": "99", "words-i3": "其他"})
    assert refused.status_code == 400 and "其他" in refused.text
    clerk.post(f"/assessment-rounds/{row.id}/review", data={"confirmed": "yes"})
    assert AssessmentRound.get_by_id(row.id).state == "review"
    assert leader.post(f"/assessment-rounds/{row.id}/publish", data={}).status_code == 200
    leader.post(f"/assessment-rounds/{row.id}/publish", data={"confirmed": "yes"})
    assert AssessmentRound.get_by_id(row.id).state == "notice"


def test_the_officer_sees_the_opinion_asked_of_the_own_office_alone(client_as: As, actor_as: ActorAs) -> None:
    factories.drawn_activity("held", starts_at=morning(date(grading.YEAR, 6, 3)))
    row, _made = grading.opened(actor_as, 0)
    hearing.ask(actor_as("clerk"), row, due_on=date(2026, 12, 9), at=NOW)
    officer, asked = client_as("officer"), AssessmentOpinion.get()
    assert asked.supervisor.name in officer.get("/assessment-opinions/").text
    page = officer.get(f"/assessment-opinions/{asked.id}/edit").text
    assert asked.supervisor.name in page and "得分" not in page
    assert officer.post(f"/assessment-opinions/{asked.id}/edit", data={"mark": ""}).status_code == 200
    assert officer.post(f"/assessment-opinions/{asked.id}/edit", data={"mark": item("feedback_mark").id, "words": "履职认真"}).status_code == 303
    assert AssessmentOpinion.get_by_id(asked.id).words == "履职认真" and "履职认真" in client_as("clerk").get(f"/assessments/{asked.assessment_id}").text
    for path in (f"/assessments/{asked.assessment_id}", f"/assessment-rounds/{row.id}", f"/assessments/{asked.assessment_id}/rows/i3"):
        assert officer.get(path).status_code == 403
    assert client_as("district_officer").get(f"/assessment-opinions/{asked.id}/edit").status_code == 404
    assert client_as("clerk").get("/assessment-opinions/").status_code == 403
    AssessmentRound.update(state="notice").execute()
    assert officer.get(f"/assessment-opinions/{asked.id}/edit").status_code == 404


def test_a_link_takes_the_self_report_and_says_when_it_is_late(client: Client, client_as: As, actor_as: ActorAs) -> None:
    row, made = grading.opened(actor_as, 1)
    page = client_as("clerk").post(f"/assessment-rounds/{row.id}/texts", data={}).text
    token = re.search(r"links\.example/l/(\w+)", page)
    assert token and "2026年1月16日" in page
    shown = client.get(f"/l/{token[1]}").text
    assert "不能评为优秀" in shown and made[0].supervisor.name in shown
    long = client.post(f"/l/{token[1]}", data={"do": "report", "words": "长" * 2001})
    assert long.status_code == 400 and "长长长" in long.text
    assert "逾期" in client.post(f"/l/{token[1]}", data={"do": "report", "words": "述职报告"}).text
    assert Assessment.get_by_id(made[0].id).report == "述职报告" and Assessment.get_by_id(made[0].id).report_late
    assert client.get(f"/l/{token[1]}").status_code == 410


def test_objections_keep_what_was_typed_and_who_objected_is_shown_for_a_reason(client_as: As, actor_as: ActorAs) -> None:
    row, made = grading.published(actor_as)
    AssessmentRound.update(objections_until=date(2026, 12, 1)).execute()
    clerk, path = client_as("clerk"), f"/assessment-rounds/{row.id}"
    typed = {"form": made[0].id, "received_on": "2026-11-20", "words": "反映其履职不认真"}
    refused = clerk.post(f"{path}/object", data=typed)
    assert refused.status_code == 400 and "反映其履职不认真" in refused.text
    assert clerk.post(f"{path}/object", data=typed | {"name": "某甲", "contact": "13812345678"}).status_code == 303
    found = AssessmentObjection.get()
    assert "13812345678" not in clerk.get(path).text
    assert "13812345678" in clerk.post(f"{path}/objector", data={"objection": found.id, "reason": "核实情况"}).text
    assert clerk.post(f"{path}/objector", data={"objection": found.id, "reason": ""}).status_code == 400
    assert client_as("leader").post(f"{path}/handle", data={"objection": found.id, "decision": "uphold", "finding": "属实"}).status_code == 403
    clerk.post(f"{path}/handle", data={"objection": found.id, "decision": "uphold", "finding": "属实"})
    leader = client_as("leader")
    leader.post(f"/assessments/{made[0].id}/grade", data={"grade": item("grade", "basic").id, "reason": "异议成立"})
    assert Assessment.get_by_id(made[0].id).grade.code == "basic"


def test_the_end_of_a_round_is_told_and_can_be_reopened(client_as: As, actor_as: ActorAs) -> None:
    row, made = grading.final(actor_as)
    clerk, leader, path = client_as("clerk"), client_as("leader"), f"/assessment-rounds/{row.id}"
    assert clerk.post(f"{path}/notices", data={}).status_code == 303
    told = {"form": [form.id for form in made], "addressee": "person", "told_on": "2026-02-03", "told_how": item("contact_way").id}
    assert "请选择告知方式" in clerk.post(f"{path}/tell", data=told | {"told_how": ""}).text
    assert clerk.post(f"{path}/tell", data=told).status_code == 303 and "已告知" in clerk.get(path).text
    for kind, begin in (("xlsx", b"PK"), ("docx", b"PK"), ("zip", b"PK")):
        assert clerk.get(f"{path}/file/{kind}").data.startswith(begin)
    assert clerk.get(f"/assessments/{made[0].id}/word").data.startswith(b"PK")
    page = clerk.get(f"/assessments/{made[0].id}").text
    assert "保存得分" not in page and "确定等次" not in page
    assert clerk.post(f"/assessments/{made[0].id}/score", data={"choice-i1": "差"}).status_code == 400
    assert leader.post(f"{path}/reopen", data={"words": ""}).status_code == 303 and AssessmentRound.get().state == "final"
    leader.post(f"{path}/reopen", data={"words": "漏计一次表彰"})
    assert AssessmentRound.get().state == "review" and "漏计一次表彰" in clerk.get(path).text
    assert "评议" in client_as("clerk").get(f"/dossier/{made[0].supervisor_id}?tab=assessments").text


def scheme_form(**changes: str) -> dict[str, str]:
    """Return a form of the scheme's page with two items."""
    return {"revision": "1", "bonus_most": "5", "note": "精简", "name_i1": "品行", "heading_i1": "思想品德", "source_i1": "kind:choice", "points_i1": "40",
            "options_i1": "好=100、差=0", "position_i1": "20", "name_i2": "参加监督", "heading_i2": "履职", "source_i2": "fact:attendance",
            "points_i2": "60", "way_i2": "share", "full_i2": "100", "position_i2": "10", "name_i3": "", "heading_i3": "", **changes}


def test_the_administrator_changes_the_scheme_on_a_page(client_as: As) -> None:
    bureau, admin = factories.bureau(), client_as("system_admin")
    path = f"/settings/grading-scheme/{bureau.id}"
    assert "政治素质和社会公德" in admin.get("/settings/grading-scheme/").text
    wrong = [({"points_i1": "abc"}, "数字"), ({"points_i1": "NaN"}, "数字"), ({"points_i1": "1e999"}, "数字"), ({"options_i1": "好=100"}, "至少填写两个"),
             ({"options_i1": "好=多"}, "至少填写两个"), ({"full_i2": "0"}, "满分"), ({"source_i2": "fact:magic"}, "填写方式"), ({"heading_i1": ""}, "类别"),
             ({"revision": "x"}, "其他人"), ({"points_i1": "-5"}, "分值")]
    for changes, words in wrong:
        answer = admin.post(path, data=scheme_form(**changes))
        assert answer.status_code == 400 and (words in answer.text or "刷新" in answer.text), changes
    assert AssessmentScheme.select().count() == 1
    assert admin.post(path, data=scheme_form()).status_code == 303
    kept = AssessmentScheme.select().order_by(AssessmentScheme.id.desc()).get()
    assert [one["name"] for one in kept.content["items"]] == ["参加监督", "品行"] and kept.content["bonus_most"] == 50
    assert "没有任何修改" in admin.post(path, data=scheme_form(revision="2")).text
    shipped = admin.get(f"/settings/grading-scheme/?version={AssessmentScheme.select().first().id}").text
    assert "以往版本" in shipped and "保存为新版本" in shipped
    reader = client_as("clerk")
    assert "保存为新版本" not in reader.get("/settings/grading-scheme/").text and reader.post(path, data=scheme_form()).status_code == 403


def test_the_pages_read_in_english_too(client_as: As, actor_as: ActorAs) -> None:
    row, made = grading.reported(actor_as, 1)
    clerk = client_as("clerk")
    clerk.post("/language", data={"locale": "en", "next": "/"})
    for path, words in ((f"/assessment-rounds/{row.id}", "How far it is"), (f"/assessment-rounds/{row.id}/table", "Rank"),
                        (f"/assessments/{made[0].id}", "Self-report")):
        assert words in clerk.get(path).text


def test_what_must_be_judged_is_filled_in_for_everybody_on_one_page(client_as: As, actor_as: ActorAs) -> None:
    row, made = grading.opened(actor_as, 3)
    clerk, path = client_as("clerk"), f"/assessment-rounds/{row.id}"
    clerk.post(f"/assessments/{made[0].id}/score", data={"choice-i1": "一般", "words-i1": "因病"})
    page = clerk.get(f"{path}/table?show=fill").text
    assert f'name="choice-i8-{made[2].id}"' in page and "参加监督活动" not in page
    values = {f"choice-i1-{form.id}": "一般" for form in made} | {f"choice-i8-{form.id}": "yes" for form in made}
    assert clerk.post(f"{path}/sheet", data=values).status_code == 303
    scores = [form.scores for form in grading.forms(row)]
    assert {one["i8"]["points"] for one in scores} == {50} and (scores[0]["i1"]["words"], scores[1]["i1"]["choice"]) == ("因病", "一般")
    assert clerk.post(f"{path}/sheet", data={f"choice-i1-{made[0].id}": "极好"}).status_code == 400
    assert clerk.post(f"{path}/sheet", data={"choice-i1-999": "好"}).status_code == 404
    assert clerk.post(f"{path}/sheet", data={"choice-i1-x": "好"}).status_code == 404
    assert client_as("leader").post(f"{path}/sheet", data=values).status_code == 403
    assert "choice-i1" not in client_as("leader").get(f"{path}/table?show=fill").text


def test_two_people_fill_in_one_form_and_a_double_press_enters_once(client_as: As, actor_as: ActorAs) -> None:
    _row, made = grading.opened(actor_as, 1)
    clerk, path = client_as("clerk"), f"/assessments/{made[0].id}"
    old = dict(re.findall(r'name="(was-\w+)" value="([^"]*)"', clerk.get(path).text))
    assert old["was-i1"] == "||" and "was-i9" not in old
    clerk.post(f"{path}/score", data={"choice-i1": "一般", "words-i1": "", "was-i1": "||"})
    clerk.post(f"{path}/score", data=old | {"choice-i1": "", "words-i1": "", "choice-i8": "yes", "words-i8": ""})  # a page opened before
    scores = Assessment.get_by_id(made[0].id).scores
    assert (scores["i1"]["choice"], scores["i8"]["choice"]) == ("一般", "yes")
    key = re.search(r'/survey".*?name="form_key" value="([^"]+)"', clerk.get(path).text, re.S)
    assert key
    sheet = {"form_key": key[1], "asked_on": "2026-01-05", "asked": "社区", "surveyed_by": "陈晓燕", "mark": item("feedback_mark").id}
    assert clerk.post(f"{path}/survey", data=sheet).status_code == 303
    again = clerk.post(f"{path}/survey", data=sheet)
    assert again.status_code == 400 and AssessmentSurvey.select().count() == 1


def test_a_link_and_a_reopened_round_offer_nothing_that_is_refused(client: Client, client_as: As, actor_as: ActorAs) -> None:
    row, made = grading.final(actor_as, 1)
    leader, path = client_as("leader"), f"/assessment-rounds/{row.id}"
    leader.post(f"{path}/reopen", data={"words": "漏计一次表彰"})
    assert f"{path}/cancel" not in leader.get(path).text
    leader.post(f"{path}/cancel", data={"words": "重来"})
    assert AssessmentRound.get().state == "review"
    told = hearing.write_texts(actor_as("clerk"), row, only=made[0].id, at=NOW, reach=Reach("https://links.example"))
    assert "不再替换" in client.get(f"/l/{told[0].url.rpartition('/')[2]}").text
