"""Private addresses of calendar feeds: made and ended by their account, opened by whoever holds one, without a session."""
from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from models import CalendarFeed, User
from models.base import database
from portal.domain.draw import join, sm3
from portal.domain.errors import Conflict, NotFound
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor, require
from portal.services import audit, records, sessions
from portal.services.sessions import Knock

TOKEN_BYTES = 24
"""192 bits: this address has no end of its own, so it is longer than a link of one task."""
HOUR = timedelta(hours=1)
MOST_AN_HOUR = 60
"""Calendar programs ask every few minutes at most; more is a fault or somebody else."""


class TooOften(Exception):
    """A feed is asked for more often than any calendar program does."""


def digest(token: str) -> str:
    """Return what the database keeps of a token."""
    return sm3(join("feed-1", token))


def live(actor: Actor) -> CalendarFeed | None:
    """Return the feed of the actor's account that works now; None for none."""
    found: CalendarFeed | None = CalendarFeed.get_or_none(CalendarFeed.user == actor.user_id, CalendarFeed.revoked_at.is_null())
    return found


def make(actor: Actor, *, at: datetime, token_of: Callable[[int], str] = secrets.token_urlsafe) -> str:
    """Make the feed of the actor's account and return its token, which is kept nowhere; an earlier one ends."""
    require(actor, "calendar:feed")
    token = token_of(TOKEN_BYTES)
    with database.atomic():
        records.lock(User, int(actor.user_id or 0), strength="FOR NO KEY UPDATE")  # of two presses the second ends what the first made
        before = live(actor)
        if before is not None:
            records.change(actor, "calendar:revoke", before, at=at, revoked_at=at)
        records.create(actor, "calendar:make", CalendarFeed(user=actor.user_id, token_digest=digest(token)), at=at)
    return token


def revoke(actor: Actor, *, at: datetime) -> None:
    """End the feed of the actor's account. Raises Conflict feed_not_there."""
    require(actor, "calendar:feed")
    with database.atomic():
        records.lock(User, int(actor.user_id or 0), strength="FOR NO KEY UPDATE")
        found = live(actor)
        if found is None:
            raise Conflict("feed_not_there")
        records.change(actor, "calendar:revoke", found, at=at, revoked_at=at)


def end_of(actor: Actor, user: User, *, at: datetime) -> None:
    """End the feed of an account that is closed or whose password was reset: whoever made it need not be its owner. Part of that act."""
    for feed in CalendarFeed.select().where(CalendarFeed.user == user, CalendarFeed.revoked_at.is_null()):
        records.change(actor, "calendar:revoke", feed, at=at, revoked_at=at)


def opened(token: str, knock: Knock, *, at: datetime) -> tuple[Actor, str]:
    """Return who reads by a token, with the roles that the account has now, and the account's language.

    The first fetch of a day goes to the trail. Raises NotFound for a token that never was or has ended, an account that is closed or may
    not read a calendar any more, and TooOften.
    """
    with database.atomic():
        found = CalendarFeed.get_or_none(CalendarFeed.token_digest == digest(token), CalendarFeed.revoked_at.is_null())
        if found is None:
            raise NotFound("not_found")
        feed = records.lock(CalendarFeed, found.id)
        actor = sessions.actor_of(feed.user, knock)
        if feed.revoked_at is not None or not feed.user.active or not actor.may("calendar:feed"):
            raise NotFound("not_found")
        _count(actor, feed, at)
    return actor, feed.user.locale


def _count(actor: Actor, feed: CalendarFeed, at: datetime) -> None:
    within = feed.hour_from is not None and at - feed.hour_from < HOUR
    if within and feed.fetches >= MOST_AN_HOUR:
        raise TooOften
    if feed.fetched_at is None or local_day(feed.fetched_at) != local_day(at):
        audit.record(actor, "calendar:fetch", feed, at=at)
    records.update(feed, at, fetched_at=at, hour_from=feed.hour_from if within else at, fetches=feed.fetches + 1 if within else 1)
