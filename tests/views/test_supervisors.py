"""The register's pages: what a clerk finds, enters and reveals, and what others never see."""
from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

import pytest

from models import Appointment, Assessment, Attendance, AuditEntry, Leave, PersonKey, SubsidyLine, Supervisor, Training, Undertaking
from portal.queries import history
from portal.services import configuration, people
from tests import factories
from tests.conftest import Client
from tests.factories import AT, id_number, item

As = Callable[[str], Client]
BORN = date(1985, 3, 2)
NUMBER = id_number(BORN, 7, male=True)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def form(**values: object) -> dict[str, object]:
    given = {"name": "王晓东", "id_number": NUMBER, "education": item("education", "bachelor").id, "phone": "13800138000"}
    return {key: str(value) for key, value in (given | values).items()}


def names_in(html: str) -> list[str]:
    links = re.findall(r'<a class="row-main" href="/supervisors/\d+">(.*?)</a>', html)
    return [re.sub("<[^>]+>", "", link) for link in links]


@pytest.fixture
def clerk(client_as: As) -> Client:
    return client_as("clerk")


def test_registering_in_the_browser(clerk: Client) -> None:
    law, money = item("profession", "law").id, item("profession", "finance").id
    answer = clerk.post("/supervisors/new", data=form() | {"professions": [str(law), str(money)]})
    person = Supervisor.get()
    assert answer.status_code == 303 and answer.location == f"/supervisors/{person.id}"
    assert (person.name, person.sex.code, person.birth_date, person.code) == ("王晓东", "male", BORN, "WH-2026-001")
    assert sorted(row.profession_id for row in person.profession_rows) == sorted([law, money])
    page = clerk.get(answer.location).text
    assert "法律、金融" in page and "尚未任命" in clerk.get(f"{answer.location}?tab=terms").text


@pytest.mark.parametrize(("values", "field", "words"), [
    ({"id_number": "150302198503020070"}, "id_number", "身份证号码"),
    ({"birth_date": "1990-01-01"}, "birth_date", "1985-03-02"),
    ({"phone": "123"}, "phone", "手机"),
    ({"email": "nobody"}, "email", "邮箱"),
])
def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(clerk: Client, values: dict[str, str], field: str, words: str) -> None:
    answer = clerk.post("/supervisors/new", data=form(work_unit="乌海市第一中学") | values)
    error = re.search(rf'id="{field}-error">(.*?)</div>', answer.text, re.S)
    assert answer.status_code == 200 and error and words in error[1]
    assert "乌海市第一中学" in answer.text and Supervisor.select().count() == 0


def test_the_form_links_the_number_with_birth_date_and_sex(clerk: Client) -> None:
    page = clerk.get("/supervisors/new").text
    number = re.search(r"<input[^>]*name=\"id_number\"[^>]*>", page)
    assert number and 'data-birth="#birth_date"' in number[0] and 'data-sex="#sex"' in number[0]
    assert f'data-male="{item("sex", "male").id}"' in number[0]
    for name in ("sex", "birth_date", "code"):
        assert "required" not in re.search(rf'<(?:input|select)[^>]*name="{name}"[^>]*>', page)[0]


def test_editing_keeps_what_is_sensitive_and_the_code(clerk: Client) -> None:
    person = factories.supervisor(professions=("law",), name="旧名", work_unit="旧单位")
    page = clerk.get(f"/supervisors/{person.id}/edit").text
    assert person.id_number not in page and person.phone not in page and 'name="code"' not in page
    law = str(item("profession", "law").id)
    values = {"name": "单田芳", "education": str(person.education_id), "birth_date": "1985-03-02", "sex": str(person.sex_id), "id_number": "",
              "phone": "", "professions": [law], "version": "1"}
    assert clerk.post(f"/supervisors/{person.id}/edit", data=values).status_code == 303
    fresh = Supervisor.get_by_id(person.id)
    assert (fresh.name, fresh.initials, fresh.id_number, fresh.phone, fresh.code) == ("单田芳", "stf", person.id_number, person.phone, person.code)
    assert clerk.post(f"/supervisors/{person.id}/edit", data=values | {"name": "别名"}).status_code == 200
    assert Supervisor.get_by_id(person.id).name == "单田芳"


@pytest.mark.parametrize(("asked", "found"), [
    ("search=wxd", ["王晓东"]), ("search=wangxiaodong", ["王晓东"]), ("search=wang+xiao", ["王晓东"]), ("search=晓东", ["王晓东"]),
    ("search=第一中学", ["单田芳"]), ("search=stf", ["单田芳"]), ("search=WH-2026-002", ["单田芳"]), ("search=无此人", []),
    ("f_standing=live", ["单田芳"]), ("f_standing=none", ["王晓东"]), ("f_standing=leave", ["单田芳"]), ("f_standing=nonsense", ["单田芳", "王晓东"]),
    ("f_public_servant=1", ["王晓东"]), ("f_birth_date_from=1990-01-01", ["单田芳"]),
])
def test_finding_people(clerk: Client, actor_as: Callable, asked: str, found: list[str]) -> None:
    actor = actor_as("clerk")
    people.register(actor, {"name": "王晓东", "id_number": NUMBER, "education": "bachelor", "public_servant": True}, at=AT)
    second = people.register(actor, {"name": "单田芳", "id_number": id_number(date(1991, 1, 1), 8), "education": "college",
                                     "work_unit": "乌海市第一中学"}, at=AT)
    factories.save(Appointment(bureau=second.bureau, supervisor=second, starts_on=date(2024, 1, 1), ends_on=date(2028, 12, 31)))
    factories.save(Leave(bureau=second.bureau, supervisor=second, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30), reason="出国"))
    factories.supervisor(factories.neighbour_bureau(), name="王晓东二")
    assert sorted(names_in(clerk.get(f"/supervisors/?{asked}").text)) == found


def test_filter_by_profession(clerk: Client) -> None:
    factories.supervisor(name="甲", professions=("law", "it"))
    factories.supervisor(name="乙", professions=("it",))
    assert names_in(clerk.get(f"/supervisors/?f_profession={item('profession', 'law').id}").text) == ["甲"]


def test_what_is_computed_is_exported_and_nothing_sensitive(clerk: Client) -> None:
    person = factories.supervisor(name="甲", professions=("law",))
    sheet = clerk.get("/supervisors/export/csv").text
    assert "甲" in sheet and "法律" in sheet and "2028-12-31" in sheet
    assert person.id_number not in sheet and person.phone not in sheet


@pytest.mark.parametrize("kind", ["id_number", "phone"])
def test_finding_by_a_sensitive_number_goes_by_post(clerk: Client, kind: str) -> None:
    person = factories.supervisor(name="甲")
    factories.supervisor(factories.neighbour_bureau(), name="乙", phone="13900000001")
    answer = clerk.post("/supervisors/find", data={"number": getattr(person, kind)})
    assert answer.status_code == 200 and "<h1>甲" in answer.text
    assert clerk.post("/supervisors/find", data={"number": "13900000001"}).status_code == 303
    assert clerk.get("/supervisors/find").status_code in (404, 405)


def test_several_people_may_share_a_phone(clerk: Client) -> None:
    for name in ("甲", "乙"):
        factories.supervisor(name=name, phone="13900000001")
    page = clerk.post("/supervisors/find", data={"number": "139 0000 0001"}).text
    assert "甲" in page and "乙" in page and "13900000001" not in page


def test_the_file_shows_what_hangs_on_the_person_and_masks_what_is_sensitive(clerk: Client) -> None:
    person = factories.supervisor(name="甲", address="人民路1号", phone="13812341234")
    factories.save(Leave(bureau=person.bureau, supervisor=person, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 9), reason="出国学习"))
    factories.save(Undertaking(bureau=person.bureau, supervisor=person, signed_on=date(2024, 1, 5)))
    activity = factories.activity("held", title="羁押必要性审查听证")
    factories.assignment(activity, person=person, state="attended")
    page = "".join(clerk.get(f"/supervisors/{person.id}?tab={tab}").text for tab in ("basic", "terms", "duty"))
    for words in ("2024-01-01 – 2028-12-31", "出国学习", "2024-01-05", "羁押必要性审查听证", "138****1234"):
        assert words in page, words
    for secret in (person.id_number, "13812341234", "人民路"):
        assert secret not in page


def test_revealing_needs_a_reason_and_goes_to_the_trail_sealed(clerk: Client) -> None:
    person = factories.supervisor(phone="13812341234")
    refused = clerk.post(f"/supervisors/{person.id}/reveal", data={"field": "phone", "reason": " "})
    assert refused.status_code == 303 and AuditEntry.select().where(AuditEntry.verb == "sensitive:reveal").count() == 0
    shown = clerk.post(f"/supervisors/{person.id}/reveal", data={"field": "phone", "reason": "核对通知电话"})
    assert "13812341234" in shown.text
    entry = AuditEntry.get(AuditEntry.verb == "sensitive:reveal")
    assert "核对" not in entry.reason
    assert history.opened(entry, PersonKey.get_by_id(person.id).key) == ({"phone": ["revealed"]}, "核对通知电话")
    assert clerk.post(f"/supervisors/{person.id}/reveal", data={"field": "id_digest", "reason": "x"}).status_code == 404


def test_a_portrait_comes_and_goes(clerk: Client, client_as: As) -> None:
    person = factories.supervisor()
    assert clerk.get(f"/supervisors/{person.id}/photo").status_code == 404
    sent = clerk.post(f"/supervisors/{person.id}/photo", data={"photo": (io.BytesIO(PNG), "x.exe")}, content_type="multipart/form-data")
    assert sent.status_code == 303
    answer = clerk.get(f"/supervisors/{person.id}/photo")
    assert (answer.data, answer.mimetype) == (PNG, "image/png")
    wrong = clerk.post(f"/supervisors/{person.id}/photo", data={"photo": (io.BytesIO(b"MZ" + b"0" * 50), "x.png")},
                       content_type="multipart/form-data")
    assert wrong.status_code == 303 and clerk.get(f"/supervisors/{person.id}/photo").data == PNG
    assert client_as("neighbour_clerk").get(f"/supervisors/{person.id}/photo").status_code == 404
    assert client_as("leader").post(f"/supervisors/{person.id}/photo", data={}).status_code == 403


@pytest.mark.parametrize("role", ["finance", "officer", "chief", "system_admin", "security_admin", "audit_admin"])
def test_other_roles_see_no_register(client_as: As, role: str) -> None:
    person = factories.supervisor()
    for path in ("/supervisors/", f"/supervisors/{person.id}", f"/supervisors/{person.id}/photo", "/appointments/", "/leave/", "/undertakings/",
                 "/trainings/", "/assessments/"):
        assert client_as(role).get(path).status_code == 403, path


# terms, leave, undertakings ------------------------------------------------------------------------------------------------------

def test_appointing_from_the_file(clerk: Client) -> None:
    person = factories.supervisor(appointed=False, name="甲")
    assert f'<option value="{person.id}" selected>甲 {person.code}</option>' in clerk.get(f"/appointments/new?supervisor={person.id}").text
    answer = clerk.post("/appointments/new", data={"supervisor": person.id, "level": "city", "starts_on": "2026-12-01", "certificate_no": "1号"})
    term = Appointment.get()
    assert answer.location == f"/appointments/{term.id}" and term.ends_on == date(2031, 11, 30)
    again = clerk.post("/appointments/new", data={"supervisor": person.id, "level": "city", "starts_on": "2026-12-01"})
    assert again.status_code == 200 and Appointment.select().count() == 1


def test_a_foreign_person_cannot_be_posted(clerk: Client) -> None:
    stranger = factories.supervisor(factories.neighbour_bureau(), appointed=False)
    for path, values in (("/appointments/new", {"level": "city", "starts_on": "2026-12-01"}), ("/leave/new", {"starts_on": "2026-12-01",
                         "ends_on": "2026-12-02", "reason": "x"}), ("/undertakings/new", {"signed_on": "2026-01-01"})):
        assert clerk.post(path, data=values | {"supervisor": stranger.id}).status_code == 400
    assert not Leave.select().count() and not Undertaking.select().count()
    assert not Appointment.select().where(Appointment.supervisor == stranger).count()
    assert clerk.get("/leave/lookup/supervisor?query=").json == []


def test_ending_a_term(clerk: Client, client_as: As) -> None:
    term = factories.supervisor(name="甲").appointments.get()
    values = {"end_reason": item("appointment_end", "breach").id, "ended_on": "2026-11-24", "words": "受到处分"}
    for ground in ("breach", "resignation"):  # a case of its own
        assert clerk.post(f"/appointments/{term.id}/end", data=values | {"end_reason": item("appointment_end", ground).id}).status_code == 400
    assert Appointment.get_by_id(term.id).state == "live"
    assert clerk.post(f"/appointments/{term.id}/end", data=values | {"end_reason": item("appointment_end", "term_over").id}).status_code == 303
    assert Appointment.get_by_id(term.id).state == "ended"
    assert client_as("neighbour_clerk").get(f"/appointments/{term.id}/end").status_code == 404


def test_the_list_of_terms_warns(clerk: Client, actor_as: Callable) -> None:
    configuration.add_item(actor_as("system_admin"), "county", name="乌达区", bureau=factories.bureau(), at=AT)
    factories.supervisor(name="甲", public_servant=True)
    Appointment.update(ends_on=date(2027, 1, 31)).execute()
    page = clerk.get("/appointments/").text
    assert "即将届满" in page and "3 个月内届满" in page and "公职人员" in page and "乌达区" in page


def test_leave_and_undertakings_are_entered(clerk: Client) -> None:
    person = factories.supervisor(name="甲")
    leave = {"supervisor": person.id, "starts_on": "2026-12-01", "ends_on": "2026-12-09", "reason": "出国"}
    assert clerk.post("/leave/new", data=leave).status_code == 303
    assert "已有请假记录" in clerk.post("/leave/new", data=leave).text
    assert clerk.post("/undertakings/new", data={"supervisor": person.id, "signed_on": "2026-11-01"}).status_code == 303
    assert "甲" in clerk.get("/undertakings/").text
    row = Leave.get()
    assert clerk.post(f"/leave/{row.id}/edit", data={"starts_on": "2026-12-01", "ends_on": "2026-12-03", "reason": "提前回来",
                                                     "version": "1"}).status_code == 303
    assert (Leave.get_by_id(row.id).ends_on, Leave.get_by_id(row.id).supervisor_id) == (date(2026, 12, 3), person.id)


# plain registers -----------------------------------------------------------------------------------------------------------------

def test_classes_and_participants(clerk: Client) -> None:
    person = factories.supervisor(name="甲")
    values = {"title": "初任培训", "form": item("training_form").id, "starts_on": "2026-05-05", "ends_on": "2026-05-06", "hours_tenths": "7.5"}
    assert clerk.post("/trainings/new", data=values | {"ends_on": "2026-05-04"}).status_code == 200
    assert clerk.post("/trainings/new", data=values).status_code == 303
    training = Training.get()
    assert training.hours_tenths == 75
    chosen = re.search(r'name="training".*?</select>', clerk.get(f"/participants/new?training={training.id}").text, re.S)
    assert chosen and re.search(rf'<option selected value="{training.id}">', chosen[0])
    assert clerk.post("/participants/new", data={"training": training.id, "supervisor": person.id}).status_code == 303
    assert Attendance.get().hours_tenths == 75
    assert clerk.post("/participants/new", data={"training": training.id, "supervisor": person.id}).status_code == 200
    assert Attendance.select().count() == 1
    page = clerk.get(f"/trainings/{training.id}").text
    assert "甲" in page and "7.5" in page


@pytest.mark.parametrize(("typed", "fen"), [("400", 40000), ("150.5", 15050), ("1,234.56", 123456), ("-20", None), ("0", None),
                                            ("1.234", None), ("NaN", None), ("1e400", None), ("四百", None), ("9999999", None)])
def test_amounts_are_exact(clerk: Client, typed: str, fen: int | None) -> None:
    person = factories.supervisor()
    answer = clerk.post("/subsidies/new", data={"supervisor": person.id, "day": "2026-10-08", "amount_fen": typed, "kind": "travel", "reason": "参加听证"})
    assert answer.status_code == (303 if fen is not None else 200)
    assert [(line.full_fen, line.amount_fen) for line in SubsidyLine.select()] == ([] if fen is None else [(fen, 0)])


def test_finance_reads_subsidy_lines_and_writes_none(client_as: As) -> None:
    person = factories.supervisor(name="甲")
    factories.save(SubsidyLine(bureau=person.bureau, supervisor=person, day=date(2026, 10, 8), amount_fen=15050, reason="参加听证"))
    page = client_as("finance").get("/subsidies/").text
    assert "¥150.50" in page and "甲" in page and "新增明细" not in page
    assert client_as("finance").post("/subsidies/new", data={}).status_code == 403


def test_an_earlier_grade_is_entered_once_and_by_the_leader(clerk: Client, client_as: As) -> None:
    person, leader = factories.supervisor(name="甲"), client_as("leader")
    values = {"supervisor": person.id, "year": "2025", "points_tenths": "92.5", "grade": item("grade", "excellent").id, "decided_on": "2026-01-20"}
    assert clerk.post("/assessments/new", data=values).status_code == 403 and Assessment.select().count() == 0
    assert leader.post("/assessments/new", data=values).status_code == 303
    assert Assessment.get().points_tenths == 925
    for wrong in (values, values | {"year": "1800"}, values | {"year": "2026"}, values | {"year": "2024", "grade": ""}):
        assert leader.post("/assessments/new", data=wrong).status_code == 200 and Assessment.select().count() == 1
    assert "92.5" in clerk.get("/assessments/").text
