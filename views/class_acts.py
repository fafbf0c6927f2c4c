"""What is done on the page of a class: enrol, tell, check in, mark, ask for feedback, and the sign-in sheet."""
from __future__ import annotations

from typing import Any, ClassVar

from flask import redirect, request
from flask_admin import expose
from flask_babel import gettext as _

import views.attachments as attachments
import views.choices as choices
from models import Attendance, Supervisor, Training
from portal.domain.errors import NotFound
from portal.domain.localtime import local_day
from portal.domain.words import learning as words
from portal.queries import classes as facts, related, scope
from portal.services import class_check_in, classes
from portal.services.class_check_in import CheckedIn
from portal.services.classes import Told
from views.base import Answer, Register, actor, now
from views.formatting import clock_time
from views.link_learning import posted_rating
from views.notices import qr, reach

ACT_VERBS: dict[str, str] = {
    "enrol": "training:write", "texts": "training:write", "mark": "training:write", "check_in": "training:write", "add": "training:write",
    "open_screen": "training:write", "close_screen": "training:write",
    "ask_feedback": "training:write", "give_feedback": "training:feedback", "sheet": "training:write",
}


class ClassActs(Register):
    """The acts of a class; views.trainings makes the register of it."""

    tables: ClassVar[Any] = words

    def show_details(self, row: Training, revealed: Any = None) -> str:
        """Return the class with its people."""
        return self.class_page(row)

    def class_page(self, row: Training, told: list[Told] | None = None, feedback_text: tuple[str, str] | None = None) -> str:
        """Return the page; `told` and `feedback_text` were just written and are shown this once."""
        related.load([row], "form")
        people, today = facts.participants(row), local_day(now())
        columns = self.open_columns(self._details_columns)
        opened = facts.open_check_in(row, now()) if row.starts_on <= today <= row.ends_on else None
        return str(self.render(
            self.details_template, row=row, facts=self.facts(row, columns), secrets=[], revealed={}, story=None, people=people,
            told=told or [], feedback_text=feedback_text, feedback=facts.feedback(row, choices.picklist("feedback_mark", live=False)), tables=words, qr=qr, reach=reach(),
            wall=class_check_in.screen_address(opened) if opened else "", begun=today >= row.starts_on,
            over=today > row.ends_on, panel=attachments.panel(row)))

    @expose("/<int:row_id>/enrol", methods=("GET", "POST"))
    def enrol(self, row_id: int) -> Answer:
        """Choose who is put on the list."""
        row = self.get_one(row_id)
        if request.method == "GET":
            people = facts.not_yet(facts.participants(row), row.bureau_id)
            return self.render("trainings/choose.html", row=row, people=people, ticked=set(), back_url=f"/trainings/{row.id}",
                               heading=_("Who is to attend?"), label=_("Enrol"))
        made = classes.enrol(actor(), row, ticked(row.bureau_id), at=now())
        return self.done(_("Enrolled: %(count)s. Tell them now.", count=len(made)), f"/trainings/{row.id}")

    @expose("/<int:row_id>/texts", methods=("POST",))
    def texts(self, row_id: int) -> Answer:
        """Write the texts for one participant, or for all who have not answered yet."""
        row = self.get_one(row_id)
        rows = facts.participants(row)
        one = request.form.get("participant")
        wanted = [line for line in rows if line.state == "enrolled" and (str(line.id) == one if one else not line.answer)]
        return self.class_page(row, classes.notify(actor(), row, wanted, at=now(), reach=reach()))

    @expose("/<int:row_id>/mark", methods=("POST",))
    def mark(self, row_id: int) -> Answer:
        """Write who was there."""
        row = self.get_one(row_id)
        count = classes.mark(actor(), row, posted_marks(), at=now())
        return self.done(_("The attendance was saved; lines changed: %(count)s.", count=count), f"/trainings/{row.id}")

    @expose("/<int:row_id>/check-in/<participant_id>", methods=("POST",))
    def check_in(self, row_id: int, participant_id: str) -> Answer:
        """Check in a participant at the desk."""
        row, line = self.get_one(row_id), scope.get(actor(), Attendance, participant_id)
        if line.training_id != row.id:
            raise NotFound("not_found")
        return self._checked_in(row, class_check_in.check_in_by_clerk(actor(), line, at=now()))

    @expose("/<int:row_id>/add", methods=("POST",))
    def add(self, row_id: int) -> Answer:
        """Put somebody who came without being enrolled on the list, and check in."""
        row, person = self.get_one(row_id), scope.get(actor(), Supervisor, request.form.get("supervisor", ""))
        return self._checked_in(row, class_check_in.add_and_check_in(actor(), row, person, at=now()))

    def _checked_in(self, row: Training, done: CheckedIn) -> Answer:
        said = {"name": done.row.supervisor.name, "time": clock_time(done.row.checked_in_at)}
        words_said = _("%(name)s was checked in already, at %(time)s. Nothing was changed.", **said) if done.again else _(
            "%(name)s is checked in, at %(time)s.", **said)
        return self.done(words_said, f"/trainings/{row.id}")

    @expose("/<int:row_id>/screen/open", methods=("POST",))
    def open_screen(self, row_id: int) -> Answer:
        """Open the check-in for the rest of the day and go to its screen, which needs no session."""
        return redirect(class_check_in.screen_address(class_check_in.open_check_in(actor(), self.get_one(row_id), at=now())), 303)

    @expose("/<int:row_id>/screen/close", methods=("POST",))
    def close_screen(self, row_id: int) -> Answer:
        """Close the check-in."""
        row = self.get_one(row_id)
        class_check_in.close_check_in(actor(), row, at=now())
        return self.done(_("The check-in is closed."), f"/trainings/{row.id}")

    @expose("/<int:row_id>/ask-feedback", methods=("POST",))
    def ask_feedback(self, row_id: int) -> Answer:
        """Write the text that asks the class for feedback."""
        row = self.get_one(row_id)
        return self.class_page(row, feedback_text=class_check_in.ask_feedback(actor(), row, at=now(), reach=reach()))

    @expose("/<int:row_id>/feedback", methods=("POST",))
    def give_feedback(self, row_id: int) -> Answer:
        """Enter feedback that came on paper or by word of mouth."""
        row = self.get_one(row_id)
        class_check_in.give_feedback(actor(), row, rating_id=posted_rating(request.form), words=request.form.get("words", ""),
                                     key=request.form.get("key", "") or class_check_in.new_key(), at=now())
        return self.done(_("The feedback was entered."), f"/trainings/{row.id}")

    @expose("/<int:row_id>/sheet", methods=("POST",))
    def sheet(self, row_id: int) -> Answer:
        """Issue the sign-in sheet."""
        row = self.get_one(row_id)
        paper = classes.issue_sign_in(actor(), row, at=now())
        return self.done(_("The sign-in sheet was issued."), f"/papers/{paper.id}", step=(_("To the class"), f"/trainings/{row.id}"))


def ticked(bureau_id: int) -> list[Supervisor]:
    """Return the people in office who were ticked on the page `trainings/choose.html`, or all of them where that was pressed."""
    ids = [scope.parse_id(text) for text in request.form.getlist("person")]
    return facts.chosen(bureau_id, ids, everybody=request.form.get("everybody") == "1")


def posted_marks() -> dict[int, tuple[str, str]]:
    """Return participant id → (state, words) of what was chosen on the form."""
    chosen: dict[int, tuple[str, str]] = {}
    for name, value in request.form.items():
        if name.startswith("state-") and value:
            key = scope.parse_id(name.removeprefix("state-"))
            chosen[key] = (value, request.form.get(f"words-{key}", ""))
    return chosen
