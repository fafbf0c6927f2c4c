"""What a system administrator makes without code appears in people's forms, lists, filters and files at once."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from models import Assignment, NoticeText, OwnField, OwnValue, SavedFilter, Supervisor
from portal.domain.notice_occasions import PARTS, RULES
from portal.services import notice_words, own_fields
from tests import factories
from tests.conftest import Client
from tests.factories import AT

As = Callable[[str], Client]


def test_a_field_from_the_page_of_settings_to_list_filter_and_file(client_as: As) -> None:
    admin, clerk, person = client_as("system_admin"), client_as("clerk"), factories.supervisor(name="王晓东")
    other = factories.supervisor(name="李四")
    values = {"name": "片区", "kind": "choice", "privacy_class": "bureau", "choices": "河东\n河西", "in_list": "y", "bureau": factories.bureau().id}
    assert "系统已有字段" in admin.post("/settings/own-fields/new", data=values | {"name": "性别"}).text
    assert admin.post("/settings/own-fields/new", data=values).status_code == 303
    made = OwnField.get()
    form = clerk.get(f"/supervisors/{person.id}/edit").text
    assert "片区" in form and "河东" in form
    base = {"name": person.name, "id_number": "", "education": person.education_id, "sex": person.sex_id, "birth_date": "1985-03-02", "version": person.version}
    assert "须从选项中选择" in clerk.post(f"/supervisors/{person.id}/edit", data=base | {f"own_{made.id}": "河南"}).text
    assert clerk.post(f"/supervisors/{person.id}/edit", data=base | {f"own_{made.id}": "河东"}).status_code == 303
    assert OwnValue.get().text == "河东"
    listed = clerk.get("/supervisors/").text
    assert "片区" in listed and "河东" in listed
    found = clerk.get(f"/supervisors/?f_own_{made.id}=河东").text
    assert "王晓东" in found and "李四" not in found and other.name == "李四"
    assert "河东" in clerk.get(f"/supervisors/{person.id}").text and "河东" in clerk.get(f"/dossier/{person.id}").text
    assert "河东" in clerk.get("/supervisors/export/csv").data.decode("utf-8-sig")


def test_a_sensitive_field_is_masked_and_revealed_for_a_reason(client_as: As, actor_as: Callable) -> None:
    clerk, person = client_as("clerk"), factories.supervisor()
    made = own_fields.add_field(actor_as("system_admin"), factories.bureau(), name="健康状况", kind="text", privacy_class="sensitive", at=AT)
    own_fields.set_values(actor_as("clerk"), person, {made.id: "高血压"}, at=AT)
    page = clerk.get(f"/supervisors/{person.id}").text
    assert "健康状况" in page and "高血压" not in page
    assert "高血压" not in clerk.get(f"/dossier/{person.id}").text and "健康状况" not in clerk.get("/supervisors/").text
    assert clerk.post(f"/supervisors/{person.id}/reveal", data={"field": f"own_{made.id}", "reason": ""}).status_code == 303
    shown = clerk.post(f"/supervisors/{person.id}/reveal", data={"field": f"own_{made.id}", "reason": "安排体检"})
    assert "高血压" in shown.text
    assert "高血压" in clerk.post(f"/dossier/{person.id}/own-data", data={"reason": "本人申请"}).text


def test_a_date_field_comes_back_filled(client_as: As, actor_as: Callable) -> None:
    person = factories.supervisor()
    made = own_fields.add_field(actor_as("system_admin"), factories.bureau(), name="入党时间", kind="date", at=AT)
    own_fields.set_values(actor_as("clerk"), person, {made.id: "2001-07-01"}, at=AT)
    assert 'value="2001-07-01"' in client_as("clerk").get(f"/supervisors/{person.id}/edit").text


FILTERS = [
    ("f_age=44", {"甲"}, "born 1985-03-02, 41"), ("f_age=34", {"乙"}, "born 2000"), ("f_age=nonsense", {"甲", "乙"}, "no band"),
    ("f_served=1", {"甲"}, "served once"), ("f_served=0", {"乙"}, "never"), ("f_term=2024", {"甲", "乙"}, "both"), ("f_term=2023", set(), "neither"), ("f_term=x", set(), "no year"),
]


@pytest.mark.parametrize(("query", "names", "_why"), FILTERS, ids=[why for *_rest, why in FILTERS])
def test_filters_by_what_hangs_on_people(client_as: As, query: str, names: set[str], _why: str) -> None:
    first, second = factories.supervisor(name="甲"), factories.supervisor(name="乙")
    Supervisor.update(birth_date=date(2000, 1, 1)).where(Supervisor.id == second.id).execute()
    factories.assignment(factories.activity("held", starts_at=AT), person=first, state="attended")
    page = client_as("clerk").get(f"/supervisors/?{query}").text
    assert {name for name in ("甲", "乙") if f">{name}<" in page} == names and Assignment.select().count() == 1


def test_a_filter_is_saved_and_forgotten(client_as: As) -> None:
    clerk = client_as("clerk")
    factories.supervisor(name="王晓东")
    page = clerk.get("/supervisors/?search=王").text
    assert "保存筛选" in page
    answer = clerk.post("/saved-filters/", data={"page": "supervisors", "query": "search=王&evil=1", "name": "姓王的"})
    assert answer.status_code == 303 and answer.location.startswith("/supervisors/?search=")
    assert "姓王的" in clerk.get("/supervisors/").text and "姓王的" not in client_as("leader").get("/supervisors/").text
    assert clerk.post("/saved-filters/", data={"page": "nothing", "query": "a=1", "name": "x"}).status_code == 404
    assert client_as("leader").post(f"/saved-filters/{SavedFilter.get().id}/remove").status_code == 404
    assert clerk.post(f"/saved-filters/{SavedFilter.get().id}/remove").status_code == 303
    assert not SavedFilter.select().exists()


def test_a_bulk_action_says_what_will_change_before_it_does(client_as: As) -> None:
    clerk = client_as("clerk")
    first, second = factories.supervisor(name="甲"), factories.supervisor(name="乙", no_subsidy=True)
    data = {"action": "no_subsidy", "rowid": [str(first.id), str(second.id)]}
    asked = clerk.post("/supervisors/action", data=data).text
    assert "甲：否 → 是" in asked and "乙：" not in asked and not Supervisor.get_by_id(first.id).no_subsidy
    clerk.post("/supervisors/action", data=data | {"confirmed": "yes"})
    assert Supervisor.get_by_id(first.id).no_subsidy and Supervisor.get_by_id(second.id).no_subsidy
    assert client_as("leader").post("/supervisors/action", data=data).status_code == 403


def test_words_of_notices_on_their_page(client_as: As) -> None:
    admin, office = client_as("system_admin"), factories.bureau()
    url = f"/settings/notices/{office.id}/sms.notice"
    refused = admin.post(url, data={"words": "请来"})
    assert refused.status_code == 400 and "$call" in refused.text
    assert admin.post(url, data={"words": "【$office】$when到$place，$call"}).status_code == 303
    assert NoticeText.get().key == "sms.notice" and "已自定义" in admin.get("/settings/notices/").text
    assert "已自定义" in client_as("clerk").get("/settings/notices/").text
    assert admin.post(f"/settings/notices/{office.id}/none.x", data={"words": "x"}).status_code == 404
    assert admin.post(f"{url}/restore").status_code == 303 and not NoticeText.select().exists()


def test_the_page_of_words_shows_every_text_by_part_and_how_it_would_read(client_as: As) -> None:
    admin, office = client_as("system_admin"), factories.bureau()
    page = admin.get("/settings/notices/").text
    assert all(f'id="{key}"' in page for key in RULES) and all(f'id="part-{part}"' in page for part in PARTS)
    assert page.index('id="part-duty"') < page.index('id="long.notice"') < page.index('id="part-learning"') < page.index('id="long.class_notice"')
    url = f"/settings/notices/{office.id}/long.own_file"
    tried = admin.post(url, data={"words": "$person好，$link", "act": "try"})
    assert tried.status_code == 200 and "张某某好，https://links.example" in tried.text and not NoticeText.select().exists()
    refused = admin.post(url, data={"words": "$person好", "act": "try"})
    assert refused.status_code == 400 and "$link" in refused.text and "$person好" in refused.text
    assert client_as("clerk").post(url, data={"words": "$link", "act": "try"}).status_code == 403


def test_own_words_of_the_own_file_reach_its_page(client_as: As, actor_as: Callable) -> None:
    clerk, admin, office = client_as("clerk"), actor_as("system_admin"), factories.bureau()
    notice_words.set_words(admin, office, "long.own_file", "本局的档案：$link", at=AT)
    assert "本局的档案：https://links.example/l/" in clerk.post(f"/dossier/{factories.supervisor().id}/link").text
