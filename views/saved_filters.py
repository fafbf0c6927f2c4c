"""Filters that users keep for their lists: saved and forgotten at one address for all lists."""
from __future__ import annotations

from typing import ClassVar
from urllib.parse import parse_qsl, urlencode

from flask import current_app, request
from flask_babel import gettext as _, lazy_gettext as _l

from portal.domain.errors import NotFound
from portal.services import saved_filters
from views.base import Answer, Page, actor, expose, go, now

LONGEST_QUERY = 2000


class SavedFilters(Page):
    """A user's own filters."""

    in_menu = False
    verbs: ClassVar[dict[str, str]] = {"index": "account:own", "put": "account:own", "remove": "account:own"}

    @expose("/")
    def index(self) -> Answer:
        """Lead home: filters stand on their lists."""
        return go("/")

    @expose("/", methods=("POST",))
    def put(self) -> Answer:
        """Keep the list as it is asked for."""
        page, query = request.form.get("page", ""), urlencode(parse_qsl(request.form.get("query", "")[:LONGEST_QUERY]))
        saved_filters.save(actor(), page=_known(page), name=request.form.get("name", ""), query=query, at=now())
        return self.done(_("The filter was saved."), f"{_url(page)}?{query}")

    @expose("/<int:filter_id>/remove", methods=("POST",))
    def remove(self, filter_id: int) -> Answer:
        """Forget a filter."""
        row = saved_filters.remove(actor(), filter_id)
        return self.done(_("The filter “%(name)s” was forgotten.", name=row.name), _url(row.page))


def _known(page: str) -> str:
    """Return the endpoint of a list. Raises NotFound for what is none."""
    if f"{page}.index_view" not in current_app.view_functions:
        raise NotFound("not_found")
    return page


def _url(page: str) -> str:
    rule = next(rule for rule in current_app.url_map.iter_rules() if rule.endpoint == f"{page}.index_view")
    return str(rule.rule)


def pages() -> list[Page]:
    """Return the pages of this module."""
    return [SavedFilters(_l("Saved filters"), category="System", endpoint="saved", url="/saved-filters")]
