"""Lists as users asked for them, kept under a name for themselves alone."""
from __future__ import annotations

from datetime import datetime

from models import SavedFilter
from models.base import database
from portal.domain.errors import DomainError, NotFound
from portal.domain.permissions import Actor, require
from portal.services import records

LONGEST_NAME, MOST = 40, 20


def save(actor: Actor, *, page: str, name: str, query: str, at: datetime) -> SavedFilter:
    """Keep the parameters of a list under a name; the same name again replaces them. Private to the user, so no row of the trail.

    Raises DomainError filter_name, filter_nothing, filter_many.
    """
    require(actor, "account:own")
    words = name.replace("\x00", "").strip()
    if not words or len(words) > LONGEST_NAME:
        raise DomainError("filter_name", limit=LONGEST_NAME)
    if not query:
        raise DomainError("filter_nothing")
    with database.atomic():
        mine = SavedFilter.select().where(SavedFilter.user == actor.user_id, SavedFilter.page == page)
        row = mine.where(SavedFilter.name == words).first()
        if row is not None:
            return records.update(row, at, query=query)
        if mine.count() >= MOST:
            raise DomainError("filter_many", limit=MOST)
        return records.insert(SavedFilter(user=actor.user_id, page=page, name=words, query=query), at)


def remove(actor: Actor, filter_id: int) -> SavedFilter:
    """Forget a filter of the user's own and return what it was. Raises NotFound for another's."""
    require(actor, "account:own")
    row = SavedFilter.get_or_none(SavedFilter.id == filter_id, SavedFilter.user == actor.user_id)
    if row is None:
        raise NotFound("not_found")
    row.delete_instance()
    return row
