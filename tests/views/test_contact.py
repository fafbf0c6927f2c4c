"""The pages of contact by the test client: what they take, what they show to whom, and that a refusal loses no words."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from models import Bulletin, Decision, Meeting, Paper, Suggestion, Visit
from tests import factories
from tests.conftest import Client, Clock
from tests.door_rows import contact_rows
from tests.factories import AT, item

As = Callable[[str], Client]


@pytest.fixture
def rows(app: object) -> dict[str, int]:
    return contact_rows(factories.bureau(), factories.procuratorate(), factories.supervisor(name="王晓东"))


# visits ---------------------------------------------------------------------------------------------------------------------------

def visit_form(**changes: object) -> dict[str, object]:
    return {"supervisor": factories.supervisor().id, "held_on": "2026-11-20", "way": item("contact_way", "talk").id, "visited_by": "王联络",
            "subject": "年末座谈", "words": "谈履职", "follow_up": "送资料", "due_on": "2026-12-01", **changes}


def test_a_contact_is_entered_corrected_and_its_follow_up_closed(client_as: As) -> None:
    clerk, guest = client_as("clerk"), factories.supervisor(name="同席者")
    person = factories.supervisor()
    assert f'value="{person.id}" selected' in clerk.get(f"/visits/new?supervisor={person.id}").text
    answer = clerk.post("/visits/new", data=visit_form(others=guest.id))
    row = Visit.get()
    assert (answer.status_code, answer.location) == (303, f"/visits/{row.id}")
    page = clerk.get(f"/visits/{row.id}").text
    assert "同席者" in page and "送资料" in page and "办理中" in page
    changed = clerk.post(f"/visits/{row.id}/edit", data=visit_form(subject="年末座谈会", version=row.version))
    assert changed.status_code == 303 and "同席者" not in clerk.get(f"/visits/{row.id}").text
    refused = clerk.post(f"/visits/{row.id}/settle", data={"done_on": "2026-11-25", "words": "资料已经送达"})
    assert refused.status_code == 200 and "资料已经送达" in refused.text and "办结日期须在" in refused.text
    assert clerk.post(f"/visits/{row.id}/settle", data={"done_on": "2026-11-24", "words": "资料已经送达"}).status_code == 303
    closed = clerk.get(f"/visits/{row.id}/edit").text
    assert 'name="follow_up"' not in closed
    assert clerk.post(f"/visits/{row.id}/edit", data=visit_form(version=Visit.get().version)).status_code == 303


def test_the_persons_file_shows_contact_and_leads_to_more(client_as: As, rows: dict[str, int]) -> None:
    person = Visit.get().supervisor_id
    page = client_as("clerk").get(f"/supervisors/{person}?tab=contact").text
    assert f'href="/visits/{rows["visit"]}"' in page and f'href="/suggestions/{rows["suggestion"]}"' in page
    assert f"/visits/new?supervisor={person}" in page
    assert "/visits/new" not in client_as("leader").get(f"/supervisors/{person}?tab=contact").text


@pytest.mark.parametrize(("changes", "words"), [
    ({"held_on": "2026-11-25"}, "晚于今天"), ({"due_on": ""}, "完成时限"), ({"follow_up": ""}, "需要办理的事项"), ({"subject": ""}, "必填"),
])
def test_a_contact_is_refused_in_a_sentence_with_nothing_lost(client_as: As, changes: dict[str, object], words: str) -> None:
    answer = client_as("clerk").post("/visits/new", data=visit_form(**changes))
    assert answer.status_code == 200
    assert words in answer.text and "谈履职" in answer.text
    assert Visit.select().count() == 0


def test_a_person_that_was_not_offered_is_a_crafted_form(client_as: As) -> None:
    answer = client_as("clerk").post("/visits/new", data=visit_form(supervisor="99999"))
    assert answer.status_code == 400 and Visit.select().count() == 0


@pytest.mark.parametrize(("asked", "found"), [("open", 1), ("late", 0), ("done", 0), ("", 1)])
def test_contacts_are_found_by_their_follow_up(client_as: As, rows: dict[str, int], asked: str, found: int) -> None:
    page = client_as("clerk").get(f"/visits/?follow_up={asked}").text
    assert (f'href="/visits/{rows["visit"]}"' in page) == bool(found)


# suggestions ----------------------------------------------------------------------------------------------------------------------

def test_the_answering_office_reads_what_is_said_but_not_by_whom(client_as: As, rows: dict[str, int]) -> None:
    page, listed = (client_as("officer").get(path).text for path in (f"/suggestions/{rows['suggestion']}", "/suggestions/"))
    assert "建议提前发放材料" in page and "王晓东" not in page + listed
    assert "王晓东" in client_as("clerk").get(f"/suggestions/{rows['suggestion']}").text
    export = client_as("officer").get("/suggestions/export/csv").get_data().decode("utf-8-sig")
    assert "建议" in export and "王晓东" not in export


def test_a_suggestion_goes_its_way_over_the_pages(client_as: As) -> None:
    clerk, officer, person = client_as("clerk"), client_as("officer"), factories.supervisor(name="王晓东")
    made = clerk.post("/suggestions/new", data={"supervisor": person.id, "kind": "concern", "received_on": "2026-11-20", "subject": "路灯",
                                                "words": "路灯不亮"})
    row = Suggestion.get()
    page = f"/suggestions/{row.id}"
    assert made.location == page and officer.get(page).status_code == 404
    clerk.post(f"{page}/route", data={"office": factories.procuratorate().id})
    back = officer.post(f"{page}/send_back", data={"words": "不属本院职责"})
    assert back.location == "/suggestions/" and officer.get(page).status_code == 404
    clerk.post(f"{page}/route", data={"office": factories.procuratorate().id})
    assert officer.get(f"{page}/route").status_code == officer.get(f"{page}/tell").status_code == 403
    long = "已转有关部门" * 900
    refused = officer.post(f"{page}/answer", data={"words": long})
    assert refused.status_code == 200 and long in refused.text
    officer.post(f"{page}/answer", data={"words": "已转有关部门"})
    clerk.post(f"{page}/tell", data={"told_on": "2026-11-24", "way": item("contact_way").id, "words": "满意"})
    row = Suggestion.get()
    assert (row.state, row.answer, row.told_words) == ("told", "已转有关部门", "满意")
    assert "满意" in clerk.get(page).text and "满意" not in officer.get(page).text
    stale = clerk.post(f"{page}/reroute", data={"office": factories.bureau().id, "words": "改办"})
    assert "已告知" in stale.text and Suggestion.get().state == "told"


def test_overdue_suggestions_are_found_by_their_tick(client_as: As, rows: dict[str, int], clock: Clock) -> None:
    assert f"/suggestions/{rows['suggestion']}" not in client_as("clerk").get("/suggestions/?overdue=1").text
    clock.forward(days=30)
    assert f"/suggestions/{rows['suggestion']}" in client_as("clerk").get("/suggestions/?overdue=1").text


def test_a_link_takes_a_suggestion_and_shows_its_answer_once_it_was_told(client_as: As, client: Client) -> None:
    clerk, officer, person = client_as("clerk"), client_as("officer"), factories.supervisor(name="王晓东")
    shown = clerk.post("/suggestions/invite", data={"supervisor": person.id}).text
    found = re.search(r"https://links\.example(/l/\w+)", shown)
    assert found and "data:image/svg" in shown
    link = found[1]
    assert "王晓东" in client.get(link).text
    refused = client.post(link, data={"do": "suggest", "kind": "", "subject": "路灯", "words": "路灯不亮"})
    assert refused.status_code == 400 and "路灯不亮" in refused.text
    assert "已收到" in client.post(link, data={"do": "suggest", "kind": "concern", "subject": "路灯", "words": "路灯不亮"}).text
    row = Suggestion.get()
    assert (row.source, row.kind) == ("link", "concern") and "将转交有关单位" in client.get(link).text
    clerk.post(f"/suggestions/{row.id}/route", data={"office": factories.procuratorate().id})
    assert "办理" in client.get(link).text
    officer.post(f"/suggestions/{row.id}/answer", data={"words": "已修好"})
    assert "已修好" not in client.get(link).text
    clerk.post(f"/suggestions/{row.id}/tell", data={"told_on": "2026-11-24", "way": item("contact_way").id})
    assert "已修好" in client.get(link).text
    assert client.post(link, data={"do": "suggest", "kind": "concern", "subject": "又", "words": "又一条"}).status_code == 410


def test_without_a_public_address_the_page_says_so(app: Flask, client_as: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], public_link_url=""))
    page = client_as("clerk").get("/suggestions/invite").text
    assert "代为录入" in page and 'href="/suggestions/new"' in page


# joint meetings -------------------------------------------------------------------------------------------------------------------

def meeting_form(**changes: object) -> dict[str, object]:
    bureau, office = factories.bureau(), factories.procuratorate()
    return {"title": "第四季度联席会议", "starts_at": "2026-11-24T09:00", "place": "三楼", "host": bureau.id, "agenda": "通报情况\n研究计划",
            "sides-0-office": bureau.id, "sides-0-people": "王某", "sides-1-office": office.id, "sides-1-people": "李静", "sides-2-office": "",
            "sides-2-people": "", **changes}


def minutes_form(**changes: object) -> dict[str, object]:
    office = factories.procuratorate()
    sides = {name: value for name, value in meeting_form().items() if name.startswith("sides")}
    return {**sides, "minutes": "会议通报了情况。", "decisions-0-id": "", "decisions-0-words": "完善核查", "decisions-0-office": office.id,
            "decisions-0-person": "李静", "decisions-0-due_on": "2026-12-31", **changes}


def test_a_meeting_is_planned_written_up_issued_and_followed(client_as: As) -> None:
    clerk, officer = client_as("clerk"), client_as("officer")
    assert clerk.post("/meetings/new", data=meeting_form()).status_code == 303
    row = Meeting.get()
    page = f"/meetings/{row.id}"
    assert "研究计划" in officer.get(page).text and client_as("district_officer").get(page).status_code == 404
    assert clerk.post(f"{page}/minutes", data=minutes_form()).status_code == 303
    one = Decision.get()
    again = minutes_form(**{"decisions-0-id": one.id, "decisions-0-words": "完善核查台账", "decisions-1-words": ""})
    assert clerk.post(f"{page}/minutes", data=again).status_code == 303
    assert [(kept.id, kept.words) for kept in Decision.select()] == [(one.id, "完善核查台账")]
    answer = clerk.post(f"{page}/issue")
    assert answer.status_code == 303 and Paper.get().number == "乌司监〔2026〕1号"
    for reader in (clerk, officer):
        assert "乌司监〔2026〕1号" in reader.get(page).text and "完善核查台账" in reader.get(f"/papers/{Paper.get().id}").text
        assert reader.get(f"/papers/{Paper.get().id}/download").data[:2] == b"PK"
    assert officer.post(f"{page}/decisions/{one.id}/settle", data={"done_on": "2026-11-24", "words": "已建台账"}).status_code == 303
    assert officer.get(f"{page}/decisions/{one.id}/postpone").status_code == 403
    assert clerk.post(f"{page}/decisions/{one.id}/reopen", data={"words": "台账不全"}).status_code == 303
    assert clerk.post(f"{page}/decisions/{one.id}/postpone", data={"due_on": "2027-01-31", "words": "待补充"}).status_code == 303
    assert (Decision.get().done_on, Decision.get().due_on) == (None, date(2027, 1, 31))
    next_one = clerk.post("/meetings/new", data=meeting_form(title="下次会议", starts_at="2027-02-24T09:00"))
    assert "完善核查台账" in clerk.get(next_one.location).text


@pytest.mark.parametrize(("changes", "words"), [
    ({"title": ""}, "必填"), ({"sides-1-office": ""}, "须双方参加"), ({"starts_at": "x"}, "日期"), ({"host": ""}, "必填"),
])
def test_a_meeting_is_refused_in_a_sentence_with_nothing_lost(client_as: As, changes: dict[str, object], words: str) -> None:
    answer = client_as("clerk").post("/meetings/new", data=meeting_form(**changes))
    assert answer.status_code == 200 and "研究计划" in answer.text
    assert words in re.sub(r"<(label|th|title|h1|legend).*?</\1>", "", answer.text, flags=re.S)
    assert Meeting.select().count() == 0


def test_a_decision_without_its_day_is_refused_and_an_early_write_up_too(client_as: As) -> None:
    clerk = client_as("clerk")
    clerk.post("/meetings/new", data=meeting_form())
    answer = clerk.post("/meetings/1/minutes", data=minutes_form(**{"decisions-0-due_on": ""}))
    assert answer.status_code == 200 and "完成时限" in answer.text and "会议通报了情况" in answer.text
    Meeting.update(starts_at=AT + timedelta(days=1)).execute()
    assert "会议尚未开始" in clerk.post("/meetings/1/minutes", data=minutes_form()).text
    assert "已取消" in clerk.get(clerk.post("/meetings/1/cancel", data={"words": "合并召开"}).location).text
    assert clerk.get("/meetings/1/minutes").status_code == clerk.get("/meetings/1/edit").status_code == 409


def test_a_plan_changes_and_a_stale_one_loses_nothing(client_as: As) -> None:
    clerk = client_as("clerk")
    clerk.post("/meetings/new", data=meeting_form())
    row = Meeting.get()
    assert 'value="2026-11-24T09:00"' in clerk.get("/meetings/1/edit").text
    assert clerk.post("/meetings/1/edit", data=meeting_form(place="五楼", version=row.version)).status_code == 303
    stale = clerk.post("/meetings/1/edit", data=meeting_form(place="六楼", version=row.version))
    assert "刚被他人修改" in stale.text and "六楼" in stale.text
    assert Meeting.get().place == "五楼"


def test_a_decision_of_another_meeting_is_not_found_under_this_one(client_as: As, rows: dict[str, int]) -> None:
    clerk = client_as("clerk")
    clerk.post("/meetings/new", data=meeting_form())
    other = Meeting.select().order_by(Meeting.id.desc()).get()
    assert clerk.get(f"/meetings/{other.id}/decisions/{rows['decision']}/settle").status_code == 404


# bulletins ------------------------------------------------------------------------------------------------------------------------

def test_the_text_opens_with_the_receipt_and_the_sender_sees_it(client_as: As, rows: dict[str, int]) -> None:
    clerk, officer, page = client_as("clerk"), client_as("officer"), f"/bulletins/{rows['bulletin']}"
    Bulletin.update(words="内部正文").execute()
    assert "内部正文" not in officer.get(page).text and "未签收" in officer.get("/bulletins/").text
    assert "内部正文" in clerk.get(page).text
    officer.post(f"{page}/open")
    assert "内部正文" in officer.get(page).text
    assert factories.account("officer").name in clerk.get(page).text
    officer.post(f"{page}/answer", data={"words": "我院已落实"})
    assert "我院已落实" in clerk.get(page).text
    assert "已签收" in officer.get("/bulletins/").text


@pytest.mark.parametrize(("role", "status"), [("district_officer", 404), ("neighbour_clerk", 404), ("chief", 403), ("finance", 403), ("leader", 200)])
def test_who_sees_a_bulletin(client_as: As, rows: dict[str, int], role: str, status: int) -> None:
    assert client_as(role).get(f"/bulletins/{rows['bulletin']}").status_code == status


def test_a_bulletin_is_drafted_changed_and_sent(client_as: As) -> None:
    clerk, officer, office = client_as("clerk"), client_as("officer"), factories.procuratorate()
    form = {"title": "情况通报", "offices": [office.id], "words": "有关情况", "answer_due_on": "2026-12-01"}
    made = clerk.post("/bulletins/new", data=form)
    page = made.location
    assert officer.get(page).status_code == 404
    assert clerk.post("/bulletins/new", data={**form, "offices": []}).status_code == 200
    assert clerk.post(f"{page}/edit", data={**form, "title": "更正通报", "version": Bulletin.get().version}).status_code == 303
    assert clerk.post(f"{page}/send").status_code == 303
    assert "更正通报" in officer.get(page).text
    assert clerk.get(f"{page}/edit").status_code == 409
    assert officer.get(f"{page}/edit").status_code == 403
    assert "乌海市司法局" in officer.get("/bulletins/new").text
