"""Study materials with their readers, magazine subscriptions, and what each person learned in a year."""
from __future__ import annotations

from typing import Any

from flask import request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

import views.attachments as attachments
from models import Material, Reading, Subscription, SubscriptionReader
from portal.domain.errors import NotFound
from portal.domain.localtime import local_day
from portal.domain.words import learning as words
from portal.queries import classes as facts, learning, scope
from portal.services import materials
from portal.services.classes import Told
from views.base import Answer, Page, Register, actor, now, register_verbs
from views.class_acts import ticked
from views.notices import qr, reach

YEARS_SHOWN = 5


class MaterialRegister(Register):
    """Materials; the page of one shows who has read it."""

    verbs = register_verbs("material") | {"ask": "material:write", "texts": "material:write", "receipt": "material:receipt"}
    details_template = "materials/details.html"
    column_list = ("title", "published_on", "due_on", "url")
    column_details_list = ("published_on", "due_on", "url", "summary")
    column_labels = {
        "title": _l("Title"),
        "summary": _l("What it is about"),
        "url": _l("Web address"),
        "published_on": _l("Published on"),
        "due_on": _l("To be read by"),
    }
    column_descriptions = {
        "summary": _l("What is to be read, or the text itself."),
        "url": _l("Where it can be read, if not in a file; it is kept as text and opened by the reader."),
        "due_on": _l("Empty: without a day."),
    }
    column_searchable_list = ("title", "summary")
    column_filters = ("published_on", "due_on")
    column_sortable_list = ("published_on", "due_on")
    column_default_sort = ("-published_on",)
    form_columns = ("title", "summary", "url", "published_on", "due_on")
    new_label = _l("New material")
    empty_words = _l("No study material yet. Enter one, add its file, then choose who reads it.")

    def first_values(self) -> dict[str, Any]:
        """Return today as the day on which a material is published."""
        return {"published_on": local_day(now())}

    def write_new(self, values: dict[str, Any]) -> Material:
        """Enter a material."""
        return materials.enter(actor(), values, at=now())

    def write_change(self, row: Material, values: dict[str, Any], version: int | None) -> Material:
        """Change a material."""
        return materials.amend(actor(), row, values, at=now(), version=version or 0)

    def show_details(self, row: Material, revealed: Any = None) -> str:
        """Return the material with its readers."""
        return self.material_page(row)

    def material_page(self, row: Material, told: list[Told] | None = None) -> str:
        """Return the page; `told` are texts just written, whose links are shown this once."""
        columns = self.open_columns(self._details_columns)
        return str(self.render(
            self.details_template, row=row, facts=self.facts(row, columns), secrets=[], revealed={}, story=None, told=told or [],
            readers=facts.of(Reading, Reading.material, row), tables=words, qr=qr, reach=reach(), today=local_day(now()),
            panel=attachments.panel(row)))

    @expose("/<int:row_id>/ask", methods=("GET", "POST"))
    def ask(self, row_id: int) -> Answer:
        """Choose who is to read it."""
        row = self.get_one(row_id)
        if request.method == "GET":
            people = facts.not_yet(facts.of(Reading, Reading.material, row), row.bureau_id)
            return self.render("trainings/choose.html", row=row, people=people, ticked=set(), back_url=f"/materials/{row.id}",
                               heading=_("Who is to read it?"), label=_("Ask to read"))
        made = materials.ask(actor(), row, ticked(row.bureau_id), at=now())
        return self.done(_("Asked to read: %(count)s. Send them the texts now.", count=len(made)), f"/materials/{row.id}")

    @expose("/<int:row_id>/texts", methods=("POST",))
    def texts(self, row_id: int) -> Answer:
        """Write the texts for one reader, or for all who have not read it yet."""
        row, one = self.get_one(row_id), request.form.get("reading")
        rows = [line for line in facts.of(Reading, Reading.material, row) if not one or str(line.id) == one]
        return self.material_page(row, materials.push(actor(), row, rows, at=now(), reach=reach()))

    @expose("/<int:row_id>/receipt/<reading_id>", methods=("POST",))
    def receipt(self, row_id: int, reading_id: str) -> Answer:
        """Keep that somebody told the clerk to have read it."""
        row, line = self.get_one(row_id), scope.get(actor(), Reading, reading_id)
        if line.material_id != row.id:
            raise NotFound("not_found")
        materials.confirm(actor(), line, at=now())
        return self.done(_("Noted: %(name)s has read it.", name=line.supervisor.name), f"/materials/{row.id}")


class SubscriptionRegister(Register):
    """Magazines and newspapers of a year, and who gets them."""

    verbs = register_verbs("material") | {"people": "material:write"}
    details_template = "materials/subscription.html"
    column_list = ("title", "year", "copies", "amount_fen")
    column_details_list = ("year", "copies", "amount_fen", "remark")
    column_labels = {
        "title": _l("Magazine or newspaper"),
        "year": _l("Year"),
        "copies": _l("Copies"),
        "amount_fen": _l("Amount (yuan)"),
        "remark": _l("Remark"),
    }
    column_searchable_list = ("title",)
    column_filters = ("year",)
    column_sortable_list = ("year",)
    column_default_sort = ("-year",)
    form_columns = ("title", "year", "copies", "amount_fen", "remark")
    new_label = _l("New subscription")
    empty_words = _l("No subscription yet.")

    def first_values(self) -> dict[str, Any]:
        """Return the present year."""
        return {"year": local_day(now()).year}

    def values(self, form: Any) -> dict[str, Any]:
        """Return what the form says; one copy where nothing is typed."""
        values = super().values(form)
        return values | {"copies": 1 if values["copies"] is None else values["copies"]}

    def write_new(self, values: dict[str, Any]) -> Subscription:
        """Enter a subscription."""
        return materials.enter_subscription(actor(), values, at=now())

    def write_change(self, row: Subscription, values: dict[str, Any], version: int | None) -> Subscription:
        """Change a subscription."""
        return materials.amend_subscription(actor(), row, values, at=now(), version=version or 0)

    def more_details(self, row: Subscription) -> dict[str, Any]:
        """Return who gets it."""
        return {"readers": facts.of(SubscriptionReader, SubscriptionReader.subscription, row)}

    @expose("/<int:row_id>/people", methods=("GET", "POST"))
    def people(self, row_id: int) -> Answer:
        """Say who gets it."""
        row = self.get_one(row_id)
        if request.method == "GET":
            held = {line.supervisor_id for line in facts.of(SubscriptionReader, SubscriptionReader.subscription, row)}
            return self.render("trainings/choose.html", row=row, people=learning.in_office(row.bureau_id), ticked=held,
                               back_url=f"/subscriptions/{row.id}", heading=_("Who gets it?"), label=_("Save"))
        count = materials.set_readers(actor(), row, ticked(row.bureau_id), at=now())
        return self.done(_("Readers: %(count)s.", count=count), f"/subscriptions/{row.id}")


class LearningPages(Page):
    """What each person in office learned in a year, and who still lacks the yearly class."""

    verbs = {"index": "training:read"}

    @expose("/")
    def index(self) -> Answer:
        """Show the year of everybody in office."""
        today = local_day(now())
        year = asked_year(today.year)
        people = learning.learners(int(actor().bureau_id or 0), year, today)
        lacking = sum(one.lacks for one in people)
        shown = [one for one in people if one.lacks] if request.args.get("lacking") == "1" else people
        return self.render("materials/learning.html", people=shown, total=len(people), lacking=lacking, year=year, needed=learning.needed(
            actor().bureau_id, today), years=range(today.year, today.year - YEARS_SHOWN, -1), narrowed=request.args.get("lacking") == "1",
            trained=sum(one.trained for one in people), hours=sum(one.hours_tenths for one in people))

    def title(self) -> str:
        """Return the heading."""
        return _("Learning of each person")


def asked_year(present: int) -> int:
    """Return the year that the address asks for, the present one for anything odd."""
    text = request.args.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 and int(text) >= 2003 else present


def pages() -> list[Page]:
    """Return the pages of this module for the menu."""
    return [
        MaterialRegister(Material, _l("Study materials"), category="Training", endpoint="materials"),
        SubscriptionRegister(Subscription, _l("Magazines and newspapers"), category="Training", endpoint="subscriptions"),
        LearningPages(_l("Learning of each person"), category="Training", endpoint="learning", url="/learning"),
    ]
