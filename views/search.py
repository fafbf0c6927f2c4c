"""The search at the top of every page."""
from __future__ import annotations

from typing import ClassVar

from flask import request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

from portal.domain.permission_words import NOUNS
from portal.queries import search
from views.base import Answer, Page, actor


class SearchPage(Page):
    """Everything visible that holds a text."""

    verbs: ClassVar[dict[str, str]] = {"index": "search:read"}
    in_menu = False

    @expose("/")
    def index(self) -> Answer:
        """Show what was found."""
        text = search.cleaned(request.args.get("q", ""))
        return self.render("search/index.html", text=text, found=search.search(actor(), text), nouns=NOUNS)

    def title(self) -> str:
        """Return the heading."""
        return _("Search")


def pages() -> list[Page]:
    """Return the pages of this module."""
    return [SearchPage(name=_l("Search"), endpoint="search", url="/search")]
