"""An activity whose people come out of a real draw, for tests in which a freed place must find its substitute."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from models import Activity, Assignment, LinkToken
from models.choices import HOLDING, LinkPurpose
from portal.domain.permissions import Actor
from portal.services import draws, links
from tests import factories

ActorAs = Callable[[str], Actor]


def drawn(actor_as: ActorAs, *, pool: int = 4, places: int = 2, at: datetime = factories.AT, **values: object) -> Activity:
    """Return a drawn activity with `places` people asked and the rest of the pool waiting as substitutes."""
    for _ in range(pool):
        factories.supervisor()
    activity = factories.activity("accepted", general_places=places, **values)
    draw = draws.seal(actor_as("clerk"), activity, at=at)
    draws.give_digits(actor_as("officer"), draw, digits="577155", at=at)
    return Activity.get_by_id(activity.id)


def asked(activity: Activity) -> list[Assignment]:
    """Return the people who hold a place, in the order of the draw."""
    return list(Assignment.select().where(Assignment.activity == activity, Assignment.state.in_(HOLDING)).order_by(Assignment.id))


def link_for(assignment: Assignment, purpose: LinkPurpose, *, at: datetime = factories.AT, **values: object) -> tuple[LinkToken, str]:
    """Return a fresh link of a person, with its token; `values` are set on the row (used_at, revoked_at, expires_at)."""
    clerk = Actor(name="clerk", roles=frozenset({"clerk"}), bureau_id=assignment.bureau_id)
    link, token = links.make_link(clerk, purpose, supervisor=assignment.supervisor, assignment=assignment, at=at,
                                  expires_at=links.expiry(purpose, assignment.activity, at))
    if values:
        LinkToken.update(**values).where(LinkToken.id == link.id).execute()
    return LinkToken.get_by_id(link.id), token


def person(assignment: Assignment) -> Actor:
    """Return the drawn person as an actor through a link."""
    return Actor(name=assignment.supervisor.code, roles=frozenset({"link"}), bureau_id=assignment.bureau_id,
                 supervisor_id=assignment.supervisor_id)
