"""The pages of the yearly plan: what is typed wrongly, and numbers that open their rows."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from models import Activity, Plan, PlanItem
from tests import factories
from tests.conftest import Client
from tests.factories import AT, item, save

ClientAs = Callable[[str], Client]


def form(**changes: object) -> dict[str, object]:
    """Return what the form of a plan with one line sends."""
    return {"year": "2026", "requirements": "", "items-0-mode": item("mode", "01").id, "items-0-procuratorate": "", "items-0-month": "",
            "items-0-expected": "5", "items-0-requirements": "", **changes}


def plan(state: str = "in_force", **values: object) -> Plan:
    """Return a plan of 2026 with one item."""
    made = save(Plan(bureau=factories.bureau(), year=2026, state=state, in_force_at=None if state == "draft" else AT, **values))
    save(PlanItem(bureau=made.bureau, plan=made, no=1, mode=item("mode", "01"), expected=5))
    return made


@pytest.mark.parametrize(("changes", "words"), [
    ({"items-0-expected": "NaN"}, "请填写整数"),
    ({"items-0-expected": "-1"}, ""),
    ({"items-0-expected": "1000"}, ""),
    ({"items-0-expected": ""}, "第1行缺少监督方式或计划次数"),
    ({"items-0-mode": ""}, "第1行缺少监督方式或计划次数"),
    ({"items-0-mode": "99999999999"}, ""),
    ({"items-0-month": "13"}, ""),
    ({"year": "2030"}, "可编制2003年至2027年的计划"),
    ({"year": "x"}, ""),
    ({"year": ""}, ""),
    ({"items-0-requirements": "x" * 301}, "第1行：要求过长"),
    ({"requirements": "x" * 3001}, "要求过长，最多3000字"),
])
def test_what_is_wrong_is_said_and_nothing_is_lost(app: object, client_as: ClientAs, changes: dict[str, object], words: str) -> None:
    page = client_as("clerk").post("/plans/new", data=form(**changes))
    assert page.status_code in (200, 400) and words in page.text and "note-late" in page.text
    assert Plan.select().count() == 0
    assert f'value="{form(**changes)["year"]}"' in page.text


def test_a_procuratorate_of_another_city_is_refused(app: object, client_as: ClientAs) -> None:
    page = client_as("clerk").post("/plans/new", data=form(**{"items-0-procuratorate": factories.neighbour_procuratorate().id}))
    assert page.status_code == 400 and Plan.select().count() == 0


def test_lines_are_named_as_they_stand_on_the_page(app: object, client_as: ClientAs) -> None:
    same = {f"items-{number}-{name}": form()[f"items-0-{name}"] for number in (1, 2) for name in ("mode", "procuratorate", "month", "expected", "requirements")}
    empty = {"items-1-mode": "", "items-1-expected": ""}
    assert "第3行与前面某行" in client_as("clerk").post("/plans/new", data=form(**same) | empty).text


def test_two_tabs_and_two_presses(app: object, client_as: ClientAs) -> None:
    made, clerk, leader = plan("draft"), client_as("clerk"), client_as("leader")
    line = {"items-0-id": PlanItem.get().id, "version": "1"}
    assert clerk.post(f"/plans/{made.id}/edit", data=form(**line) | {"items-0-expected": "6"}).status_code == 303
    assert "刚被他人修改" in clerk.post(f"/plans/{made.id}/edit", data=form(**line)).text
    assert PlanItem.get().expected == 6
    for status in (303, 303):
        assert leader.post(f"/plans/{made.id}/enforce", data={"confirmed": "yes"}).status_code == status
    assert clerk.get(f"/plans/{made.id}/edit").status_code == 409  # in force
    for _ in range(2):
        clerk.post(f"/plans/{made.id}/copy", data={"confirmed": "yes"})
    assert [row.year for row in Plan.select().order_by(Plan.year)] == [2026, 2027]


def test_an_item_of_another_plan_is_not_touched(app: object, client_as: ClientAs) -> None:
    other = plan()
    made = save(Plan(bureau=factories.bureau(), year=2027, state="draft"))
    save(PlanItem(bureau=made.bureau, plan=made, no=1, mode=item("mode", "02"), expected=1))
    foreign = PlanItem.get(PlanItem.plan == other)
    client_as("clerk").post(f"/plans/{made.id}/edit", data=form(**{"items-0-id": foreign.id, "items-0-expected": "77"}) | {"version": "1"})
    assert PlanItem.get_by_id(foreign.id).expected == 5


@pytest.mark.parametrize("role", ["clerk", "leader", "officer", "chief"])
def test_each_number_opens_its_rows(app: object, client_as: ClientAs, role: str) -> None:
    made = plan()
    for state, count in (("closed", 3), ("accepted", 2)):
        for _ in range(count):
            factories.drawn_activity(state, plan_item=PlanItem.get(), starts_at=AT)
    client = client_as(role)
    page = client.get(f"/plans/{made.id}").text
    numbers = re.findall(r'<a href="(/activities/\?plan=[^"]+)">(\d+)</a>', page)
    assert sorted(number for _url, number in numbers) == ["2", "3"]
    for url, number in numbers:
        assert client.get(url.replace("&amp;", "&")).text.count('<td class="row-acts') == int(number)


def test_a_procuratorate_reads_what_is_addressed_to_it(app: object, client_as: ClientAs) -> None:
    made, draft = plan(requirements="覆盖十种方式"), None
    save(PlanItem(bureau=made.bureau, plan=made, no=2, mode=item("mode", "05"), procuratorate=factories.procuratorate(), expected=3))
    save(PlanItem(bureau=made.bureau, plan=made, no=3, mode=item("mode", "03"), procuratorate=factories.district(), expected=4))
    draft = save(Plan(bureau=made.bureau, year=2027))
    district = client_as("district_officer")
    page = district.get(f"/plans/{made.id}").text
    assert "巡回检察" in page and "法律文书宣告送达" not in page and "覆盖十种方式" in page
    assert "法律文书宣告送达" in client_as("officer").get(f"/plans/{made.id}").text
    assert district.get(f"/plans/{draft.id}").status_code == 404
    lines = district.get(f"/plans/{made.id}/sheet.csv").data.decode("utf-8-sig").splitlines()
    assert len(lines) == 4 and lines[-1].split(",")[3] == "9"
    assert district.get(f"/activities/?plan={PlanItem.get(PlanItem.no == 2).id}").text.count('<td class="row-acts') == 0


@pytest.mark.parametrize(("day", "mode", "words"), [
    ("2026-12-10", "01", "年度计划项目：案件公开审查、公开听证 · 不限检察院 · 不限时间，计划5次，已提出0次。"),
    ("2026-12-10", "02", "年度计划中没有相符的项目"),
    ("2027-01-05", "01", "年度计划中没有相符的项目"),
    ("", "01", ""),
    ("2026-12-10", "", ""),
    ("9999-12-31", "01", ""),
])
def test_the_form_says_which_item_is_ticked_off(app: object, client_as: ClientAs, day: str, mode: str, words: str) -> None:
    plan()
    key = item("mode", mode).id if mode else "x"
    page = client_as("officer").get(f"/activities/lead-time?day={day}&mode={key}")
    assert page.status_code == 200 and words in page.text


def test_the_form_keeps_what_was_chosen(app: object, client_as: ClientAs) -> None:
    plan()
    officer = client_as("officer")
    factories.supervisor()
    request = {"mode": item("mode", "01").id, "title": "公开听证", "day": "2026-12-10", "starts_at": "09:00", "ends_at": "11:00", "place": "听证室",
               "general_places": "1", "contact_name": "李静", "contact_phone": "0473-2030011", "act": "keep"}
    for chosen, found in (("auto", PlanItem.get()), ("none", None), (str(PlanItem.get().id), PlanItem.get())):
        answer = officer.post("/activities/new", data=request | {"plan_item": chosen, "title": f"听证{chosen}"})
        assert answer.status_code == 303
        made = Activity.select().order_by(Activity.id.desc()).get()
        assert made.plan_item == found
        again = officer.get(f"/activities/{made.id}/edit").text
        assert f'<option selected value="{"none" if found is None else "auto"}">' in again
    assert officer.post("/activities/new", data=request | {"plan_item": "999", "title": "x"}).status_code in (200, 400)
    assert Activity.select().count() == 3
