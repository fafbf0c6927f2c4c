"""What every page shows around its content: the version, the head of the trail, and what waits for the reader."""
from __future__ import annotations

from typing import Any

from flask import Flask
from flask_login import current_user

from portal import VERSION, extensions
from portal.domain.labels import ACTIVITY_STATES, ROLES
from portal.queries import worklists
from portal.services import audit


def init_app(app: Flask) -> None:
    """Give the frame's facts to the templates."""
    app.context_processor(frame_facts)
    app.jinja_env.globals.update(activity_states=ACTIVITY_STATES, role_words=ROLES)


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
