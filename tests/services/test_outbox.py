from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models import Activity, Assignment, AuditEntry, ContactAttempt, Outbox
from models.base import database
from models.choices import OutboxState
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.permissions import SYSTEM
from portal.queries import notices as facts
from portal.services import audit, outbox, robots
from portal.services.outbox import Reach, Tally
from portal.settings import Settings
from tests import factories
from tests.factories import AT
from tests.real_draw import ActorAs

pytestmark = pytest.mark.usefixtures("db")

MAIL = Reach("", frozenset({"email"}))


class Wire:
    """A sender that remembers what it sent and can be told to fail."""

    def __init__(self, *failures: Exception) -> None:
        self.sent: list[str] = []
        self.failures = list(failures)

    def __call__(self, message: Outbox) -> None:
        assert not database.in_transaction()
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message.key)


def message(key: str = "notice:1:x", *, assignment: Assignment | None = None, on: bool = True, at: datetime = AT) -> Outbox:
    with database.atomic():
        return outbox.put("email", bureau_id=factories.bureau().id, recipient="wang@example.org", subject="通知", body="正文", key=key,
                          at=at, on=on, assignment=assignment)


def test_address_and_text_are_encrypted_and_the_same_key_is_put_once() -> None:
    first, second = message(), message()
    assert first.id == second.id and Outbox.select().count() == 1
    stored = database.execute_sql("SELECT recipient, body FROM outbox").fetchone()
    assert "wang" not in stored[0] and "正文" not in stored[1]
    assert Outbox.get().recipient == "wang@example.org"


def test_what_is_due_is_sent_once_and_leaves_an_attempt() -> None:
    row, wire = message(assignment=factories.assignment(factories.activity("drawn"))), Wire()
    assert outbox.send_due(SYSTEM, at=AT, senders={"email": wire}) == Tally(sent=1)
    assert outbox.send_due(SYSTEM, at=AT + timedelta(days=1), senders={"email": wire}) == Tally()
    found = Outbox.get_by_id(row.id)
    assert (found.state, found.sent_at, found.tries, wire.sent) == (OutboxState.SENT, AT, 1, ["notice:1:x"])
    attempt = ContactAttempt.get()
    assert (attempt.way, attempt.answer, attempt.by_id) == ("email", "none", None)
    assert Assignment.get().state == "drawn"  # a sent e-mail reached nobody yet
    assert AuditEntry.get(AuditEntry.verb == "notice:sent").chain == f"bureau:{row.bureau_id}"
    assert audit.verify() is None


def test_what_is_not_due_waits() -> None:
    message(at=AT + timedelta(minutes=1))
    assert outbox.send_due(SYSTEM, at=AT, senders={"email": Wire()}) == Tally()


def test_failing_sends_are_tried_again_at_growing_intervals_then_fail_visibly() -> None:
    row, at = message(), AT
    wire = Wire(*[RuntimeError(f"email: try {number}") for number in range(9)])
    for number, wait in enumerate(outbox.WAITS, 1):
        expected = Tally(failed=1) if number == len(outbox.WAITS) else Tally(again=1)
        assert outbox.send_due(SYSTEM, at=at, senders={"email": wire}) == expected
        assert outbox.send_due(SYSTEM, at=at + wait - timedelta(seconds=1), senders={"email": wire}) == Tally()
        at += wait
    found = Outbox.get_by_id(row.id)
    assert (found.state, found.tries, found.last_error) == (OutboxState.FAILED, 5, "email: try 4")
    assert outbox.send_due(SYSTEM, at=at + timedelta(days=9), senders={"email": wire}) == Tally()
    assert [one.id for one in facts.undelivered(row.bureau_id)] == [row.id]
    assert AuditEntry.select().where(AuditEntry.verb == "notice:undelivered").count() == 1


def test_one_broken_message_does_not_hold_up_the_next() -> None:
    message("notice:1:a"), message("notice:2:b")
    wire = Wire(RuntimeError("email: refused"))
    assert outbox.send_due(SYSTEM, at=AT, senders={"email": wire}) == Tally(sent=1, again=1)
    assert wire.sent == ["notice:2:b"]


def test_a_worker_that_dies_while_sending_leaves_the_message_to_be_tried_later() -> None:
    def dies(_message: Outbox) -> None:
        raise KeyboardInterrupt

    row = message()
    with pytest.raises(KeyboardInterrupt):
        outbox.send_due(SYSTEM, at=AT, senders={"email": dies})
    found = Outbox.get_by_id(row.id)
    assert (found.state, found.tries, found.next_at) == (OutboxState.WAITING, 1, AT + outbox.WAITS[0])
    assert outbox.send_due(SYSTEM, at=AT + outbox.WAITS[0], senders={"email": Wire()}) == Tally(sent=1)


OVERTAKEN = [
    ("notice:1:x", {"state": "freed"}, {}, True),
    ("notice:1:x", {}, {"state": "cancelled"}, True),
    ("reminder:1:x", {}, {"starts_at": AT}, True),
    ("notice:1:x", {}, {}, False),
    ("cancelled:1:x", {}, {"state": "cancelled"}, False),  # says that it was cancelled
    ("opinion:1:x", {"state": "attended"}, {"state": "held"}, False),
]


@pytest.mark.parametrize(("key", "place", "activity", "overtaken"), OVERTAKEN)
def test_what_lost_its_point_is_not_sent(key: str, place: dict[str, object], activity: dict[str, object], overtaken: bool) -> None:
    row, wire = message(key, assignment=factories.assignment(factories.activity("drawn"))), Wire()
    for model, values in ((Assignment, place), (Activity, activity)):
        if values:
            model.update(**values).execute()
    outbox.send_due(SYSTEM, at=AT, senders={"email": wire})
    assert wire.sent == ([] if overtaken else [key])
    assert Outbox.get().last_error == (outbox.OVERTAKEN if overtaken else "")
    assert facts.undelivered(row.bureau_id) == []


def test_a_channel_that_is_not_configured_sends_nothing(actor_as: ActorAs) -> None:
    off = message(on=False)
    assert outbox.send_due(SYSTEM, at=AT, senders={"email": Wire()}) == Tally()
    with pytest.raises(DomainError, match="channel_off"):
        outbox.retry(actor_as("clerk"), off, at=AT, reach=Reach())
    outbox.retry(actor_as("clerk"), off, at=AT, reach=MAIL)
    assert outbox.send_due(SYSTEM, at=AT, senders={}) == Tally()
    assert Outbox.get().state == OutboxState.OFF


def test_a_failed_message_can_be_sent_once_more(actor_as: ActorAs) -> None:
    row = message()
    Outbox.update(state="failed", tries=5, last_error="email: refused").execute()
    again = outbox.retry(actor_as("clerk"), row, at=AT, reach=MAIL)
    assert (again.state, again.tries, again.next_at, again.last_error) == (OutboxState.WAITING, 0, AT, "")
    with pytest.raises(Conflict, match="message_not_stuck"):
        outbox.retry(actor_as("clerk"), row, at=AT, reach=MAIL)
    assert outbox.send_due(SYSTEM, at=AT, senders={"email": Wire()}) == Tally(sent=1)


def test_a_message_that_lost_its_point_stays_unsent(actor_as: ActorAs) -> None:
    row = message(assignment=factories.assignment(factories.activity("drawn"), state="freed"))
    Outbox.update(state="failed").execute()
    with pytest.raises(Conflict, match="message_not_stuck"):
        outbox.retry(actor_as("clerk"), row, at=AT, reach=MAIL)


def test_doors(actor_as: ActorAs) -> None:
    row = message()
    for act in (lambda: outbox.send_due(actor_as("clerk"), at=AT, senders={}),
                lambda: outbox.retry(actor_as("leader"), row, at=AT, reach=MAIL),
                lambda: robots.tell_groups(actor_as("clerk"), at=AT, reach=MAIL)):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(NotFound):
        outbox.retry(actor_as("neighbour_clerk"), row, at=AT, reach=MAIL)


def test_the_settings_say_which_channels_are_open(tmp_path: Path) -> None:
    bare = Settings(instance=tmp_path, database_url="", secret_key="", field_keys={1: b""})
    assert outbox.reach_of(bare) == outbox.NOWHERE
    full = replace(bare, public_link_url="https://x.example", smtp_url="smtp://mail", mail_from="a@x.example", wecom_url="https://w")
    assert outbox.reach_of(full) == Reach("https://x.example", frozenset({"email", "wecom"}))
    assert outbox.reach_of(replace(full, mail_from="")).channels == {"wecom"}


# --- the office's own group ---------------------------------------------------------------------------------------------------------------

GROUP = Reach("", frozenset({"wecom", "dingtalk"}))


def test_the_group_is_told_once_of_each_newly_drawn_set() -> None:
    activity = factories.activity("drawn")
    factories.assignment(activity, no=1), factories.assignment(activity, no=2), factories.assignment(activity, no=3, state="accepted")
    assert robots.tell_groups(SYSTEM, at=AT, reach=GROUP) == 2
    assert robots.tell_groups(SYSTEM, at=AT, reach=GROUP) == 0
    bodies = {row.channel: row.body for row in Outbox.select()}
    assert bodies == dict.fromkeys(("wecom", "dingtalk"), f"【人民监督员】监督活动{activity.number}有2人待通知，请登录系统办理。")
    factories.assignment(activity, no=4, substitute=True)
    assert robots.tell_groups(SYSTEM, at=AT, reach=Reach("", frozenset({"wecom"}))) == 1


def test_the_group_hears_nothing_of_what_needs_no_call() -> None:
    factories.assignment(factories.activity("announced"), state="accepted")
    factories.assignment(factories.activity("cancelled"))
    factories.assignment(factories.activity("drawn", starts_at=AT))
    assert robots.tell_groups(SYSTEM, at=AT, reach=GROUP) == 0
    factories.assignment(factories.activity("drawn"))
    assert robots.tell_groups(SYSTEM, at=AT, reach=MAIL) == 0
