"""Bulletins between the offices: drafted, sent, signed for, answered; by whom, and what is refused."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from models import AuditEntry, Bulletin, BulletinReading
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.queries import liaison_bulletins as facts
from portal.services import liaison_bulletins as bulletins
from tests import factories
from tests.factories import AT

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]
DUE = date(2026, 12, 1)


def draft(actor: Actor, **changes: Any) -> Bulletin:
    office = factories.procuratorate() if actor.in_bureau else factories.bureau()
    given = {"title": " 情况通报 ", "words": "有关情况", "offices": [office.id], "answer_due_on": None} | changes
    return bulletins.draft(actor, at=AT, **given)


def sent(actor: Actor, **changes: Any) -> Bulletin:
    return bulletins.send(actor, draft(actor, **changes), at=AT)


def refusal(act: Callable[[], object]) -> str:
    try:
        act()
    except DomainError as error:
        return error.code
    return ""


def test_each_account_signs_once_and_the_sender_sees_who_and_when(actor_as: ActorAs) -> None:
    clerk, officer = actor_as("clerk"), actor_as("officer")
    row = sent(clerk, offices=[factories.procuratorate().id, factories.district().id])
    assert (row.title, row.state, row.sent_by_id) == ("情况通报", "sent", clerk.user_id)
    assert not facts.has_opened(officer, row)
    first = bulletins.open_bulletin(officer, row, at=AT + timedelta(hours=1))
    assert bulletins.open_bulletin(officer, row, at=AT + timedelta(hours=2)).id == first.id
    assert facts.has_opened(officer, row)
    seen = facts.receipts(clerk, row)
    assert [[(one.user_id, one.read_at) for one in receipt.readings] for receipt in seen] == [[(officer.user_id, AT + timedelta(hours=1))], []]
    assert [receipt.addressed.office_id for receipt in facts.receipts(officer, row)] == [officer.organisation_id]
    assert [entry.verb for entry in AuditEntry.select().order_by(AuditEntry.id)] == ["bulletin:draft", "bulletin:send", "bulletin:open"]


def test_a_bulletin_goes_the_other_way_too(actor_as: ActorAs) -> None:
    officer, leader = actor_as("officer"), actor_as("leader")
    row = sent(officer, answer_due_on=DUE)
    bulletins.open_bulletin(leader, row, at=AT)
    bulletins.open_bulletin(actor_as("clerk"), row, at=AT)
    line = bulletins.answer(actor_as("clerk"), row, words=" 已知悉 ", at=AT)
    assert (line.answer, line.answered_at) == ("已知悉", AT)
    assert BulletinReading.select().count() == 2


@pytest.mark.parametrize(("changes", "code"), [
    ({"title": ""}, "words_missing"), ({"words": ""}, "words_missing"), ({"offices": []}, "bulletin_nobody"),
    ({"offices": [99_999]}, "bulletin_office"), ({"answer_due_on": date(2026, 11, 23)}, "bulletin_due_past"),
])
def test_what_a_draft_refuses(actor_as: ActorAs, changes: dict[str, Any], code: str) -> None:
    assert refusal(lambda: draft(actor_as("clerk"), **changes)) == code


def test_whom_an_office_may_address(actor_as: ActorAs) -> None:
    clerk, officer = actor_as("clerk"), actor_as("officer")
    for actor, office in ((clerk, factories.neighbour_procuratorate()), (clerk, factories.bureau()), (officer, factories.district()),
                          (officer, factories.neighbour_bureau())):
        assert refusal(lambda actor=actor, office=office: draft(actor, offices=[office.id])) == "bulletin_office"


def test_a_draft_changes_until_it_is_sent_and_by_its_own_office(actor_as: ActorAs) -> None:
    clerk, officer = actor_as("clerk"), actor_as("officer")
    row = draft(clerk)
    values = {"title": "更正", "words": "更正后的情况", "offices": [factories.district().id], "answer_due_on": DUE}
    for act in (lambda: bulletins.open_bulletin(officer, row, at=AT),):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Forbidden, match="not_own_bulletin"):
        bulletins.send(officer, row, at=AT)
    with pytest.raises(NotFound):
        bulletins.send(actor_as("neighbour_clerk"), row, at=AT)
    changed = bulletins.amend(clerk, row, version=row.version, at=AT, **values)
    assert (changed.title, facts.office_ids(changed)) == ("更正", values["offices"])
    assert refusal(lambda: bulletins.send(clerk, changed, at=AT + timedelta(days=30))) == "bulletin_due_past"
    bulletins.send(clerk, changed, at=AT)
    for act in (lambda: bulletins.send(clerk, row, at=AT), lambda: bulletins.amend(clerk, row, at=AT, **values)):
        with pytest.raises(Conflict, match="bulletin_sent"):
            act()
    with pytest.raises(NotFound):
        bulletins.open_bulletin(officer, row, at=AT)


def test_when_it_is_answered(actor_as: ActorAs) -> None:
    clerk, officer = actor_as("clerk"), actor_as("officer")
    quiet, asking = sent(clerk), sent(clerk, answer_due_on=DUE)
    for row in (quiet, asking):
        bulletins.open_bulletin(officer, row, at=AT)
    assert refusal(lambda: bulletins.answer(officer, quiet, words="收到", at=AT)) == "bulletin_no_answer_asked"
    assert refusal(lambda: bulletins.answer(officer, asking, words=" ", at=AT)) == "words_missing"
    bulletins.answer(officer, asking, words="收到", at=AT)
    with pytest.raises(Conflict, match="bulletin_answered"):
        bulletins.answer(officer, asking, words="再次", at=AT)
    with pytest.raises(NotFound):
        bulletins.answer(clerk, asking, words="自答", at=AT)
    unread = sent(clerk, answer_due_on=DUE)
    assert refusal(lambda: bulletins.answer(officer, unread, words="收到", at=AT)) == "bulletin_unopened"


@pytest.mark.parametrize(("role", "may"), [
    ("leader", {"open"}), ("finance", set()), ("chief", set()), ("system_admin", set()), ("district_officer", {"draft", "open", "answer"}),
])
def test_who_may_do_what(actor_as: ActorAs, role: str, may: set[str]) -> None:
    row, actor = sent(actor_as("clerk"), answer_due_on=DUE), actor_as(role)
    acts = {"draft": lambda: draft(actor), "send": lambda: bulletins.send(actor, row, at=AT),
            "open": lambda: bulletins.open_bulletin(actor, row, at=AT), "answer": lambda: bulletins.answer(actor, row, words="收到", at=AT)}
    assert {name for name, act in acts.items() if refusal(act) != "forbidden"} - {"send"} == may
