"""The phone page of a suggestion: taken once, and from then on shown with what became of it."""
from __future__ import annotations

from flask_babel import gettext as _

from models import LinkToken, Suggestion
from models.choices import LinkPurpose
from portal.domain import suggestions as rules
from portal.domain.permissions import Actor
from portal.domain.words.liaison import SUGGESTION_KINDS
from portal.queries import related
from portal.services import liaison_suggestions as suggestions
from views.doors import now
from views.link_task import Fields, LinkTask, Page


def _page(link: LinkToken) -> Page:
    """The answer shows once the bureau told it."""
    if link.target_id is None:
        return "suggestion_form", {"kinds": SUGGESTION_KINDS, "limit": rules.LONGEST_WORDS}
    row = Suggestion.get_by_id(link.target_id)
    related.load([row], "office")
    return "suggestion", {"suggestion": row, "kinds": SUGGESTION_KINDS}


def _give(actor: Actor, link: LinkToken, form: Fields) -> str:
    suggestions.give_by_link(actor, link, kind=form.get("kind", ""), subject=form.get("subject", ""), words=form.get("words", ""), at=now())
    return _("Thank you. What you wrote was received. What becomes of it can be read later with the same link.")


TASKS: dict[str, LinkTask] = {LinkPurpose.SUGGESTION: LinkTask(_page, {"suggest": _give}, lasts=True)}
