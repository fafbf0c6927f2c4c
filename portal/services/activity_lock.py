"""Take an activity in hand: as it is now, held until the transaction ends, and the actor's own."""
from __future__ import annotations

from models import Activity
from portal.domain.errors import Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.domain.workflow import step_from
from portal.services import records


def own_activity(actor: Actor, activity: Activity, step: str = "") -> Activity:
    """Return the activity, locked; call it inside the transaction of the act, before any other row is locked.

    Raises NotFound for another bureau's, Forbidden not_own_request for another procuratorate's (the city one reads its district ones' but
    does not act for them), Conflict step_not_now when `step` may not start any more.
    """
    row = records.lock(Activity, activity.id)
    if row.bureau_id != actor.bureau_id:
        raise NotFound("not_found")
    if actor.in_procuratorate and row.procuratorate_id != actor.organisation_id:
        raise Forbidden("not_own_request")
    if step:
        step_from(row.state, step)
    return row
