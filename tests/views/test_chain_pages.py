"""The pages of the chain by the test client: what each answers, what it writes, and what it refuses."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import lxml.html
import pytest
from flask import Flask

from models import Activity, Assignment, AuditEntry, ContactAttempt, Feedback, Opinion, Paper, PoolEntry, Recusal
from portal.domain.permissions import Actor
from portal.services import draws, papers, request_rows
from tests import factories, real_draw
from tests.conftest import Client
from tests.door_rows import city
from tests.factories import AT, item

ClientAs = Callable[[str], Client]

REQUEST = {"title": "拟不起诉公开听证", "day": "2026-12-10", "starts_at": "09:00", "ends_at": "11:00", "place": "一楼", "general_places": "2",
           "contact_name": "李静", "contact_phone": "0473-1", "parties": "张三\n李四"}


@pytest.mark.parametrize(("change", "words"), [
    ({}, ""), ({"title": ""}, "标题"), ({"day": "2026-11-23"}, "活动时间已过"), ({"ends_at": "08:00"}, "结束时间早于开始时间"),
    ({"general_places": "0"}, "未填写人数"), ({"general_places": "9"}, "在任人民监督员仅"), ({"day": "2026-11-25"}, "仅剩"), ({"place": ""}, "地点"),
    ({"day": "2026-11-27"}, "少于通常的"),
])
def test_a_request_is_sent_or_refused_in_a_sentence_with_nothing_lost(client_as: ClientAs, change: dict[str, str], words: str) -> None:
    for _ in range(3):
        factories.supervisor()
    answer = client_as("officer").post("/activities/new", data={"mode": item("mode").id, "act": "send", **REQUEST, **change})
    if not words:
        assert answer.status_code == 303
        made = Activity.get()
        assert (made.state, made.number, [row.name for row in made.parties]) == ("submitted", "乌检需〔2026〕1号", ["张三", "李四"])
        return
    assert answer.status_code == 200
    assert words in answer.text
    assert "张三" in answer.text
    assert Activity.select().count() == 0


def test_another_request_at_the_same_time_is_told_not_refused(client_as: ClientAs) -> None:
    for _ in range(3):
        factories.supervisor()
    officer = client_as("officer")
    for title, place, told in (("甲案听证", "一楼", False), ("乙案听证", "二楼", True)):
        sent = {"mode": item("mode").id, "act": "send", **REQUEST, "title": title, "place": place}
        page = officer.get(officer.post("/activities/new", data=sent).location).text
        assert ("本单位同一时间另有需求：乌检需〔2026〕1号" in page) is told
    assert Activity.select().where(Activity.state == "submitted").count() == 2


@pytest.mark.parametrize(("lines", "words"), [
    ([("law", "4", "案件需要")], "需要“法律”专业 4 人，但在任仅 2 人"), ([("law", "1", "")], "请写明每个专业的需要理由"), ([("law", "1", "甲"), ("law", "1", "乙")], "同一专业"),
    ([("9999", "1", "甲")], "没有该专业"),
])
def test_what_is_wrong_with_a_profession_is_said_in_its_own_sentence(client_as: ClientAs, lines: list[tuple[str, str, str]], words: str) -> None:
    for number in range(5):
        factories.supervisor(professions=("law",) if number < 2 else ())
    special = {}
    for number, (code, places, why) in enumerate(lines):
        profession = code if code.isdigit() else item("profession", code).id
        special |= {f"special-{number}-profession": profession, f"special-{number}-places": places, f"special-{number}-why": why}
    answer = client_as("officer").post("/activities/new", data={"mode": item("mode").id, "act": "send", **REQUEST, "general_places": "0", **special})
    assert [found for found in re.findall(r'class="field-error".*?</svg>(.*?)</div>', answer.text, re.DOTALL) if words in found]
    assert Activity.select().count() == 0


@pytest.mark.parametrize(("day", "words"), [
    ("2026-12-10", "期限充足"), ("2026-11-27", "紧急"), ("2026-11-25", "仅可按例外申请"), ("2026-11-01", "选择日期后"), ("x", "选择日期后"), ("", "选择日期后"),
    ("9999-12-31", "选择日期后"),
])
def test_the_lead_time_is_counted_while_typing(client_as: ClientAs, day: str, words: str) -> None:
    answer = client_as("officer").get(f"/activities/lead-time?day={day}", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert words in answer.text or day == "9999-12-31"


def test_the_city_procuratorate_reads_a_districts_request_but_does_not_write_it(client_as: ClientAs) -> None:
    made = factories.activity("submitted", office=factories.district())
    city_officer = client_as("officer")
    assert city_officer.get(f"/activities/{made.id}").status_code == 200
    assert city_officer.get(f"/activities/{made.id}/reschedule").status_code == 403
    assert city_officer.post(f"/activities/{made.id}/withdraw").status_code == 403
    assert Activity.get_by_id(made.id).state == "submitted"


def inputs(html: str) -> dict[str, str]:
    """Name → value of a form's inputs and text areas."""
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', html))
    return found | dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\s*([^<]*?)</textarea>', html))


def test_a_request_is_edited_as_it_stands(client_as: ClientAs) -> None:
    """Times are those of the office, not of the database; a form sent back untouched changes nothing."""
    for _ in range(3):
        factories.supervisor(professions=("law",))
    officer = client_as("officer")
    special = {"special-0-profession": item("profession", "law").id, "special-0-places": "1", "special-0-why": "案件需要"}
    officer.post("/activities/new", data={"mode": item("mode").id, "act": "keep", **REQUEST, **special})
    made = Activity.get()
    before = request_rows.values_of(made)
    shown = inputs(officer.get(f"/activities/{made.id}/edit").text)
    assert {name: shown[name] for name in ("day", "starts_at", "ends_at", "parties", "special-0-places", "special-0-why")} == {
        "day": "2026-12-10", "starts_at": "09:00", "ends_at": "11:00", "parties": "张三\n李四", "special-0-places": "1",
        "special-0-why": "案件需要"}
    again = {name: value for name, value in shown.items() if name != "csrf_token"} | {"mode": item("mode").id, "act": "keep"}
    assert officer.post(f"/activities/{made.id}/edit", data=again | {"special-0-profession": special["special-0-profession"]}).status_code == 303
    assert request_rows.values_of(Activity.get()) == before


def test_a_stale_form_loses_nothing(client_as: ClientAs) -> None:
    for _ in range(3):
        factories.supervisor()
    made = factories.activity("draft")
    Activity.update(version=5, title="别人的标题").where(Activity.id == made.id).execute()
    answer = client_as("officer").post(f"/activities/{made.id}/edit", data={"mode": item("mode").id, "act": "keep", "version": "1", **REQUEST})
    assert "刚被他人修改" in answer.text
    assert "拟不起诉公开听证" in answer.text
    assert Activity.get_by_id(made.id).title == "别人的标题"


def test_texts_carry_a_fresh_link_once_and_the_log_keeps_the_answer(client_as: ClientAs) -> None:
    made, clerk = factories.drawn_activity("drawn"), client_as("clerk")
    place = made.assignments.first()
    shown = clerk.post(f"/notices/{made.id}/texts", data={"assignment": place.id, "kind": "notice"}).text
    link = re.search(r"https://links\.example(/l/\w+)", shown)
    assert link is not None
    assert link.group(1) not in clerk.get(f"/notices/{made.id}").text
    clerk.post(f"/notices/{made.id}/attempt", data={"assignment": place.id, "way": "phone", "answer": "accepted"})
    assert Assignment.get_by_id(place.id).state == "accepted"
    assert ContactAttempt.get().answer == "accepted"


def test_a_place_of_another_activity_is_not_found_here(client_as: ClientAs) -> None:
    one, other, clerk = factories.drawn_activity("drawn"), factories.drawn_activity("drawn"), client_as("clerk")
    foreign = other.assignments.first()
    for path, data in (("attempt", {"assignment": foreign.id, "way": "phone", "answer": "accepted"}), ("texts", {"assignment": foreign.id}),
                       ("phone", {"field": foreign.id, "reason": "x"})):
        assert clerk.post(f"/notices/{one.id}/{path}", data=data).status_code == 404
    assert Assignment.get_by_id(foreign.id).state == "drawn"


def test_a_phone_is_shown_for_a_reason_that_is_kept(client_as: ClientAs) -> None:
    made, clerk = factories.drawn_activity("drawn"), client_as("clerk")
    place = made.assignments.first()
    phone = place.supervisor.phone
    assert phone not in clerk.get(f"/activities/{made.id}").text
    assert phone in clerk.post(f"/activities/{made.id}/phone", data={"field": place.id, "reason": "电话通知"}).text
    entry = AuditEntry.select().where(AuditEntry.verb == "activity:phone").get()
    assert phone not in str(entry.__data__)


def form_of(page: str) -> dict[str, str]:
    """Return the fields of the page's form as a browser would send them untouched."""
    (form,) = lxml.html.fromstring(page).find_class("form-page")
    return {name: value or "" for name, value in form.form_values()}


def test_an_edited_request_comes_back_as_it_was_written(client_as: ClientAs) -> None:
    for _ in range(3):
        factories.supervisor(professions=("finance",))
    officer = client_as("officer")
    special = {"special-0-profession": item("profession", "finance").id, "special-0-places": "1", "special-0-why": "账目审查"}
    officer.post("/activities/new", data={"mode": item("mode").id, "act": "save", **REQUEST, **special})
    made = Activity.get()
    before = made.__data__ | {"parties": [row.name for row in made.parties]}
    sent = form_of(officer.get(f"/activities/{made.id}/edit").text)
    assert (sent["day"], sent["starts_at"], sent["ends_at"], sent["parties"].split()) == ("2026-12-10", "09:00", "11:00", ["张三", "李四"])
    assert officer.post(f"/activities/{made.id}/edit", data=sent | {"act": "save"}).status_code == 303
    after = Activity.get_by_id(made.id)
    changed = {name for name, value in (after.__data__ | {"parties": [row.name for row in after.parties]}).items() if value != before[name]}
    assert changed <= {"version", "changed_at"}
    assert [(row.profession.code, row.places, row.why) for row in after.special_places] == [("finance", 1, "账目审查")]


@pytest.mark.parametrize("change", [{"day": "0001-01-01"}, {"day": "9999-12-31"}, {"day": "x"}, {"starts_at": "25:00"}, {"starts_at": None}, {"ends_at": None},
                                    {"day": None}, {"special-0-places": "9" * 30}, {"mode": "9" * 30}, {"general_places": "-1"}])
def test_a_request_with_odd_or_missing_values_is_never_a_fault(client_as: ClientAs, change: dict[str, str | None]) -> None:
    for _ in range(3):
        factories.supervisor()
    officer = client_as("officer")
    officer.post("/activities/new", data={"mode": item("mode").id, "act": "save", **REQUEST})
    made = Activity.get()
    sent = {name: value for name, value in (form_of(officer.get(f"/activities/{made.id}/edit").text) | change).items() if value is not None}
    for path in (f"/activities/{made.id}/edit", "/activities/new"):
        assert officer.post(path, data=sent | {"act": "save"}).status_code in (200, 303, 400)


def test_a_try_logged_twice_by_one_form_stands_once(client_as: ClientAs) -> None:
    made, clerk = factories.drawn_activity("drawn"), client_as("clerk")
    place = made.assignments.first()
    key = re.search(r'name="form_key" value="([0-9a-f]{24})"', clerk.get(f"/notices/{made.id}").text)[1]
    for _ in range(2):
        clerk.post(f"/notices/{made.id}/attempt", data={"assignment": place.id, "way": "phone", "answer": "none", "form_key": key})
    assert ContactAttempt.select().count() == 1


def test_a_phone_shown_in_place_is_answered_as_data(client_as: ClientAs) -> None:
    made, clerk = factories.drawn_activity("drawn"), client_as("clerk")
    place = made.assignments.first()
    answer = clerk.post(f"/activities/{made.id}/phone", data={"field": place.id, "reason": "x"}, headers={"Accept": "application/json"})
    assert answer.get_json() == {"value": place.supervisor.phone}


@pytest.mark.parametrize(("role", "state", "calls"), [
    ("clerk", "drawn", True), ("leader", "closed", True), ("officer", "drawn", False), ("officer", "confirmed", True), ("officer", "held", True),
    ("officer", "closed", False), ("chief", "confirmed", False),
])
def test_no_page_holds_a_phone_but_who_may_call_has_the_button(client_as: ClientAs, role: str, state: str, calls: bool) -> None:
    made, reader = factories.drawn_activity(state, starts_at=AT - timedelta(days=1)), client_as(role)
    place = made.assignments.first()
    shown = reader.get(f"/draws/{made.id}").text
    assert (f'name="field" value="{place.id}"' in shown) is calls
    for page in ("draws", "activities", "notices", "attendance"):
        answer = reader.get(f"/{page}/{made.id}")
        assert answer.status_code == 403 or place.supervisor.phone not in answer.text


def test_a_procuratorate_reads_no_codes_and_no_reasons_in_the_figures_of_people(client_as: ClientAs) -> None:
    made = factories.drawn_activity("held", starts_at=AT - timedelta(days=1))
    place = made.assignments.first()
    Assignment.update(state="freed", freed_reason="ill").where(Assignment.id == place.id).execute()
    for role, told in (("clerk", True), ("officer", False)):
        for path in ("/statistics/people", "/statistics/export/people.csv"):
            answer = client_as(role).get(path)
            assert place.supervisor.name in answer.text
            assert ((place.supervisor.code in answer.text), ("生病" in answer.text)) == (told, told), (role, path)


def test_attendance_marks_hold_the_activity(client_as: ClientAs) -> None:
    made = factories.drawn_activity("announced", starts_at=AT - timedelta(hours=1))
    marks = {f"mark-{row.id}": "attended" for row in made.assignments}
    assert client_as("officer").post(f"/attendance/{made.id}/mark", data=marks).status_code == 303
    assert Activity.get_by_id(made.id).state == "held"


def test_opinion_from_paper_answer_objection_decision(client_as: ClientAs) -> None:
    rows = city().rows
    officer, chief, number = client_as("officer"), client_as("chief"), rows["opinion"]
    for client, act, data, state in (
        (officer, "answer", {"answer": "not_adopted"}, "routed"), (officer, "answer", {"answer": "not_adopted", "explanation": "理由"}, "answered"),
        (officer, "decide", {"decision": "partly", "words": "x"}, "answered"), (officer, "tell", {"how": "phone"}, "told"),
        (officer, "object", {"words": "不同意"}, "objected"), (chief, "decide", {"decision": "partly", "words": "部分采纳"}, "decided"),
        (officer, "tell", {"how": "phone"}, "closed"),
    ):
        client.post(f"/opinions/{number}/{act}", data=data)
        assert Opinion.get_by_id(number).state == state, act
    place = Assignment.select().where(Assignment.activity == rows["held"]).order_by(Assignment.id.desc()).first()
    for _ in range(2):
        officer.post(f"/opinions/paper/{place.id}", data={"words": "意见", "received_on": "2026-11-24"})
    assert Opinion.select().where(Opinion.assignment == place).count() == 1


def test_an_activity_that_nobody_attended_can_be_closed(client_as: ClientAs) -> None:
    made, officer, clerk = factories.drawn_activity("held", assignment_state="absent"), client_as("officer"), client_as("clerk")
    assert 'name="outcome"' in officer.get(f"/feedback/{made.id}").text
    officer.post(f"/feedback/{made.id}/give", data={"outcome": "听证改期另行组织"})
    clerk.post(f"/activities/{made.id}/close")
    assert Activity.get_by_id(made.id).state == "closed"


def test_feedback_and_closing(client_as: ClientAs) -> None:
    made = factories.drawn_activity("held")
    officer, clerk = client_as("officer"), client_as("clerk")
    clerk.post(f"/activities/{made.id}/close")
    assert Activity.get_by_id(made.id).state == "held"
    marks = {f"conduct-{row.id}": item("feedback_mark").id for row in made.assignments}
    officer.post(f"/feedback/{made.id}/give", data={**marks, "outcome": "已办结"})
    assert Feedback.select().count() == 2
    clerk.post(f"/activities/{made.id}/close")
    assert Activity.get_by_id(made.id).state == "closed"


def test_the_letter_is_numbered_shown_and_the_same_twice(client_as: ClientAs) -> None:
    made, clerk = factories.drawn_activity("confirmed"), client_as("clerk")
    clerk.post(f"/activities/{made.id}/announce")
    clerk.post(f"/activities/{made.id}/announce")
    paper = Paper.get()
    assert paper.number == "乌司监〔2026〕1号"
    assert "抽选结果通报函" in client_as("officer").get(f"/papers/{paper.id}").text
    first, second = (clerk.get(f"/papers/{paper.id}/download") for _ in range(2))
    assert first.data == second.data
    for path in (f"/papers/{paper.id}/download", f"/papers/{paper.id}/record/1", f"/draws/{made.id}/record/1"):
        clerk.get(path).headers["Content-Disposition"].encode("latin-1")


@pytest.mark.parametrize("content", [b"", b"not a docx", b"PK\x03\x04broken", b"%PDF-1.4"])
def test_a_template_that_is_none_is_refused_in_a_sentence(client_as: ClientAs, content: bytes) -> None:

    bureau, admin = factories.bureau(), client_as("system_admin")
    answer = admin.post(f"/templates/upload/{bureau.id}/announcement", data={"file": (BytesIO(content), "x.docx")},
                        content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "不接受这种文件" in answer.text


def test_the_activity_page_tells_the_sealing_once_and_names_the_parties(client_as: ClientAs, actor_as: Callable) -> None:
    made = real_draw.drawn(actor_as)
    page = client_as("clerk").get(f"/activities/{made.id}").text
    assert AuditEntry.select().where(AuditEntry.verb == "draw:seal").count() == 2
    story = page[page.index('class="story"'):]
    assert story.count("名单已锁定") == 1
    assert re.search(r"<dt>需核对的当事人</dt><dd>未填写</dd>", page)


def test_lists_call_an_office_by_its_short_name(client_as: ClientAs) -> None:
    made = factories.activity("submitted", office=factories.district())
    page = client_as("clerk").get("/activities/").text
    assert re.search(rf'data-label="检察院"[^>]*>\s*<span class="nowrap">{made.procuratorate.short_name}\s*<', page)


def test_home_is_a_worklist_then_the_month_then_the_year(client_as: ClientAs) -> None:
    factories.activity("submitted")
    page = client_as("clerk").get("/").text
    places = [page.index(words) for words in ("<h1>待我办理", "审核监督需求", "本月活动", "2026 年数据")]
    assert places == sorted(places)


def test_an_opinions_steps_are_acts_not_states(client_as: ClientAs) -> None:
    page = client_as("clerk").get(f"/opinions/{city().rows['opinion']}").text
    assert re.findall(r'flow-label">([^<]+)<', page) == ["收到", "答复", "告知", "本人确认", "归档"]
    assert 'flow-step flow-current" aria-current="step"' in page


def test_digits_told_by_phone_and_a_further_round_stand_on_every_page_of_the_draw(client_as: ClientAs, actor_as: Callable[[str], Actor]) -> None:
    made, clerk = real_draw.drawn(actor_as, pool=2, places=2), actor_as("clerk")
    for _ in range(3):
        factories.supervisor()
    draws.free_place(clerk, real_draw.asked(made)[0], reason="away", at=AT)
    draws.approve_second_round(actor_as("leader"), made, words="首轮名单用尽", at=AT)
    draws.give_digits(clerk, draws.seal(clerk, Activity.get_by_id(made.id), at=AT), digits="583017", teller="李联络", at=AT)
    Assignment.update(state="accepted").where(Assignment.state == "drawn").execute()
    draws.confirm(clerk, made, at=AT)
    paper = papers.announce(clerk, Activity.get_by_id(made.id), at=AT)
    for path in (f"/draws/{made.id}", f"/draws/{made.id}/pool", f"/activities/{made.id}", f"/papers/{paper.id}"):
        text = client_as("clerk").get(path).text
        assert "583017" in text, path
        assert "李联络" in text and "电话告知" in text, path
        assert re.search("第 ?2 ?次", text), path
    letter = client_as("officer").get(f"/papers/{paper.id}").text
    assert "现将结果通报如下（第2次抽选）" in letter
    assert letter.count("再次抽选的原因") == 1 and "首轮名单用尽" in letter
    assert "无 无" not in letter


def test_the_named_contact_of_each_side_stands_on_every_request(client_as: ClientAs) -> None:
    for name, own in (("李联络", False), ("张承办", True)):
        text = client_as("clerk").get(f"/activities/{factories.activity('submitted', contact_name=name).id}").text
        assert name in text and "李联络 0473-7654322" in text and "王联络 0473-1234568" in text
        assert ("本单位联络人" in text) is own


def test_a_recusal_is_taken_down_before_the_list_is_sealed(client_as: ClientAs) -> None:
    made, clerk = factories.activity("accepted"), client_as("clerk")
    person, *_others = (factories.supervisor() for _ in range(7))
    assert f"/draws/{made.id}/recusals/declare" in clerk.get(f"/draws/{made.id}/pool").text
    clerk.post(f"/draws/{made.id}/recusals/declare", data={"supervisor": person.id, "ground": "took_part"})
    clerk.post(f"/draws/{made.id}/seal", data={"confirmed": "yes"})
    assert Activity.get_by_id(made.id).state == "accepted", "a recusal is to be decided first"
    clerk.post(f"/draws/{made.id}/recusals/{Recusal.get().id}", data={"decision": "uphold"})
    clerk.post(f"/draws/{made.id}/seal", data={"confirmed": "yes"})
    assert PoolEntry.get(PoolEntry.supervisor == person).left_out == "recused"
    assert "declare" not in client_as("leader").get(f"/draws/{made.id}/pool").text


def test_nobody_is_invited_by_links_that_cannot_be_reached(client_as: ClientAs, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = client_as("clerk")
    assert "/opinions/invite" in clerk.get("/opinions/").text
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], public_link_url=""))
    assert "/opinions/invite" not in clerk.get("/opinions/").text
