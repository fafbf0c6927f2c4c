"""Joint meetings: planned, written up, issued; their decisions followed to the next one."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from models import AuditEntry, Decision, Meeting, Paper
from portal.adapters.word import template_fields
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.meetings import DecisionValues, MeetingValues
from portal.domain.permissions import Actor
from portal.queries import history, liaison_meetings as facts
from portal.queries.papers import shipped
from portal.services import liaison_meetings as meetings, papers
from tests import factories
from tests.factories import AT

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]
STARTS = AT - timedelta(hours=2)


def values(starts_at: datetime = STARTS, **changes: Any) -> MeetingValues:
    bureau, office = factories.bureau(), factories.procuratorate()
    given = {"title": " 第四季度联席会议 ", "starts_at": starts_at, "place": "三楼", "host_id": bureau.id, "agenda": "通报情况\n研究计划",
             "sides": ((bureau.id, "王某（科长）"), (office.id, ""))}
    return MeetingValues(**{**given, **changes})


def decision(**changes: Any) -> DecisionValues:
    given = {"words": "完善回避核查", "office_id": factories.procuratorate().id, "person": "李静", "due_on": date(2026, 12, 31)}
    return DecisionValues(**{**given, **changes})


def held(actor: Actor, *decisions: DecisionValues, starts_at: datetime = STARTS, at: datetime = AT) -> Meeting:
    row = meetings.plan(actor, values(starts_at), at=starts_at - timedelta(days=7))
    return meetings.write_up(actor, row, minutes="会议通报了情况。", sides=values().sides, decisions=decisions or (decision(),), at=at)


def refusal(act: Callable[[], object]) -> str:
    try:
        act()
    except DomainError as error:
        return error.code
    return ""


def test_from_plan_to_numbered_minutes(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = held(clerk)
    assert (row.title, row.state, [side.people for side in facts.sides(row)]) == ("第四季度联席会议", "held", ["王某（科长）", ""])
    paper = meetings.issue(clerk, row, at=AT)
    assert (paper.number, paper.kind, paper.about_type, paper.about_id) == ("乌司监〔2026〕1号", "meeting_minutes", "meeting", row.id)
    assert paper.data["decisions"] == [{"no": 1, "words": "完善回避核查", "office": "乌海市人民检察院", "person": "李静", "due": "2026-12-31"}]
    assert papers.open_paper(actor_as("officer"), paper, at=AT)[:2] == b"PK"
    assert Meeting.get_by_id(row.id).state == "issued"
    assert [entry.verb for entry in AuditEntry.select().order_by(AuditEntry.id)] == [
        "meeting:plan", "meeting:write_up", "decision:write", "paper:issue", "meeting:issue", "paper:render", "paper:open"]
    for act in (lambda: meetings.issue(clerk, row, at=AT), lambda: meetings.amend(clerk, row, values(), at=AT), lambda: meetings.cancel(clerk, row, words="x", at=AT),
                lambda: meetings.write_up(clerk, row, minutes="改", sides=values().sides, decisions=(), at=AT)):
        with pytest.raises(Conflict, match="meeting_act_not_now"):
            act()


def test_the_shipped_template_asks_for_nothing_else() -> None:
    assert papers.problems("meeting_minutes", shipped("meeting_minutes")) == []
    assert "number" in template_fields(shipped("meeting_minutes"))


@pytest.mark.parametrize(("changes", "code"), [
    ({"title": ""}, "words_missing"), ({"sides": ()}, "meeting_one_sided"), ({"host_id": 999}, "meeting_host"),
])
def test_what_a_plan_refuses(actor_as: ActorAs, changes: dict[str, Any], code: str) -> None:
    assert refusal(lambda: meetings.plan(actor_as("clerk"), values(**changes), at=AT)) == code


def test_offices_of_another_bureau_take_no_part(actor_as: ActorAs) -> None:
    sides = ((factories.bureau().id, ""), (factories.neighbour_procuratorate().id, ""))
    assert refusal(lambda: meetings.plan(actor_as("clerk"), values(sides=sides), at=AT)) == "meeting_office"
    row = held(actor_as("clerk"))
    with pytest.raises(NotFound):
        meetings.issue(actor_as("neighbour_clerk"), row, at=AT)
    with pytest.raises(NotFound):
        meetings.settle(actor_as("neighbour_clerk"), row.decisions.get(), words="已办", at=AT)


def test_a_plan_changes_or_is_cancelled_and_is_written_up_only_once_it_began(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = meetings.plan(clerk, values(AT + timedelta(days=7)), at=AT)
    assert refusal(lambda: meetings.write_up(clerk, row, minutes="早了", sides=values().sides, decisions=(), at=AT)) == "meeting_not_begun"
    district = factories.district()
    more = values(AT + timedelta(days=8), place="五楼", sides=(*values().sides, (district.id, "赵磊")))
    changed = meetings.amend(clerk, row, more, version=row.version, at=AT)
    assert (changed.place, len(facts.sides(changed))) == ("五楼", 3)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        meetings.amend(clerk, row, more, version=row.version, at=AT)
    assert refusal(lambda: meetings.cancel(clerk, row, words=" ", at=AT)) == "words_missing"
    gone = meetings.cancel(clerk, row, words="与年终会议合并", at=AT)
    assert (gone.state, gone.state_words) == ("cancelled", "与年终会议合并")
    later = held(clerk)
    assert refusal(lambda: meetings.amend(clerk, later, values(AT + timedelta(days=1)), at=AT)) == "meeting_not_begun"


def test_minutes_are_done_over_and_decisions_keep_their_rows(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = held(clerk, decision(), decision(words="统一表样"), decision(words="删去"))
    first, second, third = facts.decisions(row)
    meetings.settle(actor_as("officer"), second, words="已统一", at=AT)
    again = [decision(id=second.id, words="统一表样"), decision(id=first.id, words="完善核查台账"), decision(words="新增")]
    meetings.write_up(clerk, row, minutes="会议通报了情况。", sides=values().sides, decisions=again, at=AT)
    assert [(one.no, one.words) for one in facts.decisions(row)] == [(1, "统一表样"), (2, "完善核查台账"), (3, "新增")]
    assert [one.id for one in facts.decisions(row)[:2]] == [second.id, first.id]
    assert Decision.get_by_id(third.id).struck_at == AT
    with pytest.raises(NotFound):
        meetings.settle(clerk, third, words="已办", at=AT)
    for changed in ([decision(id=second.id, words="改写")], []):
        with pytest.raises(Conflict, match="decision_closed"):
            meetings.write_up(clerk, row, minutes="会议通报了情况。", sides=values().sides, decisions=changed, at=AT)
    assert len(facts.decisions(row)) == 3


def test_what_is_open_shows_at_the_next_meeting_with_what_became_of_it(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    spring = held(clerk, decision(words="早已办结", due_on=date(2026, 6, 1)), decision(words="会后办结", due_on=date(2026, 9, 1)),
                  decision(words="仍在办理", due_on=date(2026, 12, 1)), starts_at=AT - timedelta(days=200))
    early, late, open_one = facts.decisions(spring)
    meetings.settle(clerk, early, words="已办", done_on=date(2026, 6, 1), at=AT)
    autumn = held(clerk, starts_at=AT - timedelta(days=90))
    meetings.settle(clerk, late, words="已办", done_on=date(2026, 9, 20), at=AT)
    assert [one.words for one in facts.earlier(clerk, autumn)] == ["会后办结", "仍在办理"]
    assert [one.words for one in facts.earlier(actor_as("officer"), autumn)] == ["会后办结", "仍在办理"]
    assert facts.earlier(actor_as("district_officer"), autumn) == []
    told = meetings.issue(clerk, autumn, at=AT).data["earlier"]
    assert [(one["words"], one["done_on"]) for one in told] == [("会后办结", "2026-09-20"), ("仍在办理", "")]
    assert facts.earlier(clerk, spring) == []
    assert open_one.done_on is None


def test_who_reports_postpones_and_reopens_a_decision(actor_as: ActorAs) -> None:
    clerk, officer, bureau = actor_as("clerk"), actor_as("officer"), factories.bureau()
    row = held(clerk, decision(), decision(words="本局办理", office_id=bureau.id))
    theirs, ours = facts.decisions(row)
    with pytest.raises(Forbidden, match="not_own_decision"):
        meetings.settle(officer, ours, words="代办", at=AT)
    assert refusal(lambda: meetings.postpone(clerk, theirs, due_on=date(2026, 12, 31), words="再缓", at=AT)) == "decision_later"
    assert meetings.postpone(clerk, theirs, due_on=date(2027, 1, 31), words="等上级文件", at=AT).due_on == date(2027, 1, 31)
    assert refusal(lambda: meetings.settle(officer, theirs, words="已办", done_on=date(2026, 11, 1), at=AT)) == "decision_done_when"
    assert meetings.settle(officer, theirs, words="已建台账", at=AT).done_by_id == officer.user_id
    with pytest.raises(Conflict, match="decision_act_not_now"):
        meetings.settle(clerk, theirs, words="又办", at=AT)
    assert meetings.reopen(clerk, theirs, words="台账不全", at=AT).done_on is None
    story = history.of_objects(officer, {Decision: [theirs.id]})
    assert [(one.verb, one.reason) for one in story] == [
        ("decision:reopen", "台账不全"), ("decision:settle", "已建台账"), ("decision:postpone", "等上级文件")]


@pytest.mark.parametrize(("role", "may"), [("clerk", True), ("leader", False), ("finance", False), ("officer", False), ("chief", False)])
def test_meetings_are_the_clerks_to_write(actor_as: ActorAs, role: str, may: bool) -> None:
    row = held(actor_as("clerk"))
    one, actor = facts.decisions(row)[0], actor_as(role)
    acts = [lambda: meetings.plan(actor, values(), at=AT), lambda: meetings.amend(actor, row, values(), at=AT),
            lambda: meetings.postpone(actor, one, due_on=date(2027, 1, 31), words="x", at=AT), lambda: meetings.issue(actor, row, at=AT)]
    assert {refusal(act) == "forbidden" for act in acts} == {not may}
    assert (refusal(lambda: meetings.settle(actor, one, words="已办", at=AT)) == "forbidden") == (role not in ("clerk", "officer"))


def test_the_next_meeting_is_due_by_the_parameter_and_not_while_one_is_planned(actor_as: ActorAs) -> None:
    clerk, today = actor_as("clerk"), date(2026, 11, 24)
    assert facts.due(int(clerk.bureau_id or 0), today) is None
    held(clerk, starts_at=AT - timedelta(days=40))
    assert facts.due(int(clerk.bureau_id or 0), today) == date(2027, 1, 15)
    meetings.plan(clerk, values(AT + timedelta(days=7)), at=AT)
    assert facts.due(int(clerk.bureau_id or 0), today) is None
    assert Paper.select().count() == 0
