from __future__ import annotations

from datetime import timedelta

import pytest

from models import AuditEntry, SignInAttempt, User, UserSession
from portal.domain.errors import DomainError, NotFound
from portal.services import audit, sessions
from portal.services.sessions import Knock
from tests import factories
from tests.factories import AT, PASSWORD

pytestmark = pytest.mark.usefixtures("db")
HERE, THERE = Knock("10.0.0.1", "Chromium"), Knock("10.0.0.2")
MINUTE = timedelta(minutes=1)


def refused(username: str = "clerk", password: str = "wrong", knock: Knock = HERE, at: object = AT) -> str:
    with pytest.raises(DomainError) as caught:
        sessions.sign_in(username, password, knock, at=at)
    return caught.value.code


def test_the_right_password_opens_a_session_that_is_kept_as_a_digest() -> None:
    user = factories.account("clerk")
    found, token = sessions.sign_in(" CLERK ", PASSWORD, HERE, at=AT)
    row = UserSession.get()
    assert found == user
    assert token not in str(row.__data__)
    assert sessions.find(token, idle=15 * MINUTE, absolute=480 * MINUTE, at=AT).session.id == row.id
    assert [entry.verb for entry in AuditEntry.select()] == ["session:sign_in"]


@pytest.mark.parametrize(("minutes_since_seen", "minutes_since_start", "lives"), [
    (0, 0, True), (15, 15, True), (16, 16, False), (1, 480, True), (1, 481, False),
])
def test_idle_and_absolute_end(minutes_since_seen: int, minutes_since_start: int, lives: bool) -> None:
    factories.account("clerk")
    _, token = sessions.sign_in("clerk", PASSWORD, HERE, at=AT)
    UserSession.update(seen_at=AT + (minutes_since_start - minutes_since_seen) * MINUTE).execute()
    found = sessions.find(token, idle=15 * MINUTE, absolute=480 * MINUTE, at=AT + minutes_since_start * MINUTE)
    assert (found is not None) is lives


def test_a_disabled_account_an_ended_session_and_a_guessed_token_open_nothing() -> None:
    user = factories.account("clerk")
    _, token = sessions.sign_in("clerk", PASSWORD, HERE, at=AT)
    spans = {"idle": 15 * MINUTE, "absolute": 480 * MINUTE, "at": AT}
    assert sessions.find("guess", **spans) is None
    User.update(active=False).execute()
    assert sessions.find(token, **spans) is None
    User.update(active=True).execute()
    sessions.end_all(user, why="disabled", at=AT)
    assert sessions.find(token, **spans) is None


def test_five_failures_lock_the_account_for_thirty_minutes_even_from_elsewhere() -> None:
    factories.account("clerk")
    assert [refused() for _ in range(5)] == ["sign_in_refused"] * 5
    assert refused(password=PASSWORD, knock=THERE) == "sign_in_locked"
    assert refused(password=PASSWORD, knock=THERE, at=AT + 29 * MINUTE) == "sign_in_locked"
    assert sessions.sign_in("clerk", PASSWORD, THERE, at=AT + 31 * MINUTE)
    assert "session:locked" in [entry.verb for entry in AuditEntry.select()]


def test_five_failures_over_several_accounts_lock_the_address_but_not_another() -> None:
    for role in ("clerk", "leader"):
        factories.account(role)
    for name in ("clerk", "leader", "nobody", "root", "admin"):
        assert refused(name) == "sign_in_refused"
    assert refused("leader", PASSWORD) == "sign_in_locked"
    assert sessions.sign_in("leader", PASSWORD, THERE, at=AT)


def test_a_success_starts_the_count_anew() -> None:
    factories.account("clerk")
    for _ in range(3):
        for _ in range(4):
            assert refused() == "sign_in_refused"
        sessions.sign_in("clerk", PASSWORD, HERE, at=AT)


def test_unknown_and_disabled_accounts_get_the_same_answer() -> None:
    factories.account("clerk")
    User.update(active=False).execute()
    assert refused("clerk", PASSWORD) == refused("nobody", PASSWORD, THERE) == "sign_in_refused"
    assert SignInAttempt.select().where(SignInAttempt.succeeded).count() == 0


@pytest.mark.parametrize(("role", "allowed", "opens"), [
    ("system_admin", ("10.0.0.1",), True), ("system_admin", ("10.9.9.9",), False), ("clerk", ("10.9.9.9",), True), ("audit_admin", (), True),
    ("security_admin", ("10.9.9.9/32", "10.0.0.0/24"), True), ("security_admin", ("10.0.1.0/24", "::/0"), False),
])
def test_administrators_sign_in_from_listed_addresses_only(role: str, allowed: tuple[str, ...], opens: bool) -> None:
    factories.account(role)
    knock = Knock("10.0.0.1", admin_addresses=allowed)
    if opens:
        assert sessions.sign_in(role, PASSWORD, knock, at=AT)
    else:
        assert refused(role, PASSWORD, knock) == "sign_in_refused"


@pytest.mark.parametrize(("address", "allowed"), [
    ("::ffff:10.0.0.1", True), ("::1", True), ("10.0.1.1", False), ("", False), ("unix:", False),
])
def test_addresses_of_both_families_are_understood(address: str, allowed: bool) -> None:
    knock = Knock(address, admin_addresses=("10.0.0.0/24", "::1/128"))
    assert sessions.address_allowed(frozenset({"audit_admin"}), knock) is allowed
    assert sessions.address_allowed(frozenset({"clerk"}), knock)


def test_a_name_that_is_no_account_locks_alike() -> None:
    for number in range(5):
        assert refused("nobody", knock=Knock(f"10.0.1.{number}")) == "sign_in_refused"
    assert refused("nobody", knock=THERE) == "sign_in_locked"
    assert refused("nobody", knock=THERE, at=AT + 31 * MINUTE) == "sign_in_refused"


def test_tries_against_a_lock_are_told_to_the_trail_but_a_flood_of_them_is_not() -> None:
    factories.account("clerk")
    for _ in range(5):
        refused()
    for _ in range(audit.REFUSALS_KEPT + 5):
        assert refused() == "sign_in_locked"
    told = AuditEntry.select().where(AuditEntry.verb == "session:refused")
    assert told.count() == audit.REFUSALS_KEPT
    assert told.order_by(AuditEntry.id.desc()).get().reason == "sign_in_locked"


def test_nobody_ends_the_session_of_somebody_else() -> None:
    for role in ("clerk", "leader"):
        factories.account(role)
    clerk, _ = sessions.sign_in("clerk", PASSWORD, HERE, at=AT)
    sessions.sign_in("leader", PASSWORD, HERE, at=AT)
    foreign = UserSession.select().join(User).where(User.username == "leader").get()
    with pytest.raises(NotFound):
        sessions.end(sessions.actor_of(clerk, HERE), foreign, why="revoked", at=AT)
    assert UserSession.get_by_id(foreign.id).ended_at is None


def test_use_is_noted_once_a_minute() -> None:
    factories.account("clerk")
    sessions.sign_in("clerk", PASSWORD, HERE, at=AT)
    for seconds, seen in ((30, AT), (60, AT + MINUTE)):
        sessions.touch(UserSession.get(), AT + timedelta(seconds=seconds))
        assert UserSession.get().seen_at == seen
