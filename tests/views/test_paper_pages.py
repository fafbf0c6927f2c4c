"""Papers issued on the page of what they are about: what each page offers, what a press does, and what is refused."""
from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from docx import Document

from models import Activity, Assignment, Draw, Organisation, Paper, Template
from tests import factories
from tests.conftest import Client
from tests.services.test_paper_issue import fed_back, opinion, recusal
from tests.services.test_papers import docx
from views.papers import heading_of

As = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("app")


def test_the_activity_page_offers_what_can_be_issued_now_and_lists_what_was(client_as: As) -> None:
    activity = factories.drawn_activity("announced")
    clerk, officer = client_as("clerk"), client_as("officer")
    people = [place.supervisor.name for place in Assignment.select().where(Assignment.activity == activity)]
    page = clerk.get(f"/activities/{activity.id}").text
    for words in ("出具：签到表", "出具：抽选记录表：第 1 次抽选", *(f"出具：履职通知书：{name}" for name in people)):
        assert words in page
    assert "出具：履职情况反馈表" not in page and "出具：商请抽选函" not in page
    assert "出具：签到表" in officer.get(f"/activities/{activity.id}").text
    assert "履职通知书" not in officer.get(f"/activities/{activity.id}").text
    assert "出具：" not in client_as("leader").get(f"/activities/{activity.id}").text
    answer = clerk.post(f"/papers/issue/duty_sign_in/{activity.id}", follow_redirects=True)
    assert "文书已出具。" in answer.text and people[0] in answer.text
    for reader in (officer, client_as("leader"), client_as("chief")):
        assert "签到表" in reader.get(f"/activities/{activity.id}").text
    assert "情况有变化时重新出具" in clerk.get(f"/activities/{activity.id}").text


def test_a_second_press_leads_to_the_same_paper(client_as: As) -> None:
    clerk, activity = client_as("clerk"), factories.drawn_activity("confirmed")
    place = Assignment.get(Assignment.activity == activity)
    first, second = (clerk.post(f"/papers/issue/duty_notice/{place.id}") for _ in range(2))
    assert first.location == second.location == f"/papers/{Paper.get().id}"
    assert "此前已出具" in clerk.get(second.location).text
    assert (Paper.select().count(), Paper.get().number) == (1, "乌司监〔2026〕1号")
    word = clerk.get(f"{second.location}/download")
    assert (word.headers["X-Content-Type-Options"], "attachment" in word.headers["Content-Disposition"]) == ("nosniff", True)
    assert word.data == clerk.get(f"{second.location}/download").data


@pytest.mark.parametrize(("who", "path", "code"), [
    ("clerk", "/papers/issue/love_letter/{0}", 404), ("clerk", "/papers/issue/announcement/{0}", 404), ("clerk", "/papers/issue/duty_sign_in/0", 404),
    ("clerk", "/papers/issue/duty_sign_in/-1", 404), ("clerk", "/papers/issue/duty_sign_in/99999999999999", 404),
    ("clerk", "/papers/issue/duty_sign_in/1%00", 400), ("leader", "/papers/issue/duty_sign_in/{0}", 403), ("chief", "/papers/issue/duty_sign_in/{0}", 403),
    ("officer", "/papers/issue/draw_record/{1}", 403), ("neighbour_clerk", "/papers/issue/duty_sign_in/{0}", 404),
    ("neighbour_officer", "/papers/issue/duty_sign_in/{0}", 404), ("district_officer", "/papers/issue/duty_sign_in/{0}", 404),
    ("clerk", "/papers/issue/duty_feedback/{0}", 409), ("officer", "/papers/issue/draw_request/{0}", 409),
])
def test_what_is_refused(client_as: As, who: str, path: str, code: int) -> None:
    activity = factories.drawn_activity("announced")
    answer = client_as(who).post(path.format(activity.id, Draw.get().id), headers={"Accept": "application/json"})
    found = 409 if answer.status_code in (302, 303) else answer.status_code
    assert (found, Paper.select().count()) == (code, 0)


def test_a_city_procuratorate_issues_nothing_for_a_district_one(client_as: As) -> None:
    activity = factories.activity("submitted", office=factories.district())
    page = client_as("officer").get(f"/activities/{activity.id}")
    assert page.status_code == 200 and "出具：" not in page.text
    client_as("officer").post(f"/papers/issue/draw_request/{activity.id}")
    assert Paper.select().count() == 0
    assert "文书已出具" in client_as("district_officer").post(f"/papers/issue/draw_request/{activity.id}", follow_redirects=True).text


def test_the_pages_of_the_steps_offer_their_own_papers(client_as: As) -> None:
    clerk, officer, row, raised = client_as("clerk"), client_as("officer"), opinion("objected"), recusal()
    held = fed_back("closed")
    pages = {
        f"/draws/{raised.activity_id}": (clerk, "出具：回避决定书"), f"/feedback/{held.id}": (officer, "出具：履职情况反馈表"),
        f"/opinions/{row.id}": (officer, "出具：异议报请检察长决定表"), f"/attendance/{held.id}": (officer, "出具：签到表"),
    }
    for path, (reader, words) in pages.items():
        assert words in reader.get(path).text, path
    assert "出具：监督意见采纳情况告知书" not in clerk.get(f"/opinions/{row.id}").text
    shown = officer.post(f"/papers/issue/objection_report/{row.id}", follow_redirects=True).text
    assert "仍有异议。" in shown and f'href="/opinions/{row.id}"' in shown and f'href="/activities/{row.activity_id}"' in shown


def test_the_story_of_an_activity_names_the_papers_that_the_reader_may_see(client_as: As) -> None:
    clerk, activity = client_as("clerk"), factories.drawn_activity("confirmed")
    clerk.post(f"/papers/issue/duty_notice/{Assignment.get(Assignment.activity == activity).id}")
    clerk.post(f"/papers/issue/duty_sign_in/{activity.id}")
    pages = {role: client_as(role).get(f"/activities/{activity.id}").text.split("办理经过")[1] for role in ("leader", "officer")}
    assert ("履职通知书" in pages["leader"], "签到表" in pages["leader"]) == (True, True)
    assert ("履职通知书" in pages["officer"], "签到表" in pages["officer"]) == (False, True)


def test_each_unknown_field_of_a_template_is_named_and_its_kind_is_open(client_as: As) -> None:
    admin, bureau = client_as("system_admin"), factories.bureau()
    content = docx("{{ number }}{{ phone }}", "{% for one in people %}{{ one.id_number }}{% endfor %}")
    path = f"/templates/upload/{bureau.id}/duty_notice"
    answer = admin.post(path, data={"file": (BytesIO(content), "x.docx")}, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert all(f"“{name}”" in answer.text for name in ("phone", "people"))
    assert f'id="kind-{bureau.id}-duty_notice" open' in answer.text
    ok = admin.post(path, data={"file": (BytesIO(docx("{{ number }}")), "x.docx")}, content_type="multipart/form-data", follow_redirects=True)
    assert "本单位第1版" in ok.text
    back = admin.post(f"/templates/restore/{bureau.id}/duty_notice", data={"confirmed": "yes"}, follow_redirects=True)
    assert "本单位第" not in back.text
    assert admin.get(f"/templates/sample/{bureau.id}/duty_notice").data.startswith(b"PK")


def test_a_template_is_tried_with_invented_data_before_it_is_used(client_as: As) -> None:
    admin, bureau = client_as("system_admin"), factories.bureau()
    path, kind = f"/templates/upload/{bureau.id}/duty_notice", "multipart/form-data"
    shown = admin.post(path, data={"file": (BytesIO(docx("试用{{ number }}")), "x.docx"), "act": "try"}, content_type=kind)
    assert shown.status_code == 200 and [each.text for each in Document(BytesIO(shown.data)).paragraphs] == ["试用某司监〔2026〕3号"]
    assert not Template.select().exists()
    wrong = admin.post(path, data={"file": (BytesIO(docx("{{ number }}{{ phone }}")), "x.docx"), "act": "try"}, content_type=kind)
    assert wrong.status_code == 400 and "“phone”" in wrong.text


@pytest.mark.parametrize(("words", "heading"), [
    ("The people, one line each", "人员"), ("Remark: excused or absent", "备注"), ("Day of the decision; empty before it", "决定日期"),
    ("Number of the letter", "函号")])
def test_hints_for_template_writers_stay_off_the_paper(client_as: As, application: object, words: str, heading: str) -> None:
    with application.test_request_context("/"):
        assert heading_of(words) == heading


def test_a_letter_of_a_procuratorate_without_prefix_has_no_number_on_its_page(client_as: As) -> None:
    officer, activity = client_as("officer"), factories.activity("submitted")
    page = officer.post(f"/papers/issue/draw_request/{activity.id}", follow_redirects=True).text
    assert "文书编号" not in page and activity.title in page
    Organisation.update(letter_prefix="乌检监").where(Organisation.id == activity.procuratorate_id).execute()
    Activity.update(remark="带证件").execute()
    assert "乌检监〔2026〕1号" in officer.post(f"/papers/issue/draw_request/{activity.id}", follow_redirects=True).text
