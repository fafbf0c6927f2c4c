"""Private addresses of calendar feeds: one for an account, shown once, ended by it, scoped by what the account may now."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models import AuditEntry, CalendarFeed, User, UserRole
from portal.domain.errors import Conflict, Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.services import feeds, users
from portal.services.feeds import MOST_AN_HOUR, TooOften
from portal.services.sessions import Knock
from tests import factories
from tests.factories import AT

ActorAs = Callable[[str], Actor]
KNOCK = Knock(address="192.0.2.7")
pytestmark = pytest.mark.usefixtures("db")


def verbs() -> list[str]:
    """Return what the trail tells of feeds."""
    return [row.verb for row in AuditEntry.select().where(AuditEntry.object_type == "calendar_feed").order_by(AuditEntry.id)]


def test_a_token_opens_its_accounts_calendar_and_is_kept_nowhere(actor_as: ActorAs) -> None:
    token = feeds.make(actor_as("officer"), at=AT)
    row = CalendarFeed.get()
    assert len(token) == 32 and token not in str(row.__data__.values())
    actor, locale = feeds.opened(token, KNOCK, at=AT)
    assert (actor.user_id, actor.roles, actor.organisation_id, locale) == (
        factories.account("officer").id, frozenset({"officer"}), factories.procuratorate().id, "zh_Hans_CN")
    assert token not in "".join(row.changes for row in AuditEntry.select(AuditEntry.changes) if isinstance(row.changes, str))


@pytest.mark.parametrize("role", ["finance", "system_admin", "security_admin", "audit_admin"])
def test_who_has_no_calendar_has_no_feed(actor_as: ActorAs, role: str) -> None:
    for act in (feeds.make, feeds.revoke):
        with pytest.raises(Forbidden):
            act(actor_as(role), at=AT)


def test_a_new_one_ends_the_former_and_each_is_told(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    first, second = feeds.make(clerk, at=AT), feeds.make(clerk, at=AT)
    with pytest.raises(NotFound):
        feeds.opened(first, KNOCK, at=AT)
    assert feeds.opened(second, KNOCK, at=AT)
    feeds.revoke(clerk, at=AT)
    with pytest.raises(NotFound):
        feeds.opened(second, KNOCK, at=AT)
    with pytest.raises(Conflict, match="feed_not_there"):
        feeds.revoke(clerk, at=AT)
    assert verbs() == ["calendar:make", "calendar:revoke", "calendar:make", "calendar:fetch", "calendar:revoke"]


@pytest.mark.parametrize("token", ["", "x", "\x00", "0" * 500, "é"])
def test_an_unknown_token_opens_nothing(token: str) -> None:
    with pytest.raises(NotFound):
        feeds.opened(token, KNOCK, at=AT)


def test_a_closed_account_and_one_without_the_right_open_nothing(actor_as: ActorAs) -> None:
    token = feeds.make(actor_as("clerk"), at=AT)
    account = factories.account("clerk")
    User.update(active=False).where(User.id == account.id).execute()
    with pytest.raises(NotFound):
        feeds.opened(token, KNOCK, at=AT)
    User.update(active=True).where(User.id == account.id).execute()
    UserRole.update(role="finance").where(UserRole.user == account).execute()
    with pytest.raises(NotFound):
        feeds.opened(token, KNOCK, at=AT)
    UserRole.update(role="leader").where(UserRole.user == account).execute()
    assert feeds.opened(token, KNOCK, at=AT)[0].roles == {"leader"}


def test_an_hour_has_a_bound_and_a_day_one_line_in_the_trail(actor_as: ActorAs) -> None:
    token = feeds.make(actor_as("clerk"), at=AT)
    for number in range(MOST_AN_HOUR):
        feeds.opened(token, KNOCK, at=AT + timedelta(seconds=number))
    with pytest.raises(TooOften):
        feeds.opened(token, KNOCK, at=AT + timedelta(minutes=59))
    assert feeds.opened(token, KNOCK, at=AT + timedelta(hours=1))
    assert verbs().count("calendar:fetch") == 1
    feeds.opened(token, KNOCK, at=AT + timedelta(days=1))
    assert verbs().count("calendar:fetch") == 2
    assert AuditEntry.get(AuditEntry.verb == "calendar:fetch").address == "192.0.2.7"


@pytest.mark.parametrize("act", [
    lambda actor_as, user: users.reset_password(actor_as("security_admin"), user, at=AT),
    lambda actor_as, user: users.set_active(actor_as("system_admin"), user, active=False, at=AT),
], ids=["reset", "closed"])
def test_a_feed_ends_with_a_reset_password_and_a_closed_account(actor_as: ActorAs, act: Callable[[ActorAs, User], object]) -> None:
    token, user = feeds.make(actor_as("clerk"), at=AT), factories.account("clerk")
    act(actor_as, user)
    User.update(active=True).where(User.id == user.id).execute()
    with pytest.raises(NotFound):
        feeds.opened(token, KNOCK, at=AT)
    assert verbs()[-1] == "calendar:revoke"
