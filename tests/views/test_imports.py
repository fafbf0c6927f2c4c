"""The wizard's pages, the exports that come back unchanged, and the flat sheet."""
from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from openpyxl import load_workbook

from models import Attendance, AuditEntry, Award, FlatColumn, ImportBatch, Supervisor, Training
from models.choices import ParticipantState
from portal import extensions
from portal.adapters import sheet_reader
from portal.domain.importing import UNCHANGED
from portal.domain.permissions import SYSTEM, Actor
from portal.services import import_jobs, imports, own_fields, sessions
from tests import factories
from tests.conftest import Client, Clock
from tests.factories import AT, id_number, item, save
from tests.sheets import BORN, person, roster
from tests.views.bench import statements

As = Callable[[str], Client]
SAMPLE = (Path(__file__).resolve().parent.parent / "data" / "roster-sample.xlsx").read_bytes()
ACT = {"confirmed": "yes"}


@pytest.fixture
def clerk(client_as: As) -> Client:
    return client_as("clerk")


def upload(client: Client, content: bytes = SAMPLE, kind: str = "supervisors", name: str = "名册.xlsx", **fields: str) -> str:
    """Upload a sheet and return the address of its page."""
    answer = client.post("/imports/new", data={"kind": kind, "file": (io.BytesIO(content), name), **fields}, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_from_upload_to_report_and_back(clerk: Client) -> None:
    page = upload(clerk)
    shown = clerk.get(page).text
    for words in ("待入库", "仅导入正确的 15 行", "身份证号码：该号码以数字格式保存，末几位已丢失", "与本表第 4 行重复", "“党员”读作中共党员", "名册.xlsx"):
        assert words in shown
    assert "150304199303066927" not in shown and not Supervisor.select().exists()
    assert "段荣" not in clerk.get(f"{page}?outcome=wrong").text and "姚坤" in clerk.get(f"{page}?outcome=wrong").text
    refused = clerk.post(f"{page}/commit", data=ACT, follow_redirects=True)
    assert "未写入任何数据" in refused.text and not Supervisor.select().exists()
    done = clerk.post(f"{page}/commit", data=ACT | {"good_only": "1"}, follow_redirects=True).text
    assert "已入库：新增 15、有误 9。" in done and Supervisor.select().count() == 15
    person = Supervisor.select().where(Supervisor.name == "段荣").get()
    assert f'href="/supervisors/{person.id}"' in clerk.get(page).text
    clerk.post(f"{page}/undo", data=ACT)
    assert not Supervisor.select().exists() and "已撤销" in clerk.get(page).text


def test_every_act_asks_first(clerk: Client) -> None:
    page = upload(clerk)
    for act, words in (("commit", "将写入 15 行"), ("discard", "名册不变")):
        assert words in clerk.post(f"{page}/{act}").text
    clerk.post(f"{page}/discard", data=ACT)
    assert "内容未保留" in clerk.get(page).text
    assert "已丢弃" in clerk.get("/imports/").text


def test_wrong_rows_are_downloaded_with_their_reasons(clerk: Client) -> None:
    answer = clerk.get(f"{upload(clerk)}/wrong")
    rows = list(load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert rows[0][:2] == ("序号", "姓名") and rows[0][-1] == "错误原因" and len(rows) == 10
    assert rows[2][1] == "曾桂花" and "校验位" in rows[2][-1]
    assert "名册（有误的行）" in unquote(answer.headers["Content-Disposition"])
    actor = sessions.actor_of(factories.account("clerk"), sessions.Knock(address=""))
    again = imports.read_table(actor, "supervisors", answer.data)
    assert len(again.rows) == 9


def test_columns_are_matched_by_hand_and_remembered(clerk: Client) -> None:
    content = roster(person(1, 服务单位="甲校"))
    page = upload(clerk, content)
    form = clerk.get(f"{page}/columns").text
    assert "服务单位" in form and "甲校" in form and "138****0001" in form and "13800000001" not in form
    batch = ImportBatch.get()
    place = batch.labels.index("服务单位")
    wanted = {f"column_{key}": name for key, name in batch.mapping.items()} | {f"column_{place}": "work_unit"}
    clerk.post(f"{page}/columns", data=wanted)
    assert ImportBatch.get().mapping[str(place)] == "work_unit"
    upload(clerk, content)
    assert ImportBatch.select().order_by(ImportBatch.id.desc()).get().mapping[str(place)] == "work_unit"
    twice = clerk.post(f"{page}/columns", data=wanted | {f"column_{place}": "name"}, follow_redirects=True)
    assert "请只保留一列" in twice.text


def test_a_row_that_asks_is_answered(clerk: Client) -> None:
    factories.supervisor(name="张二", id_number=id_number(BORN, 420, male=True))
    page = upload(clerk, roster(person(1)))
    assert "请确认是否为同一人" in clerk.get(page).text
    clerk.post(f"{page}/choose", data={"number": "2", "choice": "other"})
    assert ImportBatch.get().counts["new"] == 1 and "另一人" in clerk.get(page).text
    clerk.post(f"{page}/recheck")
    assert ImportBatch.get().counts["new"] == 1


@pytest.mark.parametrize(("content", "name", "words"), [
    (b"", "x.xlsx", "请先选择文件"), (b"%PDF-1.7", "x.xls", "无法识别此文件"), (SAMPLE[:3000], "x.xlsx", "已损坏"),
    (sheet_reader.OLE_SIGN + "EncryptedPackage".encode("utf-16-le"), "x.xlsx", "密码")])
def test_what_cannot_be_read_is_told_above_the_form(clerk: Client, content: bytes, name: str, words: str) -> None:
    answer = clerk.post("/imports/new", data={"kind": "supervisors", "file": (io.BytesIO(content), name)}, content_type="multipart/form-data")
    assert answer.status_code == 200 and words in answer.text and not ImportBatch.select().exists()


def test_a_sheet_between_10_and_20_megabytes_is_read_and_a_larger_one_gets_a_sentence(clerk: Client) -> None:
    padded = "姓名,身份证号\n" + "x" * 12_000_000
    answer = clerk.post("/imports/new", data={"kind": "supervisors", "file": (io.BytesIO(padded.encode()), "x.csv")}, content_type="multipart/form-data")
    answer.request.input_stream.close()
    assert answer.status_code == 200
    large = clerk.post("/imports/new", data={"kind": "supervisors", "file": (io.BytesIO(b"x" * 23_000_000), "x.csv")}, content_type="multipart/form-data")
    large.request.input_stream.close()
    assert large.status_code == 413 and "20 MB" in large.text


def test_blank_sheets_have_headings_that_are_understood(clerk: Client) -> None:
    for name in imports.SPECS:
        heads = [cell.value for cell in load_workbook(io.BytesIO(clerk.get(f"/imports/blank/{name}").data)).active[1]]
        assert all(imports.SPECS[name].recognise(head) for head in heads), name
    assert clerk.get("/imports/blank/shoes").status_code == 404


def test_the_leader_reads_and_does_nothing(client_as: As, clerk: Client) -> None:
    page, leader = upload(clerk), client_as("leader")
    shown = leader.get(page).text
    assert "段荣" in shown and "导入正确" not in shown
    assert leader.post(f"{page}/commit", data=ACT).status_code == 403 and leader.get("/imports/new").status_code == 403


def test_the_preview_of_many_rows_costs_few_statements(clerk: Client) -> None:
    page = upload(clerk, roster(*(person(number) for number in range(1, 121))))
    assert statements(clerk, f"{page}?page=2") <= 10 and statements(clerk, f"{page}?page=9999&outcome=rubbish") <= 10


# exports -------------------------------------------------------------------------------------------------------------------------

def judged(content: bytes, kind: str = "supervisors") -> set[str]:
    actor = sessions.actor_of(factories.account("clerk"), sessions.Knock(address=""))
    table = imports.read_table(actor, kind, content)
    return {verdict.outcome for verdict in imports.judge(actor, kind, table.rows, imports.matched(actor, kind, table), AT)}


@pytest.fixture
def filled(clerk: Client) -> Client:
    clerk.post(f"{upload(clerk)}/commit", data=ACT | {"good_only": "1"})
    assert Supervisor.select().count() == 15
    return clerk


def test_own_fields_go_out_with_the_whole_file_and_come_in_again(filled: Client) -> None:
    admin, office, someone = Actor(name="x", roles=frozenset({"system_admin"})), factories.bureau(), Supervisor.get()
    hobby = own_fields.add_field(admin, office, name="爱好", kind="text", in_list=True, at=AT)
    blood = own_fields.add_field(admin, office, name="血型", kind="text", privacy_class="sensitive", at=AT)
    clerk = sessions.actor_of(factories.account("clerk"), sessions.Knock(address=""))
    own_fields.set_values(clerk, someone, {hobby.id: "书法", blood.id: "AB"}, at=AT)
    assert "血型" in filled.get("/supervisors/export-form").text
    plain = filled.post("/supervisors/export-file", data={"columns": "whole", "kind": "csv"}).data
    secret = filled.post("/supervisors/export-file", data={"columns": "whole", "kind": "csv", "sensitive": [f"own_{blood.id}"], "reason": "核对"}).data
    assert "书法" in plain.decode() and "AB" not in plain.decode() and ",AB" in secret.decode()
    assert judged(plain) == judged(secret) == judged(filled.get("/supervisors/export/xlsx").data) == {UNCHANGED}


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_was_exported_is_unchanged_when_it_comes_in_again(filled: Client, kind: str, locale: str) -> None:
    filled.post("/language", data={"locale": locale})
    assert judged(filled.get(f"/supervisors/export/{kind}").data) == {UNCHANGED}
    secret = ["id_number", "phone", "address", "bank_card", "relatives"]
    for columns, sensitive in (("screen", []), ("whole", []), ("whole", secret), ("flat", [])):
        answer = filled.post("/supervisors/export-file", data={"columns": columns, "kind": kind, "sensitive": sensitive, "reason": "补录"})
        assert answer.status_code == 200, columns
        assert judged(answer.data) == {UNCHANGED}, columns
        assert kind == "xlsx" or answer.data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en"])
def test_lists_of_classes_and_awards_come_back_unchanged_as_well(clerk: Client, locale: str) -> None:
    person = factories.supervisor()
    training = save(Training(bureau=person.bureau, title="履职培训", form=item("training_form"), starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 3),
                             hours_tenths=60))
    for number, state in enumerate(ParticipantState):
        someone = person if number == 0 else factories.supervisor()
        save(Attendance(bureau=person.bureau, training=training, supervisor=someone, state=state, hours_tenths=60 if state == "present" else 0,
                        exam_tenths=925 if state == "present" else None))
    save(Award(bureau=person.bureau, supervisor=person, awarded_on=date(2026, 1, 5), title="优秀", level=item("award_level"), awarded_by="市司法局"))
    clerk.post("/language", data={"locale": locale})
    for page, kind in (("participants", "trainings"), ("awards", "awards")):
        for form in ("xlsx", "csv"):
            assert judged(clerk.get(f"/{page}/export/{form}").data, kind) == {UNCHANGED}, (page, form)


def test_sensitive_columns_need_a_reason_and_are_told_to_the_trail(filled: Client, client_as: As) -> None:
    asked = {"columns": "screen", "kind": "csv", "sensitive": ["id_number", "phone"]}
    page = filled.get("/supervisors/export-form?search=段荣").text
    assert "敏感信息" in page and "段荣" in page and 'action="/supervisors/export-file?search=' in page
    before = AuditEntry.select().where(AuditEntry.verb == "sensitive:export").count()
    assert filled.post("/supervisors/export-file", data=asked | {"reason": " "}).status_code == 303
    answer = filled.post("/supervisors/export-file?search=段荣", data=asked | {"reason": "报送省厅"})
    text = answer.data.decode("utf-8-sig")
    assert "150304200011031592" in text and "13884520004" in text and text.count("\n") == 2
    told = AuditEntry.select().where(AuditEntry.verb == "sensitive:export").get()
    assert (before, told.reason, told.changes) == (0, "报送省厅", {"rows": 1, "columns": "id_number、phone"})
    assert filled.post("/supervisors/export-file", data={"columns": "flat", "kind": "csv"}).status_code == 303
    assert client_as("officer").post("/supervisors/export-file", data=asked).status_code == 403


# the flat sheet ------------------------------------------------------------------------------------------------------------------

def test_the_system_administrator_sets_the_columns_of_the_flat_sheet(filled: Client, client_as: As) -> None:
    admin, office = client_as("system_admin"), factories.bureau()
    assert "公民身份号码" in admin.get("/settings/flat-sheet/").text
    wanted = {"shown_code": "1", "heading_code": "人员编号", "position_code": "20", "shown_name": "1", "heading_name": "监督员姓名", "position_name": "10"}
    assert admin.post(f"/settings/flat-sheet/{office.id}", data=wanted).status_code == 303
    text = filled.post("/supervisors/export-file", data={"columns": "flat", "kind": "csv"}).data.decode("utf-8-sig")
    assert text.splitlines()[0] == "监督员姓名,人员编号" and text.splitlines()[1].startswith("张健,WH-2026-")
    told = AuditEntry.select().where(AuditEntry.verb == "flat:set").get()
    assert told.changes["columns"][1] == "监督员姓名、人员编号"
    admin.post(f"/settings/flat-sheet/{office.id}", data=wanted)
    assert AuditEntry.select().where(AuditEntry.verb == "flat:set").count() == 1
    assert filled.get("/settings/flat-sheet/").status_code == 200 and filled.post(f"/settings/flat-sheet/{office.id}", data=wanted).status_code == 403


def test_own_fields_stand_in_the_flat_sheet_where_the_office_says_so(filled: Client, client_as: As) -> None:
    admin, office, someone = Actor(name="x", roles=frozenset({"system_admin"})), factories.bureau(), Supervisor.get()
    hobby = own_fields.add_field(admin, office, name="爱好", kind="text", at=AT)
    blood = own_fields.add_field(admin, office, name="血型", kind="text", privacy_class="sensitive", at=AT)
    clerk = sessions.actor_of(factories.account("clerk"), sessions.Knock(address=""))
    own_fields.set_values(clerk, someone, {hobby.id: "书法", blood.id: "AB"}, at=AT)
    page, settings = client_as("system_admin"), f"/settings/flat-sheet/{office.id}"
    assert f'name="shown_own_{hobby.id}"' in page.get("/settings/flat-sheet/").text
    asked, shown = {"columns": "flat", "kind": "csv"}, {"shown_name": "1", "heading_name": "姓名", "position_name": "10"}
    page.post(settings, data=shown | {f"shown_own_{hobby.id}": "1", f"heading_own_{hobby.id}": "特长爱好", f"position_own_{hobby.id}": "20"})
    text = filled.post("/supervisors/export-file", data=asked).data.decode("utf-8-sig")
    assert text.splitlines()[0] == "姓名,特长爱好" and f"{someone.name},书法" in text
    page.post(settings, data=shown | {f"shown_own_{blood.id}": "1", f"heading_own_{blood.id}": "血型", f"position_own_{blood.id}": "20"})
    assert filled.post("/supervisors/export-file", data=asked).status_code == 303
    assert f"{someone.name},AB" in filled.post("/supervisors/export-file", data=asked | {"reason": "补录"}).data.decode("utf-8-sig")
    assert AuditEntry.select().where(AuditEntry.verb == "sensitive:export").get().changes["columns"].endswith(f"own_{blood.id}")
    own_fields.amend_field(admin, blood, {"active": False}, at=AT)
    assert filled.post("/supervisors/export-file", data=asked).data.decode("utf-8-sig").splitlines()[0] == "姓名"


@pytest.mark.parametrize(("posted", "words"), [({}, "请至少选择一列"), ({"shown_name": "1"}, "须填写列名"),
                                               ({"shown_name": "1", "heading_name": "长" * 61}, "60")])
def test_columns_that_are_refused(client_as: As, posted: dict[str, str], words: str) -> None:
    answer = client_as("system_admin").post(f"/settings/flat-sheet/{factories.bureau().id}", data=posted)
    assert answer.status_code == 400 and words in answer.text and not FlatColumn.select().exists()


def test_a_large_sheet_goes_to_the_worker_and_its_page_tells_how_far_it_is(clerk: Client, app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_jobs, "SMALL", 1)
    page = upload(clerk, roster(person(1), person(2)))
    assert "可以离开本页" in clerk.post(f"{page}/commit", data=ACT, follow_redirects=True).text
    waiting = clerk.get(page).text
    assert "正在入库" in waiting and "等待后台程序开始" in waiting and 'hx-trigger="every 2s"' in waiting and "/commit" not in waiting
    assert statements(clerk, page) <= 10
    with app.app_context():
        extensions.progress().tell(import_jobs.work_of(ImportBatch.get()), 1, 2)
    assert "1 / 2" in clerk.get(page, headers={"HX-Request": "true"}).text
    with app.app_context():
        extensions.progress().forget(import_jobs.work_of(ImportBatch.get()))
    clock.at += import_jobs.PATIENCE * 2
    assert "后台程序尚未开始处理" in clerk.get(page).text
    with app.app_context():
        import_jobs.run(SYSTEM, at=clock.at, progress=extensions.progress())
    assert clerk.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "入库：新增 2" in clerk.get(page).text and Supervisor.select().count() == 2


def test_a_refused_large_sheet_says_why(clerk: Client, app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_jobs, "SMALL", 0)
    page = upload(clerk, roster(person(1)))
    clerk.post(f"{page}/commit", data=ACT)
    factories.supervisor(name="张一", id_number=id_number(BORN, 1, male=True))
    with app.app_context():
        import_jobs.run(SYSTEM, at=clock.at, progress=extensions.progress())
    assert "上次入库未成功：" in clerk.get(page).text and Supervisor.select().count() == 1
