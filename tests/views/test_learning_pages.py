"""Learning in the browser's hands: the class from entering to feedback, materials, magazines, and the phone pages."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from models import (
    Attachment,
    Attendance,
    AuditEntry,
    ClassFeedback,
    LinkToken,
    Material,
    Paper,
    Reading,
    Subscription,
    SubscriptionReader,
    Training,
)
from portal import extensions
from portal.services import class_check_in
from portal.services.outbox import Reach
from tests import factories
from tests.conftest import Client, Clock
from tests.factories import AT, item
from tests.learning_rows import TODAY, material, participant, reading, training

As = Callable[[str], Client]
LINK = re.compile(r"https://links\.example(/l/\w+)")


def plain(text: str) -> str:
    """Return a page's words without its markup."""
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text))


# the class -----------------------------------------------------------------------------------------------------------------------


def test_a_class_from_entering_to_its_sheet(client_as: As) -> None:
    clerk, people = client_as("clerk"), [factories.supervisor(name=name) for name in ("王晓东", "李静", "赵磊")]
    url = clerk.post("/trainings/new", data={"title": "初任培训", "form": item("training_form").id, "starts_on": TODAY, "ends_on": TODAY,
                                             "hours_tenths": "3.5", "first_duty": "y", "budget_fen": "500", "clock": "9:00"}).location
    made = Training.get()
    assert (made.first_duty, made.budget_fen, made.hours_tenths) == (True, 50000, 35) and "初任培训" in clerk.get(url).text
    assert "王晓东" in clerk.get(f"{url}/enrol").text
    assert clerk.post(f"{url}/enrol", data={}).status_code == 303 and Attendance.select().count() == 0
    clerk.post(f"{url}/enrol", data={"person": [people[0].id, people[1].id]})
    assert "王晓东" not in clerk.get(f"{url}/enrol").text.partition("people-ticks")[2]
    texts = clerk.post(f"{url}/texts").text
    assert len(set(LINK.findall(texts))) == 2 and "王晓东同志" in texts
    first, second = Attendance.select().order_by(Attendance.id)
    assert "王晓东已签到" in clerk.get(clerk.post(f"{url}/check-in/{first.id}").location).text
    assert "无需重复签到" in clerk.get(clerk.post(f"{url}/check-in/{first.id}").location).text
    assert "赵磊已签到" in clerk.get(clerk.post(f"{url}/add", data={"supervisor": people[2].id}).location).text
    clerk.post(f"{url}/mark", data={f"state-{second.id}": "excused", f"words-{second.id}": "住院"})
    assert {row.supervisor_id: row.state for row in Attendance.select()} == {people[0].id: "present", people[1].id: "excused", people[2].id: "present"}
    sheet = clerk.get(clerk.post(f"{url}/sheet").location).text
    assert "培训签到表" in sheet and "王晓东" in sheet and "请假" in sheet
    assert clerk.get(f"/papers/{Paper.get().id}/download").data[:2] == b"PK"
    assert "培训签到表" in client_as("leader").get("/papers/").text


def test_everybody_in_office_is_enrolled_by_one_press(client_as: As) -> None:
    made = training()
    for _ in range(3):
        factories.supervisor()
    factories.supervisor(appointed=False)
    client_as("clerk").post(f"/trainings/{made.id}/enrol", data={"everybody": "1"})
    assert Attendance.select().count() == 3
    assert "已在名单内" in client_as("clerk").get(f"/trainings/{made.id}/enrol").text


def test_who_was_enrolled_by_mistake_is_taken_off_after_a_question(client_as: As) -> None:
    clerk, row = client_as("clerk"), participant(training(), factories.supervisor(name="王晓东"))
    asked = clerk.post("/participants/action", data={"action": "take_off", "rowid": row.id})
    assert "王晓东" in asked.text and Attendance.select().count() == 1
    clerk.post("/participants/action", data={"action": "take_off", "rowid": row.id, "confirmed": "yes"})
    assert Attendance.select().count() == 0
    assert client_as("leader").post("/participants/action", data={"action": "take_off", "rowid": 1, "confirmed": "yes"}).status_code == 403


def test_the_line_of_a_participant_is_edited(client_as: As) -> None:
    clerk, row = client_as("clerk"), participant(training())
    page = clerk.get(f"/participants/{row.id}/edit").text
    assert 'name="hours_tenths"' in page and 'value="0"' not in re.search(r'<input[^>]*name="hours_tenths"[^>]*>', page)[0]
    data = {"state": "present", "answer": "coming", "hours_tenths": "", "exam_tenths": "92.5", "certificate_no": "乌监训1", "first_duty": "y", "version": "1"}
    assert clerk.post(f"/participants/{row.id}/edit", data=data | {"exam_tenths": "101"}).status_code == 200
    assert clerk.post(f"/participants/{row.id}/edit", data=data).status_code == 303
    kept = Attendance.get()
    assert (kept.state, kept.answer, kept.hours_tenths, kept.exam_tenths, kept.first_duty) == ("present", "coming", 30, 925, True)
    shown = clerk.get(f"/participants/{row.id}").text
    assert "92.5" in shown and "乌监训1" in shown and "确认参加" in shown


def test_a_participant_of_another_class_is_not_found_here(client_as: As) -> None:
    clerk, made, foreign = client_as("clerk"), training(), participant(training())
    assert clerk.post(f"/trainings/{made.id}/check-in/{foreign.id}").status_code == 404
    assert clerk.post(f"/trainings/{made.id}/mark", data={f"state-{foreign.id}": "present"}).status_code == 404
    assert clerk.post(f"/materials/{material().id}/receipt/{reading(material()).id}").status_code == 404


def test_feedback_is_asked_for_and_entered_from_paper(client_as: As) -> None:
    clerk, made = client_as("clerk"), training()
    participant(made, state="present")
    assert LINK.search(clerk.post(f"/trainings/{made.id}/ask-feedback").text)
    clerk.post(f"/trainings/{made.id}/feedback", data={"rating": item("feedback_mark", "good").id, "words": "内容实用"})
    page = clerk.get(f"/trainings/{made.id}").text
    assert ClassFeedback.get().source == "clerk" and "内容实用" in page and "已评价1人" in plain(page)
    assert client_as("leader").post(f"/trainings/{made.id}/feedback").status_code == 403


@pytest.fixture
def unreachable(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """No outward address of the phone pages."""
    monkeypatch.setattr("views.class_acts.reach", Reach)


@pytest.mark.usefixtures("unreachable")
def test_without_phone_pages_the_class_says_so_and_offers_the_desk(client_as: As) -> None:
    clerk, made = client_as("clerk"), training()
    participant(made)
    page = clerk.get(f"/trainings/{made.id}").text
    assert "无法扫码签到" in page and "screen/open" not in page and "/check-in/" in page
    assert LINK.search(clerk.post(f"/trainings/{made.id}/texts").text) is None
    Attendance.update(state="present").execute()
    assert clerk.post(f"/trainings/{made.id}/ask-feedback").status_code == 303 and LinkToken.select().count() == 0


# phone pages of a class ----------------------------------------------------------------------------------------------------------


def test_the_notice_is_answered_and_changed_on_a_phone(client_as: As, client: Client, clock: Clock) -> None:
    made = training(place="三楼会议室", starts_on=TODAY + timedelta(days=3), ends_on=TODAY + timedelta(days=3))
    row = participant(made, factories.supervisor(name="王晓东"))
    path = LINK.search(client_as("clerk").post(f"/trainings/{made.id}/texts").text)[1]
    page = client.get(path).text
    assert "王晓东" in page and "三楼会议室" in page and "2026年11月27日" in page and Attendance.get().answer == ""
    assert client.post(path, data={"do": "stay_away"}).status_code == 400
    client.post(path, data={"do": "stay_away", "reason": "work"})
    assert (Attendance.get().answer, Attendance.get().answer_reason) == ("declined", "work")
    assert "您能参加" in client.get(path).text
    assert "已记录" in client.post(path, data={"do": "come"}).text and Attendance.get().answer == "coming"
    assert "确认参加" in client_as("clerk").get(f"/trainings/{made.id}").text
    Attendance.delete().where(Attendance.id == row.id).execute()
    assert client.get(path).status_code == 410 and client.post(path, data={"do": "come"}).status_code == 410
    clock.forward(days=4)
    assert client.get(path).status_code == 410


def test_the_wall_and_the_phone(client_as: As, client: Client, clock: Clock) -> None:
    clerk, made = client_as("clerk"), training()
    participant(made, factories.supervisor(name="王晓东", phone="13800131234"))
    screen = clerk.post(f"/trainings/{made.id}/screen/open").location
    wall = client.get(screen)
    assert wall.status_code == 200 and "应到1人" in wall.text and "data:image/svg+xml" in wall.text and "hx-get" in wall.text
    first = re.search(r'src="(data:image[^"]+)"', wall.text)[1]
    clock.forward(seconds=61)
    assert re.search(r'src="(data:image[^"]+)"', client.get(screen).text)[1] != first
    link = LinkToken.get(LinkToken.purpose == "class_check_in")
    path = class_check_in.wall_address(link, "", at=clock())
    assert "履职培训" in client.get(path).text and client.get(path.partition("?")[0]).status_code == 410
    code = path.partition("code=")[2]
    wrong = client.post(path, data={"do": "check_in", "name": "王晓东", "mark": "0000", "code": code})
    assert wrong.status_code == 400 and "未找到" in wrong.text and 'value="王晓东"' in wrong.text
    data = {"do": "check_in", "name": "王晓东", "mark": "1234", "code": code}
    assert "王晓东已签到，签到时间10:01" in client.post(path, data=data).text
    assert "王晓东已于10:01签到" in client.post(path, data=data).text
    assert "最近签到：王晓东" in client.get(screen).text
    clock.forward(minutes=5)
    assert client.post(path, data=data).status_code == 410
    clerk.post(f"/trainings/{made.id}/screen/close")
    closed = client.get(screen).text
    assert "签到已关闭" in closed and "data:image" not in closed and "hx-get" not in closed
    assert AuditEntry.select().where(AuditEntry.verb == "training:check_in").count() == 1


def test_who_is_not_enrolled_is_sent_to_the_desk(client_as: As, client: Client, clock: Clock) -> None:
    made = training()
    factories.supervisor(name="赵磊", phone="13900135678")
    client_as("clerk").post(f"/trainings/{made.id}/screen/open")
    path = class_check_in.wall_address(LinkToken.get(LinkToken.purpose == "class_check_in"), "", at=clock())
    said = client.post(path, data={"do": "check_in", "name": "赵磊", "mark": "5678", "code": path.partition("code=")[2]}).text
    assert "赵磊不在本次培训名单内" in said and Attendance.select().count() == 0


def test_feedback_by_phone_asks_for_no_name(client_as: As, client: Client) -> None:
    made = training()
    participant(made, state="present")
    path = LINK.search(client_as("clerk").post(f"/trainings/{made.id}/ask-feedback").text)[1]
    page = client.get(path).text
    key = re.search(r'name="key" value="(\w+)"', page)[1]
    assert "不记名" in page and 'name="name"' not in page
    assert client.post(path, data={"do": "feedback", "rating": "x", "key": key}).status_code == 400
    for _ in range(2):
        assert "不记姓名" in client.post(path, data={"do": "feedback", "rating": item("feedback_mark").id, "words": "好", "key": key}).text
    assert ClassFeedback.select().count() == 1
    assert client.get(path).status_code == 410


# materials and magazines -----------------------------------------------------------------------------------------------------------


def test_a_material_from_entering_to_the_receipt(client_as: As, client: Client) -> None:
    clerk, person = client_as("clerk"), factories.supervisor(name="王晓东")
    assert clerk.post("/materials/new", data={"title": "规定", "published_on": TODAY, "url": "javascript:x"}).status_code == 200
    url = clerk.post("/materials/new", data={"title": "规定", "published_on": TODAY, "url": "https://www.spp.gov.cn/", "due_on": "2026-12-01"}).location
    made = Material.get()
    clerk.post(f"{url}/ask", data={"everybody": "1"})
    path = LINK.search(clerk.post(f"{url}/texts").text)[1]
    page = client.get(path).text
    assert "规定" in page and 'href="https://www.spp.gov.cn/"' in page and "<iframe" not in page and Reading.get().read_at is None
    for _ in range(2):
        assert "已阅读" in client.post(path, data={"do": "read"}).text
    assert (Reading.get().read_at, Reading.get().read_how, Reading.get().supervisor_id) == (AT, "link", person.id)
    assert "您已于" in client.get(path).text and "全部已阅" in clerk.get(url).text
    reading(made, factories.supervisor(name="李静"))
    other = Reading.get(Reading.read_at.is_null())
    clerk.post(f"{url}/receipt/{other.id}")
    assert Reading.get_by_id(other.id).read_how == "clerk"
    Reading.delete().execute()
    assert client.get(path).status_code == 410 and client.post(path, data={"do": "read"}).status_code == 410


def test_the_file_of_a_material_is_opened_through_the_link_alone(client_as: As, client: Client) -> None:
    made = material()
    reading(made)
    put = b"%PDF-1.7 x"
    file = factories.save(Attachment(bureau=made.bureau, about_type="material", about_id=made.id, filename="规定.pdf", media_type="application/pdf",
                                     size=len(put), sm3=_stored(client, put)))
    other = factories.save(Attachment(bureau=made.bureau, about_type="material", about_id=material().id, filename="别的.pdf",
                                      media_type="application/pdf", size=1, sm3=file.sm3))
    path = LINK.search(client_as("clerk").post(f"/materials/{made.id}/texts").text)[1]
    assert "规定.pdf" in client.get(path).text
    assert client.get(f"{path}/file/{file.id}").data == put
    assert client.get(f"{path}/file/{other.id}").status_code == 404 and client.get(f"{path}/file/999").status_code == 404
    assert client.get(f"/l/{'0' * 32}/file/{file.id}").status_code == 404
    told = AuditEntry.get(AuditEntry.verb == "file:open")
    assert told.object_id == file.id and "link" in told.roles
    notice = participant(training(starts_on=TODAY, ends_on=TODAY))
    bare = LINK.search(client_as("clerk").post(f"/trainings/{notice.training_id}/texts").text)[1]
    assert client.get(f"{bare}/file/{file.id}").status_code == 404


def _stored(client: Client, content: bytes) -> str:
    with client.application.app_context():
        return extensions.store().put(content)


def test_a_magazine_and_who_gets_it(client_as: As) -> None:
    clerk, person = client_as("clerk"), factories.supervisor(name="王晓东")
    url = clerk.post("/subscriptions/new", data={"title": "人民检察", "year": "2026", "copies": "", "amount_fen": "480"}).location
    assert (Subscription.get().copies, Subscription.get().amount_fen) == (1, 48000)
    clerk.post(f"{url}/people", data={"person": person.id})
    assert SubscriptionReader.get().supervisor_id == person.id and "王晓东" in clerk.get(url).text
    assert re.search(rf'value="{person.id}" checked', clerk.get(f"{url}/people").text)
    assert clerk.post("/subscriptions/new", data={"title": "x", "year": "1800"}).status_code == 200
    assert clerk.post(f"{url}/edit", data={"title": "人民检察", "year": "2026", "copies": "0", "version": "1"}).status_code == 200


# a person's learning -------------------------------------------------------------------------------------------------------------


def test_who_lacks_the_yearly_class_stands_on_the_home_page_and_first_in_the_list(client_as: As) -> None:
    lazy, eager = factories.supervisor(name="李静"), factories.supervisor(name="王晓东")
    participant(training(first_duty=True), eager, state="present", hours_tenths=30)
    clerk = client_as("clerk")
    home = clerk.get("/").text
    assert "本年度培训未达标" in home and "李静" in home and "/learning/?year=2026" in home
    page = clerk.get("/learning/?year=2026&lacking=1").text
    assert "李静" in page and "王晓东" not in page
    whole = clerk.get("/learning/").text
    assert whole.index("李静") < whole.index("王晓东") and lazy.code in whole
    assert clerk.get("/learning/?year=abcd").status_code == clerk.get("/learning/?year=0001").status_code == 200


def test_the_file_shows_what_was_learned(client_as: As) -> None:
    person = factories.supervisor(name="王晓东")
    participant(training(title="公开听证培训"), person, state="present", hours_tenths=30, certificate_no="乌监训7")
    reading(material(title="保密警示"), person)
    page = client_as("leader").get(f"/supervisors/{person.id}?tab=learning").text
    for words in ("公开听证培训", "到场", "乌监训7", "保密警示", "未阅"):
        assert words in page
