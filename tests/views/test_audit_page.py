"""The trail's page: found by verb, actor, object and time; opened by the person's key; verified to the first broken row."""
from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from models import TABLES, AuditEntry, Outbox, PersonKey
from models.base import STAMPS, EncryptedField, database
from portal.domain.permissions import SYSTEM
from portal.domain.trail_words import FIELDS, OBJECTS, VERBS
from portal.services import audit, configuration, people, records, terms
from tests.conftest import Client
from tests.factories import AT, id_number
from tests.views.bench import statements

As = Callable[[str], Client]
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def auditor(client_as: As) -> Client:
    return client_as("audit_admin")


@pytest.fixture
def story(actor_as: Callable) -> dict[str, int]:
    clerk = actor_as("clerk")
    person = people.register(clerk, {"name": "王晓东", "id_number": id_number(date(1985, 3, 2), 7), "education": "bachelor",
                                     "phone": "13800138000", "work_unit": "乌海市第一中学"}, at=AT)
    people.amend(clerk, person, {"work_unit": "乌海市第二中学", "phone": "13800138001"}, at=AT)
    terms.appoint(clerk, person, starts_on=date(2026, 12, 1), at=AT)
    configuration.set_parameter(actor_as("system_admin"), "draw.yearly_cap", 8, valid_from=date(2026, 12, 1), basis="text", at=AT)
    return {entry.verb: entry.id for entry in AuditEntry.select().order_by(AuditEntry.id)}


def verbs_in(page: str) -> set[str]:
    cells = re.findall(r'<td data-label="操作">(.*?)</td>', page, re.S)
    return {re.sub("<[^>]+>", "", cell).strip() for cell in cells}


@pytest.mark.parametrize(("asked", "found"), [
    ("f_verb=supervisor:amend", {"修改档案"}), ("f_object_type=parameter", {"调整规则参数"}), ("f_object_label=WH-2026-001", {"登记人员", "修改档案"}),
    ("f_at_from=2027-01-01", set()), ("f_at_to=2026-11-24&f_verb=appointment:appoint", {"任命"}), ("search=WH-2026", {"登记人员", "修改档案"}),
    ("f_actor=不存在", set()), ("f_verb=nonsense&f_object_type=appointment", {"任命"}),
])
def test_finding_rows(auditor: Client, story: dict[str, int], asked: str, found: set[str]) -> None:
    assert verbs_in(auditor.get(f"/audit/?{asked}").text) == found


def test_the_page_costs_the_same_for_many_rows(auditor: Client, actor_as: Callable, story: dict[str, int]) -> None:
    few = statements(auditor, "/audit/")
    for number in range(30):
        people.register(actor_as("clerk"), {"name": "李娜", "education": "bachelor", "id_number": id_number(date(1985, 3, 2), 20 + number)}, at=AT)
    assert statements(auditor, "/audit/") == few <= 10


def test_details_show_old_and_new_of_a_person_by_the_persons_key(auditor: Client, story: dict[str, int]) -> None:
    page = auditor.get(f"/audit/{story['supervisor:amend']}").text
    assert "乌海市第一中学" in page and "乌海市第二中学" in page and "已更改(不显示)" in page.replace("（", "(").replace("）", ")")
    assert "13800138000" not in page and "13800138001" not in page
    assert "市级" in auditor.get(f"/audit/{story['appointment:appoint']}").text
    rule = auditor.get(f"/audit/{story['parameter:set']}").text
    assert "个人年度履职次数上限" in rule and "draw.yearly_cap" not in rule


def test_an_anonymised_person_stays_unreadable(auditor: Client, story: dict[str, int]) -> None:
    PersonKey.update(key=None).execute()
    page = auditor.get(f"/audit/{story['supervisor:amend']}").text
    assert "已匿名化" in page and "第一中学" not in page
    assert "与写入时一致" in auditor.post("/audit/verify").text


def test_verifying_says_intact_or_names_the_first_broken_row(auditor: Client, story: dict[str, int]) -> None:
    assert "与写入时一致" in auditor.post("/audit/verify").text
    entry = AuditEntry.get_by_id(story["supervisor:amend"])
    if database.param == "?":
        database.execute_sql("DROP TRIGGER IF EXISTS audit_entry_no_update")
        for (name,) in database.execute_sql("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit_entry'").fetchall():
            database.execute_sql(f'DROP TRIGGER "{name}"')
    else:
        database.execute_sql("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
    AuditEntry.update(actor="某人").where(AuditEntry.id == entry.id).execute()
    page = auditor.post("/audit/verify").text
    assert f"“乌海市司法局”链第 {entry.position} 条" in page and "不完整" in page


@pytest.mark.parametrize("role", ["clerk", "leader", "finance", "officer", "chief", "system_admin", "security_admin"])
def test_the_trail_is_the_auditors_alone(client_as: As, story: dict[str, int], role: str) -> None:
    assert client_as(role).get("/audit/").status_code == 403
    assert client_as(role).get(f"/audit/{story['parameter:set']}").status_code == 403
    assert client_as(role).post("/audit/verify").status_code == 403


def test_nobody_writes_through_the_page(auditor: Client, story: dict[str, int]) -> None:
    row = story["parameter:set"]
    for path in ("/audit/new", f"/audit/{row}/edit", f"/audit/{row}/reveal", "/audit/action", "/audit/export/csv"):
        assert auditor.post(path, data={}).status_code in (403, 404, 405), path


def test_the_auditor_sees_no_business_rows(auditor: Client) -> None:
    for path in ("/supervisors/", "/activities/", "/opinions/", "/subsidies/", "/statistics/", "/search/?q=王", "/users/", "/offices/"):
        assert auditor.get(path).status_code in (403, 404), path


# words ---------------------------------------------------------------------------------------------------------------------------

def recorded_verbs() -> Iterator[str]:
    """Every verb that the code writes into the trail: the second argument of records.create, records.change and audit.record."""
    for path in [*(ROOT / "portal").rglob("*.py"), *(ROOT / "views").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("create", "change", "record") \
                    and isinstance(node.func.value, ast.Name) and node.func.value.id in ("records", "audit") and len(node.args) > 1:
                yield from (leaf.value for leaf in ast.walk(node.args[1])
                            if isinstance(leaf, ast.Constant) and re.fullmatch("[a-z_]+:[a-z_]+", str(leaf.value)))


def test_every_act_of_the_trail_has_its_words() -> None:
    found = set(recorded_verbs())
    assert len(found) > 60
    assert found <= set(VERBS), sorted(found - set(VERBS))


def test_every_field_of_the_trail_has_its_words() -> None:
    told = {field.name for model in TABLES if model._meta.table_name in OBJECTS for field in model._meta.sorted_fields
            if field.name not in records.UNTOLD | set(STAMPS) and not (isinstance(field, EncryptedField) and field.name == "token")}
    assert told <= set(FIELDS), sorted(told - set(FIELDS))


def test_the_portal_itself_and_its_keys_are_told_in_words(auditor: Client) -> None:
    """Who acted is never a code, and a message is not called by the portal's own key of it."""
    audit.record(SYSTEM, "notice:undelivered", Outbox(id=3, key="notice:249:x"), at=AT, label="notice:249:x")
    page = auditor.get("/audit/").text
    assert "系统自动" in page and "消息未送达" in page
    assert "notice:249" not in page and ">system<" not in page
