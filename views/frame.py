"""What every page shows around its content: the version, the head of the trail, and what waits for the reader."""
from __future__ import annotations

from typing import Any

from flask import Flask
from flask_login import current_user

from portal import VERSION
from portal.services import audit


def init_app(app: Flask) -> None:
    """Give the frame's facts to the templates."""
    app.context_processor(frame_facts)


def frame_facts() -> dict[str, Any]:
    """Return `footer_facts` (version; position and digest of the trail's head) for every page; one query for who is signed in."""
    if not current_user.is_authenticated:
        return {"footer_facts": {"version": VERSION}}
    position, digest = audit.head_of(current_user.actor.bureau_id)
    return {"footer_facts": {"version": VERSION, "position": position, "digest": digest}}
