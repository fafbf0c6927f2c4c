"""What can be done to rows beside the forms: revealing, bulk actions, export."""
from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from flask import Flask
from openpyxl import load_workbook

from models import AuditEntry, SubsidyLine, Supervisor
from portal.domain.permissions import Actor
from tests import factories
from tests.conftest import Client
from tests.views import bench
from tests.views.bench import foreign_person, text
from views import cells

As = Callable[[str], Client]


def test_sensitive_columns_in_a_list_stop_the_start(bench_app: Flask) -> None:
    """A register that lists, searches or sorts by a sensitive field cannot be made."""
    for attribute in ("column_list", "column_searchable_list", "column_sortable_list"):
        kind = type("Leaky", (bench.People,), {attribute: ("code", "phone")})
        with pytest.raises(ValueError, match="sensitive"):
            kind(Supervisor, "x", endpoint=f"leaky{attribute}")


def test_bureau_fields_are_closed_to_procuratorates(as_role: As, bench_app: Flask) -> None:
    """A procuratorate that may read a row does not read its bureau-class fields."""
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


def test_a_list_too_long_for_a_file_is_refused_and_never_cut(as_role: As, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that ends before the list does would be taken for the whole."""
    for _number in range(3):
        factories.supervisor()
    browser = as_role("clerk")
    monkeypatch.setattr("views.exporting.MAX_ROWS", 3)
    assert browser.get("/people/export/csv").status_code == 200
    monkeypatch.setattr("views.exporting.MAX_ROWS", 2)
    answer = browser.get("/people/export/csv")
    assert answer.status_code == 400 and "超过 2 行" in text(answer)


def test_export_of_another_kind_or_by_another_role(as_role: As) -> None:
    """Only the two kinds exist, and only for who may export."""
    assert as_role("clerk").get("/people/export/json").status_code == 404
    assert as_role("system_admin").get("/people/export/csv").status_code == 403
