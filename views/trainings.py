"""Training classes and who attended them."""
from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from models import Attendance, Training
from portal.domain.errors import DomainError, NotFound
from portal.queries import related, scope
from views.base import Register, actor, register_verbs
from views.persons import PERSON_HINT, PERSON_LABELS, PersonsRegister


class TrainingRegister(Register):
    """Classes; the details page lists who attended."""

    verbs = register_verbs("training")
    details_template = "trainings/details.html"
    column_list = ("title", "form", "starts_on", "ends_on", "hours_tenths", "lecturer", "place")
    column_details_list = ("title", "form", "starts_on", "ends_on", "hours_tenths", "lecturer", "place", "remark")
    column_labels = {
        "title": _l("Subject of the class"),
        "form": _l("Form of training"),
        "lecturer": _l("Lecturer"),
        "place": _l("Place"),
        "starts_on": _l("First day"),
        "ends_on": _l("Last day"),
        "hours_tenths": _l("Hours"),
        "remark": _l("Remark"),
    }
    column_searchable_list = ("title", "lecturer", "place")
    column_filters = ("form", "starts_on")
    column_sortable_list = ("starts_on",)
    column_default_sort = ("-starts_on",)
    picklists = {"form": "training_form"}
    form_columns = ("title", "form", "starts_on", "ends_on", "hours_tenths", "lecturer", "place", "remark")
    new_label = _l("New class")
    empty_words = _l("No class yet. Every supervisor attends at least one a year.")

    def write_new(self, values: dict[str, Any]) -> Training:
        """Enter a class."""
        check_span(values)
        made: Training = super().write_new(values)
        return made

    def write_change(self, row: Training, values: dict[str, Any], version: int | None) -> Training:
        """Change a class."""
        check_span(values)
        changed: Training = super().write_change(row, values, version)
        return changed

    def show_details(self, row: Training, revealed: Any = None) -> str:
        """Return the class with its people."""
        related.load([row], "form")
        people = list(scope.visible(actor(), Attendance).where(Attendance.training == row).order_by(Attendance.id))
        related.load(people, "supervisor")
        return self.render(self.details_template, row=row, facts=self.facts(row, self.open_columns(self._details_columns)), secrets=[],
                           revealed={}, story=None, people=people, may_write=actor().may("training:write"))


def check_span(values: dict[str, Any]) -> None:
    """Refuse a class that ends before it starts or has less than no hours. Raises DomainError span_backwards, hours_negative."""
    if values["ends_on"] < values["starts_on"]:
        raise DomainError("span_backwards", field="ends_on")
    if (values["hours_tenths"] or 0) < 0:
        raise DomainError("hours_negative", field="hours_tenths")


class AttendanceRegister(PersonsRegister):
    """Who attended a class; reached from the class."""

    verbs = register_verbs("training")
    in_menu = False
    stands_under = "trainings"
    column_list = ("supervisor.name", "supervisor.code", "training.title", "training.starts_on", "hours_tenths", "remark")
    column_details_list = column_list
    column_labels = PERSON_LABELS | {
        "training": _l("Class"), "training.title": _l("Class"), "training.starts_on": _l("First day"), "hours_tenths": _l("Hours"),
        "remark": _l("Remark"),
    }
    column_descriptions = PERSON_HINT | {"hours_tenths": _l("Empty: all hours of the class.")}
    column_filters = ("training", "training.starts_on")
    column_default_sort = ("-training.starts_on",)
    form_columns = ("training", "supervisor", "hours_tenths", "remark")
    new_label = _l("Enter a participant")
    empty_words = _l("Nobody has attended a class yet.")

    def create_form(self, obj: Any = None) -> Any:
        """Return the form of the class that the address names; its hours hold unless others are typed."""
        form = super().create_form(obj)
        if request.method == "GET":
            form.training.data, form.hours_tenths.data = named_training(), None
        return form

    def edit_form(self, obj: Any = None) -> Any:
        """Return the form without the class, which stays."""
        form = super().edit_form(obj)
        del form.training
        return form

    def write_new(self, values: dict[str, Any]) -> Attendance:
        """Enter a participant."""
        hours = values["training"].hours_tenths if not values["hours_tenths"] else values["hours_tenths"]
        made: Attendance = super().write_new(values | {"hours_tenths": hours})
        return made


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
