"""What every template may call: addresses of static files that change with their content, and the menu as the reader may see it."""
from __future__ import annotations

from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, current_app, url_for
from flask_admin import BaseView

from portal import extensions, security
from portal.domain.help_words import help_of
from portal.domain.labels import N_
from portal.language import is_chinese
from views.formatting import as_local

CATEGORY_ICONS = {
    N_("Supervised activities"): "calendar-event", N_("People's supervisors"): "users", N_("Training"): "school", N_("Subsidies"): "cash",
    N_("Assessment"): "award", N_("Liaison"): "messages", N_("Statistics"): "chart-bar", N_("Papers"): "file-text",
    N_("System"): "settings",
}
"""The groups of the menu in the order of the work, each with its icon; a group's name is a msgid."""


@cache
def fingerprint(path: Path) -> str:
    """Return the first digits of a file's digest. Raises FileNotFoundError for a file that is not there."""
    return sha256(path.read_bytes()).hexdigest()[:10]


def asset(filename: str) -> str:
    """Return the address of a static file with its fingerprint, so that browsers may keep it for a year."""
    return url_for("static", filename=filename, v=fingerprint(Path(str(current_app.static_folder)) / filename))


def menu(view: BaseView | None, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Return the menu that the reader may see: groups with their items, what waits in each, and where the reader is.

    `view` is the page being shown, `counts` maps endpoints to what waits there. A group of one page is shown as that page.
    """
    groups = []
    for entry in current_app.extensions["admin"][0].menu():
        pages = entry.get_children() if entry.is_category() else [entry] if entry.is_accessible() and entry.is_visible() else []
        items = [_item(page, view, counts) for page in pages]
        if items:
            groups.append({"name": entry.name, "icon": entry.get_class_name() or entry.get_icon_value(), "items": items,
                           "count": sum(item["count"] for item in items), "current": any(item["current"] for item in items)})
    return groups


def _item(page: Any, view: BaseView | None, counts: dict[str, int]) -> dict[str, Any]:
    endpoint = page._view.endpoint
    return {"name": page.name, "url": page.get_url(), "count": counts.get(endpoint, 0), "current": view is page._view}


def day_of_print() -> date:
    """Return today's date at the offices, which stands on every printed page."""
    return as_local(extensions.now()).date()


def init_app(app: Flask) -> None:
    """Give these functions to the templates."""
    app.jinja_env.globals.update(asset=asset, menu_groups=menu, is_chinese=is_chinese, day_of_print=day_of_print, help_of=help_of,
                                 new_form_key=security.new_form_key)
