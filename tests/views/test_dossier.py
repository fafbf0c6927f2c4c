"""A person's page: every tab, who may take what away, and the own file on a phone."""
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from models import AuditEntry, Correction, Supervisor
from models.base import database
from portal.domain.words.dossier import TABS
from tests import factories
from tests.conftest import Client

As = Callable[[str], Client]


@pytest.fixture
def person(client_as: As) -> Supervisor:
    made = factories.supervisor(name="王晓东", phone="13800138000", work_unit="乌海市第一中学", email="a@example.cn")
    factories.assignment(factories.activity("held"), person=made, state="attended")
    return made


@pytest.mark.parametrize("tab", [*TABS, "nothing"])
def test_each_tab_opens_with_at_most_ten_statements(client_as: As, person: Supervisor, tab: str) -> None:
    clerk = client_as("clerk")
    clerk.get(f"/supervisors/{person.id}")
    seen: list[str] = []
    hook = lambda sql, *_rest, **_named: seen.append(str(sql))  # noqa: E731
    database.obj.query_hooks.append(hook)
    answer = clerk.get(f"/supervisors/{person.id}?tab={tab}")
    database.obj.query_hooks.remove(hook)
    assert answer.status_code == 200 and "王晓东" in answer.text and "13800138000" not in answer.text
    assert len([sql for sql in seen if sql.lstrip().upper().startswith("SELECT")]) <= 10, "\n".join(seen)


def test_the_whole_file_holds_no_sensitive_value(client_as: As, person: Supervisor) -> None:
    page = client_as("leader").get(f"/dossier/{person.id}").text
    assert "乌海市第一中学" in page and "13800138000" not in page and person.id_number not in page


def test_the_register_form_needs_a_reason_which_the_trail_keeps(client_as: As, person: Supervisor) -> None:
    clerk = client_as("clerk")
    assert clerk.post(f"/dossier/{person.id}/form", data={"reason": " "}).status_code == 303
    assert not AuditEntry.select().where(AuditEntry.verb == "paper:print").exists()
    answer = clerk.post(f"/dossier/{person.id}/form", data={"reason": "归档"})
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        words = archive.read("word/document.xml").decode()
    assert "王晓东" in words and "13800138000" in words and person.id_number in words and "{" not in re.sub("<[^>]+>", "", words)
    assert AuditEntry.select().where(AuditEntry.verb == "paper:print").count() == 1


def test_the_own_data_show_everything_and_who_looked(client_as: As, person: Supervisor) -> None:
    clerk = client_as("clerk")
    clerk.post(f"/supervisors/{person.id}/reveal", data={"field": "phone", "reason": "核对通知电话"})
    page = clerk.post(f"/dossier/{person.id}/own-data", data={"reason": "本人申请"}).text
    assert "13800138000" in page and person.id_number in page and "核对通知电话" in page
    assert AuditEntry.select().where(AuditEntry.verb == "file:seen").count() == 1


@pytest.mark.parametrize("role", ["finance", "officer", "chief", "system_admin", "audit_admin"])
def test_others_take_nothing_away(client_as: As, person: Supervisor, role: str) -> None:
    for path in ("form", "own-data", "link"):
        assert client_as(role).post(f"/dossier/{person.id}/{path}", data={"reason": "x"}).status_code in (403, 404)


def test_the_own_file_on_a_phone_and_a_correction(client_as: As, client: Client, person: Supervisor) -> None:
    clerk = client_as("clerk")
    page = clerk.post(f"/dossier/{person.id}/link").text
    path = re.search(r"https://links\.example(/l/[0-9a-f]{32})", page)[1]
    own = client.get(path).text
    assert "王晓东" in own and "138****8000" in own and "13800138000" not in own and person.id_number not in own
    assert client.post(path, data={"do": "correct", "field": "", "proposed": "x"}).status_code == 400
    assert client.post(path, data={"do": "correct", "field": "post", "proposed": "高级教师"}).status_code == 200
    assert "待处理" in client.get(path).text
    wish = Correction.get()
    assert "王晓东" in clerk.get("/").text and "高级教师" not in clerk.get(f"/corrections/{wish.id}").text
    assert clerk.post(f"/corrections/{wish.id}/apply").status_code == 303
    assert Supervisor.get_by_id(person.id).post == "高级教师"
    assert "已更正" in client.get(path).text
    wish.delete_instance()


def test_a_declined_correction_tells_why(client_as: As, client: Client, person: Supervisor) -> None:
    clerk = client_as("clerk")
    path = re.search(r"https://links\.example(/l/[0-9a-f]{32})", clerk.post(f"/dossier/{person.id}/link").text)[1]
    client.post(path, data={"do": "correct", "field": "other", "proposed": "民族写错了"})
    wish = Correction.get()
    assert clerk.post(f"/corrections/{wish.id}/decline", data={"answer": "与身份证一致"}).status_code == 303
    assert "与身份证一致" in client.get(path).text


def test_the_changes_tab_names_fields_not_values(client_as: As, person: Supervisor) -> None:
    clerk = client_as("clerk")
    clerk.post(f"/supervisors/{person.id}/reveal", data={"field": "phone", "reason": "核对通知电话"})
    page = clerk.get(f"/supervisors/{person.id}?tab=changes").text
    assert "核对通知电话" in page and "联系电话" in page
