"""The panel of papers on the page of what they are about: those that exist, and those that can be issued now."""
from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from models import Activity, Opinion, Paper
from portal.domain.papers import FORMS, KINDS
from portal.language import word
from portal.queries import paper_offers
from portal.queries.paper_offers import Offer
from views.doors import actor
from views.formatting import titled


@dataclass(frozen=True)
class Panel:
    """What the macro `papers_panel` shows."""

    issued: list[Paper]
    offers: list[Offer]

    @property
    def first(self) -> list[Offer]:
        """Return what was not issued yet."""
        return [offer for offer in self.offers if not offer.again]

    @property
    def again(self) -> list[Offer]:
        """Return what was issued before."""
        return [offer for offer in self.offers if offer.again]

    def name(self, kind: str) -> str:
        """Return what a kind of paper is called."""
        return word(KINDS, kind)

    def label(self, offer: Offer) -> str:
        """Return the name of what is offered, with the person or the round where there can be several."""
        about = offer.person or (_("Round %(round)s", round=offer.round) if offer.round else "")
        return titled(self.name(offer.kind), about) if about else self.name(offer.kind)

    def numbered(self, kind: str) -> bool:
        """Whether issuing one takes a number."""
        return FORMS[kind].numbered


def of_activity(activity: Activity, *kinds: str) -> Panel:
    """Return the panel of an activity, of all or of the named kinds."""
    issued = paper_offers.issued(actor(), activity, kinds)
    candidates = paper_offers.of_activity(actor(), activity, kinds or paper_offers.OF_AN_ACTIVITY)
    return Panel(issued, paper_offers.offers(actor(), candidates, issued))


def of_opinion(opinion: Opinion) -> Panel:
    """Return the panel of one opinion."""
    issued = paper_offers.issued(actor(), opinion)
    candidates = [(kind, opinion) for kind in paper_offers.OF_AN_OPINION]
    return Panel(issued, paper_offers.offers(actor(), candidates, issued))
