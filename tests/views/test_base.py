"""The door of every page and the register: nothing is reached, written, sorted or exported but by the tables."""
from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from models import AuditEntry, SubsidyLine, Supervisor, Training
from models.base import database
from portal import security
from tests import factories
from tests.conftest import KEYS, NOW, Client, Clock
from tests.views import bench

As = Callable[[str], Client]


@pytest.fixture(scope="session")
def bench_app(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Flask:
    """The application with the registers of the bench."""
    return bench.build(tmp_path_factory.mktemp("bench"), KEYS, clock)


class BenchClient(Client):
    """A browser after whose requests the test's own connection is open again."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Ask, then open the connection that the end of the request closed."""
        answer = super().open(*args, **kwargs)
        database.connect(reuse_if_open=True)
        return answer

    @contextmanager
    def session_transaction(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """Touch the session, then open the connection again."""
        with super().session_transaction(*args, **kwargs) as stored:
            yield stored
        database.connect(reuse_if_open=True)


@pytest.fixture
def as_role(bench_app: Flask, db: None, clock: Clock) -> As:
    """Return a function: role → a browser signed in on the bench."""
    clock.at = NOW

    def signed_in(role: str) -> Client:
        bench_app.test_client_class = BenchClient
        browser = bench_app.test_client()
        token = factories.session_token(factories.account(role), clock())
        with browser.session_transaction() as stored:
            stored[security.COOKIE_KEY] = token
        return browser
    return signed_in


def line(**values: Any) -> SubsidyLine:
    """Return a saved subsidy line of the standing bureau."""
    return factories.save(SubsidyLine(**{"bureau": factories.bureau(), "supervisor": factories.supervisor(), "day": date(2026, 3, 5),
                                         "amount_fen": 15000, "reason": "公开听证", **values}))


def training(**values: Any) -> Training:
    """Return a saved training of the standing bureau."""
    return factories.save(Training(**{"bureau": factories.bureau(), "title": "初任培训", "form": factories.item("training_form"),
                                      "starts_on": date(2026, 3, 5), "ends_on": date(2026, 3, 6), "hours_tenths": 35, **values}))


def foreign_person() -> Supervisor:
    """Return a supervisor of another city's bureau."""
    return factories.supervisor(factories.neighbour_bureau())


def person_form(**values: Any) -> dict[str, Any]:
    """Return what the form of a new supervisor sends."""
    return {"code": "WH-2026-001", "name": "孙玉兰", "sex": factories.item("sex").id, "birth_date": "1985-03-02",
            "id_number": factories.id_number(), "phone": "13812341234", "education": factories.item("education").id, "work_unit": "第一中学",
            "public_servant": "y", **values}


def text(answer: Any) -> str:
    """Return a page's text."""
    return str(answer.get_data(as_text=True))


# Doors

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


# Rows

@pytest.mark.parametrize("path", ["/people/{id}", "/people/{id}/edit"])
@pytest.mark.parametrize("row_id", ["foreign", "999999", str(2**63), str(2**200), "0", "abc", "-1", "1;drop", "%00"])
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
        assert "请从列表中选择" in text(browser.post("/lines/new", data=sent | {"supervisor": posted}))
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
    assert json.loads(browser.get("/lines/lookup/supervisor?query=查某").data) == [[own.id, "查某一"]]
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


# Writing

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


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("name", "", "此项必填"), ("name", "   ", "此项必填"), ("name", "字" * 61, "不得超过 60 个字符"), ("birth_date", "1985-13-02", "请填写有效的日期"),
    ("sex", "", "请从列表中选择|此项必填"), ("code", "\x00", "此项必填"),
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
    from views.forms import LocalTimeField, PortalForm  # noqa: PLC0415 - one test of a field

    class Form(PortalForm):
        at = LocalTimeField("时间")

    with bench_app.test_request_context("/", method="POST", data={"at": "2026-03-05T09:30"}):
        form = Form.of_request()
        assert form.sent() and form.at.data.isoformat() == "2026-03-05T01:30:00+00:00"
    with bench_app.test_request_context("/"):
        assert 'value="2026-03-05T09:30"' in str(Form.of_request(None, at=form.at.data).at())


# Lists

def test_list_is_searched_filtered_and_sorted(as_role: As) -> None:
    """Search finds every word, filters narrow, chips say so, sorting turns round."""
    factories.supervisor(name="孙玉兰", code="WH-A", work_unit="第一中学", birth_date=date(1980, 1, 1))
    factories.supervisor(name="孙小军", code="WH-B", work_unit="医院", birth_date=date(1990, 1, 1))
    factories.supervisor(name="李强", code="WH-C", work_unit="第一中学", birth_date=date(2000, 1, 1))
    browser = as_role("clerk")

    def names(query: str) -> list[str]:
        return re.findall(r"(孙玉兰|孙小军|李强)", re.sub(r"aria-label=\"[^\"]*\"", "", text(browser.get(f"/people/{query}")).split("<tbody>")[-1]))

    assert names("") == ["孙玉兰", "孙小军", "李强"]
    assert names("?sort=birth_date&desc=1") == ["李强", "孙小军", "孙玉兰"]
    assert names("?search=孙") == ["孙玉兰", "孙小军"]
    assert names("?search=孙+WH-B") == ["孙小军"]
    assert names("?f_work_unit=第一") == ["孙玉兰", "李强"]
    assert names("?f_birth_date_from=1985-01-01&f_birth_date_to=1995-01-01") == ["孙小军"]
    assert names(f"?f_sex={Supervisor.get(Supervisor.code == 'WH-A').sex_id}&f_work_unit=第一")[0] == "孙玉兰"
    page = text(browser.get("/people/?f_work_unit=第一&search=孙"))
    assert 'class="chip"' in page and "找到 1 条" in page and 'aria-label="取消筛选' in page
    assert names("?search=没有这个人") == [] and "没有符合条件的记录" in text(browser.get("/people/?search=没有这个人"))


def test_related_columns_are_joined_from_the_register(as_role: As) -> None:
    """Search, filters and sorting over two related tables at once stay right; rows without the relation stay in the list."""
    heard = factories.activity("accepted", title="公开听证甲")
    court = factories.activity("accepted", title="出庭乙", mode=factories.item("mode", "02"))
    person = factories.supervisor(name="孙玉兰")
    line(supervisor=person, activity=heard, reason="甲事")
    line(supervisor=person, activity=court, reason="乙事")
    line(supervisor=factories.supervisor(name="李强"), activity=None, reason="丙事")
    browser = as_role("clerk")

    def reasons(query: str) -> set[str]:
        return set(re.findall(r"[甲乙丙]事", text(browser.get(f"/lines/{query}"))))

    assert reasons("") == {"甲事", "乙事", "丙事"}
    assert reasons("?sort=supervisor.name") == {"甲事", "乙事", "丙事"}
    assert reasons("?search=孙玉兰+听证") == {"甲事"}
    assert reasons("?f_supervisor.name=李") == {"丙事"}
    assert reasons(f"?f_activity.mode={court.mode_id}&search=孙&sort=supervisor.name&desc=1") == {"乙事"}
    assert "乌海市人民检察院" in text(browser.get("/lines/"))


@pytest.mark.parametrize("query", [
    "page=-1", "page=abc", "page=99999999999999999999", "page=1e9", "size=0", "size=-1", "size=100000", "sort=99", "sort=password", "sort=id_number",
    "sort=code&desc=abc", "search=" + "+".join(["词"] * 300), "search=%00", "search=%25%5F", "search='%3B--", "f_sex=abc", "f_sex=" + str(2**70),
    "f_sex=-1", "f_birth_date_from=abc", "f_birth_date_from=0001-01-01", "f_birth_date_to=9999-12-31", "f_birth_date_from=2026-02-30",
    "f_public_servant=2", "f_nothing=1", "f_work_unit=%00", "search[]=1", "flt0_0=x", "f_code=1",
])
def test_crafted_addresses_give_a_page(as_role: As, query: str) -> None:
    """Whatever an address holds, it gives a page."""
    factories.supervisor()
    browser = as_role("clerk")
    assert browser.get(f"/people/?{query}").status_code == 200
    assert browser.get(f"/people/export/csv?{query}").status_code == 200


@pytest.mark.parametrize("query", ["f_amount_fen=abc", "f_day_to=9999-12-31", "f_amount_fen=99999999999", "f_supervisor.name=%00", "sort=activity.title"])
def test_crafted_addresses_on_joined_lists(as_role: As, query: str) -> None:
    """The same on a list with related columns."""
    line()
    assert as_role("clerk").get(f"/lines/?{query}").status_code == 200


def test_filter_options_are_read_per_request_and_scoped(as_role: As) -> None:
    """A value added later is offered at once; another office's own value is not."""
    browser = as_role("clerk")
    field = factories.item("sex")
    assert "新增的值" not in text(browser.get("/people/"))
    values = {"kind": "sex", "position": 9, "name_en": ""}
    factories.save(type(field)(code="x1", name="新增的值", bureau=factories.bureau(), **values))
    factories.save(type(field)(code="x2", name="外地的值", bureau=factories.neighbour_bureau(), **values))
    page = text(browser.get("/people/"))
    assert "新增的值" in page and "外地的值" not in page


def test_pages_do_not_overlap(as_role: As) -> None:
    """With equal sort values no row appears on two pages, none is missing, and pages past the end give the last one."""
    for number in range(45):
        training(title=f"班{number:02d}")
    browser = as_role("clerk")
    pages = [re.findall(r"班\d\d", text(browser.get(f"/classes/?sort=starts_on&page={page}")).split("<tbody>")[1]) for page in (0, 1, 2, 3, 99)]
    seen = [re.sub("<.*", "", name) for page in pages[:3] for name in dict.fromkeys(page)]
    assert len(seen) == 45 == len(set(seen)) and pages[2] == pages[3] == pages[4]


def test_empty_list_says_what_to_do(as_role: As) -> None:
    """An empty register offers its first entry to who may write, and no dead button to who may not."""
    assert 'href="/classes/new"' in text(as_role("clerk").get("/classes/"))
    page = text(as_role("leader").get("/classes/"))
    assert 'class="nothing"' in page and "/classes/new" not in page


# Fields

def test_sensitive_columns_in_a_list_stop_the_start(bench_app: Flask) -> None:
    """A register that lists, searches or sorts by a sensitive field cannot be made."""
    for attribute in ("column_list", "column_searchable_list", "column_sortable_list"):
        kind = type("Leaky", (bench.People,), {attribute: ("code", "phone")})
        with pytest.raises(ValueError, match="sensitive"):
            kind(Supervisor, "x", endpoint=f"leaky{attribute}")


def test_bureau_fields_are_closed_to_procuratorates(as_role: As, bench_app: Flask) -> None:
    """A procuratorate that may read a row does not read its bureau-class fields."""
    from portal.domain.permissions import Actor  # noqa: PLC0415 - one test of a table
    from views import cells  # noqa: PLC0415

    officer = Actor(name="o", roles=frozenset({"officer"}), organisation_id=1, bureau_id=2)
    clerk = Actor(name="c", roles=frozenset({"clerk"}), organisation_id=2, bureau_id=2)
    closed = [path for path in ("name", "code", "birth_date", "phone", "sex", "computed") if not cells.is_open(officer, Supervisor, path)]
    assert closed == ["code", "birth_date", "phone"]
    assert [path for path in ("name", "code", "phone") if not cells.is_open(clerk, Supervisor, path)] == ["phone"]
    assert not cells.is_open(officer, SubsidyLine, "supervisor.birth_date")


def test_details_mask_and_reveal(as_role: As) -> None:
    """A sensitive value shows masked; revealing needs a reason, gives that one value, and is told to the trail."""
    row = factories.supervisor(phone="13812341234")
    browser = as_role("clerk")
    page = text(browser.get(f"/people/{row.id}"))
    assert "138****1234" in page and "13812341234" not in page and row.id_number not in page
    refused = browser.post(f"/people/{row.id}/reveal", data={"field": "phone", "reason": "  "})
    assert refused.status_code == 303
    shown = browser.post(f"/people/{row.id}/reveal", data={"field": "phone", "reason": "电话通知"}, headers={"Accept": "application/json"})
    assert shown.get_json() == {"value": "13812341234"}
    page = text(browser.post(f"/people/{row.id}/reveal", data={"field": "phone", "reason": "电话通知"}))
    assert "13812341234" in page and row.id_number not in page
    entries = list(AuditEntry.select().where(AuditEntry.verb == "sensitive:reveal"))
    assert len(entries) == 2 and all(entry.object_id == row.id and "13812341234" not in json.dumps(entry.changes) for entry in entries)


@pytest.mark.parametrize("field", ["name", "code", "password", "", "id_digest", "bureau"])
def test_only_sensitive_fields_can_be_revealed(as_role: As, field: str) -> None:
    """Revealing reaches sensitive fields and nothing else."""
    row = factories.supervisor()
    assert as_role("clerk").post(f"/people/{row.id}/reveal", data={"field": field, "reason": "x"}).status_code == 404


def test_foreign_values_cannot_be_revealed(as_role: As) -> None:
    """Revealing reaches rows of the own office alone, and only who may."""
    foreign = foreign_person()
    assert as_role("clerk").post(f"/people/{foreign.id}/reveal", data={"field": "phone", "reason": "x"}).status_code == 404
    assert as_role("finance").post(f"/people/{foreign.id}/reveal", data={"field": "phone", "reason": "x"}).status_code == 403


# Bulk actions

def test_bulk_action_asks_then_acts(as_role: As) -> None:
    """A bulk action says what it does to how many, and does it after the consent."""
    rows = [factories.supervisor(name=name) for name in ("甲某", "乙某")]
    browser = as_role("clerk")
    sent = {"action": "greet", "rowid": [row.id for row in rows]}
    asked = text(browser.post("/people/action", data=sent))
    assert "甲某、乙某" in asked and "涉及 2 条" in asked and f'name="rowid" value="{rows[0].id}"' in asked
    done = browser.post("/people/action", data=sent | {"confirmed": "yes"}, follow_redirects=True)
    assert "2 人" in text(done)


@pytest.mark.parametrize(("action", "rows", "status"), [
    ("greet", "foreign", 404), ("greet", "abc", 404), ("greet", str(2**70), 404), ("greet", "", 404), ("delete", "own", 403), ("nothing", "own", 403),
])
def test_crafted_bulk_actions(as_role: As, action: str, rows: str, status: int) -> None:
    """Foreign and malformed rows stop the whole action; unknown actions are closed doors."""
    own, foreign = factories.supervisor(), foreign_person()
    ids = {"foreign": [own.id, foreign.id], "own": [own.id]}.get(rows, [rows])
    answer = as_role("clerk").post("/people/action", data={"action": action, "rowid": ids, "confirmed": "yes"})
    assert answer.status_code == status


def test_bulk_action_without_rows_says_so(as_role: As) -> None:
    """Nothing ticked is a sentence, and a role without the verb does not get that far."""
    answer = as_role("clerk").post("/people/action", data={"action": "greet"}, follow_redirects=True)
    assert "没有选中任何记录" in text(answer)
    assert as_role("leader").post("/people/action", data={"action": "greet"}).status_code == 403


# Export

def test_export_holds_what_is_on_screen(as_role: As) -> None:
    """An export has the columns and rows of the list, as text that no spreadsheet runs, and is told to the trail."""
    factories.supervisor(name="=1+1", code="WH-1", work_unit="@cmd")
    factories.supervisor(name="孙玉兰", code="WH-2")
    foreign = foreign_person()
    browser = as_role("clerk")
    sheet = browser.get("/people/export/xlsx?sort=code&desc=1")
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(sheet.data)).active.iter_rows()]
    flat = [value for row in rows for value in row]
    assert "孙玉兰" in flat and foreign.name not in flat and "编号" in flat
    assert all(cell.data_type != "f" for row in load_workbook(io.BytesIO(sheet.data)).active.iter_rows() for cell in row)
    narrowed = browser.get("/people/export/csv?search=孙玉兰").data.decode("utf-8-sig")
    assert "孙玉兰" in narrowed and "@cmd" not in narrowed
    exports = list(AuditEntry.select().where(AuditEntry.verb == "export:list"))
    assert [entry.object_label for entry in exports] == ["名册.xlsx", "名册.csv"] and exports[0].changes == {"rows": 2}


def test_export_of_another_kind_or_by_another_role(as_role: As) -> None:
    """Only the two kinds exist, and only for who may export."""
    assert as_role("clerk").get("/people/export/json").status_code == 404
    assert as_role("system_admin").get("/people/export/csv").status_code == 403


# Pages

def test_refusal_in_a_page_goes_back_with_a_sentence(as_role: As) -> None:
    """A rule's refusal of an act is flashed and the page it came from is shown again; of a page it has a page of its own."""
    browser = as_role("clerk")
    answer = browser.post("/refuse", headers={"Referer": "http://localhost/people/?search=x"})
    assert answer.status_code == 303 and answer.location == "/people/?search=x"
    assert browser.post("/refuse", headers={"Referer": "http://elsewhere.example/people/"}).location == "/"
    assert browser.post("/conflict").status_code == 303
    assert "请" in text(browser.get("/"))
    assert browser.get("/refuse").status_code == 400
    live = browser.post("/refuse", headers={"HX-Request": "true", "Referer": "http://localhost/people/"})
    assert live.status_code == 200 and live.headers["HX-Redirect"] == "/people/"


def test_consent_is_asked_on_the_server(as_role: As) -> None:
    """An act that cannot be undone names its consequence first, and keeps what the form held."""
    browser = as_role("clerk")
    asked = text(browser.post("/consent", data={"note": "<备注>"}))
    assert "名单不能再改变。" in asked and 'name="note" value="&lt;备注&gt;"' in asked and 'name="confirmed" value="yes"' in asked
    done = browser.post("/consent", data={"confirmed": "yes"}, follow_redirects=True)
    assert "已锁定 &lt;名单&gt;。 <a href=\"/next\">下一步</a>" in text(done)


def test_fault_inside_a_page_is_the_fault_that_is_seen(as_role: As, bench_app: Flask) -> None:
    """A TypeError inside a page is not hidden by a second call with other arguments."""
    with pytest.raises(TypeError, match="has no len"):
        as_role("clerk").get("/typo")


# Cost

@pytest.mark.parametrize("path", ["/lines/?size=50", "/lines/{line}", "/lines/{line}/edit", "/people/?size=50", "/people/{person}", "/people/{person}/edit",
                                  "/requests/?size=50"])
def test_statements_do_not_grow_with_rows(as_role: As, path: str, clock: Clock) -> None:
    """A page costs at most ten statements, frame included, and as many for forty rows as for four."""
    browser = as_role("clerk")
    person = factories.supervisor()
    first = line(supervisor=person, activity=factories.activity("accepted"))
    few = _statements(browser, path.format(line=first.id, person=person.id))
    for _number in range(40):
        line(supervisor=factories.supervisor(), activity=factories.activity("accepted"))
    many = _statements(browser, path.format(line=first.id, person=person.id))
    assert few == many <= 10


def _statements(browser: Client, path: str) -> int:
    seen: list[str] = []

    def hook(sql: str, *_rest: Any, **_named: Any) -> None:
        seen.append(sql)

    real = database.obj.execute_sql
    database.obj.execute_sql = lambda sql, *args, **kwargs: (hook(sql), real(sql, *args, **kwargs))[1]
    try:
        assert browser.get(path).status_code == 200
    finally:
        database.obj.execute_sql = real
    return len([sql for sql in seen if sql.lstrip().upper().startswith(("SELECT", "UPDATE", "INSERT", "WITH"))])


def test_registers_declare_doors_for_what_they_expose(bench_app: Flask) -> None:
    """Every route of a register is named in its verbs; the bench's Home leaves one out on purpose."""
    open_doors = {view.endpoint: {name for _url, name, _methods in view._urls} - set(view.verbs) for view in bench_app.extensions["admin"][0]._views}
    assert {endpoint: missing for endpoint, missing in open_doors.items() if missing} == {"home": {"unmapped"}, "requests": {"create_view", "edit_view",
                                                                                                                            "lookup"}}
