from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models import AuditEntry, User, UserSession
from portal.domain import passwords
from portal.domain.errors import DomainError, Forbidden
from portal.domain.permissions import Actor
from portal.services import sessions, users
from tests import factories
from tests.factories import AT, PASSWORD

pytestmark = pytest.mark.usefixtures("db")
DJBH = passwords.POLICIES["djbh"]


def changed(user: User, new: str, old: str = PASSWORD, keep: str = "") -> str | None:
    actor = sessions.actor_of(user, sessions.Knock("10.0.0.1"))
    try:
        users.change_password(actor, user, old=old, new=new, policy=DJBH, keep=keep, at=AT)
    except DomainError as error:
        return error.code
    return None


def test_a_first_password_fits_both_policies_and_must_be_changed(actor_as: Callable[[str], Actor]) -> None:
    user, password = users.create_user(actor_as("system_admin"), username=" Wang.Li ", name="王丽", organisation=factories.bureau(), at=AT)
    assert (user.username, user.must_change_password, users.roles_of(user)) == ("wang.li", True, frozenset())
    for policy in passwords.POLICIES.values():
        passwords.check(password, policy, user.username)
    assert users.matches(user.password_hash, password)
    assert password not in str([entry.__data__ for entry in AuditEntry.select()])


@pytest.mark.parametrize("name", ["", "a b", "x" * 61, "<script>", "a'b"])
def test_odd_user_names_are_refused(actor_as: Callable[[str], Actor], name: str) -> None:
    with pytest.raises(DomainError) as caught:
        users.create_user(actor_as("system_admin"), username=name, name="x", organisation=None, at=AT)
    assert caught.value.code == "username_refused"


def test_a_user_name_is_taken_once(actor_as: Callable[[str], Actor]) -> None:
    factories.account("clerk")
    with pytest.raises(DomainError) as caught:
        users.create_user(actor_as("system_admin"), username="CLERK", name="x", organisation=None, at=AT)
    assert caught.value.code == "already_there"


@pytest.mark.parametrize("role", ["clerk", "leader", "security_admin", "audit_admin", "officer"])
def test_only_the_system_administrator_makes_accounts(actor_as: Callable[[str], Actor], role: str) -> None:
    with pytest.raises(Forbidden):
        users.create_user(actor_as(role), username="x", name="x", organisation=None, at=AT)


@pytest.mark.parametrize("role", ["clerk", "leader", "system_admin", "audit_admin"])
def test_only_the_security_administrator_gives_roles(actor_as: Callable[[str], Actor], role: str) -> None:
    with pytest.raises(Forbidden):
        users.set_roles(actor_as(role), factories.account("officer"), frozenset({"chief"}), at=AT)


def test_new_roles_end_the_sessions_and_are_told(actor_as: Callable[[str], Actor]) -> None:
    clerk = factories.account("clerk")
    factories.session_token(clerk, AT)
    users.set_roles(actor_as("security_admin"), clerk, frozenset({"clerk", "leader"}), at=AT)
    assert users.roles_of(clerk) == {"clerk", "leader"}
    assert UserSession.get(UserSession.user == clerk).ended_why == "roles_changed"
    assert AuditEntry.select().order_by(AuditEntry.id.desc()).get().changes == {"roles": [["clerk"], ["clerk", "leader"]]}


def test_nobody_changes_the_own_roles_or_disables_the_own_account(actor_as: Callable[[str], Actor]) -> None:
    with pytest.raises(DomainError, match="own_roles"):
        users.set_roles(actor_as("security_admin"), factories.account("security_admin"), frozenset({"audit_admin"}), at=AT)
    with pytest.raises(DomainError, match="own_account"):
        users.set_active(actor_as("system_admin"), factories.account("system_admin"), active=False, at=AT)


def test_a_moved_account_must_still_fit_its_roles(actor_as: Callable[[str], Actor]) -> None:
    clerk = factories.account("clerk")
    with pytest.raises(DomainError, match="roles_need_office"):
        users.amend_user(actor_as("system_admin"), clerk, at=AT, organisation=factories.procuratorate())
    assert User.get_by_id(clerk.id).organisation_id == factories.bureau().id


def test_the_last_five_passwords_are_refused() -> None:
    user = factories.account("clerk")
    old = PASSWORD
    for number in range(5):
        assert changed(User.get_by_id(user.id), f"Abcdefgh-{number}", old) is None
        old = f"Abcdefgh-{number}"
    again = User.get_by_id(user.id)
    assert [changed(again, f"Abcdefgh-{number}", old) for number in range(5)] == ["password_again"] * 5
    assert changed(again, PASSWORD, old) is None


@pytest.mark.parametrize(("old", "new", "refusal"), [
    ("wrong", "Abcdefgh-1", "password_wrong"), (PASSWORD, "short", "password_short"), (PASSWORD, PASSWORD, "password_again"),
])
def test_refused_changes_change_nothing(old: str, new: str, refusal: str) -> None:
    user = factories.account("clerk")
    assert changed(user, new, old) == refusal
    assert users.matches(User.get_by_id(user.id).password_hash, PASSWORD)


def test_a_changed_password_ends_the_other_sessions_only() -> None:
    user = factories.account("clerk")
    mine, other = factories.session_token(user, AT), factories.session_token(user, AT)
    assert changed(user, "Abcdefgh-1", keep=sessions.token_digest(mine)) is None
    live = {row.token_digest for row in UserSession.select().where(UserSession.ended_at.is_null())}
    assert live == {sessions.token_digest(mine)}
    assert sessions.token_digest(other) not in live


def test_a_reset_gives_a_new_first_password_and_lifts_the_lock(actor_as: Callable[[str], Actor]) -> None:
    user = factories.account("clerk")
    User.update(locked_until=AT + timedelta(minutes=30)).where(User.id == user.id).execute()
    password = users.reset_password(actor_as("security_admin"), User.get_by_id(user.id), at=AT)
    row = User.get_by_id(user.id)
    assert (row.must_change_password, row.locked_until, users.matches(row.password_hash, password)) == (True, None, True)


def test_unlocking_counts_failures_anew(actor_as: Callable[[str], Actor]) -> None:
    user, knock = factories.account("clerk"), sessions.Knock("10.0.0.1")
    for _ in range(5):
        with pytest.raises(DomainError):
            sessions.sign_in("clerk", "wrong", knock, at=AT)
    users.unlock(actor_as("security_admin"), User.get_by_id(user.id), at=AT)
    elsewhere = sessions.Knock("10.0.0.2")
    with pytest.raises(DomainError, match="sign_in_refused"):
        sessions.sign_in("clerk", "wrong", elsewhere, at=AT)
    assert sessions.sign_in("clerk", PASSWORD, elsewhere, at=AT)
