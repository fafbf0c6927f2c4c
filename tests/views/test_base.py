"""The door of every page and the register: nothing is reached, written or shown but by the tables."""
from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask

from models import AuditEntry, SubsidyLine, Supervisor, Training
from tests import factories
from tests.conftest import Client
from tests.views.bench import foreign_person, line, person_form, statements, text, training
from views.forms import LocalTimeField, PortalForm

As = Callable[[str], Client]


@pytest.mark.parametrize(("path", "open_to"), [
    ("/people/", {"clerk", "leader"}),
    ("/people/new", {"clerk"}),
    ("/people/lookup/supervisor", set()),
    ("/lines/", {"clerk", "leader", "finance"}),
    ("/lines/lookup/supervisor", {"clerk"}),
    ("/people/export/csv", {"clerk", "leader"}),
    ("/lines/export/csv", {"clerk", "leader", "finance"}),
    ("/classes/", {"clerk", "leader"}),
    ("/requests/", {"clerk", "leader", "officer", "chief"}),
    ("/unmapped", set()),
    ("/", {"clerk", "leader", "finance", "officer", "chief", "system_admin", "security_admin", "audit_admin"}),
])
def test_doors(as_role: As, path: str, open_to: set[str]) -> None:
    """Each exposed method opens to the roles of its verb alone; what is not mapped opens to nobody."""
    opened = {role for role in factories.OFFICE_OF_ROLE if as_role(role).get(path).status_code == 200}
    assert opened == open_to


def test_refusal_is_403_and_told_to_the_trail(as_role: As) -> None:
    """A closed door answers 403 and leaves a row in the trail."""
    assert as_role("finance").get("/people/").status_code == 403
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.verb, entry.object_label, entry.actor) == ("refused", "GET /people/", factories.account("finance").name)


def test_without_a_session_the_sign_in_page_opens(as_role: As, bench_app: Flask) -> None:
    """Nobody gets further than the sign-in page; a background request learns it by 401."""
    as_role("clerk")
    stranger = bench_app.test_client()
    answer = stranger.get("/people/?search=x")
    assert answer.status_code == 303 and "/sign-in?next=" in answer.location
    assert stranger.get("/people/", headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.parametrize("path", ["/people/delete/", "/people/ajax/update/", "/people/ajax/lookup/", "/people/edit/", "/people/details/"])
def test_stock_routes_do_not_exist(as_role: As, bench_app: Flask, path: str) -> None:
    """Flask-Admin's delete, inline update and unscoped look-up have no address at all."""
    browser = as_role("clerk")
    assert {browser.get(path).status_code, browser.post(path).status_code} <= {404, 405}
    assert not [rule for rule in bench_app.url_map.iter_rules() if rule.endpoint.endswith(("delete_view", "ajax_update", "ajax_lookup"))]


def test_menu_shows_what_the_role_may_open(as_role: As) -> None:
    """The menu is made per reader."""
    clerk, finance = text(as_role("clerk").get("/")), text(as_role("finance").get("/"))
    assert 'href="/people/"' in clerk and 'href="/lines/"' in clerk
    assert 'href="/people/"' not in finance and 'href="/lines/"' in finance


def test_post_without_token_is_refused(as_role: As) -> None:
    """CSRF holds on every form."""
    answer = as_role("clerk").post("/people/new", data=person_form(), token=False)
    assert answer.status_code == 400 and not Supervisor.select().exists()


@pytest.mark.parametrize("path", ["/people/{id}", "/people/{id}/edit"])
@pytest.mark.parametrize("row_id", ["foreign", "999999", str(2**63), str(2**200), "0", "abc", "-1", "1;drop"])
def test_rows_out_of_scope_do_not_exist(as_role: As, path: str, row_id: str) -> None:
    """Foreign, absent and malformed keys alike answer 404."""
    key = str(foreign_person().id) if row_id == "foreign" else row_id
    assert as_role("clerk").get(path.format(id=key)).status_code == 404


def test_own_rows_are_found(as_role: As) -> None:
    """The list, the details and the form show the own office's rows and no other's."""
    own, foreign = factories.supervisor(), foreign_person()
    browser = as_role("clerk")
    page = text(browser.get("/people/"))
    assert own.name in page and foreign.name not in page
    assert own.name in text(browser.get(f"/people/{own.id}"))
    assert own.work_unit in text(browser.get(f"/people/{own.id}/edit"))


def test_foreign_rows_cannot_be_written(as_role: As) -> None:
    """A form for a foreign row is refused and writes nothing."""
    foreign = foreign_person()
    assert as_role("clerk").post(f"/people/{foreign.id}/edit", data=person_form(version=1)).status_code == 404
    assert Supervisor.get_by_id(foreign.id).name == foreign.name


def test_posted_foreign_keys_are_held_to_the_scope(as_role: As) -> None:
    """A foreign person, a value of another list and keys that cannot be are refused at their field."""
    own, foreign = factories.supervisor(), foreign_person()
    browser = as_role("clerk")
    sent = {"supervisor": own.id, "day": "2026-03-05", "amount_fen": "150.00", "reason": "听证"}
    for posted in (foreign.id, 2**70, "abc", "1 or 1=1", 0):
        answer = browser.post("/lines/new", data=sent | {"supervisor": posted})
        assert answer.status_code == 400 and "请从列表中选择" in text(answer)
    told = AuditEntry.select().where(AuditEntry.verb == "refused")
    assert [(entry.object_label, entry.reason) for entry in told] == [("POST /lines/new", "not_found")] * 5
    wrong_list = person_form(sex=factories.item("education").id)
    assert "请从列表中选择" in text(browser.post("/people/new", data=wrong_list))
    assert browser.post("/lines/new", data=sent).status_code == 303
    assert [row.supervisor_id for row in SubsidyLine.select()] == [own.id]


def test_look_up_is_scoped_and_clean(as_role: As) -> None:
    """Look-ups answer with the own office's rows, at most twenty, whatever is asked."""
    own, foreign = factories.supervisor(name="查某一"), factories.supervisor(factories.neighbour_bureau(), name="查某二")
    for _number in range(25):
        factories.supervisor()
    browser = as_role("clerk")
    assert json.loads(browser.get("/lines/lookup/supervisor?query=查某").data) == [[own.id, f"查某一 {own.code}"]]
    for query in ("", "?query=", "?limit=-1", "?limit=100000&offset=-5", "?query=%25"):
        rows = json.loads(browser.get(f"/lines/lookup/supervisor{query}").data)
        assert len(rows) <= 20 and foreign.id not in {row[0] for row in rows}
    assert browser.get("/lines/lookup/nothing").status_code == 404
    assert browser.get("/lines/lookup/bureau").status_code == 404


def test_a_row_written_out_of_scope_is_taken_back(as_role: As) -> None:
    """What a faulty service writes for another office is seen after writing and rolled back, its audit row too."""
    neighbour = factories.neighbour_bureau()
    browser = as_role("clerk")
    before = AuditEntry.select().count()
    assert browser.post("/drifting/new", data={"title": str(neighbour.id)}).status_code == 404
    assert not Training.select().exists()
    assert [entry.verb for entry in AuditEntry.select().order_by(AuditEntry.id).offset(before)] == ["refused"]


def test_create_writes_row_and_trail(as_role: As) -> None:
    """A new row belongs to the writer's bureau and has its audit row; sensitive values are not repeated in the trail."""
    answer = as_role("clerk").post("/people/new", data=person_form(name="  孙玉兰  "))
    row = Supervisor.get(Supervisor.code == "WH-2026-001")
    assert answer.status_code == 303 and answer.location == f"/people/{row.id}"
    assert (row.name, row.bureau_id, row.public_servant, row.phone) == ("孙玉兰", factories.bureau().id, True, "13812341234")
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.verb, entry.object_type, entry.object_id) == ("supervisor:write", "supervisor", row.id)
    assert row.id_number not in json.dumps(entry.changes)


def test_edit_keeps_what_is_left_empty(as_role: As) -> None:
    """A sensitive value never stands in the page; left empty it stays, a single - clears it where it may be empty."""
    row = factories.supervisor(phone="13812341234")
    browser = as_role("clerk")
    page = text(browser.get(f"/people/{row.id}/edit"))
    assert "13812341234" not in page and row.id_number not in page and "138****1234" in page
    sent = person_form(code=row.code, id_number="", phone="", version=1, name="新名")
    assert browser.post(f"/people/{row.id}/edit", data=sent).status_code == 303
    kept = Supervisor.get_by_id(row.id)
    assert (kept.name, kept.phone, kept.id_number, kept.version) == ("新名", "13812341234", row.id_number, 2)
    assert browser.post(f"/people/{row.id}/edit", data=sent | {"phone": "-", "id_number": "-", "version": 2}).status_code == 303
    cleared = Supervisor.get_by_id(row.id)
    assert (cleared.phone, cleared.id_number) == (None, row.id_number)


def test_a_form_sent_twice_writes_once(as_role: As) -> None:
    """Double click and back button have one effect, told in a sentence; a new form of the same words is a new row; others' keys do not count."""
    person, browser = factories.supervisor(), as_role("clerk")
    sent = {"supervisor": person.id, "day": "2026-03-05", "amount_fen": "150.00", "reason": "听证"}
    keys = [re.search(r'name="form_key" value="([0-9a-f]{24})"', text(browser.get("/lines/new")))[1] for _number in range(2)]
    assert browser.post("/lines/new", data=sent | {"form_key": keys[0], "day": "x"}).status_code == 200
    assert [browser.post("/lines/new", data=sent | {"form_key": keys[0]}).status_code for _number in range(2)] == [303, 200]
    again = text(browser.post("/lines/new", data=sent | {"form_key": keys[0]}))
    assert "已经提交过" in again and keys[0] in again
    assert SubsidyLine.select().count() == 1
    assert browser.post("/lines/new", data=sent | {"form_key": keys[1]}).status_code == 303
    assert browser.post("/lines/new", data=sent | {"form_key": "nonsense"}).status_code == 303
    assert SubsidyLine.select().count() == 3
    assert AuditEntry.select().where(AuditEntry.request_id == keys[0]).count() == 1


def test_second_editor_is_told_and_loses_nothing(as_role: As) -> None:
    """An older version is refused with a sentence; what was typed is still in the form and the first writer's change stays."""
    row = training()
    first, second = as_role("clerk"), as_role("clerk")
    sent = {"title": "第一人", "form": row.form_id, "starts_on": "2026-03-05", "ends_on": "2026-03-06", "hours_tenths": "3.5", "version": 1}
    assert first.post(f"/classes/{row.id}/edit", data=sent).status_code == 303
    page = text(second.post(f"/classes/{row.id}/edit", data=sent | {"title": "第二人"}))
    assert "第二人" in page and 'role="alert"' in page and 'name="version" type="hidden" value="1"' in page
    for version in ("", "abc", "0", "99"):
        assert second.post(f"/classes/{row.id}/edit", data=sent | {"version": version}).status_code == 200
    assert Training.get_by_id(row.id).title == "第一人"


def test_details_tell_what_happened(as_role: As) -> None:
    """The timeline says who did what, and which fields an edit changed; a role outside the bureau has none."""
    row = training()
    sent = {"title": "改名", "form": row.form_id, "starts_on": "2026-03-05", "ends_on": "2026-03-06", "hours_tenths": "3.5", "version": 1}
    browser = as_role("clerk")
    assert browser.post(f"/classes/{row.id}/edit", data=sent).status_code == 303
    page = text(browser.get(f"/classes/{row.id}"))
    assert 'class="story"' in page and factories.account("clerk").name in page and '<div class="story-note">班名</div>' in page
    request = factories.activity("submitted")
    assert 'class="story"' not in text(as_role("officer").get(f"/requests/{request.id}"))


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("name", "", "此项必填"), ("name", "   ", "此项必填"), ("name", "字" * 61, "不得超过 60 个字符"), ("birth_date", "1985-13-02", "请填写有效的日期"),
    ("sex", "", "请从列表中选择|此项必填"),
])
def test_faults_stand_at_their_fields(as_role: As, field: str, value: str, sentence: str) -> None:
    """What is wrong is said at the field and counted on top; typed values stay; nothing is saved."""
    page = text(as_role("clerk").post("/people/new", data=person_form(**{field: value, "work_unit": "还在这里"})))
    assert re.search(f'id="{field}-error".{{0,300}}(?:{sentence})', page, flags=re.DOTALL)
    assert "还在这里" in page and "有 1 项需要修改" in page
    assert not Supervisor.select().exists()


@pytest.mark.parametrize("typed", ["NaN", "1e400", "inf", "0.001", "99999999999", "一百", "1.2.3", "--5"])
def test_money_is_exact_or_refused(as_role: As, typed: str) -> None:
    """Money is whole 分; nothing else gets in, whatever Python would make of it."""
    person = factories.supervisor()
    page = text(as_role("clerk").post("/lines/new", data={"supervisor": person.id, "day": "2026-03-05", "amount_fen": typed, "reason": "x"}))
    assert "小数不超过 2 位" in page
    assert not SubsidyLine.select().exists()


@pytest.mark.parametrize(("typed", "fen"), [("150", 15000), ("150.5", 15050), ("1,234.50", 123450), ("¥0.05", 5), ("-20", -2000)])
def test_money_as_people_write_it(as_role: As, typed: str, fen: int) -> None:
    """Yuan with separators and sign become 分 without rounding."""
    person = factories.supervisor()
    data = {"supervisor": person.id, "day": "2026-03-05", "amount_fen": typed, "reason": "x"}
    assert as_role("clerk").post("/lines/new", data=data).status_code == 303
    assert SubsidyLine.get().amount_fen == fen


def test_database_refusals_become_sentences(as_role: As) -> None:
    """A key that exists and an amount beyond its CHECK are said in words, not as a fault."""
    person = factories.supervisor(code="WH-2026-001")
    browser = as_role("clerk")
    answer = browser.post("/people/new", data=person_form(code="WH-2026-001"))
    assert answer.status_code == 200 and "IntegrityError" not in text(answer) and 'role="alert"' in text(answer)
    beyond = {"supervisor": person.id, "day": "2026-03-05", "amount_fen": "2000000", "reason": "x"}
    answer = browser.post("/lines/new", data=beyond)
    assert answer.status_code == 200 and 'role="alert"' in text(answer)
    assert Supervisor.select().count() == 1 and not SubsidyLine.select().exists()


def test_local_times_are_kept_in_utc(bench_app: Flask) -> None:
    """What is typed at the offices is kept eight hours earlier, and shown as typed."""
    class Form(PortalForm):
        at = LocalTimeField("时间")

    with bench_app.test_request_context("/", method="POST", data={"at": "2026-03-05T09:30"}):
        form = Form.of_request()
        assert form.sent() and form.at.data.isoformat() == "2026-03-05T01:30:00+00:00"
    with bench_app.test_request_context("/"):
        assert 'value="2026-03-05T09:30"' in str(Form.of_request(None, at=form.at.data).at())


@pytest.mark.parametrize("path", ["/lines/?size=50", "/lines/{line}", "/lines/{line}/edit", "/people/?size=50", "/people/{person}", "/people/{person}/edit",
                                  "/requests/?size=50"])
def test_statements_do_not_grow_with_rows(as_role: As, path: str) -> None:
    """A page costs at most ten statements, frame included, and as many for forty rows as for four."""
    browser = as_role("clerk")
    person = factories.supervisor()
    first = line(supervisor=person, activity=factories.activity("accepted"))
    few = statements(browser, path.format(line=first.id, person=person.id))
    for _number in range(40):
        line(supervisor=factories.supervisor(), activity=factories.activity("accepted"))
    many = statements(browser, path.format(line=first.id, person=person.id))
    assert few == many <= 10


def test_registers_declare_doors_for_what_they_expose(bench_app: Flask) -> None:
    """Every route of a register is named in its verbs; the bench's Home leaves one out on purpose."""
    open_doors = {view.endpoint: {name for _url, name, _methods in view._urls} - set(view.verbs) for view in bench_app.extensions["admin"][0]._views}
    assert {endpoint: missing for endpoint, missing in open_doors.items() if missing} == {"home": {"unmapped"}, "requests": {"create_view", "edit_view",
                                                                                                                            "lookup"}}
