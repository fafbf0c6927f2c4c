"""What every page shows around its content: the version, the head of the trail, and what waits for the reader."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from flask_login import current_user

from models.base import database
from portal import VERSION, extensions
from portal.domain.errors import NotFound
from portal.domain.labels import ACTIVITY_STATES, ROLES
from portal.domain.permissions import require
from portal.queries import worklists
from portal.services import audit
from views.doors import actor, now

blueprint = Blueprint("frame", __name__)


def init_app(app: Flask) -> None:
    """Give the frame's facts to the templates, and take what the script of the frame tells."""
    app.register_blueprint(blueprint)
    app.context_processor(frame_facts)
    app.jinja_env.globals.update(activity_states=ACTIVITY_STATES, role_words=ROLES)


@blueprint.post("/printed")
def printed() -> Response:
    """Tell the trail which page goes to the printer; the page's script says so before the browser's dialog opens."""
    require(actor(), "account:own")
    page = request.form.get("path", "")
    if not current_app.url_map.bind("portal").allowed_methods(page):
        raise NotFound("not_found")
    with database.atomic():
        audit.record(actor(), "page:print", None, at=now(), label=page)
    return Response(status=204)


def frame_facts() -> dict[str, Any]:
    """Return `footer_facts` (version; position and digest of the trail's head) and `menu_counts` (endpoint → what waits there), `unread_count` their sum."""
    if not current_user.is_authenticated:
        return {"footer_facts": {"version": VERSION}}
    actor = current_user.actor
    head, counts = worklists.frame(actor, extensions.now(), audit.chain_name(actor.bureau_id))
    position, digest = head or (0, audit.GENESIS)
    return {
        "footer_facts": {"version": VERSION, "position": position, "digest": digest},
        "menu_counts": counts,
        "unread_count": sum(counts.values()),
    }
