from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models import (
    Activity,
    Assignment,
    AuditEntry,
    CaseFeedback,
    DayOverride,
    Draw,
    Feedback,
    LinkToken,
    Numbering,
    Organisation,
    Party,
    SpecialPlace,
)
from models.base import database
from models.choices import ActivityState
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.queries import requests as facts
from portal.queries.requests import lead_time
from portal.services import requests, sessions
from portal.services.request_rows import values_of
from portal.services.requests import RequestValues
from tests import factories

AT = factories.AT
LATER = AT + timedelta(days=21)
ROLES = ("clerk", "leader", "finance", "officer", "chief", "system_admin", "security_admin", "audit_admin")

Act = Callable[[Actor, Activity], Activity]


def local(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour - 8, tzinfo=UTC)


def wanted(**change: Any) -> RequestValues:
    starts_at = change.pop("starts_at", AT + timedelta(days=14))
    return replace(
        RequestValues(mode_id=factories.item("mode").id, title="拟不起诉案件公开听证", starts_at=starts_at,
                      ends_at=starts_at + timedelta(hours=2), place="第一会议室", general_places=2, contact_name="李联络",
                      contact_phone="0473-7654322"), **change)


def people(count: int = 3, **values: Any) -> None:
    for _ in range(count):
        factories.supervisor(**values)


def act(name: str, **more: Any) -> Act:
    return lambda actor, row: getattr(requests, name)(actor, row, at=AT, **more)


STEPS: dict[str, Act] = {
    "amend": lambda actor, row: requests.amend(actor, row, wanted(title="改后"), at=AT),
    "submit": act("submit"),
    "withdraw": act("withdraw"),
    "return": act("send_back", words="时间不明"),
    "accept": act("accept"),
    "cancel": act("cancel", words="案件撤回"),
    "reschedule": lambda actor, row: requests.reschedule(
        actor, row, starts_at=LATER, ends_at=LATER + timedelta(hours=1), place=f"{row.id}室", words="法官调整", at=AT),
    "close": act("close"),
}
DOER = {"amend": "officer", "submit": "officer", "withdraw": "officer", "return": "clerk", "accept": "clerk", "cancel": "officer",
        "reschedule": "officer", "close": "clerk"}
ENDS = {
    # step: {state before: state after}; every other state is a Conflict
    "amend": {"draft": "draft", "returned": "returned"},
    "submit": {"draft": "submitted", "returned": "submitted"},
    "withdraw": {"submitted": "draft"},
    "return": {"submitted": "returned"},
    "accept": {"submitted": "accepted"},
    "cancel": dict.fromkeys(("draft", "submitted", "returned", "accepted", "sealed", "drawn", "confirmed", "announced"), "cancelled"),
    "reschedule": {"submitted": "submitted", "returned": "returned", "accepted": "accepted", "drawn": "drawn", "confirmed": "drawn",
                   "announced": "drawn"},
    "close": {"held": "closed"},
}


def counts() -> tuple[int, ...]:
    return tuple(model.select().count() for model in (Activity, SpecialPlace, Party, AuditEntry, Numbering, LinkToken))


def refused(code: str, call: Callable[[], object], kind: type[DomainError] = DomainError) -> DomainError:
    """The call is refused with this code and leaves nothing behind."""
    before = counts(), list(Activity.select().order_by(Activity.id).dicts())
    with pytest.raises(kind) as raised:
        call()
    assert raised.value.code == code
    assert (counts(), list(Activity.select().order_by(Activity.id).dicts())) == before
    return raised.value


def settled(activity: Activity) -> None:
    """Everything is there that closing asks for."""
    factories.save(CaseFeedback(bureau=activity.bureau, activity=activity, outcome="已采纳", given_at=AT))


@pytest.mark.parametrize("step", list(STEPS))
def test_every_step_from_every_state(step: str, actor_as: Callable[[str], Actor]) -> None:
    people()
    actor = actor_as(DOER[step])
    for state in ActivityState:
        row = factories.activity(state.value, starts_at=AT + timedelta(days=30), place=f"{state}室")
        settled(row)
        after = ENDS[step].get(state.value)
        if after is None:
            refusal = refused("step_not_now", lambda row=row: STEPS[step](actor, row), Conflict)
            assert refusal.params["state"] == state.value
            continue
        done = STEPS[step](actor, row)
        assert (done.state, Activity.get_by_id(row.id).state) == (after, after), state
        last = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
        assert (last.object_type, last.object_id, last.actor) == ("activity", row.id, actor.name)


@pytest.mark.parametrize("role", ROLES)
def test_every_step_by_every_role(role: str, actor_as: Callable[[str], Actor]) -> None:
    people()
    actor = actor_as(role)
    may = {step for step in STEPS if role == DOER[step]} | ({"return", "accept"} if role == "leader" else set())
    for step, ends in ENDS.items():
        row = factories.activity(next(iter(ends)), starts_at=AT + timedelta(days=30), place=f"{step}室")
        settled(row)
        if step in may:
            assert STEPS[step](actor, row).state == next(iter(ends.values()))
        else:
            refused("forbidden", lambda row=row, step=step: STEPS[step](actor, row), Forbidden)


@pytest.mark.parametrize(("role", "code"), [("district_officer", "not_own_request"), ("neighbour_officer", "not_found")])
def test_an_officer_touches_the_own_requests_only(role: str, code: str, actor_as: Callable[[str], Actor]) -> None:
    people()
    actor = actor_as(role)
    for step in ("amend", "submit", "withdraw", "cancel", "reschedule"):
        row = factories.activity(next(iter(ENDS[step])), starts_at=AT + timedelta(days=30))
        refused(code, lambda row=row, step=step: STEPS[step](actor, row))


def test_the_city_officer_does_not_touch_the_district_ones(actor_as: Callable[[str], Actor]) -> None:
    row = factories.activity("submitted", office=factories.district())
    refused("not_own_request", lambda: requests.cancel(actor_as("officer"), row, words="误", at=AT), Forbidden)


def test_a_neighbour_bureau_accepts_nothing(actor_as: Callable[[str], Actor]) -> None:
    row = factories.activity("submitted")
    refused("not_found", lambda: requests.accept(actor_as("neighbour_clerk"), row, at=AT), NotFound)


# --- drafts ------------------------------------------------------------------------------------------------------------------------------


def test_a_draft_keeps_what_was_asked(actor_as: Callable[[str], Actor]) -> None:
    people(professions=("accounting",))
    special = ((factories.item("profession", "accounting").id, 1, "核对账目"),)
    asked = wanted(special_places=special, parties=("某某公司", " 张三 ", "张三", ""), title=" 公开听证 ", remark="请着正装")
    row = requests.create(actor_as("officer"), asked, at=AT)
    assert values_of(row) == replace(asked, parties=("某某公司", "张三"), title="公开听证", plan_item_id=None)
    assert (row.state, row.number, row.bureau, row.procuratorate) == ("draft", None, factories.bureau(), factories.procuratorate())
    assert row.created_by.username == "officer"


def test_the_trail_names_no_party(actor_as: Callable[[str], Actor]) -> None:
    people()
    requests.create(actor_as("officer"), wanted(parties=("某某公司",)), at=AT)
    entry = AuditEntry.get(AuditEntry.verb == "request:create")
    assert entry.changes["parties"] == ["changed"]
    assert entry.changes["title"] == [None, "拟不起诉案件公开听证"]
    assert "某某公司" not in str(entry.changes)


def test_amending_tells_what_changed_and_only_that(actor_as: Callable[[str], Actor]) -> None:
    people(4, professions=("law",))
    law = factories.item("profession", "law").id
    row = requests.create(actor_as("officer"), wanted(special_places=((law, 1, "法律问题"),), parties=("甲",)), at=AT)
    asked = wanted(special_places=((law, 2, "法律问题"),), place="第三会议室", parties=("甲",))
    requests.amend(actor_as("officer"), row, asked, at=AT, version=row.version)
    assert values_of(Activity.get_by_id(row.id)) == replace(asked, plan_item_id=None)  # there is no plan
    changes = AuditEntry.get(AuditEntry.verb == "request:amend").changes
    assert changes == {"place": ["第一会议室", "第三会议室"], "special_places": [[[law, 1, "法律问题"]], [[law, 2, "法律问题"]]]}


def test_the_second_editor_is_told(actor_as: Callable[[str], Actor]) -> None:
    people()
    row = requests.create(actor_as("officer"), wanted(), at=AT)
    seen = row.version
    requests.amend(actor_as("officer"), row, wanted(place="甲"), at=AT, version=seen)
    refused("changed_meanwhile", lambda: requests.amend(actor_as("officer"), row, wanted(place="乙"), at=AT, version=seen), Conflict)


@pytest.mark.parametrize(("change", "code", "field"), [
    (lambda: {"mode_id": 999999}, "request_choice_gone", "mode"),
    (lambda: {"mode_id": factories.item("profession").id}, "request_choice_gone", "mode"),
    (lambda: {"mode_id": factories.item("mode", "10").id}, "request_own_initiative", "mode"),
    (lambda: {"mode_id": factories.item("mode", "02").id, "must_invite_id": factories.item("must_invite").id},
     "request_must_invite_refused", "must_invite"),
    (lambda: {"must_invite_id": factories.item("mode").id}, "request_choice_gone", "must_invite"),
    (lambda: {"business_line_id": 999999}, "request_choice_gone", "business_line"),
    (lambda: {"general_places": 4}, "request_more_than_people", "general_places"),
    (lambda: {"special_places": ((factories.item("profession", "law").id, 1, "懂法"),)}, "request_more_than_profession", "special"),
    (lambda: {"special_places": ((factories.item("mode").id, 1, "懂法"),)}, "request_profession_unknown", "special"),
    (lambda: {"special_places": ((999999, 1, "懂法"),)}, "request_profession_unknown", "special"),
    (lambda: {"general_places": 0}, "request_without_places", "general_places"),
    (lambda: {"starts_at": AT - timedelta(days=1)}, "request_past", "day"),
])
def test_what_is_refused_leaves_nothing(change: Callable[[], dict[str, Any]], code: str, field: str,
                                        actor_as: Callable[[str], Actor]) -> None:
    people(professions=("accounting",))
    officer = actor_as("officer")
    assert refused(code, lambda: requests.create(officer, wanted(**change()), at=AT)).field == field


def test_must_invite_goes_with_hearings(actor_as: Callable[[str], Actor]) -> None:
    people()
    kind = factories.item("must_invite", "non_prosecution")
    assert requests.create(actor_as("officer"), wanted(must_invite_id=kind.id), at=AT).must_invite == kind


def test_only_people_in_office_on_the_day_count(actor_as: Callable[[str], Actor]) -> None:
    people(2)
    factories.supervisor(appointed=False)
    factories.supervisor(serving=factories.neighbour_bureau())
    refusal = refused("request_more_than_people", lambda: requests.create(actor_as("officer"), wanted(general_places=3), at=AT))
    assert refusal.params == {"need": 3, "have": 2}


def test_an_office_without_bureau_asks_nobody(db: None) -> None:
    office = factories.procuratorate("孤立人民检察院")
    Organisation.update(bureau=None).where(Organisation.id == office.id).execute()
    actor = Actor("官", frozenset({"officer"}), organisation_id=office.id)
    refused("office_without_bureau", lambda: requests.create(actor, wanted(), at=AT))


# --- sending -----------------------------------------------------------------------------------------------------------------------------


def drafted(actor: Actor, **change: Any) -> Activity:
    people()
    return requests.create(actor, wanted(**change), at=change.pop("at", AT))


def test_sending_gives_a_number_that_stays(actor_as: Callable[[str], Actor]) -> None:
    officer, clerk = actor_as("officer"), actor_as("clerk")
    row = requests.submit(officer, drafted(officer), at=AT)
    assert (row.number, row.submitted_at, row.lead_days, row.urgent) == ("乌检需〔2026〕1号", AT, 10, False)
    row = requests.submit(officer, requests.withdraw(officer, row, at=AT), at=AT + timedelta(days=1))
    row = requests.send_back(clerk, row, words="请写明地点", at=AT)
    assert (row.number, row.state_words) == ("乌检需〔2026〕1号", "请写明地点")
    other = requests.submit(officer, requests.create(officer, wanted(title="别案", place="别处"), at=AT), at=AT)
    assert (requests.submit(officer, row, at=AT).number, other.number) == ("乌检需〔2026〕1号", "乌检需〔2026〕2号")


def test_an_office_without_prefix_uses_its_bureaus(actor_as: Callable[[str], Actor]) -> None:
    officer = actor_as("officer")
    row = drafted(officer)
    Organisation.update(request_prefix="").where(Organisation.id == row.procuratorate_id).execute()
    refused("prefix_missing", lambda: requests.submit(officer, row, at=AT))
    Organisation.update(request_prefix="乌司需").where(Organisation.id == row.bureau_id).execute()
    assert requests.submit(officer, row, at=AT).number == "乌司需〔2026〕1号"


@pytest.mark.parametrize(("held_on", "words", "exceptional", "outcome"), [
    # sent on Thursday 2026-09-24; National Day lies between (rules.md)
    (local(2026, 10, 9), "", False, (5, False, False)),
    (local(2026, 10, 8), "", False, "urgent_reason_missing"),
    (local(2026, 10, 8), "羁押期限将满", False, (4, True, False)),
    (local(2026, 9, 30), "羁押期限将满", False, (3, True, False)),
    (local(2026, 9, 29), "羁押期限将满", False, "lead_too_short"),
    (local(2026, 9, 29), "", True, "urgent_reason_missing"),
    (local(2026, 9, 29), "羁押期限将满", True, (2, True, True)),
    (local(2026, 9, 25), "羁押期限将满", True, (0, True, True)),
])
def test_lead_time(held_on: datetime, words: str, exceptional: bool, outcome: Any, actor_as: Callable[[str], Actor]) -> None:
    sent, officer = local(2026, 9, 24), actor_as("officer")
    people()
    row = requests.create(officer, wanted(starts_at=held_on), at=sent)
    if isinstance(outcome, str):
        refused(outcome, lambda: requests.submit(officer, row, at=sent, reason=words, exceptional=exceptional))
        return
    row = requests.submit(officer, row, at=sent, reason=words, exceptional=exceptional)
    assert (row.lead_days, row.urgent, row.exceptional) == outcome
    assert row.urgent_reason == words


def test_the_offices_own_days_count(db: None) -> None:
    bureau = factories.bureau()
    factories.save(DayOverride(bureau=bureau, day=date(2026, 10, 8), working=False, note="本地纪念日"))
    lead = lead_time(bureau.id, local(2026, 10, 9), local(2026, 9, 24))
    assert (lead.days, lead.kind, lead.needed, lead.urgent_needed) == (4, "urgent", 5, 3)


@pytest.mark.parametrize(("starts_at", "provisional"), [(local(2026, 12, 30), False), (local(2031, 1, 6), True)])
def test_a_year_without_official_calendar_is_provisional(db: None, starts_at: datetime, provisional: bool) -> None:
    assert lead_time(factories.bureau().id, starts_at, starts_at - timedelta(days=10)).provisional is provisional


def test_rules_are_looked_at_again_when_sending(actor_as: Callable[[str], Actor]) -> None:
    officer = actor_as("officer")
    row = drafted(officer)
    refused("request_past", lambda: requests.submit(officer, row, at=row.starts_at))
    assert Activity.get_by_id(row.id).number is None


@pytest.mark.parametrize(("change", "hours", "clash"), [
    ({"place": "别处", "title": "别案"}, 0, False),  # two hearings in two rooms
    ({"title": "别案"}, 0, True),  # one room, twice
    ({"place": "别处"}, 0, True),  # one matter, twice
    ({"title": "别案"}, 1, True),
    ({"title": "别案"}, 2, False),  # begins when the other ends
])
def test_overlapping_own_requests(change: dict[str, str], hours: int, clash: bool, actor_as: Callable[[str], Actor]) -> None:
    officer = actor_as("officer")
    first = requests.submit(officer, drafted(officer), at=AT)
    second = requests.create(officer, wanted(starts_at=first.starts_at + timedelta(hours=hours), **change), at=AT)
    if clash:
        assert refused("request_overlaps", lambda: requests.submit(officer, second, at=AT)).params["number"] == first.number
        requests.cancel(officer, first, words="误", at=AT)
    assert requests.submit(officer, second, at=AT).state == "submitted"
    assert facts.parallel(second) == ([first.number] if hours < 2 and not clash else [])


def test_the_same_request_sent_twice_at_once_is_one(actor_as: Callable[[str], Actor]) -> None:
    officer, results = actor_as("officer"), []
    for _ in range(3):
        factories.supervisor()
    values = wanted()

    def send() -> None:
        database.connect()
        try:
            results.append(requests.keep(officer, None, values, at=AT, send=True).state)
        except DomainError as refusal:
            results.append(refusal.code)
        finally:
            database.close()
    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["request_overlaps", "request_overlaps", "request_overlaps", "submitted"]
    assert [row.number for row in Activity.select()] == ["乌检需〔2026〕1号"]


# --- the bureau's answer -----------------------------------------------------------------------------------------------------------------


def test_an_exception_needs_the_leader(actor_as: Callable[[str], Actor]) -> None:
    row = factories.activity("submitted", urgent=True, exceptional=True, lead_days=1)
    refused("exception_needs_leader", lambda: requests.accept(actor_as("clerk"), row, at=AT), Forbidden)
    accepted = requests.accept(actor_as("leader"), row, at=AT, words="同意作为例外")
    assert (accepted.state, accepted.accepted_at, accepted.state_words) == ("accepted", AT, "同意作为例外")


def test_nothing_past_is_accepted(actor_as: Callable[[str], Actor]) -> None:
    row = factories.activity("submitted")
    refused("request_past_accept", lambda: requests.accept(actor_as("clerk"), row, at=row.starts_at))


@pytest.mark.parametrize("words", ["", "  ", "字" * 2001])
def test_returning_and_cancelling_need_words(words: str, actor_as: Callable[[str], Actor]) -> None:
    row, code = factories.activity("submitted"), "request_text_too_long" if words.strip() else "words_missing"
    refused(code, lambda: requests.send_back(actor_as("clerk"), row, words=words, at=AT))
    refused(code, lambda: requests.cancel(actor_as("officer"), row, words=words, at=AT))


def test_two_browsers_give_one_result_and_one_conflict(actor_as: Callable[[str], Actor]) -> None:
    row = factories.activity("submitted")
    clerk, leader = actor_as("clerk"), actor_as("leader")
    start, results = threading.Barrier(2), []

    def press(verb: Callable[[], Activity]) -> None:
        database.connect()
        start.wait()
        try:
            results.append(verb().state)
        except Conflict as conflict:
            results.append(conflict.code)
        finally:
            database.close()

    presses = [threading.Thread(target=press, args=[verb]) for verb in (
        lambda: requests.accept(clerk, row, at=AT), lambda: requests.send_back(leader, row, words="请补正", at=AT))]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join(30)
    states = [result for result in results if result != "step_not_now"]
    assert sorted(results) == sorted([*states, "step_not_now"])
    assert [Activity.get_by_id(row.id).state] == states
    assert AuditEntry.select().where(AuditEntry.object_id == row.id).count() == 1


def test_two_officers_sending_at_once_get_two_numbers(actor_as: Callable[[str], Actor]) -> None:
    officer = actor_as("officer")
    people()
    rows = [requests.create(officer, wanted(title=f"案{n}", place=f"{n}室"), at=AT) for n in range(4)]
    start = threading.Barrier(len(rows))

    def send(row: Activity) -> None:
        database.connect()
        start.wait()
        try:
            requests.submit(officer, row, at=AT)
        finally:
            database.close()

    threads = [threading.Thread(target=send, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(row.number for row in Activity.select()) == [f"乌检需〔2026〕{n}号" for n in range(1, 5)]


# --- cancelling, moving, closing ---------------------------------------------------------------------------------------------------------


def link_for(assignment: Assignment) -> LinkToken:
    return factories.save(LinkToken(bureau=assignment.bureau, purpose="notice", token_digest=f"{assignment.id:064d}", assignment=assignment,
                                    supervisor=assignment.supervisor, expires_at=AT + timedelta(days=30)))


def test_cancelling_revokes_links_and_frees_nobody(actor_as: Callable[[str], Actor]) -> None:
    row = factories.drawn_activity("announced")
    links = [link_for(assignment) for assignment in row.assignments]
    done = requests.cancel(actor_as("officer"), row, words="案件撤回", at=AT)
    assert (done.cancelled_at, done.state_words) == (AT, "案件撤回")
    assert {link.revoked_at for link in LinkToken.select()} == {AT}
    assert len(links) == 2
    assert [assignment.state for assignment in Assignment.select()] == ["accepted", "accepted"]


def test_a_sealed_list_of_a_cancelled_activity_stays_as_void(actor_as: Callable[[str], Actor]) -> None:
    row = factories.activity("sealed")
    factories.save(Draw(bureau=row.bureau, activity=row, round=1, manifest="{}", seal="0" * 64, share="1" * 64, sealed_at=AT))
    requests.cancel(actor_as("officer"), row, words="案件撤回", at=AT)
    assert [draw.state for draw in Draw.select()] == ["void"]


def test_a_draft_is_given_up_without_words(actor_as: Callable[[str], Actor]) -> None:
    officer = actor_as("officer")
    assert requests.cancel(officer, drafted(officer), words="", at=AT).state == "cancelled"


def move(row: Activity, starts_at: datetime, **more: Any) -> Callable[[Actor], Activity]:
    values = {"ends_at": starts_at + timedelta(hours=2), "place": row.place, "words": "法官调整", "at": AT} | more
    return lambda actor: requests.reschedule(actor, row, starts_at=starts_at, **values)


@pytest.mark.parametrize("state", ["drawn", "confirmed", "announced"])
def test_moving_asks_the_drawn_people_again(state: str, actor_as: Callable[[str], Actor]) -> None:
    row = factories.drawn_activity(state, assignment_state="accepted")
    freed = factories.assignment(row, no=3, state="freed", freed_at=AT, freed_reason="ill")
    for assignment in row.assignments:
        link_for(assignment)
    Assignment.update(notified_at=AT, answered_at=AT, declined="away").execute()
    done = move(row, LATER)(actor_as("officer"))
    assert (done.state, done.starts_at, done.rescheduled_at, done.confirmed_at, done.announced_at) == ("drawn", LATER, AT, None, None)
    again = list(Assignment.select().where(Assignment.id != freed.id))
    assert {(one.state, one.notified_at, one.answered_at, one.declined) for one in again} == {("drawn", None, None, "")}
    assert Assignment.get_by_id(freed.id).state == "freed"
    assert all(link.revoked_at == AT for link in LinkToken.select())


@pytest.mark.parametrize("state", ["attended", "excused", "absent"])
def test_who_was_marked_at_the_old_time_is_asked_again_too(state: str, actor_as: Callable[[str], Actor]) -> None:
    """A hearing broken off after the first had checked in and moved to another day."""
    row = factories.drawn_activity("announced", assignment_state="accepted")
    first = row.assignments.first()
    Assignment.update(state=state, checked_in_at=AT, attendance_words="来过", attendance_by=factories.account("officer")).where(
        Assignment.id == first.id).execute()
    move(row, LATER)(actor_as("officer"))
    found = Assignment.get_by_id(first.id)
    assert (found.state, found.checked_in_at, found.attendance_words, found.attendance_by) == ("drawn", None, "", None)


def test_an_accepted_request_moved_near_needs_consent_again(actor_as: Callable[[str], Actor]) -> None:
    near = local(2026, 11, 30)
    row = move(factories.activity("accepted"), near)(actor_as("officer"))
    assert (row.state, row.accepted_at, row.lead_days, row.urgent, row.exceptional) == ("submitted", None, 4, True, False)
    assert row.urgent_reason == "法官调整"


def test_a_move_within_the_day_keeps_consent(actor_as: Callable[[str], Actor]) -> None:
    row = factories.activity("accepted", starts_at=AT + timedelta(hours=3))
    done = move(row, row.starts_at + timedelta(hours=1))(actor_as("officer"))
    assert (done.state, done.lead_days, done.exceptional) == ("accepted", None, False)


@pytest.mark.parametrize(("state", "starts_at", "more", "code"), [
    ("accepted", local(2026, 11, 26), {}, "lead_too_short"),
    ("drawn", local(2026, 11, 26), {"exceptional": True}, "reschedule_too_short"),
    ("accepted", AT, {}, "request_past"),
    ("accepted", LATER, {"ends_at": LATER}, "request_end_before_start"),
    ("accepted", LATER, {"words": " "}, "words_missing"),
    ("accepted", LATER, {"place": " "}, "request_place_missing"),
    ("accepted", AT + timedelta(days=14), {}, "reschedule_same"),
])
def test_moves_that_are_refused(state: str, starts_at: datetime, more: dict[str, Any], code: str, actor_as: Callable[[str], Actor]) -> None:
    row = factories.activity(state)
    refused(code, lambda: move(row, starts_at, **more)(actor_as("officer")))


def test_a_move_onto_an_own_request_is_refused(actor_as: Callable[[str], Actor]) -> None:
    other, row = factories.activity("accepted", starts_at=LATER), factories.activity("accepted")
    assert refused("request_overlaps", lambda: move(row, LATER)(actor_as("officer"))).params["number"] == other.number


def test_closing_waits_for_feedback(actor_as: Callable[[str], Actor]) -> None:
    clerk, row = actor_as("clerk"), factories.drawn_activity("held")
    refused("close_without_case_feedback", lambda: requests.close(clerk, row, at=AT))
    settled(row)
    assert refused("close_without_feedback", lambda: requests.close(clerk, row, at=AT)).params == {"count": 2}
    first, second = row.assignments
    factories.save(Feedback(bureau=row.bureau, assignment=first, on_time=True, prepared=True, conduct=factories.item("feedback_mark"),
                            given_at=AT))
    Assignment.update(state="excused").where(Assignment.id == second.id).execute()
    done = requests.close(clerk, row, at=AT)
    assert (done.state, done.closed_at) == ("closed", AT)


def test_actors_come_from_accounts(db: None) -> None:
    officer = sessions.actor_of(factories.account("officer"), sessions.Knock(address="127.0.0.1"))
    assert (officer.organisation_id, officer.bureau_id) == (factories.procuratorate().id, factories.bureau().id)
