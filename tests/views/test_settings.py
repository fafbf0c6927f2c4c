"""Settings: picklists, rules, working days and the sheet of permissions, as the administrator changes them and others read them."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from models import DayOverride, Organisation, Parameter, PicklistItem
from portal.domain.permission_words import ACTS, NOUNS
from portal.domain.permissions import VERBS
from portal.queries import parameters
from portal.services import configuration
from tests import factories
from tests.conftest import Client
from tests.factories import AT, item

As = Callable[[str], Client]
TODAY = "2026-11-24"


@pytest.fixture
def admin(client_as: As) -> Client:
    return client_as("system_admin")


# offices -------------------------------------------------------------------------------------------------------------------------

def test_an_office_is_entered_and_refused_at_its_field(admin: Client) -> None:
    values = {"kind": "procuratorate", "level": "district", "name": "乌海市乌达区人民检察院", "short_name": "乌达区院", "request_prefix": "达检需",
              "contact_name": "赵联络", "contact_phone": "0473-1", "active": "y"}
    refused = admin.post("/offices/new", data=values)
    assert refused.status_code == 200 and "请选择与该检察院对应的司法局" in refused.text and "赵联络" in refused.text
    assert admin.post("/offices/new", data=values | {"bureau": factories.bureau().id}).status_code == 303
    assert Organisation.get(Organisation.request_prefix == "达检需").bureau_id == factories.bureau().id


def test_only_bureaus_are_offered_to_serve(admin: Client) -> None:
    factories.procuratorate()
    field = re.search(r'name="bureau".*?</select>', admin.get("/offices/new").text, re.S)
    assert field and "乌海市司法局" in field[0] and "检察院" not in field[0]


def test_a_clerk_reads_the_offices_of_the_own_bureau(client_as: As) -> None:
    factories.procuratorate()
    factories.neighbour_procuratorate()
    page = client_as("clerk").get("/offices/").text
    assert "乌海市人民检察院" in page and "包头市" not in page and "新增单位" not in page
    assert client_as("clerk").get(f"/offices/{factories.neighbour_bureau().id}").status_code == 404


# picklists -----------------------------------------------------------------------------------------------------------------------

def test_a_value_is_added_to_the_list_that_is_shown(admin: Client) -> None:
    assert 'href="/settings/picklists/new?f_kind=profession"' in admin.get("/settings/picklists/?f_kind=profession").text
    answer = admin.post("/settings/picklists/new?f_kind=profession", data={"name": "知识产权", "name_en": "Patents", "synonyms": "专利、商标，版权,"})
    made = PicklistItem.get(PicklistItem.name == "知识产权")
    assert answer.status_code == 303 and (made.kind, made.position, made.active) == ("profession", 160, True)
    assert made.synonyms == ["专利", "商标", "版权"]


def test_a_value_is_retired_and_renamed(admin: Client) -> None:
    farming = item("profession", "farming")
    values = {"name": "农牧林", "name_en": "Farming", "position": "95", "synonyms": "农牧", "version": "1"}
    assert admin.post(f"/settings/picklists/{farming.id}/edit", data=values).status_code == 303
    fresh = PicklistItem.get_by_id(farming.id)
    assert (fresh.name, fresh.code, fresh.position, fresh.active, fresh.synonyms) == ("农牧林", "farming", 95, False, ["农牧"])


def test_what_rules_know_of_a_value_is_kept_and_changed(admin: Client) -> None:
    leak = item("appointment_end", "obstruction")
    page = admin.get(f"/settings/picklists/{leak.id}/edit").text
    assert "终身不得再任" in page and "年度综述中的名称" not in page
    values = {"name": leak.name, "name_en": leak.name_en, "position": "80", "active": "y", "removal": "y", "version": "1"}
    admin.post(f"/settings/picklists/{leak.id}/edit", data=values)
    assert PicklistItem.get_by_id(leak.id).facts == {"removal": True, "bar": False}
    hearing = item("mode", "01")
    admin.post(f"/settings/picklists/{hearing.id}/edit", data={"name": hearing.name, "position": "10", "active": "y", "paragraph": "听证",
                                                               "version": "1"})
    assert PicklistItem.get_by_id(hearing.id).facts == {"paragraph": "听证", "must_invite": True}


def test_what_the_portal_needs_cannot_be_retired(admin: Client) -> None:
    male = item("sex", "male")
    answer = admin.post(f"/settings/picklists/{male.id}/edit", data={"name": "男", "position": "10", "version": "1"})
    assert answer.status_code == 200 and "不能停用" in answer.text and PicklistItem.get_by_id(male.id).active


# rules ---------------------------------------------------------------------------------------------------------------------------

def test_rules_stand_with_basis_and_note(admin: Client) -> None:
    page = admin.get("/settings/rules/").text
    for words in ("选任公告最短期限", "20 个工作日", "法规明文", "《人民监督员选任管理办法》第12条", "50%", "高中", "不启用", "优秀、称职、基本称职、不称职",
                  "90、75、60 分", "以本地规定为准"):
        assert words in page, words


@pytest.mark.parametrize(("key", "typed", "kept"), [
    ("request.lead_working_days", "7", 7), ("draw.yearly_cap", "", None), ("draw.yearly_cap", "12", 12),
    ("appointment.min_education", "college", "college"), ("assessment.grades", "优秀、称职，不称职", ["excellent", "competent", "incompetent"]),
    ("assessment.grade_points", "95,80、60", [95, 80, 60]),
])
def test_a_new_value_holds_from_its_day(admin: Client, key: str, typed: str, kept: object) -> None:
    values = {"value": typed, "valid_from": "2027-01-01", "basis": "text", "source": "自治区细则第6条", "note": ""}
    assert admin.post(f"/settings/rules/{key}/new", data=values).status_code == 303
    assert parameters.value(None, key, date(2027, 1, 1)) == kept
    page = admin.get("/settings/rules/").text
    assert "尚未生效" in page and "自治区细则第6条" in page


@pytest.mark.parametrize(("key", "values", "words"), [
    ("request.lead_working_days", {"value": "五"}, "0 至 60"), ("request.lead_working_days", {"value": ""}, "0 至 60"),
    ("request.lead_working_days", {"value": "61"}, "0 至 60"), ("assessment.grade_points", {"value": "60、75"}, "由高到低"),
    ("assessment.grades", {"value": "甲等"}, "甲等"), ("request.lead_working_days", {"value": "7", "valid_from": "2026-11-23"}, "今天或以后"),
])
def test_values_refused_at_their_field(admin: Client, key: str, values: dict[str, str], words: str) -> None:
    before = Parameter.select().count()
    answer = admin.post(f"/settings/rules/{key}/new", data={"valid_from": TODAY, "basis": "text", "source": "", "note": ""} | values)
    error = re.search(r'class="field-error"[^>]*>(.*?)</div>', answer.text, re.S)
    assert answer.status_code == 200 and error and words in error[1]
    assert Parameter.select().count() == before


def test_an_office_has_its_own_value_and_a_coming_one_is_withdrawn(admin: Client, client_as: As) -> None:
    admin.post("/settings/rules/draw.yearly_cap/new", data={"value": "8", "valid_from": TODAY, "basis": "practice", "source": "", "note": "",
                                                           "bureau": factories.bureau().id})
    admin.post("/settings/rules/request.max_people/new", data={"value": "7", "valid_from": "2027-01-01", "basis": "internal", "source": "",
                                                              "note": ""})
    own, coming = Parameter.get(Parameter.key == "draw.yearly_cap", Parameter.value == 8), Parameter.get(Parameter.value == 7)
    assert "8 次" in client_as("clerk").get("/settings/rules/").text
    assert "8 次" not in client_as("neighbour_clerk").get("/settings/rules/").text
    assert admin.post(f"/settings/rules/withdraw/{own.id}").status_code == 303 and Parameter.get_or_none(Parameter.id == own.id)
    admin.post(f"/settings/rules/withdraw/{coming.id}")
    assert Parameter.get_or_none(Parameter.id == coming.id) is None


def test_unknown_rules_are_not_there(admin: Client, client_as: As) -> None:
    assert admin.get("/settings/rules/no.such/new").status_code == 404
    assert admin.post("/settings/rules/withdraw/99999").status_code == 404
    assert client_as("clerk").get("/settings/rules/request.max_people/new").status_code == 403


# working days --------------------------------------------------------------------------------------------------------------------

def kinds(page: str, kind: str) -> list[int]:
    return [int(day) for day in re.findall(rf'<td><span class="day day-{kind}[^"]*"[^>]*>(\d+)', page)]


def test_the_calendar_of_a_year(client_as: As) -> None:
    page = client_as("clerk").get("/settings/days/?year=2026").text
    assert page.count('<table class="days-month">') == 12
    assert 20 in kinds(page, "swapped") and 25 in kinds(page, "holiday")
    assert "暂定" not in page and "暂定" in client_as("clerk").get("/settings/days/?year=2028").text


@pytest.mark.parametrize("asked", ["year=abc", "year=99999", "year=1900", "office=0", "office=abc", "year="])
def test_crafted_addresses_show_this_year(client_as: As, asked: str) -> None:
    answer = client_as("clerk").get(f"/settings/days/?{asked}")
    assert answer.status_code == 200 and "2026 年工作日" in answer.text


def test_own_days_are_set_and_taken_back(admin: Client, client_as: As) -> None:
    office = factories.bureau()
    values = {"day": "2026-08-03", "kind": "free", "note": "自治区放假"}
    assert admin.post(f"/settings/days/{office.id}?year=2026", data=values | {"note": ""}).status_code == 200
    assert admin.post(f"/settings/days/{office.id}?year=2026", data=values).status_code == 303
    page = client_as("clerk").get("/settings/days/?year=2026").text
    assert kinds(page, "own") == [3] and "自治区放假" in page and "增减工作日" not in page
    assert not parameters.calendar(office.id).is_working(date(2026, 8, 3))
    assert kinds(client_as("neighbour_clerk").get("/settings/days/?year=2026").text, "own") == []
    row = DayOverride.get()
    assert client_as("clerk").post(f"/settings/days/clear/{row.id}").status_code == 403
    assert admin.post(f"/settings/days/clear/{row.id}").status_code == 303 and DayOverride.select().count() == 0


def test_days_belong_to_bureaus(admin: Client) -> None:
    values = {"day": "2026-08-03", "kind": "free", "note": "x"}
    assert admin.post(f"/settings/days/{factories.procuratorate().id}", data=values).status_code == 404
    assert admin.post("/settings/days/99999", data=values).status_code == 404


# permissions ---------------------------------------------------------------------------------------------------------------------

def test_every_permission_has_its_words() -> None:
    for verb in VERBS:
        noun, _sign, act = verb.partition(":")
        assert noun in NOUNS and act in ACTS, verb


def test_the_sheet_prints_the_table(client_as: As) -> None:
    page = client_as("audit_admin").get("/settings/permissions/").text
    assert page.count('scope="row"') == len(VERBS) and all(f'title="{verb}"' in page for verb in VERBS)
    ticks = page.count('class="visually-hidden">是<')
    assert ticks == sum(len(roles) for roles in VERBS.values())


@pytest.mark.parametrize("role", ["finance", "officer", "chief", "audit_admin"])
def test_settings_are_closed_to_others(client_as: As, role: str) -> None:
    for path in ("/settings/picklists/", "/settings/rules/", "/settings/days/"):
        assert client_as(role).get(path).status_code == 403, path


def test_county_values_of_a_neighbour_are_unseen(client_as: As, actor_as: Callable) -> None:
    made = configuration.add_item(actor_as("system_admin"), "county", name="昆都仑区", bureau=factories.neighbour_bureau(), at=AT)
    assert "昆都仑区" not in client_as("clerk").get("/settings/picklists/?f_kind=county").text
    assert client_as("clerk").get(f"/settings/picklists/{made.id}").status_code == 404
