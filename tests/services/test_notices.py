from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models import Activity, Assignment, AuditEntry, ContactAttempt, DayOverride, LinkToken, Organisation, Outbox, Party, Recusal
from models.choices import LinkPurpose, OutboxState
from portal.domain import labels
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.localtime import ZONE
from portal.domain.notice_texts import texts
from portal.domain.permissions import SYSTEM
from portal.queries import notices as facts
from portal.services import links, notices, recusals
from portal.services.outbox import Reach
from tests import factories
from tests.factories import AT
from tests.real_draw import ActorAs, asked, drawn, link_for, person

pytestmark = pytest.mark.usefixtures("db")

OUTSIDE = Reach("https://links.example", frozenset({"email"}))
INTRANET = Reach()


def place(state: str = "drawn", activity_state: str = "drawn", **values: object) -> Assignment:
    return factories.assignment(factories.activity(activity_state, **values), state=state)


def again(row: Assignment) -> Assignment:
    return Assignment.get_by_id(row.id)


# --- texts --------------------------------------------------------------------------------------------------------------------------------


def test_making_the_texts_notifies_nobody(actor_as: ActorAs) -> None:
    row = place()
    notice = notices.notify(actor_as("clerk"), row, at=AT, reach=OUTSIDE)
    assert notice.url.startswith("https://links.example/l/") and notice.url in notice.texts.wechat
    assert (again(row).state, again(row).notified_at) == ("drawn", None)
    link = LinkToken.get(LinkToken.assignment == row)
    assert (link.purpose, link.expires_at, link.made_by_id) == ("notice", row.activity.starts_at, actor_as("clerk").user_id)
    assert link.token_digest == links.digest(notice.url.rsplit("/", 1)[1])
    entry = AuditEntry.get(AuditEntry.verb == "notice:write")
    assert entry.object_id == row.id and notice.url.rsplit("/", 1)[1] not in str(entry.__data__)


def test_on_the_intranet_no_link_is_made_and_the_texts_carry_the_phone(actor_as: ActorAs) -> None:
    row = place()
    notice = notices.notify(actor_as("clerk"), row, at=AT, reach=INTRANET)
    assert notice.url == "" and "http" not in notice.texts.wechat and "0473-1234567" in notice.texts.wechat
    assert not LinkToken.select().exists()
    assert texts("notice", facts.facts(row), {}) == notice.texts


def test_the_named_contact_answers_where_the_office_has_no_number() -> None:
    row = place()
    Organisation.update(phone="").execute()
    assert facts.facts(again(row)).office_phone == "0473-1234568"


def test_the_texts_hold_the_public_facts_no_party_and_no_words_of_the_case(actor_as: ActorAs) -> None:
    """Title, place and remark are written for the people drawn, and the form says so."""
    row = place(title="公开听证会", remark="请带身份证", urgent_reason="内部原因")
    factories.save(Party(activity=row.activity, name="赵当事人"))
    texts = notices.notify(actor_as("clerk"), row, at=AT, reach=OUTSIDE).texts
    everything = texts.wechat + texts.sms + texts.script + texts.mail + texts.mail_subject
    assert "公开听证会" in everything and "请带身份证" in everything
    assert not [word for word in ("赵当事人", "内部原因", row.supervisor.phone, row.supervisor.id_number) if word in everything]


def test_who_was_drawn_before_a_move_is_told_of_it(actor_as: ActorAs) -> None:
    row = place()
    assert not facts.facts(again(row)).moved
    Activity.update(rescheduled_at=AT + timedelta(hours=1)).execute()
    assert facts.facts(again(row)).moved
    later = factories.assignment(again(row).activity, no=2, drawn_at=AT + timedelta(hours=2))
    assert not facts.facts(later).moved


KINDS = [
    # state of the place, of the activity, kind asked for, allowed
    ("drawn", "drawn", "notice", True),
    ("drawn", "drawn", "reminder", True),  # said yes at the door of the office: the clerk may hand out the check-in link
    ("accepted", "confirmed", "reminder", True),
    ("accepted", "announced", "notice", True),  # lost the address: when and where again
    ("accepted", "announced", "opinion", False),
    ("attended", "held", "opinion", True),
    ("attended", "held", "notice", False),
    ("freed", "drawn", "notice", False),
    ("absent", "held", "opinion", False),
    ("accepted", "cancelled", "cancelled", True),
    ("accepted", "cancelled", "notice", False),
]


@pytest.mark.parametrize(("state", "activity_state", "kind", "allowed"), KINDS)
def test_who_may_be_told_what(actor_as: ActorAs, state: str, activity_state: str, kind: str, allowed: bool) -> None:
    row = place(state, activity_state)
    if allowed:
        assert notices.notify(actor_as("clerk"), row, at=AT, reach=OUTSIDE, kind=kind).kind == kind
        return
    with pytest.raises(DomainError, match="notice_none"):
        notices.notify(actor_as("clerk"), row, at=AT, reach=OUTSIDE, kind=kind)
    assert not LinkToken.select().exists()


PURPOSES = [("notice", "notice", "drawn", "drawn"), ("reminder", "check_in", "accepted", "announced"),
            ("opinion", "opinion", "attended", "held")]


@pytest.mark.parametrize(("kind", "purpose", "state", "activity_state"), PURPOSES)
def test_each_occasion_carries_its_own_kind_of_link(actor_as: ActorAs, kind: str, purpose: str, state: str, activity_state: str) -> None:
    notices.notify(actor_as("clerk"), place(state, activity_state), at=AT, reach=OUTSIDE, kind=kind)
    assert LinkToken.get().purpose == purpose


def test_a_cancellation_carries_no_link(actor_as: ActorAs) -> None:
    notice = notices.notify(actor_as("clerk"), place("accepted", "cancelled"), at=AT, reach=OUTSIDE, kind="cancelled")
    assert notice.url == "" and "已取消" in notice.texts.sms and not LinkToken.select().exists()


def test_after_the_start_a_notice_carries_the_phone_instead_of_a_dead_link(actor_as: ActorAs) -> None:
    row = place()
    assert notices.notify(actor_as("clerk"), row, at=row.activity.starts_at, reach=OUTSIDE).url == ""


def test_everyone_who_waits_gets_texts_at_once(actor_as: ActorAs) -> None:
    activity = factories.activity("drawn")
    waiting = [factories.assignment(activity, no=1), factories.assignment(activity, no=2, state="notified")]
    factories.assignment(activity, no=3, state="accepted")
    factories.assignment(activity, no=4, state="freed")
    made = notices.notify_all(actor_as("clerk"), activity, kind="notice", at=AT, reach=OUTSIDE)
    assert [notice.assignment.id for notice in made] == [row.id for row in waiting]
    assert len({notice.url for notice in made}) == 2


def test_an_email_is_put_once_for_each_occasion_and_time(actor_as: ActorAs) -> None:
    activity = factories.activity("drawn")
    row = factories.assignment(activity, person=factories.supervisor(email="wang@example.org"))
    for _ in range(2):
        notices.notify(actor_as("clerk"), row, at=AT, reach=OUTSIDE)
    message = Outbox.get()
    assert (message.state, message.recipient, message.assignment_id) == (OutboxState.WAITING, "wang@example.org", row.id)
    assert "https://links.example/l/" in message.body and Outbox.select().count() == 1
    Activity.update(starts_at=activity.starts_at + timedelta(days=1)).execute()
    notices.notify(actor_as("clerk"), again(row), at=AT, reach=OUTSIDE)
    assert Outbox.select().count() == 2


def test_an_email_stays_off_until_mail_is_configured(actor_as: ActorAs) -> None:
    row = factories.assignment(factories.activity("drawn"), person=factories.supervisor(email="wang@example.org"))
    notices.notify(actor_as("clerk"), row, at=AT, reach=INTRANET)
    assert Outbox.get().state == OutboxState.OFF


NOT_ALLOWED = ["leader", "officer", "chief", "finance", "system_admin", "audit_admin"]


@pytest.mark.parametrize("role", NOT_ALLOWED)
def test_only_a_clerk_asks_people(actor_as: ActorAs, role: str) -> None:
    row, actor = place(), actor_as(role)
    for act in (lambda: notices.notify(actor, row, at=AT), lambda: notices.log_attempt(actor, row, way="phone", answer="none", at=AT),
                lambda: notices.withdraw_links(actor, row, at=AT), lambda: notices.answer(actor, row, coming=True, at=AT)):
        with pytest.raises(Forbidden):
            act()


def test_a_neighbour_bureau_finds_nobody_here(actor_as: ActorAs) -> None:
    row, neighbour = place(), actor_as("neighbour_clerk")
    for act in (lambda: notices.notify(neighbour, row, at=AT),
                lambda: notices.log_attempt(neighbour, row, way="phone", answer="none", at=AT),
                lambda: notices.withdraw_links(neighbour, row, at=AT),
                lambda: notices.invite(neighbour, row.supervisor, at=AT, reach=OUTSIDE)):
        with pytest.raises(NotFound):
            act()


def test_links_can_be_withdrawn(actor_as: ActorAs) -> None:
    row = place()
    token = notices.notify(actor_as("clerk"), row, at=AT, reach=OUTSIDE).url.rsplit("/", 1)[1]
    assert notices.withdraw_links(actor_as("clerk"), row, at=AT) == 1
    with pytest.raises(DomainError, match="link_revoked"):
        links.look_up(token, at=AT)


def test_an_invitation_brings_a_link_for_own_initiative(actor_as: ActorAs) -> None:
    someone = factories.supervisor()
    text = notices.invite(actor_as("clerk"), someone, at=AT, reach=OUTSIDE)
    link = LinkToken.get()
    assert (link.purpose, link.supervisor_id, link.assignment_id) == (LinkPurpose.INITIATIVE, someone.id, None)
    assert "https://links.example/l/" in text
    with pytest.raises(DomainError, match="channel_off"):
        notices.invite(actor_as("clerk"), someone, at=AT, reach=INTRANET)


# --- attempts -----------------------------------------------------------------------------------------------------------------------------

ATTEMPTS = [
    # before, answer, after, is notified, has answered
    ("drawn", "none", "drawn", False, False),  # not reached: not notified
    ("drawn", "later", "notified", True, False),
    ("drawn", "accepted", "accepted", True, True),
    ("notified", "none", "notified", True, False),
    ("notified", "accepted", "accepted", True, True),
    ("accepted", "later", "accepted", True, True),  # thinking again is no "no"
    ("accepted", "none", "accepted", True, True),
]


@pytest.mark.parametrize(("before", "answer", "after", "notified", "answered"), ATTEMPTS)
def test_what_an_attempt_makes_of_a_place(actor_as: ActorAs, before: str, answer: str, after: str, notified: bool, answered: bool) -> None:
    row = place(before)
    earlier = AT - timedelta(days=1)
    Assignment.update(notified_at=None if before == "drawn" else earlier, answered_at=earlier if before == "accepted" else None).execute()
    notices.log_attempt(actor_as("clerk"), again(row), way="phone", answer=answer, remark=" 说过了 ", at=AT)
    found = again(row)
    assert (found.state, found.notified_at is not None, found.answered_at is not None) == (after, notified, answered)
    attempt = ContactAttempt.get()
    assert (attempt.way, attempt.answer, attempt.remark, attempt.at) == ("phone", answer, "说过了", AT)
    assert attempt.by_id == actor_as("clerk").user_id
    assert AuditEntry.select().where(AuditEntry.verb == "notice:attempt", AuditEntry.object_id == row.id).count() == 1


def test_a_no_by_phone_frees_the_place_and_takes_the_next_at_once(actor_as: ActorAs) -> None:
    activity = drawn(actor_as)
    row, before = asked(activity)[0], {one.id for one in asked(activity)}
    result = notices.log_attempt(actor_as("clerk"), row, way="phone", answer="declined", reason="ill", remark="住院", at=AT)
    assert (result.assignment.state, result.assignment.freed_reason, result.assignment.declined) == ("freed", "ill", "ill")
    assert result.substitute is not None and result.substitute.id not in before
    assert (result.substitute.state, result.substitute.substitute) == ("drawn", True)


@pytest.mark.parametrize("said", ["none", "declined"])
def test_who_cannot_be_reached_gives_way_to_the_next(actor_as: ActorAs, said: str) -> None:
    row = asked(drawn(actor_as))[0]
    result = notices.log_attempt(actor_as("clerk"), row, way="phone", answer=said, reason="unreachable", remark="三次未接", at=AT)
    assert (result.assignment.state, result.assignment.freed_reason, result.assignment.freed_words) == ("freed", "unreachable", "三次未接")
    assert result.substitute is not None and result.substitute.substitute


def test_a_no_when_the_order_is_used_up_leaves_the_place_open(actor_as: ActorAs) -> None:
    activity = drawn(actor_as, pool=2, places=2)
    result = notices.log_attempt(actor_as("clerk"), asked(activity)[0], way="wechat", answer="declined", reason="away", at=AT)
    assert result.substitute is None and len(asked(activity)) == 1


def test_a_recusal_by_phone_waits_for_the_decision(actor_as: ActorAs) -> None:
    row = place()
    notices.log_attempt(actor_as("clerk"), row, way="phone", answer="recusal", ground="relative", remark="表兄", at=AT)
    recusal = Recusal.get()
    assert (recusal.supervisor_id, recusal.ground, recusal.state, recusal.source) == (row.supervisor_id, "relative", "proposed", "person")
    assert again(row).state == "notified"


WRONG = [
    ({"way": "pigeon", "answer": "none"}, "unknown_code", "way"),
    ({"way": "link", "answer": "none"}, "unknown_code", "way"),  # only the portal logs links
    ({"way": "phone", "answer": "maybe"}, "unknown_code", "answer"),
    ({"way": "phone", "answer": "declined"}, "reason_missing", "reason"),
    ({"way": "phone", "answer": "declined", "reason": "recused"}, "reason_missing", "reason"),
    ({"way": "phone", "answer": "declined", "reason": "other"}, "words_missing", "words"),
    ({"way": "phone", "answer": "recusal"}, "ground_missing", "ground"),
    ({"way": "phone", "answer": "recusal", "ground": "other"}, "words_missing", "words"),
    ({"way": "phone", "answer": "none", "remark": "长" * 301}, "words_long", "words"),
]


@pytest.mark.parametrize(("values", "code", "field"), WRONG)
def test_a_wrong_entry_writes_nothing(actor_as: ActorAs, values: dict[str, str], code: str, field: str) -> None:
    row = place()
    with pytest.raises(DomainError) as caught:
        notices.log_attempt(actor_as("clerk"), row, at=AT, **values)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert not ContactAttempt.select().exists() and again(row).state == "drawn"


OVER = [("drawn", "cancelled"), ("accepted", "held"), ("freed", "drawn"), ("attended", "announced")]


@pytest.mark.parametrize(("state", "activity_state"), OVER)
def test_nobody_is_asked_after_it_is_over(actor_as: ActorAs, state: str, activity_state: str) -> None:
    row = place(state, activity_state)
    with pytest.raises(Conflict, match="notice_over"):
        notices.log_attempt(actor_as("clerk"), row, way="phone", answer="accepted", at=AT)
    with pytest.raises(Conflict, match="notice_over"):
        notices.answer(person(row), row, coming=True, at=AT)
    assert again(row).state == state


TOLD = [
    # answer logged after the cancelling, refusal
    ("none", None), ("told", None), ("accepted", "notice_over"), ("declined", "notice_over"), ("later", "notice_over"),
]


@pytest.mark.parametrize(("said", "refusal"), TOLD)
def test_after_a_cancelling_people_are_only_told(actor_as: ActorAs, said: str, refusal: str | None) -> None:
    row = place("accepted", "cancelled")
    log = {"way": "phone", "answer": said, "reason": "ill" if said == "declined" else "unreachable"}
    if refusal is None:
        notices.log_attempt(actor_as("clerk"), row, at=AT, **log)
        assert ContactAttempt.get().answer == said
    else:
        with pytest.raises(Conflict, match=refusal):
            notices.log_attempt(actor_as("clerk"), row, at=AT, **log)
    assert again(row).state == "accepted"


def test_nobody_is_told_of_the_end_before_it(actor_as: ActorAs) -> None:
    with pytest.raises(DomainError, match="unknown_code"):
        notices.log_attempt(actor_as("clerk"), place(), way="phone", answer="told", at=AT)


def test_while_a_further_round_is_drawn_answers_wait(actor_as: ActorAs) -> None:
    row = place("notified", "sealed")
    with pytest.raises(DomainError, match="notice_wait"):
        notices.answer(person(row), row, coming=True, at=AT)


# --- answers by the person ----------------------------------------------------------------------------------------------------------------


def test_a_yes_by_link(actor_as: ActorAs) -> None:
    row = place()
    notices.answer(person(row), row, coming=True, at=AT)
    found = again(row)
    assert (found.state, found.notified_at, found.answered_at, found.declined) == ("accepted", AT, AT, "")
    attempt = ContactAttempt.get()
    assert (attempt.way, attempt.answer, attempt.by_id) == ("link", "accepted", None)
    entry = AuditEntry.get(AuditEntry.verb == "notice:answer")
    assert (entry.actor, entry.roles, entry.chain) == (row.supervisor.code, "link", f"bureau:{row.bureau_id}")


@pytest.mark.parametrize("reason", notices.ANSWER_REASONS)
def test_a_no_by_link_frees_the_place_at_once(actor_as: ActorAs, reason: str) -> None:
    activity = drawn(actor_as, pool=3, places=1)
    row = asked(activity)[0]
    _link, token = link_for(row, LinkPurpose.CHECK_IN)
    found = notices.answer(person(row), row, coming=False, reason=reason, words="出差", at=AT)
    assert (found.state, found.declined, found.freed_reason, found.freed_words) == ("freed", reason, reason, "出差")
    assert [one.substitute for one in asked(activity)] == [True]
    with pytest.raises(DomainError, match="link_revoked"):
        links.look_up(token, at=AT)


def test_a_person_answers_for_nobody_else(actor_as: ActorAs) -> None:
    row, other = place(), place()
    for act in (lambda: notices.answer(person(other), row, coming=True, at=AT),
                lambda: notices.declare_recusal(person(other), row, ground="interest", at=AT)):
        with pytest.raises(NotFound):
            act()
    assert again(row).state == "drawn"


def test_a_recusal_by_link_is_decided_by_the_bureau(actor_as: ActorAs) -> None:
    activity = drawn(actor_as, pool=3, places=1)
    row = asked(activity)[0]
    notices.declare_recusal(person(row), row, ground="took_part", words="原调解员", at=AT)
    assert again(row).state == "notified" and ContactAttempt.get().answer == "recusal"
    recusals.decide(actor_as("clerk"), Recusal.get(), uphold=True, at=AT)
    assert (again(row).state, again(row).freed_reason) == ("freed", "recused")
    assert len(asked(activity)) == 1


@pytest.mark.parametrize("ground", ["", "sleepy"])
def test_a_recusal_needs_its_ground(ground: str) -> None:
    row = place()
    with pytest.raises(DomainError, match="ground_missing"):
        notices.declare_recusal(person(row), row, ground=ground, at=AT)


def test_answers_end_with_the_start() -> None:
    row = place()
    notices.answer(person(row), row, coming=True, at=row.activity.starts_at - timedelta(seconds=1))
    with pytest.raises(Conflict, match="notice_over"):
        notices.answer(person(row), row, coming=True, at=row.activity.starts_at)


def test_the_reasons_offered_have_words() -> None:
    assert set(notices.ANSWER_REASONS) == set(labels.FREED_REASONS) - {"recused", "unreachable"}
    assert set(notices.WAYS) == set(labels.CONTACT_WAYS) - {"link", "robot"}


# --- reminders ----------------------------------------------------------------------------------------------------------------------------


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


REMINDERS = [
    # activity, reminder
    (local(11, 26, 9), local(11, 25, 8, 30)),  # Thursday: on Wednesday
    (local(11, 30, 9), local(11, 27, 8, 30)),  # Monday: on Friday
    (local(10, 9, 9), local(10, 8, 8, 30)),  # the second day after the holidays
    (local(10, 8, 9), local(9, 30, 8, 30)),  # the first day after National Day: before the holidays
    (local(10, 12, 9), local(10, 10, 8, 30)),  # Monday after a working Saturday
    (local(10, 3, 9), local(9, 30, 8, 30)),  # in the middle of the holidays
    (local(11, 27, 0, 30), local(11, 26, 8, 30)),  # early in the morning by local time
]


@pytest.mark.parametrize(("starts", "expected"), REMINDERS)
def test_reminders_come_when_offices_open_on_the_working_day_before(actor_as: ActorAs, starts: datetime, expected: datetime) -> None:
    row = factories.assignment(factories.activity("announced", starts_at=starts), state="accepted",
                               person=factories.supervisor(email="wang@example.org"))
    assert notices.remind(SYSTEM, at=expected - timedelta(seconds=1), reach=OUTSIDE) == []
    assert [one.id for one in notices.remind(SYSTEM, at=expected, reach=OUTSIDE)] == [row.id]
    assert again(row).reminded_at == expected
    assert notices.remind(SYSTEM, at=expected + timedelta(minutes=1), reach=OUTSIDE) == []
    assert Outbox.select().count() == 1 and LinkToken.get().purpose == LinkPurpose.CHECK_IN


def test_an_offices_own_free_day_moves_the_reminder() -> None:
    row = place("accepted", "announced", starts_at=local(11, 26, 9))
    factories.save(DayOverride(bureau=row.bureau_id, day=datetime(2026, 11, 25).date(), working=False))
    assert facts.reminder_time(row.activity) == local(11, 24, 8, 30)


NOT_REMINDED = [("drawn", "announced"), ("notified", "announced"), ("freed", "announced"), ("attended", "announced"),
                ("accepted", "cancelled"), ("accepted", "held")]


@pytest.mark.parametrize(("state", "activity_state"), NOT_REMINDED)
def test_only_those_who_said_yes_are_reminded(state: str, activity_state: str) -> None:
    factories.assignment(factories.activity(activity_state, starts_at=local(11, 26, 9)), state=state,
                         person=factories.supervisor(email="wang@example.org"))
    assert notices.remind(SYSTEM, at=local(11, 25, 9), reach=OUTSIDE) == []


def test_who_has_no_email_stays_with_the_clerk_until_reminded_by_hand(actor_as: ActorAs) -> None:
    row, at = place("accepted", "announced", starts_at=local(11, 26, 9)), local(11, 25, 9)
    assert notices.remind(SYSTEM, at=at, reach=OUTSIDE) == []
    assert [one.id for one in facts.reminders(row.bureau_id, at)] == [row.id]
    assert facts.reminders(factories.neighbour_bureau().id, at) == []
    notices.notify(actor_as("clerk"), row, kind="reminder", at=at, reach=OUTSIDE)
    assert again(row).reminded_at == at and facts.reminders(row.bureau_id, at) == []


def test_texts_made_early_remind_nobody_yet(actor_as: ActorAs) -> None:
    row = factories.assignment(factories.activity("announced", starts_at=local(12, 8, 9)), state="accepted",
                               person=factories.supervisor(email="wang@example.org"))
    notices.notify(actor_as("clerk"), row, kind="reminder", at=AT, reach=OUTSIDE)
    assert again(row).reminded_at is None and not Outbox.select().exists()
    assert len(notices.remind(SYSTEM, at=local(12, 7, 8, 30), reach=OUTSIDE)) == 1


def test_a_moved_activity_is_reminded_of_anew() -> None:
    row = factories.assignment(factories.activity("announced", starts_at=local(11, 26, 9)), state="accepted",
                               person=factories.supervisor(email="wang@example.org"))
    assert len(notices.remind(SYSTEM, at=local(11, 25, 9), reach=OUTSIDE)) == 1
    Activity.update(starts_at=local(12, 8, 9), rescheduled_at=local(11, 25, 10)).execute()
    assert notices.remind(SYSTEM, at=local(11, 25, 11), reach=OUTSIDE) == []
    assert len(notices.remind(SYSTEM, at=local(12, 7, 9), reach=OUTSIDE)) == 1
    assert row.id and Outbox.select().count() == 2


def test_people_cannot_start_the_reminders(actor_as: ActorAs) -> None:
    with pytest.raises(Forbidden):
        notices.remind(actor_as("clerk"), at=AT)
