"""The home page: what waits for the reader."""
from __future__ import annotations

from flask_admin import expose

from views.base import Answer, Page


class HomePage(Page):
    """The worklist of the reader's role."""

    verbs = {"index": "home:read"}

    @expose("/")
    def index(self) -> Answer:
        """Show what waits."""
        return self.render("home/index.html")


def pages() -> list[Page]:
    """Return nothing: the home page is the index of the menu."""
    return []
