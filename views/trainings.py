"""Training classes and their participants."""
from __future__ import annotations

from typing import Any

from flask import request
from flask_admin.actions import action
from flask_babel import gettext as _, lazy_gettext as _l
from markupsafe import Markup

from models import Attendance, Training
from models.choices import ParticipantState
from portal.domain.errors import NotFound
from portal.domain.words import learning as words
from portal.queries import related, scope
from portal.services import classes
from views.base import Answer, Register, actor, now, register_verbs
from views.class_acts import ACT_VERBS, ClassActs
from views.persons import PERSON_HINT, PERSON_LABELS, PersonsRegister


class TrainingRegister(ClassActs):
    """Classes; the page of one is where its people are enrolled, told, checked in and marked."""

    verbs = register_verbs("training") | ACT_VERBS
    details_template = "trainings/details.html"
    column_list = ("title", "form", "starts_on", "ends_on", "hours_tenths", "lecturer", "place", "first_duty")
    column_details_list = ("form", "online", "starts_on", "ends_on", "clock", "hours_tenths", "lecturer", "place", "first_duty", "budget_fen",
                           "handout", "remark")
    column_labels = {
        "title": _l("Subject of the class"),
        "form": _l("Form of training"),
        "online": _l("On line"),
        "lecturer": _l("Lecturer"),
        "place": _l("Place"),
        "starts_on": _l("First day"),
        "ends_on": _l("Last day"),
        "clock": _l("Time of day"),
        "hours_tenths": _l("Hours"),
        "first_duty": _l("First-duty training"),
        "budget_fen": _l("Budget (yuan)"),
        "handout": _l("Material of the class"),
        "remark": _l("Remark"),
    }
    column_descriptions = {
        "clock": _l("In words, such as 9:00–11:30; it stands in the notice."),
        "hours_tenths": _l("They count for everybody present, unless others are entered for a person."),
        "first_duty": _l("Everybody present is trained for the first duty; the pool of a draw shows who is not."),
        "handout": _l("What is handed out or used, in words; files are added on the page of the class."),
    }
    column_searchable_list = ("title", "lecturer", "place")
    column_filters = ("form", "starts_on", "first_duty", "online")
    column_sortable_list = ("starts_on",)
    column_default_sort = ("-starts_on",)
    picklists = {"form": "training_form"}
    form_columns = ("title", "form", "online", "first_duty", "starts_on", "ends_on", "clock", "hours_tenths", "lecturer", "place", "budget_fen",
                    "handout", "remark")
    form_sections = (
        (_l("The class"), ("title", "form", "online", "first_duty", "lecturer")),
        (_l("When and where"), ("starts_on", "ends_on", "clock", "hours_tenths", "place")),
        (_l("Budget and material"), ("budget_fen", "handout", "remark")),
    )
    new_label = _l("New class")
    empty_words = _l("No class yet. Every supervisor attends at least one a year.")

    def values(self, form: Any) -> dict[str, Any]:
        """Return what the form says; no hours count as none yet."""
        values = super().values(form)
        return values | {"hours_tenths": values["hours_tenths"] or 0}

    def write_new(self, values: dict[str, Any]) -> Training:
        """Enter a class."""
        return classes.enter(actor(), values, at=now())

    def write_change(self, row: Training, values: dict[str, Any], version: int | None) -> Training:
        """Change a class."""
        return classes.amend(actor(), row, values, at=now(), version=version or 0)


class AttendanceRegister(PersonsRegister):
    """Who is on the list of which class; reached from the class."""

    verbs = register_verbs("training")
    action_verbs = {"take_off": "training:write"}
    in_menu = False
    stands_under = "trainings"
    tones = words.TONES
    column_list = ("supervisor.name", "supervisor.code", "training.title", "training.starts_on", "state", "hours_tenths", "exam_tenths",
                   "certificate_no", "remark")
    column_details_list = ("supervisor.name", "supervisor.code", "training.title", "training.starts_on", "state", "state_words", "hours_tenths",
                           "exam_tenths", "certificate_no", "first_duty", "notified_at", "answer", "answer_reason", "answer_words", "answered_at",
                           "checked_in_at", "checked_in_how", "remark")
    column_labels = PERSON_LABELS | {
        "training": _l("Class"),
        "training.title": _l("Class"),
        "training.starts_on": _l("First day"),
        "state": _l("State"),
        "state_words": _l("Why excused or absent"),
        "hours_tenths": _l("Certified hours"),
        "exam_tenths": _l("Exam mark"),
        "certificate_no": _l("Certificate no."),
        "first_duty": _l("First-duty training"),
        "notified_at": _l("Told at"),
        "answer": _l("Answer"),
        "answer_reason": _l("Reason for not coming"),
        "answer_words": _l("Words on the answer"),
        "answered_at": _l("Answered at"),
        "checked_in_at": _l("Checked in at"),
        "checked_in_how": _l("How the check-in came"),
        "remark": _l("Remark"),
    }
    column_descriptions = PERSON_HINT | {
        "hours_tenths": _l("Empty: all hours of the class. They count for who was present."),
        "exam_tenths": _l("From 0 to 100."),
        "first_duty": _l("The class trained this person for the first duty, though it is none for that as a whole."),
        "answer": _l("What the person said by phone, where it did not come by link."),
    }
    column_choices = {"state": words.PARTICIPANT_STATES, "answer": words.PARTICIPANT_ANSWERS, "answer_reason": words.DECLINE_REASONS,
                      "checked_in_how": words.RECORDED_HOW}
    column_cells = {"training.title": lambda row: Markup('<a href="/trainings/{}">{}</a>').format(row.training_id, row.training.title)}
    column_filters = ("training", "training.starts_on", "state", "answer")
    column_default_sort = ("-training.starts_on",)
    form_columns = ("training", "supervisor", "state", "state_words", "answer", "answer_words", "hours_tenths", "exam_tenths", "certificate_no",
                    "first_duty", "remark")
    new_label = _l("Enter a participant")
    empty_words = _l("Nobody has attended a class yet.")

    def create_form(self, obj: Any = None) -> Any:
        """Return the form of the class that the address names; its hours hold unless others are typed."""
        form = super().create_form(obj)
        del form.answer, form.answer_words
        if request.method == "GET":
            form.training.data, form.hours_tenths.data = named_training(), None
        return form

    def edit_form(self, obj: Any = None) -> Any:
        """Return the form without the class, which stays; hours of somebody who was not there stand for nothing."""
        form = super().edit_form(obj)
        del form.training
        form.answer.choices = lambda: [("", "—"), *((code, _(text)) for code, text in words.PARTICIPANT_ANSWERS.items())]
        if request.method == "GET" and obj.state != ParticipantState.PRESENT:
            form.hours_tenths.data = None
        return form

    def show_form(self, form: Any, row: Attendance | None) -> str:
        """Return the page of the form under the name of its class."""
        named = row.training.title if row is not None else ""
        return str(self.render(self.edit_template, form=form, row=row, sections=[(named, [field.name for field in form if field.name != "version"])]))

    def write_new(self, values: dict[str, Any]) -> Attendance:
        """Enter a participant."""
        return classes.enter_participant(actor(), values.pop("training"), values.pop("supervisor"), values, at=now())

    def write_change(self, row: Attendance, values: dict[str, Any], version: int | None) -> Attendance:
        """Change what is kept of a participant."""
        return classes.amend_participant(actor(), row, values, at=now(), version=version or 0)

    @action("take_off", _l("Take off the list"), _l("These people are taken off the list of their class."))
    def take_off(self, rows: list[Attendance]) -> Answer:
        """Take people off the list who were only enrolled."""
        related.load(rows, "training")
        count = classes.take_off(actor(), rows, at=now())
        return self.done(_("Taken off the list: %(count)s.", count=count), f"/trainings/{rows[0].training_id}")


def named_training() -> Training | None:
    """Return the visible class that the address names, or None."""
    try:
        return scope.get(actor(), Training, request.args.get("training", ""))
    except NotFound:
        return None


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [
        TrainingRegister(Training, _l("Training classes"), category="Training", endpoint="trainings"),
        AttendanceRegister(Attendance, _l("Participants"), category="Training", endpoint="participants"),
    ]
