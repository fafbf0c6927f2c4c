"""What can be done on the draw pages: each form posts to one of these, which calls one service."""
from __future__ import annotations

from flask import request
from flask_admin import expose
from flask_babel import gettext as _

from models import Activity, Assignment, Draw, Recusal, Supervisor
from portal.domain.errors import DomainError, NotFound
from portal.queries import draw_records, scope
from portal.services import draws, recusals
from views.doors import Answer, Page, actor, now


def text(name: str) -> str:
    """Return a posted text without blanks around it and without NUL."""
    return request.form.get(name, "").replace("\x00", "").strip()


def activity_of(activity_id: str) -> Activity:
    """Return the activity that the reader may see. Raises NotFound."""
    return scope.get(actor(), Activity, activity_id)


def person_of() -> Supervisor:
    """Return the person whose id was posted, if the reader may see it. Raises NotFound."""
    return scope.get(actor(), Supervisor, request.form.get("supervisor", ""))


def current_round(activity: Activity) -> Draw:
    """Return the last round of an activity. Raises NotFound before the first seal."""
    found = draw_records.latest(activity)
    if found is None:
        raise NotFound("not_found")
    return found


class DrawActs(Page):
    """The acts before the seal, the digits, the places and the recusals."""

    def page(self, activity: Activity, view: str = ".show") -> str:
        """Return the address of one of an activity's draw pages."""
        return str(self.get_url(view, activity_id=activity.id))

    # --- before the seal

    @expose("/<activity_id>/conflict", methods=("POST",))
    def conflict(self, activity_id: str) -> Answer:
        """Decide about a person whom a party matches."""
        activity, person, out = activity_of(activity_id), person_of(), request.form.get("decision") == "out"
        draws.decide_conflict(actor(), activity, person, leave_out=out, words=text("words"), at=now())
        words = _("%(name)s is left out of the list.", name=person.name) if out else _("%(name)s stays in the list.", name=person.name)
        return self.done(words, self.page(activity, ".pool"))

    @expose("/<activity_id>/exclude", methods=("POST",))
    def exclude(self, activity_id: str) -> Answer:
        """Leave a person out by the leader's decision."""
        activity, person = activity_of(activity_id), person_of()
        draws.exclude(actor(), activity, person, words=text("words"), at=now())
        return self.done(_("%(name)s is left out of the list.", name=person.name), self.page(activity, ".pool"))

    @expose("/<activity_id>/readmit", methods=("POST",))
    def readmit(self, activity_id: str) -> Answer:
        """Take the leader's exclusion back."""
        activity, person = activity_of(activity_id), person_of()
        draws.readmit(actor(), activity, person, at=now())
        return self.done(_("%(name)s may be drawn again.", name=person.name), self.page(activity, ".pool"))

    @expose("/<activity_id>/change-place", methods=("POST",))
    def change_place(self, activity_id: str) -> Answer:
        """Do without an open place, or give a special one to anybody."""
        activity, general = activity_of(activity_id), request.form.get("instead") == "general"
        asked = self.ask_first(_("What was asked for changes by the leader's decision; the reason is kept."), _("Change this place"))
        if asked:
            return asked
        draws.change_place(actor(), activity, place=text("place"), to_general=general, words=text("words"), at=now())
        return self.done(_("The place was changed."), self.page(activity))

    @expose("/<activity_id>/second-round", methods=("POST",))
    def second_round(self, activity_id: str) -> Answer:
        """Consent to a further round."""
        activity = activity_of(activity_id)
        made = draws.approve_second_round(actor(), activity, words=text("words"), at=now())
        return self.done(_("Round %(round)s is approved. The clerk can seal its list now.", round=made.round), self.page(activity))

    @expose("/<activity_id>/seal", methods=("POST",))
    def seal(self, activity_id: str) -> Answer:
        """Seal the list."""
        activity = activity_of(activity_id)
        asked = self.ask_first(_("The list is frozen: after sealing nobody can change it."), _("Seal the list"), tone="primary")
        if asked:
            return asked
        draws.seal(actor(), activity, at=now())
        return self.done(_("The list is sealed. Now the procuratorate enters its digits."), self.page(activity))

    # --- digits

    @expose("/<activity_id>/witness", methods=("POST",))
    def witness(self, activity_id: str) -> Answer:
        """Keep a witness's digits."""
        activity = activity_of(activity_id)
        draws.give_witness_digits(actor(), current_round(activity), digits=text("digits"), name=text("name"), unit=text("unit"), at=now())
        return self.done(_("The witness's digits are kept. Now enter your own: they run the draw."), self.page(activity))

    @expose("/<activity_id>/digits", methods=("POST",))
    def digits(self, activity_id: str) -> Answer:
        """Take the officer's digits and draw."""
        return self._draw(activity_of(activity_id), "")

    @expose("/<activity_id>/phoned-digits", methods=("POST",))
    def phoned_digits(self, activity_id: str) -> Answer:
        """Take digits that the procuratorate told by phone, and draw."""
        activity = activity_of(activity_id)
        if not text("teller"):
            raise DomainError("teller_missing", field="teller")
        return self._draw(activity, text("teller"))

    def _draw(self, activity: Activity, teller: str) -> Answer:
        asked = self.ask_first(_("The digits run the draw at once. They cannot be changed afterwards."), _("Enter the digits and draw"))
        if asked:
            return asked
        draws.give_digits(actor(), current_round(activity), digits=text("digits"), teller=teller, at=now())
        return self.done(_("The draw is done."), self.page(activity))

    # --- places

    @expose("/<activity_id>/places/<assignment_id>/free", methods=("POST",))
    def free(self, activity_id: str, assignment_id: str) -> Answer:
        """Free a place and take the next in the drawn order."""
        activity, place = activity_of(activity_id), scope.get(actor(), Assignment, assignment_id)
        if place.activity_id != activity.id:
            raise NotFound("not_found")
        name = place.supervisor.name
        words = _("The place of %(name)s falls free; the next in the drawn order takes it at once.", name=name)
        asked = self.ask_first(words, _("Free the place and take the next"))
        if asked:
            return asked
        taken = draws.free_place(actor(), place, reason=text("reason"), words=text("words"), at=now())
        return self.done(self._freed_words(name, taken), self.page(activity))

    def _freed_words(self, name: str, taken: Assignment | None) -> str:
        if taken is None:
            return _("The place of %(name)s is free. The drawn order is used up: a further round needs the leader's consent.", name=name)
        return _("%(name)s was taken out; number %(no)s, %(next)s, takes the place. Notify this person now.", name=name, no=taken.no,
                 next=taken.supervisor.name)

    @expose("/<activity_id>/confirm", methods=("POST",))
    def confirm(self, activity_id: str) -> Answer:
        """Confirm that everybody comes."""
        activity = activity_of(activity_id)
        draws.confirm(actor(), activity, at=now())
        return self.done(_("The people are confirmed. The procuratorate can see their phones now."), self.page(activity))

    # --- recusals

    @expose("/<activity_id>/recusals/declare", methods=("POST",))
    def declare_recusal(self, activity_id: str) -> Answer:
        """Take down a recusal that a person declared."""
        recusals.declare(actor(), activity_of(activity_id), person_of(), ground=text("ground"), words=text("words"), at=now())
        return self.done(_("The recusal is kept. The bureau decides about it."))

    @expose("/<activity_id>/recusals/propose", methods=("POST",))
    def propose_recusal(self, activity_id: str) -> Answer:
        """Propose, as the officer, that a person stands back."""
        recusals.propose(actor(), activity_of(activity_id), person_of(), ground=text("ground"), words=text("words"), at=now())
        return self.done(_("The recusal is kept. The bureau decides about it."))

    @expose("/<activity_id>/recusals/<recusal_id>", methods=("POST",))
    def decide_recusal(self, activity_id: str, recusal_id: str) -> Answer:
        """Grant or refuse a recusal."""
        activity, row = activity_of(activity_id), scope.get(actor(), Recusal, recusal_id)
        if row.activity_id != activity.id:
            raise NotFound("not_found")
        granted = request.form.get("decision") == "uphold"
        recusals.decide(actor(), row, uphold=granted, words=text("words"), at=now())
        return self.done(_("The recusal was granted.") if granted else _("The recusal was refused."))
