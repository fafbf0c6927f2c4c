"""What waits of contact, for whom, until when."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from models import Bulletin, BulletinOffice, BulletinReading, Decision, Meeting, MeetingOffice, Suggestion, Visit
from portal.domain.permissions import Actor
from portal.queries import worklists
from tests import factories
from tests.factories import AT, item, save

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]
ROLES = ("clerk", "leader", "finance", "officer", "chief", "district_officer", "neighbour_clerk", "neighbour_officer", "system_admin")
TODAY, LATE, SOON = date(2026, 11, 24), date(2026, 11, 20), date(2026, 12, 1)


def counts(actor: Actor) -> dict[str, int]:
    return worklists.frame(actor, AT, "")[1]


def waiting(actor_as: ActorAs) -> dict[str, list[tuple[str, date]]]:
    found = {role: [(task.kind, task.due) for task in worklists.tasks(actor_as(role), AT) if not task.kind.startswith("term_") and task.kind != "yearly_class"] for role in ROLES}
    return {role: tasks for role, tasks in found.items() if tasks}


def visit(**changes: Any) -> Visit:
    return save(Visit(**{"bureau": factories.bureau(), "supervisor": factories.supervisor(), "held_on": date(2026, 11, 1), "way": item("contact_way"),
                         "visited_by": "王联络", "subject": "走访", "words": "谈话", "follow_up": "送资料", **changes}))


def suggestion(state: str, **changes: Any) -> Suggestion:
    return save(Suggestion(**{"bureau": factories.bureau(), "supervisor": factories.supervisor(), "kind": "concern", "subject": "路灯", "words": "路灯不亮",
                              "source": "clerk", "received_on": LATE, "received_at": AT, "state": state, **changes}))


def meeting(**changes: Any) -> Meeting:
    bureau = factories.bureau()
    row = save(Meeting(**{"bureau": bureau, "title": "联席会议", "starts_at": AT - timedelta(days=5), "place": "三楼", "host": bureau, "agenda": "通报",
                          "state": "issued", **changes}))
    for office in (bureau, factories.procuratorate()):
        save(MeetingOffice(bureau=bureau, meeting=row, office=office))
    return row


def test_follow_ups(actor_as: ActorAs) -> None:
    visit(due_on=SOON)
    assert waiting(actor_as) == {"clerk": [("follow_up_visit", SOON)]}
    visit(due_on=LATE)
    visit(due_on=LATE, done_on=TODAY)
    assert waiting(actor_as) == {"clerk": [("follow_up_visit", LATE), ("follow_up_visit", SOON)], "leader": [("late_follow_up", LATE)]}
    assert (counts(actor_as("clerk"))["visits"], counts(actor_as("leader"))["visits"]) == (2, 1)


@pytest.mark.parametrize(("state", "lies_with", "due", "who"), [
    ("received", "", None, {"clerk": "route_suggestion"}),
    ("routed", "procuratorate", SOON, {"officer": "answer_suggestion"}),
    ("routed", "procuratorate", LATE, {"officer": "answer_suggestion", "clerk": "late_suggestion", "leader": "late_suggestion"}),
    ("routed", "district", LATE, {"district_officer": "answer_suggestion", "clerk": "late_suggestion", "leader": "late_suggestion"}),
    ("routed", "bureau", SOON, {"clerk": "answer_suggestion"}),
    ("routed", "bureau", LATE, {"clerk": "answer_suggestion", "leader": "late_suggestion"}),
    ("answered", "procuratorate", LATE, {"clerk": "tell_suggestion"}),
    ("told", "procuratorate", LATE, {}),
])
def test_suggestions(actor_as: ActorAs, state: str, lies_with: str, due: date | None, who: dict[str, str]) -> None:
    office = getattr(factories, lies_with)() if lies_with else None
    suggestion(state, office=office, due_on=due, answered_at=AT)
    found = waiting(actor_as)
    assert {role: [kind for kind, _due in tasks] for role, tasks in found.items()} == {role: [kind] for role, kind in who.items()}
    mine = {role for role, kind in who.items() if not kind.startswith("late")}
    assert {role for role in ROLES if counts(actor_as(role)).get("suggestions")} == mine


def test_decisions(actor_as: ActorAs) -> None:
    row, bureau, office = meeting(starts_at=AT - timedelta(days=20)), factories.bureau(), factories.procuratorate()
    for number, (owner, due, done) in enumerate(((office, SOON, None), (office, LATE, None), (bureau, SOON, None), (bureau, LATE, TODAY))):
        save(Decision(bureau=bureau, meeting=row, no=number, words="议定事项", office=owner, due_on=due, done_on=done))
    found = {role: [task for task in tasks if task[0] != "plan_meeting"] for role, tasks in waiting(actor_as).items()}
    assert found == {"clerk": [("late_decision", LATE), ("settle_decision", SOON)], "leader": [("late_decision", LATE)],
                     "officer": [("settle_decision", LATE), ("settle_decision", SOON)]}


def test_the_next_meeting_is_due_three_months_after_the_last(actor_as: ActorAs) -> None:
    meeting(starts_at=AT - timedelta(days=100))
    assert waiting(actor_as) == {"clerk": [("plan_meeting", date(2026, 11, 16))]}


@pytest.mark.parametrize(("state", "days", "who"), [
    ("planned", 10, {"clerk": "attend_meeting", "leader": "attend_meeting", "officer": "attend_meeting"}), ("planned", 40, {}),
    ("planned", -1, {"clerk": "write_up_meeting"}), ("held", -1, {"clerk": "write_up_meeting"}), ("cancelled", 10, {}),
])
def test_meetings(actor_as: ActorAs, state: str, days: int, who: dict[str, str]) -> None:
    meeting(state=state, starts_at=AT + timedelta(days=days))
    found = {role: [kind for kind, _due in tasks if kind != "plan_meeting"] for role, tasks in waiting(actor_as).items()}
    assert found == {role: [kind] for role, kind in who.items()}


def test_bulletins(actor_as: ActorAs) -> None:
    bureau, office = factories.bureau(), factories.procuratorate()
    row = save(Bulletin(bureau=bureau, sender=bureau, title="情况通报", words="x", state="sent", sent_at=AT - timedelta(days=7), answer_due_on=SOON))
    line = save(BulletinOffice(bureau=bureau, bulletin=row, office=office))
    assert waiting(actor_as) == {"officer": [("open_bulletin", date(2026, 11, 19))], "clerk": [("chase_bulletin", date(2026, 11, 20))]}
    assert counts(actor_as("officer"))["bulletins"] == 1
    officer = factories.account("officer")
    save(BulletinReading(bureau=bureau, bulletin=row, office=office, user=officer, read_at=AT))
    assert waiting(actor_as) == {"officer": [("answer_bulletin", SOON)]}
    BulletinOffice.update(answered_at=AT).where(BulletinOffice.id == line.id).execute()
    assert waiting(actor_as) == {}
    back = save(Bulletin(bureau=bureau, sender=office, title="回函", words="x", state="sent", sent_at=AT))
    save(BulletinOffice(bureau=bureau, bulletin=back, office=bureau))
    assert waiting(actor_as) == {
        "clerk": [("open_bulletin", date(2026, 11, 26))], "leader": [("open_bulletin", date(2026, 11, 26))]}
